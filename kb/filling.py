"""A new folder of Chroma's filled: from a copy of the one before where little changes, else anew; of many vectors by a
process of its own, while this one does something else."""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb import chroma
from kb.processes import Worker, WorkerDied
from kb.store import Keys, Store

# More changed vectors than this share of all: making the folder anew is as fast as changing a copy, and leaves no
# deleted points in the graph.
_ANEW_SHARE = 0.3
#: The knowledge base's folder, the folder to fill, and the keys of the vectors.
_Task = tuple[Path, Path, Keys]
# Fewer are in the graph sooner than a process has started (1.5 s).
_APART = 10_000


@dataclass(frozen=True, slots=True)
class Filling:
    """What the folder at `path` is to hold: `wanted`, which is what `source` (None: nothing) holds without `removed`
    and with `added`."""

    path: Path
    source: Path | None
    removed: Keys
    added: Keys
    wanted: Keys


@contextmanager
def filled(filling: Filling, store: Store) -> Iterator[None]:
    """While the block runs, or after it, the folder is filled and sealed. Raises StoreError."""
    path, wanted = filling.path, filling.wanted
    if filling.source is not None and _changed(filling, filling.source, store):
        yield
    elif len(wanted) < _APART or os.cpu_count() == 1:
        yield
        _fill(path, wanted, store)
    else:
        with ExitStack() as stack:
            worker = _begun(stack, (store.home, path, wanted))
            yield
            done = worker is not None and _ended_well(worker)
        if not done:  # what it lacked may be there for one process alone
            _clear(path)
            _fill(path, wanted, store)


def _begun(stack: ExitStack, task: _Task) -> Worker[_Task, bool] | None:
    """A process that has begun the task; None where none can start."""
    try:
        worker = stack.enter_context(Worker(_fill_apart))
        worker.ask(task)
        return worker
    except WorkerDied:
        return None


def _ended_well(worker: Worker[_Task, bool]) -> bool:
    try:
        return worker.answer().shown()
    except WorkerDied:
        logging.getLogger(__name__).warning("the process that filled the vector index died")
        return False


def _changed(filling: Filling, source: Path, store: Store) -> bool:
    """Whether the folder could be filled from a copy that proves sound, since little changes."""
    if len(filling.removed) + len(filling.added) > _ANEW_SHARE * len(filling.wanted):
        return False
    try:
        shutil.copytree(source, filling.path, dirs_exist_ok=True)
        chroma.change(filling.path, filling.removed, filling.added, store.vectors)
        chroma.seal(filling.path, filling.wanted, store.vectors)
        return True
    except Exception as error:  # a torn source: start over
        logging.getLogger(__name__).warning("%s: %s", source, error)
        _clear(filling.path)
        return False


def _fill(path: Path, wanted: Keys, store: Store) -> None:
    chroma.fill(path, wanted, store.vectors)
    chroma.seal(path, wanted, store.vectors)


def _fill_apart(task: _Task) -> bool:
    """Whether it went well; in the worker."""
    home, path, wanted = task
    store = Store(home)
    try:
        _fill(path, wanted, store)
        return True
    except Exception as error:
        logging.getLogger(__name__).warning("%s: %s", path, error)
        return False
    finally:
        store.close()


def _clear(path: Path) -> None:
    shutil.rmtree(path)
    path.mkdir()
