"""A value that no record holds: a whole passage with a value of the kind asked for, or none."""

import re

from kb.answer import content, targets
from kb.answer.context import Context, Draft, Region
from kb.answer.wanted import Wanted, states, wanted
from kb.match import GENERIC_WEIGHT, Term, contradicts, degree, make_terms
from kb.model import Passage, Question
from kb.terms import fold, segment, squeeze, stop_words, word_class

# Likelihood asked for: more than of content, since a figure of something near is a wrong figure.
ENOUGH = 0.45
# Share of the measure asked for (总投资) that the passage must hold.
MEASURE_ENOUGH = 0.5

# What may answer 多少 or 什么水平 where no unit is asked for.
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万亿]+(?:个|项|年|倍|成)|全部|全覆盖|达到|完成|升级")
# Words for how much, in front of which the measure asked for stands (总投资多少).
_HOW_MUCH = re.compile(
    "(?:是|为|有|要|达|到|需|定)*(?:多少|百分之几|几(?=[万亿千百个项家户座条处名亩吨元天年])|多大|多高)"
)
# 几个编制 · 多少名执法人员: what is counted
_COUNTED = re.compile("(?:多少|几)[万亿]?[个家名人项座条户种类处所位部套台辆张件份](?P<noun>[一-鿿]{2,8})")
# Word classes of a measure: noun, noun of a verb; a place is none.
_MEASURE = re.compile("n(?!s|r|t)|vn|an|j|l")


def figure_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The passage that holds the figure asked for; None when the indicator is known for other years only, is no more
    than part of another one, or when no sentence holds both the figure and what it is a figure of."""
    if targets.other_years(context, question, regions):
        return None
    if targets.levels_asked(question) and targets.matching(context, question, regions, strict=False):
        return None
    terms, kind = context.terms(question), wanted(question)
    draft = content.passages_of(context, question, regions, lambda p: _holds_figure(kind, p), ENOUGH)
    if draft is None:
        return None
    text = squeeze(draft.text)
    if content.only_modifies(terms, text) or contradicts(terms, text):
        return None
    around = text + squeeze(" ".join(f"{c.title} {c.path}" for c in draft.citations))
    asked = (_measure(context, question), _counted(context, question))
    return None if any(m is not None and degree(m, around) < MEASURE_ENOUGH for m in asked) else draft


def _holds_figure(kind: Wanted | None, passage: Passage) -> bool:
    """Whether the passage states a value of the kind asked for, any figure where no kind is told."""
    return _FIGURE.search(passage.text) is not None if kind is None else states(kind, passage.text)


def _measure(context: Context, question: Question) -> Term | None:
    """The noun right before 多少, which says what is asked for (总投资多少); None where none stands there or it is a
    general one."""
    before = _HOW_MUCH.split(fold(question.raw))[0]
    words = [w for w in segment(before) if w not in stop_words()]
    return _noun(context, words[-1]) if len(words) > 1 else None


def _counted(context: Context, question: Question) -> Term | None:
    """The noun right after 多少 and its counting word, which says what is counted (配几个编制)."""
    found = _COUNTED.search(fold(question.raw))
    words = [w for w in segment(found["noun"]) if w not in stop_words()] if found else []
    return _noun(context, words[0]) if words else None


def _noun(context: Context, word: str) -> Term | None:
    """The term of a word that names a measure; None for a general one and for one of a character."""
    if len(word) < 2 or not _MEASURE.match(word_class(word) or ""):
        return None
    term = make_terms([word], context.idf)[0]
    return term if term.weight > GENERIC_WEIGHT else None
