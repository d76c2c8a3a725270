"""The day on which a document ends that states only for how long it is in force: computed, and said to be."""

import re
from collections.abc import Sequence

from kb.answer.provisions import Stated
from kb.model import Document
from kb.quantity import parse_number
from kb.references import book_title
from kb.validity import day_in_words, last_day

_YEARS = re.compile(r"(?P<years>\d{1,2}|[一二两三四五六七八九十]{1,2})年$")
_FROM_ISSUE = re.compile("(?:印发|发布|公布|颁布|下发|签发)之日")


def computed_end(document: Document, begins: str, terms: Sequence[Stated]) -> str | None:
    """A note on the last day of the term (有效期3年) that the document states, from the day from which it is in force
    or, where that is the day of issue (`begins`: 自印发之日起), from this; None where either is not stated."""
    term = next(((s.value, m["years"]) for s in terms if (m := _YEARS.search(s.value))), None)
    start = document.issued_date if _FROM_ISSUE.search(begins) else document.effective_date
    years = parse_number(term[1].replace("两", "二")) if term else None
    if term is None or start is None or years is None:
        return None
    name, end = book_title(document.title), day_in_words(last_day(start, int(years)))
    return f"{name}：按“{begins}”“{term[0]}”，自{day_in_words(start)}起推算至{end}（推算所得，文中未写明截止日期）"
