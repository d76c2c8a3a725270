"""How much each word of a question says about its answer: rare words an answer is likely to state count, the words of
everyday speech around them (够, 拿给, 还能) do not.

An answer states 86 in 100 nouns of a question and 28 in 100 pronouns; what speaks for a word is weighed by
`benchmarks/evidence.py` on questions with known answers (`kb/data/evidence.toml`, `stated`).
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

from kb.match import GENERIC_WEIGHT, Term, generic_words
from kb.terms import word_class

# Odds that a word is stated beyond which it counts no more.
MOST_ODDS = 8.0
# Rare characters that stand in no document.
_UNHELD = "㐂㐃"
# Classes of jieba's dictionary that carry no topic: pronouns, numerals, adverbs, particles and the like.
_FUNCTION = frozenset("rcpudmfqktyez")


@lru_cache(maxsize=1)
def weights() -> dict[str, Any]:
    """The fitted weights of the answering rooms as read."""
    return tomllib.loads(files("kb").joinpath("data/evidence.toml").read_text(encoding="utf-8"))


def weighed(terms: Sequence[Term], idf: Callable[[str], float]) -> tuple[Term, ...]:
    """The terms with their rarity times the odds that an answer states them as weight."""
    fitted: Mapping[str, float] = weights()["stated"]
    out = []
    for term in terms:
        row = features(term, idf)
        odds = exp(sum(fitted.get(name, 0.0) * value for name, value in row.items()))
        weight = GENERIC_WEIGHT if term.text in generic_words() else idf(term.text) * min(odds, MOST_ODDS)
        out.append(replace(term, weight=max(weight, GENERIC_WEIGHT)))
    return tuple(out)


def features(term: Term, idf: Callable[[str], float]) -> dict[str, float]:
    """What tells whether an answer states the word: its class, its length, whether other wordings are known,
    how rare it is beside a word that no passage holds."""
    kind = word_class(term.text) or ""
    return {
        "intercept": 1.0,
        "verb": float(kind[:1] == "v"),
        "verbal_noun": float(kind == "vn"),
        "noun": float(kind[:1] in ("n", "")),
        "adjective": float(kind[:1] in ("a", "d")),
        "function": float(kind[:1] in _FUNCTION if kind else False),
        "unknown": float(not kind and not term.alternatives),
        "worded": float(bool(term.alternatives)),
        "single": float(len(term.text) == 1),
        "long": float(len(term.text) > 2),
        "rarity": idf(term.text) / (idf(_UNHELD) or 1.0),
    }
