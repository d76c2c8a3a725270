"""Listing subjects: 花生种植、收获机械化率 names two indicators, which share words at either end."""

import re

from ingest.tags.words import pattern

# 各项均 · 分别
_EACH = re.compile(r"(?:分别|各自|均|都|各)")
# 及 of 普及率, 及时率, 涉及面 joins nothing
_AND = re.compile(r"、|以及|和(?!谐)|(?<![普涉])及(?![时格])|与")
# 车辆 | 电动化: what precedes the head and belongs to every item
_WAY = re.compile(r"[\u4e00-\u9fff]{2}化$")
# 知晓率、 | 满意度: a head alone
_HEAD_ALONE = 3


def items(subject: str, count: int | None) -> list[str] | None:
    """The indicators a listing subject names: 花生种植、收获机械化率 → 花生种植机械化率, 花生收获机械化率.

    None when the subject is no list of complete items, or has not `count` of them.
    """
    subject = _EACH.sub("", subject) if subject.endswith(("分别", "均", "都", "各")) else subject
    parts = [p for p in _AND.split(subject) if p]
    if len(parts) < 2 or (count is not None and len(parts) != count):
        return None
    head = pattern("heads", after="$")
    if all(head.search(p) and len(p) > 2 for p in parts):
        return _completed(parts)
    tail = head.search(parts[-1])
    if tail is None:
        return None if count is None else parts
    middle, shared = _shared(parts, tail.start())
    front = parts[0][: -len(middle)] if len(parts[0]) > len(middle) + 1 else ""
    return [parts[0] + shared, *(front + p + shared for p in parts[1:-1]), front + parts[-1]]


def _completed(parts: list[str]) -> list[str]:
    """知晓率、满意度 of one thing: a head alone takes the words before the first item's head."""
    first = pattern("full_heads", after="$").search(parts[0])
    front = parts[0][: first.start()] if first else ""
    return [front + p if i and len(p) <= _HEAD_ALONE else p for i, p in enumerate(parts)]


def _shared(parts: list[str], at: int) -> tuple[str, str]:
    """The last item's own words and those that every item ends with; its head starts at `at`.

    Words such as 车辆电动化 before the head are shared; without them, items of one length share what stands behind
    that length: 城镇和农村供水普及率.
    """
    last, begin = parts[-1], at
    while begin > 2:
        word = pattern("shared_words", after="$").search(last[:begin]) or _WAY.search(last[:begin])
        if word is None or word.start() < 2:
            break
        begin = word.start()
    length = len(parts[0])
    if begin == at and at - length >= 2 and all(len(p) == length for p in parts[:-1]):
        return last[:at], last[length:]
    return last[:begin], last[begin:]
