"""A list asked for (哪些材料, 哪几种方式, 哪五个方面): found by what opens, heads or names it, and shown whole."""

import re
from collections.abc import Sequence
from functools import lru_cache

from kb import reader
from kb.answer import evidence
from kb.answer.content import MOST_LIST_CHARS
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.list_asked import Asked, asked_in
from kb.answer.listing import Listing
from kb.answer.listings import ATTACHED, listings
from kb.match import Term, coverage, cues
from kb.model import Passage, Question
from kb.reader import Read
from kb.terms import fold, squeeze

# Share of the question's words that a list must cover by what opens or names it, the headings above and the
# document's header.
ENOUGH = 0.65
# What of the question a running sentence must say itself, headings and header apart.
LEAST_OWN = 0.2
# From what share a list is read with the question, how many of them, and from what log odds the best one is the one
# asked for: 12 of 13 questions whose list covers 0.45 to 0.65 of their words, and none of those that have no such list.
LEAST_READ = 0.45
READ_ENOUGH = 1.5
_MOST_READ = 4
# What it counts that a word stands in what the document says before its first clause, and how much of that is read: a
# page names its matter there, while its title only calls for readers.
LEDE_WORTH = 0.7
_LONGEST_LEDE = 400
# Documents looked through: those of the best passages.
_MOST_PASSAGES = 10
_MOST_DOCUMENTS = 5
_MOST_CITATIONS = 40
# What it adds that a list says the question's words itself.
OWN_WORTH = 0.1
# Characters that may stand behind the noun that a heading ends with: 申请条件及材料 heads no list of 条件.
_BEHIND = 1
# So many are named without a list: 甲和乙.
_FEW = 2


def listed_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The list asked for, whole; None where none is opened, headed or named by the question's words."""
    scored = weighed(context, question, regions)
    if not scored:
        return None
    found = _outer(scored) if scored[0][0] >= ENOUGH else _convincing(context, question, scored)
    return _draft(context, found) if found else None


def _outer(scored: Sequence[tuple[float, Listing]]) -> Listing:
    """The best list; where it stands in an item of one that is nearly as good, that one."""
    best, chosen = scored[0]
    holding = (
        listing
        for score, listing in scored
        if score >= best - OWN_WORTH and any(_inside(chosen, item) for item in listing.items)
    )
    return next(holding, chosen)


def _inside(listing: Listing, item: Sequence[Passage]) -> bool:
    """Whether the list stands in the item of another."""
    at, last = listing.at, listing.items[-1][-1]
    holds = at.document_id == item[0].document_id and item[0].start <= at.start and last.end <= item[-1].end
    return holds and last.end > item[0].end  # a sentence of the item is its list's own


def _convincing(context: Context, question: Question, scored: Sequence[tuple[float, Listing]]) -> Listing | None:
    """Of the lists that cover less of the question's words the one that reading finds to answer, if any."""
    near = [listing for score, listing in scored[:_MOST_READ] if score >= LEAST_READ]
    if not near:
        return None
    odds = reader.embedded().scores(question.raw, [_to_read(context, listing) for listing in near])
    best = int(odds.argmax())
    return near[best] if odds[best] >= READ_ENOUGH else None


def _to_read(context: Context, listing: Listing) -> Read:
    opening = listing.head.text if isinstance(listing.head, Passage) else listing.head or ""
    above = (*context.place(listing.at.clause_id).titles, opening)
    text = "".join(p.text for item in listing.items for p in item)
    return Read(context.documents[listing.at.document_id].title, " ".join(above), text[:MOST_LIST_CHARS])


