"""What the measure asked for is of: a rate of 电池 is not answered with that of 地膜, nor what 骑手 are paid with what
others are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.context import Context
from kb.match import GENERIC_WEIGHT, Term, cues, degree
from kb.model import Passage, Question
from kb.terms import fold, segment, squeeze, word_class

# Share of a word that a text must hold to speak of it.
HELD = 0.5
# Characters before a measure in which the word stands that says what it is of.
_BEFORE = 8
# Of the dictionary's classes: nouns that are no places, persons, bodies or times.
_NOUN = re.compile("n(?!s|r|t)|vn|j|l")
# What may stand between the noun and its measure in a question: 骑手多少住房补贴 · 电池的回收率
_BETWEEN = r"(?:的|[可能]|给|发|补|领|拿|每[年月人]|最[高低多少]|平均|综合|总|(?:多少|几)(?:[个万]?元|块?钱)?)*"


def of_another(context: Context, question: Question, passage: Passage) -> bool:
    """Whether the passage holds the measure asked for, of other things only, and nothing of what it is asked of."""
    measures = _measures(context, question)
    if not measures:
        return False
    text = squeeze(passage.text)
    around = text + context.above(passage.document_id, passage.clause_id, passage.start)
    around += context.header(passage.document_id)
    return any(degree(m.of[0], around) < HELD and _only_of_others(m, text) for m in measures)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure asked for, and the nouns right before it that say what it is of, the nearest first."""

    term: Term
    of: tuple[Term, ...]


@lru_cache(maxsize=4)
def _measures(context: Context, question: Question) -> tuple[_Measure, ...]:
    """The measures of the question that are asked of something."""
    asked, terms = fold(question.raw), context.terms(question)
    ends = re.compile(f"(?:{cues()['words']['measuring']})$")
    found = (_Measure(t, tuple(_before(asked, terms[: n + 1]))) for n, t in enumerate(terms) if ends.search(t.text))
    return tuple(measure for measure in found if measure.of)


def _before(asked: str, terms: Sequence[Term]) -> Iterator[Term]:
    """The nouns before the last term, backwards as long as they stand right behind one another."""
    for noun, after in zip(reversed(terms[:-1]), reversed(terms[1:]), strict=True):
        between = _BETWEEN if after is terms[-1] else "[的、和及与]?"
        if not _is_noun(noun) or not re.search(re.escape(noun.text) + between + re.escape(after.text), asked):
            return
        yield noun


def _is_noun(term: Term) -> bool:
    kind = word_class(term.text)
    return len(term.text) > 1 and term.weight > GENERIC_WEIGHT and (kind is None or _NOUN.match(kind) is not None)


def _only_of_others(measure: _Measure, text: str) -> bool:
    """Whether the measure stands in the text behind nouns that are none of those asked of (地膜回收率), or alone."""
    others = set(_modifiers(measure.term, text))
    return bool(others) and not any(degree(noun, other) for noun in measure.of for other in others)


def _modifiers(measure: Term, text: str) -> Iterator[str]:
    """The nouns right before the measure in the text."""
    wordings = "|".join(map(re.escape, sorted((measure.text, *measure.alternatives), key=len, reverse=True)))
    for match in re.finditer(wordings, text):
        words = segment(re.split("[,;:。、()]", text[max(0, match.start() - _BEFORE) : match.start()])[-1].rstrip("的"))
        last = words[-1] if words else ""
        if len(last) > 1 and _NOUN.match(word_class(last) or "n"):
            yield last
