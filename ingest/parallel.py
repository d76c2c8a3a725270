"""Files parsed by worker processes, ahead of the one who takes the results in.

    with closing(in_order(function, paths, lost, workers(len(paths)))) as results: ...

The processes are plain children that answer over pipes (`kb.processes`). A pool of the standard library would run the
caller's main script anew in each of them (in the browser's server: the whole front end), would not tell which file a
process that died was at, and would leave its processes behind when its own is killed.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any, Generic, Self, TypeVar

from kb.processes import Told, Worker, WorkerDied

Result = TypeVar("Result")

#: Fewer files than this are parsed sooner here than workers start (0.3 s of processor time each).
FEW = 32
#: The one writer keeps up with two or three workers at texts and some eight at PDFs; more would take memory (30 MB each
#: for texts, 100 for long PDFs) and bring nothing.
MOST_WORKERS = 6
# Files a worker that are parsed or wait parsed: enough that none idles while the writer is busy with a long one.
_AHEAD = 3
# On Windows no wait without a limit is ended by Ctrl-C.
_TICK_SECONDS = 0.2


def workers(files: int) -> int:
    """How many are worth starting for so many files; 1: none."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(cores, MOST_WORKERS) if files >= FEW else 1


def in_order(
    function: Callable[[Path], Result], paths: Sequence[Path], lost: Callable[[Path], Result], workers: int
) -> Generator[Result, None, None]:
    """`function` of each of `paths`, in their order; in this process where there is to be one worker or none can start.

    `function` has to be one that pickles. A path at which a worker dies is tried again with no other in hand; if that
    one dies too, its result is that of `lost`. Closing the iterator ends the workers.
    """
    if workers > 1:
        with _Pool(function, workers) as pool:
            if pool.start():
                yield from pool.results(paths, lost)
                return
    yield from map(function, paths)


class _Pool(Generic[Result]):
    """Workers, and a thread each that waits for them."""

    def __init__(self, function: Callable[[Path], Result], count: int) -> None:
        self._count = count
        self._function = function
        self._workers: set[Worker[Path, Result]] = set()
        self._idle: SimpleQueue[Worker[Path, Result]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(count, "parsing")
        self._lock = Lock()
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._ended = True
            workers = list(self._workers)
        self._threads.shutdown(wait=False, cancel_futures=True)
        for one in workers:
            one.terminate()
        for one in workers:
            one.wait()
        self._threads.shutdown()
        for one in workers:
            one.close()

    def start(self) -> bool:
        """Start the workers; whether they did."""
        try:
            workers = [self._started() for _ in range(self._count)]
            for one in workers:
                one.ready()
                self._idle.put(one)
        except WorkerDied:
            return False
        return True

    def results(self, paths: Sequence[Path], lost: Callable[[Path], Result]) -> Iterator[Result]:
        """See `in_order`."""
        ahead: deque[tuple[Path, Future[Told[Result]]]] = deque()
        rest = iter(paths)
        while True:
            for path in islice(rest, _AHEAD * self._count - len(ahead)):
                ahead.append((path, self._threads.submit(self._parsed, path)))
            if not ahead:
                return
            path, future = ahead.popleft()
            _wait(future)
            try:
                result = future.result().shown()
            except WorkerDied:
                result = self._again(path, [other for _, other in ahead], lost)
            yield result

    def _parsed(self, path: Path) -> Told[Result]:
        one = self._idle.get()
        try:
            return one.told(path)
        except WorkerDied:
            self._discard(one)
            one = self._started()
            raise
        finally:
            self._idle.put(one)

    def _again(self, path: Path, others: Sequence[Future[Told[Result]]], lost: Callable[[Path], Result]) -> Result:
        """`path` in a fresh worker while no other file is in hand, since what a worker most likely lacked is memory."""
        _wait(*others)
        try:
            fresh = self._started()
        except WorkerDied:
            return lost(path)
        future = self._threads.submit(fresh.told, path)
        _wait(future)
        try:
            return future.result().shown()
        except WorkerDied:
            return lost(path)
        finally:
            self._discard(fresh)

    def _started(self) -> Worker[Path, Result]:
        """A new worker. Raises WorkerDied where none can start, or none is wanted any more."""
        with self._lock:
            if self._ended:
                raise WorkerDied
            one: Worker[Path, Result] = Worker(self._function)
            self._workers.add(one)
            return one

    def _discard(self, one: Worker[Path, Result]) -> None:
        one.end()
        with self._lock:
            self._workers.discard(one)


def _wait(*futures: Future[Any]) -> None:
    while wait(futures, _TICK_SECONDS).not_done:
        pass
