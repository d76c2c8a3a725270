"""The lines at the end of each part of a document that belong to the document, not to its last unit.

They are the signature, the date, pointers to attachments, and closing paragraphs: 本办法自印发之日起施行,
各地区、各部门要…. All functions are total; they look at lines and their marks only.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.dates import is_date_line
from ingest.issuers import is_organisation
from ingest.labels import Label, match_label
from ingest.lines import Line
from ingest.parts import FILE_NAME, NOTE, closing_patterns, is_closing_line, points

#: (kind of the line, its label), see `ingest.outline.Mark`.
Marked = tuple[str, Label | None]
# Units that must agree before the way they end, or their size, says where the last one ends.
_ALIKE = 3
_MOST_POINTED = 50  # attachments that one list names


def closing_lines(lines: Sequence[Line], marks: Sequence[Marked]) -> list[int]:
    """The indexes of the closing lines of every part, in order."""
    starts = [i for i, (kind, _) in enumerate(marks) if kind in ("attachment", "title")] + [len(lines)]
    found: list[int] = []
    begin = 0
    for end in starts:
        body = begin < len(marks) and marks[begin][0] != "attachment"
        first = _closing_start(lines, marks, begin, end, body)
        found += [index for index in range(first, end) if marks[index][0] == "plain"]
        begin = end
    return found


def _closing_start(lines: Sequence[Line], marks: Sequence[Marked], begin: int, end: int, body: bool) -> int:
    """Where the closing matter of the part `begin..end` starts; `end` when there is none or no unit above."""
    units = [i for i in range(begin, end) if marks[i][0] in ("label", "titled", "heading")]
    unit = next((i for i in range(end - 1, begin - 1, -1) if marks[i][0] != "plain"), None)
    if unit is None or (body and not units):
        return end
    start = end
    while start - 1 > unit and _is_signature(lines, start - 1, body):
        start -= 1
    if not body:
        return start
    run_in = marks[unit][0] == "label" and lines[unit].text.endswith(("。", "）", ")")) and len(lines[unit].text) > 40
    after_duty = _after_duty(lines, units, unit, start)
    if after_duty is not None:
        return after_duty
    text_begins = unit + 1 if run_in or marks[unit][0] == "row" else unit + 2
    weak = run_in or _others_are_shorter(marks, units, unit, start)
    patterns = [re.compile(p) for p in closing_patterns("strong") + (closing_patterns("weak") if weak else [])]
    for index in range(text_begins, start):
        if any(pattern.search(lines[index].text) for pattern in patterns):
            return _with_appeals(lines, index, text_begins)
    return start


def _with_appeals(lines: Sequence[Line], start: int, text_begins: int) -> int:
    """Where the paragraphs 各县（市、区）、各部门要… begin that lead over to the closing ones from `start`."""
    appeals = re.compile("|".join(closing_patterns("weak")))
    while start > text_begins and appeals.search(lines[start - 1].text):
        start -= 1
    return start


def _after_duty(lines: Sequence[Line], units: Sequence[int], last: int, start: int) -> int | None:
    """Where the text after the last unit's responsibilities begins, if the units before end with theirs.

    （交通运输部、海关总署按职责分工负责） at the end of unit after unit: what follows the last one closes the
    document.
    """
    duty = re.compile("|".join(closing_patterns("duty")))
    ends = [after - 1 for after in units[1:]]  # the last line before each next unit
    texts = [lines[at].text for at, unit in zip(ends, units, strict=False) if at > unit or len(lines[at].text) > 40]
    if len(texts) < _ALIKE or sum(1 for text in texts if duty.search(text)) < 0.8 * len(texts):
        return None
    mine = [index for index in range(last, start) if duty.search(lines[index].text)]
    return mine[-1] + 1 if mine else None


def _others_are_shorter(marks: Sequence[Marked], units: Sequence[int], last: int, start: int) -> bool:
    """Whether the units like the last have one paragraph each under their heading, and it has more."""
    label = marks[last][1]
    if label is None or start - last < 3:
        return False
    sizes = [
        after - unit
        for unit, after in pairwise(units)
        if (own := marks[unit][1]) is not None and own.style == label.style
    ]
    return len(sizes) >= _ALIKE and set(sizes) == {2}


def _is_signature(lines: Sequence[Line], index: int, body: bool) -> bool:
    text = lines[index].text
    if is_closing_line(text) or points(text) or FILE_NAME.search(text):
        return True
    if _is_pointed_at(lines, index):
        return True
    if not body:
        return False
    if is_date_line(text) or NOTE.match(text):
        return True
    return all(is_organisation(part) for part in re.split(r"[\s　]+", text.strip()))


def _is_pointed_at(lines: Sequence[Line], index: int) -> bool:
    """Whether the line is an item, 2.指标体系, of the list that a pointer 附件：1.任务分工表 starts."""
    at = index
    while at > max(0, index - _MOST_POINTED) and match_label(lines[at].text) is not None:
        at -= 1
    return at < index and points(lines[at].text)
