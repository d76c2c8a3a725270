"""Every export is opened again and holds exactly what went in."""

import csv
import io
import re

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb import export, records
from kb.model import Account, Citation, Clause, Document, Responsibility, Target
from kb.quantity import chinese_number

PLAN = Document("乌海政办发-2025-38", "乌海市三年行动计划", "乌海政办发〔2025〕38号")
TOLD = Document(
    "乌党办发-2025-9",
    "乌海市大抓重点产业链工作方案",
    "乌党办发〔2025〕9号",
    account=Account("乌海政办发〔2025〕38号", "附件/1", "据乌海政办发〔2025〕38号附件第1项"),
)
NASTY = "<script>alert(1)</script> **粗** $x$ :red[红] [链](http://a) `c` =1+1 | a_b_ # & \\ !"


def clause(text: str, heading: str | None = None, document: Document = PLAN) -> Clause:
    body = len(f"(一){heading}。") if heading else len("(一)")
    titles = ("三、着力推动能源结构调整", f"(一){heading or ''}")
    return Clause(
        f"{document.id}/3/1", document.id, "(一)", heading, 2, "unit", ("三、", "(一)"), titles,
        f"{document.id}/3", 100, 100 + body, 100 + len(text), text,
    )  # fmt: skip


def target(**changes: object) -> Target:
    base: dict[str, object] = {
        "document_id": PLAN.id, "clause_id": f"{PLAN.id}/2", "start": 0, "end": 5, "text": "提升至25%以上",
        "indicator": "绿色电力消费比例", "scope": None, "measure": "level", "comparator": ">=", "value": "25",
        "unit": "%", "wording": "25%以上", "year": 2028,
    }  # fmt: skip
    return Target(**(base | changes))  # type: ignore[arg-type]


def docx_paragraphs(data: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]


def md_text(data: bytes) -> str:
    """What a Markdown reader shows, as text tokens; an interpreted character is an error."""
    tokens = MarkdownIt().enable("table").parse(data.decode())
    return "\n".join(token.content and _inline(token) for token in tokens if token.type == "inline")


def _inline(token: object) -> str:
    children = token.children  # type: ignore[attr-defined]
    assert {child.type for child in children} <= {"text", "text_special", "softbreak"}
    return "".join(child.content for child in children)


def test_docx_holds_the_excerpt_its_source_and_the_table() -> None:
    text = "(一)持续推动火电绿色转型。加快改造。\n第二段。"
    chosen = [export.clause_excerpt(PLAN, clause(text, "持续推动火电绿色转型"))]
    data = export.excerpts_docx(chosen, "摘编")
    paragraphs = docx_paragraphs(data)
    assert paragraphs[0] == "摘编"
    assert "一、《乌海市三年行动计划》(乌海政办发〔2025〕38号)" in paragraphs
    assert text.split("\n") == paragraphs[3:5]
    assert (
        "(《乌海市三年行动计划》(乌海政办发〔2025〕38号) 三、着力推动能源结构调整 › (一)持续推动火电绿色转型)"
        in paragraphs
    )
    rows = [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(data)).tables[0].rows]
    assert rows[0] == ["序号", "文件名", "文号", "条款", "说明"]
    assert rows[1][:3] == ["1", PLAN.title, PLAN.doc_number]


def test_docx_is_laid_out_as_the_standard_says() -> None:
    data = export.excerpts_docx([export.clause_excerpt(PLAN, clause("(一)甲。乙。", "甲"))])
    document = docx.Document(io.BytesIO(data))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(m.mm) for m in margins] == [37, 35, 28, 26]
    title, clause_paragraph = document.paragraphs[0], document.paragraphs[3]
    assert title.runs[0].font.size == Pt(22)
    assert _fonts(title) == ["方正小标宋简体"]
    assert _fonts(document.paragraphs[2]) == ["黑体"]
    assert _fonts(clause_paragraph) == ["楷体", "仿宋"]
    assert [run.text for run in clause_paragraph.runs] == ["(一)甲。", "乙。"]
    assert clause_paragraph.runs[1].font.size == Pt(16)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert odd.text.replace("1", "") == even.text.replace("1", "") == "—  —"
    assert document.settings.odd_and_even_pages_header_footer
    part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    assert "仿宋_GB2312" in part.blob.decode()


def _fonts(paragraph: object) -> list[str]:
    return [run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in paragraph.runs]  # type: ignore[attr-defined]


def test_an_account_is_never_given_as_the_policys_own_words() -> None:
    told = export.clause_excerpt(TOLD, clause("(一)重点发展催化剂。", document=TOLD))
    assert told.note == "转述：据乌海政办发〔2025〕38号附件第1项，未收原文"
    citation = Citation(
        PLAN.id, PLAN.doc_number, PLAN.title, "x", "附件 › 1.", "重点发展催化剂", 0, 7, account_of=TOLD.title
    )
    quoted = export.citation_excerpt(citation)
    assert quoted.note == "转述《乌海市大抓重点产业链工作方案》，非其原文"
    for data in (export.excerpts_md([told, quoted]), "\n".join(docx_paragraphs(
        export.excerpts_docx([told, quoted]))).encode()):  # fmt: skip
        assert data.count(b"\xe8\xbd\xac\xe8\xbf\xb0") >= 2
        assert "乌海政办发〔2025〕38号" in data.decode()
    table = records.targets_table([target(document_id=TOLD.id)], {TOLD.id: TOLD}, {})
    assert "转述" in str(table.rows[0][table.columns.index("文件")])


