"""Which documents cite which: what one cites, rests on or repeals, and what cites or repeals it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.answer.context import Context, Draft, unique
from kb.answer.header import any_same, same_number
from kb.answer.meant import TITLE_ENOUGH, meant
from kb.answer.provisions import Stated, label_of, resting
from kb.match import coverage
from kb.model import Document, Question, Reference
from kb.references import book_title, find_doc_numbers, find_titles, fold, same_title
from kb.terms import squeeze

MOST = 5
_STATE = "中华人民共和国"
# The order by which what is named was made, right before its name, and how many characters it may take.
_BY_ORDER = re.compile(r"(?P<order>[^，。；、]*?令[^，。；、]{1,14}号)(?:公布|发布|颁布)的$")
_ORDER_WORDS = 60
# Scores within this of the best are equal.
CLOSE = 0.05


def references_of(context: Context, question: Question) -> Draft | None:
    """The documents that the one meant cites, or that cite it."""
    found = _citing(context, question) if question.wants == "citing" else _cited(context, question)
    if question.wants == "citing":
        lines = list(dict.fromkeys(named(context.documents[r.document_id]) for r in found))
    else:
        lines = _lines(found)
    if not lines:
        return None
    quotes = unique(context.cite(r.document_id, r.start, r.end) for r in found)
    return Draft(f"共 {len(lines)} 项：\n" + "\n".join(lines), quotes, len(lines))


def _cited(context: Context, question: Question) -> list[Reference]:
    ids = {d.id for d in meant(context, question)}
    found = [r for r in context.references if r.document_id in ids]
    return [r for r in found if not _itself(context, r)]


def _itself(context: Context, reference: Reference) -> bool:
    """Whether a document names itself (《…办法》已经同意，现印发)."""
    document = context.documents[reference.document_id]
    if reference.doc_number:
        return same_number(reference.doc_number, document.doc_number)
    return bool(reference.title) and same_title(reference.title or "", document.title)


def _citing(context: Context, question: Question) -> list[Reference]:
    """References to the documents named: by 文号, by 《题名》, else by the words of a title."""
    documents = [context.documents[i] for i in question.documents]
    numbers = [*question.doc_numbers, *(d.doc_number for d in documents if d.doc_number)]
    titles = [*(d.title for d in documents), *(t for _, _, t in find_titles(question.raw))]
    if not (numbers or titles):
        return _by_words(context, question, context.references)
    return [r for r in context.references if _names(r, numbers, titles) and not _itself(context, r)]


def _names(reference: Reference, numbers: Iterable[str], titles: Iterable[str]) -> bool:
    """Whether the reference is to one of the documents: the 文号 decides where both sides have one."""
    return any_same(reference.doc_number, numbers) or any(_same_law(reference.title or "", t) for t in titles)


def _same_law(a: str, b: str) -> bool:
    """Whether two 题名 name one document, 中华人民共和国 before the name of a law apart."""
    return same_title(a.removeprefix(_STATE), b.removeprefix(_STATE))


def _by_words(context: Context, question: Question, among: Iterable[Reference]) -> list[Reference]:
    """References whose title the question's words cover best."""
    terms = context.terms(question)
    scored = [(coverage(terms, (squeeze(r.title), 1.0)), r) for r in among if r.title and not _itself(context, r)]
    best = max((score for score, _ in scored), default=0.0)
    return [r for score, r in scored if score >= best - CLOSE] if best >= TITLE_ENOUGH else []


def rests_on(context: Context, document: Document) -> tuple[Stated, ...]:
    """The documents named where it says on what it rests, else the sentence itself."""
    spans = resting(context, document)[:2]
    own = [r for r in context.references if r.document_id == document.id and not _itself(context, r)]
    for start, end in spans:
        if inside := [r for r in own if start <= r.start and r.end <= end]:
            return _stated(context, "basis", inside)
    if not spans:
        return ()
    start, end = spans[0]
    place = context.cite(document.id, start, end)
    return (Stated(label_of("basis"), place.quote, (place,)),)


