"""The word index: what it finds, and that it follows the store by difference, anew, and after damage."""

import shutil
from pathlib import Path

import pytest

from kb.lexical import Instead, LexicalIndex, LexicalReader
from kb.store import IndexState, Store
from kb.terms import bigrams
from tests.kb.conftest import parsed, put

WEIGHTS = {"bigrams": 1.0}


def counted(words: str) -> dict[str, float]:
    return dict.fromkeys(bigrams(words), 1.0)


def find(index: LexicalIndex, store: Store, words: str) -> list[str]:
    reader = index.reader()
    assert reader is not None
    keys = reader.search({"bigrams": counted(words)}, WEIGHTS, 10)
    held = store.passages_by_key(keys)
    return [held[key].text for key in keys]


def reading(index: LexicalIndex) -> LexicalReader:
    reader = index.reader()
    assert reader is not None
    return reader


def test_without_an_index_there_is_no_reader(store: Store) -> None:
    assert LexicalIndex(store).reader() is None
    assert LexicalIndex(store).fresh()


def test_follows_the_store_by_difference(store: Store) -> None:
    index = LexicalIndex(store)
    put(store, parsed("甲", "新建充电桩。", "建设换电站。"))
    assert not index.fresh()
    index.sync()
    assert index.fresh()
    folder = reading(index).state.folder
    assert find(index, store, "换电站") == ["建设换电站。"]
    put(store, parsed("乙", "换电站由市能源局负责。"))
    put(store, parsed("甲", "新建充电桩。", "拆除加油站。"))
    index.sync()
    assert find(index, store, "换电站") == ["换电站由市能源局负责。"]
    store.remove("乙")
    index.sync()
    assert find(index, store, "换电站") == []
    assert reading(index).passages == 2
    assert reading(index).state.folder == folder


def test_accounts_are_not_indexed(store: Store) -> None:
    index = LexicalIndex(store)
    put(store, parsed("甲", "建设换电站。", account=True))
    put(store, parsed("乙", "新建充电桩。"))
    index.sync()
    assert find(index, store, "换电站") == []
    assert reading(index).passages == 1


def test_limits_to_versions_and_scores_chosen_passages(store: Store) -> None:
    index = LexicalIndex(store)
    put(store, parsed("甲", "建设换电站。", "建设换电站和充电桩。"))
    put(store, parsed("乙", "建设换电站。"))
    index.sync()
    reader, terms = reading(index), counted("换电站")
    inside = reader.search({"bigrams": terms}, WEIGHTS, 10, store.searchable(["甲"]))
    everywhere = reader.search({"bigrams": terms}, WEIGHTS, 10)
    assert len(inside) == 2
    assert len(everywhere) == 3
    assert inside == {key: pytest.approx(everywhere[key]) for key in inside}
    assert reader.among(list(inside)).scores({"bigrams": terms}, WEIGHTS) == pytest.approx(inside)
    assert reader.search({"bigrams": terms}, WEIGHTS, 10, frozenset()) == {}
    assert reader.search({"bigrams": {}}, WEIGHTS, 10) == {}


def test_another_wording_covers_as_a_whole_and_less(store: Store) -> None:
    index = LexicalIndex(store)
    put(store, parsed("甲", "回收农膜。", "回收农用薄膜。", "种子和薄膜。", "回收农膜和农用薄膜。"))
    index.sync()
    texts = {key: passage.text for key, _, passage in store.indexed_passages(store.searchable())}
    instead = [Instead(frozenset({"农膜"}), (frozenset(bigrams("农用薄膜")), frozenset({"地膜"})))]
    held = reading(index).among(list(texts)).held({"回收": 1.0, "农膜": 2.0}, ("bigrams",), instead, 0.5)
    assert {texts[key]: value for key, value in held.items()} == pytest.approx(
        {"回收农膜。": 3.0, "回收农用薄膜。": 2.0, "回收农膜和农用薄膜。": 3.0}
    )


def test_headings_title_and_numbers_are_found_in_their_fields(store: Store) -> None:
    index = LexicalIndex(store)
    put(store, parsed("甲", "落实国发[2024]1号文件。", title="充电设施建设方案"))
    index.sync()
    reader = reading(index)
    assert reader.search({"title": counted("充电设施")}, {"title": 1.0}, 5)
    assert reader.search({"headings": counted("总体要求")}, {"headings": 1.0}, 5)
    assert reader.search({"bigrams": counted("国发〔2024〕1号")}, WEIGHTS, 5)
    assert reader.frequency("bigrams", "2024-1号") == 1


def test_another_reader_sees_the_writers_commit(store: Store) -> None:
    writer, other = LexicalIndex(store), Store(store.home)
    reader = LexicalIndex(other)
    put(store, parsed("甲", "建设换电站。"))
    writer.sync()
    assert find(reader, other, "换电站") == ["建设换电站。"]
    put(store, parsed("乙", "建设换电站。"))
    writer.sync()
    assert len(find(reader, other, "换电站")) == 2
    writer.rebuild()
    assert len(find(reader, other, "换电站")) == 2
    other.close()


@pytest.mark.parametrize("damage", ["missing", "torn", "other tokenizer"])
def test_an_index_that_cannot_be_used_is_made_anew(store: Store, damage: str) -> None:
    index = LexicalIndex(store)
    put(store, parsed("甲", "建设换电站。"))
    index.sync()
    old = reading(index).state
    folder = store.home / old.folder
    if damage == "missing":
        shutil.rmtree(folder)
    elif damage == "torn":
        (folder / "meta.json").write_bytes(b"{")
    else:
        store.point_to("lexical", IndexState(old.folder, old.generation, "older"))
    again = LexicalIndex(store)
    assert again.reader() is None
    again.sync()
    assert find(again, store, "换电站") == ["建设换电站。"]
    assert [path.name for path in store.home.glob("lexical-*")] == [reading(again).state.folder]


def test_a_writer_that_is_interrupted_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    index = LexicalIndex(store)
    put(store, parsed("甲", "建设换电站。"))
    index.sync()
    put(store, parsed("乙", "换电站。", "第二段。"))

    def stop(_text: str) -> list[str]:
        raise SystemExit(143)

    monkeypatch.setattr("kb.lexical.words", stop)
    with pytest.raises(SystemExit):
        index.sync()
    monkeypatch.undo()
    assert find(index, store, "换电站") == ["建设换电站。"]
    index.sync()
    assert len(find(index, store, "换电站")) == 2


def test_leftovers_of_a_killed_writer_are_swept(store: Store) -> None:
    leftover: Path = store.home / "lexical-0000.building"
    leftover.mkdir()
    put(store, parsed("甲", "建设换电站。"))
    LexicalIndex(store).sync()
    assert not leftover.exists()
