"""Hits as a reader wants them: the same words once, and no document alone on the page unless it was asked for."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from kb.model import Hit, Passage

# One document takes at most this share of what is shown, however much better it is. On 116 questions over 97 documents
# ten passages then show 3.9 documents instead of 3.0 and hold the answer as often; with 0.3 they show 5.7 and lose it
# 7 times in 100 (`benchmarks/retrieval.py`).
_SHARE = 0.7
# Hits looked at for each passage shown, and where equal words or one document leave too few, all that search scores.
_FIRST_LOOK = 5
_LOOKED_AT = 1000
_WIDTHS = {code + 0xFEE0: code for code in range(0x21, 0x7F)}


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, and where else the same words stand (of less score)."""

    hit: Hit
    also: tuple[Passage, ...] = ()


def look(search: Callable[[int], Sequence[Hit]], k: int, *, spread: bool) -> tuple[Found, ...]:
    """The `k` best of what the search finds (so many hits, best first), as `distinct` shows them."""
    hits = search(_FIRST_LOOK * k)
    found = distinct(hits, k, spread=spread)
    if len(hits) < _FIRST_LOOK * k or _settled(found, k, spread=spread):
        return found
    return distinct(search(_LOOKED_AT), k, spread=spread)


def distinct(hits: Sequence[Hit], k: int, *, spread: bool) -> tuple[Found, ...]:
    """The `k` best of the hits (best first), each wording once. With `spread`, what one document has
    beyond its share comes after all of other documents."""
    by_words: dict[str, list[Hit]] = {}
    for hit in hits:
        by_words.setdefault(_words(hit.passage.text), []).append(hit)
    found = [Found(first, tuple(other.passage for other in rest)) for first, *rest in by_words.values()]
    if spread:
        found = _spread(found, _most(k))
    return tuple(found[:k])


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


def _spread(found: Sequence[Found], most: int) -> list[Found]:
    first: list[Found] = []
    later: list[Found] = []
    taken: dict[str, int] = {}
    for one in found:
        document = one.hit.passage.document_id
        taken[document] = taken.get(document, 0) + 1
        (first if taken[document] <= most else later).append(one)
    return first + later
