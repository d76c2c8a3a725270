"""A value that no record holds: a whole passage with a figure of what is asked, in the unit asked for, or none.

Stricter than content: a figure of something near is a wrong figure.
"""

import re
from collections.abc import Sequence

from kb.answer import content, targets
from kb.answer.context import Context, Draft, Region
from kb.match import GENERIC_WEIGHT, Term, contradicts, coverage, cues, degree, make_terms
from kb.model import Passage, Question
from kb.quantity import find_quantities
from kb.terms import fold, squeeze, word_class

# Share of the question that the passage must cover, and the sentence of the figure alone.
ENOUGH = 0.62
SENTENCE_ENOUGH = 0.5

_SENTENCE = re.compile(r"[^。；;\n]+")
# What may answer 多少 or 什么水平 where no unit is asked for.
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万亿]+(?:个|项|年|倍|成)|全部|全覆盖|达到|完成|升级")
# Words for how much, in front of which the measure asked for stands (总投资多少).
_HOW_MUCH = re.compile("多少|百分之几|几(?=[万亿千百个项家户座条处名亩吨元天年])|多大|多高")


def figure_of(context: Context, question: Question, regions: Sequence[Region] | None) -> Draft | None:
    """The passage that holds the figure asked for; None when the indicator is known for other years only, is no more
    than part of another one, or when no sentence holds both the figure and what it is a figure of."""
    if targets.other_years(context, question, regions):
        return None
    if targets.levels_asked(question) and targets.matching(context, question, regions, strict=False):
        return None
    terms = context.terms(question)
    draft = content.passages_of(
        context, question, regions, lambda p: _holds_figure(context, question, terms, p), ENOUGH
    )
    if draft is None:
        return None
    text = squeeze(draft.text)
    if content.only_modifies(terms, text) or contradicts(terms, text):
        return None
    measure = _measure(context, question)
    around = text + squeeze(" ".join(c.path for c in draft.citations))
    return None if measure is not None and degree(measure, around) < SENTENCE_ENOUGH else draft


def _holds_figure(context: Context, question: Question, terms: Sequence[Term], passage: Passage) -> bool:
    """Whether a sentence of the passage is on the topic and holds a figure, in the unit asked for if any. What names
    the document is no part of the topic."""
    unit = question.unit
    terms = [t for t in terms if degree(t, context.header(passage.document_id)) < 1] or terms
    for sentence in _SENTENCE.findall(passage.text):
        if unit is None:
            figure = _FIGURE.search(sentence) is not None
        else:
            figure = any(targets.unit_fits(unit, q.unit) for q in find_quantities(sentence))
        if figure and coverage(terms, (squeeze(sentence), 1.0)) >= SENTENCE_ENOUGH:
            return True
    return False


def _measure(context: Context, question: Question) -> Term | None:
    """The last noun before 多少, which says what of the topic is asked for (总投资); None where it is a general one."""
    asked = fold(question.raw)
    how_much = _HOW_MUCH.search(asked)
    before = asked[: how_much.start()] if how_much else ""
    named = ("n", "vn", "an", "j", "l")
    nouns = [w for w in question.topic if w in before and (word_class(w) or "n").startswith(named)]
    if not nouns:
        return None
    term = make_terms([max(nouns, key=before.rfind)], context.searcher.idf)[0]
    return term if term.weight > GENERIC_WEIGHT else None


def holds_time(passage: Passage) -> bool:
    """Whether a passage states a time at all: what an answer to 什么时候 must hold."""
    return re.search(cues()["words"]["time"], fold(passage.text)) is not None


def asks_time(question: Question) -> bool:
    """Whether a question asks when."""
    return re.search(cues()["words"]["when"], fold(question.raw)) is not None
