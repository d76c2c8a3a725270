"""Hits as a reader wants them."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from kb.distinct import Found, distinct, look, spread_out
from kb.model import Hit, Passage


def hit(document: str, clause: str, start: int, text: str, score: float = 1.0) -> Hit:
    clause_id = f"{document}/{clause}"
    passage = Passage(f"{clause_id}#{start}", document, clause_id, start, start + len(text), text)
    return Hit(passage, score, MappingProxyType({}))


def spans(found: Sequence[Found]) -> list[tuple[str, int, int]]:
    return [(one.hit.passage.clause_id, one.start, one.end) for one in found]


def test_equal_words_are_one_hit() -> None:
    found = distinct(
        [hit("甲", "1", 0, "建设 换电站。"), hit("乙", "1", 5, "建设换电站。"), hit("丙", "1", 0, "储能。")], 3
    )
    assert [one.hit.passage.document_id for one in found] == ["甲", "丙"]
    assert [other.document_id for other in found[0].also] == ["乙"]


def test_neighbours_in_a_clause_are_one_hit_where_both_would_be_shown() -> None:
    hits = [
        hit("甲", "1", 10, "乙句。"),
        hit("甲", "2", 40, "丁句。"),
        hit("甲", "1", 0, "甲句。"),
        hit("甲", "1", 13, "丙句。"),
    ]
    assert spans(distinct(hits, 3)) == [("甲/1", 0, 16), ("甲/2", 40, 43)]
    assert [passage.start for passage in distinct(hits, 3)[0].joined] == [0, 13]
    assert spans(distinct(hits, 2)) == [("甲/1", 10, 13), ("甲/2", 40, 43), ("甲/1", 0, 3), ("甲/1", 13, 16)]


def test_neighbours_far_from_each_other_stay_apart() -> None:
    hits = [hit("甲", "1", 0, "甲句。"), hit("甲", "1", 900, "乙句。")]
    assert spans(distinct(hits, 5)) == [("甲/1", 0, 3), ("甲/1", 900, 903)]


def test_a_document_beyond_its_share_comes_last() -> None:
    found = distinct([*(hit("甲", str(n), 9 * n, f"第{n}句。") for n in range(9)), hit("乙", "1", 0, "别的。")], 4)
    assert [one.hit.passage.document_id for one in spread_out(found, 4)[:4]] == ["甲", "甲", "甲", "乙"]


def test_what_stands_in_what_is_shown_is_not_shown_again() -> None:
    hits = [
        hit("甲", "2", 20, "乙句。"),
        hit("甲", "1", 10, "甲句。"),
        hit("甲", "3", 60, "丙句。"),
        hit("乙", "1", 10, "丁句。"),
    ]

    def show(found: Found) -> Found:
        return replace(found, start=found.start - 10, end=found.end + 10)

    assert spans(look(lambda n: hits[:n], 3, show, spread=False)) == [
        ("甲/2", 10, 33),
        ("甲/3", 50, 73),
        ("乙/1", 0, 23),
    ]


@given(
    st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 3), st.integers(0, 40)), max_size=30), st.integers(1, 8)
)
def test_every_passage_stands_in_one_hit(places: list[tuple[str, int, int]], k: int) -> None:
    hits = [hit(document, str(clause), 100 * clause + 2 * start, f"{start}。") for document, clause, start in places]
    found = distinct(hits, k)
    held = [(p.id, p.text) for one in found for p in (one.hit.passage, *one.also, *one.joined)]
    assert sorted(held) == sorted((h.passage.id, h.passage.text) for h in hits)
    for one in found:
        assert one.start <= one.hit.passage.start < one.hit.passage.end <= one.end
        assert {p.clause_id for p in one.joined} <= {one.hit.passage.clause_id}
