"""How much sooner worker processes parse the files of a folder than one process does.

    python benchmarks/workers.py FOLDER [--workers 1 2 4]

For each number of workers (1: none, the process alone) a fresh process parses every file of the folder and keeps
nothing. Printed: seconds by the clock and of processors, as figures and as shares of the first row's, and the most
memory that the process and a worker took. The rows of one run are measured on one machine, so the shares compare; where
other work has the cores there is nothing to gain, and only the processor's seconds tell.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from ingest import parallel
from ingest.pipeline import Added, ingest_paths
from kb.model import ParsedDocument


class Nowhere:
    """Takes nothing in."""

    def add(self, parsed: ParsedDocument, original: bytes, file_name: str) -> Added:
        """Forget the document."""
        return "added"


def run(folder: Path, count: int) -> None:
    """Parse all with so many workers, and print files, seconds, processor seconds, MB here and of a worker."""
    parallel.workers = lambda files: count
    start = time.perf_counter()
    report = ingest_paths(Nowhere(), [folder])
    seconds = time.perf_counter() - start
    memory = [resource.getrusage(who).ru_maxrss / 1000 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(report.totals["documents"], seconds, sum(os.times()[:4]), *memory)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2, 4])
    parser.add_argument("--run", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        run(args.folder, args.run)
        return
    first: tuple[float, float] | None = None
    for count in args.workers:
        command = [sys.executable, __file__, str(args.folder), "--run", str(count)]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        files, seconds, busy, here, worker = map(float, output.split())
        first = first or (seconds, busy)
        print(
            f"{count} workers  {files:,.0f} files  {seconds:7.2f} s (x {seconds / first[0]:.2f})  "
            f"processors {busy:7.2f} s (x {busy / first[1]:.2f})  memory {here:.0f} MB, a worker {worker:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
