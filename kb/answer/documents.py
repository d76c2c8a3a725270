"""Questions on a document itself: each slot asked for from its header, its provisions or its references."""

from collections.abc import Callable

from kb.answer import citing
from kb.answer.context import Context, Draft, unique
from kb.answer.header import field
from kb.answer.meant import meant
from kb.answer.provisions import Stated, label_of, provision
from kb.asked import only_of_documents
from kb.model import Citation, Document, Question
from kb.references import book_title, find_titles

# Citations of one answer at most.
MOST = 5

Find = Callable[[Context, Document], tuple[Stated, ...]]


def header_of(context: Context, question: Question) -> Draft | None:
    """What is asked of the documents meant, each value cited where it is stated; None where nothing is stated."""
    wants = question.wants.split(",")
    if not question.documents and (numbers := question.doc_numbers or citing.numbers_titled_in(context, question)):
        return citing.cited_only(context, numbers, wants)
    documents = meant(context, question)
    lines: list[str] = []
    quotes: list[Citation] = []
    for document in documents:
        found = {want: _find(context, document, want) for want in wants}
        if not any(found.values()):
            continue
        if len(documents) > 1:
            lines.append(book_title(document.title))
        for want, stated in found.items():
            lines.extend(f"{s.label}：{s.value}" for s in stated)
            quotes.extend(c for s in stated for c in s.citations)
            if not stated:
                lines.append(f"{label_of(want)}：文中未写明")
        if document.account:
            lines.append(f"（未收原文，{document.account.wording}转述）")
    if lines:
        return Draft("\n".join(dict.fromkeys(lines)), unique(quotes)[:MOST])
    return citing.number_by_title(context, question) if "doc_number" in wants else None


def means_one(context: Context, question: Question) -> bool:
    """Whether the question is on a document, held or not, and on nothing else: what is asked, a 文号, a 《题名》 or
    the words of a title say so."""
    named = question.doc_numbers or find_titles(question.raw) or meant(context, question)
    return bool(named) or only_of_documents(question.wants.split(","))


def labels_of(question: Question) -> str:
    """What is asked for, in words: 发文字号、成文日期."""
    return "、".join(map(label_of, question.wants.split(",")))


def _find(context: Context, document: Document, want: str) -> tuple[Stated, ...]:
    """The slot's values, from the first place that states it."""
    if document.account:
        stated = field(context, document, want) if want in _FIELDS else None
        return (stated,) if stated else ()
    return _FINDERS[want](context, document)


def _field(slot: str) -> Find:
    def find(context: Context, document: Document) -> tuple[Stated, ...]:
        stated = field(context, document, slot)
        return (stated,) if stated else ()

    return find


def _issued(context: Context, document: Document) -> tuple[Stated, ...]:
    """成文日期 and, where it is another day, that of printing (版记); else that of publication, called what it is."""
    dated = _field("issued_date")(context, document)
    if not dated:
        return provision(context, document, "printed") or _field("published_date")(context, document)
    printed = provision(context, document, "printed")[:1]
    return dated + tuple(s for s in printed if s.value != dated[0].value)


def _published(context: Context, document: Document) -> tuple[Stated, ...]:
    """公开日期; an order is made public by being signed, so its date stands beside."""
    found = _field("published_date")(context, document)
    order = "令" in (document.doc_number or "")
    return found + _field("issued_date")(context, document) if order or not found else found


def _effective(context: Context, document: Document) -> tuple[Stated, ...]:
    return _field("effective_date")(context, document) or provision(context, document, "effective_date")


def _expiry(context: Context, document: Document) -> tuple[Stated, ...]:
    return _field("expiry_date")(context, document) or _validity(context, document)


def _validity(context: Context, document: Document) -> tuple[Stated, ...]:
    """How long it is in force, in its own words, with the day it ends where the header states it; else with the day
    from which it counts."""
    said = provision(context, document, "validity")
    if ends := _field("expiry_date")(context, document):
        return said + ends
    return said + _counted_from(context, document) if said else ()


def _counted_from(context: Context, document: Document) -> tuple[Stated, ...]:
    """From when it is in force; 自印发之日起 stands for the day of issue."""
    begins = _effective(context, document)
    return begins + _issued(context, document) if any("之日" in s.value for s in begins) else begins


def _status(context: Context, document: Document) -> tuple[Stated, ...]:
    """What the header or a repealing document says; else until when it says that it is in force."""
    stated = _field("status")(context, document) + citing.repealed_by(context, document)
    return stated or _validity(context, document)


def _provision(slot: str) -> Find:
    return lambda context, document: provision(context, document, slot)


def _signed(context: Context, document: Document) -> tuple[Stated, ...]:
    return provision(context, document, "signer") or _field("issuer")(context, document)


_FIELDS: tuple[str, ...] = (
    "title",
    "doc_number",
    "index_number",
    "issuer",
    "addressee",
    "doc_kind",
    "topic",
    "issued_date",
    "published_date",
    "effective_date",
    "expiry_date",
    "status",
)
_FINDERS: dict[str, Find] = {slot: _field(slot) for slot in _FIELDS} | {
    "issued_date": _issued,
    "published_date": _published,
    "effective_date": _effective,
    "expiry_date": _expiry,
    "validity": _validity,
    "status": _status,
    "adopted": _provision("adopted"),
    "signer": _signed,
    "interpreter": _provision("interpreter"),
    "basis": citing.rests_on,
    "repeals": citing.repeals,
    "repealed_by": citing.repealed_by,
}
