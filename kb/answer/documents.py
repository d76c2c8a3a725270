"""Questions on a document itself: each slot asked for from its header, its provisions or its references."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest

from kb.answer import citing
from kb.answer.computed import computed_end
from kb.answer.context import Context, Draft, unique
from kb.answer.enactment import enacted, enacting, orders
from kb.answer.header import field, squeezed
from kb.answer.meant import meant, meant_by_letter
from kb.answer.provisions import Stated, label_of, passage_pattern, provision
from kb.asked import only_of_documents
from kb.model import Citation, Document, Passage, Question
from kb.references import book_title, find_titles

# Citations of one answer at most, where no more slots are asked for.
MOST = 5
# What is asked for by these ends on a day that may have to be computed.
_ENDS = {"expiry_date", "validity", "status"}

# 对…会议第4626号提案的答复
_MOTION = re.compile(r"第\s*\w{1,6}\s*号.{0,20}(?:提案|建议|议案)")

Find = Callable[[Context, Document], tuple[Stated, ...]]


def header_of(context: Context, question: Question) -> Draft | None:
    """What is asked of the documents meant, each value cited where it is stated; None where nothing is stated."""
    wants = question.wants.split(",")
    if not question.documents and (numbers := question.doc_numbers or citing.numbers_titled_in(context, question)):
        return citing.cited_only(context, numbers, wants)
    documents = meant(context, question)
    if meant_by_letter(context, question) and "answered" not in wants:
        wants.insert(0, "answered")
    lines: list[str] = []
    quotes: list[tuple[Citation, ...]] = []
    notes: list[str] = []
    for document in documents:
        found = _citable({want: _find(context, document, want) for want in wants})
        if not any(found.values()):
            continue
        if len(documents) > 1:
            lines.append(book_title(document.title))
        for want, stated in found.items():
            lines.extend(f"{s.label}：{s.value}" for s in stated)
            quotes.extend(s.citations for s in stated)
            if not stated:
                lines.append(f"{label_of(want)}：文中未写明")
        if document.account:
            lines.append(f"（未收原文，{document.account.wording}转述）")
        elif _ENDS & {*wants} and (end := _end(context, document)):
            notes.append(end)
    if lines:
        return Draft("\n".join(dict.fromkeys(lines)), _first_of_each(quotes, max(MOST, len(wants))), notes=tuple(notes))
    return citing.number_by_title(context, question) if "doc_number" in wants else None


def _citable(found: dict[str, tuple[Stated, ...]]) -> dict[str, tuple[Stated, ...]]:
    """What is stated, less the last of many (revisions) where an answer could not cite all; of every slot the first
    stays."""
    while len(unique(s.citations[0] for stated in found.values() for s in stated)) > MOST:
        longest = max(found, key=lambda want: len(found[want]))
        if len(found[longest]) == 1:
            break
        found[longest] = found[longest][:-1]
    return found


def _first_of_each(quotes: Sequence[tuple[Citation, ...]], most: int) -> tuple[Citation, ...]:
    """As many citations as an answer may have: of every value the first, then what else there is."""
    return unique(c for place in zip_longest(*quotes) for c in place if c)[:most]


def means_one(context: Context, question: Question) -> bool:
    """Whether the question is on a document, held or not, and on nothing else: what is asked, a 文号, a 《题名》 or
    the words of a title say so."""
    named = question.doc_numbers or find_titles(question.raw) or meant(context, question)
    return bool(named) or only_of_documents(question.wants.split(","))


def stated_in_passages(question: Question) -> Callable[[Passage], bool] | None:
    """Whether a passage states what is asked for, where this is the one thing asked for and may stand in the midst of
    a text."""
    pattern = passage_pattern(question.wants)
    if pattern is None:
        return None
    years = [str(year) for year in question.years]
    return lambda passage: pattern.search(passage.text) is not None and all(y in passage.text for y in years)


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


def _title(context: Context, document: Document) -> tuple[Stated, ...]:
    """The title, with the line of the 文号 by which the question may name it."""
    numbered = [c for s in _field("doc_number")(context, document) for c in s.citations]
    return tuple(replace(s, citations=(*s.citations, *numbered)) for s in _field("title")(context, document))


def _number(context: Context, document: Document) -> tuple[Stated, ...]:
    """文号 as stated; of a statute that several orders made and revised, all of them; of the answer to a motion also
    the title, which has the motion's own number."""
    found = orders(context, document)
    stated = _field("doc_number")(context, document)
    if stated and _MOTION.search(document.title):
        return stated + _field("title")(context, document)
    return stated + found if len(found) > 1 or not stated else stated


