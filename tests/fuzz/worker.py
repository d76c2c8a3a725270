"""The process that reads inputs: a number a line comes in, an outcome a line goes out."""

import json
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

from ingest.pipeline import parse
from kb.errors import ReadError
from tests.fuzz.mutate import made

MEMORY = 3_000_000_000  # bytes of address space: libraries take 1, the largest text allowed another


def tried(number: int, seed: int, folder: Path) -> dict[str, object]:
    """What becomes of input `number`: `kind` is read, refused or failed; `what` the error; `seconds`, `size`."""
    suffix, data = made(number, seed)
    path = folder / f"{number}.{suffix}"
    path.write_bytes(data)
    start = time.perf_counter()
    kind, what = "read", ""
    try:
        parsed = parse(path)
        if any(parsed.text[c.start : c.end] != c.text for c in parsed.clauses):
            kind, what = "failed", "a clause is not its span"
    except ReadError as error:
        kind, what = "refused", type(error).__name__
        if error.__cause__ is not None:  # what a library threw and `read` turned into BadFormat
            what += f" < {type(error.__cause__).__name__} {_place(error.__cause__)}"
        if "内存不足" in error.reason:
            kind = "failed"
    except BaseException as error:
        kind, what = "failed", f"{type(error).__name__}: {str(error)[:80]} {_place(error)}"
    seconds = time.perf_counter() - start
    path.unlink()
    return {"n": number, "suffix": suffix, "kind": kind, "what": what, "seconds": seconds, "size": len(data)}


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def main() -> None:
    """Serve until the input ends. The limit on memory holds for this process and LibreOffice under it."""
    seed = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as name:
        for line in sys.stdin:
            outcome = tried(int(line), seed, Path(name))
            outcome["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main()
