"""How long a person waits: parsing from the shell, the first answer of a process, and answers after it.

    python benchmarks/latency.py QUESTIONS [FILE ...] [--repeat N]
    python benchmarks/latency.py QUESTIONS --kb HOME [HOME ...] [--sample N] [--profile]

QUESTIONS holds a question a line, or a TSV with the question in its third column; FILE are the documents to take
in (default: the shipped corpus). Nothing is cached between answers: each question is asked of the same open
knowledge base, and repeats are whole passes over all questions. With `--kb`, the same questions are asked of
knowledge bases that stand already, small and large, and each is compared with the first; `--profile` tells
which of our functions the milliseconds go to. A knowledge base behind the code may be brought up to date when
it is opened: give copies.

Printed: milliseconds, and each figure as a multiple of what this machine needs for a bare `python -c pass`, so that
runs on different machines can be compared.
"""

import argparse
import cProfile
import pstats
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.pipeline import ingest_paths
from kb.base import KnowledgeBase, Settings

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"


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


def standing(homes: Sequence[Path], asked: Sequence[str], repeat: int, profiled: bool) -> None:
    """Print the time of warm answers of each knowledge base, as a multiple of the first one's too."""
    base: tuple[float, float] | None = None
    for home in homes:
        with KnowledgeBase.open(Settings.choose(home)) as kb:
            kb.warm()
            first = milliseconds(lambda kb=kb: kb.ask(asked[0]))  # type: ignore[misc]
            times = [milliseconds(lambda q=q, kb=kb: kb.ask(q)) for _ in range(repeat) for q in asked]  # type: ignore[misc]
            middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            base = base or (middle, high)
            print(
                f"{home}: {kb.counts().documents} documents; first {first:.0f} ms; "
                f"p50 {middle:.0f} ms ({middle / base[0]:.2f} x), p95 {high:.0f} ms ({high / base[1]:.2f} x), "
                f"longest {max(times):.0f} ms, {len(times)} answers"
            )
            if profiled:
                _profile(lambda kb=kb: [kb.ask(q) for q in asked], len(asked))  # type: ignore[misc]


def _profile(action: Callable[[], object], answers: int) -> None:
    """Our own functions by the time spent in and below them, an answer; the profiler adds to each call."""
    profiler = cProfile.Profile()
    profiler.runcall(action)
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    ours = [(entry, values) for entry, values in stats.items() if f"{ROOT}/kb/" in entry[0]]
    ours.sort(key=lambda row: -row[1][3])
    for (path, line, name), (_, calls, own, below, _) in ours[:30]:
        place = f"{Path(path).relative_to(ROOT)}:{line} {name}"
        print(f"  {below * 1000 / answers:8.1f} ms, own {own * 1000 / answers:7.1f} ms, {calls:8} calls  {place}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("files", type=Path, nargs="*", default=[CORPUS])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--kb", type=Path, nargs="+", metavar="HOME", default=[])
    parser.add_argument("--sample", type=int, help="ask this many of the questions, chosen at random (seed 1)")
    parser.add_argument("--profile", action="store_true", help="with --kb: where the time goes")
    args = parser.parse_args()
    asked = questions(args.questions)
    if args.sample and args.sample < len(asked):
        asked = random.Random(1).sample(asked, args.sample)
    if args.kb:
        return standing(args.kb, asked, args.repeat, args.profile)
    bare = shell("-c", "pass")
    plan = next(CORPUS.glob("*.txt"))
    first, later = answers(asked, args.files, args.repeat)
    rows = {
        "python -c pass": bare,
        f"policykb parse {plan.name} (shell)": shell("-m", "ui.cli", "parse", str(plan), "--json"),
        "policykb ask (shell, first answer)": first,
        f"ask, warm, p50 of {len(later)}": statistics.median(later),
        f"ask, warm, p95 of {len(later)}": statistics.quantiles(later, n=20)[-1],
    }
    for name, value in rows.items():
        print(f"{value:9.1f} ms  {value / bare:7.2f} x  {name}")
    return None


if __name__ == "__main__":
    main()
