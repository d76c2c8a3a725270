"""Pages as read → pages of text alone: running heads, page numbers and inserted blanks taken out."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from ingest.wrap import is_page_number

_EDGE = 2  # lines at the top and at the bottom of a page where heads and page numbers stand
_MIN_REPEATS = 3  # pages on which a line must stand at the edge to be a running head
_HEAD_SHARE = 0.4  # of the pages: heads of left and right pages differ, so each stands on half of them
_HEAD_SIZE = 0.9  # of the text's type; heads are set two or more grades smaller
_DIGITS = re.compile(r"\d+")
_BARE_NUMBER = re.compile(r"\d{1,4}|[ivxlc]{1,6}", re.IGNORECASE)
_CJK = "\u2e80-\u9fff\uf900-\ufaff\u3001-\u303f\uff01-\uff60"
# Blanks that a PDF's positioning leaves between Chinese and digits or letters (2024 年, 以 PDA 为), and
# before full-width punctuation. Blanks between Chinese words stay: they part issuers and labels.
_INSERTED = re.compile(rf"(?<=[{_CJK}]) (?=[A-Za-z0-9%℃〔〕])|(?<=[A-Za-z0-9%℃〕]) (?=[{_CJK}])")
_SINGLE = re.compile(rf"[{_CJK}]")
_SPACED_SHARE = 0.6  # of the parts of a line are single Chinese characters: the line is set wide (关 于 印 发)
_BESIDE_MARKS = re.compile(rf" (?=[。，、；：！？”’」』）》〉】〕])|(?<=[。，、；：]) (?=[{_CJK}])")  # 推广 ， 应用


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on the page: `left` its distance from the page's left edge and `size` that of
    its type, both in points; 0 where not known."""

    text: str
    left: float = 0.0
    size: float = 0.0


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


def bare(pages: list[Page]) -> list[Page]:
    """`pages` without page numbers and running heads, with inserted blanks taken out of their lines."""
    return [
        replace(page, items=tuple(_unspaced_item(item) for item in page.items))
        for page in _without_heads([_without_numbers(page) for page in pages])
    ]


def _unspaced_item(item: Line | Row) -> Line | Row:
    if isinstance(item, Line):
        return replace(item, text=unspaced(item.text))
    return replace(item, cells=tuple(map(unspaced, item.cells)))


def unspaced(text: str) -> str:
    """`text` without the blanks that a PDF's positioning inserted into Chinese."""
    parts = text.split(" ")
    if len(parts) > 2 and sum(bool(_SINGLE.fullmatch(part)) for part in parts) >= _SPACED_SHARE * len(parts):
        return "".join(parts)
    text = _INSERTED.sub("", text)
    return _BESIDE_MARKS.sub("", text)


def _without_numbers(page: Page) -> Page:
    """`page` without its page number; a bare number is one only as the first or last line."""
    items = [item for item in page.items if isinstance(item, Row) or not is_page_number(item.text)]
    for place in (-1, 0):
        if items and isinstance(items[place], Line) and _BARE_NUMBER.fullmatch(items[place].text):
            del items[place]
    return Page(page.number, tuple(items))


def _without_heads(pages: list[Page]) -> list[Page]:
    """`pages` without lines that stand at the edge of many pages, page numbers in them aside; two pages are
    enough for a line in smaller type than the text's.
    """
    seen = Counter(key for page in pages for key in {_key(page.items[i]) for i in _edges(page)})
    small = _small(pages)
    least = {key: max(_MIN_REPEATS - (key in small), _HEAD_SHARE * len(pages)) for key in seen}
    heads = {key for key, count in seen.items() if key and count >= least[key]}
    return [
        Page(
            page.number,
            tuple(item for i, item in enumerate(page.items) if i not in _edges(page) or _key(item) not in heads),
        )
        for page in pages
    ]


def _small(pages: list[Page]) -> set[str]:
    """The lines set in smaller type than most of the text."""
    lines = [item for page in pages for item in page.items if isinstance(item, Line) and item.size]
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    usual = letters.most_common(1)[0][0] if letters else 0.0
    return {_key(line) for line in lines if line.size <= _HEAD_SIZE * usual}


def _edges(page: Page) -> set[int]:
    n = len(page.items)
    return {i for i in range(n) if i < _EDGE or i >= n - _EDGE}


def _key(item: Line | Row) -> str:
    return _DIGITS.sub("#", item.text.replace(" ", "")) if isinstance(item, Line) else ""
