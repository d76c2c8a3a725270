"""The table of contents (目录) of a statute, a plan or a report: lines that name units and are none."""

import re
from collections.abc import Sequence

from ingest.lines import Line

_NAME = re.compile(r"目[\s　]*[录次]")
# What stands behind an entry: 第一章 总则……………3 · 一、总体要求\t(2)
_PAGE = re.compile(r"[\s.．…·﹒\-—]*[（(]?\d{0,4}[）)]?$")
_LONGEST = 80
_MOST = 400  # entries; the 1,260 articles of a code are no entries, their chapters are


def contents_lines(lines: Sequence[Line], first: int) -> set[int]:
    """The indexes of a table of contents after `first`: its name and the entries that come again below.

    An entry counts when the same words stand alone on a line after the table, which ends where its first entry
    comes again; without one there is no table.
    """
    start = next((i for i in range(first, len(lines)) if _NAME.fullmatch(lines[i].text)), None)
    if start is None or start + 1 >= len(lines):
        return set()
    opening = _entry(lines[start + 1].text)
    again = range(start + 2, min(len(lines), start + _MOST))
    end = next((i for i in again if _entry(lines[i].text) == opening), None)
    if end is None or any(len(line.text) > _LONGEST or line.text.endswith("。") for line in lines[start:end]):
        return set()
    below = {_entry(line.text) for line in lines[end:] if len(line.text) <= _LONGEST}
    return {start} | {i for i in range(start + 1, end) if _entry(lines[i].text) in below}


def _entry(text: str) -> str:
    return re.sub(r"\s", "", _PAGE.sub("", text))
