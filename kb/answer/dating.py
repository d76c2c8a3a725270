"""Which years a text is of where it names none: years told from that of its document (去年, 过去五年), else the
document's own.
"""

import re

from kb.match import cues
from kb.model import Document
from kb.question import plan_period_end
from kb.terms import fold

_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3}(?=年)")
_TITLED = re.compile(r"((?:19|20)\d\d)年")


def years_of(document: Document, told: str) -> frozenset[int]:
    """The years that the words of a text in the document (with its headings) are of without naming them: those counted
    from the document's year, else this year itself, but for a plan, whose aims are of later years."""
    year = _year(document)
    if year is None:
        return frozenset()
    counted = years_counted(document, told)
    if counted or _YEAR.search(fold(told)) or re.search(cues()["words"]["plans"], document.title):
        return counted
    return frozenset({year})


def years_counted(document: Document, told: str) -> frozenset[int]:
    """The years that the text counts from the document's year: 2022 by 去年 in a report of 2023."""
    year, flat = _year(document), fold(told)
    if year is None:
        return frozenset()
    spans: dict[str, tuple[int, int]] = cues()["relative_years"]
    return frozenset(
        year + step
        for words, (first, last) in spans.items()
        if re.search(words, flat)
        for step in range(first, last + 1)
    )


def _year(document: Document) -> int | None:
    """The year in the document's title, else that of its publication or issue; None for a plan's period."""
    if plan_period_end(document.title) is not None:
        return None
    titled = _TITLED.findall(fold(document.title))
    if titled:
        return int(titled[-1])
    day = document.published_date or document.issued_date
    return day.year if day else None
