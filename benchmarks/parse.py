"""How fast documents are parsed, by format, and how the time grows with their length.

    python benchmarks/parse.py [--largest 10000000] [--formats txt md html docx ofd pdf] [--steps]

A document of N characters is the shipped plan's body repeated, with its headings, targets and tables. Printed for each
format and size: seconds, characters a second, and growth: how many times longer than the size before, beside how many
times larger (equal is linear). Sizes in one run are measured on one machine, so the ratios compare. With --steps the
time of reading, cleaning, header, clauses, passages and tags for txt.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests make files in every format

from ingest import pipeline
from tests.ingest import formats
from tests.ingest.ofd_files import ofd
from tests.ingest.samples import NOTICE, Part, plan

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
WRITERS: dict[str, Callable[[tuple[Part, ...]], bytes]] = {
    "txt": lambda parts: formats.text(parts).encode(),
    "md": formats.markdown,
    "html": formats.web_page,
    "docx": formats.word,
    "ofd": ofd,
    "pdf": formats.pdf,
}
#: Setting pages takes this benchmark longer than parsing them.
LARGEST_SET = {"docx": 1_000_000, "ofd": 1_000_000, "pdf": 1_000_000}
STEPS = ("read", "clean", "assemble", "read_header", "segment", "tag", "passages")


def document(size: int) -> tuple[Part, ...]:
    """Parts of about `size` characters."""
    parts = [*plan(), *NOTICE]
    length = len(formats.text(parts))
    whole = parts * (size // length)
    rest = size - length * len(whole) // len(parts)
    for part in parts:
        if rest <= 0:
            break
        whole.append(part)
        rest -= len(formats.text([part]))
    return tuple(whole)


def timed_steps() -> dict[str, float]:
    """Wrap the pipeline's steps; the dictionary fills as they run."""
    spent = dict.fromkeys(STEPS, 0.0)
    for name in STEPS:
        setattr(pipeline, name, _timed(name, getattr(pipeline, name), spent))
    return spent


def _timed(name: str, function: Callable[..., object], spent: dict[str, float]) -> Callable[..., object]:
    def run(*args: object, **kwargs: object) -> object:
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.perf_counter() - start

    return run


def measure(kind: str, size: int, folder: Path) -> tuple[int, float]:
    """Characters parsed, and seconds: the best of three for small documents."""
    path = folder / f"{size}.{kind}"
    path.write_bytes(WRITERS[kind](document(size)))
    best, characters = float("inf"), 0
    for _ in range(3 if size <= 100_000 else 1):
        start = time.perf_counter()
        characters = len(pipeline.parse(path).text)
        best = min(best, time.perf_counter() - start)
    return characters, best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--formats", nargs="+", default=list(WRITERS), choices=list(WRITERS))
    parser.add_argument("--steps", action="store_true")
    args = parser.parse_args()
    spent = timed_steps() if args.steps else {}
    with tempfile.TemporaryDirectory() as name:
        for kind in args.formats:
            measure(kind, SIZES[0], Path(name))  # word lists, patterns and libraries are loaded once a process
            before: tuple[int, float] | None = None
            for size in (s for s in SIZES if s <= min(args.largest, LARGEST_SET.get(kind, SIZES[-1]))):
                spent.update(dict.fromkeys(spent, 0.0))
                characters, seconds = measure(kind, size, Path(name))
                growth = ""
                if before:
                    growth = f"time x {seconds / before[1]:6.2f} for size x {characters / before[0]:6.2f}"
                rate = characters / seconds
                print(
                    f"{kind:5} {characters:>10,} characters {seconds:8.2f} s {rate:>9,.0f} a second  {growth}",
                    flush=True,
                )
                if args.steps:
                    print("      " + "  ".join(f"{step} {value:.2f}" for step, value in spent.items()), flush=True)
                before = (characters, seconds)


if __name__ == "__main__":
    main()
