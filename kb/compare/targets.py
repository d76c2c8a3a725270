"""Targets held against each other: who agrees, who asks for more or less, who contradicts whom.

A verdict is given only where indicator, measure, place, year, base and unit are known to be the same. Targets that
share all of these lie in one cell; a cell is compared within itself and with the cells of the places above, so the
work grows with the targets and not with their pairs.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kb.compare.amounts import relation
from kb.compare.cells import Cell, Rest, amount_of, by_amount, cells_of, levels, related, rest_of, without_stretch
from kb.compare.facets import Facets, facets, thing
from kb.compare.places import LEVELS, Place, show_place
from kb.model import Clause, Document, Target

Verdict = Literal["一致", "更高", "更低", "冲突", "无法判断"]
ClauseOf = Callable[[Target], Clause | None]

# Of many targets of one value against many of another, this many on either side are looked at for a sure conflict.
_LOOKED_AT = 12
_FACET_WORDS = {
    "place": "范围不同",
    "year": "年份不同",
    "measure": "计量方式不同（总量、增长、年均、累计之别）",
    "unit": "单位不同",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What `left` and `right` say of one indicator. `verdict` is about `left`: 更高 means that the value on the left
    is the higher one; `stricter` whether it asks for more than the right (None: neither). 一致 has all on the left.
    `reason` is a sentence for people, `place` and `year` what both are about."""

    verdict: Verdict
    reason: str
    indicator: str
    place: str
    year: int | None
    left: tuple[Target, ...]
    right: tuple[Target, ...] = ()
    stricter: bool | None = None

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets of the finding."""
        return self.left + self.right


def hold_together(
    targets: Iterable[Target],
    documents: Mapping[str, Document],
    clause_of: ClauseOf,
    lapsed: Mapping[str, str] | None = None,
    superseded: Collection[tuple[str, str]] = (),
) -> tuple[Finding, ...]:
    """Every verdict on `targets`, the surest trouble first.

    `clause_of` gives a target's clause; `lapsed` says of documents that are no longer in force why
    not; `superseded` are pairs (later, earlier) of documents of which the later changes the earlier.
    """
    groups: defaultdict[str, list[Target]] = defaultdict(list)
    for target in targets:
        document = documents.get(target.document_id)
        if document is not None and document.account is None:
            groups[thing(target, document).key].append(target)
    judge = _Judge(lapsed or {}, {*superseded} | {(b, a) for a, b in superseded})
    found: list[Finding] = []
    for members in groups.values():
        if len(members) > 1:
            found += _group([facets(t, documents[t.document_id], clause_of(t)) for t in members], judge)
    order = {"冲突": 0, "更高": 1, "更低": 1, "一致": 2, "无法判断": 3}
    return tuple(sorted(found, key=lambda finding: order[finding.verdict]))


def _group(members: Sequence[Facets], judge: "_Judge") -> list[Finding]:
    """The verdicts on one indicator."""
    cells, unplaced = cells_of(members)
    found: list[Finding] = []
    for cell in cells:
        found += judge.within(cell)
    by_rest: defaultdict[tuple[Rest, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        by_rest[cell.rest, cell.year].append(cell)
    for comparable in by_rest.values():
        for lower, upper in levels(comparable):
            found += judge.between(lower, upper)
    return found + _repeated(unplaced) + _undecided(cells, unplaced)


def _repeated(unplaced: Sequence[Facets]) -> list[Finding]:
    """What one document says twice alike, though it tells no year or place: said again, it means the same."""
    held: defaultdict[tuple[object, ...], list[Facets]] = defaultdict(list)
    for one in unplaced:
        held[one.document.id, rest_of(one), one.year, one.places, one.act].append(one)
    found = []
    for alike in held.values():
        for same in by_amount(alike):
            if len({one.target.start for one in same}) > 1:
                cell = Cell(rest_of(same[0]), Place(0), 0, ())
                found.append(_agreement(cell, same))
    return found


@dataclass(frozen=True, slots=True)
class _Judge:
    """Gives verdicts, knowing which documents have lapsed and which change which."""

    lapsed: Mapping[str, str]
    superseded: Collection[tuple[str, str]]

    def within(self, cell: Cell) -> list[Finding]:
        """Verdicts among targets for one place and year."""
        current = [one for one in cell.members if one.document.id not in self.lapsed]
        found = [self._lapsed(cell)] if len(current) < len(cell.members) and current else []
        current = without_stretch(current)
        classes = by_amount(current)
        found += [_agreement(cell, alike) for alike in classes if len(alike) > 1]
        for at, first in enumerate(classes):
            for second in classes[at + 1 :]:
                found.append(self._differing(cell, first, second))
        return [finding for finding in found if finding is not None]

    def between(self, lower: Cell, upper: Cell) -> list[Finding]:
        """Verdicts on a place's targets against those of a place that it lies in."""
        found: list[Finding] = []
        own = without_stretch([one for one in lower.members if one.document.id not in self.lapsed])
        above = without_stretch([one for one in upper.members if one.document.id not in self.lapsed])
        if own and above and not (own[0].intensive and above[0].intensive):
            reason = f"{show_place(lower.place)}对{show_place(upper.place)}：总量的范围不同，不能直接比较"
            return [_finding(lower, "无法判断", reason, own, above)]
        for mine in by_amount(own):
            for theirs in by_amount(above):
                found.append(_against_upper(lower, mine, upper, theirs))
        return found

    def _differing(self, cell: Cell, first: Sequence[Facets], second: Sequence[Facets]) -> Finding | None:
        """The verdict on two amounts stated for one place and year."""
        a, b = first[0], second[0]
        kind = relation(amount_of(a), amount_of(b))
        if kind == "unclear":
            return _finding(cell, "无法判断", "数值相近或表述为约数，难以断定是否不同", first, second)
        sure, doubt = [], ""
        for x in first[:_LOOKED_AT]:
            for y in second[:_LOOKED_AT]:
                reason = self._doubt(x, y)
                doubt = doubt or reason
                if not reason:
                    sure.append((x, y))
        if not sure:
            return _finding(cell, "无法判断", doubt, first, second)
        left, right = tuple(dict.fromkeys(x for x, _ in sure)), tuple(dict.fromkeys(y for _, y in sure))
        lower, upper = _lower_first(left, right)
        if kind == "within":
            return _ordered(cell, lower, upper, "两者不相抵触")
        if len({one.rank for one in (*left, *right)}) > 1:
            return _ordered(cell, lower, upper, f"{_level(upper[0])}文件为{show_place(cell.place)}定的数值与其不同")
        same = "同一文件前后" if {x.document.id for x in left} == {y.document.id for y in right} else "两份同级文件"
        return _finding(cell, "冲突", f"{same}对同一指标、同一年份、同一范围要求不同", left, right)

    def _doubt(self, a: Facets, b: Facets) -> str:
        """Why two amounts that differ may still both hold; "" when nothing explains it."""
        one_document = a.document.id == b.document.id
        if (a.document.id, b.document.id) in self.superseded:
            return "其中一份文件修改或废止了另一份"
        if one_document and a.target.text == b.target.text:
            return "同一句中分别规定"
        if a.act != b.act:
            return "所做的事不同（如新建与改造、建成与拥有）"
        if a.measure == "level" and (a.year_inferred or b.year_inferred):
            return "有一处未写明年份"
        if a.measure in ("increase", "cumulative") and a.base is None and (a.since is None or b.since is None):
            return "起算年份未写明"
        if not one_document and not a.places:
            return "范围未写明"
        return ""

    def _lapsed(self, cell: Cell) -> Finding | None:
        old = [one for one in cell.members if one.document.id in self.lapsed]
        current = [one for one in cell.members if one.document.id not in self.lapsed]
        return _finding(cell, "无法判断", self.lapsed[old[0].document.id] + "，不再比较", old, current)


