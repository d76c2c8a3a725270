"""Tables of indicators with a year over each column: 指标 | 2020年 | 2025年 | 属性."""

import re
from collections.abc import Iterator, Sequence

from ingest.tags.tables import Row, plain_name, rows
from kb.model import Clause, Comparator, Document, Target
from kb.quantity import find_quantities, parse_number

MAX_STATEMENT = 200

_YEAR = re.compile(r"(20\d\d)\s*年?")
_YEAR_HEADER = re.compile(r"20\d\d\s*年")
# 65 · ≥95 · 〔13.5〕 · 6左右 · 1,200以上 · 75%
_VALUE = re.compile(
    r"(?P<mark>[≥≤＞＜><]|大于|小于|不低于|不超过)?\s*[〔\[]?\s*(?P<value>-?\d[\d,]*(?:\.\d+)?)\s*[〕\]]?"
    r"(?P<unit>[%％]|(?!以|左右)[\u4e00-\u9fff/]{1,8}?)?\s*(?P<after>以上|以下|以内|左右)?"
)
_COMPARATOR: dict[str, Comparator] = {
    "≥": ">=",
    "≤": "<=",
    "＞": ">",
    ">": ">",
    "＜": "<",
    "<": "<",
    "大于": ">",
    "小于": "<",
    "不低于": ">=",
    "不超过": "<=",
    "以上": ">=",
    "以下": "<=",
    "以内": "<=",
    "左右": "~",
}
# 城镇化率（%） · 地区生产总值(亿元)
_UNIT_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()]{1,12})[)）]\s*$")


def tag_indicator_tables(document: Document, text: str, clauses: Sequence[Clause]) -> Iterator[Target]:
    """A target for each row and each column headed by a year after the document's own."""
    floor = document.issued_date.year if document.issued_date else None
    for row in rows(text, clauses, _YEAR_HEADER):
        if not any("指标" in h or "名称" in h for h in row.header):
            continue
        years = [(i, int(m[1])) for i, h in enumerate(row.header) if (m := _YEAR.search(h))]
        first = years[0][1] if years else 0
        for at, year in years:
            if year < (floor or first + 1) or (len(years) > 1 and year == first):
                continue
            target = _cell_target(document, text, row, at, year, years[0][0] if years[0][0] != at else None)
            if target is not None:
                yield target


def _cell_target(document: Document, text: str, row: Row, at: int, year: int, base: int | None) -> Target | None:
    cell, named = row.column(at), _named(text, row)
    match = _VALUE.fullmatch(text[slice(*cell)]) if cell else None
    if match is None or cell is None or named is None:
        return None
    name, unit = named
    number = parse_number(match["value"])
    start, end = row.clause.start, row.clause.end
    while end > start and text[end - 1].isspace():
        end -= 1
    if number is None or end - start > MAX_STATEMENT:
        return None
    said = _COMPARATOR.get(match["after"] or "") or _COMPARATOR.get(match["mark"] or "") or "="
    words = text[start:end]
    basis = row.column(base) if base is not None else None
    return Target(
        document_id=document.id,
        clause_id=row.clause.id,
        start=start,
        end=end,
        text=words,
        indicator=name,
        scope=None,
        measure="cumulative" if re.search(r"[〔\[]", text[slice(*cell)]) or "累计" in row.header[at] else "level",
        comparator=said,
        value=match["value"].replace(",", ""),
        unit=(match["unit"] or unit).replace("％", "%"),
        wording=text[slice(*cell)],
        year=year,
        year_text=row.header[at],
        baseline=text[slice(*basis)] if basis else None,
        binding=next((b for b in ("约束性", "预期性") if b in words), None),
    )


def _named(text: str, row: Row) -> tuple[str, str] | None:
    """The row's indicator and unit: from the 指标 column and the 单位 column or the brackets of the name."""
    at = next((i for i, h in enumerate(row.header) if ("指标" in h and "属性" not in h) or "名称" in h), None)
    cell = row.column(at) if at is not None else None
    if cell is None:
        return None
    name = plain_name(text[slice(*cell)])
    held = next((i for i, h in enumerate(row.header) if "单位" in h), None)
    unit_cell = row.column(held) if held is not None else None
    inside = _UNIT_IN_NAME.search(name)
    unit = text[slice(*unit_cell)] if unit_cell else inside["unit"] if inside else ""
    if inside and (inside["unit"] == "%" or find_quantities("1" + inside["unit"])):
        name = name[: inside.start()]
    return (name, unit) if len(name) >= 2 and parse_number(name) is None else None
