"""Word documents (docx): paragraphs and tables in order, with the labels that Word computes.

What a reader of the accepted document sees: insertions stay, tracked deletions, hidden text, field codes and
comments go. Headers and footers are left out: they hold page numbers and the file's name.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ingest.raw import Block
from ingest.readers.content import Content, is_data, row, squash
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_text import Styles, W, children, deleted, lines_of, text_boxes
from kb.errors import BadFormat, Encrypted, TooLarge

if TYPE_CHECKING:
    from docx.document import Document

_MAX_UNPACKED = 400_000_000  # bytes of all parts; four times the largest file taken, since XML packs well
_MAX_TEXT = 60_000_000  # bytes of the text part's XML: a page of text takes some 10 KB
_DOCUMENT = "word/document.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .doc files, and of docx files with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RESAVE = "请用 Word 或 WPS 打开，另存为 docx 后再导入"


def read_docx(name: str, data: bytes) -> Content:
    """Blocks of a Word document; title, author and creation date in meta.

    Raises BadFormat (no docx, damaged), Encrypted, TooLarge (unpacks to more than a document can be).
    """
    _check_package(name, data)
    document = _open(name, data)
    found = _Body(document).blocks()
    blocks = tuple(replace(block, line=number) for number, block in enumerate(found, start=1))
    return Content(blocks, _properties(document))


def _check_package(name: str, data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Encrypted(name, "Word 文件有打开密码", "请去掉密码后再导入")
        raise BadFormat(name, "内容是旧版 Word 文件，不是 docx", _RESAVE)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            sizes = {part.filename: part.file_size for part in package.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadFormat(name, "不是 docx 文件，或文件不完整", _RESAVE) from None
    if _DOCUMENT not in sizes:
        raise BadFormat(name, "是压缩包，不是 docx 文件", "请先解压，再导入其中的文件")
    if sum(sizes.values()) > _MAX_UNPACKED or sizes[_DOCUMENT] > _MAX_TEXT:
        reason = f"解压后有 {sum(sizes.values()) / 1e6:.0f} MB，超出文档应有的大小"
        raise TooLarge(name, reason, "请核对文件来源，或拆分后再导入")


def _open(name: str, data: bytes) -> "Document":
    import docx

    try:
        return docx.Document(BytesIO(data))
    except Exception:  # python-docx lets whatever its parts raise through: KeyError, XMLSyntaxError, ValueError
        raise BadFormat(name, "docx 已损坏，无法打开", _RESAVE) from None


def _properties(document: "Document") -> dict[str, str]:
    try:
        core = document.core_properties
        created = core.created.date().isoformat() if core.created else ""
        pairs = {"Title": core.title, "Author": core.author, "CreationDate": created}
    except Exception:  # a damaged part beside the text: python-docx lets what its XML raises through
        return {}
    return {key: squash(value) for key, value in pairs.items() if value}


class _Body:
    """Walks the body once: the labels that Word computes depend on all paragraphs before."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._styles = Styles(document)
        self._numbering = Numbering(document, self._styles)
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """All blocks, with line 0."""
        carried = ""  # text of a paragraph whose end mark was deleted: it runs on into the next
        for kind, element in _flow(self._document.element.body):
            if kind == "table":
                yield from self._table(element)
                continue
            lines, carried = self._joined(carried, element)
            yield from lines
            for box in text_boxes(element):
                yield from (block for inner in box.iter(W + "p") for block in self._paragraph(inner))

    def _joined(self, carried: str, element: Any) -> tuple[list[Block], str]:
        lines = list(self._paragraph(element))
        if carried:
            first = lines[0] if lines else Block(text="", line=0)
            lines[:1] = [replace(first, text=carried + first.text)]
        if lines and deleted(element):
            return lines[:-1], lines[-1].text
        return lines, ""

    def _paragraph(self, element: Any) -> Iterator[Block]:
        """A paragraph's lines; the first carries the label, and all the heading level."""
        if self._styles.is_contents(element):
            return
        label, gap = self._numbering.label(element)
        heading = self._styles.heading(element)
        for line in lines_of(element):
            text = squash(line)
            if not text:
                continue
            yield Block(text=label + gap + text, line=0, heading=heading, numbering=label or None)
            label = gap = ""

    def _table(self, table: Any) -> Iterator[Block]:
        """A data table's rows, or the paragraphs of a table that only lays out the page."""
        trs = [tr for tr in children(table, "tr") if tr.find(f"{W}trPr/{W}del") is None]
        grid = [tuple(self._cells(tr)) for tr in trs]
        if not is_data(grid):
            yield from (Block(text=cell, line=0) for cells in grid for cell in cells if cell)
            return
        number, self._tables = self._tables, self._tables + 1
        yield from (row(cells, 0, number) for cells in grid if any(cells))

    def _cells(self, tr: Any) -> Iterator[str]:
        """A row's cells, column-aligned: spanned columns and rows are empty."""
        for cell in children(tr, "tc"):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continued = merge is not None and merge.get(W + "val", "continue") == "continue"
            yield "" if continued else self._cell_text(cell)
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(W + "val", "1") if span is not None else "1"
            yield from [""] * (min(int(width), 60) - 1 if width.isdecimal() else 0)

    def _cell_text(self, cell: Any) -> str:
        return squash(" ".join(b.text for p in cell.iter(W + "p") for b in self._paragraph(p)))


def _flow(body: Any) -> Iterator[tuple[str, Any]]:
    """Paragraphs and tables of `body` in order, content controls and custom XML opened."""
    for tag, element in ((child.tag, child) for child in children(body, "p", "tbl")):
        yield ("table" if tag == W + "tbl" else "paragraph"), element
