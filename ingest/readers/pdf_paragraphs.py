"""Lines of pages → paragraphs: wrapped lines joined by where they start on the page, else by how full they are.

公文 indent the first line of each paragraph by two characters (GB/T 9704—2012, 7.3.3): where a text does, a line
at the margin continues the paragraph and an indented one starts the next. Elsewhere a line continues the one
before when that one is full and does not end a sentence.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.raw import Block
from ingest.readers.content import row
from ingest.readers.pdf_layout import Line, Page, Row, bare
from ingest.wrap import columns, ends_sentence, glue, starts_unit

_WIDTH_RANK = 0.75  # full lines are over half of a text's, so three quarters up the widths lies a full one
_SHORT_LINE = 20  # columns; shorter lines (heads, signatures) say nothing about the width
# Columns by which a full line may fall short: digits are narrower than half a character in most fonts, and a
# mark that may not start a line is carried over with the character before it.
_SLACK = 7
_AT_MARGIN = 0.6  # of a character's width: opening brackets and quotes are shifted by up to a half
_INDENT = (1.2, 3.2)  # characters; two by the standard, with room for Latin spacing
_INDENTED_SHARE = 0.05  # of the lines: paragraphs of 公文 have 2 to 10 lines
_MARGIN_SHARE = 0.08  # of a page's lines: second lines of paragraphs, even where most paragraphs have but one
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.%/-]*")  # is not broken over lines: 2GWhPACK
_COLUMN_SHARE = 0.15  # of a text's lines begin at the edge of its second column, half less the indented ones
_COLUMN_WIDTH = 8.0  # characters between the edges of two columns, at least
_TITLE_SIZE = 1.15  # of the body's type: titles are set at 22 points over 16


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the lines of a document have in common: columns of a full line, type size, left margins by page (one
    a column of text).
    """

    width: int
    size: float
    margins: dict[int, tuple[float, ...]]
    indented: bool

    def is_full(self, line: Line, after: Line) -> bool:
        """Whether the first word of `after` would not have fitted on `line`."""
        word = _WORD.match(after.text)
        return columns(line.text) + (columns(word.group()) if word else 0) >= self.width - _SLACK

    def offset(self, line: Line, page: int) -> float:
        """How far right of its column's margin `line` starts, in characters."""
        size = line.size or self.size or 1.0
        margins = self.margins.get(page, (0.0,))
        before = [margin for margin in margins if margin <= line.left + _AT_MARGIN * size]
        return (line.left - (before or margins)[-1 if before else 0]) / size


def blocks(pages: list[Page]) -> Iterator[Block]:
    """The pages' paragraphs and rows as blocks, `line` counting them from 1, `table` through the file."""
    shown = bare(pages)
    table = -1
    last: tuple[int, int] | None = None
    for number, (page, found) in enumerate(_paragraphs(shown, _frame(shown)), start=1):
        if isinstance(found, str):
            yield Block(text=found, line=number, page=page)
            last = None
            continue
        if last != (page, found.table):
            table += 1
        last = (page, found.table)
        yield row(found.cells, number, table, page=page)


def _frame(pages: list[Page]) -> _Frame:
    lines = [(page.number, item) for page in pages for item in page.items if isinstance(item, Line)]
    widths = sorted(n for _, line in lines if (n := columns(line.text)) >= _SHORT_LINE)
    width = widths[int(_WIDTH_RANK * (len(widths) - 1))] if widths else _SHORT_LINE
    full = [(page, line) for page, line in lines if columns(line.text) >= width - _SLACK]
    sizes = Counter(line.size for _, line in full)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    body = [(page, line.left) for page, line in lines if abs(line.size - size) <= 1.0]
    common = _margins([left for _, left in body], size)
    margins = {
        page.number: _margins([left for number, left in body if number == page.number], size, common) for page in pages
    }
    plain = _Frame(width, size, margins, indented=False)
    known = [(page, line) for page, line in lines if line.left]
    stepped = sum(1 for page, line in known if _INDENT[0] <= plain.offset(line, page) <= _INDENT[1])
    at_margin = sum(1 for page, line in known if abs(plain.offset(line, page)) <= _AT_MARGIN)
    indented = at_margin > 0 and stepped >= _INDENTED_SHARE * len(known)
    return _Frame(width, size, margins, indented)


def _margins(lefts: list[float], size: float, common: tuple[float, ...] = (0.0,)) -> tuple[float, ...]:
    """The leftmost edge that several lines share, to the point, and that of a second column; else `common`'s."""
    counts = Counter(round(left) for left in lefts if left)
    shared = [left for left, count in counts.items() if count >= max(2, _MARGIN_SHARE * len(lefts))]
    if not shared:
        return common
    first = min(shared)
    apart = [left for left in shared if left - first >= _COLUMN_WIDTH * (size or 1.0)]
    second = [left for left in apart if counts[left] >= _COLUMN_SHARE * len(lefts)]
    return (float(first), *(float(min(second)),)) if second else (float(first), *common[1:])


def _paragraphs(pages: list[Page], frame: _Frame) -> Iterator[tuple[int, str | Row]]:
    """Paragraphs and rows with the page they start on; a paragraph may run over a page's end."""
    text, start = "", 0
    before: Line | None = None
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and before and _continues(text, before, item, page.number, frame):
                text, before = glue(text, item.text), item
                continue
            if text:
                yield start, text
            text, start, before = "", page.number, None
            if isinstance(item, Row):
                yield page.number, item
            else:
                text, before = item.text, item
    if text:
        yield start, text


def _continues(text: str, before: Line, line: Line, page: int, frame: _Frame) -> bool:
    """Whether `line` goes on with the paragraph `text`, whose last line is `before`."""
    if abs(before.size - line.size) > 1.0 and before.left and line.left:
        return False
    if line.size > _TITLE_SIZE * frame.size > 0:
        return not starts_unit(line.text)
    if not frame.is_full(before, line):
        return False
    if frame.indented and line.left:
        return abs(frame.offset(line, page)) <= _AT_MARGIN
    return not ends_sentence(text) and not starts_unit(line.text)