def test_markup_in_a_document_stays_text() -> None:
    excerpt = export.clause_excerpt(PLAN, clause(NASTY))
    assert NASTY in md_text(export.excerpts_md([excerpt]))
    assert NASTY in docx_paragraphs(export.excerpts_docx([excerpt]))


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co"]), min_size=1))
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    excerpt = export.Excerpt("题", None, "一、", text)
    shown = md_text(export.excerpts_md([excerpt])).split("\n")
    assert text in shown


@settings(max_examples=25, deadline=None)
@given(st.text())
def test_any_text_makes_a_docx_and_an_xlsx(text: str) -> None:
    excerpt = export.Excerpt(text, text, text, text, 1)
    assert docx.Document(io.BytesIO(export.excerpts_docx([excerpt], text))).paragraphs
    table = export.Table("表", ("列",), (10,), ((text,),))
    cell = openpyxl.load_workbook(io.BytesIO(export.table_xlsx(table))).active["A2"]
    assert re.sub(r"\s", "", str(cell.value or "")) == re.sub(r"\s", "", export.xml_text(text))


def test_xlsx_has_numbers_filter_and_frozen_header() -> None:
    held = [
        target(),
        target(value="0.605", unit=""),
        target(value="5-10"),
        target(value="全部", unit="", year=None),
    ]
    table = records.targets_table(held, {PLAN.id: PLAN}, {f"{PLAN.id}/2": "二、主要目标"})
    sheet = openpyxl.load_workbook(io.BytesIO(export.table_xlsx(table))).active
    column = table.columns.index("数值") + 1
    assert [sheet.cell(row, column).value for row in range(2, 6)] == [25, 0.605, "5-10", "全部"]
    assert [sheet.cell(row, column).data_type for row in range(2, 6)] == ["n", "n", "s", "s"]
    assert sheet.cell(2, table.columns.index("年份") + 1).data_type == "n"
    assert sheet.cell(5, table.columns.index("年份") + 1).value is None
    assert sheet.cell(2, table.columns.index("条款") + 1).value == "二、主要目标"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.column_dimensions["A"].width == table.widths[0]
    assert sheet.title == "目标指标"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("a")', "＝1+1", "\t=1"])
