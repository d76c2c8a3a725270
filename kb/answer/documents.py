"""Questions on documents themselves: 文号, dates, issuer, status, what a 文号 is, what cites what, a clause."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kb.answer.context import MAX_QUOTE, Context, Draft, Region, bare, unique
from kb.match import coverage
from kb.model import Citation, Clause, Document, Question, Reference
from kb.references import book_title, normalise_doc_number
from kb.terms import squeeze

# Share of the question's words that a title and issuer must cover to be the document meant.
TITLE_ENOUGH = 0.6
CLOSE = 0.05
MOST = 5

_LABELS = {
    "title": "标题",
    "doc_number": "发文字号",
    "index_number": "索引号",
    "issuer": "发文机关",
    "addressee": "主送机关",
    "issued_date": "成文日期",
    "published_date": "公开日期",
    "effective_date": "施行日期",
    "expiry_date": "失效日期",
    "status": "效力状态",
    "topic": "主题分类",
}


def header_of(context: Context, question: Question) -> Draft | None:
    """The header values asked for, each cited where the document states it."""
    wants = question.wants.split(",")
    if not question.documents and (numbers := question.doc_numbers or _titled_in(context, question)):
        return _cited_only(context, numbers, wants)
    lines: list[str] = []
    quotes: list[Citation] = []
    documents = meant(context, question)
    for document in documents:
        found = [(want, *value) for want in wants if (value := _value(context, document, want))]
        if found and len(documents) > 1:
            lines.append(f"{book_title(document.title)}")
        lines.extend(f"{_LABELS[want]}：{text}" for want, text, _ in found)
        quotes.extend(citation for _, _, citation in found)
        if found and document.account:
            lines.append(f"（未收原文，{document.account.wording}转述）")
    if not lines:
        return _titled_reference(context, question) if "doc_number" in wants else None
    return Draft("\n".join(lines), unique(quotes))


def meant(context: Context, question: Question) -> list[Document]:
    """The documents that the question means: those it names (none if it names one that is not held), else
    those whose title its words cover best, else the only one held in full."""
    if question.documents:
        return [context.documents[i] for i in question.documents]
    if question.doc_numbers:
        return []
    terms = context.terms(question)
    scored = [(coverage(terms, (context.header(i), 1.0)), d) for i, d in context.documents.items()]
    best = max((score for score, _ in scored), default=0.0)
    if best >= TITLE_ENOUGH:
        chosen = [d for score, d in scored if score >= best - CLOSE]
        return chosen if len(chosen) <= MOST else []
    if not any(t.weight > 1 for t in terms) and len(context.full) == 1:
        return [context.documents[i] for i in context.full]
    return []


def _value(context: Context, document: Document, want: str) -> tuple[str, Citation] | None:
    """The header value as shown and the citation of where it stands; None where not stated."""
    raw = getattr(document, want)
    if not raw:
        return None
    shown = _shown(raw)
    spellings = raw if isinstance(raw, tuple) else _spellings(raw)
    place = _locate(context, document, spellings)
    return (shown, place) if place else None


def _shown(value: str | date | tuple[str, ...]) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "、".join(value) if isinstance(value, tuple) else value


def _spellings(value: str | date) -> tuple[str, ...]:
    if not isinstance(value, date):
        return (value,)
    y, m, d = value.year, value.month, value.day
    return (
        f"{y}-{m:02}-{d:02}",
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日",
        f"{y}.{m}.{d}",
        f"{y}/{m}/{d}",
        f"{y}-{m}-{d}",
    )


def _locate(context: Context, document: Document, spellings: Iterable[str]) -> Citation | None:
    """Where one of the spellings stands in the document, white space apart; for an account, where the telling
    document names it."""
    if document.account:
        return _mention(context, document)
    text = context.text(document.id)
    for spelling in spellings:
        match = re.search(r"\s*".join(map(re.escape, re.sub(r"\s", "", spelling))), text)
        if match:
            return _row(context, document.id, match.start(), match.end())
    return None


def _row(context: Context, document_id: str, start: int, end: int) -> Citation:
    """A citation of the whole line of a header value."""
    text = context.text(document_id)
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    if line_end - line_start > MAX_QUOTE:
        return context.cite(document_id, start, end)
    return context.cite(document_id, line_start, line_end)


def _mention(context: Context, document: Document) -> Citation | None:
    for reference in context.references:
        if document.doc_number and _same(reference.doc_number, document.doc_number):
            return context.cite(reference.document_id, reference.start, reference.end, document)
    return None


def _same(a: str | None, b: str) -> bool:
    return a is not None and normalise_doc_number(a) == normalise_doc_number(b)


def _titled_in(context: Context, question: Question) -> tuple[str, ...]:
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


def _cited_only(context: Context, numbers: Sequence[str], wants: Sequence[str]) -> Draft | None:
    """What held documents say of a document that is not held: its title, and whether it was repealed."""
    found = [r for r in context.references for n in numbers if _same(r.doc_number, n)]
    lines: dict[str, None] = {}
    for reference in found:
        citing = context.documents[reference.document_id]
        if {"title", "doc_number"} & set(wants) and reference.title:
            lines[f"{book_title(reference.title)}（{reference.doc_number}），未收原文"] = None
        if reference.kind == "废止" and {"status", "expiry_date"} & set(wants):
            lines[f"已由{book_title(citing.title)}（{citing.doc_number or '无文号'}）废止"] = None
    if not lines:
        return None
    return Draft(
        "\n".join(lines), unique(context.cite(r.document_id, r.start, r.end) for r in found)[:MOST]
    )


def _titled_reference(context: Context, question: Question) -> Draft | None:
    """The 文号 of a document that is only cited, by its title."""
    terms = context.terms(question)
    scored = [
        (coverage(terms, (squeeze(r.title), 1.0)), r)
        for r in context.references
        if r.title and r.doc_number
    ]
    best = max((score for score, _ in scored), default=0.0)
    if best < TITLE_ENOUGH:
        return None
    chosen = [r for score, r in scored if score >= best - CLOSE]
    lines = dict.fromkeys(f"{book_title(r.title or '')}：{r.doc_number}（未收原文）" for r in chosen)
    return Draft(
        "\n".join(lines), unique(context.cite(r.document_id, r.start, r.end) for r in chosen)[:MOST]
    )


def references_of(context: Context, question: Question) -> Draft | None:
    """The documents that the one meant cites, or that cite it."""
    documents = meant(context, question)
    if question.wants == "citing":
        numbers = [*question.doc_numbers, *(d.doc_number for d in documents if d.doc_number)]
        found = [r for r in context.references if any(_same(r.doc_number, n) for n in numbers)]
        lines = dict.fromkeys(_named(context.documents[r.document_id]) for r in found)
    else:
        ids = {d.id for d in documents}
        found = [r for r in context.references if r.document_id in ids]
        lines = dict.fromkeys(_reference_line(r) for r in found)
    if not lines:
        return None
    quotes = unique(context.cite(r.document_id, r.start, r.end) for r in found)
    return Draft(f"共 {len(lines)} 项：\n" + "\n".join(lines), quotes, len(lines))


def _reference_line(reference: Reference) -> str:
    title = f"{book_title(reference.title)}" if reference.title else ""
    return (
        f"{title}（{reference.doc_number}）"
        if title and reference.doc_number
        else title or reference.doc_number or ""
    )


def _named(document: Document) -> str:
    return (
        f"{book_title(document.title)}（{document.doc_number}）"
        if document.doc_number
        else f"{book_title(document.title)}"
    )


def clause_of(
    context: Context, question: Question, regions: Sequence[Region] | None
) -> Draft | None:
    """The clause asked for by its number (第三条, 三(二), 附件第2项) in the document meant."""
    ids = [r.document_id for r in regions] if regions else [d.id for d in meant(context, question)]
    found: list[Clause] = []
    for document_id in ids:
        found.extend(
            c for c in context.clauses(document_id) if _path_fits(c.path, question.clause_path)
        )
    if not 0 < len(found) <= MOST:
        return None
    room = MAX_QUOTE // len(found)
    quotes = [context.cite(c.document_id, c.start, _readable_end(context, c, room)) for c in found]
    long = any(q.end < c.end for q, c in zip(quotes, found, strict=True))
    notes = ("条款较长，此处为开头部分，全文请打开原文查看。",) if long else ()
    return Draft("\n".join(q.quote for q in quotes), unique(quotes), notes=notes)


def _readable_end(context: Context, clause: Clause, room: int) -> int:
    """The end of the last whole passage of the clause's beginning within `room` characters, at least one."""
    inside = [
        p.end for p in context.passages(clause.document_id) if clause.start < p.end <= clause.end
    ]
    fitting = [end for end in inside if end <= clause.start + room]
    return max(fitting, default=min(inside, default=clause.end))


def _path_fits(path: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether a clause's labels end with those asked for; 第三部分 stands for 三, 第2项 for 2."""
    if len(asked) == 1 and asked[0].endswith("部分"):
        path = path[:1] if len(path) == 1 else ()
    mine = [_numeral(label) for label in path]
    wanted = [_numeral(label) for label in asked]
    return bool(wanted) and mine[-len(wanted) :] == wanted


def _numeral(label: str) -> str:
    flat = bare(label)
    match = re.fullmatch(r"第(.+?)(部分|项|款)", flat)
    return match[1] if match else flat
