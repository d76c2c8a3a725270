"""What stands around a place of a text: the passages quoted with it, the headings above it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Protocol

from kb.terms import squeeze

# A quotation longer than this is no longer read as one.
MAX_QUOTE = 300
# 煤焦化、化工行业方面，… · 在可降解新材料方面，…: a theme that holds until the next one
_THEME = re.compile(r"(?:^|[。；;\n])在?([一-鿿、]{2,20})方面[,，]")


class Piece(Protocol):
    """A passage's place."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def clause_id(self) -> str: ...


def sentence(pieces: Sequence[Piece], start: int, end: int) -> tuple[int, int]:
    """The span widened to whole passages of the document (`pieces`, in order) when they are of one clause and short
    enough to quote, else the span itself."""
    at = bisect_left(pieces, start + 1, key=lambda p: p.end)
    over: list[Piece] = []
    while at < len(pieces) and pieces[at].start < end:
        over.append(pieces[at])
        at += 1
    # a heading before them lies in no passage
    first = min(start, over[0].start) if over else start
    if over and over[-1].end - first <= MAX_QUOTE and len({p.clause_id for p in over}) == 1:
        return first, max(end, over[-1].end)
    return start, min(end, start + MAX_QUOTE)


def headings_above(titles: Iterable[str], before: str) -> str:
    """The squeezed headings above a place, with the theme named last in the running text before it in its clause
    (煤炭采选业方面)."""
    return squeeze(" ".join((*titles, *_THEME.findall(before)[-1:])))
