"""Alignment of clauses, words in common, what each side says alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.compare import align, common_spans, leaves, own_sentences
from kb.compare.align import counterparts
from kb.model import Clause


def clauses(document: str, *bodies: tuple[str, str]) -> list[Clause]:
    """A root that holds a leaf for every (title, text)."""
    root = Clause(f"{document}/1", document, "一、", "总", 1, "unit", ("一、",), ("总",), None, 0, 0, 0, "")
    items = [
        Clause(
            f"{root.id}/{n}", document, f"({n})", None, 2, "item", ("一、", f"({n})"), ("总", title),
            root.id, 0, 0, len(text), text,
        )
        for n, (title, text) in enumerate(bodies, 1)
    ]  # fmt: skip
    return [root, *items]


FARM = ("农业", "到2028年底农田灌溉水有效利用系数保持在0.605以上，推广高效节水灌溉技术。")
POWER = ("能源", "推进煤电机组改造，空冷机组装机规模占比提升至60%以上。")
WORDS = st.text("能源农业铁路改造", max_size=12)
RAIL = ("运输", "推动大宗货物运输公转铁，铁路货运量占比达到25%以上。")


def test_clauses_of_one_subject_find_each_other_whatever_their_order() -> None:
    first = clauses("a", FARM, POWER)
    second = clauses(
        "b",
        ("清洁能源", "煤电机组灵活性改造全部完成，空冷机组占比进一步提高。"),
        ("现代农业", "高效节水灌溉面积扩大，农田灌溉水有效利用系数达到0.57。"),
        RAIL,
    )
    found = align(first, second)
    pairs = found.pairs
    assert [(pair.a.id, pair.b.id) for pair in pairs] == [("a/1/1", "b/1/2"), ("a/1/2", "b/1/1")]
    assert (found.only_a, [clause.id for clause in found.only_b]) == ((), ["b/1/3"])
    assert all(set(pair.parts) == {"text", "heading"} for pair in pairs)


def test_the_same_document_aligns_with_itself() -> None:
    same = clauses("a", FARM, POWER, RAIL)
    pairs = align(same, same).pairs
    assert all(pair.a is pair.b for pair in pairs)
    assert all(abs(pair.score - 1) < 1e-6 for pair in pairs)


def test_only_leaves_take_part() -> None:
    assert [clause.id for clause in leaves(clauses("a", FARM, RAIL))] == ["a/1/1", "a/1/2"]
    assert align([], clauses("b", FARM)).pairs == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_no_leaf_is_paired_twice_and_scores_stay_in_range(a: list[str], b: list[str]) -> None:
    first, second = clauses("a", *(("", t) for t in a)), clauses("b", *(("", t) for t in b))
    pairs = align(first, second).pairs
    held = [pair.a.id for pair in pairs]
    assert held == [c.id for c in leaves(first) if c.id in held]
    assert len({pair.b.id for pair in pairs}) == len(pairs)
    assert all(0 <= p.score <= 1 + 1e-6 for p in pairs)


def test_shared_records_are_a_sign_of_their_own_and_order_pairs() -> None:
    like = ("农业", "农田灌溉水有效利用系数达到0.57，推广节水灌溉。")
    first, second = clauses("a", FARM), clauses("b", like, like)
    held = {"a/1/1": {"灌溉"}, "b/1/1": {"铁路"}, "b/1/2": {"灌溉"}}
    (pair,) = align(first, second, records=held).pairs
    assert pair.b.id == "b/1/2"
    assert pair.parts["records"] == 1


def test_one_clause_against_many_is_best_first_and_never_itself() -> None:
    first = clauses("a", FARM)[1]
    others = [*clauses("b", RAIL, ("农业", "农田灌溉水有效利用系数达到0.57，推广节水灌溉。"))[1:], first]
    assert [pair.b.id for pair in counterparts(first, others)] == ["b/1/2"]


def test_words_in_common_are_marked_and_own_sentences_told() -> None:
    a = "推广高效节水灌溉技术。建设丝路驿站和自驾营地。"
    b = "大力推广高效节水灌溉，发展设施农业。"
    assert [a[start:end] for start, end in common_spans(a, b)] == ["推广高效节水灌溉"]
    assert own_sentences(a, b) == ("建设丝路驿站和自驾营地。",)
    assert own_sentences(a, a) == ()
