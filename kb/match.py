"""How far a text speaks of a topic: terms with alternatives and weights, and the weighted share covered.

Used for records (targets, responsibilities, headings), where a question's every word counts, not only a rank.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kb.terms import (
    begins_word,
    cuts_words,
    expansions,
    fold,
    inner_words,
    lexicon,
    segment,
    squeeze,
    stop_words,
    synonyms,
    word_class,
)

# Weight of a word that stands in every policy (工作, 建设): it decides between equals and nothing else.
GENERIC_WEIGHT = 0.1
# A lone character is often the rest of a word cut apart by jieba.
LONE_CHARACTER = 0.4
# What a word weighs by its class. Nouns say what is asked about; a verb may be worded in many ways (提高, 提升), and
# adverbs, pronouns, particles and the like carry no topic.
CLASS_SHARE = {"v": 0.6, "a": 0.6} | dict.fromkeys("bcdefhkmopqrtuwyz", 0.2)
# An alternative wording counts a little less than the word itself, so that the exact one wins a tie.
ALTERNATIVE = 0.95
# A compound whose parts other words interrupt (规模以上 in 规模(限额)以上) counts a little less still.
INTERRUPTED = 0.9


@lru_cache(maxsize=1)
def cues() -> dict[str, Any]:
    """The cue words of questions (`kb/data/questions.toml`) as read."""
    return tomllib.loads(files("kb").joinpath("data/questions.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def generic_words() -> frozenset[str]:
    """Words without weight in a topic."""
    return frozenset(cues()["words"]["generic"])


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a topic, folded, with other wordings and its weight (an idf, at least GENERIC_WEIGHT). `parts` are
    the shorter words that make it up (公路货运: 公路, 货运), none for a simple word."""

    text: str
    alternatives: tuple[str, ...]
    weight: float
    parts: tuple["Term", ...] = ()


def topic_words(text: str) -> tuple[str, ...]:
    """The topic's words in order: lexicon words taken whole, the rest cut by jieba, function words dropped."""
    folded = fold(text)
    known = {word for word, _ in expansions(folded)}
    known |= {word for word in lexicon()["fields"] if word in folded}
    parts = [folded]
    if known:
        longest_first = sorted(known, key=len, reverse=True)
        parts = re.split(f"({'|'.join(map(_whole_word, longest_first))})", folded)
    out: list[str] = []
    for part in parts:
        out.extend([part] if part in known else segment(part))
    return tuple(dict.fromkeys(w for w in out if w not in stop_words()))


def _whole_word(word: str) -> str:
    """A pattern of the word; a Latin one not inside a longer one (ai in training)."""
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)


def make_terms(words: Iterable[str], idf: Callable[[str], float]) -> tuple[Term, ...]:
    """Terms for the words; `idf` gives the rarity of a word in the corpus, about 0 to 10."""
    return tuple(_term(word, idf, with_parts=True) for word in words)


def _term(word: str, idf: Callable[[str], float], *, with_parts: bool) -> Term:
    fields: dict[str, Sequence[str]] = lexicon()["fields"]
    parts = tuple(_term(p, idf, with_parts=False) for p in inner_words(word)) if with_parts else ()
    return Term(word, (*synonyms(word), *fields.get(word, ())), _weight(word, idf), parts)


def _weight(word: str, idf: Callable[[str], float]) -> float:
    if word in generic_words():
        return GENERIC_WEIGHT
    share = CLASS_SHARE.get((word_class(word) or "n")[0], 1.0) * (LONE_CHARACTER if len(word) == 1 else 1.0)
    return max(idf(word) * share, GENERIC_WEIGHT)


def degree(term: Term, text: str) -> float:
    """How far the squeezed text holds the term, 0 to 1: whole, in another wording, or by its parts."""
    return _degree(term, ((text, 1.0),))


def _degree(term: Term, texts: Sequence[tuple[str, float]]) -> float:
    """The best worth of a text that holds the term; a compound may have its parts in several texts."""
    whole = 0.0
    for text, worth in texts:
        if worth > whole:
            whole = max(whole, _whole(term, text) * worth)
    if whole == 1.0 or not term.parts:
        return whole
    return max(whole, sum(_degree(part, texts) for part in term.parts) / len(term.parts))


def _whole(term: Term, text: str) -> float:
    return _held(term.text, term.alternatives, text) if text else 0.0


@lru_cache(maxsize=50_000)
def _held(word: str, alternatives: tuple[str, ...], text: str) -> float:
    """Kept, since an answer weighs the same texts several times: passages with headings, beside others, alone."""
    if holds(text, word):
        return 1.0
    if any(holds(text, other) for other in alternatives):
        return ALTERNATIVE
    return INTERRUPTED if any(_interrupted(wording, text) for wording in (word, *alternatives)) else 0.0


