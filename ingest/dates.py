"""Dates as documents write them."""

import re
import unicodedata
from datetime import date

from ingest.labels import ordinal

_CN = "〇○Ｏ零一二三四五六七八九十"
# 2025年12月14日 · 2025-12-14 00:00:00 · 2025/12/14 · 2025.12.14
_ARABIC = re.compile(r"(?P<y>(?:19|20)\d{2})\s*[年\-/.]\s*(?P<m>\d{1,2})\s*[月\-/.]\s*(?P<d>\d{1,2})\s*日?(?!\d)")
# 二〇二五年十二月十四日
_CHINESE = re.compile(rf"(?P<y>[{_CN}O0]{{4}})\s*年\s*(?P<m>[{_CN}]{{1,3}})\s*月\s*(?P<d>[{_CN}]{{1,3}})\s*日")
_DIGITS = str.maketrans("〇○Ｏ零O一二三四五六七八九", "00000123456789")


def find_date(text: str) -> tuple[int, int, date] | None:
    """The first date in `text` as (start, end, date); one that no calendar has is passed over."""
    for pattern in (_ARABIC, _CHINESE):
        for match in pattern.finditer(text):
            value = _date(match)
            if value is not None:
                return match.start(), match.end(), value
    return None


def parse_date(text: str | None) -> date | None:
    """The first date in `text`, or None."""
    found = find_date(unicodedata.normalize("NFKC", text)) if text else None
    return found[2] if found else None


def is_date_line(text: str) -> bool:
    """Whether the line is a date and nothing else, as below a signature."""
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("()。")
    found = find_date(flat)
    return found is not None and found[0] == 0 and found[1] == len(flat)


def _date(match: re.Match[str]) -> date | None:
    year, month, day = match["y"].translate(_DIGITS), ordinal(match["m"]), ordinal(match["d"])
    try:
        return date(int(year), month or 0, day or 0)
    except ValueError:
        return None
