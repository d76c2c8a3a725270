"""Quantified aims (目标) of a document.

A quantity is a target when it reads as one (`indicators.read`) and is aimed at: a deadline ahead, a hedge
(力争) or a heading that lists aims; in a planning document a making verb is enough. Statistics, subsidies,
thresholds, time limits and the capacities of projects are none.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from ingest.tags.aims import (
    ahead,
    aimed,
    makes,
    payments,
    scenes,
    states,
    time_aim,
)
from ingest.tags.deadlines import Deadline, find_deadlines, find_past
from ingest.tags.indicator_tables import tag_indicator_tables
from ingest.tags.indicators import Reading, bound_of, measure_of, read, scope_before, split_scope
from ingest.tags.listings import items
from ingest.tags.pieces import Piece, pieces
from ingest.tags.places import Place, place_of
from ingest.tags.spans import Span, Stretch, sentences, stretches
from ingest.tags.tables import cells, plain_name
from ingest.tags.wholes import Found, wholes
from ingest.tags.words import pattern
from kb.model import Clause, Comparator, Document, Target
from kb.quantity import Quantity

MAX_STATEMENT = 200
_ASIDE = 400  # characters; an aside that opened further back was never meant to close
MAX_CELL = 60  # characters; longer cells explain, shorter ones state

# 提升至2027年的 | 22% · 达到人均 | 1.5册
_ATTAINED = re.compile(
    r"(?:(?P<less>降低|下降|降|减少|减|压减|控制)|提升|提高|增加|增长|上升|扩大|增|达)(?:到|至|在)?(?:20\d\d年(?:底|末)?的|人均|户均|亩均|平均)$"
)
# 1248.7 and ≥1240 name nothing
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}")
# 鼓励园区建设 | 共享工厂和中试平台 | ，到2027年分别达到5个和8个
_SPOKEN = re.compile(r"^.{0,12}?(?:建设|打造|培育|发展|创建|新建|建立|建成|认定)(?P<what>[^，。；]{4,40})$")
# 2026年 | 上半年
_PART_OF_YEAR = re.compile(r"上半年|下半年|[前第]?[一二三四两]个?季度|\d")
# 8-10
_RANGE = re.compile(r"[\d.]+-[\d.]+")
# 从2020年的60%提高到75%
_FROM = re.compile("[从由].*?(?:提|增|升|降|减|扩|发展|压|缩)")
# 种植、收获机械化率均达到 · 都要达到 · 分别比2020年下降, but not 年均增长
_EACH = re.compile(r"(?:(?<![年人户亩日平])均|都|各|分别)(?:要|应|力争)?(?:[比较]20\d\d年)?(?:[\u4e00-\u9fff]{1,4})?$")


def tag_targets(document: Document, text: str, clauses: Sequence[Clause]) -> tuple[Target, ...]:
    """Every target, in reading order; `text` of each is the part of a sentence that states it."""
    by_id = {c.id: c for c in clauses}
    found: list[Target] = []
    carried: dict[str, Deadline] = {}
    for stretch in stretches(clauses):
        if stretch.clause.kind == "front" and stretch.clause.parent is None and len(clauses) > 1:
            continue
        found += _in_stretch(document, text, stretch, by_id, carried)
    tabled = list(tag_indicator_tables(document, text, clauses))
    rows = {t.clause_id for t in tabled}  # read with their heads, hence not by the words of their cells
    found = [t for t in found if t.clause_id not in rows] + tabled
    return tuple(sorted(found, key=lambda t: (t.start, t.end)))


def _in_stretch(
    document: Document, text: str, stretch: Stretch, by_id: dict[str, Clause], carried: dict[str, Deadline]
) -> Iterator[Target]:
    clause = stretch.clause
    place = place_of(document, text, clause, by_id, carried)
    for line in re.finditer(r"[^\n]+", text[stretch.start : stretch.end]):
        span = (stretch.start + line.start(), stretch.start + line.end())
        if clause.kind == "row":
            yield from _in_row(document, text, span, place)
            continue
        opening = yield from _in_line(document, text, span, place)
        if opening and place.listed:
            carried[clause.id] = opening
            place = replace(place, carried=opening)


def _in_line(document: Document, text: str, line: Span, place: Place) -> Generator[Target, None, Deadline | None]:
    """The targets of a paragraph; returns the deadline that it hands on under a list of aims."""
    opening: Deadline | None = None
    for start, end in sentences(text, *line):
        begin = max(start, place.clause.body_start)
        if pattern("review_openings").match(text, begin):
            place = replace(place, review=True)
        said = _deadlines(text, (start, end), place)
        yield from _in_sentence(document, text, (start, end), said, place)
        own = [d for d in said if d.firm and (not d.year or not place.floor or d.year >= place.floor)]
        if own and (place.listed or own[0].start - begin <= 4):
            opening = own[-1]
            place = replace(place, carried=opening, review=False)
        elif said and said[0].start - begin <= 4 and all(d.year == place.floor for d in said):
            place = replace(place, dated=said[0])
    return opening


def _deadlines(text: str, sentence: Span, place: Place) -> list[Deadline]:
    """Deadlines of a sentence. A year inside 《…》 or brackets dates a title, no aim."""
    found = find_deadlines(text, *sentence, place.floor)
    return [d for d in found if not _in_aside(text, d, sentence[0])]


def _in_row(document: Document, text: str, line: Span, place: Place) -> Iterator[Target]:
    """The cells of a table row: a cell without a subject of its own takes the cell before it as such."""
    before: Span | None = None
    for cell in cells(text, *line):
        if cell[1] - cell[0] > MAX_CELL:  # an explanation: not headed by the cell before, nor listed as an aim
            before, place = None, replace(place, listed=False)
        for sentence in sentences(text, *cell):
            yield from _in_sentence(document, text, sentence, _deadlines(text, sentence, place), place, before)
        words = text[slice(*cell)]
        if 3 <= len(words) <= 40 and not re.search(r"[，。；=]", words) and _WORD.search(words):
            before = cell


def _in_aside(text: str, deadline: Deadline, start: int) -> bool:
    before = text[max(start, deadline.start - _ASIDE) : deadline.start]
    return any(before.count(o) > before.count(c) for o, c in ("《》", "（）", "()", "〔〕"))


def _in_sentence(
    document: Document,
    text: str,
    sentence: Span,
    own: list[Deadline],
    place: Place,
    named: Span | None = None,
) -> Iterator[Target]:
    past = find_past(text, *sentence)
    past += scenes(text, *sentence)
    paying = payments(text, *sentence)
    verb, spoken, along = "", "", False
    subject, lead = (plain_name(text[slice(*named)]), named[0]) if named else ("", None)
    for piece in pieces(text, *sentence):
        near = stated = [d for d in own if d.start < piece.end and not _after(piece, d, place)]
        if stated and stated[-1].year and place.floor and stated[-1].year < place.floor:
            continue
        stated = [d for d in stated if ahead(d, place)]
        deadline = stated[-1] if stated else place.carried
        paid = any(s <= piece.start < e for s, e in paying)
        year = near[-1].year if near and not _PART_OF_YEAR.match(text, near[-1].end) else None
        strength = aimed(text, piece, deadline, past, paid, place, year)
        given = spoken if "分别" in text[slice(piece.start, piece.end)] else ""
        dates = near if near and near[-1] in stated else stated
        found = list(_of_piece(text, piece, given or subject, verb, dates) or wholes(text, piece)) if strength else []
        sure = strength == "strong"
        found = [f for f in found if sure or makes(text, piece, f.quantity, f.reading, along, year, place)]
        found = [f for f in found if not states(text, piece, f.quantity, place)]
        for each in found:
            start = piece.start if each.reading.own_subject or lead is None else lead
            due = each.deadline or _nearer(text, near, deadline, place) or deadline or place.dated
            if not stated and _yearly(text, piece, each.quantity, due, place):
                due = None
            span = _tight(text, (start, piece.end), deadline if due else None, each.quantity)
            yield _target(document, text, span, piece, each, due, place)
        if piece.aside:
            continue
        words = text[piece.start : piece.end]
        if words == "其中":
            verb = words
            continue
        along = along or bool(found)
        verb = found[-1].reading.verb if found else ""
        spoken = said["what"] if not piece.quantities and (said := _SPOKEN.match(words)) else ""
        if found and found[-1].reading.own_subject:
            subject, lead = found[-1].indicator, piece.start


def _after(piece: Piece, deadline: Deadline, place: Place) -> bool:
    """Whether a year gone by stands behind the quantities: 增长7%以上、高于2020年实际."""
    gone = deadline.year is not None and place.floor is not None and deadline.year < place.floor
    return gone and bool(piece.quantities) and deadline.start > piece.quantities[-1].end


def _nearer(text: str, near: list[Deadline], deadline: Deadline | None, place: Place) -> Deadline | None:
    """This year, when it dates an aim without being its deadline: 今年再压减产能, “十五五”期间…其中2026年完成."""
    last = near[-1] if near else None
    if last is None or last.year is None or last.year != place.floor:
        return None
    if deadline is None:
        return last
    return last if last.start > deadline.start and not text.startswith("全年", last.start) else None


def _yearly(text: str, piece: Piece, q: Quantity, due: Deadline | None, place: Place) -> bool:
    """Whether 每年提升1个百分点 is due every year, and no heading over it names a year."""
    if due is None or not re.search("每年|逐年", text[piece.segment[0] : q.start]):
        return False
    return not any(start <= due.start < end for start, end in place.headings)


def _of_piece(text: str, piece: Piece, subject: str, verb: str, stated: list[Deadline]) -> list[Found]:
    """The quantities of a piece as read: one, or one for each item of 分别达到65%和55%."""
    quantities = [q for q in piece.quantities if q.kind != "times" or time_aim(text, piece, q)]
    if not quantities:
        return []
    before = text[piece.start : quantities[0].start]
    apart = "分别" in before
    if len(quantities) > 1 and (apart or not _FROM.search(text, piece.start, quantities[1].start)):
        mapped = _mapped(text, piece, quantities, subject, verb, stated)
        if mapped and (apart or mapped[0].deadline):
            return mapped
    chosen = quantities[-1] if re.search("从|由", before) else quantities[0]
    reading = read(text, piece, chosen, subject, verb)
    if reading is None:
        return []
    each = _EACH.search(text[piece.start : chosen.start]) is not None
    years = [d for d in stated if d.start >= piece.segment[0]]
    if apart and len(years) > 1:  # “十五五”、“十六五”期间分别新增200万千瓦
        return [Found(reading.indicator, chosen, reading, d) for d in years]
    listing = reading.form in ("level", "change") and reading.own_subject
    names = items(reading.indicator, None) if listing else None
    if names and (each or _complete(names, reading.indicator)):
        return [Found(name, chosen, reading) for name in names]
    return [Found(reading.indicator, chosen, reading)]


def _mapped(
    text: str, piece: Piece, quantities: list[Quantity], subject: str, verb: str, stated: list[Deadline]
) -> list[Found]:
    """分别: the quantities belong to the items of the subject, or else to as many years, in order."""
    reading = read(text, _until(piece, quantities[0]), quantities[0], subject, verb)
    if reading is None:
        return []
    said = next((q.comparator for q in quantities if q.comparator), None)
    alike = [replace(q, comparator=q.comparator or said) for q in quantities]
    names = items(reading.indicator, len(alike))
    if names:
        return [Found(name, q, reading) for name, q in zip(names, alike, strict=True)]
    years = _years(stated, len(alike))
    if len(years) < len(alike):  # 城乡居民人均可支配收入分别增长6%和7%
        return [Found(reading.indicator, q, reading) for q in alike]
    return [Found(reading.indicator, q, reading, d) for q, d in zip(alike, years, strict=True)]


def _years(stated: list[Deadline], count: int) -> list[Deadline]:
    """The deadlines of as many quantities: one each, or the years of one span."""
    last = stated[-1] if stated else None
    if last and last.year and last.since and last.year - last.since + 1 == count:
        return [replace(last, year=last.since + at) for at in range(count)]
    return stated[-count:]


def _until(piece: Piece, q: Quantity) -> Piece:
    return Piece(piece.start, q.wording_end, piece.segment, (q,), piece.follows)


def _complete(names: list[str], subject: str) -> bool:
    """Whether each item stands whole in the subject: 地膜覆盖率、包装废弃物回收率, not 种植、收获机械化率."""
    whole = pattern("whole_heads", after="$")
    return all(n in subject and whole.search(n) for n in names)


def _target(
    document: Document,
    text: str,
    span: Span,
    piece: Piece,
    found: Found,
    deadline: Deadline | None,
    place: Place,
) -> Target:
    start, end = span
    q, reading = found.quantity, found.reading
    name, scope = split_scope(found.indicator)
    scope = scope or (scope_before(text[piece.start : q.wording_start]) if reading.form == "count" else None)
    before = text[piece.start : q.wording_end]
    hedge = pattern("hedges").search(text, start, q.start)
    outside = deadline is not None and not start <= deadline.start < end
    return Target(
        document_id=document.id,
        clause_id=place.clause.id,
        start=start,
        end=end,
        text=text[start:end],
        indicator=name,
        scope=scope,
        measure=measure_of(reading, before, q.unit),
        comparator=_comparator(q, reading, text[piece.segment[0] : q.start]),
        value=q.value,
        unit=q.unit,
        wording=text[q.wording_start : q.wording_end],
        year=deadline.year if deadline else None,
        year_text=text[deadline.start : deadline.end] if deadline else None,
        year_start=deadline.start if deadline and outside else None,
        year_end=deadline.end if deadline and outside else None,
        hedge=hedge.group() if hedge else None,
        baseline=reading.baseline,
        binding=next((b for b in ("约束性", "预期性") if b in text[start:end]), None),
    )


def _comparator(q: Quantity, reading: Reading, before: str) -> Comparator:
    """What the words say; 达到 and a plain increase mean at least, a plain count means exactly.

    至少 before the verb reaches every count of the list: 至少新投产1座A、1座B.
    """
    if _RANGE.fullmatch(q.value) and q.comparator != "~":  # 保持在8%—10%, bounded on both sides
        return "="
    if q.comparator:
        return q.comparator
    if bound := bound_of(before):  # 占比不低于车位总数的10%
        return bound
    if behind := _ATTAINED.search(before):
        return "<=" if behind["less"] else ">="
    if re.search("(?:红线|底线)", reading.indicator):  # 严守18亿亩耕地红线
        return ">="
    if reading.form == "count" and re.search("至少|不少于", before):
        return ">="
    if reading.form == "change" and q.kind == "shares":
        return ">="
    return "="


def _tight(text: str, span: Span, deadline: Deadline | None, q: Quantity) -> Span:
    """The statement without closing marks, with a deadline right before it, at most 200 characters."""
    start, end = span
    if deadline and deadline.start < start and not re.search(r"[^，,\s力争争取确保]", text[deadline.end : start]):
        start = deadline.start
    while end > start and text[end - 1] in "。；;，,、 \t":
        end -= 1
    if end - start > MAX_STATEMENT:
        start = max(start, q.wording_end - MAX_STATEMENT)
        end = max(q.wording_end, min(end, start + MAX_STATEMENT))
    return start, end
