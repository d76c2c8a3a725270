"""Deadlines in a sentence: 到2028年底, 2026—2028年, “十五五”末, 2025年12月底前 → the year and its place."""

import re
from dataclasses import dataclass

from ingest.tags.words import pattern, strip_front
from kb.quantity import parse_number

_Y = r"(?:20\d\d|二[〇零○][〇零○一二三四五六七八九]{2})"
# 到2028年底 · 到2025年 · 2019年6月底前 · 2026—2028年 · 至2030年末 · 二〇二八年底
_YEAR = re.compile(
    rf"(?P<lead>力争到|力争|争取到|预计到|计划到|截至|截止|到|至|自|从|由|较|比|以|与)?(?P<from>{_Y}年?\s*[—－–\-~～至到]{{1,2}}\s*)?(?P<year>{_Y})\s*年"
    r"(?P<tail>(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底前|末前|年底前|底之前|前|底|末|年底|年末|以前|之前|期间|间|内)?)(?P<after>以来|起|相比|为基|基础|版|度(?![末底]))?"
)
# 2023年力争达到…, 2024年，全市计划新建…: a hedge behind the year makes it a deadline too
_HEDGED = re.compile(
    "[,，]?(?:预计|计划|[^，,。；;]{0,10}(?:力争|争取|确保|拟|将(?!军)|计划(?=新|建|完成|实施|安排|改造)))"
)
# “十四五”末 · “十五五”期间 · “十四五”规划期末
_PLAN = re.compile(
    r"(?P<lead>到|至)?(?<!高于)(?<!低于)(?<!超过)(?<![比较与])[“\"](?P<plan>十[一二三四五六七八]五)[”\"](?P<tail>规划)?(?P<when>期间|时期|期末|末期|末|内)?"
)
# “十五五”、 | “十六五”期间
_PLAN_NEXT = re.compile(r"(?:[、和及与][“\"]十[一二三四五六七八]五[”\"])+(?:规划)?(?:期间|时期|期末|末)")
_PLAN_END = {p: 2010 + 5 * i for i, p in enumerate(f"十{n}五" for n in "一二三四五六七八")}
# 2025年 | 的2倍: what a multiple is reckoned from
_TIMES = re.compile(r"的[\d.一二两三四五六七八九十]+倍")
# 今年底前 · 年底前 · 年内 · 今年发展主要预期目标是
_THIS_YEAR = re.compile(
    r"今年(?:底|末|年底|内)(?:前)?|(?<![\d今一二三四五六七八九十两几])年(?:内|底前)|今年(?=[^，。；]{0,10}目标)"
)
# 今年再压减产能, 全年完成投资: a year, if no deadline
_BARE_THIS_YEAR = re.compile(r"(?<!年)全年|今年(?!以来|来|上半年|下半年|一季度|第|\d)")
# 三年内 · 3—5年内: an aim's time without a year
_SPAN = re.compile(
    r"(?:用|在|力争)?[一二两三四五六七八九十\d]{1,2}(?:[—\-至到][一二三四五六七八九十\d]{1,2})?年(?:左右)?(?:内|时间|之内)"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A year at `start:end`; `firm` when words such as 到, 底 or 前 make it a deadline rather than a date.

    `since` is the first year of a span: 2025 in 2025—2027年.
    """

    start: int
    end: int
    year: int | None
    firm: bool
    since: int | None = None


def find_deadlines(text: str, start: int, end: int, this_year: int | None = None) -> list[Deadline]:
    """Deadlines of `text[start:end]` in order; 截至2020年底, 2020年以来 and 较2020年 are none.

    `this_year` is what 今年 and 年底前 mean; without it they are passed over.
    """
    found = []
    for match in _THIS_YEAR.finditer(text, start, end) if this_year else ():
        found.append(Deadline(match.start(), match.end(), this_year, True))
    for match in _BARE_THIS_YEAR.finditer(text, start, end) if this_year else ():
        if not any(d.start <= match.start() < d.end for d in found):
            found.append(Deadline(match.start(), match.end(), this_year, False))
    for match in _YEAR.finditer(text, start, end):
        if match["lead"] in ("截至", "截止", "自", "从", "由", "较", "比", "以", "与") or match["after"]:
            continue
        if _TIMES.match(text, match.end()):
            continue
        number = parse_number(match["year"])
        if number is not None:
            firm = bool(match["lead"] or match["from"] or re.search("[底末前内]$", match["tail"]))
            firm = firm or bool(_HEDGED.match(text, match.end()))
            joined = found and found[-1].firm and re.fullmatch("[、和及与]", text[found[-1].end : match.start()])
            firm = firm or bool(joined)  # 到2025年和2026年
            since = parse_number(re.sub(r"\D+$", "", match["from"] or ""))
            found.append(
                Deadline(match.start(), match.end(), int(number), firm, int(since) if since is not None else None)
            )
    for match in _PLAN.finditer(text, start, end):
        if match["when"] or match["lead"] or _PLAN_NEXT.match(text, match.end()):
            found.append(Deadline(match.start(), match.end(), _PLAN_END[match["plan"]], True))
    for match in _SPAN.finditer(text, start, end):
        if not any(d.start < match.end() and match.start() < d.end for d in found):
            found.append(Deadline(match.start(), match.end(), None, True))
    return sorted(found, key=lambda d: d.start)


def find_past(text: str, start: int, end: int) -> list[int]:
    """Places of years that date a statistic: 截至2020年底, 2020年以来."""
    return [
        m.start()
        for m in _YEAR.finditer(text, start, end)
        if m["lead"] in ("截至", "截止", "自", "从") or m["after"] == "以来"
    ]


def after_deadline(words: str) -> str:
    """`words` behind the last deadline in them: 到2028年底设施农业面积 → 设施农业面积.

    A deadline between a subject and its verb is taken out: 城镇化率到2027年达到 → 城镇化率达到.
    """
    found = find_deadlines(words, 0, len(words), this_year=1)
    if not found:
        return words
    begin = found[-1].start
    for before in reversed(found[:-1]):  # “十四五”、“十五五”期间
        if words[before.end : begin].strip("、和及与 "):
            break
        begin = before.start
    front, rest = words[:begin], words[found[-1].end :]
    verb = pattern("level_verbs", "change_verbs").match(rest, strip_front(rest, "trailers", "openers", "hedges"))
    if not rest.strip() and front:  # 产业规模三年内 | 翻一番
        return after_deadline(front)
    if verb is None or len(front) < 2 or re.search("[，,；;]", front):
        return rest
    return after_deadline(front) + rest
