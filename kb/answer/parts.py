"""The parts of a text, counted: headings under a heading, a named number of like headings (六大行动), the leading
words of a section's paragraphs (基本原则), an enumeration in a sentence (五个中心)."""

import re
from collections.abc import Callable, Iterable, Sequence

from kb.answer.context import Context, Draft, Region, unique
from kb.answer.list_asked import asked_in
from kb.answer.lists import SECTION_ENOUGH, section_score
from kb.match import Term, degree, generic_words
from kb.model import Citation, Clause, Question
from kb.quantity import parse_number
from kb.terms import fold, squeeze

MOST = 40
# A leading sentence longer than this says more than a part's name; a longer name ends at its colon.
LONGEST_NAME = 60
# behind the name of a part; commas in a title are its own
_STOP = re.compile(r"[。；;\n]|[，,](?![^《》]*》)")
# 对全面推行公示制度、记录制度: what is said of all that is enumerated
_LEAD_IN = re.compile("[^、]*?(?:推行|建立|健全|实行|落实|完善|推进|加强|执行)(?!的)")
# 六大行动 · 五个中心 · 四项主要任务: how many of what
_COUNTED = re.compile(
    r"(?P<n>[两二三四五六七八九十]{1,2}|\d{1,2})(?:大|个|项|条|类|种)+(?:主要|重点|基本)?(?P<noun>[一-鿿]{2})"
    r"(?!里|中|当中|之中)"  # 三项制度里哪几类……: parts of the parts are asked for
)


def counted_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The named number of parts (六大行动, 五个中心); None when none are so many."""
    counted, asked = _COUNTED.search(fold(question.raw)), asked_in(question.raw)
    if counted is None or (asked.nouns and not any(noun in counted.group() for noun in asked.nouns)):
        return None  # 三项制度的原则有哪几条: something else is asked for
    terms = _topic(context, question)
    return _counted(context, _documents(context, question, regions), terms, counted["n"], counted["noun"])


def parts_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The parts of the section asked for; None when no heading fits."""
    terms = _topic(context, question)
    documents = _documents(context, question, regions)
    section = _section(context, documents, terms) if terms else _attachment(context, question)
    return _children(context, section) or _leading_words(context, section) if section else None


def _topic(context: Context, question: Question) -> list[Term]:
    return [t for t in context.terms(question) if t.text not in generic_words()]


def _attachment(context: Context, question: Question) -> Clause | None:
    """The only attachment (附件) held, where a question names nothing else."""
    if "附件" not in question.raw:
        return None
    found = [c for i in context.full for c in context.clauses(i) if (c.label or "").startswith("附件") and not c.parent]
    return found[0] if len(found) == 1 else None


def _documents(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[str]:
    """Documents of the regions, else those that hold the passages found for the question."""
    if regions is not None:
        return sorted({r.document_id for r in regions})
    hits = context.searcher.search(" ".join(question.topic) or question.raw, k=10)
    return sorted({h.passage.document_id for h in hits if h.passage.document_id in context.full})


def _section(context: Context, documents: Iterable[str], terms: Sequence[Term]) -> Clause | None:
    """The clause whose heading, with its document's title, covers the question best."""
    scored = [(section_score(context, terms, c), c) for d in documents for c in context.clauses(d)]
    best = max(scored, key=lambda s: s[0], default=None)
    return best[1] if best and best[0] >= SECTION_ENOUGH else None


def _children(context: Context, section: Clause) -> Draft | None:
    children = [c for c in context.clauses(section.document_id) if c.parent == section.id and c.label]
    return _headings(context, children, section.heading or section.label or "") if len(children) > 1 else None


def _headings(context: Context, clauses: Sequence[Clause], of: str) -> Draft:
    lines = [f"{c.label}{c.heading or _name(c.text[len(c.label or '') :])}" for c in clauses]
    quotes = unique(context.cite(c.document_id, c.start, max(c.start + 1, c.body_start)) for c in clauses)
    return _draft(of, lines, quotes)


def _leading_words(context: Context, section: Clause) -> Draft | None:
    """The first sentences of a section's paragraphs, where they are short like names (坚持问题导向。)."""
    names, quotes = [], []
    at = section.body_start
    for paragraph in context.text(section.document_id)[section.body_start : section.end].split("\n"):
        name = _name(paragraph)
        if name and len(name) <= LONGEST_NAME // 2 and len(name) < len(paragraph.strip()):
            names.append(name)
            quotes.append(context.cite(section.document_id, at, at + max(1, paragraph.find(name) + len(name))))
        at += len(paragraph) + 1
    return _draft(section.heading or "", names, unique(quotes)) if len(names) > 1 else None


def _name(text: str) -> str:
    """The text up to its first stop, a long one up to its colon."""
    name = _STOP.split(text.strip(), maxsplit=1)[0]
    return name if len(name) <= LONGEST_NAME else re.split("[：:]", name, maxsplit=1)[0]


def _counted(context: Context, documents: Sequence[str], terms: Sequence[Term], number: str, noun: str) -> Draft | None:
    """Exactly the named number of items of an enumeration, of like headings, or of children of a section so called."""
    count = int(parse_number(number) or 0)
    fits: Callable[[str], bool] = lambda d: any(degree(t, context.header(d)) >= 0.5 for t in terms)  # noqa: E731
    context.look_ahead_texts(documents)
    naming = [d for d in documents if noun in context.text(d)]
    for document_id in sorted(naming, key=lambda d: not fits(d)):
        if draft := _enumeration(context, document_id, count, noun):
            return draft
        clauses = context.clauses(document_id)
        alike = [c for c in clauses if c.heading and noun in squeeze(c.heading)]
        for parent in dict.fromkeys(c.parent for c in alike):
            siblings = [c for c in alike if c.parent == parent]
            if len(siblings) == count:
                return _headings(context, siblings, noun)
        for section in alike:
            children = [c for c in clauses if c.parent == section.id and c.label]
            if len(children) == count:
                return _headings(context, children, section.heading or noun)
    return None


def _enumeration(context: Context, document_id: str, count: int, noun: str) -> Draft | None:
    """加工制造中心、研发设计中心、…: items that all end in the noun."""
    item = rf"[^，,。；;：:、和\s《》“”]{{1,12}}{re.escape(noun)}"
    pattern = re.compile(rf"{item}(?:[、和]{item}){{{count - 1}}}(?![、和])")
    for passage in context.passages(document_id):
        if match := pattern.search(passage.text):
            lead_in = _LEAD_IN.match(match.group())
            begins = lead_in.end() if lead_in and match.group().find(noun, lead_in.end()) > lead_in.end() + 1 else 0
            items = re.split("[、和]", match.group()[begins:])
            start = passage.start + match.start() + begins
            return _draft(noun, items, (context.cite(document_id, start, passage.start + match.end()),))
    return None


def _draft(of: str, lines: Sequence[str], quotes: Sequence[Citation]) -> Draft:
    return Draft(f"{of}，共 {len(lines)} 项：\n" + "\n".join(lines), tuple(quotes[:MOST]), len(lines), (), tuple(lines))
