"""The plan's targets, responsibilities and references: all that a reader finds, and none besides."""

from pathlib import Path

import pytest

from ingest.pipeline import parse
from kb.model import ParsedDocument
from kb.quantity import compare

REPOSITORY = Path(__file__).parents[2]
PLAN = REPOSITORY / "corpus" / "乌海政办发〔2025〕38号.txt"


@pytest.fixture(scope="module")
def plan() -> ParsedDocument:
    return parse(PLAN)


def _rows(name: str) -> list[list[str]]:
    lines = (REPOSITORY / "tests" / "golden" / f"plan.{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def _clause(plan: ParsedDocument, label_path: str) -> str:
    """三~2/(一) → the id of that clause."""
    ordinals = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "三~2": "3~2"}
    return "/".join([plan.document.id, *(ordinals[part.strip("()")] for part in label_path.split("/"))])


def test_every_target_and_none_besides(plan: ParsedDocument) -> None:
    left = list(plan.targets)
    for path, words, comparator, value, unit, year, quote in _rows("targets"):
        fitting = [
            t
            for t in left
            if t.clause_id == _clause(plan, path)
            and (t.value == value or compare((t.value, t.unit), (value, unit)) == 0)
            and t.unit == unit
            and (quote in t.text or t.text in quote)
            and all(w in f"{t.indicator} {t.scope or ''}" for w in words.split())
        ]
        assert len(fitting) == 1, (quote, [t for t in left if t.value == value])
        assert (fitting[0].comparator, str(fitting[0].year or "")) == (comparator, year), quote
        left.remove(fitting[0])
    assert [t.text for t in left] == []


def test_every_responsibility_and_none_besides(plan: ParsedDocument) -> None:
    left = list(plan.responsibilities)
    for role, names, words, path, quote in _rows("leads"):
        fitting = [
            r
            for r in left
            if (r.role, r.organisations, r.clause_id) == (role, tuple(names.split(";")), _clause(plan, path))
            and quote in r.text
        ]
        assert len(fitting) == 1, quote
        assert all(w in f"{fitting[0].task} {fitting[0].text}" or w in plan.text for w in words.split())
        left.remove(fitting[0])
    assert left == []


def test_fields_of_the_leads(plan: ParsedDocument) -> None:
    fields = {r.organisations[0]: r.field for r in plan.responsibilities if r.role == "牵头"}
    assert fields == {
        "市农牧局": "第一产业",
        "市工业和信息化局": "煤焦化及化工行业“三化”改造",
        "市能源局": "煤炭及煤电行业“三化”改造和绿电替代",
        "市交通运输局": "交通运输结构绿色转型",
        "市发展和改革委员会": "第三产业",
    }


def test_every_reference_and_none_besides(plan: ParsedDocument) -> None:
    found = {(r.title or "", r.doc_number or "") for r in plan.references}
    assert found == {(title, number) for title, number, _ in _rows("refs")}
    for _, _, quote in _rows("refs"):
        assert any(quote.endswith(r.text) for r in plan.references), quote


def test_details(plan: ParsedDocument) -> None:
    by_wording = {(t.wording, t.indicator): t for t in plan.targets}
    water = by_wording["3.29亿立方米以内", "用水总量"]
    assert (water.scope, water.measure, water.year_text) == ("全市", "level", "到2028年底")
    assert plan.text[water.year_start or 0 : water.year_end] == "到2028年底"
    growth = by_wording["6%以上", "服务业增加值"]
    assert (growth.measure, growth.hedge) == ("annual", "力争")
    assert by_wording["30亿元", "房地产开发投资"].measure == "cumulative"
    assert by_wording["1700万吨", "新增运力"].hedge == "预计"
