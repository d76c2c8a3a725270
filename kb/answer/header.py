"""The fields of a document's header, each with the line of the document that states it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from kb.answer.context import Context, unique
from kb.answer.places import MAX_QUOTE
from kb.answer.provisions import Stated, label_of, rows_of
from kb.model import Citation, Document
from kb.quantity import chinese_number
from kb.references import normalise_doc_number
from kb.terms import squeeze

# Digits, and how far ahead those of full width are.
_HALF = "0123456789"
_WIDER = ord("０") - ord("0")
# Digits of a year, read one by one.
_DIGITS = "〇一二三四五六七八九"


def field(context: Context, document: Document, slot: str) -> Stated | None:
    """The header's value for the slot as the document writes it; None where the document does not state it."""
    raw = getattr(document, slot)
    if not raw:
        return None
    if document.account:
        told = _mention(context, document)
        return Stated(label_of(slot), _joined(raw), (told,)) if told else None
    if isinstance(raw, date):
        return _dated(context, document, slot, raw)
    if isinstance(raw, tuple) and len(raw) > 1:
        return _jointly(context, document, slot, raw)
    found = _locate(context, document, raw if isinstance(raw, tuple) else (raw,), slot)
    return Stated(label_of(slot), _joined(raw), (_row(context, document.id, *found.span()),)) if found else None


def _joined(value: str | date | tuple[str, ...]) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _dated(context: Context, document: Document, slot: str, day: date) -> Stated | None:
    """A date in the document's words under the document's name for it. Where a portal's field writes it as machines do
    (2024-04-01 00:00:00) and the signature as people do, the latter is shown beside the field that says what it is."""
    found = _locate(context, document, tuple(_spellings(day)), slot)
    if found is None:
        return None
    label, place = _called(found, slot), _row(context, document.id, *found.span())
    if "年" in found.group():
        return Stated(label, squeezed(found.group()), (place,))
    for spelling in _spellings(day):
        alone = re.compile(rf"^\s*[（(]?(?P<day>{_loosely(spelling)})[）)]?\s*$", re.MULTILINE)
        if "年" in spelling and (signed := alone.search(found.string)):
            signature = _row(context, document.id, *signed.span("day"))
            return Stated(label, squeezed(signed["day"]), (place, signature))
    return Stated(label, squeezed(found.group()), (place,))


def _jointly(context: Context, document: Document, slot: str, names: tuple[str, ...]) -> Stated | None:
    """Several issuers: each with a line that names it, in one line where one names them all."""
    places = [f for name in names if (f := _locate(context, document, (name,), slot, names)) is not None]
    if len(places) < len(names):
        return None
    rows = unique(_row(context, document.id, *place.span()) for place in places)
    return Stated(label_of(slot), _joined(names), rows)


def _called(found: re.Match[str], slot: str) -> str:
    """The document's own name for the field (发布日期), where it stands before the value."""
    start, _ = _line(found.string, *found.span())
    before = squeezed(found.string[start : found.start()]).rstrip(":：】]")
    names = [name for name in _labels(slot) if before.endswith(name) and not name.isascii()]
    return max(names, key=len, default=label_of(slot))


def _spellings(day: date) -> Iterator[str]:
    """2024-04-01, 2024年4月1日, 二〇二四年四月一日, …"""
    y, m, d = day.year, day.month, day.day
    yield from (f"{y}年{m}月{d}日", f"{y}年{m:02}月{d:02}日", f"{y}年{m:02}月{d}日", f"{y}年{m}月{d:02}日")
    for mark in "-./":
        yield from (f"{y}{mark}{m:02}{mark}{d:02}", f"{y}{mark}{m}{mark}{d}")
    rest = f"年{chinese_number(m)}月{chinese_number(d)}日"
    year = "".join(_DIGITS[int(c)] for c in str(y))
    yield from (year.replace("〇", zero) + rest for zero in "〇○零OＯ0")


def _locate(
    context: Context, document: Document, spellings: Sequence[str], slot: str, beside: Sequence[str] = ()
) -> re.Match[str] | None:
    """The place that states the value: of the lines that hold it the one with most of the words that should stand
    beside it (the other issuers), else with the field's label, else the first."""
    best: tuple[tuple[int, bool], re.Match[str]] | None = None
    for match in re.finditer("|".join(map(_loosely, spellings)), context.text(document.id)):
        start, end = _line(match.string, *match.span())
        line = squeeze(match.string[start:end])
        labelled = _labelled(slot).search(match.string, start, match.start()) is not None
        worth = (sum(squeeze(s) in line for s in beside), labelled)
        if best is None or worth > best[0]:
            best = worth, match
    return best[1] if best else None


def _loosely(words: str) -> str:
    """A pattern for the words with white space anywhere between them, digits in half or full width."""
    return r"\s*".join(f"[{c}{chr(ord(c) + _WIDER)}]" if c in _HALF else re.escape(c) for c in squeezed(words))


def squeezed(words: str) -> str:
    """The words without white space, else as they are written."""
    return re.sub(r"\s+", "", words)


@lru_cache(maxsize=16)
def _labelled(slot: str) -> re.Pattern[str]:
    """A field's label with what parts it from the value: 发文机关：, 【发文机关】, a cell of a table."""
    names = "|".join(map(_loosely, sorted(_labels(slot), key=len, reverse=True)))
    return re.compile(rf"(?:{names or '(?!)'})\s*(?:[:：】\]]|\t)")


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