def _agreement(cell: Cell, alike: Sequence[Facets]) -> Finding:
    documents = {one.document.id for one in alike}
    values = {one.target.value for one in alike}
    said = "同一文件多处" if len(documents) == 1 else f"{len(documents)} 份文件"
    reason = f"{said}要求相同" + ("（已换算单位）" if len(values) > 1 else "")
    return _finding(cell, "一致", reason, alike, ())


def _lower_first(first: Sequence[Facets], second: Sequence[Facets]) -> tuple[Sequence[Facets], Sequence[Facets]]:
    """The two sides with the document of the lower level, or the later one, in front."""

    def order(one: Facets) -> tuple[int, str, int]:
        return one.rank or 0, str(one.document.issued_date or ""), one.target.start

    return (first, second) if order(first[0]) >= order(second[0]) else (second, first)


def _ordered(cell: Cell, left: Sequence[Facets], right: Sequence[Facets], why: str) -> Finding:
    """更高 or 更低, with what that means where a bound tells."""
    a, b = amount_of(left[0]), amount_of(right[0])
    higher = a.low > b.low
    direction = a.direction or b.direction
    stricter = None if direction == 0 else higher == (direction > 0)
    meaning = "" if stricter is None else "，要求更严" if stricter else "，要求更宽"
    found = _finding(cell, "更高" if higher else "更低", f"{why}{meaning}", left, right)
    return replace(found, stricter=stricter)


