"""What is aimed at: the targets of the indicator asked for, with their year and the words of the document."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from kb.answer.aims import Aim
from kb.answer.context import Context, Draft, Region, unique
from kb.match import GENERIC_WEIGHT, Term, contradicts, coverage, cues, degree, share_of
from kb.model import Citation, Question, Target
from kb.quantity import interchangeable
from kb.question import plan_period_end
from kb.references import book_title
from kb.terms import fold, squeeze

# Share of the question's words (weighted) that indicator, statement, headings and document title must cover.
ENOUGH = 0.75
# Share that the indicator and its statement alone must cover of what the document's title does not explain.
OWN_ENOUGH = 0.55
# Targets this close to the best answer the question equally well.
CLOSE = 0.06
# What standing in the document's header, and in the clause around, is worth beside standing in the indicator.
HEADER_WORTH = 0.9
AROUND_WORTH = 0.5
# In a clause longer than this (characters), standing beside a word says little.
MOST_AROUND = 1_500
# More equally good targets than this are no answer to a question for one value.
MOST = 5
# 全覆盖 answers who or what is covered, not how large a share something has.
_COVERS = "覆盖"
# Up to this many, the statement is shown beside the value.
MOST_IN_FULL = 2


def value_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The value of the indicator asked for; None when no target fits in indicator, year, unit and place."""
    fitting = [t for t in matching(context, question, regions) if year_fits(context, question, t)]
    return _draft(context, fitting) if 0 < len(fitting) <= MOST else None


