"""Clauses → passages: a sentence or a few short ones, the unit of retrieval and quotation.

Guarantees:
- `text[start:end] == passage.text`; passages do not overlap and lie in the own text of one clause, the
  deepest that holds them; all own text is covered, but headings alone on their line above something;
- no cut falls inside 《》 “” （） where these are balanced on the line, nor before the （…） that ends a
  sentence;
- a passage is at most MAX characters long where a break allows it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kb.model import Clause, Document, Passage

# Characters. Sentences of the plan have 61 at the median; short ones are joined up to JOIN, so that a passage
# says enough to be ranked, and split over MAX, so that a quote stays readable. One under SHORT, as a run-in
# heading ((一)推动传统产业提质升级。), takes the next one along whatever its length.
JOIN = 120
MAX = 300
SHORT = 50
_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "〔": "〕", "[": "]", "【": "】", "「": "」"}
_CLOSERS = frozenset(_PAIRS.values())
_STOPS = "。！？!?"
# 。（牵头单位：区科技局） belongs to the sentence before it
_AFTERTHOUGHT = re.compile(r"\s*[（(][^（()）]{1,200}[）)]")


def passages(document: Document, text: str, clauses: Sequence[Clause]) -> tuple[Passage, ...]:
    """The passages of a document in reading order."""
    inner: dict[str, list[Clause]] = {}
    for clause in clauses:
        if clause.parent is not None:
            inner.setdefault(clause.parent, []).append(clause)
    out: list[Passage] = []
    for clause in clauses:
        headings = (document.title, *clause.titles)
        spans = _own_spans(clause, inner.get(clause.id, []), text)
        pieces = [piece for start, end in spans for piece in split(text, start, end)]
        for count, (start, end) in enumerate(pieces, 1):
            ident = f"{clause.id}#{count}"
            out.append(Passage(ident, document.id, clause.id, start, end, text[start:end], headings))
    return tuple(sorted(out, key=lambda passage: passage.start))


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The passages of `text[start:end]`, one line of it after the other, ends trimmed of white space."""
    at = start
    for line in text[start:end].split("\n"):
        yield from _split_line(text, at, at + len(line))
        at += len(line) + 1


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of the line `text[start:end]`: up to 。！？ outside brackets and quotes."""
    yield from _cut(text, start, end, _STOPS)


def _own_spans(clause: Clause, children: Sequence[Clause], text: str) -> list[tuple[int, int]]:
    """The clause's own text to its first child, without a heading that stands alone above something."""
    end = children[0].start if children else clause.end
    start = clause.start
    below = text[clause.body_start : end].strip()
    if clause.heading is not None and children and not below:
        return []
    if clause.heading is not None and below and "\n" in text[start : clause.body_start]:
        start = clause.body_start
    return [(start, end)] if text[start:end].strip() else []


def _split_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    parts = [part for sentence in sentences(text, start, end) for part in _shorten(text, *sentence)]
    open_start, open_end = -1, -1
    for part_start, part_end in parts:
        limit = MAX if open_end - open_start < SHORT else JOIN
        if open_start >= 0 and part_end - open_start <= limit:
            open_end = part_end
            continue
        if open_start >= 0:
            yield open_start, open_end
        open_start, open_end = part_start, part_end
    if open_start >= 0:
        yield open_start, open_end


def _shorten(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence over MAX, cut at ； and, where that is not enough, at ，."""
    if end - start <= MAX:
        yield start, end
        return
    for part in _packed(list(_cut(text, start, end, "；;"))):
        if part[1] - part[0] <= MAX:
            yield part
        else:
            yield from _packed(list(_cut(text, *part, "，,")))


def _packed(parts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours joined again while they stay within MAX."""
    if not parts:
        return
    start, end = parts[0]
    for next_start, next_end in parts[1:]:
        if next_end - start > MAX:
            yield start, end
            start = next_start
        end = next_end
    yield start, end


def _cut(text: str, start: int, end: int, stops: str) -> Iterator[tuple[int, int]]:
    """`text[start:end]` cut after each of `stops` outside brackets, ends trimmed."""
    depth = _depths(text, start, end)
    begin = at = start
    while at < end:
        if text[at] in stops and depth[at - start] == 0:
            at += 1
            while at < end and text[at] in stops:
                at += 1
            after = _AFTERTHOUGHT.match(text, at, end) if stops == _STOPS else None
            at = after.end() if after else at
            yield from _trimmed(text, begin, at)
            begin = at
        else:
            at += 1
    yield from _trimmed(text, begin, end)


def _depths(text: str, start: int, end: int) -> list[int]:
    """How many pairs stand open at each character; an opener or closer without partner counts for none."""
    depths = [0] * (end - start + 1)
    open_at: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()  # open pairs by their closer
    for at in range(start, end):
        char = text[at]
        if char in _PAIRS:
            open_at.append((_PAIRS[char], at))
            waiting[_PAIRS[char]] += 1
        elif char in _CLOSERS:
            while waiting[char]:  # without one that waits for it, none open would be looked through in vain
                closer, opener = open_at.pop()
                waiting[closer] -= 1
                if closer == char:
                    depths[opener - start] += 1
                    depths[at - start] -= 1
                    break
    total = 0
    for index, step in enumerate(depths):
        total += step
        depths[index] = total
    return depths


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
