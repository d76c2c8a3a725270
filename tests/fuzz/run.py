"""Inputs spread over worker processes; one that dies or hangs is a failure of its input and is replaced."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from tests.fuzz.mutate import kind_of

SECONDS = 20.0  # for one input; the slowest proper one takes some 3 (LibreOffice aside)
OFFICE_SECONDS = 150.0
_ROOT = Path(__file__).parents[2]

Outcome = dict[str, Any]


class Worker:
    """One process that serves inputs; `try_one` restarts it where it died."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._process: subprocess.Popen[str] | None = None

    def try_one(self, number: int) -> Outcome:
        process = self._process = self._process or self._start()
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        office = kind_of(number, self._seed) == "doc"
        ready, _, _ = select.select([process.stdout], [], [], OFFICE_SECONDS if office else SECONDS)
        line = process.stdout.readline() if ready else ""
        if line:
            return dict(json.loads(line))
        self.stop()
        what = f"dies with {process.returncode}" if ready else "hangs"
        return {"n": number, "suffix": "?", "kind": "failed", "what": what, "seconds": SECONDS, "size": 0, "peak": 0}

    def stop(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what was written to a process that died cannot be flushed
                    if pipe is not None:
                        pipe.close()
            self._process = None

    def _start(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.fuzz.worker", str(self._seed)]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, start_new_session=True
        )


def fuzz(numbers: Iterable[int], seed: int, workers: int, seen: Callable[[Outcome], None]) -> None:
    """Try all `numbers`; `seen` gets each outcome, in no order, from one thread at a time."""
    waiting: Queue[int] = Queue()
    for number in numbers:
        waiting.put(number)
    done: Queue[Outcome | None] = Queue()  # None: a thread has ended

    def serve() -> None:
        worker = Worker(seed)
        try:
            while True:
                done.put(worker.try_one(waiting.get_nowait()))
        except Empty:
            return
        finally:
            worker.stop()
            done.put(None)

    with ThreadPoolExecutor(workers) as pool:
        served = [pool.submit(serve) for _ in range(workers)]
        running = workers
        while running:
            outcome = done.get()
            if outcome is None:
                running -= 1
            else:
                seen(outcome)
        for one in served:
            one.result()