def test_a_formula_stays_text(text: str) -> None:
    table = export.Table("表", ("列",), (10,), ((text,),))
    cell = openpyxl.load_workbook(io.BytesIO(export.table_xlsx(table))).active["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value == text
    row = list(csv.reader(io.StringIO(export.table_csv(table).decode("utf-8-sig"))))[1]
    assert row == ["'" + text]


def test_csv_has_a_byte_order_mark_and_plain_numbers() -> None:
    table = records.targets_table([target(value="-0.5")], {PLAN.id: PLAN}, {})
    data = export.table_csv(table)
    assert data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert row[header.index("数值")] == "-0.5"


def test_responsibilities_by_task_and_by_organisation() -> None:
    stated = Responsibility(PLAN.id, "c", 0, 3, "甲乙两局牵头", "牵头", ("甲局", "乙局"), "做某事", "农业")
    implied = Responsibility(
        PLAN.id, "c", 0, 3, "…", "牵头", ("丙局",), "另一事", rule="列首位者牵头", rule_start=1, rule_end=2
    )
    by_task = records.responsibilities_table([stated, implied], {PLAN.id: PLAN}, {})
    assert [row[2] for row in by_task.rows] == ["甲局、乙局", "丙局"]
    assert by_task.rows[1][4] == "按规则推定：列首位者牵头"
    by_organisation = records.responsibilities_table([stated], {PLAN.id: PLAN}, {}, by_organisation=True)
    assert [row[:2] for row in by_organisation.rows] == [("甲局", "牵头"), ("乙局", "牵头")]
    assert {row[2] for row in by_organisation.rows} == {"做某事"}


def test_book_marks_within_a_title_become_single() -> None:
    assert export.book_title("关于印发《方案》的通知") == "《关于印发〈方案〉的通知》"


def test_chinese_numbers() -> None:
    numbers = [chinese_number(n) for n in (1, 10, 11, 20, 99, 100)]
    assert numbers == ["一", "十", "十一", "二十", "九十九", "100"]


def excerpts() -> list[export.Excerpt]:
    """Two of one document about different things with one of another between them, the last with a remark."""
    return [
        export.Excerpt("甲规划", "甲政发〔2025〕1号", "一、", "光伏装机达到10万千瓦。"),
        export.Excerpt("乙方案", None, "二、", "新增学位500个。"),
        export.Excerpt("甲规划", "甲政发〔2025〕1号", "三、", "公办幼儿园在园幼儿占比达到50%。", remark="=核对<口径>"),
    ]


@pytest.mark.parametrize(
    ("by", "headings"),
    [
        ("order", ["《甲规划》(甲政发〔2025〕1号)", "《乙方案》", "《甲规划》(甲政发〔2025〕1号)"]),
        ("document", ["《甲规划》(甲政发〔2025〕1号)", "《乙方案》"]),
        ("theme", ["能源", "教育"]),
    ],
)
def test_every_export_holds_each_excerpt_once_under_the_headings_chosen(
    by: export.Grouping, headings: list[str]
) -> None:
    chosen = excerpts()
    assert [name for name, _ in export.grouped(chosen, by)] == headings
    data = export.excerpts_docx(chosen, by=by)
    paragraphs = docx_paragraphs(data)
    shown = md_text(export.excerpts_md(chosen, by=by))
    sheet = openpyxl.load_workbook(io.BytesIO(export.table_xlsx(export.excerpts_table(chosen, by)))).active
    head, *rows = sheet.iter_rows(values_only=True)
    for n, name in enumerate(headings, 1):
        assert f"{chinese_number(n)}、{name}" in paragraphs
        assert f"{chinese_number(n)}、{name}" in shown
    for excerpt in chosen:
        assert paragraphs.count(excerpt.text) == 1
        assert shown.split("\n").count(excerpt.text) == 1
        assert f"({excerpt.source})" in paragraphs
    assert sorted(row[head.index("内容")] for row in rows) == sorted(e.text for e in chosen)
    assert {row[head.index("备注")] for row in rows} == {None, "=核对<口径>"}
    assert "备注：=核对<口径>" in paragraphs
    assert "备注：=核对<口径>" in shown
    sources = docx.Document(io.BytesIO(data)).tables[0].rows
    assert [row.cells[1].text for row in sources[1:]] == [row[head.index("文件名")] for row in rows]


DUTIES = [
    Responsibility(PLAN.id, "c", 0, 3, "甲局、乙局牵头，丙局配合", "牵头", ("甲局", "乙局"), "做某事", "农业"),
    Responsibility(PLAN.id, "c", 0, 3, "甲局、乙局牵头，丙局配合", "配合", ("丙局",), "做某事", "农业"),
    Responsibility(
        PLAN.id, "d", 4, 9, "…", "牵头", ("丙局",), "=另一事", rule="列首位者牵头", rule_start=1, rule_end=2
    ),
]


def test_the_table_of_duties_has_a_row_a_task_and_a_column_a_role() -> None:
    table = records.duties_table(DUTIES, {PLAN.id: PLAN}, {"c": "一、"})
    assert table.columns[1:5] == ("任务", "牵头单位", "责任单位", "配合单位")
    assert [row[1:5] for row in table.rows] == [
        ("做某事", "甲局、乙局", None, "丙局"),
        ("=另一事", "丙局（推定）", None, None),
    ]
    assert table.rows[0][5] == "乌海政办发〔2025〕38号 一、"
    assert table.rows[1][6] == "推定依据：列首位者牵头"
    data = export.table_docx(table, records.DUTIES_TITLE)
    document = docx.Document(io.BytesIO(data))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [list(table.columns), *([str(cell or "") for cell in row] for row in table.rows)]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_targets_have_their_theme() -> None:
    table = records.targets_table([target()], {PLAN.id: PLAN}, {})
    assert table.rows[0][table.columns.index("主题")] == "能源"


def test_one_indicator_is_found_in_other_words_and_set_side_by_side() -> None:
    other = target(document_id=TOLD.id, indicator="绿色电力消费占比", value="20", wording="20%", year=2027)
    later = target(document_id=TOLD.id, indicator="绿色电力消费占比", value="30", wording="30%以上", year=None)
    far = target(indicator="农田灌溉水有效利用系数")
    alike = records.indicators_alike([target(), far, other, later], "绿色电力消费比例")
    assert alike == [target(), other, later]
    table = records.comparison_table(alike, {PLAN.id: PLAN, TOLD.id: TOLD})
    assert table.columns[:4] == ("指标", "未写年份", "2027年", "2028年")
    assert [row[:4] for row in table.rows] == [
        ("绿色电力消费比例", None, None, "25%以上"),
        ("绿色电力消费占比", "30%以上", "20%", None),
    ]


def test_the_matrix_shows_each_role_where_task_and_body_meet() -> None:
    table = records.matrix_table(DUTIES, {PLAN.id: PLAN}, {})
    assert table.columns == ("任务", "丙局", "甲局", "乙局", "条款", "文件"), "the busiest first"
    assert [row[:4] for row in table.rows] == [
        ("做某事", "配合", "牵头", "牵头"),
        ("=另一事", "牵头（推定）", None, None),
    ]
