"""How long a person waits: parsing from the shell, the first answer of a process, and answers after it.

    python benchmarks/latency.py QUESTIONS [FILE ...] [--repeat N]

QUESTIONS holds a question a line, or a TSV with the question in its third column; FILE are the documents to take
in (default: the shipped corpus). Nothing is cached between answers: each question is asked of the same open
knowledge base, and repeats are whole passes over all questions.

Printed: milliseconds, and each figure as a multiple of what this machine needs for a bare `python -c pass`, so that
runs on different machines can be compared.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.pipeline import ingest_paths
from kb.base import KnowledgeBase, Settings

CORPUS = Path(__file__).parents[1] / "corpus"


def milliseconds(action: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def shell(*arguments: str) -> float:
    """Median wall-clock time of a Python command, of five runs, in milliseconds."""

    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    return statistics.median(milliseconds(run) for _ in range(5))


def questions(path: Path) -> list[str]:
    """The questions of a file: whole lines, or the third column of a TSV."""
    lines = [x for x in path.read_text(encoding="utf-8-sig").splitlines() if x.strip() and not x.startswith("#")]
    return [x.split("\t")[2] if x.count("\t") >= 2 else x for x in lines]


def answers(asked: Sequence[str], files: Sequence[Path], repeat: int) -> tuple[float, list[float]]:
    """Time of a new process's first answer, and of every answer after it, in milliseconds."""
    with tempfile.TemporaryDirectory() as home:
        with KnowledgeBase.open(Settings.choose(home), write=True) as kb:
            ingest_paths(kb, files)
        first = shell("-m", "ui.cli", "--kb", home, "ask", asked[0])
        with KnowledgeBase.open(Settings.choose(home)) as kb:
            kb.ask(asked[0])
            later = [milliseconds(lambda q=q: kb.ask(q)) for _ in range(repeat) for q in asked]  # type: ignore[misc]
    return first, later


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("files", type=Path, nargs="*", default=[CORPUS])
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    bare = shell("-c", "pass")
    plan = next(CORPUS.glob("*.txt"))
    first, later = answers(questions(args.questions), args.files, args.repeat)
    rows = {
        "python -c pass": bare,
        f"policykb parse {plan.name} (shell)": shell("-m", "ui.cli", "parse", str(plan), "--json"),
        "policykb ask (shell, first answer)": first,
        f"ask, warm, p50 of {len(later)}": statistics.median(later),
        f"ask, warm, p95 of {len(later)}": statistics.quantiles(later, n=20)[-1],
    }
    for name, value in rows.items():
        print(f"{value:9.1f} ms  {value / bare:7.2f} x  {name}")


if __name__ == "__main__":
    main()
