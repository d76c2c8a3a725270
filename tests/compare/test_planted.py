"""Documents of several levels: the planted relations are found, as many near misses draw no verdict."""

from datetime import date
from functools import lru_cache

import pytest

from kb.compare import Conflicts, conflicts
from kb.model import Target
from tests.compare.samples import Held, Relation, corpus, relations

DAY = date(2026, 11, 1)
SURE = ("冲突", "更高", "更低", "一致")
CORPORA = ("green", "services")


@lru_cache(maxsize=2)
def held_together(name: str) -> Conflicts:
    return conflicts(Held(list(corpus(name).values())), DAY)


@pytest.fixture(scope="module")
def found() -> Conflicts:
    return held_together("green")


def _is(target: Target, name: str, side: tuple[str, str]) -> bool:
    return target.document_id == corpus(name)[side[0]].document.id and side[1] in target.text


def _verdicts(name: str, relation: Relation) -> set[str]:
    """The sure verdicts on the two; 更高 and 更低 as seen from the left one."""
    out = set()
    for f in held_together(name).targets:
        if f.verdict not in SURE:
            continue
        for left, right, verdict in ((f.left, f.right or f.left, f.verdict), (f.right, f.left, _turned(f.verdict))):
            if any(_is(t, name, relation.left) for t in left) and any(_is(t, name, relation.right) for t in right):
                out.add(verdict)
    return out


def _turned(verdict: str) -> str:
    return {"更高": "更低", "更低": "更高"}.get(verdict, verdict)


def _cases(planted: bool) -> list[object]:
    """Every relation of every corpus, the planted ones or the near misses."""
    return [
        pytest.param(name, r, id=f"{name} {n} {r.note}")
        for name in CORPORA
        for n, r in enumerate(relations(name))
        if (r.verdict != "无") == planted
    ]


@pytest.mark.parametrize("name", CORPORA)
def test_every_planted_statement_is_a_target(name: str) -> None:
    targets = [t for p in corpus(name).values() for t in p.targets]
    for relation in relations(name):
        for side in (relation.left, relation.right):
            assert any(_is(t, name, side) for t in targets), side


@pytest.mark.parametrize(("name", "relation"), _cases(planted=True))
def test_planted_relations_are_found(name: str, relation: Relation) -> None:
    assert _verdicts(name, relation) == {relation.verdict}


@pytest.mark.parametrize(("name", "relation"), _cases(planted=False))
def test_near_misses_draw_no_verdict(name: str, relation: Relation) -> None:
    assert _verdicts(name, relation) == set()


@pytest.mark.parametrize("name", CORPORA)
def test_no_conflict_that_was_not_planted(name: str) -> None:
    planted = [r for r in relations(name) if r.verdict == "冲突"]
    for f in (f for f in held_together(name).targets if f.verdict == "冲突"):
        assert any(
            any(_is(t, name, one) for t in f.left) and any(_is(t, name, two) for t in f.right)
            for r in planted
            for one, two in ((r.left, r.right), (r.right, r.left))
        ), f


def test_leads_that_differ_and_those_that_were_renamed(found: Conflicts) -> None:
    sure = {(f.verdict, f.task) for f in found.leads if f.verdict != "无法判断"}
    assert sure == {("冲突", "建设零碳园区"), ("冲突", "编制绿色电力交易实施细则"), ("一致", "开展排污权交易试点")}
    renamed = next(f for f in found.leads if f.verdict == "一致")
    assert renamed.reason == "自治区环境保护厅与自治区生态环境厅为同一单位的先后名称"


def test_a_repealed_document_was_in_force_before() -> None:
    before = conflicts(Held(list(corpus("green").values())), date(2026, 6, 30))
    old = corpus("green")["市旧计划"].document.id
    assert any(f.verdict == "更低" and any(t.document_id == old for t in f.left) for f in before.targets)


def test_what_the_lower_document_leaves_out(found: Conflicts) -> None:
    (covered,) = found.coverage
    assert (covered.upper, covered.lower) == (
        corpus("green")["国家方案"].document.id,
        corpus("green")["自治区方案"].document.id,
    )
    assert "抽水蓄能装机" in {t.indicator for t in covered.missing}
    assert "户籍人口城镇化率" in {t.indicator for t in covered.groundless}
    assert "用水总量" not in {t.indicator for t in covered.missing}
