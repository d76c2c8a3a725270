"""Clauses, targets and responsibilities as files that can be handed on: docx, md, xlsx, csv bytes. Pure.

A `Table` is what a page shows and what its download holds: both are made from the same rows. Cells that a
spreadsheet would take for a formula (`=1+1`) stay text: in xlsx by cell type, in csv by a leading apostrophe.
The docx layout (公文格式, GB/T 9704—2012) is in `kb.paper`.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.model import Citation, Clause, Document, Responsibility, Target
from kb.quantity import chinese_number
from kb.references import book_title

Cell = str | int | float | None

EXCERPTS_TITLE = "政策条款摘编"
COMPARATORS = {">=": "不低于", "<=": "不高于", ">": "高于", "<": "低于", "=": "等于", "~": "约"}
MEASURES = {"level": "达到", "increase": "增减", "annual": "年均", "cumulative": "累计"}

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r]")  # =SUM(A1)  +1  -1  @A1: the first character decides
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")  # 25  3.29  -0.5, and neither 5-10 nor 全部
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what XML 1.0 cannot hold
_MD_INLINE = re.compile(r"([\\`*_\[\]<>~$|&#!])")  # **粗体**  <script>  $x$
_MD_BULLET = re.compile(r"^(\s*)([-+=])")  # - 项  + 项  === at the start of a line
_MD_NUMBER = re.compile(r"^(\s*\d+)([.)])")  # 1. 项  1) 项 at the start of a line


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words chosen for export with their source. `head` is the length of the heading that opens `text`, 0
    when there is none; `note` says whose words they are when they are another document's account (转述)."""

    title: str
    doc_number: str | None
    path: str
    text: str
    head: int = 0
    note: str | None = None

    @property
    def document(self) -> str:
        """《题名》(文号), the 文号 left out where there is none."""
        return book_title(self.title) + (f"({self.doc_number})" if self.doc_number else "")

    @property
    def source(self) -> str:
        """The whole source on one line: 《题名》(文号) 三、… › (一)… [转述…]."""
        return f"{self.document} {self.path}".strip() + (f" [{self.note}]" if self.note else "")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; `widths` are characters of the Chinese font, one a column."""

    name: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


def clause_excerpt(document: Document, clause: Clause) -> Excerpt:
    """The whole clause, its heading marked; an account's clause says that it is one."""
    note = f"转述：{document.account.wording}，未收原文" if document.account else None
    head = len(clause.text[: clause.body_start - clause.start].rstrip()) if clause.heading else 0
    return Excerpt(document.title, document.doc_number, clause.citation, clause.text, head, note)


def citation_excerpt(citation: Citation) -> Excerpt:
    """The quote alone, with the clause it stands in."""
    note = f"转述{book_title(citation.account_of)}，非其原文" if citation.account_of else None
    return Excerpt(citation.title, citation.doc_number, citation.path, citation.quote, 0, note)


