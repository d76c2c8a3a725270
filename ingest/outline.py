"""What each line of a document is: start of a unit, of an attachment, of an embedded document, an item, text.

`mark_lines` is total and gives one mark a line. Marks are facts about lines; the tree is `ingest.segment`'s.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.closing import closing_lines
from ingest.contents import contents_lines
from ingest.labels import DASH, Label, is_decimal, is_measure, match_bare, match_label, may_refer
from ingest.lines import Line
from ingest.parts import (
    FILE_NAME,
    attachment_pages,
    embedded_titles,
    heading_lines,
    outline_words,
    points,
)
from ingest.titled import titled_lines
from kb.references import fold

MarkKind = Literal[
    "meta", "label", "attachment", "title", "heading", "titled", "chapter", "dash", "row", "plain", "closing"
]  # fmt: skip

# 注：1、坐标系统为深圳独立坐标系统。
_NOTE_LIST = re.compile(r"^(?:备?注|说明)\s*[:：]\s*[(（]?1[)）.．、]")


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` of the line; `label` for label and attachment; `lines` how many lines a title or an attachment's
    label and heading take."""

    kind: MarkKind
    label: Label | None = None
    lines: int = 1


def mark_lines(lines: Sequence[Line], metadata_lines: int, title: str, headings: bool = False) -> list[Mark]:
    """One mark for each of `lines`; the first `metadata_lines` are the block of fields.

    `headings` says whether outline levels that the format states (Word styles, `#`) are the author's.
    """
    marks = [Mark("meta")] * min(metadata_lines, len(lines))
    contents = contents_lines(lines, len(marks))
    pages = attachment_pages(lines, len(marks))
    embedded = embedded_titles(lines, len(marks), title)
    decimal = _numbers_decimally(lines)
    labels = _Labels(decimal)
    listing = 0  # the first number that a list outside the outline may go on with, 0 without a list
    for index in range(len(marks), len(lines)):
        line = lines[index]
        if index in contents:
            marks.append(Mark("plain"))
            continue
        if index in pages:
            marks.append(Mark("attachment", pages[index], heading_lines(lines, index)))
            labels, listing = _Labels(decimal), 0
            continue
        if index in embedded:
            marks.append(Mark("title", None, embedded[index]))
            labels, listing = _Labels(decimal), 0
            continue
        mark = _mark_line(line, labels, listing, [below.text for below in lines[index + 1 : index + 12]])
        if mark.kind == "plain" and headings and _is_heading(line, title):
            mark = Mark("heading")
        goes_on = listing and mark.kind == "plain" and match_label(line.text) is not None
        listing = _lists(line.text) or (2 if goes_on else 0)
        marks.append(mark)
    for index in titled_lines(lines, [(mark.kind, mark.label) for mark in marks], title):
        marks[index] = Mark("titled")
    for index in _bare_chapters(lines, marks):
        marks[index] = Mark("chapter")
    for index in closing_lines(lines, [(mark.kind, mark.label) for mark in marks]):
        marks[index] = Mark("closing")
    return marks


def _bare_chapters(lines: Sequence[Line], marks: Sequence[Mark]) -> list[int]:
    """The lines that are a chapter's title without a number, above an article: 附则."""
    names = set(outline_words()["title"]["chapters"])
    return [
        index
        for index, (mark, below) in enumerate(pairwise(marks))
        if mark.kind == "plain" and below.label is not None and below.label.style == "条"
        and re.sub(r"\s", "", lines[index].text) in names and not _awaits_heading(lines, marks, index - 1)
    ]  # fmt: skip


def _awaits_heading(lines: Sequence[Line], marks: Sequence[Mark], index: int) -> bool:
    """Whether the line at `index` is a label alone, 第一章, with its heading on the next."""
    label = marks[index].label if index >= 0 else None
    return label is not None and label.rest >= len(lines[index].text)


def _mark_line(line: Line, labels: "_Labels", listing: int, below: Sequence[str]) -> Mark:
    if line.is_row:
        return Mark("row")
    if FILE_NAME.search(line.text):
        return Mark("plain")
    if listing and (item := match_label(line.text)) and item.number[0] >= listing:
        return Mark("plain")  # 2.… under 附件：1.… or 注：1.…
    if label := labels.find(line.text, below):
        return Mark("label", label)
    if DASH.match(line.text):
        return Mark("dash")
    return Mark("plain")


def _is_heading(line: Line, title: str) -> bool:
    return line.block.heading > 0 and len(line.text) <= 60 and fold(line.text) not in fold(title)


class _Labels:
    """Finds labels line by line; remembers the last number of each style to tell labels from look-alikes."""

    def __init__(self, decimal: bool) -> None:
        self._decimal = decimal
        self._last: dict[str, int] = {}

    def find(self, line: str, below: Sequence[str]) -> Label | None:
        """The label of `line`, or None; `below` are the lines after it."""
        label = match_label(line, self._decimal) or (
            match_bare(line, below[0] if below else "") if self._decimal else None
        )
        if label is None:
            return None
        number = label.number[0]
        expected = number == self._last.get(label.style, 0) + 1 and number > 1
        if may_refer(line, label) and not (expected or number == 1):
            return None
        if is_decimal(line, label) and not (
            (expected and not is_measure(line)) or ((expected or number == 1) and _goes_on(label, below))
        ):
            return None
        self._last[label.style] = number
        return label


def _goes_on(label: Label, below: Sequence[str]) -> bool:
    """Whether the next item follows: 1.3人户家庭； is an item when 2.… is the first of its kind below it."""
    following = (item for text in below if (item := match_label(text)) and item.style == label.style)
    first = next(following, None)
    return first is not None and first.number == (label.number[0] + 1,)


def _numbers_decimally(lines: Sequence[Line]) -> bool:
    """Whether the document numbers its units 1.1, 1.2, as contingency plans do."""
    labels = (match_label(line.text, decimal=True) for line in lines if not line.is_row)
    numbers = [label.number for label in labels if label and label.style.startswith("1.1")]
    return (1, 1) in numbers and len(numbers) > 1


def _lists(text: str) -> int:
    """The number that goes on with the list which the line starts, 0 when it starts none outside the outline.

    附件：1.… and 注：1、… go on with 2, a bare 附件： with 1.
    """
    if points(text):
        return 1 if text.endswith((":", "：")) else 2
    return 2 if _NOTE_LIST.match(text) else 0
