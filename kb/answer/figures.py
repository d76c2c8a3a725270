"""A value that no record holds: a whole passage with a value of the kind asked for, or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer import content, targets
from kb.answer.context import Context, Draft, Region
from kb.answer.dating import years_counted
from kb.answer.evidence import SURE, Evidence, tells
from kb.answer.wanted import Wanted, values, wanted
from kb.match import GENERIC_WEIGHT, Term, cues, degree, generic_words, make_terms
from kb.model import Passage, Question
from kb.question import plan_period_end
from kb.terms import fold, segment, squeeze, stop_words, word_class, wordings_of_year

# Likelihood asked for: more than of content, since a figure of something near is a wrong figure.
ENOUGH = 0.45
# Share of the measure asked for (总投资) that the passage must hold.
MEASURE_ENOUGH = 0.5

# What may answer 多少 or 什么水平 where no unit is asked for.
_ANY = Wanted(
    "any",
    re.compile(
        r"\d|百分之|[一二两三四五六七八九十百千万亿]+(?:个|项|年|倍|成|元|米|天|日|月|人|名|家|次|吨|亩)|全部|(?<!健)全覆盖|达到|完成|升级"
    ),
    re.compile("(?!)"),
)
# Words for how much, in front of which the measure asked for stands (总投资多少).
_HOW_MUCH = re.compile(
    "(?:是|为|有|要|达|到|需|定)*(?:多少|百分之几|几(?=[万亿千百个项家户座条处名亩吨元成])|多大|多高)"
)
# 几个编制 · 多少名执法人员: what is counted
_COUNTED = re.compile("(?:多少|几)[万亿]?[个家名人项座条户种类处所位部套台辆张件份](?P<noun>[一-鿿]{2,8})")
# 交几个月租金: what is reckoned by time
_LASTING = re.compile("(?:多少|几)(?:个月|天|年|个?小时)的?(?P<noun>[一-鿿]{2,8})")
# Word classes of a measure: noun, noun of a verb; a place is none.
_MEASURE = re.compile("n(?!s|r|t)|vn|an|j|l")
# 招生计划, 入库数量: what is done, in front of a general noun.
_DONE = re.compile("n(?!s|r|t)|v|an|j|l")
# Of what is counted: the dictionary's classes for names also hold 城市 and 幼儿园.
_NAMED = re.compile("n|vn|an|j|l")
# 保额最低多少: how the value is bounded stands between the measure and the word for how much.
_BOUNDS = re.compile("最[高低多少大小]|至少|起码|不[低少高多]于|上限|下限")
# 每平方米 in 租金每平方米多少: what it is reckoned by is no measure.
_PER = re.compile("每[一-鿿]+")
# Before 多少天 stands who or what has so long, no measure.
_OF_NO_MEASURE = ("duration", "date", "age", "points")
# 50家以上企业, 10个左右有条件、规模适当的城市: what stands right behind a number, but for what it must have
_BEHIND = re.compile(
    "(?:(?:及|或者?)?以[上下内]|左右)?(?:(?:有|具有|具备|符合)[一-鿿、]{1,20}的)?的?(?P<noun>[一-鿿]*)"
)
_YEAR = re.compile("(?:19|20)\\d\\d年|[一二][〇零○一二三四五六七八九]{3}年")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a passage must hold: a value of the kind, one that counts what the question names, stands in
    a sentence that speaks of what is measured, and is of these years."""

    kind: Wanted
    counted: Term | None
    measured: Term | None
    years: frozenset[str]
    #: what must stand in or above the passage, unless reading it leaves no doubt
    measures: tuple[Term, ...]


