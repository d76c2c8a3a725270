"""Aims without a number: 全部完成, 全覆盖, 翻一番."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.tags.deadlines import Deadline, after_deadline
from ingest.tags.indicators import Reading, subject_of, without_baseline
from ingest.tags.pieces import Piece
from ingest.tags.words import pattern
from kb.model import Comparator
from kb.quantity import Quantity

# 焦化企业全部完成超低排放改造 · 煤泥等固体废物实现全部利用
_ALL = re.compile(r"^(?P<subject>.{2,60}?)(?P<all>全部|百分之百)(?P<rest>[\u4e00-\u9fff“”\"A-Za-z0-9]{2,40})$")
# 全市工业园区铁路专用线实现全覆盖
_COVERAGE = re.compile(r"^(?P<subject>.{2,60}?)(?:基本)?(?:实现)?(?P<all>全覆盖)$")
# 经济总量翻一番
_MULTIPLE = re.compile(
    r"^(?P<subject>.{2,40}?)(?:[一两二三四五]年)?(?:实现)?(?P<all>翻[一两二三四]?番|翻番)(?P<more>以上)?$"
)
# 到2027年全部完成老旧小区改造
_ALL_FIRST = re.compile(
    r"^(?P<lead>.{0,24}?)(?P<all>全部)(?:完成|实现|建成|淘汰|退出)(?P<subject>[\u4e00-\u9fff“”]{4,40})$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity of a piece as read; `deadline` is its own in 2027年和2030年分别达到70%和75%."""

    indicator: str
    quantity: Quantity
    reading: Reading
    deadline: Deadline | None = None


def wholes(text: str, piece: Piece) -> Iterator[Found]:
    """全部, 全覆盖 and 翻番, which are quantified without a number."""
    if piece.quantities or piece.aside:
        return
    at = piece.start
    for part in re.split(r"(?<=全覆盖)[、和]", text[piece.start : piece.end]):
        yield from _whole(part.rstrip("。；; "), at)
        at += len(part) + 1


def _whole(words: str, begin: int) -> Iterator[Found]:
    """What `words`, which start at `begin`, state as a whole."""
    for shape in (_ALL, _ALL_FIRST, _COVERAGE, _MULTIPLE):
        match = shape.match(words)
        if match is None:
            continue
        rest = match.groupdict().get("rest") or ""
        if shape is _ALL and not (pattern("whole_verbs").match(rest) or match["subject"].endswith("实现")):
            continue
        name = subject_of(without_baseline(after_deadline(match["subject"]))[0])
        if len(name) < 2 or (shape is _ALL_FIRST and subject_of(after_deadline(match["lead"]))):
            continue
        value = match["all"] if shape is _MULTIPLE else "全部"
        start = begin + match.start("all")
        end = begin + match.end("all")
        more = match.groupdict().get("more") or ""
        said: Comparator = ">=" if more else "="
        quantity = Quantity(start, end, value, "", "whole", said, start, end + len(more))
        yield Found(name + rest, quantity, Reading(name + rest, "whole", ""))
