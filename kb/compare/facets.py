"""What must agree before two targets are compared: indicator, measure, place, year, base, act, unit.

Each is read from the target's own words, the sentence they stand in, the headings above and the document's header;
what none of them tells stays None, and an unsaid facet never counts as equal where a verdict would hang on it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.compare.amounts import Amount, amount, is_multiple
from kb.compare.places import Place, document_place, named_in, scope_place
from kb.compare.words import Indicator, data, indicator, one_spelling
from kb.model import Clause, Document, Target
from kb.question import plan_period_end
from kb.terms import fold

_CLAUSE_MARKS = re.compile(r"[，。；：、,;:]")
_PERIOD = re.compile(r"(20\d\d)\s*年?\s*[-—–~至到]+\s*(20\d\d)\s*年?")
# “十五五”期间, but not “十五五”末
_PLAN = re.compile(r"十([一二三四五六七八])五[”\"]?(?:规划)?(?:期间|时期|期内|内)")
_WHOLE = re.compile(r"占(?!比)(?P<whole>[^，,、；;占]{2,20}?)的(?:比例|比重)?(?:达到?|提高到|提升到|不低于|超过)?$")
# 2026年, but not 到2026年, 2026年底 or 2024-2026年
_ONE_YEAR = re.compile(r"20\d\d年度?|今年|全年|当年")
_SHARE_UNITS = ("%", "‰", "成")


@dataclass(frozen=True, slots=True)
class Facets:
    """A target taken apart for comparing.

    `key` names indicator and kind of measure; `places` are those it is stated for (empty: unknown); `year_inferred`
    when the year is the end of the plan's period; `base` is the year compared with, or 上年; `since` the first year
    of a period of growth; `act` what is done to the counted thing; `part_of_year` 一季度 and the like; `context` the
    heading that a bare name leans on; `rank` the level of the document.
    """

    target: Target
    document: Document
    key: str
    measure: str
    places: tuple[Place, ...]
    each: bool
    area: str
    year: int | None
    year_inferred: bool
    base: str | None
    since: int | None
    falling: bool
    act: str
    part_of_year: str
    context: str | None
    amount: Amount | None
    intensive: bool
    rank: int | None


def _name(target: Target) -> str:
    """The indicator with the part of its scope that is no place: 规模以上工业企业."""
    scope = "" if target.scope is None or _is_place_scope(target.scope) else target.scope
    return scope + target.indicator + _whole(target)


def _whole(target: Target) -> str:
    """What a share is of, where it stands between the name and the amount: 增加值 占生产总值的 10%."""
    if target.unit not in _SHARE_UNITS or "占" in target.indicator:
        return ""
    found = _WHOLE.search(_before(target))
    return f"占{found['whole']}比例" if found else ""


def _is_place_scope(scope: str) -> bool:
    return scope.endswith(("国", "省", "区", "市", "县", "旗", "盟", "州", "镇", "域"))


def thing(target: Target, document: Document) -> Indicator:
    """What the target measures, without the place that it is stated for; needs no clause."""
    return indicator(_stripped(fold(_name(target)), _own_place(document)))


@lru_cache(maxsize=8192)
def _own_place(document: Document) -> Place | None:
    return document_place(document)


def facets(target: Target, document: Document, clause: Clause | None) -> Facets:
    """Everything that must agree, read from the target, its clause with the headings above, and its document."""
    titles = clause.titles if clause else ()
    own = _own_place(document)
    named = thing(target, document)
    places = _places(target, own, titles)
    year = target.year
    inferred = year is None and (year := plan_period_end(document.title)) is not None
    size = amount(target)
    measure = _measure(target, named.growth)
    base = _base(target, measure)
    return Facets(
        target=target,
        document=document,
        key=named.key,
        measure=measure,
        places=places,
        each=re.search(data()["places"]["each"], _before(target)) is not None,
        area=_area(target, titles),
        year=year,
        year_inferred=inferred,
        base=base,
        since=_since(target, document) if measure in ("increase", "cumulative") and base is None else None,
        falling=_is_falling(target) and measure != "level",
        act=_act(target),
        part_of_year=_part_of_year(target, clause),
        context=_context(titles) if named.bare else None,
        amount=size,
        intensive=_is_intensive(target, measure),
        rank=own.rank if own else None,
    )


@lru_cache(maxsize=65536)
def _stripped(name: str, own: Place | None) -> str:
    """The indicator without the place that it is stated for: 海东区用水总量 -> 用水总量."""
    marks = r"(?:特别行政区|自治区|自治州|地区|省|市|盟|州|区|县|旗)"
    names = [n for place in (own, *named_in(name, own)) if place for n in place.names if n]
    for word in sorted(set(names), key=len, reverse=True) * 2:  # twice: 乌海市海勃湾区
        name = re.sub(rf"^(?:的)?{re.escape(word)}{marks}?", "", name) or name
    return name


def _before(target: Target) -> str:
    """The part of the sentence up to the amount, from the last stop."""
    at = target.text.rfind(target.wording)
    before = fold(target.text[: at if at >= 0 else len(target.text)])
    return re.split(r"[。；;]", before)[-1]


def _places(target: Target, own: Place | None, titles: Sequence[str]) -> tuple[Place, ...]:
    """The places that the target is stated for: named beside it, by its scope, in a heading, else the document's."""
    words = _before(target) + "，" + fold(target.indicator)
    if places := named_in(words, own):
        return places
    if target.scope and _is_place_scope(target.scope):
        found = scope_place(target.scope, own)
        return (found,) if found else ()
    for title in reversed(titles):
        if places := named_in(_unlabelled(title), own):
            return places
    return (own,) if own else ()


