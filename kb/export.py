"""Excerpts and tables as files that can be handed on: docx, md, xlsx, csv bytes. Pure.

A `Table` is what a page shows and what its download holds: both are made from the same rows. Cells that a
spreadsheet would take for a formula (`=1+1`) stay text: in xlsx by cell type, in csv by a leading apostrophe.
The docx layout (公文格式, GB/T 9704—2012) is in `kb.paper`.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from kb.model import Citation, Clause, Document
from kb.quantity import chinese_number
from kb.references import book_title
from kb.themes import theme, themes

Cell = str | int | float | None
#: As collected (a heading wherever the document changes), by document, by theme.
Grouping = Literal["order", "document", "theme"]

EXCERPTS_TITLE = "政策条款摘编"

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r]")  # =SUM(A1)  +1  -1  @A1: the first character decides
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what XML 1.0 cannot hold
_MD_INLINE = re.compile(r"([\\`*_\[\]<>~$|&#!])")  # **粗体**  <script>  $x$
_MD_BULLET = re.compile(r"^(\s*)([-+=])")  # - 项  + 项  === at the start of a line
_MD_NUMBER = re.compile(r"^(\s*\d+)([.)])")  # 1. 项  1) 项 at the start of a line


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words chosen for export with their source. `head` is the length of the heading that opens `text`, 0
    when there is none; `note` says whose words they are when they are another document's account (转述); `remark` is
    the reader's own."""

    title: str
    doc_number: str | None
    path: str
    text: str
    head: int = 0
    note: str | None = None
    remark: str = ""

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


def grouped(excerpts: Iterable[Excerpt], by: Grouping) -> list[tuple[str, list[Excerpt]]]:
    """The excerpts under the headings of an export, each heading with its own, in the order given within each."""
    if by == "order":
        return [(name, list(run)) for name, run in groupby(excerpts, key=lambda excerpt: excerpt.document)]
    groups: dict[str, list[Excerpt]] = {}
    for excerpt in excerpts:
        name = excerpt.document if by == "document" else theme(excerpt.text, excerpt.path, excerpt.title)
        groups.setdefault(name, []).append(excerpt)
    if by == "document":
        return list(groups.items())
    return [(name, groups[name]) for name in themes() if name in groups]


def excerpts_md(excerpts: Sequence[Excerpt], title: str = EXCERPTS_TITLE, by: Grouping = "document") -> bytes:
    """Markdown, UTF-8: each excerpt a block quote with its source, then a table of the sources."""
    lines = [f"# {_md(title)}", ""]
    groups = grouped(excerpts, by)
    for group, (name, members) in enumerate(groups, 1):
        lines += [f"## {chinese_number(group)}、{_md(name)}", ""]
        for excerpt in members:
            lines += [f"### {_md(excerpt.path)}", ""] if excerpt.path else []
            paragraphs = [line for line in excerpt.text.splitlines() if line.strip()]
            lines += ["\n>\n".join(f"> {_md(line)}" for line in paragraphs), ""]
            lines += [f"来源：{_md(excerpt.source)}", ""]
            lines += [f"备注：{_md(excerpt.remark)}", ""] if excerpt.remark else []
    table = sources_table([excerpt for _, members in groups for excerpt in members])
    lines += ["## 来源一览", "", "| " + " | ".join(table.columns) + " |", "|" + " --- |" * len(table.columns)]
    lines += ["| " + " | ".join(_md(str(cell or "")) for cell in row) + " |" for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def excerpts_docx(excerpts: Sequence[Excerpt], title: str = EXCERPTS_TITLE, by: Grouping = "document") -> bytes:
    """A docx laid out after GB/T 9704—2012: the excerpts under their headings, a table of the sources last."""
    from kb.paper import Paper  # python-docx takes 0.2 s to import

    paper = Paper(xml_text(title))
    groups = grouped(excerpts, by)
    for group, (name, members) in enumerate(groups, 1):
        paper.heading(f"{chinese_number(group)}、{xml_text(name)}")
        for excerpt in members:
            head = len(xml_text(excerpt.text[: excerpt.head]))
            paper.clause(xml_text(excerpt.text), head)
            paper.source(xml_text(f"({excerpt.source})"))
            if excerpt.remark:
                paper.source(xml_text(f"备注：{excerpt.remark}"))
    sources = sources_table([excerpt for _, members in groups for excerpt in members])
    paper.heading("来源一览")
    paper.table(sources.columns, sources.widths, _texts(sources))
    return paper.bytes()


def excerpts_table(excerpts: Sequence[Excerpt], by: Grouping = "document") -> Table:
    """A row an excerpt, with all that belongs to it."""
    rows = [
        (name, excerpt.text, excerpt.title, excerpt.doc_number, excerpt.path, excerpt.note, excerpt.remark or None)
        for name, members in grouped(excerpts, by)
        for excerpt in members
    ]
    numbered = tuple((number, *row) for number, row in enumerate(rows, 1))
    columns = ("序号", "分组", "内容", "文件名", "文号", "条款", "说明", "备注")
    return Table("条款摘编", columns, (6, 24, 70, 30, 18, 30, 20, 24), numbered)


def sources_table(excerpts: Sequence[Excerpt]) -> Table:
    """Which excerpt comes from where."""
    rows = [
        (number, excerpt.title, excerpt.doc_number, excerpt.path, excerpt.note)
        for number, excerpt in enumerate(excerpts, 1)
    ]
    return Table("来源一览", ("序号", "文件名", "文号", "条款", "说明"), (6, 24, 16, 24, 16), tuple(rows))


def table_docx(table: Table, title: str) -> bytes:
    """The table on A4 laid across, in the faces of official papers."""
    from kb.paper import Paper  # python-docx takes 0.2 s to import

    paper = Paper(xml_text(title), across=True)
    paper.table(table.columns, table.widths, _texts(table))
    return paper.bytes()


def _texts(table: Table) -> list[list[str]]:
    return [[xml_text(str(cell if cell is not None else "")) for cell in row] for row in table.rows]


def table_xlsx(table: Table) -> bytes:
    """A workbook of one sheet; see `tables_xlsx`."""
    return tables_xlsx((table,))


def tables_xlsx(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet a table: header frozen and filtered, numbers as numbers, everything else as text."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for table in tables:
        _fill(book.create_sheet(table.name), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append(table.columns)
    for head in sheet[1]:
        head.font = Font(name="黑体", bold=True)
        head.fill = PatternFill("solid", fgColor="E8EEF7")
        head.alignment = Alignment(vertical="center", wrap_text=True)
    for row_index, row in enumerate(table.rows, 2):
        for column, value in enumerate(row, 1):
            if value is None:
                continue
            cell = sheet.cell(row_index, column)
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


def table_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel and WPS read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow(f"'{v}" if isinstance(v, str) and _FORMULA.match(v) else v for v in row)
    return out.getvalue().encode("utf-8-sig")


def xml_text(text: str) -> str:
    """The text without the control characters that XML 1.0, and so docx and xlsx, cannot hold."""
    return _CONTROL.sub("", text)


def _md(text: str) -> str:
    """The text so that a Markdown reader shows exactly it, on one line."""
    flat = _MD_INLINE.sub(r"\\\1", " ".join(text.split("\n")))
    return _MD_BULLET.sub(r"\1\\\2", _MD_NUMBER.sub(r"\1\\\2", flat))
