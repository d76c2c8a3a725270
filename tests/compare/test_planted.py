"""Six documents of three levels: 41 planted relations are found, as many near misses draw no verdict."""

from datetime import date

import pytest

from kb.compare import Conflicts, conflicts
from kb.model import Target
from tests.compare.samples import Held, Relation, corpus, relations

DAY = date(2026, 11, 1)
SURE = ("冲突", "更高", "更低", "一致")


@pytest.fixture(scope="module")
def found() -> Conflicts:
    return conflicts(Held(list(corpus().values())), DAY)


def _is(target: Target, side: tuple[str, str]) -> bool:
    return target.document_id == corpus()[side[0]].document.id and side[1] in target.text


def _verdicts(found: Conflicts, relation: Relation) -> set[str]:
    """The sure verdicts on the two; 更高 and 更低 as seen from the left one."""
    out = set()
    for f in found.targets:
        if f.verdict not in SURE:
            continue
        for left, right, verdict in ((f.left, f.right or f.left, f.verdict), (f.right, f.left, _turned(f.verdict))):
            if any(_is(t, relation.left) for t in left) and any(_is(t, relation.right) for t in right):
                out.add(verdict)
    return out


def _turned(verdict: str) -> str:
    return {"更高": "更低", "更低": "更高"}.get(verdict, verdict)


def test_every_planted_statement_is_a_target() -> None:
    targets = [t for p in corpus().values() for t in p.targets]
    for relation in relations():
        for side in (relation.left, relation.right):
            assert any(_is(t, side) for t in targets), side


@pytest.mark.parametrize("relation", [r for r in relations() if r.verdict != "无"], ids=lambda r: r.note)
def test_planted_relations_are_found(found: Conflicts, relation: Relation) -> None:
    assert _verdicts(found, relation) == {relation.verdict}


@pytest.mark.parametrize("relation", [r for r in relations() if r.verdict == "无"], ids=lambda r: r.note)
def test_near_misses_draw_no_verdict(found: Conflicts, relation: Relation) -> None:
    assert _verdicts(found, relation) == set()


def test_no_conflict_that_was_not_planted(found: Conflicts) -> None:
    planted = [r for r in relations() if r.verdict == "冲突"]
    for f in (f for f in found.targets if f.verdict == "冲突"):
        assert any(
            any(_is(t, one) for t in f.left) and any(_is(t, two) for t in f.right)
            for r in planted
            for one, two in ((r.left, r.right), (r.right, r.left))
        ), f


def test_leads_that_differ_and_those_that_were_renamed(found: Conflicts) -> None:
    sure = {(f.verdict, f.task) for f in found.leads if f.verdict != "无法判断"}
    assert sure == {("冲突", "建设零碳园区"), ("冲突", "编制绿色电力交易实施细则"), ("一致", "开展排污权交易试点")}
    renamed = next(f for f in found.leads if f.verdict == "一致")
    assert renamed.reason == "自治区环境保护厅与自治区生态环境厅为同一单位的先后名称"


def test_a_repealed_document_was_in_force_before() -> None:
    before = conflicts(Held(list(corpus().values())), date(2026, 6, 30))
    old = corpus()["市旧计划"].document.id
    assert any(f.verdict == "更低" and any(t.document_id == old for t in f.left) for f in before.targets)


def test_what_the_lower_document_leaves_out(found: Conflicts) -> None:
    (covered,) = found.coverage
    assert (covered.upper, covered.lower) == (corpus()["国家方案"].document.id, corpus()["自治区方案"].document.id)
    assert "抽水蓄能装机" in {t.indicator for t in covered.missing}
    assert "户籍人口城镇化率" in {t.indicator for t in covered.groundless}
    assert "用水总量" not in {t.indicator for t in covered.missing}
