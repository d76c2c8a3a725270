"""What the title and the headings say of the place where a sentence stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.tags.deadlines import Deadline, find_deadlines
from ingest.tags.words import pattern
from kb.model import Clause, Document

# 工作回顾 · 发展基础和形势 · 现状分析, but not 基础支撑增强行动
_ENDS = r"(?:$|[、与和及（(。：:]|分析|概述|概况|显著)"
# 2024年政府工作报告 · 2025年工作要点, but not 2024—2026年行动计划
_TITLE_YEAR = re.compile(r"(?<![—－–\-~～至到\d])(20\d\d)年(?![—－–\-~～至到])")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """What is known where a sentence stands: the aims of the headings above, the deadline carried over."""

    clause: Clause
    listed: bool  # under a heading such as 主要目标
    planning: bool  # the document does not rule, and this is no article of a regulation
    carried: Deadline | None
    review: bool  # the paragraph or its headings look back
    floor: int | None  # the year of the document: deadlines before it are history
    dated: Deadline | None = None  # the year that opens the paragraph, when it makes no deadline: 2024年，…
    headings: tuple[tuple[int, int], ...] = ()  # spans of the headings above, the nearest first


def place_of(
    document: Document, text: str, clause: Clause, by_id: Mapping[str, Clause], carried: Mapping[str, Deadline]
) -> Place:
    """The place of the text of `clause`; `carried` holds the deadlines that lists of aims hand on, by clause."""
    above = list(_upwards(clause, by_id))
    kind, floor = nature(document.title), _year_of(document)
    headings = [c.heading for c in above if c.heading]
    listed = kind != "rules" and any(pattern("aim_headings").search(h) for h in headings)
    spans = tuple((c.start, min(c.body_start, c.end)) for c in above if c.heading and (c is clause or _plain(c)))
    headed = next((d for s in spans if (d := _heading_deadline(text, s, floor))), None)
    held = next((carried[c.id] for c in above if c.id in carried), None) if listed else None
    return Place(
        clause=clause,
        listed=listed,
        planning=kind != "rules" and not any(re.fullmatch("第.{1,6}条", c.label or "") for c in above),
        carried=held if headed is None or (held and held.start > headed.start) else headed,
        review=not listed and any(pattern("review_headings", after=_ENDS).search(h) for h in headings),
        floor=floor,
        headings=spans,
    )


def nature(title: str) -> str | None:
    """plans or rules by the last such word of a title: …实施方案的通知 plans, …管理办法的通知 rules."""
    places = {name: max((m.end() for m in pattern(name).finditer(title)), default=-1) for name in ("plans", "rules")}
    last = max(places, key=lambda name: places[name])
    return last if places[last] >= 0 else None


def _upwards(clause: Clause, by_id: Mapping[str, Clause]) -> Iterator[Clause]:
    for _ in range(_DEEPEST):
        yield clause
        if clause.parent not in by_id:
            return
        clause = by_id[clause.parent or ""]


def _plain(clause: Clause) -> bool:
    """Whether the heading is of a unit; those of annexes are titles, whose years date the document."""
    return not (clause.label or "附").startswith("附") or clause.level > 1


def _year_of(document: Document) -> int | None:
    """The year the document speaks in: of its date, else of its title (2024年政府工作报告)."""
    if document.issued_date or document.published_date:
        return (document.issued_date or document.published_date).year  # type: ignore[union-attr]
    titled = _TITLE_YEAR.search(document.title)
    return int(titled[1]) if titled else None


def _heading_deadline(text: str, heading: tuple[int, int], floor: int | None) -> Deadline | None:
    found = find_deadlines(text, *heading)
    return next((d for d in found if floor is None or d.year is None or d.year >= floor), None)
