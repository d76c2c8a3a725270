"""Whether a quantity is aimed at: deadlines ahead, headings of aims; statistics and payments are not."""

import re
from dataclasses import dataclass
from typing import Literal

from ingest.tags.deadlines import Deadline
from ingest.tags.indicators import Reading
from ingest.tags.pieces import Piece
from ingest.tags.words import pattern
from kb.model import Clause
from kb.quantity import Quantity

# 设计制造能力为 | 40根
_TOLD = re.compile("(?:为|占)$")
# 审批时限压缩至 | 3个工作日
_SHORTENED = re.compile(r"(?:压缩|缩短|压减|控制|降)(?:到|至|在)$")
# 人均预期寿命提高到 | 78岁
_LASTING = re.compile(r"(?:寿命|年限|时长|时间)(?:达到|达|提高到|提高至|增加到|超过)?$")


@dataclass(frozen=True, slots=True)
class Place:
    """What is known where a sentence stands: the aims of the headings above, the deadline carried over."""

    clause: Clause
    listed: bool  # under a heading such as 主要目标
    planning: bool  # the document plans, and this is no article of a regulation
    carried: Deadline | None
    review: bool  # the paragraph or its headings look back
    floor: int | None  # the year of the document: deadlines before it are history


def nature(title: str) -> str | None:
    """plans or rules by the last such word of a title: …实施方案的通知 plans, …管理办法的通知 rules."""
    places = {
        name: max((m.end() for m in pattern(name).finditer(title)), default=-1) for name in ("plans", "rules")
    }
    last = max(places, key=lambda name: places[name])
    return last if places[last] >= 0 else None


def ahead(deadline: Deadline, place: Place) -> bool:
    """Whether a year is an aim's rather than a date's: later than the document, or its year with 到 or 底."""
    if deadline.year is None or place.floor is None or deadline.year > place.floor:
        return deadline.firm or place.floor is not None
    return deadline.year == place.floor and (deadline.firm or place.listed)


def aimed(
    text: str, piece: Piece, deadline: Deadline | None, past: list[int], paid: bool, place: Place
) -> Literal["strong", "weak"] | None:
    """How surely what the piece states is an aim; None for statistics, payments, thresholds and procedures.

    strong: a deadline, a hedge or the heading says so; weak: only the document's planning nature does.
    """
    segment = text[slice(*piece.segment)]
    if segment.endswith("的") or pattern("payable").search(segment):
        return None
    if any(p < piece.start and (deadline is None or deadline.start < p) for p in past):
        return None
    if pattern("past").search(segment) and not (deadline and deadline.start >= piece.segment[0]):
        return None
    if place.review and (deadline is None or deadline == place.carried):
        return None
    if place.listed or (deadline and (deadline.year is not None or place.planning)):
        return "strong"
    if not place.planning:
        return None
    if pattern("firm_hedges").search(text, piece.segment[0], piece.end):
        return "strong"
    if pattern("procedural").search(segment):
        return None
    first = piece.quantities[0].start if piece.quantities else piece.end
    return None if paid or pattern("conditions").search(text, piece.segment[0], first) else "weak"


def makes(text: str, piece: Piece, q: Quantity, reading: Reading) -> bool:
    """Whether a reading aims by its own words: a making verb, or a level reached, not kept to (不低于)."""
    if reading.form in ("count", "whole", "share"):
        return True
    if piece.aside:
        return False
    forward = pattern("forward_verbs", after="$").search(text[piece.start : q.start])
    if reading.form == "change":
        grows = re.search("年均|每年|新增|净增", text[piece.start : q.start]) is not None
        return grows or q.comparator is not None
    return forward is not None


def states(text: str, piece: Piece, q: Quantity, place: Place) -> bool:
    """Whether 能力为40根 tells what is: 为 and 占 aim only in a list of aims or with 以上 and the like."""
    told = _TOLD.search(text[piece.start : q.start]) is not None
    return told and not place.listed and q.comparator is None


def time_aim(text: str, piece: Piece, q: Quantity) -> bool:
    """压缩至3个工作日以内 and 人均预期寿命提高到78岁 are aims; other spans of time are procedures."""
    before = text[piece.start : q.wording_start]
    return _SHORTENED.search(before) is not None or _LASTING.search(before) is not None
