"""One writer: a lock between processes and threads, and an orderly end when the writer is told to stop."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from filelock import FileLock, Timeout

from kb.errors import READ_ONLY, Locked, ReadOnly

# A reader that catches an index up holds the lock for about this long.
WAIT_SECONDS = 3.0


class WriterLock:
    """The lock of the knowledge base in `home`; the thread that holds it may take it again."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._thread = threading.RLock()
        self._process = FileLock(home / "write.lock", thread_local=False)
        self._depth = 0

    @contextmanager
    def hold(self, wait: float | None = None) -> Iterator[bool]:
        """Hold the lock; gives True to the outermost holder, who has to leave everything in order.

        Raises Locked when another thread or process still has it after `wait` seconds (None: WAIT_SECONDS),
        ReadOnly when the lock's file may not be written.
        """
        wait = WAIT_SECONDS if wait is None else wait
        if not os.access(self._home, os.W_OK):
            raise ReadOnly(f"{self._home}：{READ_ONLY}")
        if not self._thread.acquire(timeout=wait):
            raise self._locked()
        try:
            if self._depth == 0:
                try:
                    self._process.acquire(timeout=wait)
                except Timeout:
                    raise self._locked() from None
                except PermissionError as error:  # another user's lock
                    raise ReadOnly(f"{self._home}：{READ_ONLY}") from error
            self._depth += 1
            try:
                yield self._depth == 1
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._process.release()
        finally:
            self._thread.release()

    def _locked(self) -> Locked:
        return Locked(f"{self._home}：知识库正被另一个进程写入；请等它结束后再试")


@contextmanager
def orderly_stop() -> Iterator[None]:
    """Turn SIGTERM into SystemExit while the block runs, so that what is being written is undone or finished.

    Only the main thread can do so; a writer in another thread relies on transactions and renames alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
