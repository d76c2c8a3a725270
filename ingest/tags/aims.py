"""Whether a quantity is aimed at: deadlines ahead, headings of aims; statistics and payments are not."""

import re
from typing import Literal

from ingest.tags.deadlines import Deadline
from ingest.tags.indicators import Reading, bound_of
from ingest.tags.pieces import Piece
from ingest.tags.places import Place
from ingest.tags.spans import segments
from ingest.tags.words import pattern
from kb.quantity import Quantity

# 设计制造能力为 | 40根
_TOLD = re.compile("(?:为|占)$")
# 审批时限压缩至 | 3个工作日
_SHORTENED = re.compile(r"(?:压缩|缩短|压减|控制|降)(?:到|至|在)$")
# 不得转让, but not 不得低于80%
_FORBIDS = re.compile("不得(?!低于|少于|高于|超过|大于|小于|突破)")
# 提供担保贷款, but not 贷款余额增长20%
_LENDS = re.compile("贷款(?!余额|利率|加权|平均|综合|增速|增长|增量|户数|占比|比重|规模|投放|总额|要)")
# 排放量要下降 | 2% · 资费再降低 | 10%
_MUST_CHANGE = re.compile("(?:要|再)(?:分别|平均|各|均)?$")
# 比去年预算高, 由目前的18%提高到: compares, tells nothing of its own
_COMPARED = re.compile(
    "(?:比|较|与|高于|低于|快于)(?:去年|上年|上一年|同期)[^，,、；;]*"
    "|[由从](?:目前|现在|当前|去年|上年|现有)[^，,、；;]*?(?=提|增|上升|下降|降|减|扩|发展|压|缩)"
)
# 担保费率降至 | 1%以下
_LOWERED = re.compile(r"(?:降|降低|控制|下调|压降)(?:到|至|在)")
# 在现有100家的基础上: where an aim starts from
_BASIS = re.compile("[^，。；]{0,20}基础上")
# 人均预期寿命提高到 | 78岁
# 对首次突破10亿元的企业；…，分别奖励: what is paid for stands in another part of the sentence
_CASE = re.compile("(?:对(?!标|接|照)|凡|如|若|符合|首次|每(?=[引新完实建获培通达招成]))")
# 每个区县至少建设1所: spread evenly, no price of each
_SPREAD = re.compile("每(?:个|家|所)[^，,；;]{1,12}?(?:至少|均|都)")
# 全年投资 | 不低于450亿元: a bound set for the year
_YEARS_BOUND = re.compile("(?:今年|全年)[^，]*不(?:低于|少于|超过|高于)$")
_LASTING = re.compile(r"(?:寿命|年限|时长|时间)(?:达到|达|提高到|提高至|增加到|超过)?$")


def ahead(deadline: Deadline, place: Place) -> bool:
    """Whether a year is an aim's rather than a date's: later than the document, or its year with 到 or 底."""
    if deadline.year is None or place.floor is None or deadline.year > place.floor:
        return deadline.firm or place.floor is not None
    return deadline.year == place.floor and (deadline.firm or place.listed)


def aimed(
    text: str, piece: Piece, deadline: Deadline | None, past: list[int], paid: bool, place: Place, year: int | None
) -> Literal["strong", "weak"] | None:
    """How surely what the piece states is an aim; None for statistics, payments, thresholds and procedures.

    strong: a deadline, a hedge or the heading says so; weak: only the document's planning nature does. `year` is the
    one that the sentence names for it.
    """
    segment = text[slice(*piece.segment)]
    if segment.endswith("的") or pays(segment):
        return None
    if any(p < piece.start and _told(text, p, piece, deadline) for p in past):
        return None
    told = _COMPARED.sub("", segment)
    if _reaches(year, place):
        told = told.replace("同比", "")
    if pattern("past").search(told) and not (deadline and deadline.start >= piece.segment[0]):
        return None
    if place.review and (deadline is None or deadline == place.carried):
        return None
    if place.listed or (deadline and (deadline.year is not None or place.planning)):
        return "strong"
    if not place.planning:
        return None
    if pattern("firm_hedges").search(text, piece.segment[0], piece.end):
        return "strong"
    if proceeds(segment):
        return None
    first = piece.quantities[0].start if piece.quantities else piece.end
    before = pattern("harmless").sub("", text[piece.segment[0] : first])
    return None if paid or pattern("conditions").search(before) else "weak"


def _reaches(year: int | None, place: Place) -> bool:
    """Whether 同比增长8% is a growth to be reached: under a heading of aims, or in a plan's own year or a later one."""
    return place.listed or _planned(year, place)


