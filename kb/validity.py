"""Whether a document is in force on a day: 现行有效, 尚未施行, 已失效, 已废止, by its header and by what others say."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kb.model import Document, Reference
from kb.references import book_title
from kb.resolving import Resolver, acts_on, in_force_from

State = Literal["现行有效", "尚未施行", "已失效", "已废止", "不明"]


@dataclass(frozen=True, slots=True)
class Validity:
    """How a document stands on a day. `since` is the day from which it stands so, where known; `by` the ids of
    the documents that repealed it; `reason` a sentence for people, empty where nothing is to be said."""

    document_id: str
    state: State
    since: date | None = None
    by: tuple[str, ...] = ()
    reason: str = ""

    @property
    def lapsed(self) -> bool:
        """Whether the document no longer holds."""
        return self.state in ("已失效", "已废止")


def validities(
    documents: Iterable[Document], references: Iterable[Reference], text_of: Callable[[str], str], as_of: date
) -> Mapping[str, Validity]:
    """How every document stands on the day `as_of`, by id; `text_of` gives a document's text."""
    held = {document.id: document for document in documents}
    repealed = acts_on(references, Resolver(held.values()), "废止", text_of)
    return {i: validity(held[i], [held[by] for by in sorted(repealed.get(i, ()))], as_of) for i in held}


def validity(document: Document, repealed_by: Iterable[Document], as_of: date) -> Validity:
    """How one document stands on the day; `repealed_by` are the held documents that say that it is repealed."""
    name = book_title(document.title)
    by = [other for other in repealed_by if (day := in_force_from(other)) is None or day <= as_of]
    if by:
        since = min((day for other in by if (day := in_force_from(other))), default=None)
        others = "、".join(book_title(o.title) + (f"（{o.doc_number}）" if o.doc_number else "") for o in by)
        reason = f"{name}已被{others}废止"
        return Validity(document.id, "已废止", since, tuple(other.id for other in by), reason)
    if document.expiry_date is not None and document.expiry_date < as_of:
        reason = f"{name}的有效期已于{day_in_words(document.expiry_date)}届满"
        return Validity(document.id, "已失效", document.expiry_date, (), reason)
    if document.status and any(word in document.status for word in ("失效", "废止")):
        state: State = "已废止" if "废止" in document.status else "已失效"
        return Validity(document.id, state, None, (), f"{name}的文头注明{document.status}")
    start = in_force_from(document)
    if start is not None and start > as_of:
        return Validity(document.id, "尚未施行", start, (), f"{name}自{day_in_words(start)}起施行")
    return Validity(document.id, "现行有效" if start else "不明", start)


def last_day(begin: date, years: int) -> date:
    """The last day of so many years that begin on the day."""
    leap = begin.month == 2 and begin.day == 29
    return begin.replace(year=begin.year + years, day=28 if leap else begin.day) - timedelta(days=not leap)


def day_in_words(day: date) -> str:
    """2028年5月15日."""
    return f"{day.year}年{day.month}月{day.day}日"
