"""One page of a PDF → lines and table rows, by the library that reads it best.

pypdf reads first: it loses no paragraph. Where its text is noise (a font without a map to Unicode) or
missing, pypdfium2 reads the page again; a page with ruled lines goes through pdfplumber, which finds
tables.
"""

import re
from contextlib import suppress
from io import BytesIO
from math import hypot
from time import thread_time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ingest.readers.content import squash
from ingest.readers.encoding import plausibility
from ingest.readers.page_layout import Piece, arranged
from ingest.readers.pdf_layout import Line, Page, Row
from kb.errors import BadFormat, EmptyFile, NeedsOCR

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_SURE = 0.85  # legibility of a page's clean text is over 0.97, of fonts without a map to Unicode under 0.6
_LEADERS = re.compile(r"[.…·\-—_\s]+")  # the dots of a table of contents, the line of a form
_MARKS_SHARE = 0.5  # of the characters are neither letters nor digits: glyph numbers read as ASCII
_RULES = re.compile(rb"\s(?:re|l)\s")  # drawing operators: rectangle, line to
_MAX_DRAWING = 10_000_000  # bytes; a page of text takes 20 KB, a map some megabytes
_SLOW_DRAWING = 2_000_000  # bytes that pypdf reads in 4 s; PDFium reads longer drawings
# Of processor time, since what else the machine does must not decide. A page of text takes 10 ms; one may draw a form
# that draws forms a thousand times each.
_PAGE_SECONDS = 15.0
_MAX_RULES = 5000  # a drawing or a map: to look for tables in it would take minutes
_MIN_RULES = 8  # a table of 2 × 2 cells draws at least 6 lines or 4 boxes, a red 公文 heading one or two
_MIN_ROWS = _MIN_COLUMNS = 2
_TEXT_PER_PAGE = 10  # characters; scanners stamp a page number or a name on pages that hold nothing else
_GARBLED = 0.75  # legibility of a text layer below which it is noise: between 0.97 (clean) and 0.6 (noise)
_OCR = "请先做文字识别(OCR)，再导入识别后的文件"


class _Unbounded(Exception):
    """The page draws more than any page of text does."""


class PageReader:
    """Reads the pages of one PDF; opens the second and third library only for pages that need them."""

    def __init__(self, data: bytes, reader: "PdfReader") -> None:
        self._data = data
        self._reader = reader
        self._pdfium: Any = None
        self._plumber: Any = None

    def __enter__(self) -> "PageReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for document in (self._pdfium, self._plumber):
            if document is not None:
                with suppress(Exception):  # pdfplumber reads the pages anew to close them
                    document.close()

    def read(self, number: int) -> Page:
        """Page `number` (from 1); never raises: a page no library can read comes back empty and `failed`."""
        from pypdf.errors import LimitReachedError

        try:
            page = self._reader.pages[number - 1]
            drawing, image = _drawing(page), _has_image(page)
            rules = len(_RULES.findall(drawing))
            lines = _lines(page) if len(drawing) <= _SLOW_DRAWING else ()
        except (LimitReachedError, MemoryError, _Unbounded):  # PDFium has no bounds and would end the process
            return Page(number, (), failed=True)
        except Exception:
            lines, rules, image, page = (), 0, False, None
        if legibility(_text(lines)) < _SURE:
            lines = max(lines, self._second_reading(number), key=lambda found: legibility(_text(found)))
        if _MIN_RULES <= rules <= _MAX_RULES and (items := self._with_tables(number, _text(lines))):
            return Page(number, items, has_image=image)
        return Page(number, lines, has_image=image, failed=page is None and not lines)

    def _second_reading(self, number: int) -> tuple[Line, ...]:
        import pypdfium2

        try:
            if self._pdfium is None:
                self._pdfium = pypdfium2.PdfDocument(self._data)
            page = self._pdfium[number - 1]
            textpage = page.get_textpage()
            text = str(textpage.get_text_range())
            textpage.close()
            page.close()
        except Exception:
            return ()
        text = text.replace("\ufffe", "")  # how PDFium marks a hyphen at a line's end
        return tuple(Line(line) for part in text.splitlines() if (line := squash(part)))

    def _with_tables(self, number: int, text: str) -> tuple[Line | Row, ...]:
        """The page with its tables as rows between the lines; nothing when it holds no table."""
        import pdfplumber

        try:
            if self._plumber is None:
                self._plumber = pdfplumber.open(BytesIO(self._data))
            page = self._plumber.pages[number - 1]
            tables = [[row.cells for row in table.rows] for table in page.find_tables() if _is_table(table)]
            items = arranged(_pieces(page), tables) if tables else ()
            page.close()
        except Exception:
            return ()
        return items if legibility(_text(items)) >= legibility(text) - 0.02 else ()


