"""Which years a text is of where it names none: years told from that of its document (去年, 过去五年), else the
document's own.
"""

import re

from kb.answer.context import Context
from kb.match import cues
from kb.model import Citation, Document
from kb.quantity import parse_number
from kb.question import plan_period_end
from kb.terms import fold

_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3}(?=年)")
_TITLED = re.compile(r"((?:19|20)\d\d)年")


def years_of(context: Context, citation: Citation) -> frozenset[int]:
    """The years that a citation's words, with their headings, are of without naming them: those counted from the
    document's year, else the one named last before them in their clause, else the document's own, but for a plan,
    whose aims are of later years."""
    document, told = context.documents[citation.document_id], f"{citation.path} {citation.quote}"
    counted = years_counted(document, told)
    if counted or _YEAR.search(fold(told)):
        return counted
    clause = context.clause(citation.document_id, citation.clause_id)
    if named := _YEAR.findall(fold(context.text(citation.document_id)[clause.start : citation.start])):
        return frozenset(year for year in (_number(named[-1]),) if year)
    year = _year(document)
    return frozenset() if year is None or re.search(cues()["words"]["plans"], document.title) else frozenset({year})


def _number(year: str) -> int | None:
    number = parse_number(year)
    return None if number is None else int(number)


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