def needles(term: Term) -> frozenset[str]:
    """Words of which one stands in any squeezed text that holds the term to some degree."""
    return _needles(term.text, term.alternatives).union(*map(needles, term.parts))


@lru_cache(maxsize=10_000)
def _needles(word: str, alternatives: tuple[str, ...]) -> frozenset[str]:
    wordings = (word, *alternatives)
    pieces = [(wording, *pieces_of(wording)) for wording in wordings if len(wording) > 2]
    first_parts = (parts[0] for _, parts, _, _ in pieces if parts)
    return frozenset(wordings).union(first_parts, (w[:-1] for w, _, _, measured in pieces if measured))


def _interrupted(word: str, text: str) -> bool:
    """Whether the parts of a compound stand near each other in order: 规模以上 in 规模(限额)以上, 注册量 in
    注册总量."""
    if len(word) < 3:
        return False
    parts, near, measured = pieces_of(word)
    if near is not None and all(part in text for part in parts) and near.search(text):
        return True
    if measured is None or word[:-1] not in text:
        return False
    return any(begins_word(text, m.start()) for m in measured.finditer(text))


@lru_cache(maxsize=10_000)
def pieces_of(word: str) -> tuple[tuple[str, ...], re.Pattern[str] | None, re.Pattern[str] | None]:
    """The parts of a compound, the pattern of them near each other, and that of a measure with a word put into it."""
    parts = inner_words(word)
    near = re.compile(".{0,6}?".join(map(re.escape, parts))) if parts else None
    measured = None
    if word[-1] in cues()["words"]["measured"]:
        measured = re.compile(rf"{re.escape(word[:-1])}[一-鿿]{{1,2}}{word[-1]}")
    return parts, near, measured


def holds(text: str, word: str) -> bool:
    """Whether the squeezed text holds the word; a number only as a whole number (10 is not in 210 or 10.5), a word of
    two characters not as pieces of two others (低保 is not in 低保障水平)."""
    at = text.find(word)
    if at < 0:
        return False
    if word[:1].isdigit() or word[-1:].isdigit():
        return _holds_number(text, word)
    if len(word) != 2:
        return True
    while at >= 0:
        if not cuts_words(text, at, at + 2):
            return True
        at = text.find(word, at + 1)
    return False


def _holds_number(text: str, word: str) -> bool:
    before = r"(?<![\d.])" if word[:1].isdigit() else ""
    after = r"(?!\d|\.\d)" if word[-1:].isdigit() else ""
    # looked ahead for, so that places that overlap are all seen
    found = re.finditer(f"{before}(?={re.escape(word)}{after})", text)
    return any(len(word) != 2 or not cuts_words(text, m.start(), m.start() + 2) for m in found)


def coverage(terms: Sequence[Term], *texts: tuple[str, float]) -> float:
    """Weighted share of the terms that the texts cover, 0 to 1; each text comes squeezed, with the worth of
    standing in it (1.0 for the indicator itself, less for a heading above). No terms: 0."""
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    return sum(term.weight * _degree(term, texts) for term in terms) / total


def contradicts(terms: Sequence[Term], text: str) -> bool:
    """Whether the squeezed text speaks of a rival of what the terms name and not of it: 铁路 where 公路 is asked."""
    rows = _rivals_named(tuple(term.text for term in terms))
    return any(others.search(text) and not named.search(text) for named, others in rows)


@lru_cache(maxsize=16)
def _rivals_named(words: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """For each row of rivals of which the words name some: the pattern of these, and of the others where they stand
    alone, for 一、二级 and 二级以上 say nothing against 一级 and 三级."""
    out = []
    for row in cues()["words"]["rivals"]:
        named = [rival for rival in row if any(re.search(rival, word) for word in words)]
        others = [rival for rival in row if rival not in named]
        if named and others:
            alone = rf"(?<![、和及与至到\-~])(?:{'|'.join(others)})(?!(?:及|或)?以[上下])"
            out.append((re.compile("|".join(named)), re.compile(alone)))
    return tuple(out)


def share_of(text: str, terms: Sequence[Term]) -> float:
    """Share of the squeezed text's characters that the terms name: how little else the text speaks of."""
    flat = squeeze(text)
    if not flat:
        return 0.0
    marked = [False] * len(flat)
    for term in terms:
        for wording in (term.text, *term.alternatives):
            at = flat.find(wording)
            while at >= 0:
                marked[at : at + len(wording)] = [True] * len(wording)
                at = flat.find(wording, at + 1)
    return sum(marked) / len(flat)
