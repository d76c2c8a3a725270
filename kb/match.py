"""How far a text speaks of a topic: terms with alternatives and weights, and the weighted share of them covered.

Used for records (targets, responsibilities, headings), where a question's every word counts, not only a rank.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kb.terms import expansions, fold, lexicon, segment, squeeze, stop_words

# Weight of a word that stands in every policy (工作, 建设): it decides between equals and nothing else.
GENERIC_WEIGHT = 0.1
# An alternative wording counts a little less than the word itself, so that the exact one wins a tie.
ALTERNATIVE = 0.95
# Share of a long word's bigrams that must stand in the text for it to count in part.
PARTIAL_FROM = 0.5


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
    """A word of a topic, folded, with other wordings and its weight (an idf, at least GENERIC_WEIGHT)."""

    text: str
    alternatives: tuple[str, ...]
    weight: float


def topic_words(text: str) -> tuple[str, ...]:
    """The topic's words in order: lexicon words first taken whole, the rest cut by jieba, function words dropped."""
    folded = fold(text)
    known = {word for word, _ in expansions(folded)}
    known |= {word for word in lexicon()["fields"] if word in folded}
    parts = [folded]
    if known:
        parts = re.split("(" + "|".join(sorted(map(re.escape, known), key=len, reverse=True)) + ")", folded)
    out: list[str] = []
    for part in parts:
        out.extend([part] if part in known else segment(part))
    return tuple(dict.fromkeys(w for w in out if w not in stop_words()))


def make_terms(words: Iterable[str], idf: Callable[[str], float]) -> tuple[Term, ...]:
    """Terms for the words; `idf` gives the rarity of a word in the corpus, about 0 to 10."""
    alternatives = dict(expansions(" ".join(words)))
    fields: dict[str, Sequence[str]] = lexicon()["fields"]
    return tuple(
        Term(
            word,
            (*alternatives.get(word, ()), *fields.get(word, ())),
            GENERIC_WEIGHT if word in generic_words() else max(idf(word), GENERIC_WEIGHT),
        )
        for word in words
    )


def degree(term: Term, text: str) -> float:
    """How far the squeezed text holds the term, 0 to 1: whole, another wording, or most of its bigrams."""
    if term.text in text:
        return 1.0
    if any(other in text for other in term.alternatives):
        return ALTERNATIVE
    pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
    if len(pairs) < 2:
        return 0.0
    share = sum(pair in text for pair in pairs) / len(pairs)
    return share if share >= PARTIAL_FROM else 0.0


def coverage(terms: Sequence[Term], *texts: tuple[str, float]) -> float:
    """Weighted share of the terms that the texts cover, 0 to 1; each text comes squeezed, with the worth of
    standing in it (1.0 for the indicator itself, less for a heading above). No terms: 0."""
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    got = sum(term.weight * max(degree(term, text) * worth for text, worth in texts) for term in terms)
    return got / total


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