def figure_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The passage that holds the figure asked for; None when no passage holds both a figure and what it is a figure
    of, when the figures that it holds are of other years or of a part of what is asked, or when the indicator is known
    for another level."""
    if targets.levels_asked(question) and targets.matching(context, question, regions, strict=False):
        return None
    asked = _asked(context, question, regions)
    draft = content.passages_of(context, question, regions, lambda e: _holds(context, asked, e), ENOUGH)
    if draft is None or content.only_modifies(context.terms(question), squeeze(draft.text)):
        return None
    return draft


def _asked(context: Context, question: Question, regions: tuple[Region, ...] | None) -> _Asked:
    kind = wanted(question) or _ANY
    # where the indicator is known for other years, a figure without a year is of one of these
    dated = bool(targets.other_years(context, question, regions))
    measures = (_measure(context, question, kind), _lasting(context, question))
    return _Asked(
        kind,
        _counted(context, question) if kind.kind == "count" else None,
        None if kind.kind in _OF_NO_MEASURE else _measured(context, question),
        frozenset(w for year in question.years for w in wordings_of_year(year)) if dated else frozenset(),
        tuple(m for m in measures if m is not None),
    )


def _holds(context: Context, asked: _Asked, found: Evidence) -> bool:
    """Whether the passage tells a value of what is asked."""
    passage = found.passage
    if not tells(asked.kind, found) or _misses(context, asked.measures, found):
        return False
    text, numbers = fold(passage.text), list(values(asked.kind, passage.text))
    if asked.years and not any(_dated(context, passage, text, m) & asked.years for m in numbers):
        return False
    if asked.measured and numbers and _stand_elsewhere(asked.measured, text, numbers):
        return False
    return asked.counted is None or any(_counts(asked.counted, text, m) for m in numbers) or not numbers


def _misses(context: Context, measures: Sequence[Term], found: Evidence) -> bool:
    """Whether neither the passage nor what stands above it names a measure, and reading leaves doubt."""
    passage = found.passage
    if not measures or found.features["reading"] >= SURE:
        return False
    titles = context.above(passage.document_id, passage.clause_id, passage.start)
    around = squeeze(passage.text) + titles + squeeze(context.documents[passage.document_id].title)
    paid = re.compile(cues()["words"]["paid"])
    return any(
        degree(m, around) < MEASURE_ENOUGH and not (paid.fullmatch(m.text) and paid.search(around)) for m in measures
    )


def _stand_elsewhere(measured: Term, text: str, numbers: Sequence[re.Match[str]]) -> bool:
    """Whether the passage speaks of what is measured, in sentences that hold none of the numbers
    (扩大招生；在校生1600万人)."""
    if degree(measured, squeeze(text)) < MEASURE_ENOUGH:
        return False
    return not any(degree(measured, squeeze(_sentence(text, m))) >= MEASURE_ENOUGH for m in numbers)


def _begins(text: str, number: re.Match[str]) -> int:
    """Where the sentence begins in which the number stands."""
    return max(text.rfind(mark, 0, number.start()) for mark in "。;\n") + 1


def _sentence(text: str, number: re.Match[str]) -> str:
    """The sentence in which the number stands."""
    start = _begins(text, number)
    ends = [at for mark in "。;\n" if (at := text.find(mark, number.end())) >= 0]
    return text[start : min(ends, default=len(text))]


def _dated(context: Context, passage: Passage, text: str, number: re.Match[str]) -> frozenset[str]:
    """The years, as written, that the number is of: the last one before it in its sentence, else those that the passage
    counts from its document's year, else those of the title."""
    years = _YEAR.findall(text, _begins(text, number), number.start())[-1:]
    document = context.documents[passage.document_id]
    if not years:
        titles = context.above(passage.document_id, passage.clause_id, passage.start)
        years = [f"{year}年" for year in years_counted(document, f"{titles} {passage.text}")]
    title = document.title
    return frozenset(y[:-1] for y in years or (() if plan_period_end(title) else _YEAR.findall(fold(title))))


def _counts(noun: Term, text: str, number: re.Match[str]) -> bool:
    """Whether the number counts what the noun names: the noun behind it, where one stands there (11个城市 counts no
    品种), else one before it in the sentence."""
    match = _BEHIND.match(text, number.end())
    behind = match["noun"] if match else ""
    words = segment(behind)
    if words and _NAMED.match(word_class(words[0]) or ""):
        return degree(noun, behind) >= MEASURE_ENOUGH
    place = _sentence(text, number)
    if words:
        # 共用一个编号: what is done with it stands behind it, who does it near before it
        place = re.split("[,(:]", text[: number.start()])[-1] + behind
    return degree(noun, squeeze(place)) >= MEASURE_ENOUGH


def _measure(context: Context, question: Question, kind: Wanted) -> Term | None:
    """The noun right before 多少, which says what is asked for (总投资多少); None where none stands there or it is a
    general one."""
    if kind.kind in _OF_NO_MEASURE:
        return None
    before, *after = _HOW_MUCH.split(fold(question.raw), maxsplit=1)
    # 什么底色、多大像素: each is asked for by itself; 按市场价的多少: of what it is a share
    if not after or not re.search("[一-鿿]$", before) or re.search("[按照占][一-鿿]+的$", before):
        return None
    words = [w for w in segment(_BOUNDS.sub(" ", before)) if w not in stop_words() and not _PER.fullmatch(w)]
    return _noun(context, words[-1], _MEASURE) if len(words) > 1 else None


def _measured(context: Context, question: Question) -> Term | None:
    """What a general noun before 多少 is of: 招生 in 招生计划是多少万人; None where a special one stands there."""
    before, *after = _HOW_MUCH.split(fold(question.raw), maxsplit=1)
    words = [w for w in segment(before) if w not in stop_words()] if after else []
    if len(words) < 2 or words[-1] not in generic_words():
        return None
    return _noun(context, words[-2], _DONE)


def _lasting(context: Context, question: Question) -> Term | None:
    """The noun right after 几个月, which says what lasts or is reckoned so (交几个月租金)."""
    found = _LASTING.search(fold(question.raw))
    words = segment(found["noun"]) if found else []
    return _noun(context, words[0], _MEASURE) if words else None


def _counted(context: Context, question: Question) -> Term | None:
    """The noun right after 多少 and its counting word, which says what is counted (配几个编制)."""
    found = _COUNTED.search(fold(question.raw))
    words = [w for w in segment(found["noun"]) if w not in stop_words()] if found else []
    return _noun(context, words[0], _NAMED) if words else None


def _noun(context: Context, word: str, classes: re.Pattern[str]) -> Term | None:
    """The term of a word of the classes; None for a general one and for one of a character."""
    if len(word) < 2 or not classes.match(word_class(word) or ""):
        return None
    term = make_terms([word], context.idf)[0]
    return term if term.weight > GENERIC_WEIGHT else None
