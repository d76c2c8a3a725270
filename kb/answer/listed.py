"""A list asked for (哪些材料, 哪几种方式, 哪五个方面): found by what opens, heads or names it, and shown whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer import evidence
from kb.answer.content import MOST_LIST_CHARS
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.listings import ATTACHED, Listing, listings
from kb.match import Term, coverage, cues
from kb.model import Passage, Question
from kb.quantity import parse_number
from kb.terms import fold, segment, word_class

# Share of the question's words that a list must cover by what opens or names it, the headings above and the
# document's header.
ENOUGH = 0.65
# What of the question a running sentence must say itself, headings and header apart.
LEAST_OWN = 0.2
# Documents looked through: those of the best passages.
_MOST_PASSAGES = 10
_MOST_DOCUMENTS = 5
_MOST_CITATIONS = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the noun (材料) with what stands for it, and how many, where the question says so."""

    nouns: tuple[str, ...]
    count: int | None


def listed_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The list asked for, whole; None where none is opened, headed or named by the question's words."""
    scored = weighed(context, question, regions)
    if not scored or scored[0][0] < ENOUGH:
        return None
    return _draft(context, scored[0][1])


def weighed(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[tuple[float, Listing]]:
    """The lists that may be the one asked for with the share of the question that each covers, best first."""
    asked = asked_in(question.raw)
    told = any(region.account_of for region in regions or ())  # an account is quoted sentence by sentence
    if told or (not asked.nouns and asked.count is None):
        return []
    attached = re.search(cues()["listed"]["attached"], fold(question.raw))
    asking = attached.group() if attached else ""
    terms = [t for t in context.terms(question) if t.text not in asked.nouns and t.text not in asking]
    found = [
        listing
        for document_id in _documents(context, question, regions)
        for listing in listings(context, document_id)
        if context.within(regions, document_id, listing.at.start, listing.items[-1][-1].end)
        and _may_be(asked, listing)
        and (attached or listing.head != ATTACHED)
        and (listing.head or coverage(terms, (listing.says, 1.0)) >= LEAST_OWN)
    ]
    context.look_ahead([listing.at for listing in found])
    scored = [(_score(context, question, terms, listing), listing) for listing in found]
    return sorted(scored, key=lambda s: -s[0])


def asked_in(raw: str) -> Asked:
    """What the question asks for all of."""
    text = fold(raw)
    match = re.search(cues()["listed"]["asked"], text)
    if match is None:
        return Asked((), None)
    named = _last_noun(text[: match.start()] + "有") if match.group() == "名单" else None
    noun = named or match["step"] or _first_noun(text[match.end() :]) or _last_noun(text[: match.start()])
    count = int(parse_number(match["n"]) or 0) if match["n"] else None
    alike = [group for group in cues()["listed"]["alike"] if noun in group]
    return Asked(tuple(dict.fromkeys((noun, *(w for group in alike for w in group)))) if noun else (), count)


def _first_noun(after: str) -> str | None:
    """The noun that the words begin with: 检查方式…… -> 方式, 医生可以当…… -> 医生."""
    rules = cues()["listed"]
    if after.startswith("人") and not re.match(rules["persons"], after):
        return "人"
    noun = None
    for word in segment(re.split("[,;:?()]", after)[0]):
        kind = word_class(word)
        if re.fullmatch(rules["ends"], word) or (noun and (len(word) == 1 or kind == "ns" or not _is_noun(kind))):
            break
        noun = word if _is_noun(kind) or (noun is None and kind is None) else noun
    return noun


def _last_noun(before: str) -> str | None:
    """The noun before what asks: 推广的新模式有 -> 模式; None where no verb of having stands between."""
    match = re.search(cues()["listed"]["having"], before)
    if match is None:
        return None
    words = reversed(segment(before[: match.start()]))
    return next((w for w in words if len(w) > 1 and (word_class(w) or "n")[0] in "nv"), None)


def _is_noun(kind: str | None) -> bool:
    return kind is not None and (kind.startswith("n") or kind in ("vn", "an", "zg"))


def _documents(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[str]:
    """The documents of the best passages."""
    found = evidence.ranked(context, question, regions)[:_MOST_PASSAGES]
    return list(dict.fromkeys(e.passage.document_id for e in found))[:_MOST_DOCUMENTS]


def _may_be(asked: Asked, listing: Listing) -> bool:
    """Whether the list is one of what is asked for, of so many."""
    if asked.count and listing.counts and asked.count not in listing.counts:
        return False
    return not asked.nouns or any(_names(noun, listing) for noun in asked.nouns)


def _names(noun: str, listing: Listing) -> bool:
    """Whether the list is named by the noun; by one of a single character where the list's name or its items end
    with it."""
    if len(noun) > 1:
        return noun in listing.names
    return listing.ending == noun or (listing.head is not None and listing.names.endswith(noun))


def _score(context: Context, question: Question, terms: Sequence[Term], listing: Listing) -> float:
    """The share of the question that the list covers with what stands above it, and a tenth for what it says itself;
    nothing where only one of the two refuses (不予……)."""
    if not terms and question.documents and listing.head == ATTACHED:  # nothing is asked but what a document has
        return 1.0
    at, refusal = listing.at, cues()["listed"]["refusal"]
    titles = context.above(at.document_id, at.clause_id, at.start)
    if bool(re.search(refusal, fold(question.raw))) != bool(re.search(refusal, listing.says + titles)):
        return 0.0
    whole = coverage(terms, (listing.says, 1.0), (titles, 0.9), (context.header(at.document_id), 0.9))
    return whole + coverage(terms, (listing.says, 1.0)) / 10


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
