"""The fields of a document's header, each with the line of the document that states it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from kb.answer.context import Context
from kb.answer.places import MAX_QUOTE
from kb.answer.provisions import Stated, label_of, rows_of
from kb.model import Citation, Document
from kb.quantity import chinese_number
from kb.references import normalise_doc_number
from kb.terms import squeeze

# Digits of a year, read one by one.
_DIGITS = "〇一二三四五六七八九"


def field(context: Context, document: Document, slot: str) -> Stated | None:
    """The header's value for the slot; None where the document does not state it."""
    raw = getattr(document, slot)
    if not raw:
        return None
    if document.account:
        told = _mention(context, document)
        return Stated(label_of(slot), _shown(raw), (told,)) if told else None
    spellings = raw if isinstance(raw, tuple) else tuple(_spellings(raw)) if isinstance(raw, date) else (raw,)
    found = _locate(context, document, spellings, slot)
    if found is None:
        return None
    words, place = found
    return Stated(label_of(slot), _shown(raw) if _digits(words) or not isinstance(raw, date) else words, (place,))


def _shown(value: str | date | tuple[str, ...]) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "、".join(value) if isinstance(value, tuple) else value


def _digits(words: str) -> bool:
    return any(c.isdigit() and c.isascii() for c in words)


def _spellings(day: date) -> Iterator[str]:
    """2024-04-01, 2024年4月1日, 二〇二四年四月一日, …"""
    y, m, d = day.year, day.month, day.day
    yield from (f"{y}年{m}月{d}日", f"{y}年{m:02}月{d:02}日", f"{y}年{m:02}月{d}日", f"{y}年{m}月{d:02}日")
    for mark in "-./":
        yield from (f"{y}{mark}{m:02}{mark}{d:02}", f"{y}{mark}{m}{mark}{d}")
    rest = f"年{chinese_number(m)}月{chinese_number(d)}日"
    year = "".join(_DIGITS[int(c)] for c in str(y))
    yield from (year.replace("〇", zero) + rest for zero in "〇○零OＯ0")


def _locate(context: Context, document: Document, spellings: Sequence[str], slot: str) -> tuple[str, Citation] | None:
    """The line that states the value, with the words found: of the lines that hold it the one with the field's label,
    else with most of the spellings (all issuers), else the first."""
    text = context.text(document.id)
    pattern = "|".join(r"\s*".join(map(re.escape, re.sub(r"\s", "", one))) for one in spellings)
    best: tuple[tuple[bool, int], re.Match[str]] | None = None
    for match in re.finditer(pattern, text):
        start, end = _line(text, match.start(), match.end())
        line = squeeze(text[start:end])
        worth = (any(label in line for label in _labels(slot)), sum(squeeze(s) in line for s in spellings))
        if best is None or worth > best[0]:
            best = worth, match
    if best is None:
        return None
    return best[1].group(), _row(context, document.id, best[1].start(), best[1].end())


@lru_cache(maxsize=16)
def _labels(slot: str) -> tuple[str, ...]:
    """What portals call the field."""
    data = tomllib.loads(files("kb").joinpath("data/header.toml").read_text(encoding="utf-8"))
    return (*data["fields"].get(slot, ()), *rows_of(slot))


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    line_end = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end


def _row(context: Context, document_id: str, start: int, end: int) -> Citation:
    """A citation of the whole line of a header value."""
    line_start, line_end = _line(context.text(document_id), start, end)
    if line_end - line_start > MAX_QUOTE:
        return context.cite(document_id, start, end)
    return context.cite(document_id, line_start, line_end)


def _mention(context: Context, document: Document) -> Citation | None:
    """Where the telling document names one that is known by its account only."""
    for reference in context.references:
        if document.doc_number and same_number(reference.doc_number, document.doc_number):
            return context.cite(reference.document_id, reference.start, reference.end, document)
    return None


def same_number(a: str | None, b: str | None) -> bool:
    """Whether two 文号 are one, however they are written."""
    return bool(a and b) and _canonical(a or "") == _canonical(b or "")


_canonical = lru_cache(maxsize=16384)(normalise_doc_number)


def any_same(number: str | None, numbers: Iterable[str]) -> bool:
    """Whether the 文号 is one of those."""
    return any(same_number(number, other) for other in numbers)
