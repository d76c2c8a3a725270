"""Processes that work for this one: plain children that answer over pipes (`kb.worker`).

with Worker(function) as worker:
    worker.ask(task)
    result = worker.answer()
"""

import logging
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from kb import worker

Task = TypeVar("Task")
Result = TypeVar("Result")

# What a worker may take to end the program that it runs.
_GRACE_SECONDS = 3.0

# Ctrl-C is for the parent alone, which ends them.
if sys.platform == "win32":
    _FLAGS, _GROUP = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW, None
else:
    _FLAGS, _GROUP = 0, 0


class WorkerDied(Exception):
    """The worker ended with a task in its hands, or could not start."""


@dataclass(frozen=True, slots=True)
class Told(Generic[Result]):
    """A worker's answer: what it logged, and the result."""

    records: Sequence[logging.LogRecord]
    result: Result

    def shown(self) -> Result:
        """The result, after what was logged has been handed to the loggers here."""
        for record in self.records:
            logger = logging.getLogger(record.name)
            if logger.isEnabledFor(record.levelno):
                logger.handle(record)
        return self.result


class Worker(Generic[Task, Result]):
    """One process, which applies a function that pickles to one task after another; used by one thread at a time."""

    def __init__(self, function: Callable[[Task], Result]) -> None:
        """Raises WorkerDied."""
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", worker.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                creationflags=_FLAGS,
                process_group=_GROUP,
            )
        except OSError as error:
            raise WorkerDied from error
        self._is_ready = False
        self._send(pickle.dumps(sys.path) + pickle.dumps((logging.getLogger().getEffectiveLevel(), function)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """`terminate`, `wait` and `close`."""
        self.terminate()
        self.wait()
        self.close()

    def ready(self) -> None:
        """Wait until it takes tasks. Raises WorkerDied."""
        if not self._is_ready:
            self._is_ready = self._answer()

    def told(self, task: Task) -> Told[Result]:
        """`ask` and `answer`. Raises WorkerDied."""
        self.ask(task)
        return self.answer()

    def ask(self, task: Task) -> None:
        """Let it begin. Raises WorkerDied."""
        self.ready()
        self._send(pickle.dumps(task))

    def answer(self) -> Told[Result]:
        """Wait for what the function gives for the task. Raises WorkerDied."""
        return Told(*self._answer())

    def terminate(self) -> None:
        """Tell it to end."""
        self._process.terminate()

    def wait(self) -> None:
        """Wait until it has ended, which it is made to if it takes long."""
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """Give its pipes back."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):  # what it has not read any more
                    pipe.close()

    def _send(self, message: bytes) -> None:
        """To a process that has died too: whoever waits for its answer will see."""
        assert self._process.stdin
        with suppress(OSError):
            self._process.stdin.write(message)
            self._process.stdin.flush()

    def _answer(self) -> Any:
        assert self._process.stdout
        try:
            return pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkerDied from error
