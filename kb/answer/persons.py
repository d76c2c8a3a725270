"""Who holds a post in the group that a question names: from lists of persons and from sentences that say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from kb.answer.conditions import named_places
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.places import MAX_QUOTE
from kb.answer.rosters import Post, posts_in
from kb.match import GENERIC_WEIGHT, Term, coverage, degree
from kb.model import Citation, Question
from kb.naming import title_core
from kb.posts import EVERYONE, PostAsked, in_office, post_asked
from kb.references import book_title
from kb.terms import squeeze

# Share of the words for the group (weighted) that must name it: in the words before the list or in the sentence, in the
# headings above, in the document's title. A group that is called by less may be another one.
ENOUGH = 0.75
# Posts whose group is named this nearly as well as the best one's.
CLOSE = 0.03
# A title names the group that a document is about; it may set up others.
TITLE_WORTH = 0.9
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


@dataclass(frozen=True, slots=True)
class _Group:
    """The words by which a question names a group, those of places apart: they may stand in the issuer's name, which
    names no group."""

    terms: tuple[Term, ...]
    places: tuple[Term, ...]

    @classmethod
    def of(cls, context: Context, question: Question) -> Self:
        """The group that the question names."""
        named = named_places(question.raw)
        terms = [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]
        places = tuple(t for t in terms if any(t.text.startswith(p) and len(t.text) <= len(p) + 1 for p in named))
        return cls(tuple(t for t in terms if t not in places), places)

    def fit(self, near: str, titles: str, title: str, header: str) -> float:
        """How far the texts, squeezed, name the group; 0 where they are of another place."""
        if not all(degree(t, f"{near} {titles} {header}") for t in self.places):
            return 0.0
        return coverage(self.terms, (near, 1.0), (titles, 1.0), (title, TITLE_WORTH)) if self.terms else 1.0


def holders_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The holders of the post asked for; None when no text states them for that group."""
    asked = post_asked(question.raw)
    if asked is None:
        return None
    office = asked.in_office or any(map(in_office, question.topic))
    group = _Group.of(context, question)
    if not group.terms and regions is None:
        return None
    found = [
        f
        for document_id in _documents(context, question, group, regions)
        for f in _fitting(context, document_id, group, regions)
        if _is_asked(f.post, asked, office)
    ]
    best = max((f.score for f in found), default=0.0)
    chosen = [f for f in found if f.score >= best - CLOSE]
    return _draft(context, chosen, whole=EVERYONE in asked.posts) if chosen else None


def _is_asked(post: Post, asked: PostAsked, office: bool) -> bool:
    return post.in_office == office and asked.means(post.post)


def _documents(context: Context, question: Question, group: _Group, regions: tuple[Region, ...] | None) -> list[str]:
    """Where to look: in the regions, else in the documents that name the group in their title or in a passage."""
    if regions is not None:
        return list(dict.fromkeys(r.document_id for r in regions if r.document_id in context.full))
    titled = [(coverage(group.terms, (context.header(d.id), 1.0)), d.id) for d in context.touched(group.terms)]
    near = [i for score, i in sorted(titled, reverse=True) if score >= ENOUGH / 2 and i in context.full]
    hits = context.searcher.search(" ".join(question.topic), k=MOST_HITS)
    held = [h.passage.document_id for h in hits if h.passage.document_id in context.full]
    return list(dict.fromkeys((*near[:MOST_DOCUMENTS], *held)))[: 2 * MOST_DOCUMENTS]


def _fitting(context: Context, document_id: str, group: _Group, regions: tuple[Region, ...] | None) -> Iterator[_Found]:
    """The document's posts of the group."""
    text, header = context.text(document_id), context.header(document_id)
    title = squeeze(title_core(context.documents[document_id].title))
    for post in posts_in(text):
        if not context.within(regions, document_id, post.places[0][0], post.places[-1][1]):
            continue
        # the posts of one list are of one group, also where a heading parts it
        clause = context.deepest(document_id, post.named_from, post.named_from + 1)
        near = squeeze(text[max(clause.start, post.named_from - BEFORE) : post.named_to])
        score = group.fit(near, context.titles(document_id, clause.id), title, header)
        if score >= ENOUGH:
            yield _Found(document_id, post, score)


def _draft(context: Context, found: Sequence[_Found], *, whole: bool) -> Draft:
    documents = dict.fromkeys(f.document_id for f in found)
    lines: list[str] = []
    quotes: list[Citation] = []
    for document_id in documents:
        here = [f.post for f in found if f.document_id == document_id]
        shown = here if whole else here[:MOST]
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
