"""The vector index: Chroma really built and asked, the exact way beside it, and what damage does to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import kb.chroma
import kb.dense
from kb.dense import DenseIndex
from kb.errors import StoreError
from kb.store import Store, Vectors
from tests.kb.conftest import HashEncoder, parsed, put

LINES = [f"第{n}项:{word}建设{n * 7}处。" for n, word in enumerate(("充电桩", "换电站", "加氢站", "光伏", "风电") * 8)]


@pytest.fixture
def index(store: Store) -> Iterator[DenseIndex]:
    put(store, parsed("甲", *LINES))
    held = DenseIndex(store)
    held.sync()
    yield held
    held.close()


def vector(text: str) -> Vectors:
    row: Vectors = HashEncoder().encode([text])[0]
    return row


def by_chroma(index: DenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything answered by Chroma."""
    monkeypatch.setattr(kb.dense, "EXACT_ROWS", 0)


def test_chroma_and_numpy_find_the_same(index: DenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = index.search(vector("换电站建设"), 5)
    by_chroma(index, monkeypatch)
    approximate = index.search(vector("换电站建设"), 5)
    assert index.trouble is None
    assert index.count() == len(LINES)
    assert list(approximate.values()) == pytest.approx(list(exact.values()), abs=1e-3)


def test_small_and_cold_needs_no_chroma_and_warm_uses_it(index: DenseIndex) -> None:
    def is_open() -> bool:
        return index._opened is not None

    index.search(vector("换电站"), 5)
    assert not is_open()
    index.warm()
    assert is_open()
    assert len(index.search(vector("换电站"), 5)) == 5


def test_the_zero_vector_finds_nothing(index: DenseIndex) -> None:
    assert index.search(np.zeros(HashEncoder.dim, dtype=np.float32), 5) == {}


def test_a_few_vectors_that_the_graph_cannot_reach_are_no_damage(index: DenseIndex, store: Store) -> None:
    index.warm()
    assert index._opened is not None
    collection = index._opened[2]
    keys = store.vector_keys(store.searchable())
    query, missed = type(collection).query, [[0.2375]]

    def miss_one(*asked: object, **options: object) -> dict[str, list[list[float]]]:
        found = query(collection, *asked, **options)
        return {"distances": missed + found["distances"][1:]}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(collection, "query", miss_one)
        assert index.finds(keys)
        missed = [[0.2375]] * (len(keys) // 2 + 1)
        patched.setattr(collection, "query", lambda **_: {"distances": missed + [[0.0]] * (len(keys) - len(missed))})
        assert not index.finds(keys)
    collection.update(ids=[str(keys[3])], embeddings=[vector("加氢站建设").tolist()])
    assert not index.finds(keys)


@pytest.mark.parametrize("rows", [0, 20_000])
def test_filters(index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    put(store, parsed("乙", *LINES[:10]))
    index.sync()
    monkeypatch.setattr(kb.dense, "EXACT_ROWS", rows)
    found = index.search(vector(LINES[3]), 4, store.searchable(["乙"]))
    assert len(found) == 4
    held = store.passages_by_key(found)
    assert {passage.document_id for passage in held.values()} == {"乙"}
    assert held[next(iter(found))].text == LINES[3]
    assert index.search(vector(LINES[3]), 4, frozenset()) == {}


def test_follows_the_store_in_a_copy_and_anew(index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    by_chroma(index, monkeypatch)
    monkeypatch.setattr(kb.dense, "_WAITING_ROWS", 0)
    folders = {store.state().dense}
    put(store, parsed("乙", "氢能重卡示范。"))  # little changes: a changed copy
    index.sync()
    folders.add(store.state().dense)
    assert store.passages_by_key(index.search(vector("氢能重卡示范。"), 1))
    put(store, parsed("甲", *LINES[:5]))  # most changes: anew
    index.sync()
    folders.add(store.state().dense)
    assert index.count() == 6
    assert index.fresh()
    assert len(folders) == 3
    assert len(list(store.home.glob("dense-*"))) == 1


def test_a_little_that_is_new_or_gone_waits_beside_the_folder(
    index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_chroma(index, monkeypatch)
    put(store, parsed("乙", "氢能重卡示范。", "智慧农业试点。"))
    put(store, parsed("丙", "低空经济园区。"))
    index.sync()
    before = store.state().dense
    assert before is not None
    for text, key in (("氢能重卡示范。", "乙"), ("低空经济园区。", "丙")):
        found = index.search(vector(text), 2)
        assert next(iter(found.values())) == pytest.approx(1.0, abs=1e-3)
        assert next(iter(store.passages_by_key([next(iter(found))]).values())).document_id == key
        assert list(found.values()) == sorted(found.values(), reverse=True)
        inside = index.search(vector(text), 2, store.searchable(["丙"]))
        assert {p.document_id for p in store.passages_by_key(inside).values()} == {"丙"}
    assert index.count() == len(LINES) + 3
    assert index.finds(store.vector_keys(store.searchable()))
    store.remove("乙")
    index.sync()
    after = store.state().dense
    assert after is not None
    assert (after.folder, index.fresh()) == (before.folder, True)
    assert index.count() == len(LINES) + 1
    assert len(index.search(vector("氢能重卡示范。"), 100)) == len(LINES) + 1


def test_vectors_that_are_gone_are_not_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, parsed("乙", "氢能重卡示范。"))
    put(store, parsed("甲", *LINES))
    index = DenseIndex(store)
    index.sync()
    before = store.state().dense
    store.remove("乙")
    index.sync()
    by_chroma(index, monkeypatch)
    after = store.state().dense
    assert before is not None
    assert after is not None
    assert before.folder == after.folder
    keys = set(store.vector_keys(store.searchable()).tolist())
    assert len(index.search(vector("氢能重卡示范。"), 5)) == 5
    assert index.search(vector("氢能重卡示范。"), 100).keys() == keys
    assert index.count() == len(LINES)
    index.close()


def test_unchanged_vectors_are_not_written_again(index: DenseIndex, store: Store) -> None:
    put(store, parsed("乙", "据报告。", account=True))
    before = store.state().dense
    assert not index.fresh()
    index.sync()
    after = store.state().dense
    assert index.fresh()
    assert before is not None
    assert after is not None
    assert before.folder == after.folder


def test_an_empty_store_has_no_folder(index: DenseIndex, store: Store) -> None:
    store.remove("甲")
    index.sync()
    assert index.fresh()
    assert store.state().dense is None
    assert not list(store.home.glob("dense-*"))


def test_another_process_sees_the_new_folder(index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    by_chroma(index, monkeypatch)
    other = Store(store.home)
    reader = DenseIndex(other)
    assert len(reader.search(vector("换电站"), 100)) == len(LINES)
    put(store, parsed("乙", "氢能重卡示范。"))
    index.sync()
    assert len(reader.search(vector("换电站"), 100)) == len(LINES) + 1
    assert reader.trouble is None
    reader.close()
    other.close()


def _tear(folder: Path, what: str) -> None:
    if what == "missing":
        shutil.rmtree(folder)
    elif what == "no database":
        (folder / "chroma.sqlite3").write_bytes(b"")
    elif what == "torn database":
        (folder / "chroma.sqlite3").write_bytes(b"\x7f" * 8192)
    else:
        for path in folder.glob("*/*"):
            if path.name == what:
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    "what", ["missing", "no database", "torn database", "header.bin", "data_level0.bin", "length.bin"]
)
def test_damage_is_survived_told_and_repaired(store: Store, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    put(store, parsed("甲", *(f"{line}{n}" for n in range(40) for line in LINES)))  # over the sync threshold
    DenseIndex(store).sync()
    state = store.state().dense
    assert state is not None
    _tear(store.home / state.folder, what)
    index = DenseIndex(store)
    by_chroma(index, monkeypatch)
    found = index.search(vector(LINES[1]), 3)
    assert len(found) == 3
    assert index.trouble is not None
    assert "doctor --rebuild" in index.trouble
    assert index.count() is None
    assert index.fresh() == (what in ("no database", "torn database"))
    index.rebuild()
    again = DenseIndex(store)
    assert list(again.search(vector(LINES[1]), 3).values()) == pytest.approx(list(found.values()), abs=1e-3)
    assert again.trouble is None
    assert again.count() == len(LINES) * 40
    again.close()


def test_an_interrupted_build_leaves_the_index_as_it_was(
    index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.state().dense
    monkeypatch.setattr(kb.dense, "_WAITING_ROWS", 0)
    put(store, parsed("乙", "氢能重卡示范。"))

    def stop(*_: object) -> None:
        raise SystemExit(143)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kb.chroma, "seal", stop)
        with pytest.raises(SystemExit):
            index.sync()
    assert store.state().dense == before
    assert len(list(store.home.glob("dense-*"))) == 1
    index.sync()
    assert index.fresh()


def test_a_build_that_lost_vectors_is_not_used(
    index: DenseIndex, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.state().dense
    monkeypatch.setattr(kb.dense, "_WAITING_ROWS", 0)
    put(store, parsed("乙", "氢能重卡示范。"))
    monkeypatch.setattr(kb.chroma, "change", lambda path, *_: shutil.rmtree(path))
    monkeypatch.setattr(kb.chroma, "fill", lambda path, *_: _lose(path))
    with pytest.raises(StoreError, match="核对不符"):
        index.sync()
    assert store.state().dense == before


def _lose(path: Path) -> None:
    client, _ = kb.chroma.open_collection(path, create_for=1)
    client.close()
