"""All targets of a section, topic, year or document, counted and grouped by clause."""

from collections import Counter
from collections.abc import Sequence

from kb.answer import clauses
from kb.answer import targets as one
from kb.answer.context import Context, Draft, Region, unique
from kb.match import Term, coverage, degree, generic_words
from kb.model import Clause, Question, Target
from kb.references import book_title
from kb.terms import squeeze

# Share of the question's words that a heading must cover for its section to be the one asked about.
SECTION_ENOUGH = 0.7
# A statement up to this long stands in a list in its own words.
SHORT = 36


def targets_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """All targets of the section, topic, year or document asked for, grouped by clause."""
    pool = [t for t in context.targets if context.within(regions, t.document_id, t.start, t.end)]
    pool = [t for t in pool if one.year_fits(context, question, t)]
    if question.clause_path:
        places = clauses.places_of(context, question, regions)
        pool = [t for t in pool if any(i == t.document_id and start <= t.start < end for i, start, end in places)]
    terms = [t for t in context.terms(question) if t.text not in generic_words()]
    named = _named_section(context, question, pool)
    if named:
        return _draft(context, named)
    if not terms:
        return _draft(context, pool) if len({t.document_id for t in pool}) == 1 else None
    chosen = _of_section(context, terms, pool) or _of_topic(context, terms, pool)
    return _draft(context, chosen) if chosen else None


def section_score(context: Context, terms: Sequence[Term], clause: Clause) -> float:
    if not clause.heading:
        return 0.0
    heading, header = squeeze(clause.heading), context.header(clause.document_id)
    if not any(degree(t, heading) >= 0.9 and degree(t, header) < 1 for t in terms):
        return 0.0
    return coverage(terms, (heading, 1.0), (header, 0.9), (squeeze(" ".join(clause.titles[:-1])), 0.8))


def _named_section(context: Context, question: Question, pool: Sequence[Target]) -> list[Target]:
    """Targets in the sections whose whole heading stands in the question (主要目标里的全部指标)."""
    asked = squeeze(question.raw)
    named = [
        clause
        for document_id in sorted({t.document_id for t in pool})
        for clause in context.clauses(document_id)
        if clause.heading and squeeze(clause.heading) in asked
    ]
    return [t for t in pool if any(c.document_id == t.document_id and c.start <= t.start < c.end for c in named)]


def _of_section(context: Context, terms: Sequence[Term], pool: Sequence[Target]) -> list[Target]:
    """Targets in the sections whose heading covers the question's words."""
    chosen: list[Target] = []
    best = 0.0
    for document_id in sorted({t.document_id for t in pool}):
        for clause in context.clauses(document_id):
            score = section_score(context, terms, clause)
            if score < SECTION_ENOUGH or score < best:
                continue
            inside = [t for t in pool if t.document_id == document_id and clause.start <= t.start < clause.end]
            if inside:
                chosen = inside if score > best else [*chosen, *(t for t in inside if t not in chosen)]
                best = score
    return chosen


def _of_topic(context: Context, terms: Sequence[Term], pool: Sequence[Target]) -> list[Target]:
    """Targets whose own words or headings cover the question's words."""
    out = []
    for target in pool:
        own = squeeze(f"{target.indicator}{target.scope or ''}{target.text}")
        titles = context.above(target.document_id, target.clause_id, target.start)
        header = context.header(target.document_id)
        specific = [t for t in terms if degree(t, header) < 1]
        if specific and coverage(specific, (own, 1.0), (titles, 0.95)) < SECTION_ENOUGH:
            continue
        out.append(target)
    return out


def _draft(context: Context, targets: Sequence[Target]) -> Draft:
    lines: dict[str, list[str]] = {}
    shared = Counter((t.document_id, t.start) for t in targets)
    several = len({t.document_id for t in targets}) > 1
    for target in sorted(targets, key=lambda t: (t.document_id, t.start)):
        place = context.clause(target.document_id, target.clause_id).citation or "文件"
        if several:
            document = context.documents[target.document_id]
            place = f"{document.doc_number or book_title(document.title)} {place}"
        alone = shared[target.document_id, target.start] == 1 and len(target.text) <= SHORT
        words = one.in_own_words(target) if alone else one.line(target)
        if words not in lines.setdefault(place, []):
            lines[place].append(words)
    count = sum(map(len, lines.values()))
    body = "\n".join(f"【{place}】\n" + "\n".join(items) for place, items in lines.items())
    quotes = unique(c for t in targets for c in one.citations(context, t))
    # one sentence may also hold aims without a number: it is shown whole
    notes = (f"原文：{quotes[0].quote}",) if len(quotes) == 1 and count > 1 else ()
    return Draft(f"共 {count} 项：\n{body}", quotes, count, notes, tuple(t.wording for t in targets))
