"""The process of one worker: applies a function to one task after another, as its parent asks.

Run as a script by `kb.processes`, with pickles on standard input and output: the parent's `sys.path`, then the level
from which it takes log records and the function, answered by True; then a task, answered by the log records kept
meanwhile and the result. When its input closes, it ends: no worker outlives its parent, however that ended.
"""

import logging
import os
import pickle
import signal
import sys
from copy import copy
from types import FrameType
from typing import BinaryIO, NoReturn


class _Records(logging.Handler):
    """Keeps records in a form that can be pickled, for the parent, which alone knows what is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        plain = copy(record)
        plain.msg = self.format(record)  # with its traceback
        plain.args = plain.exc_info = plain.exc_text = plain.stack_info = None
        self.kept.append(plain)


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGTERM, _exit)  # as an exception, so that a reader ends the program that it runs
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not get among the answers
    try:
        _serve(sys.stdin.buffer, answers)
    except (SystemExit, EOFError, OSError, pickle.UnpicklingError):
        # the parent is gone, maybe amid a message, or wants no more: what waits to be written is for nobody
        os._exit(1)


def _serve(tasks: BinaryIO, answers: BinaryIO) -> NoReturn:
    sys.path[:] = pickle.load(tasks)
    level, function = pickle.load(tasks)
    records = _Records()
    logging.root.setLevel(level)
    logging.root.addHandler(records)
    logging.captureWarnings(True)
    _send(answers, True)
    while True:
        result = function(pickle.load(tasks))
        _send(answers, (records.kept, result))
        records.kept.clear()


def _send(answers: BinaryIO, message: object) -> None:
    pickle.dump(message, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit


if __name__ == "__main__":
    main()
