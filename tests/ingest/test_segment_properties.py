"""Random trees of clauses, in random numbering, widths and noise, are found back; any text gives sound clauses."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pipeline import parse
from tests.ingest.papers import Paper, Unit, papers, trees
from tests.ingest.segmenting import check_spans, clauses_of, lines_of


@settings(max_examples=150, deadline=None)
@given(trees(most=5))
def test_a_tree_of_units_is_found_back(units: list[Unit]) -> None:
    found = clauses_of(*(unit.line for unit in units))
    assert [(c.level, c.label) for c in found if c.label] == [(unit.level, unit.label) for unit in units]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(papers())
def test_the_tree_of_a_noisy_file_is_found_back(tmp_path: Path, paper: Paper) -> None:
    path = tmp_path / "某文.txt"
    path.write_text(paper.text, encoding="utf-8")
    parsed = parse(path)
    check_spans(parsed.text, parsed.clauses)
    assert [(c.level, c.label) for c in parsed.clauses if c.label] == list(paper.units)
    assert "扫一扫" not in parsed.text
    back = [c for c in parsed.clauses if c.kind == "back"]
    assert [c.text for c in back] == ["\n".join(paper.closing)]


_PIECES = st.lists(
    st.sampled_from(
        ["一、", "（一）", "1.", "第一条 ", "第二章 ", "附件", "附件1：", "——", "总体要求",
         "为加强管理，", "制定本办法。", "2025年1月1日",
         "某市人民政府", "某某办法", "各有关单位：", "特此通知。", "（此件公开发布）",
         "a", "\t", "1）", "①", "注：1.", "《", "》", "3.5万"]
    ),
    min_size=1, max_size=5,
).map("".join).map(str.strip).filter(bool)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(min_size=1).filter(lambda t: "\n" not in t and t.strip()), min_size=1, max_size=25))
def test_any_text_gives_sound_clauses(texts: list[str]) -> None:
    text, _ = lines_of(*texts)
    check_spans(text, clauses_of(*texts))
