"""Functions for worker processes. By the file's name some end their process, as a crash in a library or a lack of memory
would."""

import logging
import os
import signal
import time
from pathlib import Path

from ingest.pipeline import parse
from kb.model import ParsedDocument


def parse_or_die(path: Path) -> ParsedDocument:
    """`parse`, but 崩溃 ends the process, 内存 has the system kill it, 出错 raises."""
    if "崩溃" in path.name:
        os._exit(3)
    if "内存" in path.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "出错" in path.name:
        raise KeyError(path.name)
    return parse(path)


def parse_or_die_once(path: Path) -> ParsedDocument:
    """`parse`, but the first process at a file dies of it."""
    if not (mark := path.with_suffix(".tried")).exists():
        mark.touch()
        os._exit(3)
    return parse(path)


def parse_the_first(path: Path) -> ParsedDocument:
    """`parse`, but any file save 1.txt takes longer than anyone waits; says in a file which process is at it."""
    path.with_suffix(".pid").write_text(str(os.getpid()))
    if path.name != "1.txt":
        time.sleep(600)
    return parse(path)


def talkative(path: Path) -> str:
    """The name; prints and logs."""
    print("a library prints", flush=True)
    logging.getLogger("some.library").warning("reading %s", path.name)
    logging.getLogger("some.library").info("nobody asked")
    return path.name


def process_of(path: Path) -> int:
    """Which process is at it; leaves a mark."""
    path.with_suffix(".begun").touch()
    return os.getpid()