def _unlabelled(title: str) -> str:
    return re.sub(
        r"^(?:\(?[一二三四五六七八九十\d]+[)、.．]|第[一二三四五六七八九十百\d]+[章节条])\s*", "", fold(title)
    )


def _area(target: Target, titles: Sequence[str]) -> str:
    """A part of a place that is counted apart (高新区, 工业园区), named before the amount or in a heading; a heading
    that sets a task (建设清洁能源基地) names none."""
    words = "|".join(data()["places"]["areas"])
    headings = [h for h in map(_unlabelled, reversed(titles)) if not h.startswith(tuple(data()["places"]["tasks"]))]
    for text in (_before(target), *headings):
        found = re.search(rf"([一-鿿]{{0,8}}(?:{words}))(?!建设|达到|数|个)", text)
        if found and found.group() not in fold(target.indicator):
            return found.group()
    return ""


def _measure(target: Target, growth: bool) -> str:
    """The measure, a named growth (GDP增速6%) held equal to a growth told by a verb."""
    if growth and target.measure == "level" and target.unit in _SHARE_UNITS:
        return "annual" if "年均" in target.indicator else "increase"
    if is_multiple(target):
        return "increase"
    if target.measure == "cumulative" and "新增" in target.text:
        return "increase"
    if _is_stock(target):
        return "level"
    if target.measure == "level" and target.comparator == "=" and _opening_year(target.year_text) is not None:
        return "cumulative"  # “十五五”期间完成投资2600亿元: the sum of the years
    if target.measure == "annual" and "浓度" in target.indicator:
        return "level"  # 年均浓度 is an average over the year, no yearly growth
    return str(target.measure)


def _is_stock(target: Target) -> bool:
    """Whether 累计建成绿色工厂40家 counts all that there are by then."""
    if target.measure != "cumulative" or _verb(target) not in ("", "建"):
        return False
    held = amount(target)
    return held is not None and held.unit == "个"


def _base(target: Target, measure: str) -> str | None:
    """What a growth is reckoned from: 2025 (比2025年), 上年 (同比, or the growth of one year)."""
    if measure not in ("increase", "cumulative"):
        return None
    told = fold(f"{target.baseline or ''} {target.text}")
    if match := re.search(r"(?:比|较|以|相比|^)(20\d\d)年", told):
        return match[1]
    if any(words in told for words in data()["change"]["last_year"]):
        return "上年"
    return "上年" if target.unit in _SHARE_UNITS and _names_one_year(target) else None


def _since(target: Target, document: Document) -> int | None:
    """The first year of the period that the target or else the document's title names; of 2026年新增 that year."""
    if _names_one_year(target):
        return target.year
    own = _opening_year(target.year_text)
    return own if own is not None else _opening_year(document.title)


def _names_one_year(target: Target) -> bool:
    """Whether the target is stated for a year (2026年) and not for the time until then (到2026年底)."""
    return _ONE_YEAR.fullmatch(fold(target.year_text or "").strip()) is not None


def _opening_year(words: str | None) -> int | None:
    """2026 for 2026—2030年 and for “十五五”期间; 到2030年 opens no period."""
    told = fold(words or "")
    if match := _PERIOD.search(told):
        return int(match[1])
    plan = _PLAN.search(told)
    return 2006 + 5 * "一二三四五六七八".index(plan[1]) if plan else None


def _is_falling(target: Target) -> bool:
    at = target.text.rfind(target.wording)
    near = _CLAUSE_MARKS.split(target.text[: max(at, 0)])[-1] + target.indicator
    return any(word in near for word in data()["change"]["down"])


@lru_cache(maxsize=1)
def _acts() -> tuple[tuple[str, str], ...]:
    """Every verb with its act, longest first."""
    pairs = [(verb, act) for act, verbs in data()["acts"].items() for verb in verbs]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _act(target: Target) -> str:
    """What is done to the counted thing; "" when all there are by then are counted."""
    return "" if target.unit in _SHARE_UNITS or _is_stock(target) else _verb(target)


def _verb(target: Target) -> str:
    """The act of the verb nearest before the amount; "" without one."""
    near = _CLAUSE_MARKS.split(_before(target))[-1]
    best = (-1, 0, "")
    for verb, act in _acts():
        at = near.rfind(verb)
        if at >= 0:
            best = max(best, (at + len(verb), len(verb), act))
    return best[2]


def _part_of_year(target: Target, clause: Clause | None) -> str:
    """一季度, 上半年 and the like, said with the amount or where its sentence opens."""
    told = target.text
    if clause is not None and (target.year_text or "") not in target.text:
        told = re.split(r"[。；\n]", clause.text[: target.start - clause.start])[-1] + told
    told = fold(told).replace("—", "-")
    return next((word for word in data()["change"]["part_of_year"] if word in told), "")


def _context(titles: Sequence[str]) -> str | None:
    """The nearest heading that tells of what a bare indicator is one; None under headings of goals alone."""
    for title in reversed(titles):
        bare = _unlabelled(title)
        if bare and not any(word in bare for word in data()["change"]["goal_headings"]):
            return one_spelling(bare)
    return None


def _is_intensive(target: Target, measure: str) -> bool:
    """Whether a part may be held to the whole's value: a share, an average or a growth in percent, no total."""
    if target.unit in data()["intensive"]["units"] or target.value == "全部":
        return True
    per = target.unit.partition("/")[2]
    return per not in ("", "年", "月", "日", "天") or any(
        word in fold(target.indicator) for word in data()["intensive"]["words"]
    )
