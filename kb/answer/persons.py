"""Who holds a post in the group that a question names: from lists of persons and from sentences that say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.context import Context, Draft, Region, unique
from kb.answer.places import MAX_QUOTE
from kb.answer.rosters import Post, posts_in
from kb.match import GENERIC_WEIGHT, Term, coverage
from kb.model import Citation, Question
from kb.posts import EVERYONE, PostAsked, in_office, post_asked, same_post
from kb.references import book_title
from kb.terms import squeeze

# Share of the words for the group (weighted) that must name it: in the words before the list or in the sentence, in the
# headings above, in the document's title. A group that is called by less may be another one.
ENOUGH = 0.75
# Posts whose group is named this nearly as well as the best one's.
CLOSE = 0.03
# A title names the group that a document is about; it may set up others.
HEADER_WORTH = 0.9
# Documents in which the group is looked for.
MOST_DOCUMENTS = 12
MOST_HITS = 40
# Characters before a list or a sentence that may name its group.
BEFORE = 300
# Posts of one kind shown of a document.
MOST = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """A post in a document, with how far its group is the one asked for."""

    document_id: str
    post: Post
    score: float


def holders_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The holders of the post asked for; None when no text states them for that group."""
    asked = post_asked(question.raw)
    if asked is None:
        return None
    office = asked.in_office or any(map(in_office, question.topic))
    terms = [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]
    if not terms and regions is None:
        return None  # no group is named
    found = [
        f
        for document_id in _documents(context, question, terms, regions)
        for f in _fitting(context, document_id, terms, regions)
        if _is_asked(f.post, asked, office)
    ]
    best = max((f.score for f in found), default=0.0)
    chosen = [f for f in found if f.score >= best - CLOSE]
    return _draft(context, chosen, everyone=asked.post == EVERYONE) if chosen else None


def _is_asked(post: Post, asked: PostAsked, office: bool) -> bool:
    return post.in_office == office and (asked.post == EVERYONE or same_post(post.post, asked.post))


def _documents(
    context: Context, question: Question, terms: Sequence[Term], regions: tuple[Region, ...] | None
) -> list[str]:
    """Where to look: in the regions, else in the documents that name the group in their title or in a passage."""
    if regions is not None:
        return list(dict.fromkeys(r.document_id for r in regions if r.document_id in context.full))
    titled = [(coverage(terms, (context.header(d.id), 1.0)), d.id) for d in context.touched(terms)]
    near = [i for score, i in sorted(titled, reverse=True) if score >= ENOUGH / 2 and i in context.full]
    hits = context.searcher.search(" ".join(question.topic), k=MOST_HITS)
    held = [h.passage.document_id for h in hits if h.passage.document_id in context.full]
    return list(dict.fromkeys((*near[:MOST_DOCUMENTS], *held)))[: 2 * MOST_DOCUMENTS]


def _fitting(
    context: Context, document_id: str, terms: Sequence[Term], regions: tuple[Region, ...] | None
) -> Iterator[_Found]:
    """The document's posts whose group the terms name."""
    text, header = context.text(document_id), context.header(document_id)
    for post in posts_in(text):
        start, end = post.places[0][0], post.places[-1][1]
        if not context.within(regions, document_id, start, end):
            continue
        # the posts of one list are of one group, also where a heading parts it
        clause = context.deepest(document_id, post.named_from, post.named_from + 1)
        before = text[max(clause.start, post.named_from - BEFORE) : post.named_to]
        titles = context.titles(document_id, clause.id)
        score = coverage(terms, (squeeze(before), 1.0), (titles, 1.0), (header, HEADER_WORTH)) if terms else 1.0
        if score >= ENOUGH:
            yield _Found(document_id, post, score)


def _draft(context: Context, found: Sequence[_Found], *, everyone: bool) -> Draft:
    documents = dict.fromkeys(f.document_id for f in found)
    lines: list[str] = []
    quotes: list[Citation] = []
    for document_id in documents:
        here = [f.post for f in found if f.document_id == document_id]
        shown = here if everyone else here[:MOST]
        if len(documents) > 1:
            lines.append(f"{book_title(context.documents[document_id].title)}：")
        lines.extend(_line(post) for post in shown)
        quotes.extend(quote for post in shown for quote in _quotes(context, document_id, post))
    values = tuple(squeeze(name) for f in found for holder in f.post.holders for name in holder.strip("）").split("（"))
    return Draft("\n".join(dict.fromkeys(lines)), unique(quotes), values=values)


def _line(post: Post) -> str:
    office = "办公室" if post.in_office and "办公室" not in post.post else ""
    return f"{office}{post.post}：{'、'.join(post.holders)}"


def _quotes(context: Context, document_id: str, post: Post) -> Iterator[Citation]:
    """The lines of a list, as many of a clause in a quote as can be read as one."""
    start, end = post.places[0]
    clause = context.deepest(document_id, start, end).id
    for first, last in post.places[1:]:
        below = context.deepest(document_id, first, last).id
        if below != clause or last - start > MAX_QUOTE:
            yield context.cite(document_id, start, end)
            start, clause = first, below
        end = last
    yield context.cite(document_id, start, end)
