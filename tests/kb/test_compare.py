"""Alignment of clauses and indicators side by side."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.compare import align, leaves, side_by_side
from kb.model import Clause, Target


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


def target(document: str, indicator: str, year: int | None, measure: str = "level") -> Target:
    return Target(
        document, f"{document}/1", 0, 1, "", indicator, None, measure, ">=", "1", "%", "1", year  # type: ignore[arg-type]
    )  # fmt: skip


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
    pairs = align(first, second)
    assert [(pair.a.id, pair.b.id) for pair in pairs] == [("a/1/1", "b/1/2"), ("a/1/2", "b/1/1")]
    assert all(set(pair.parts) == {"text", "heading"} for pair in pairs)


def test_the_same_document_aligns_with_itself() -> None:
    same = clauses("a", FARM, POWER, RAIL)
    pairs = align(same, same)
    assert all(pair.a is pair.b for pair in pairs)
    assert all(abs(pair.score - 1) < 1e-9 for pair in pairs)


def test_only_leaves_take_part() -> None:
    assert [clause.id for clause in leaves(clauses("a", FARM, RAIL))] == ["a/1/1", "a/1/2"]
    assert align([], clauses("b", FARM)) == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_no_leaf_is_paired_twice_and_scores_stay_in_range(a: list[str], b: list[str]) -> None:
    first, second = clauses("a", *(("", t) for t in a)), clauses("b", *(("", t) for t in b))
    pairs = align(first, second)
    held = [pair.a.id for pair in pairs]
    assert held == [c.id for c in leaves(first) if c.id in held]
    assert len({pair.b.id for pair in pairs}) == len(pairs)
    assert all(0 <= p.score <= 1 + 1e-9 for p in pairs)


def test_one_indicator_is_grouped_over_documents_and_sorted_by_year() -> None:
    groups = side_by_side(
        [
            target("a", "森林覆盖率", 2028),
            target("a", "绿色电力消费比例", 2030),
            target("b", "绿色电力消费比重", 2025),
            target("b", "绿色电力消费比例", 2028, measure="annual"),
            target("b", "农村居民人均可支配收入", None),
            target("a", "城镇居民人均可支配收入", 2028),
        ]
    )
    assert groups[0].documents == ("b", "a")
    assert [t.year for t in groups[0].targets] == [2025, 2030]
    assert sorted(len(group.targets) for group in groups) == [1, 1, 1, 1, 2]
