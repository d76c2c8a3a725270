"""Where the taggers look: the own text of each clause, cut into sentences and comma segments.

Every character outside the 文头信息 belongs to exactly one stretch, that of the deepest clause holding it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.model import Clause

Span = tuple[int, int]
_OPENING = dict(zip("（(〔［[【《“", "）)〕］]】》”", strict=True))
_WIDE = {"(": "（", ")": "）"}  # one kind of bracket, however it is written
_BRACKET = re.compile("[" + "".join(map(re.escape, (*_OPENING, *_OPENING.values()))) + "]")
_REACH = 400  # characters; a bracket still open after that was never meant to close


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text `start:end` that belongs to `clause` itself and to none of its children."""

    clause: Clause
    start: int
    end: int


def stretches(clauses: Sequence[Clause]) -> list[Stretch]:
    """The own text of every clause but the 文头信息, in reading order."""
    children: dict[str, list[Clause]] = {}
    for clause in clauses:
        if clause.parent is not None:
            children.setdefault(clause.parent, []).append(clause)
    found = []
    for clause in clauses:
        if clause.kind == "meta":
            continue
        at = clause.start + len(clause.label or "")
        for child in sorted(children.get(clause.id, ()), key=lambda c: c.start):
            if at < child.start:
                found.append(Stretch(clause, at, child.start))
            at = max(at, child.end)
        if at < clause.end:
            found.append(Stretch(clause, at, clause.end))
    return sorted(found, key=lambda s: s.start)


class Holder:
    """Finds the deepest clause that holds a span whole."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = sorted(clauses, key=lambda c: (c.start, -c.end))
        self._starts = [c.start for c in self._clauses]
        self._by_id = {c.id: c for c in clauses}

    def holding(self, start: int, end: int) -> Clause | None:
        """The deepest clause with `clause.start <= start` and `end <= clause.end`."""
        at = bisect_right(self._starts, start) - 1
        clause: Clause | None = self._clauses[at] if at >= 0 else None
        while clause is not None and end > clause.end:
            clause = self._by_id.get(clause.parent or "")
        return clause


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of `text[start:end]` without white space around them; 。 inside brackets ends none."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        yield from _split(text, start + line.start(), start + line.end(), "。！？!?")


def segments(text: str, start: int, end: int) -> Iterator[Span]:
    """Comma and semicolon segments of a sentence; marks inside brackets and quotes do not cut."""
    yield from _split(text, start, end, "，；,;。：:")


def _split(text: str, start: int, end: int, marks: str) -> Iterator[Span]:
    closing = _pairs(text, start, end)
    at, i = start, start
    while i < end:
        char = text[i]
        if char in _OPENING:
            i = closing.get(i, i)
        elif char in marks and not _inside_number(text, i):
            yield from _trimmed(text, at, i + 1 if marks.startswith("。") else i)
            at = i + 1
        i += 1
    yield from _trimmed(text, at, end)


def _pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Where each bracket that closes within `_REACH` does so; nested ones of its kind are paired first."""
    open_at: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for found in _BRACKET.finditer(text, start, end):
        i, char = found.start(), _WIDE.get(found.group(), found.group())
        if char in _OPENING:
            open_at.setdefault(_OPENING[char], []).append(i)
        elif open_at.get(char):
            opening = open_at[char].pop()
            if i - opening < _REACH:
                pairs[opening] = i
    return pairs


def _inside_number(text: str, at: int) -> bool:
    """1,000 and 9:30 hold marks that cut nothing."""
    return text[at] in ",:：" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
