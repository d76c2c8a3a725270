"""Pages of lines → blocks: running heads and page numbers off, inserted blanks out, wrapped lines joined."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.raw import Block
from ingest.readers.content import row
from ingest.wrap import columns, ends_sentence, glue, is_page_number, starts_unit

_EDGE = 2  # lines at the top and at the bottom of a page where heads and page numbers stand
_MIN_REPEATS = 3  # pages on which a line must stand at the edge to be a running head
_HEAD_SHARE = 0.4  # of the pages: heads of left and right pages differ, so each stands on half of them
_DIGITS = re.compile(r"\d+")
_BARE_NUMBER = re.compile(r"\d{1,4}|[ivxlc]{1,6}", re.IGNORECASE)
_CJK = "\u2e80-\u9fff\uf900-\ufaff\u3001-\u303f\uff01-\uff60"
# Blanks that a PDF's positioning leaves between Chinese and digits or letters (2024 年, 以 PDA 为), and
# before full-width punctuation. Blanks between Chinese words stay: they part issuers and labels.
_INSERTED = re.compile(rf"(?<=[{_CJK}]) (?=[A-Za-z0-9%℃〔〕])|(?<=[A-Za-z0-9%℃〕]) (?=[{_CJK}])")
_SPACED_SHARE = 0.5  # of the parts of a line are single characters: the line is set wide (关 于 印 发)
_PUNCTUATION = "。，、；：！？”’」』）》〉】〕"
_WIDTH_RANK = (
    0.75  # full lines are over half of a text's lines, so three quarters up the widths lies a full one
)
_SHORT_LINE = 20  # columns; shorter lines (heads, signatures) say nothing about the width
# Columns by which a full line may fall short: digits are narrower than half a character in most fonts, and
# a mark that may not start a line is carried over with the character before it.
_SLACK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on the page."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; `table` counts the tables of its page from 0."""

    cells: tuple[str, ...]
    table: int

    @property
    def text(self) -> str:
        """The filled cells with tabs between."""
        return "\t".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Page:
    """A page (`number` from 1) as read."""

    number: int
    items: tuple[Line | Row, ...]
    has_image: bool = False
    failed: bool = False

    @property
    def text(self) -> str:
        """All of the page's text, an item a line."""
        return "\n".join(item.text for item in self.items)


def blocks(pages: list[Page]) -> Iterator[Block]:
    """The pages' paragraphs and rows as blocks, `line` counting them from 1."""
    bare = _without_heads([_without_numbers(page) for page in pages])
    width = _width(bare)
    number, table = 0, -1
    last: tuple[int, int] | None = None
    for found in _paragraphs(bare, width):
        number += 1
        if isinstance(found, Block):
            yield Block(text=unspaced(found.text), line=number, page=found.page)
            last = None
            continue
        page, item = found
        if last != (page, item.table):
            table += 1
        last = (page, item.table)
        yield row(tuple(map(unspaced, item.cells)), number, table, page=page)


def unspaced(text: str) -> str:
    """`text` without the blanks that a PDF's positioning inserted into Chinese."""
    parts = text.split(" ")
    if len(parts) > 2 and sum(len(part) == 1 for part in parts) >= _SPACED_SHARE * len(parts):
        return "".join(parts)
    text = _INSERTED.sub("", text)
    return re.sub(rf" (?=[{_PUNCTUATION}])", "", text)


def _without_numbers(page: Page) -> Page:
    """`page` without its page number; a bare number is one only as the first or last line."""
    items = [item for item in page.items if isinstance(item, Row) or not is_page_number(item.text)]
    for place in (-1, 0):
        if items and isinstance(items[place], Line) and _BARE_NUMBER.fullmatch(items[place].text):
            del items[place]
    return Page(page.number, tuple(items))


def _without_heads(pages: list[Page]) -> list[Page]:
    """`pages` without lines that stand at the edge of many pages, page numbers in them aside."""
    seen = Counter(key for page in pages for key in {_key(page.items[i]) for i in _edges(page)})
    least = max(_MIN_REPEATS, _HEAD_SHARE * len(pages))
    heads = {key for key, count in seen.items() if key and count >= least}
    return [
        Page(
            page.number,
            tuple(
                item for i, item in enumerate(page.items) if i not in _edges(page) or _key(item) not in heads
            ),
        )
        for page in pages
    ]


def _edges(page: Page) -> set[int]:
    n = len(page.items)
    return {i for i in range(n) if i < _EDGE or i >= n - _EDGE}


def _key(item: Line | Row) -> str:
    return _DIGITS.sub("#", item.text.replace(" ", "")) if isinstance(item, Line) else ""


def _width(pages: list[Page]) -> int:
    """Columns of a full line."""
    widths = sorted(
        n
        for page in pages
        for item in page.items
        if isinstance(item, Line) and (n := columns(unspaced(item.text))) >= _SHORT_LINE
    )
    return widths[int(_WIDTH_RANK * (len(widths) - 1))] if widths else _SHORT_LINE


def _paragraphs(pages: list[Page], width: int) -> Iterator[Block | tuple[int, Row]]:
    """Paragraphs (line 0) and rows with their page, in order; a paragraph may run over a page's end."""
    pending: Block | None = None
    was_full = False
    for page in pages:
        for item in page.items:
            if isinstance(item, Row):
                if pending:
                    yield pending
                pending = None
                yield page.number, item
                continue
            text = unspaced(item.text)
            if pending and was_full and not ends_sentence(pending.text) and not starts_unit(text):
                pending = Block(text=glue(pending.text, text), line=0, page=pending.page)
            else:
                if pending:
                    yield pending
                pending = Block(text=text, line=0, page=page.number)
            was_full = columns(text) >= width - _SLACK
    if pending:
        yield pending
