"""Which of many short texts hold a word: an index over their characters, for records that are weighed in full only
where the words asked for stand at all."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.match import ALTERNATIVE, INTERRUPTED, Term, pieces_of

# Bits of a character's code point and of a text's number in one key.
_CODE = 21
_NUMBER = 22

Held = NDArray[np.bool_]
Degrees = NDArray[np.float64]
#: Which of many texts hold a word.
Holds = Callable[[str], Held]


class Holding:
    """The texts, as they stand, with every pair of neighbouring characters. Kept as one sorted array: a key is a pair
    and the number of a text that holds it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        # a separator no word holds: every character begins a pair, and no pair spans two texts
        codes = np.frombuffer("".join(f"{text}\0" for text in texts).encode("utf-32-le"), dtype=np.uint32)
        numbers = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(text) + 1 for text in texts])
        first, second = codes[:-1].astype(np.uint64), codes[1:].astype(np.uint64)
        keys = (first << (_CODE + _NUMBER)) | (second << _NUMBER) | numbers[:-1]
        keys = np.sort(keys[first != 0])  # np.unique takes ten times as long
        self._keys: NDArray[np.uint64] = keys[np.diff(keys, prepend=np.uint64(0)) != 0]

    def holding(self, word: str) -> Held:
        """For each text whether it holds the word."""
        held: Held = np.zeros(len(self._texts), dtype=np.bool_)
        if len(word) < 2:
            held[self._numbers(*_range(ord(word), None)) if word else slice(None)] = True
            return held
        pairs = (self._numbers(*_range(ord(a), ord(b))) for a, b in pairwise(word))
        found = next(pairs)
        for numbers in pairs:
            found = np.intersect1d(found, numbers, assume_unique=True)
        if len(word) > 2:
            found = np.asarray([n for n in found.tolist() if word in self._texts[n]], dtype=np.int64)
        held[found] = True
        return held

    def any_of(self, words: Iterable[str]) -> Held:
        """For each text whether it holds one of the words."""
        held: Held = np.zeros(len(self._texts), dtype=np.bool_)
        for word in words:
            held |= self.holding(word)
        return held

    def _numbers(self, low: int, high: int) -> NDArray[np.int64]:
        start, end = np.searchsorted(self._keys, np.asarray([low, high], dtype=np.uint64))
        return (self._keys[start:end] & np.uint64((1 << _NUMBER) - 1)).astype(np.int64)


def most_degrees(term: Term, places: Sequence[tuple[Holds, float]]) -> Degrees:
    """The most that each of many things may hold the term to (as `kb.match.degree`), by what stands in its places, each
    with what it is worth to stand there."""
    most: Degrees = np.max([worth * _most_whole(term, holds) for holds, worth in places], axis=0)
    if not term.parts:
        return most
    return np.maximum(most, np.mean([most_degrees(part, places) for part in term.parts], axis=0))


def _most_whole(term: Term, holds: Holds) -> Degrees:
    """The most to which a text may hold the term as a whole: in its words, in others, interrupted."""
    wordings = (term.text, *term.alternatives)
    interrupted = np.zeros_like(holds(term.text))
    for wording, (parts, _, measured) in ((w, pieces_of(w)) for w in wordings if len(w) > 2):
        if parts:
            interrupted |= np.all([holds(part) for part in parts], axis=0)
        if measured:
            interrupted |= holds(wording[:-1])
    worded = np.any([holds(other) for other in wordings], axis=0)
    most: Degrees = np.select([holds(term.text), worded, interrupted], [1.0, ALTERNATIVE, INTERRUPTED], 0.0)
    return most


def _range(first: int, second: int | None) -> tuple[int, int]:
    """The keys of a pair, or of all pairs that begin with a character, from and up to."""
    if second is None:
        return first << (_CODE + _NUMBER), (first + 1) << (_CODE + _NUMBER)
    pair = (first << _CODE) | second
    return pair << _NUMBER, (pair + 1) << _NUMBER