def _lines(page: "PageObject") -> tuple[Line, ...]:
    """The page's lines as pypdf reads them, each with where its first visible part stands."""
    lines: list[Line] = []
    parts: list[str] = []
    place = (0.0, 0.0)

    def take(text: str, outer: list[float], inner: list[float], _: Any, size: float) -> None:
        nonlocal place
        for piece in text.splitlines(keepends=True):
            if piece.strip() and not "".join(parts).strip():
                left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
                scale = hypot(inner[2], inner[3]) * hypot(outer[2], outer[3])
                place = (round(left, 1), round(size * scale, 1))
            parts.append(piece)
            if piece.endswith(("\n", "\r")):
                finish()

    def finish() -> None:
        if text := squash("".join(parts)):
            lines.append(Line(text, *place))
        parts.clear()

    end = thread_time() + _PAGE_SECONDS

    def check(*_: object) -> None:
        if thread_time() > end:
            raise _Unbounded

    page.extract_text(visitor_text=take, visitor_operand_before=check)
    finish()
    return tuple(lines)


def refuse_textless(name: str, pages: list[Page], kind: str) -> None:
    """Raise NeedsOCR for a scan or a text layer that is noise, EmptyFile for pages without anything.

    `kind` is what people call the format (PDF, OFD).
    """
    text = "".join(page.text for page in pages)
    if len(re.sub(r"\s", "", text)) < _TEXT_PER_PAGE * max(1, len(pages)):
        if any(page.has_image for page in pages):
            raise NeedsOCR(name, "扫描件，没有文字层", _OCR)
        if any(page.failed for page in pages) and not text.strip():
            raise BadFormat(name, f"{kind} 各页都已损坏或过大，无法读取", "请重新下载，或用阅读器打开后另存")
        if not text.strip():
            raise EmptyFile(name, f"{kind} 里没有文字", "请核对文件内容后再导入")
    if legibility(text) < _GARBLED:
        raise NeedsOCR(name, "文字层是乱码（字体缺少编码）", _OCR)


def legibility(text: str) -> float:
    """How much (0..1) of `text` is everyday Chinese or Latin; 0 where marks outnumber letters."""
    shown = _LEADERS.sub("", text)
    if sum(not c.isalnum() for c in shown) > _MARKS_SHARE * len(shown):
        return 0.0
    return plausibility(text)


def _text(items: tuple[Line | Row, ...]) -> str:
    return "\n".join(item.text for item in items)


def _pieces(page: Any) -> list[Piece]:
    """The page's text by place; blanks inside a piece are the file's own."""
    words = page.extract_words(keep_blank_chars=True, extra_attrs=["size"])
    return [Piece(text, w["x0"], w["x1"], w["bottom"], w["size"]) for w in words if (text := squash(w["text"]))]


def _is_table(table: Any) -> bool:
    return len(table.rows) >= _MIN_ROWS and max(len(row.cells) for row in table.rows) >= _MIN_COLUMNS


def _drawing(page: "PageObject") -> bytes:
    """The page's drawing operators, unpacked."""
    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    if len(data) > _MAX_DRAWING:
        raise _Unbounded
    return data


def _has_image(page: "PageObject") -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    return any(item.get_object().get("/Subtype") in ("/Image", "/Form") for item in objects.get_object().values())
