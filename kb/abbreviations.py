"""Abbreviations that people make of names (二污普, 乌昌石) and no document writes: found in the titles that hold the
name, by the characters with which its words begin."""

from collections.abc import Iterable
from functools import lru_cache

from kb.terms import segment, squeeze

# Shorter ones fit many names by chance, longer ones are no abbreviations.
SHORTEST, LONGEST = 3, 6
# Words of a name that an abbreviation leaves out between two of its characters (全国 in 第二次全国污染源普查).
MOST_SKIPPED = 1
# 第二次: the number says which one, not 第
_ORDINAL = "第"


def may_abbreviate(word: str) -> bool:
    """Whether the word is of the length of an abbreviation, in Chinese characters."""
    return SHORTEST <= len(word) <= LONGEST and all("一" <= c <= "鿿" for c in word)


def written_out(word: str, titles: Iterable[str]) -> tuple[str, ...]:
    """The names, squeezed, that the word abbreviates in the titles; none when it fits different ones."""
    found = {name for title in titles if (name := _name_in(word, squeeze(title)))}
    return tuple(found) if len(found) == 1 else ()


@lru_cache(maxsize=10_000)
def _name_in(word: str, title: str) -> str | None:
    words = tuple(segment(title))
    for first in range(len(words)):
        last = _last(word, words, first)
        if last is not None:
            return _stretch(title, words, first, last)
    return None


def _stretch(title: str, words: tuple[str, ...], first: int, last: int) -> str:
    """From the first word to the last as the title has them, with the marks between."""
    start = end = 0
    for number, word in enumerate(words[: last + 1]):
        at = title.index(word, end)
        start, end = (at if number == first else start), at + len(word)
    return title[start:end]


def _last(word: str, words: tuple[str, ...], first: int) -> int | None:
    """The index of the word that the abbreviation's last character stands for, when its first stands for `first`."""
    at = first
    for number, character in enumerate(word):
        ends = number == len(word) - 1
        reach = words[at : at + 1] if number == 0 else words[at : at + 1 + MOST_SKIPPED]
        step = next((i for i, w in enumerate(reach) if _stands_for(character, w, ends=ends)), None)
        if step is None:
            return None
        at += step + 1
    return at - 1


def _stands_for(character: str, word: str, *, ends: bool) -> bool:
    begins = word.removeprefix(_ORDINAL).startswith(character)
    return len(word) > 1 and (begins or (ends and word.endswith(character)))
