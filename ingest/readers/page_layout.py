"""Pieces of text by their places → lines in reading order, columns one after the other, tables as rows.

Shared by the readers of fixed-layout formats; places are points from the page's top left corner.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.content import squash
from ingest.readers.pdf_layout import Line, Row
from ingest.wrap import glue

_STEP = 0.4  # of the size: pieces closer in height stand on one line
_GAP = 0.9  # of the size: a wider gap between pieces is a blank
_SET_WIDE = 1.5  # of the size: single letters closer than that over the page's middle are one line set wide (通 知)
_COLUMN_LINES = 5  # lines wholly in each half of a page in two columns
_ACROSS_SHARE = 0.2  # of a two-column page's lines reach over its middle: title, heads, wide tables
_PADDING = 8.0  # points that a table leaves between a full line and the cell's edge, at most

Box = tuple[float, float, float, float]  # left, top, right, bottom
Table = Sequence[Sequence[Box | None]]  # cells by row, column-aligned; None where another cell reaches over


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one line without a gap in it, or a whole table (`rows`); `y` is the baseline, a table's top."""

    text: str
    left: float
    right: float
    y: float
    size: float
    rows: tuple[Row, ...] = ()


def arranged(
    pieces: Sequence[Piece], tables: Sequence[Table] = (), middle: float | None = None
) -> tuple[Line | Row, ...]:
    """The page's lines and table rows in reading order; `middle` is the `gutter` of the document's other pages."""
    baselines = _baselines(_with_tables(pieces, tables))
    return tuple(_in_order(baselines, _gutter(baselines) or _gutter(baselines, middle)))


def gutter(pieces: Sequence[Piece]) -> float | None:
    """Where the gap between two columns of text lies, None for a page in one column."""
    return _gutter(_baselines(pieces))


def _with_tables(pieces: Sequence[Piece], tables: Sequence[Table]) -> list[Piece]:
    """`pieces` with those that stand in a table put together as one."""
    rest = list(pieces)
    for number, table in enumerate(tables):
        cells = [cell for row in table for cell in row if cell]
        left, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
        right, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
        own = [piece for piece in rest if _inside(piece, (left, top, right, bottom))]
        shown = (Row(tuple(_cell(own, cell) for cell in row), number) for row in table)
        rest = [piece for piece in rest if not _inside(piece, (left, top, right, bottom))]
        rest.append(Piece("", left, right, top, 0.0, tuple(row for row in shown if any(row.cells))))
    return rest


def _in_order(baselines: list[list[Piece]], middle: float | None) -> Iterator[Line | Row]:
    """Lines in reading order: where the page is set in two columns, the left before the right."""
    waiting: list[list[Piece]] = []
    for baseline in baselines:
        sides = _sides(baseline, middle) if middle is not None else None
        if sides is None:  # a line across both columns: what stands above it is read first
            for column in (*waiting, baseline):
                yield from _items(column)
            waiting = []
            continue
        yield from _items(sides[0])
        waiting.append(sides[1])
    for column in waiting:
        yield from _items(column)


def _baselines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces by line from the top down, each line from left to right; a table alone."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.y):
        before = lines[-1][0] if lines and not piece.rows else None
        if before and not before.rows and piece.y - before.y <= _STEP * max(piece.size, before.size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda p: p.left) for line in lines]


def _gutter(baselines: list[list[Piece]], known: float | None = None) -> float | None:
    """The gap between two columns; where it is `known` from other pages, the second column may be short."""
    if len(baselines) < _COLUMN_LINES:
        return None
    every = [piece for baseline in baselines for piece in baseline]
    middle = known or (min(p.left for p in every) + max(p.right for p in every)) / 2
    sides = [_sides(baseline, middle) for baseline in baselines]
    left = sum(1 for side in sides if side and side[0])
    right = sum(1 for side in sides if side and side[1])
    across = sum(side is None for side in sides)
    columns = min(left, right) >= (1 if known else _COLUMN_LINES) and across <= _ACROSS_SHARE * len(baselines)
    return middle if columns else None


def _sides(baseline: list[Piece], middle: float) -> tuple[list[Piece], list[Piece]] | None:
    """The pieces left and right of `middle`; None where the line runs across it."""
    left = [piece for piece in baseline if piece.right <= middle]
    right = [piece for piece in baseline if piece.left >= middle]
    if len(left) + len(right) < len(baseline):
        return None
    if left and right and len(left[-1].text) == 1 and right[0].left - left[-1].right < _SET_WIDE * left[-1].size:
        return None
    return left, right


def _items(pieces: list[Piece]) -> tuple[Line | Row, ...]:
    """A table's rows, or one line; a line's size is that of its longest piece."""
    if not pieces or pieces[0].rows:
        return pieces[0].rows if pieces else ()
    size = max(pieces, key=lambda p: len(p.text)).size
    return (Line(_text(pieces), round(pieces[0].left, 1), round(size, 1)),)


def _text(pieces: list[Piece]) -> str:
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        text += (" " if piece.left - before.right > _GAP * piece.size else "") + piece.text
    return squash(text)


def _cell(pieces: Sequence[Piece], cell: Box | None) -> str:
    """The text of a table cell: a line that fills the cell goes on in the next, others end there."""
    if cell is None:
        return ""
    text, full = "", True
    for line in _baselines(piece for piece in pieces if _inside(piece, cell)):
        added, wide = _text(line), not (text[-1:] + line[0].text[:1]).isascii()
        text = glue(text, added) if full or wide else f"{text} {added}"
        full = cell[2] - line[-1].right < _PADDING + line[-1].size
    return text


def _inside(piece: Piece, box: Box) -> bool:
    """Whether the middle of `piece`'s letters lies in `box`."""
    x, y = (piece.left + piece.right) / 2, piece.y - 0.3 * piece.size
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