def _against_upper(lower: Cell, mine: Sequence[Facets], upper: Cell, theirs: Sequence[Facets]) -> Finding:
    """A place's own value against the one for the whole that it lies in."""
    whole = f"{show_place(lower.place)}对{show_place(upper.place)}"
    if any(one.year_inferred and one.measure == "level" for one in (*mine, *theirs)):
        return _finding(lower, "无法判断", f"{whole}：有一处未写明年份", mine, theirs)
    kind = relation(amount_of(mine[0]), amount_of(theirs[0]))
    if kind == "same":
        return _finding(lower, "一致", f"{whole}：要求相同", mine, theirs)
    if kind == "unclear":
        return _finding(lower, "无法判断", f"{whole}：数值相近或表述为约数", mine, theirs)
    return _ordered(lower, mine, theirs, whole)


def _undecided(cells: Sequence[Cell], unplaced: Sequence[Facets]) -> list[Finding]:
    """Targets of one indicator that differ in one facet alone: not comparable, and in what."""
    found = []
    for name, keys in (
        ("place", lambda c: (c.rest, c.year)),
        ("unit", lambda c: (c.rest[:4], c.rest[5:], c.place.names, c.year)),
        ("measure", lambda c: (c.rest[0], c.rest[2:5], c.place.names, c.year)),
    ):
        groups: defaultdict[object, list[Cell]] = defaultdict(list)
        for cell in cells:
            groups[keys(cell)].append(cell)
        for alike in groups.values():
            if len(alike) > 1 and not (name == "place" and related(alike)):
                members = [one for cell in alike for one in cell.members]
                found.append(_finding(alike[0], "无法判断", _FACET_WORDS[name], members, ()))
    amounts = {(amount_of(one).low, amount_of(one).unit) for one in unplaced}
    if len(amounts) > 1 or (unplaced and cells):
        anchor = Cell(rest_of(unplaced[0]), Place(0), 0, ())
        rest = [] if not cells else list(cells[0].members)
        reason = "年份或范围未写明" if any(one.year is None for one in unplaced) else "范围未写明"
        found.append(_finding(anchor, "无法判断", reason, unplaced, rest))
    return found


def _finding(cell: Cell, verdict: Verdict, reason: str, left: Sequence[Facets], right: Sequence[Facets]) -> Finding:
    anchor = (*left, *right)[0]
    place = show_place(cell.place) if cell.year else ""
    sides = (tuple(one.target for one in left), tuple(one.target for one in right))
    return Finding(verdict, reason, anchor.target.indicator, place, cell.year or None, *sides)


def _level(one: Facets) -> str:
    return LEVELS[one.rank] if one.rank is not None else "上级"
