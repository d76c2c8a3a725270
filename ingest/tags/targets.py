"""Quantified aims (目标) of a document.

A quantity is a target when it reads as one (`indicators.read`) and is aimed at: a deadline ahead, a hedge
(力争) or a heading that lists aims; in a planning document a making verb is enough. Statistics, subsidies,
thresholds, time limits and the capacities of projects are none.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.tags.aims import Place, ahead, aimed, makes, nature, states, time_aim
from ingest.tags.deadlines import Deadline, after_deadline, find_deadlines, find_past
from ingest.tags.indicator_tables import tag_indicator_tables
from ingest.tags.indicators import Reading, items, measure_of, read, split_scope, subject_of
from ingest.tags.pieces import Piece, pieces
from ingest.tags.spans import Span, Stretch, sentences, stretches
from ingest.tags.tables import cells, plain_name
from ingest.tags.words import pattern
from kb.model import Clause, Comparator, Document, Target
from kb.quantity import Quantity

MAX_STATEMENT = 200
MAX_CELL = 60  # characters; longer cells explain, shorter ones state

# 焦化企业全部完成超低排放改造 · 煤泥等固体废物实现全部利用
_ALL = re.compile(
    r"^(?P<subject>.{2,60}?)(?P<all>全部|百分之百)(?P<rest>[\u4e00-\u9fff“”\"A-Za-z0-9]{2,40})$"
)
# 全市工业园区铁路专用线实现全覆盖
_COVERAGE = re.compile(r"^(?P<subject>.{2,60}?)(?:基本)?(?:实现)?(?P<all>全覆盖)$")
# 种植、收获机械化率均达到 · 都要达到, but not 年均增长
_EACH = re.compile(r"(?:(?<![年人户亩日平])均|都|各)(?:要|应|力争)?(?:[\u4e00-\u9fff]{1,4})?$")
# 经济总量翻一番
_MULTIPLE = re.compile(r"^(?P<subject>.{2,40}?)(?:实现)?(?P<all>翻[一两二三四]?番|翻番)$")


def tag_targets(document: Document, text: str, clauses: Sequence[Clause]) -> tuple[Target, ...]:
    """Every target, in reading order; `text` of each is the part of a sentence that states it."""
    by_id = {c.id: c for c in clauses}
    found: list[Target] = []
    carried: dict[str, Deadline] = {}
    for stretch in stretches(clauses):
        if stretch.clause.kind == "front" and stretch.clause.parent is None and len(clauses) > 1:
            continue
        found += _in_stretch(document, text, stretch, by_id, carried)
    found += tag_indicator_tables(document, text, clauses)
    return tuple(sorted(found, key=lambda t: (t.start, t.end)))


def _in_stretch(
    document: Document, text: str, stretch: Stretch, by_id: dict[str, Clause], carried: dict[str, Deadline]
) -> Iterator[Target]:
    clause = stretch.clause
    above = _ancestors(clause, by_id)
    place = _place(document, clause, above)
    held = next((carried[c.id] for c in above if c.id in carried), None) if place.listed else None
    place = replace(place, carried=_heading_deadline(text, clause, place.floor) or held)
    for line in re.finditer(r"[^\n]+", text[stretch.start : stretch.end]):
        span = (stretch.start + line.start(), stretch.start + line.end())
        if clause.kind == "row":
            yield from _in_row(document, text, span, place)
            continue
        opening = yield from _in_line(document, text, span, place)
        if opening and place.listed:
            carried[clause.id] = opening
            place = replace(place, carried=opening)


def _place(document: Document, clause: Clause, above: list[Clause]) -> Place:
    """What the title and the headings say of everything in `clause`."""
    kind = nature(document.title)
    headings = [c.heading for c in above if c.heading]
    listed = any(pattern("aim_headings").search(h) for h in headings)
    return Place(
        clause=clause,
        listed=listed and kind != "rules",
        planning=kind == "plans" and not any(re.fullmatch("第.{1,6}条", c.label or "") for c in above),
        carried=None,
        review=not listed and any(pattern("review_headings").search(h) for h in headings),
        floor=document.issued_date.year if document.issued_date else None,
    )


def _in_line(
    document: Document, text: str, line: Span, place: Place
) -> Generator[Target, None, Deadline | None]:
    """The targets of a paragraph; returns the deadline that it hands on under a list of aims."""
    opening: Deadline | None = None
    for start, end in sentences(text, *line):
        begin = max(start, place.clause.body_start)
        if pattern("review_openings").match(text, begin):
            place = replace(place, review=True)
        own = _deadlines(text, (start, end), place)
        yield from _in_sentence(document, text, (start, end), own, place)
        own = [d for d in own if d.firm and (not d.year or not place.floor or d.year >= place.floor)]
        if own and (place.listed or own[0].start - begin <= 4):
            opening = own[-1]
            place = replace(place, carried=opening, review=False)
    return opening


def _deadlines(text: str, sentence: Span, place: Place) -> list[Deadline]:
    """Deadlines of a sentence. A year inside 《…》 or brackets dates a title, no aim."""
    found = find_deadlines(text, *sentence, place.floor)
    return [d for d in found if not _in_aside(text, d, sentence[0])]


def _in_row(document: Document, text: str, line: Span, place: Place) -> Iterator[Target]:
    """The cells of a table row: a cell without a subject of its own takes the cell before it as such."""
    before: Span | None = None
    for cell in cells(text, *line):
        if (
            cell[1] - cell[0] > MAX_CELL
        ):  # an explanation: not headed by the cell before, nor listed as an aim
            before, place = None, replace(place, listed=False)
        for sentence in sentences(text, *cell):
            yield from _in_sentence(
                document, text, sentence, _deadlines(text, sentence, place), place, before
            )
        words = text[slice(*cell)]
        if 3 <= len(words) <= 40 and not re.search(r"[，。；=]", words):
            before = cell


def _ancestors(clause: Clause, by_id: dict[str, Clause]) -> list[Clause]:
    chain = [clause]
    while chain[-1].parent in by_id and len(chain) < 20:
        chain.append(by_id[chain[-1].parent or ""])
    return chain


def _heading_deadline(text: str, clause: Clause, floor: int | None) -> Deadline | None:
    if not clause.heading:
        return None
    found = find_deadlines(text, clause.start, min(clause.body_start, clause.end))
    return next((d for d in found if floor is None or d.year is None or d.year >= floor), None)


def _in_aside(text: str, deadline: Deadline, start: int) -> bool:
    before = text[start : deadline.start]
    return any(before.count(o) > before.count(c) for o, c in ("《》", "（）", "()", "〔〕"))


@dataclass(frozen=True, slots=True)
class _Found:
    """A quantity of a piece as read; `deadline` is its own in 2027年和2030年分别达到70%和75%."""

    indicator: str
    quantity: Quantity
    reading: Reading
    deadline: Deadline | None = None


def _in_sentence(
    document: Document,
    text: str,
    sentence: Span,
    own: list[Deadline],
    place: Place,
    named: Span | None = None,
) -> Iterator[Target]:
    past = find_past(text, *sentence)
    paid = pattern("payable", "procedural").search(text, *sentence) is not None
    verb = ""
    subject, lead = (plain_name(text[slice(*named)]), named[0]) if named else ("", None)
    for piece in pieces(text, *sentence):
        stated = [d for d in own if d.start < piece.end]
        if stated and stated[-1].year and place.floor and stated[-1].year < place.floor:
            continue
        stated = [d for d in stated if ahead(d, place)]
        deadline = stated[-1] if stated else place.carried
        strength = aimed(text, piece, deadline, past, paid, place)
        found = (
            list(_of_piece(text, piece, subject, verb, stated) or _whole_of(text, piece)) if strength else []
        )
        found = [f for f in found if strength == "strong" or makes(text, piece, f.quantity, f.reading)]
        found = [f for f in found if not states(text, piece, f.quantity, place)]
        for each in found:
            start = piece.start if each.reading.own_subject or lead is None else lead
            span = _tight(text, (start, piece.end), deadline, each.quantity)
            yield _target(document, text, span, piece, each, each.deadline or deadline, place)
        if piece.aside:
            continue
        verb = found[-1].reading.verb if found else ""
        if found and found[-1].reading.own_subject:
            subject, lead = found[-1].indicator, piece.start


def _of_piece(text: str, piece: Piece, subject: str, verb: str, stated: list[Deadline]) -> list[_Found]:
    """The quantities of a piece as read: one, or one for each item of 分别达到65%和55%."""
    quantities = [q for q in piece.quantities if q.kind != "times" or time_aim(text, piece, q)]
    if not quantities:
        return []
    before = text[piece.start : quantities[0].start]
    if len(quantities) > 1 and "分别" in before:
        return _mapped(text, piece, quantities, subject, verb, stated)
    chosen = quantities[-1] if re.search("从|由", before) else quantities[0]
    reading = read(text, piece, chosen, subject, verb)
    if reading is None:
        return []
    each = _EACH.search(text[piece.start : chosen.start]) is not None
    names = items(reading.indicator, None) if reading.form == "level" and reading.own_subject else None
    if names and (each or _complete(names, reading.indicator)):
        return [_Found(name, chosen, reading) for name in names]
    return [_Found(reading.indicator, chosen, reading)]


def _mapped(
    text: str, piece: Piece, quantities: list[Quantity], subject: str, verb: str, stated: list[Deadline]
) -> list[_Found]:
    """分别: the quantities belong to the items of the subject, or else to as many years, in order."""
    reading = read(text, _until(piece, quantities[0]), quantities[0], subject, verb)
    if reading is None:
        return []
    said = next((q.comparator for q in quantities if q.comparator), None)
    alike = [replace(q, comparator=q.comparator or said) for q in quantities]
    names = items(reading.indicator, len(alike))
    if names:
        return [_Found(name, q, reading) for name, q in zip(names, alike, strict=True)]
    years = stated[-len(alike) :]
    if len(years) < len(alike):
        return []
    return [_Found(reading.indicator, q, reading, d) for q, d in zip(alike, years, strict=True)]


def _until(piece: Piece, q: Quantity) -> Piece:
    return Piece(piece.start, q.wording_end, piece.segment, (q,), piece.follows)


def _complete(names: list[str], subject: str) -> bool:
    """Whether each item stands whole in the subject: 地膜覆盖率、包装废弃物回收率, not 种植、收获机械化率."""
    whole = pattern("whole_heads", after="$")
    return all(n in subject and whole.search(n) for n in names)


def _whole_of(text: str, piece: Piece) -> Iterator[_Found]:
    """全部, 全覆盖 and 翻番, which are quantified without a number."""
    if piece.quantities or piece.aside:
        return
    words = text[piece.start : piece.end].rstrip("。；; ")
    for shape in (_ALL, _COVERAGE, _MULTIPLE):
        match = shape.match(words)
        if match is None:
            continue
        rest = match.groupdict().get("rest") or ""
        if shape is _ALL and not (pattern("whole_verbs").match(rest) or match["subject"].endswith("实现")):
            continue
        name = subject_of(after_deadline(match["subject"]))
        if len(name) < 2:
            continue
        value = match["all"] if shape is _MULTIPLE else "全部"
        start = piece.start + match.start("all")
        end = piece.start + match.end("all")
        quantity = Quantity(start, end, value, "", "whole", "=", start, end)
        yield _Found(name + rest, quantity, Reading(name + rest, "whole", ""))


def _target(
    document: Document,
    text: str,
    span: Span,
    piece: Piece,
    found: _Found,
    deadline: Deadline | None,
    place: Place,
) -> Target:
    start, end = span
    q, reading = found.quantity, found.reading
    name, scope = split_scope(found.indicator)
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
    if q.comparator:
        return q.comparator
    if reading.form == "count" and re.search("至少|不少于", before):
        return ">="
    if reading.form == "change" and q.kind == "shares":
        return ">="
    return "="


def _tight(text: str, span: Span, deadline: Deadline | None, q: Quantity) -> Span:
    """The statement without closing marks, with a deadline right before it, at most 200 characters."""
    start, end = span
    if (
        deadline
        and deadline.start < start
        and not re.search(r"[^，,\s力争争取确保]", text[deadline.end : start])
    ):
        start = deadline.start
    while end > start and text[end - 1] in "。；;，,、 \t":
        end -= 1
    if end - start > MAX_STATEMENT:
        start = max(start, q.wording_end - MAX_STATEMENT)
        end = max(q.wording_end, min(end, start + MAX_STATEMENT))
    return start, end
