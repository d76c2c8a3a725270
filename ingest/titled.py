"""Blocks of text under a title without a number: 办理条件 / 申请人应当… / 办理材料 / ….

`titled_lines` is total. A short line above a paragraph or a list heads a block only in company: one alone may be
anything.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.dates import is_date_line
from ingest.headings import is_titular
from ingest.issuers import is_organisation
from ingest.labels import CHAPTERS, DASH, Label
from ingest.lines import Line
from ingest.parts import FILE_NAME, NOTE, is_closing_line, points
from kb.references import fold

_MAX_TITLE = 24
_MIN_TEXT = 20
# Figures, dates, numbers of documents and punctuation: a title without a number is words (and brackets).
_NO_TITLE = re.compile(r"[，,、：:；;。！!｜|/_@=…]|\d{2}|号$|^[\W\d]|[“《]$")
_TEXT_END = ("。", "；", "：", ":", "）", "？")


def titled_lines(lines: Sequence[Line], marks: Sequence[tuple[str, Label | None]], title: str) -> list[int]:
    """The indexes of the lines that head a block without a number.

    `marks` are (kind, label) of the lines, see `ingest.outline.Mark`. In a part without numbering above them
    the blocks hold what follows, lists included; between two numbered units they hold text.
    """
    found: list[int] = []
    for part in _parts(marks):
        heads = [i for i in part if _is_head(lines, marks, i, title)]
        numbered = [i for i in part if marks[i][0] == "label"]
        if heads and (not numbered or heads[0] < numbered[0]) and _may_hold(marks, numbered):
            found += heads if len(heads) > 1 else []
            continue
        for among in _between(heads, numbered):
            found += among if len(among) > 1 and marks[among[-1] + 1][0] == "plain" else []
    return found


def _parts(marks: Sequence[tuple[str, Label | None]]) -> Iterator[range]:
    starts = [i for i, (kind, _) in enumerate(marks) if kind in ("attachment", "title")]
    for begin, end in zip([0, *starts], [*starts, len(marks)], strict=True):
        yield range(begin, end)


def _between(heads: Sequence[int], numbered: Sequence[int]) -> list[list[int]]:
    """`heads` in groups: those that no numbered unit stands between."""
    return [list(group) for _, group in groupby(heads, lambda head: bisect(numbered, head))]


def _may_hold(marks: Sequence[tuple[str, Label | None]], numbered: Sequence[int]) -> bool:
    """Whether the numbered units may stand inside the blocks: lists that start anew in each."""
    labels = [label for i in numbered if (label := marks[i][1]) is not None]
    if any(label.style in (*CHAPTERS, "条") for label in labels):
        return False
    outer = [label for label in labels if label.style == "一、"]
    return not outer or sum(1 for label in outer if label.number == (1,)) > 1


def _is_head(lines: Sequence[Line], marks: Sequence[tuple[str, Label | None]], index: int, title: str) -> bool:
    text = lines[index].text
    if marks[index][0] != "plain" or not 2 <= len(text) <= _MAX_TITLE or index + 1 >= len(lines):
        return False
    if _NO_TITLE.search(text) or not is_titular(text) or fold(text) in fold(title):
        return False
    if is_date_line(text) or is_organisation(text) or NOTE.match(text) or is_closing_line(text) or points(text):
        return False
    if FILE_NAME.search(text) or DASH.match(text) or not _follows_text(lines, marks, index):
        return False
    below, label = marks[index + 1]
    if below == "label":
        return label is not None and label.number == (1,)
    following = lines[index + 1].text
    return below == "plain" and len(following) >= _MIN_TEXT and following.endswith(_TEXT_END)


def _follows_text(lines: Sequence[Line], marks: Sequence[tuple[str, Label | None]], index: int) -> bool:
    """Whether the line above is complete: a sentence, a row, a heading or the start."""
    if index == 0 or marks[index - 1][0] != "plain":
        return True
    return lines[index - 1].text.endswith(("。", "；", "！", "？", "）", ")", "”", "："))
