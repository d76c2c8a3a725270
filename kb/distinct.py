"""Hits as a reader wants them: the same words once, neighbours together, no document alone on the page unless it was
asked for."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from kb.model import Hit, Passage

# One document takes at most this share of what is shown, however much better it is. On 116 questions over 97 documents
# ten passages then show 3.9 documents instead of 3.0 and hold the answer as often; with 0.3 they show 5.7 and lose it
# 7 times in 100 (`benchmarks/retrieval.py`).
_SHARE = 0.7
# Hits looked at for each passage shown, and where equal words or one document leave too few, all that search scores.
_FIRST_LOOK = 5
_LOOKED_AT = 1000
# Passages of one clause are shown as one hit, from the first to the last of them, up to so many characters.
_TOGETHER = 400
_WIDTHS = {code + 0xFEE0: code for code in range(0x21, 0x7F)}

#: Gives a hit the text that is shown of it, which may be more than was found.
Show = Callable[["Found"], "Found"]


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, what is shown of its document, and where else the same words stand (of less score).

    `start` and `end`, between which `text` stands, reach from the hit's passage to the neighbours in its clause that
    were found too (`joined`), or further, where what stands around it was asked for.
    """

    hit: Hit
    start: int
    end: int
    also: tuple[Passage, ...] = ()
    joined: tuple[Passage, ...] = ()
    text: str = ""


def look(search: Callable[[int], Sequence[Hit]], k: int, show: Show, *, spread: bool) -> tuple[Found, ...]:
    """The `k` best of what the search finds (so many hits, best first), as `distinct` and, with `spread`, `spread_out`
    order them; without those that stand in what is shown of one before them."""
    hits = search(_FIRST_LOOK * k)
    found = _shown(hits, k, show, spread)
    if len(hits) < _FIRST_LOOK * k or _settled(found, k, spread=spread):
        return found
    return _shown(search(_LOOKED_AT), k, show, spread)


def distinct(hits: Sequence[Hit], k: int) -> list[Found]:
    """The hits (best first), each wording once; those that would be among the best `k` together with what was found
    beside them in their clause."""
    by_words: dict[str, list[Hit]] = {}
    for hit in hits:
        by_words.setdefault(_words(hit.passage.text), []).append(hit)
    out: list[Found] = []
    of_clause: dict[str, list[int]] = {}
    for first, *rest in by_words.values():
        passage, also = first.passage, tuple(other.passage for other in rest)
        places = of_clause.setdefault(passage.clause_id, [])
        for n in places if len(out) < k and not also else ():
            if (joined := _joined(out[n], passage)) is not None:
                out[n] = joined
                break
        else:
            places.append(len(out))
            out.append(Found(first, passage.start, passage.end, also))
    return out


def _joined(found: Found, passage: Passage) -> Found | None:
    """With a further passage of its clause; None where that is too long, or its own words stand elsewhere too."""
    start, end = min(found.start, passage.start), max(found.end, passage.end)
    if found.also or end - start > _TOGETHER:
        return None
    return replace(found, start=start, end=end, joined=(*found.joined, passage))


def spread_out(found: Sequence[Found], k: int) -> list[Found]:
    """What one document has beyond its share of `k` comes after all of other documents."""
    first: list[Found] = []
    later: list[Found] = []
    taken: Counter[str] = Counter()
    for one in found:
        document = one.hit.passage.document_id
        taken[document] += 1
        (first if taken[document] <= _most(k) else later).append(one)
    return first + later


def _shown(hits: Sequence[Hit], k: int, show: Show, spread: bool) -> tuple[Found, ...]:
    found = distinct(hits, k)
    out: list[Found] = []
    for one in spread_out(found, k) if spread else found:
        if len(out) == k:
            break
        if not any(_holds(other, one) for other in out):
            out.append(show(one))
    return tuple(out)


def _holds(found: Found, other: Found) -> bool:
    same = found.hit.passage.document_id == other.hit.passage.document_id
    return same and found.start <= other.start and other.end <= found.end


def _settled(found: Sequence[Found], k: int, *, spread: bool) -> bool:
    """Whether more hits would change nothing but where else the words stand: there are `k`, and with `spread` no
    document has more than its share."""
    taken = Counter(one.hit.passage.document_id for one in found)
    return len(found) == k and (not spread or max(taken.values()) <= _most(k))


def _most(k: int) -> int:
    """How many of `k` one document may have."""
    return ceil(k * _SHARE)


def _words(text: str) -> str:
    """The text without white space and widths; folding it whole takes longer than ranking it."""
    return "".join(text.split()).translate(_WIDTHS)
