"""The truth: whole or not at all, versions, accounts, and what a copy of the folder holds."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, event

from kb.errors import Damaged, NotFound, StoreError
from kb.store import Store
from tests.kb.conftest import HashEncoder, parsed, put

FIRST = "2028年底前新建充电桩100个以上,由市交通局牵头。"


def test_what_goes_in_comes_out_equal(store: Store) -> None:
    given = parsed("甲政发〔2025〕1号", FIRST, "加强监督检查。")
    assert put(store, given) == "added"
    name = given.document.id
    assert store.documents() == (given.document,)
    assert store.document(name) == given.document
    assert store.text(name) == given.text
    assert store.clauses(name) == given.clauses
    assert store.clause(given.clauses[1].id) == given.clauses[1]
    assert store.passages() == given.passages == store.passages([name])
    assert [store.passages_of(c.id) for c in given.clauses] == [
        tuple(p for p in given.passages if p.clause_id == c.id) for c in given.clauses
    ]
    assert store.targets() == given.targets == store.targets([name])
    assert store.responsibilities([name]) == given.responsibilities
    assert store.references([name]) == given.references
    assert store.targets([]) == () == store.targets(["别的"])
    file_name, path = store.original(name)
    assert (file_name, path.read_bytes()) == ("方案.txt", given.text.encode())


def test_same_text_changes_nothing(store: Store) -> None:
    put(store, parsed("甲", FIRST))
    generation = store.generation()
    assert put(store, parsed("甲", FIRST)) == "unchanged"
    assert store.generation() == generation
    assert store.counts().versions == 1


def test_changed_text_becomes_current_and_the_earlier_stays_outside_search(store: Store) -> None:
    before, after = parsed("甲", FIRST, "旧的一条。"), parsed("甲", FIRST, "新的一条。")
    put(store, before)
    assert put(store, after) == "updated"
    assert store.text("甲") == after.text
    assert store.text("甲", version=1) == before.text
    assert store.clauses("甲", version=1) == before.clauses
    assert [p.text for p in store.passages()] == [FIRST, "新的一条。"]
    assert [(v.number, v.current) for v in store.versions("甲")] == [(1, False), (2, True)]
    assert len(store.targets()) == 1
    with pytest.raises(NotFound, match="共有 2 版"):
        store.text("甲", version=3)


@pytest.mark.parametrize("table", ["clauses", "targets", "refs", "passages", "vectors", "meta"])
def test_an_update_that_fails_halfway_leaves_the_old_version_whole(store: Store, table: str) -> None:
    before = parsed("甲", FIRST, "旧的一条。")
    put(store, before)
    state, vectors = store.state(), store.vectors_of(store.searchable())

    def fail(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(f"INSERT INTO {table} "):
            raise RuntimeError("power cut")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(RuntimeError, match="power cut"):
            put(store, parsed("甲", "全新的内容。", "新的一条。"))
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert store.state() == state
    assert store.text("甲") == before.text
    assert (store.clauses("甲"), store.passages()) == (before.clauses, before.passages)
    assert store.targets() == before.targets
    np.testing.assert_array_equal(store.vectors_of(store.searchable())[1], vectors[1])
    assert put(store, parsed("甲", "全新的内容。", "新的一条。")) == "updated"


def test_a_record_that_misquotes_is_refused(store: Store) -> None:
    given = parsed("甲", FIRST)
    wrong = replace(given, targets=(replace(given.targets[0], text="另一句话"),))
    with pytest.raises(StoreError, match="与正文不符"):
        put(store, wrong)
    assert store.documents() == ()


def test_account_and_full_text(store: Store) -> None:
    told, full = parsed("甲", "据报告,充电桩100个。", account=True), parsed("甲", FIRST)
    assert put(store, told) == "added"
    assert store.document("甲").account == told.document.account
    assert store.passages() == told.passages
    assert store.searchable() == frozenset()
    assert put(store, told) == "unchanged"
    assert put(store, full) == "updated"
    assert store.document("甲").account is None
    assert len(store.searchable()) == 1
    assert put(store, told) == "kept"
    assert store.text("甲") == full.text


def test_full_text_equal_to_the_account_still_takes_its_place(store: Store) -> None:
    put(store, parsed("甲", FIRST, account=True))
    assert put(store, parsed("甲", FIRST)) == "updated"


def test_remove_takes_versions_and_originals_that_no_other_document_needs(store: Store) -> None:
    put(store, parsed("甲", FIRST))
    put(store, parsed("甲", FIRST, "第二版。"))
    put(store, parsed("乙", FIRST))
    store.remove("甲")
    assert [d.id for d in store.documents()] == ["乙"]
    assert set((store.home / "originals").iterdir()) == set(store.originals())
    with pytest.raises(NotFound, match="没有文件「甲」"):
        store.versions("甲")
    with pytest.raises(NotFound):
        store.remove("甲")
    store.remove("乙")
    assert store.state().encoder is None
    assert not any((store.home / "originals").iterdir())


def test_vectors_are_kept_but_for_empty_texts(store: Store) -> None:
    given = parsed("甲", FIRST, "……", "加强监督检查。")
    put(store, given)
    keys, rows = store.vectors_of(store.searchable())
    assert rows.shape == (2, HashEncoder.dim)
    assert rows.dtype == np.float32
    held = store.passages_by_key(keys.tolist())
    assert [held[key].text for key in keys.tolist()] == [FIRST, "加强监督检查。"]
    np.testing.assert_allclose(rows, HashEncoder().encode([FIRST, "加强监督检查。"]), atol=1e-3)
    np.testing.assert_array_equal(store.vector_keys(store.searchable()), np.sort(keys))


def test_keys_are_never_used_again(store: Store) -> None:
    put(store, parsed("甲", FIRST))
    first = store.vector_keys(store.searchable())
    store.remove("甲")
    put(store, parsed("乙", FIRST))
    assert not set(first.tolist()) & set(store.vector_keys(store.searchable()).tolist())


def test_another_process_sees_the_change_and_cached_records_follow(store: Store) -> None:
    put(store, parsed("甲", FIRST))
    other = Store(store.home)
    assert len(store.targets()) == 1
    put(other, parsed("乙", FIRST))
    assert [d.id for d in store.documents()] == ["甲", "乙"]
    assert len(store.targets()) == 2
    other.close()


def test_readers_see_whole_documents_while_one_writes(store: Store) -> None:
    texts = [(FIRST, f"第{n}稿的第二条。") for n in range(30)]
    put(store, parsed("甲", *texts[0]))
    done, wrong = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            clauses = store.clauses("甲")
            if "\n".join(c.text for c in clauses) not in {"\n".join(t) for t in texts}:
                wrong.append(clauses)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for lines in texts[1:]:
        put(store, parsed("甲", *lines))
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert store.counts().versions == 30


def test_a_copy_of_the_folder_is_a_copy_of_the_knowledge_base(store: Store, tmp_path: Path) -> None:
    given = parsed("甲", FIRST)
    put(store, given)
    store.close()
    copy = tmp_path.with_name(f"{tmp_path.name}-副本 与 空格")
    shutil.copytree(tmp_path, copy)
    shutil.rmtree(tmp_path / "originals")
    held = Store(copy)
    assert held.clauses("甲") == given.clauses
    assert held.original("甲")[1].read_bytes() == given.text.encode()
    held.close()


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "policykb.sqlite").write_bytes(b"not a database, " * 100)
    with pytest.raises(Damaged, match="数据库已损坏"):
        Store(tmp_path)


def test_a_database_without_one_of_its_tables_is_damaged(store: Store) -> None:
    put(store, parsed("甲", FIRST))
    with store._engine.begin() as c:
        c.exec_driver_sql("DROP TABLE origins")
    with pytest.raises(Damaged, match="备份") as raised:
        store.origins("甲")
    assert "SELECT" not in str(raised.value)
    assert "no such" not in str(raised.value)


def test_a_torn_database_is_damaged(store: Store) -> None:
    put(store, parsed("甲", *[FIRST] * 200))
    store.close()
    path = store.home / "policykb.sqlite"
    data = bytearray(path.read_bytes())
    data[4096 : len(data) // 2] = b"\x7f" * (len(data) // 2 - 4096)
    path.write_bytes(data)
    with pytest.raises(Damaged, match="备份"):
        Store(store.home).passages()
