"""What holds for every text: tags are verbatim, inside their clause, within limits; tagging never fails."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pipeline import parse
from ingest.tags import Tags
from kb.errors import NeedsOCR
from kb.model import ParsedDocument, Reference, Responsibility, Target
from tests.ingest.tagging import tag_passage

_PHRASES = [
    "到2028年底",
    "力争",
    "达到",
    "提高到",
    "25%",
    "3.29亿立方米",
    "以上",
    "以内",
    "建成",
    "11座",
    "绿色矿山",
    "分别",
    "均",
    "和",
    "、",
    "，",
    "。",
    "；",
    "\n",
    "（",
    "）",
    "《",
    "》",
    "由",
    "市农牧局",
    "牵头",
    "负责",
    "配合单位：",
    "责任单位：",
    "国发〔2018〕42号",
    "以下简称《办法》",
    "全部",
    "完成",
    "全覆盖",
    "从10家",
    "增加到",
    "20家",
    "年均增长",
    "6%",
    "10—15%",
    "各区",
    "等",
    "“十五五”末",
    "至少",
    "对",
    "的",
    "企业",
    "\t",
    "|",
    "办公室设在",
    "列第一位者为牵头单位",
    "百亿元",
    "二〇二八年",
    "截至2020年底",
    " ",
]


@given(st.lists(st.sampled_from(_PHRASES), max_size=40), st.sampled_from([None, "主要目标"]))
def test_phrases_in_any_order(phrases: list[str], heading: str | None) -> None:
    body = "".join(phrases)
    text = f"一、{heading}\n{body}" if heading else f"一、{body}"
    _check(tag_passage(body, heading=heading), text)


@given(st.text(max_size=200))
def test_any_text(body: str) -> None:
    _check(tag_passage(body), f"一、{body}")


def _check(tags: Tags, text: str) -> None:
    for records, most in ((tags.targets, 200), (tags.responsibilities, 300), (tags.references, 200)):
        for record in records:
            assert 0 <= record.start < record.end <= len(text)
            assert text[record.start : record.end] == record.text
            assert record.end - record.start <= most
    for target in tags.targets:
        assert target.indicator
        assert target.wording in text
        if target.year_start is not None:
            assert text[target.year_start : target.year_end] == target.year_text
    for given_to in tags.responsibilities:
        assert given_to.organisations
        assert all(name in text for name in given_to.organisations if "、" not in name)


def _real_documents() -> list[Path]:
    folder = Path(__file__).parents[2] / "../shared/data/policies"
    return sorted(p for p in folder.glob("*") if p.suffix in (".txt", ".html"))[::6] if folder.is_dir() else []


@pytest.mark.skipif(not _real_documents(), reason="no folder of further real documents beside the repository")
@pytest.mark.parametrize("path", _real_documents(), ids=lambda p: p.name[:12])
def test_real_documents(path: Path) -> None:
    try:
        parsed: ParsedDocument = parse(path)
    except NeedsOCR as refusal:
        pytest.skip(str(refusal))
    _check(Tags(parsed.targets, parsed.responsibilities, parsed.references), parsed.text)
    clauses = {c.id: c for c in parsed.clauses}
    records: list[Target | Responsibility | Reference] = [*parsed.targets, *parsed.responsibilities, *parsed.references]
    for record in records:
        clause = clauses[record.clause_id]
        assert clause.start <= record.start
        assert record.end <= clause.end
