"""What one format's reader hands to `read`, and the small helpers that all readers share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.raw import NO_META, Block

# Everything that prints as nothing or as a gap: ASCII white space, no-break, ideographic and other widths.
_GAPS = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Characters that print as nothing at all: soft hyphen, zero-width, directional marks, byte order mark,
# controls.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000e-\u001f\u007f-\u009f]")

# A cell of over 600 characters that holds most of a table's text is the page's layout, not a table's cell.
_LAYOUT_CELL, _LAYOUT_SHARE = 600, 0.6


@dataclass(frozen=True, slots=True)
class Content:
    """A file's blocks in reading order, what it states outside the text, and warnings (Chinese sentences)."""

    blocks: tuple[Block, ...]
    meta: Mapping[str, str] = field(default_factory=lambda: NO_META)
    warnings: tuple[str, ...] = ()


def squash(text: str) -> str:
    """`text` on one line: every run of white space becomes one space, invisible characters go, ends
    trimmed.
    """
    return _GAPS.sub(" ", _INVISIBLE.sub("", text)).strip()


def row(cells: tuple[str, ...], line: int, table: int, separator: str = "\t", page: int | None = None) -> Block:
    """A table row as a block: `text` holds the non-empty cells joined with `separator`, `cells` all of
    them.
    """
    text = separator.join(cell for cell in cells if cell)
    return Block(text=text, line=line, kind="row", cells=cells, table=table, page=page)


def is_data(grid: Sequence[tuple[str, ...]]) -> bool:
    """Whether a table holds data: two cells filled side by side, and no cell that is most of the table."""
    lengths = [len(cell) for cells in grid for cell in cells]
    longest = max(lengths, default=0)
    if longest > _LAYOUT_CELL and longest > _LAYOUT_SHARE * sum(lengths):
        return False
    return any(sum(1 for cell in cells if cell) > 1 for cells in grid)
