"""An HTML element → blocks: paragraphs at block-level tags and line breaks, data tables as rows.

Inline tags never break a sentence; a table that holds other tables, or one column, is layout and is walked
through. The walk keeps its own stack: broken nesting thousands deep cannot exhaust Python's.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ingest.dates import is_date_line
from ingest.raw import Block
from ingest.readers.content import is_data, row, squash
from ingest.wrap import ends_sentence, glue, starts_unit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BREAKS = re.compile(
    r"address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset|"
    r"figcaption|figure|footer|form|header|hr|html|legend|li|main|nav|ol|p|pre|section|summary|table|"
    r"tbody|td|tfoot|th|thead|tr|ul|h[1-6]"
)
_WIDE = "\u2014-\u2026\u3001-\u9fff\uff01-\uff5e"
# A line break of the page's source between two Chinese characters, which is no blank to a reader.
_SOURCE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*(?=[{_WIDE}])")
_LONG_HEADING = 10  # characters, the label included: a shorter heading is not broken over lines
_NOT_HEADING = re.compile(r"[，。；：:,;]")
_MAX_SPAN = 60  # columns or rows that a cell may span; more is damage, and would only make empty cells


class Walker:
    """Turns elements into blocks, all with line 0; tables are numbered through all that one Walker walks."""

    def __init__(self) -> None:
        self._tables = 0
        self._found: list[Block] = []
        self._buffer: list[str] = []
        self._heading = 0
        self._pre = 0
        self._starts: list[int] = []  # where the blocks of the open paragraphs begin

    def blocks(self, root: "HtmlElement") -> list[Block]:
        """The blocks of `root` in reading order."""
        self._found = []
        stack: list[tuple[Literal["open", "close"], HtmlElement]] = [("open", root)]
        while stack:
            event, node = stack.pop()
            if event == "open" and self._open(node):
                stack.append(("close", node))
                stack.extend(("open", child) for child in reversed(node))
                continue
            if event == "close":
                self._close(node)
            if node is not root and node.tail:
                self._buffer.append(node.tail)
        self._flush()
        return self._found

    def _open(self, node: "HtmlElement") -> bool:
        """Start `node`; False when its content is dealt with."""
        tag = str(node.tag)
        if _BREAKS.fullmatch(tag):
            self._flush()
        if tag == "table" and (rows := self._rows(node)):
            self._found.extend(rows)
            return False
        if tag == "p":
            self._starts.append(len(self._found))
        if tag in HEADINGS:
            self._heading = int(tag[1])
        self._pre += tag == "pre"
        if node.text:
            self._buffer.append(node.text)
        return True

    def _close(self, node: "HtmlElement") -> None:
        tag = str(node.tag)
        if _BREAKS.fullmatch(tag):
            self._flush()
        if tag == "p":
            self._join_heading(self._starts.pop())
        if tag in HEADINGS:
            self._heading = 0
        self._pre -= tag == "pre"

    def _join_heading(self, start: int) -> None:
        """A paragraph from `start` that is one long labelled heading, broken once by `<br>`, as one block."""
        parts = self._found[start:]
        if len(parts) != 2 or any(part.kind == "row" or ends_sentence(part.text) for part in parts):
            return
        head, rest = (part.text for part in parts)
        broken = starts_unit(head) and len(head) >= _LONG_HEADING and not starts_unit(rest)
        if broken and not _NOT_HEADING.search(rest) and not is_date_line(rest):
            self._found[start:] = [replace(parts[0], text=glue(head, rest))]

    def _flush(self) -> None:
        text = "".join(self._buffer)
        self._buffer.clear()
        for part in text.splitlines() if self._pre else (text,):
            if line := one_line(part):
                self._found.append(Block(text=line, line=0, heading=self._heading))

    def _rows(self, table: "HtmlElement") -> list[Block]:
        """The rows of a data table as blocks; none for a layout table."""
        if next(table.iterdescendants("table"), None) is not None:
            return []
        grid = _grid(table)
        if not is_data(grid):
            return []
        captions = [Block(text=one_line(text_of(c)), line=0) for c in table.iterchildren("caption")]
        rows = [row(cells, 0, self._tables) for cells in grid if any(cells)]
        self._tables += 1
        return [caption for caption in captions if caption.text] + rows


def one_line(text: str) -> str:
    """`text` as a browser shows it on one line."""
    return squash(_SOURCE_BREAK.sub("", text))


def text_of(element: "HtmlElement") -> str:
    """The text of `element` as a browser shows it, block-level parts separated by one blank."""
    parts: list[str] = []
    for node in element.iter():
        if not isinstance(node.tag, str):
            continue
        if _BREAKS.fullmatch(node.tag) and node is not element:
            parts.append("\x1f")
        parts.append(node.text or "")
        if _BREAKS.fullmatch(node.tag) and node is not element and not len(node):
            parts.append("\x1f")
        if node is not element:
            parts.append(node.tail or "")
    return " ".join(line for part in "".join(parts).split("\x1f") if (line := one_line(part)))


def _grid(table: "HtmlElement") -> list[tuple[str, ...]]:
    """Cells by row, column-aligned: a cell that spans others is followed by empty ones."""
    grid: list[tuple[str, ...]] = []
    pending: dict[int, int] = {}  # column -> rows that a cell above still reaches into
    for tr in table.iter("tr"):
        cells: list[str] = []
        for cell in tr.iterchildren("td", "th"):
            while pending.get(len(cells), 0):
                pending[len(cells)] -= 1
                cells.append("")
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for column in range(len(cells), len(cells) + width):
                pending[column] = height - 1
            cells.extend([text_of(cell), *[""] * (width - 1)])
        while pending.get(len(cells), 0):
            pending[len(cells)] -= 1
            cells.append("")
        grid.append(tuple(cells))
    return grid


def _span(cell: "HtmlElement", name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() else 1
