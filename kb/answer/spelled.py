"""Words of a question typed with a wrong character of the same sound (能原 for 能源), read as the documents write them.

Tried only where the question as typed finds no answer, and the answer says so. What is read otherwise must stand in no
text; what it is read as must be a word of the lexicon or of what the records and titles speak of.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kb.answer.context import Context
from kb.naming import title_core
from kb.terms import fold, lexicon_words, segment, squeeze, word_class, words

_RUN = re.compile(r"[一-鿿]+")
# Characters of a word that may be mistyped; from how many it may be made up of other words (绿色工场).
_SHORTEST, _COMPOUND, _LONGEST = 2, 4, 6
# Classes of words that may name something: nouns, their qualifiers and short forms; and those of characters that are
# part of no name: numbers, pronouns, particles and the like (几, 谁, 和).
_NOUNS, _NO_NAMES = "ngbja", "mrupcyz"
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuüüüünnnm")


@dataclass(frozen=True, slots=True)
class Respelled:
    """The question as read, and each word typed with the one that it is read as."""

    text: str
    words: tuple[tuple[str, str], ...]


def respelled(context: Context, text: str) -> Respelled:
    """The question with its mistyped words as the documents write them."""
    read: list[tuple[str, str]] = []
    for run in _RUN.findall(fold(text)):
        for typed, meant in _mistyped(context, run):
            read.append((typed, meant))
            text = text.replace(typed, meant)
    return Respelled(text, tuple(read))


def _mistyped(context: Context, run: str) -> Iterator[tuple[str, str]]:
    """The mistyped words of a run of characters, the longest first, none inside another."""
    unknown = _unknown(context, run)
    known = [(m, n) for m, n in _spans(run) if word_class(run[m:n]) is not None and context.holds(run[m:n])]
    taken: list[tuple[int, int]] = []
    for start, end in sorted(_spans(run), key=lambda span: (span[0] - span[1], span[0])):
        typed = run[start:end]
        if any(first < end and start < last for first, last in taken) or context.holds(typed):
            continue
        if len(typed) < _COMPOUND and not _stands_out(start, end, unknown):
            continue
        cuts = (m < end and start < n and not (start <= m and n <= end) for m, n in known)
        if not any(cuts) and (meant := _meant(context, typed)):
            taken.append((start, end))
            yield typed, meant


def _stands_out(start: int, end: int, unknown: Sequence[tuple[int, int]]) -> bool:
    """Whether a short word holds one that nobody knows; one of two characters is that word."""
    if end - start == _SHORTEST:
        return (start, end) in unknown
    return any(first < end and start < last for first, last in unknown)


def _spans(run: str) -> list[tuple[int, int]]:
    lengths = range(_SHORTEST, _LONGEST + 1)
    return [(start, start + length) for length in lengths for start in range(len(run) - length + 1)]


def _unknown(context: Context, run: str) -> list[tuple[int, int]]:
    """Where the words stand that neither the dictionary nor the texts know."""
    spans, at = [], 0
    for word in segment(run):
        at = run.index(word, at)
        if len(word) > 1 and word_class(word) is None and not context.holds(word):
            spans.append((at, at + len(word)))
        at += len(word)
    return spans


def _meant(context: Context, typed: str) -> str | None:
    """The one word of the same sound, but for one character the same, that documents speak of; None where there are
    none or several."""
    loose, names = len(typed) > _SHORTEST, _spoken_of(context)
    found = set()
    for at, character in enumerate(typed):
        if _class(character) in _NO_NAMES or not (loose or _class(character) in _NOUNS):
            continue
        for other in _alike(character):
            word = typed[:at] + other + typed[at + 1 :]
            if word in names and (loose or _class(other) in _NOUNS) and _names(word) and context.holds(word):
                found.add(word)
    return found.pop() if len(found) == 1 else None


def _names(word: str) -> bool:
    """Whether the word, or each word that makes it up, may name something."""
    return all(_class(part) in _NOUNS for part in ([word] if word_class(word) else segment(word)))


def _class(word: str) -> str:
    return (word_class(word) or "n")[0]


@lru_cache(maxsize=1)
def _spoken_of(context: Context) -> frozenset[str]:
    """The words of the lexicon, and those of indicators, tasks and titles, alone and with the next one."""
    texts = {t.indicator for t in context.targets} | {r.task for r in context.responsibilities}
    texts |= {title_core(document.title) for document in context.documents.values()}
    cut = [segment(squeeze(text)) for text in texts]
    alone = {word for text in texts for word in words(text)}
    pairs = {first + second for parts in cut for first, second in pairwise(parts)}
    return frozenset(word for word in alone.union(pairs, lexicon_words()) if _SHORTEST <= len(word) <= _LONGEST)


@lru_cache(maxsize=1)
def _sounds() -> tuple[dict[str, tuple[str, ...]], dict[str, list[str]]]:
    """The sounds of each common character, without tones, and the characters of each sound."""
    from pypinyin.pinyin_dict import pinyin_dict

    sounds = {
        chr(code): tuple(dict.fromkeys(readings.translate(_TONES).split(",")))
        for code, readings in pinyin_dict.items()
        if 0x4E00 <= code <= 0x9FA5
    }
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for character, readings in sounds.items():
        for sound in readings:
            alike[sound].append(character)
    return sounds, alike


def _alike(character: str) -> set[str]:
    """The other characters of one of its sounds."""
    sounds, alike = _sounds()
    return {other for sound in sounds.get(character, ()) for other in alike[sound]} - {character}
