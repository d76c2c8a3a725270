"""Tables: rows of cells, and what their headers say of the columns (牵头单位, 指标, 2025年)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.tags.spans import Span
from kb.model import Clause

_CELL = re.compile(r"[^\t|\n]+")
_NUMBERING = re.compile(r"^(?:\d+[.、．]|[（(]\d+[)）])\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its clause, the header's cells (words) and its own cells (spans), both without empty ends.

    Cells merged with those of rows above are absent, so columns are counted from the right.
    """

    clause: Clause
    header: tuple[str, ...]
    cells: tuple[Span, ...]

    def column(self, at: int) -> Span | None:
        """The cell under header cell `at`, None when this row has none there."""
        place = len(self.cells) - (len(self.header) - at)
        return self.cells[place] if 0 <= place < len(self.cells) else None


def cells(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The non-empty cells of a row as spans without white space around them."""
    found = []
    for match in _CELL.finditer(text, start, end):
        words = match.group()
        at = match.start() + len(words) - len(words.lstrip())
        if words.strip():
            found.append((at, at + len(words.strip())))
    return tuple(found)


def rows(text: str, clauses: Sequence[Clause], header: re.Pattern[str]) -> Iterator[Row]:
    """Rows below a header row that has a cell matching `header`, in reading order, for every table."""
    parent: str | None = None
    names: tuple[str, ...] = ()
    for clause in clauses:
        if clause.kind != "row":
            continue
        if clause.parent != parent:
            parent, names = clause.parent, ()
        own = cells(text, clause.start, clause.end)
        words = tuple(text[s:e] for s, e in own)
        if any(len(w) <= 16 and header.search(w) for w in words) and len(words) > 1:
            names = words
        elif names:
            yield Row(clause, names, own)


def plain_name(words: str) -> str:
    """A cell as a name: 2.签约服务覆盖率 → 签约服务覆盖率."""
    return _NUMBERING.sub("", " ".join(words.split()))