def _issuer(context: Context, document: Document) -> tuple[Stated, ...]:
    """Who issues it, cited where a line under the title tells of it before other mentions of the body."""
    stated, told = _field("issuer")(context, document), enacting(context, document)
    if stated and told and all(name in told[0].value for name in document.issuer):
        return (replace(stated[0], citations=told[0].citations),)
    return stated or told


def _issued(context: Context, document: Document) -> tuple[Stated, ...]:
    """成文日期 and, where it is another day, that of printing (版记); else that of publication, called what it is."""
    dated = _field("issued_date")(context, document)
    if not dated:
        return (
            provision(context, document, "printed")
            or _field("published_date")(context, document)
            or _acts(context, document)
        )
    printed = provision(context, document, "printed")[:1]
    return dated + tuple(s for s in printed if s.value != dated[0].value)


def _acts(context: Context, document: Document) -> tuple[Stated, ...]:
    """When a statute was promulgated, else when it was passed, in the words of the acts."""
    return enacted(context, document, "promulgated") or enacted(context, document, "adopted")


def _dated(context: Context, document: Document) -> tuple[Stated, ...]:
    """日期 alone: 成文日期 and 公开日期, each named; for want of both that of printing or of promulgation."""
    both = _field("issued_date")(context, document) + _field("published_date")(context, document)
    return both or _issued(context, document)


def _published(context: Context, document: Document) -> tuple[Stated, ...]:
    """公开日期; an order is made public by being signed, so its date stands beside, as do the acts of a statute."""
    found = _field("published_date")(context, document) + enacted(context, document, "promulgated")
    order = "令" in (document.doc_number or "")
    return found + _field("issued_date")(context, document) if order or not found else found


def _effective(context: Context, document: Document) -> tuple[Stated, ...]:
    """The date in the header, with the provision of the text that says the same; else what the text provides."""
    said = provision(context, document, "effective_date")
    stated = field(context, document, "effective_date")
    if stated is None:
        return said or enacted(context, document, "effective")
    same = [c for s in said if stated.value in squeezed(s.value) for c in s.citations]
    return (replace(stated, citations=unique((*stated.citations, *same))),)


def _adopted(context: Context, document: Document) -> tuple[Stated, ...]:
    return enacted(context, document, "adopted") or provision(context, document, "adopted")


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
    """From when it is in force; where that is 自印发之日起, with the day of issue."""
    begins = _effective(context, document)
    return begins + _issued(context, document) if any("之日" in s.value for s in begins) else begins


def _end(context: Context, document: Document) -> str | None:
    """The day on which the document ends, computed where it states only for how long it is in force."""
    if field(context, document, "expiry_date"):
        return None
    said = provision(context, document, "effective_date") or _effective(context, document)
    begins = said[0].value if said else ""
    return computed_end(document, begins, provision(context, document, "validity"))


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
    "title": _title,
    "doc_number": _number,
    "issuer": _issuer,
    "issued_date": _issued,
    "dated": _dated,
    "published_date": _published,
    "effective_date": _counted_from,
    "expiry_date": _expiry,
    "validity": _validity,
    "status": _status,
    "adopted": _adopted,
    "amended": lambda context, document: enacted(context, document, "amended"),
    "signer": _signed,
    "answered": _provision("answered"),
    "contact": _provision("contact"),
    "drafter": _provision("drafter"),
    "interpreter": _provision("interpreter"),
    "basis": citing.rests_on,
    "repeals": citing.repeals,
    "repealed_by": citing.repealed_by,
}