def other_years(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[Target]:
    """Targets of the right indicator for other years than the question's: shown as nearest, never as answer."""
    found = matching(context, question, regions)
    return [t for t in found if not year_fits(context, question, t)]


def matching(
    context: Context, question: Question, regions: tuple[Region, ...] | None, *, strict: bool = True
) -> tuple[Target, ...]:
    """Targets whose indicator is the one asked for, best first, any year; with `strict=False` of any level too."""
    return _matching(context, question, regions, levels_asked(question) if strict else frozenset())


@lru_cache(maxsize=4)
def _matching(
    context: Context, question: Question, regions: tuple[Region, ...] | None, levels: frozenset[str]
) -> tuple[Target, ...]:
    """Kept while the steps of one answer ask again."""
    terms, asked = context.terms(question), fold(question.raw)
    unsaid = tuple(cues()["words"]["grown"]) if re.search(cues()["words"]["growth"], asked) else ()
    scored = []
    for aim in _possible(context, terms):
        target = aim.target
        if not context.within(regions, target.document_id, target.start, target.end):
            continue
        if question.unit and not unit_fits(question.unit, target.unit):
            continue
        if _COVERS in target.wording and _COVERS not in asked:
            continue
        score = _score(context, terms, aim, levels, unsaid)
        if score >= ENOUGH:
            scored.append((score + 0.1 * share_of(target.indicator, terms), target))
    rhythm = "annual" if re.search(cues()["words"]["annual"], asked) else None
    scored = [s for s in scored if (s[1].measure == "annual") == (rhythm == "annual")] or scored
    best = max((score for score, _ in scored), default=0.0)
    return tuple(t for score, t in sorted(scored, key=lambda s: -s[0]) if score >= best - CLOSE)


def _possible(context: Context, terms: Sequence[Term]) -> Iterator[Aim]:
    """The targets that may reach ENOUGH by the words that stand in them, above them and in the header."""
    most = np.zeros(len(context.aims.all))
    for term in terms:
        held = np.where(context.aims.under(context.in_header(term)), HEADER_WORTH, AROUND_WORTH)
        held[context.aims.own(term)] = 1.0
        most += term.weight * held
    least = (ENOUGH - 1e-9) * sum(term.weight for term in terms)
    return (context.aims.all[n] for n in np.flatnonzero(most >= least))


def levels_asked(question: Question) -> frozenset[str]:
    """Levels named in the question (国家级, 自治区级): a record without them is about something else."""
    return frozenset(re.findall(cues()["words"]["levels"], fold(question.raw)))


def _score(context: Context, terms: Sequence[Term], aim: Aim, levels: frozenset[str], unsaid: Sequence[str]) -> float:
    target = aim.target
    header = context.header(target.document_id)
    specific = [t for t in terms if degree(t, header) < 1]
    if not any(t.weight > GENERIC_WEIGHT for t in specific):
        return 0.0
    own = coverage(specific, (aim.indicator, 1.0), (aim.statement, 0.85), (aim.titles, 0.6))
    if own < OWN_ENOUGH or contradicts(terms, aim.indicator + aim.statement):
        return 0.0
    if any(level not in aim.indicator + aim.statement for level in levels):
        return 0.0
    if not _head_fits(specific, target.indicator, unsaid):
        return 0.0
    place = context.clause(target.document_id, target.clause_id)
    around = squeeze(place.text) if len(place.text) < MOST_AROUND else ""
    places = ((aim.indicator, 1.0), (aim.statement, 0.9), (aim.titles, 0.8))
    return coverage(terms, *places, (header, HEADER_WORTH), (around, AROUND_WORTH))


def _head_fits(terms: Sequence[Term], indicator: str, unsaid: Sequence[str]) -> bool:
    """Whether the question's words reach the noun that the indicator is about, measures that may go `unsaid` apart: GDP
    is not 万元GDP用水量, and the denominator of 占…比重 is not the indicator."""
    flat = squeeze(indicator)
    numerator = flat.split("占")[0] if "占" in flat and flat.endswith(("比重", "比例", "比")) else flat
    if numerator and numerator != flat:
        return any(degree(t, numerator) > 0 for t in terms)
    wordings = [w for t in terms for w in (t.text, *t.alternatives)]
    rest = flat[max((flat.rfind(w) + len(w) for w in wordings if w in flat), default=0) :]
    for noun in sorted((*cues()["words"]["transparent"], *unsaid), key=len, reverse=True):
        rest = rest.removesuffix(noun)
    return len(rest) <= 2


def unit_fits(asked: str, unit: str) -> bool:
    """Whether a value with the unit can answer 多少X: the same base unit, or an interchangeable one."""
    mine, other = asked.lstrip("万亿千百十"), unit.lstrip("万亿千百十")
    return not mine or mine == other or mine.endswith(other) or interchangeable(asked, unit)


def year_fits(context: Context, question: Question, target: Target) -> bool:
    """Whether the target holds for a year asked for. One without a year of its own holds for the end of its
    plan's period."""
    if not question.years:
        return True
    if target.year is not None:
        return target.year in question.years
    end = plan_period_end(context.documents[target.document_id].title)
    return end is None or end in question.years


def line(target: Target) -> str:
    """One target as an office words it: 绿色电力消费比例：25%以上（2028年）. One without a number of its own (全部,
    全覆盖) is given in the document's words."""
    if target.value == "全部":
        return in_own_words(target)
    rhythm = "年均" if target.measure == "annual" and "年均" not in target.wording else ""
    year = f"（{target.year}年）" if target.year else ""
    return f"{target.indicator}：{rhythm}{target.wording}{year}"


def in_own_words(target: Target) -> str:
    """The target's statement, with its year where the statement does not say it."""
    year = f"（{target.year}年）" if target.year and str(target.year) not in target.text else ""
    return f"{target.text}{year}"


def citations(context: Context, target: Target) -> list[Citation]:
    """The sentence of the target and, where the year stands elsewhere, the place of the year."""
    own = context.cite(target.document_id, target.start, target.end)
    if target.year_start is None or target.year_end is None or own.start <= target.year_start < own.end:
        return [own]
    return [own, context.cite(target.document_id, target.year_start, target.year_end)]


def _draft(context: Context, targets: Sequence[Target]) -> Draft:
    several = len({t.document_id for t in targets}) > 1
    lines = []
    for target in targets:
        words = line(target)
        if len(targets) <= MOST_IN_FULL and target.text not in words:
            words += f"——“{target.text}”"
        if several:
            words += f"（{book_title(context.documents[target.document_id].title)}）"
        lines.append(words)
    quotes = unique(c for t in targets for c in citations(context, t))
    return Draft("\n".join(dict.fromkeys(lines)), quotes[:MOST], values=tuple(t.wording for t in targets))
