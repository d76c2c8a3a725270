"""Chroma's folder filled by a process of its own: as in this one, whatever becomes of the process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import kb.filling
from kb import chroma
from kb.dense import DenseIndex
from kb.store import Store
from tests.kb.conftest import parsed, put

LINES = [f"第{n}项:{word}建设{n * 7}处。" for n, word in enumerate(("充电桩", "换电站", "加氢站", "光伏", "风电") * 8)]


@pytest.fixture
def index(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[DenseIndex]:
    monkeypatch.setattr(kb.filling, "_APART", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    put(store, parsed("甲", *LINES))
    held = DenseIndex(store)
    yield held
    held.close()


def process_of_index() -> list[int]:
    """The processes of this one's workers."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(c) for c in children if b"worker.py" in Path(f"/proc/{c}/cmdline").read_bytes()]


def holds_all(index: DenseIndex, store: Store) -> bool:
    keys = store.vector_keys(store.searchable())
    index.warm()
    return index.fresh() and index.count() == len(keys) == len(LINES) and index.finds(keys)


def test_fills_while_something_else_is_done(index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma, "fill", None)  # not in this process
    with index.syncing():
        assert len(process_of_index()) == 1
    assert process_of_index() == []
    assert holds_all(index, store)


def test_a_process_that_dies_leaves_its_work_to_this_one(index: DenseIndex, store: Store) -> None:
    with index.syncing():
        os.kill(process_of_index()[0], signal.SIGKILL)
    assert holds_all(index, store)


def test_without_a_process_it_is_done_here(index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    index.sync()
    assert holds_all(index, store)


def test_what_the_process_could_not_do_is_done_here(
    index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = store.vector_keys(store.searchable())
    filled: list[np.ndarray] = []
    fill = chroma.fill
    monkeypatch.setattr(chroma, "fill", lambda path, wanted, fetch: (filled.append(wanted), fill(path, wanted, fetch)))
    monkeypatch.setattr(kb.filling, "_begun", lambda stack, task: _Failed())
    index.sync()
    assert [len(wanted) for wanted in filled] == [len(keys)]
    assert holds_all(index, store)


class _Failed:
    """A worker that tells that it could not."""

    def answer(self) -> "_Failed":
        return self

    def shown(self) -> bool:
        return False


def test_a_failure_meanwhile_ends_the_process_and_leaves_nothing(index: DenseIndex, store: Store) -> None:
    with pytest.raises(SystemExit), index.syncing():
        raise SystemExit(143)
    assert process_of_index() == []
    assert list(store.home.glob("dense-*")) == []
    assert store.state().dense is None


def test_no_process_outlives_its_own(store: Store, tmp_path: Path) -> None:
    put(store, parsed("甲", *LINES))
    program = (
        "import os, signal, kb.filling\nfrom pathlib import Path\nfrom kb.dense import DenseIndex\nfrom kb.store import Store\n"
        f"kb.filling._APART = 1\nos.cpu_count = lambda: 2\nindex = DenseIndex(Store(Path({str(store.home)!r})))\n"
        "with index.syncing():\n"
        "    print(Path(f'/proc/self/task/{os.getpid()}/children').read_text(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    (worker,) = done.stdout.split()
    for _ in range(600):
        if not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text().split()[2]:
            break
        signal.sigtimedwait([], 0.1)
    else:
        pytest.fail("the worker lives on")
    index = DenseIndex(store)
    index.sync()
    assert index.fresh()
    assert list(store.home.glob("*.building")) == []
    index.close()