def excerpts_md(excerpts: Sequence[Excerpt], title: str = EXCERPTS_TITLE) -> bytes:
    """Markdown, UTF-8: each excerpt a block quote under its source, then a table of the sources."""
    lines = [f"# {_md(title)}", ""]
    for number, excerpt in enumerate(excerpts, 1):
        lines += [f"## {number}. {_md(excerpt.document)}", "", _md(excerpt.path), ""]
        paragraphs = [line for line in excerpt.text.splitlines() if line.strip()]
        lines += ["\n>\n".join(f"> {_md(line)}" for line in paragraphs), ""]
        lines += [f"来源：{_md(excerpt.source)}", ""]
    table = sources_table(excerpts)
    lines += ["## 来源一览", "", "| " + " | ".join(table.columns) + " |", "|" + " --- |" * len(table.columns)]
    lines += ["| " + " | ".join(_md(str(cell or "")) for cell in row) + " |" for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def excerpts_docx(excerpts: Sequence[Excerpt], title: str = EXCERPTS_TITLE) -> bytes:
    """A docx laid out after GB/T 9704—2012: the excerpts grouped by document, a table of the sources last."""
    from kb.paper import Paper  # python-docx takes 0.2 s to import

    paper = Paper(xml_text(title))
    for group, members in enumerate(_by_document(excerpts), 1):
        paper.heading(f"{chinese_number(group)}、{xml_text(members[0].document)}")
        for excerpt in members:
            head = len(xml_text(excerpt.text[: excerpt.head]))
            paper.clause(xml_text(excerpt.text), head)
            paper.source(xml_text(f"({excerpt.source})"))
    sources = sources_table(excerpts)
    rows = [[xml_text(str(cell if cell is not None else "")) for cell in row] for row in sources.rows]
    paper.table("来源一览", sources.columns, sources.widths, rows)
    return paper.bytes()


def sources_table(excerpts: Sequence[Excerpt]) -> Table:
    """Which excerpt comes from where."""
    rows = [
        (number, excerpt.title, excerpt.doc_number, excerpt.path, excerpt.note)
        for number, excerpt in enumerate(excerpts, 1)
    ]
    return Table("来源一览", ("序号", "文件名", "文号", "条款", "说明"), (6, 24, 16, 24, 16), tuple(rows))


def targets_table(targets: Iterable[Target], documents: Mapping[str, Document], paths: Mapping[str, str]) -> Table:
    """A row a target; `paths` maps a clause id to its citation path for people."""
    columns = (
        "指标", "要求", "比较", "数值", "单位", "年份", "类型", "约束性", "范围", "文件", "文号", "条款",
        "原文",
    )  # fmt: skip
    rows = [
        (
            target.indicator, target.wording, COMPARATORS[target.comparator], number(target.value),
            target.unit, target.year, MEASURES[target.measure], target.binding, target.scope,
            *_document_cells(documents.get(target.document_id), target.document_id),
            paths.get(target.clause_id, target.clause_id), target.text,
        )
        for target in targets
    ]  # fmt: skip
    return Table("目标指标", columns, (24, 14, 8, 10, 10, 8, 8, 8, 12, 30, 18, 30, 60), tuple(rows))


def responsibilities_table(
    records: Iterable[Responsibility],
    documents: Mapping[str, Document],
    paths: Mapping[str, str],
    by_organisation: bool = False,
) -> Table:
    """A row a task with its organisations, or (`by_organisation`) a row an organisation with its task."""
    rows = []
    for record in records:
        rest = (
            record.field, f"按规则推定：{record.rule}" if record.rule else "原文明确",
            *_document_cells(documents.get(record.document_id), record.document_id),
            paths.get(record.clause_id, record.clause_id), record.text,
        )  # fmt: skip
        if by_organisation:
            rows += [(name, record.role, record.task, *rest) for name in record.organisations]
        else:
            rows.append((record.task, record.role, "、".join(record.organisations), *rest))
    first = ("单位", "职责", "任务") if by_organisation else ("任务", "职责", "单位")
    widths = (24, 8, 44) if by_organisation else (44, 8, 24)
    columns = (*first, "领域", "依据", "文件", "文号", "条款", "原文")
    return Table("责任分工", columns, (*widths, 14, 16, 30, 18, 30, 60), tuple(rows))


def table_xlsx(table: Table) -> bytes:
    """A workbook of one sheet: header frozen and filtered, numbers as numbers, everything else as text."""
    from openpyxl import Workbook
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = table.name
    sheet.append(table.columns)
    for head in sheet[1]:
        head.font = Font(name="黑体", bold=True)
        head.fill = PatternFill("solid", fgColor="E8EEF7")
        head.alignment = Alignment(vertical="center", wrap_text=True)
    for row_index, row in enumerate(table.rows, 2):
        for column, value in enumerate(row, 1):
            if value is None:
                continue
            cell: SheetCell = sheet.cell(row_index, column)
            cell.value = xml_text(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = bool(_FORMULA.match(value))
            cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel and WPS read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow(f"'{v}" if isinstance(v, str) and _FORMULA.match(v) else v for v in row)
    return out.getvalue().encode("utf-8-sig")


def number(value: str) -> Cell:
    """A plain decimal as a number; a range (5-10), 全部 or a multiple as the text it is."""
    if not _PLAIN_NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)


def xml_text(text: str) -> str:
    """The text without the control characters that XML 1.0, and so docx and xlsx, cannot hold."""
    return _CONTROL.sub("", text)


def _document_cells(document: Document | None, document_id: str) -> tuple[str, str | None]:
    if document is None:
        return document_id, None
    told = f" [转述：{document.account.wording}]" if document.account else ""
    return document.title + told, document.doc_number


def _by_document(excerpts: Sequence[Excerpt]) -> list[list[Excerpt]]:
    groups: dict[str, list[Excerpt]] = {}
    for excerpt in excerpts:
        groups.setdefault(excerpt.document, []).append(excerpt)
    return list(groups.values())


def _md(text: str) -> str:
    """The text so that a Markdown reader shows exactly it, on one line."""
    flat = _MD_INLINE.sub(r"\\\1", " ".join(text.split("\n")))
    return _MD_BULLET.sub(r"\1\\\2", _MD_NUMBER.sub(r"\1\\\2", flat))