def _planned(year: int | None, place: Place) -> bool:
    """Whether a whole year is one that a plan looks ahead to."""
    return place.planning and year is not None and place.floor is not None and year >= place.floor


def scenes(text: str, start: int, end: int) -> list[int]:
    """Where a sentence starts to tell what is: 现有企业320家，产值达到500亿元."""
    told = pattern("told", before="(?<![由从])")
    return [m.start() for m in told.finditer(text, start, end) if not _BASIS.match(text, m.end())]


def _told(text: str, at: int, piece: Piece, deadline: Deadline | None) -> bool:
    """Whether the piece still tells what the past or the present at `at` opened."""
    if deadline is not None and deadline.start >= at:
        return False
    return pattern("firm_hedges").search(text, at, piece.end) is None


def payments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a sentence, between semicolons, that pay or state parameters; the whole when it tells cases."""
    parts = [m.span() for m in re.finditer("[^；;]+", text[start:end])]
    spans = [(start + s, start + e) for s, e in parts]
    if any(_CASE.match(text, s) for s, _ in spans):
        spans = [(start, end)]
    return [found for s, e in spans if (found := _paying(text, s, e))]


def _paying(text: str, start: int, end: int) -> tuple[int, int] | None:
    """From where `text[start:end]` pays: from its first paying words, or the whole when it names who is paid for."""
    words = text[start:end]
    if not (pays(words) or proceeds(words)):
        return None
    parts = list(segments(text, start, end))
    if "的，" in words or any(_CASE.match(text, s) for s, _ in parts):
        return start, end
    return next((s for s, e in parts if pays(text[s:e]) or proceeds(text[s:e])), start), end


def pays(words: str) -> bool:
    """Whether the words pay, charge or punish; 担保费率降至1%以下 aims."""
    words = pattern("harmless").sub("", words)
    if pattern("payable").search(words):
        return True
    charged = pattern("tariffs").search(words)
    return charged is not None and not _LOWERED.search(words, charged.end())


def proceeds(words: str) -> bool:
    """Whether the words state a parameter or a procedure."""
    words = _SPREAD.sub("", pattern("harmless").sub("", words))
    return any(p.search(words) for p in (_FORBIDS, _LENDS, pattern("procedural")))


def makes(text: str, piece: Piece, q: Quantity, reading: Reading, along: bool, year: int | None, place: Place) -> bool:
    """Whether a reading aims by its own words: a making verb, a level reached, a ratio kept to (不低于80%), a growth
    of the whole `year`.

    `along` when the sentence has stated an aim already: what follows beside it is one too.
    """
    if reading.form in ("count", "whole", "share", "set"):
        return True
    listed = reading.form == "bare" and pattern("heads", after="$").search(reading.indicator) is not None
    if along and (q.comparator is not None or listed) and (not piece.aside or text.startswith("其中", piece.start)):
        return True
    if piece.aside:
        return False
    bounded = q.wording_start < q.start or bound_of(text[piece.start : q.start]) is not None
    if q.unit in ("%", "成") and bounded and pattern("ratios", after="$").search(reading.indicator):
        return True
    if _YEARS_BOUND.match(text[piece.segment[0] : q.start]):
        return True
    ends = (q.start, piece.quantities[0].start)  # 分别达到30家和50家
    forward = any(pattern("forward_verbs", after="$").search(text[piece.start : end]) for end in ends)
    if reading.form == "change":
        before = text[piece.start : q.start]
        verb = pattern("change_verbs", after=".{0,3}$").search(before)
        must = verb is not None and _MUST_CHANGE.search(before[: verb.start()]) is not None
        points = along and ("百分点" in q.unit or reading.baseline is not None)  # 碳排放较2020年降低5%
        bounded = q.comparator is not None or re.search("年均|每年|新增|净增", before) is not None
        return must or points or bounded or (q.unit == "%" and _planned(year, place))
    return forward


def states(text: str, piece: Piece, q: Quantity, place: Place) -> bool:
    """Whether 能力为40根 tells what is: 为 and 占 aim only in a list of aims or with 以上 and the like."""
    told = _TOLD.search(text[piece.start : q.start]) is not None
    return told and not place.listed and q.comparator is None


def time_aim(text: str, piece: Piece, q: Quantity) -> bool:
    """压缩至3个工作日以内 and 人均预期寿命提高到78岁 are aims; other spans of time are procedures."""
    before = text[piece.start : q.wording_start]
    return _SHORTENED.search(before) is not None or _LASTING.search(before) is not None
