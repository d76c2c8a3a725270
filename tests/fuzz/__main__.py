"""Run the fuzzing and print what came of it; exit 1 where an input failed."""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

import tests.fuzz as about
from ingest.pipeline import parse
from tests.fuzz.mutate import made
from tests.fuzz.run import Outcome, fuzz


def main() -> None:
    parser = argparse.ArgumentParser(description=about.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--start", type=int, default=0, help="the first input's number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, help="one input, with its traceback")
    args = parser.parse_args()
    if args.only is not None:
        _one(args.only, args.seed)
        return
    outcomes: list[Outcome] = []

    def seen(outcome: Outcome) -> None:
        outcomes.append(outcome)
        if outcome["kind"] == "failed":
            print(f"FAILED {outcome['n']} .{outcome['suffix']} {outcome['what']}", flush=True)
        if len(outcomes) % 1000 == 0:
            print(f"{len(outcomes)} of {args.count}", flush=True)

    fuzz(range(args.start, args.start + args.count), args.seed, args.workers, seen)
    _report(outcomes)
    sys.exit(any(outcome["kind"] == "failed" for outcome in outcomes))


def _one(number: int, seed: int) -> None:
    suffix, data = made(number, seed)
    path = Path(tempfile.mkdtemp(), f"{number}.{suffix}")
    path.write_bytes(data)
    print(path, len(data))
    print(parse(path).document)


def _report(outcomes: list[Outcome]) -> None:
    for suffix in sorted({str(outcome["suffix"]) for outcome in outcomes}):
        own = [outcome for outcome in outcomes if outcome["suffix"] == suffix]
        kinds = Counter(outcome["kind"] for outcome in own)
        slowest = max(own, key=lambda outcome: outcome["seconds"])
        print(
            f"{suffix:5} {len(own):6} inputs  {kinds['read']:6} read  {kinds['refused']:6} refused  "
            f"{kinds['failed']:3} failed  slowest {slowest['seconds']:.2f} s (input {slowest['n']}, "
            f"{slowest['size']} bytes)"
        )
    peak = max(outcomes, key=lambda outcome: outcome["peak"])
    print(f"largest worker {peak['peak'] / 1e6:.0f} MB after input {peak['n']}")
    print("errors of libraries turned into refusals:")
    for what, count in Counter(o["what"] for o in outcomes if " < " in o["what"]).most_common(20):
        print(f"{count:6} {what}")


if __name__ == "__main__":
    main()
