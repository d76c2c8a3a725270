"""Lists without a label: what a text numbers in words (一是……；二是……), and paragraphs behind dashes (——……)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kb.answer.context import Context
from kb.answer.listing import Listing
from kb.model import Passage
from kb.quantity import parse_number
from kb.terms import squeeze

# 一是 · 第一， at the beginning of what it numbers
_ORDINAL = re.compile(
    r"(?:^|(?<=[：:。；;，,、！\n\s”]))(?:(?P<is>[一二三四五六七八九十]{1,3})是|第(?P<th>[一二三四五六七八九十]{1,3})[，,])"
)
# What a text without such lists does not hold.
_FIRST = re.compile("一是|第一[，,]")
_DASHED_LINE = re.compile(r"^\s*[—－─\-]", re.MULTILINE)
_STOPS = "。；;！？\n"
_DASH = re.compile(r"[—－─\-]{1,2}(?=[^\s\d—－─\-])")


def ordinals(context: Context, document_id: str) -> Iterator[Listing]:
    """What running text numbers in words, each item by its first sentence, with the sentence that opens it."""
    text = context.text(document_id)
    if not _FIRST.search(text):
        return
    clauses = {c.id: c for c in context.clauses(document_id)}
    for clause_id, group in groupby(context.passages(document_id), key=lambda p: p.clause_id):
        passages = list(group)
        for starts in _runs(text, passages[0].start, passages[-1].end):
            items = tuple((_part(passages, text, at, _stop(text, at)),) for at in starts)
            opening = _opening(passages, text, starts[0])
            heading = clauses[clause_id].heading
            if opening is not None:
                names = re.split("[，,]", opening.text.rstrip("：:，,。 "))[-1]
                yield Listing(opening, squeeze(opening.text), squeeze(names), opening, items, (len(items),))
            elif heading:
                yield Listing(passages[0], squeeze(heading), squeeze(heading), heading, items, (len(items),))


def dashed(context: Context, document_id: str) -> Iterator[Listing]:
    """Paragraphs behind dashes, with the sentence before them."""
    if not _DASHED_LINE.search(context.text(document_id)):
        return
    passages = context.passages(document_id)
    clauses = {c.id: c for c in context.clauses(document_id)}
    run: list[tuple[Passage, ...]] = []
    opening: Passage | None = None
    parent: str | None = None
    before: Passage | None = None
    for clause_id, group in groupby(passages, key=lambda p: p.clause_id):
        here = tuple(group)
        clause = clauses[clause_id]
        if _DASH.match(here[0].text) and clause.label is None:
            if not run or clause.parent != parent:
                yield from _dashes(opening, run)
                run, opening, parent = [], before, clause.parent
            run.append(here)
        else:
            yield from _dashes(opening, run)
            run = []
        before = here[-1]
    yield from _dashes(opening, run)


def _dashes(opening: Passage | None, run: Sequence[tuple[Passage, ...]]) -> Iterator[Listing]:
    if opening is not None and len(run) > 1:
        said = re.findall(r"[^。！？\n]+[。！？]?", opening.text)[-1]
        names = re.split("[，,]", said.rstrip("：:。 "))[-1]
        yield Listing(opening, squeeze(said), squeeze(names), opening, tuple(run), (len(run),))


def _runs(text: str, start: int, end: int) -> Iterator[list[int]]:
    """Where the items of each series begin, the first to the last of it; series of one kind do not overlap."""
    for kind in ("is", "th"):
        starts: list[int] = []
        for match in _ORDINAL.finditer(text, start, end):
            if not match[kind]:
                continue
            number = int(parse_number(match[kind]) or 0)
            if number == len(starts) + 1:
                starts.append(match.start())
                continue
            if len(starts) > 1:
                yield starts
            starts = [match.start()] if number == 1 else []
        if len(starts) > 1:
            yield starts


def _stop(text: str, at: int) -> int:
    """The end of the sentence that begins there."""
    ends = [found + 1 for stop in _STOPS if (found := text.find(stop, at)) >= 0]
    return min(ends, default=len(text))


def _part(passages: Sequence[Passage], text: str, start: int, end: int) -> Passage:
    """The span as a passage of its own."""
    holding = next(p for p in passages if p.end > start)
    end = min(end, max(p.end for p in passages))
    return replace(holding, start=start, end=end, text=text[start:end].strip())


def _opening(passages: Sequence[Passage], text: str, first: int) -> Passage | None:
    """What stands before the first item: the beginning of its sentence, else the sentence before."""
    least = passages[0].start
    begins = max(text.rfind(stop, least, first) for stop in _STOPS) + 1 or least
    if not text[begins:first].strip():
        end = begins
        begins = max(text.rfind(stop, least, max(least, end - 1)) for stop in _STOPS) + 1 or least
        first = end
    return _part(passages, text, begins, first) if text[begins:first].strip() else None
