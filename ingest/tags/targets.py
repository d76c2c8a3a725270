"""Quantified aims (目标) of a document.

A quantity is a target when it reads as one (`indicators.read`) and is aimed at: a deadline ahead, a hedge
(力争) or a heading that lists aims; in a planning document a making verb is enough. Statistics, subsidies,
thresholds, time limits and the capacities of projects are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.tags.aims import Place, ahead, aimed, makes, nature, time_aim
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
    listed = any(c.heading and pattern("aim_headings").search(c.heading) for c in above)
    article = any((c.label or "").startswith("第") and (c.label or "").endswith("条") for c in above)
    kind = nature(document.title)
    planning = kind == "plans" and not article
    listed = listed and kind != "rules"
    floor = document.issued_date.year if document.issued_date else None
    held = next((carried[c.id] for c in above if c.id in carried), None) if listed else None
    held = _heading_deadline(text, clause, floor) or held
    for line in re.finditer(r"[^\n]+", text[stretch.start : stretch.end]):
        opening: Deadline | None = None
        begin = stretch.start + line.start()
        if clause.kind == "row":
            place = Place(clause, listed, planning, held, floor)
            yield from _in_row(document, text, (begin, stretch.start + line.end()), place)
            continue
        for start, end in sentences(text, begin, stretch.start + line.end()):
            own = [d for d in find_deadlines(text, start, end) if not _in_aside(text, d, start)]
            place = Place(clause, listed, planning, opening or held, floor)
            yield from _in_sentence(document, text, (start, end), own, place)
            own = [d for d in own if floor is None or d.year is None or d.year >= floor]
            if own and (listed or own[0].start - max(start, clause.body_start) <= 4):
                opening = own[-1]
        if opening and listed:
            held = carried[clause.id] = opening


def _in_row(document: Document, text: str, line: Span, place: Place) -> Iterator[Target]:
    """The cells of a table row: a cell without a subject of its own takes the cell before it as such."""
    before: Span | None = None
    for cell in cells(text, *line):
        if (
            cell[1] - cell[0] > MAX_CELL
        ):  # an explanation: neither headed by the cell before nor listed as an aim
            before, place = None, replace(place, listed=False)
        for sentence in sentences(text, *cell):
            own = [d for d in find_deadlines(text, *sentence) if not _in_aside(text, d, sentence[0])]
            yield from _in_sentence(document, text, sentence, own, place, before)
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
    """A year inside 《…》 or brackets dates a title, no aim."""
    before = text[start : deadline.start]
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
    paid = pattern("payable").search(text, *sentence) is not None
    verb = ""
    subject, lead = (plain_name(text[slice(*named)]), named[0]) if named else ("", None)
    for piece in pieces(text, *sentence):
        deadline = next((d for d in reversed(own) if d.start < piece.end), None)
        if deadline and not ahead(deadline, place):
            if deadline.year and place.floor and deadline.year < place.floor:
                continue
            deadline = None
        deadline = deadline or place.carried
        strength = aimed(text, piece, deadline, past, paid, place)
        results = (
            list(_of_piece(text, piece, subject, verb)) or list(_whole_of(text, piece)) if strength else []
        )
        results = [r for r in results if strength == "strong" or makes(text, piece, r[1], r[2])]
        if not results and not piece.aside:
            verb = ""
        for indicator, quantity, reading in results:
            start = piece.start if reading.own_subject or lead is None else lead
            span = _tight(text, (start, piece.end), deadline, quantity)
            yield _target(document, text, span, piece, indicator, quantity, reading, deadline, place)
        if results and not piece.aside:
            reading = results[-1][2]
            if reading.own_subject:
                subject, lead = results[-1][0], piece.start
            verb = reading.verb


def _of_piece(text: str, piece: Piece, subject: str, verb: str) -> Iterator[tuple[str, Quantity, Reading]]:
    """The readings of a piece: one, or one for each item of 分别达到65%和55%."""
    if not piece.quantities:
        return
    quantities = [q for q in piece.quantities if not (q.kind == "times" and not time_aim(text, piece, q))]
    if not quantities:
        return
    if len(quantities) > 1 and "分别" in text[piece.start : quantities[0].start]:
        reading = read(text, _until(piece, quantities[0]), quantities[0], subject, verb)
        names = items(reading.indicator, len(quantities)) if reading else None
        if reading and names:
            said = next((q.comparator for q in quantities if q.comparator), None)
            for name, q in zip(names, quantities, strict=True):
                yield name, replace(q, comparator=q.comparator or said), reading
        return
    chosen = (
        quantities[-1] if re.search("(?:从|由)", text[piece.start : quantities[0].start]) else quantities[0]
    )
    reading = read(text, piece, chosen, subject, verb)
    if reading is None:
        return
    between = text[piece.start : chosen.start]
    each = re.search(r"(?:均|都|各)(?:要|应|力争)?(?:[\u4e00-\u9fff]{1,4})?$", between) is not None
    names = items(reading.indicator, None) if reading.form == "level" and reading.own_subject else None
    if names and (each or _complete(names, reading.indicator)):
        yield from ((n, chosen, reading) for n in names)
    else:
        yield reading.indicator, chosen, reading


def _until(piece: Piece, q: Quantity) -> Piece:
    return Piece(piece.start, q.wording_end, piece.segment, (q,), piece.follows)


def _complete(names: list[str], subject: str) -> bool:
    """Whether each item stands whole in the subject: 地膜覆盖率、包装废弃物回收率, not 种植、收获机械化率."""
    return all(n in subject for n in names) and all(
        re.search(r"(?:率|比重|占比|面积|产量|产值|收入)$", n) for n in names
    )


def _whole_of(text: str, piece: Piece) -> Iterator[tuple[str, Quantity, Reading]]:
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
        yield name + rest, quantity, Reading(name + rest, "whole", "")


def _target(
    document: Document,
    text: str,
    span: Span,
    piece: Piece,
    indicator: str,
    q: Quantity,
    reading: Reading,
    deadline: Deadline | None,
    place: Place,
) -> Target:
    start, end = span
    name, scope = split_scope(indicator)
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