def weighed(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[tuple[float, Listing]]:
    """The lists that may be the one asked for with the share of the question that each covers, best first."""
    asked = asked_in(question.raw)
    told = any(region.account_of for region in regions or ())  # an account is quoted sentence by sentence
    if told or (not asked.nouns and asked.count is None):
        return []
    attached = re.search(cues()["listed"]["attached"], fold(question.raw))
    asking = attached.group() if attached else ""
    unsaid = (asking, asked.called)  # what only says what is asked for
    terms = [t for t in context.terms(question) if t.text not in asked.nouns and not any(t.text in u for u in unsaid)]
    words = _telling(asked)
    found = [
        listing
        for document_id in _documents(context, question, regions)
        for listing in listings(context, document_id, words)
        if context.within(regions, document_id, listing.at.start, listing.items[-1][-1].end)
        and _may_be(asked, listing)
        and (attached or listing.head != ATTACHED)
        and (listing.head or _as_many(asked, listing) or coverage(terms, (listing.says, 1.0)) >= LEAST_OWN)
    ]
    context.look_ahead([listing.at for listing in found])
    scored = [(_score(context, question, terms, listing, _is_called(asked, listing)), listing) for listing in found]
    return sorted(scored, key=lambda s: -s[0])


def may_hold(context: Context, asked: Asked, passage: Passage) -> bool:
    """Whether the passage may hold all of what is asked for: where the question says how many, so many of a kind."""
    if asked.count is None or (asked.called and asked.called in squeeze(passage.text)):
        return True
    if asked.count <= _FEW:
        return True
    return any(
        asked.count in listing.counts and any(passage in item for item in ((listing.at,), *listing.items))
        for listing in listings(context, passage.document_id)
    )


def _documents(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[str]:
    """The documents of the best passages."""
    found = evidence.ranked(context, question, regions)[:_MOST_PASSAGES]
    return list(dict.fromkeys(e.passage.document_id for e in found))[:_MOST_DOCUMENTS]


def _may_be(asked: Asked, listing: Listing) -> bool:
    """Whether the list is one of what is asked for, of so many."""
    if asked.count and listing.counts and asked.count not in listing.counts:
        return False
    if not asked.nouns or _is_called(asked, listing) or any(_names(noun, listing) for noun in asked.nouns):
        return True
    if listing.head and _as_many(asked, listing) and asked.nouns[0] in cues()["listed"]["general"]:
        return True
    return asked.nouns[0] in cues()["listed"]["implied"].get(listing.verb, ())


def _telling(asked: Asked) -> frozenset[str]:
    """Words of which a list in running text must hold one to be one of what is asked for (as `_may_be` tells); none
    where any may be."""
    if not asked.nouns:
        return frozenset()
    implied = (verb for verb, nouns in cues()["listed"]["implied"].items() if asked.nouns[0] in nouns)
    return frozenset((*asked.nouns, *implied, *filter(None, (asked.called,))))


def _names(noun: str, listing: Listing) -> bool:
    """Whether the list is named by the noun; by one of a single character where the list's name or its items end
    with it."""
    if len(noun) > 1:
        heading = isinstance(listing.head, str) and listing.head != ATTACHED
        return noun in (listing.names[-len(noun) - _BEHIND :] if heading else listing.names)
    return noun in (listing.beginning, listing.ending) or (listing.head is not None and listing.names.endswith(noun))


def _as_many(asked: Asked, listing: Listing) -> bool:
    """Whether the question says how many, more than are named without a list."""
    return asked.count is not None and asked.count in listing.counts and asked.count > _FEW


def _is_called(asked: Asked, listing: Listing) -> bool:
    """Whether the list is what the question calls by a name that counts it (三项政策; 六稳, of six that each begin with
    it), and has so many items."""
    if not asked.called or asked.count not in listing.counts:
        return False
    return asked.called in listing.says or {listing.beginning, listing.ending} & {*asked.nouns} != set()


def _score(context: Context, question: Question, terms: Sequence[Term], listing: Listing, called: bool) -> float:
    """The share of the question that the list covers with what stands above it, and a tenth for what it says itself;
    nothing where only one of the two refuses (不予……). A list `called` as asked is known by its name, half of what is
    asked."""
    if not any(len(t.text) > 1 for t in terms) and (called or (question.documents and listing.head == ATTACHED)):
        return 1.0  # nothing is asked but what a document has
    at, refusal = listing.at, cues()["listed"]["refusal"]
    titles = context.above(at.document_id, at.clause_id, at.start)
    if bool(re.search(refusal, fold(question.raw))) != bool(re.search(refusal, listing.says + titles)):
        return 0.0
    header, lede = context.header(at.document_id), _lede(context, at.document_id)
    whole = coverage(terms, (listing.says, 1.0), (titles, 0.9), (header, 0.9), (lede, LEDE_WORTH))
    return ((1 + whole) / 2 if called else whole) + OWN_WORTH * coverage(terms, (listing.says, 1.0))


@lru_cache(maxsize=64)
def _lede(context: Context, document_id: str) -> str:
    """What a document says before its first clause, of the whole: squeezed; kept, since each of its lists asks."""
    front = next((c.text for c in context.clauses(document_id) if c.kind == "front"), "")
    return squeeze(front)[:_LONGEST_LEDE]


def _draft(context: Context, listing: Listing) -> Draft:
    """The list with what opens it, whole where there is room, else the first sentence of each item."""
    shown = [("".join(p.text for p in item), item) for item in listing.items]
    too_long = sum(len(t) for t, _ in shown) > MOST_LIST_CHARS or sum(len(i) for _, i in shown) >= _MOST_CITATIONS
    if too_long and len(shown) > 1:
        shown = [(_first_sentence(item[0].text), item[:1]) for item in listing.items[: _MOST_CITATIONS - 1]]
    whole = len(shown) > 1 and len(shown) == len(listing.items)
    opening = listing.head if isinstance(listing.head, Passage) else None
    head = f"{opening.text if opening else listing.head or ''}{f'（共 {len(shown)} 项）' if whole else ''}"
    passages: list[Passage] = [*filter(None, (opening,)), *(p for _, item in shown for p in item)]
    quotes = unique(context.cite(p.document_id, p.start, p.end) for p in passages)
    text = "\n".join(filter(None, (head, *(text for text, _ in shown))))
    return Draft(text, quotes, len(shown) if whole else None)


def _first_sentence(text: str) -> str:
    return re.split("(?<=[。；;])", text, maxsplit=1)[0]