def repeals(context: Context, document: Document) -> tuple[Stated, ...]:
    """The documents that it repeals."""
    found = [_with_order(context, r) for r in context.references if r.document_id == document.id and r.kind == "废止"]
    return _stated(context, "repeals", found) if found else ()


def _with_order(context: Context, reference: Reference) -> Reference:
    """The reference with the order that the words before it name (某部令第150号公布的《…》)."""
    before = context.text(reference.document_id)[max(0, reference.start - _ORDER_WORDS) : reference.start]
    done = _BY_ORDER.search(before)
    numbers = find_doc_numbers(done["order"]) if done and not reference.doc_number else []
    return replace(reference, doc_number=numbers[-1][2]) if numbers else reference


def repealed_by(context: Context, document: Document) -> tuple[Stated, ...]:
    """The documents that repeal it."""
    numbers = [document.doc_number] if document.doc_number else []
    found = [
        r
        for r in context.references
        if r.kind == "废止" and r.document_id != document.id and _names(r, numbers, [document.title])
    ]
    return tuple(_repealed(context, r) for r in found)


def _repealed(context: Context, reference: Reference) -> Stated:
    by = context.documents[reference.document_id]
    place = context.cite(reference.document_id, reference.start, reference.end)
    return Stated(label_of("repealed_by"), f"已由{named(by)}废止", (place,))


def _stated(context: Context, slot: str, found: Sequence[Reference]) -> tuple[Stated, ...]:
    places = unique(context.cite(r.document_id, r.start, r.end) for r in found)[:MOST]
    return (Stated(label_of(slot), "、".join(_lines(found)), places),)


def cited_only(context: Context, numbers: Sequence[str], wants: Sequence[str]) -> Draft | None:
    """What held documents say of a document that is not held: its title, and whether it was repealed."""
    found = [r for r in context.references if any_same(r.doc_number, numbers)]
    lines: dict[str, None] = {}
    for reference in found:
        if {"title", "doc_number"} & {*wants} and reference.title:
            lines[f"{book_title(reference.title)}（{reference.doc_number}），未收原文"] = None
    for reference in found:
        if reference.kind == "废止" and {"status", "expiry_date", "validity", "repealed_by"} & {*wants}:
            lines[_repealed(context, reference).value] = None
    if not lines:
        return None
    return Draft("\n".join(lines), unique(context.cite(r.document_id, r.start, r.end) for r in found)[:MOST])


def numbers_titled_in(context: Context, question: Question) -> tuple[str, ...]:
    """文号 of documents that are only cited, whose whole title stands in the question."""
    asked = squeeze(question.raw)
    return tuple(
        dict.fromkeys(
            r.doc_number
            for r in context.references
            if r.title and r.doc_number and squeeze(r.title) in asked
            if not any(squeeze(r.title) in context.header(i) for i in context.documents)
        )
    )


def number_by_title(context: Context, question: Question) -> Draft | None:
    """The 文号 of a document that is only cited, by the words of its title; a 题名 in 《》 is no loose words."""
    if find_titles(question.raw):
        return None
    chosen = _by_words(context, question, (r for r in context.references if r.doc_number))
    if not chosen:
        return None
    lines = dict.fromkeys(f"{book_title(r.title or '')}：{r.doc_number}（未收原文）" for r in chosen)
    return Draft("\n".join(lines), unique(context.cite(r.document_id, r.start, r.end) for r in chosen)[:MOST])


def _lines(references: Iterable[Reference]) -> list[str]:
    """A line a document cited, with its 文号 where one of the references gives it."""
    by_name: dict[str, Reference] = {}
    for reference in references:
        name = fold(reference.title or "") or fold(reference.doc_number or "")
        known = by_name.get(name)
        if name and (known is None or (reference.doc_number and not known.doc_number)):
            by_name[name] = reference
    return [_line(r.title, r.doc_number) for r in by_name.values()]


def _line(title: str | None, number: str | None) -> str:
    if title and number:
        return f"{book_title(title)}（{number}）"
    return book_title(title) if title else number or ""


def named(document: Document) -> str:
    """The document as it is called in answers: 《题名》（文号）."""
    return _line(document.title, document.doc_number)
