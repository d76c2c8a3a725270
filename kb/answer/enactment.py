"""What the lines under a statute's title answer: the number of the order, who passed, promulgated, revised it, when."""

import re

from kb.answer.context import Context
from kb.answer.provisions import Stated, label_of
from kb.enacted import Act, acts
from kb.model import Document

# Of many revisions those that are shown, the last first.
_MOST = 4


def enacted(context: Context, document: Document, kind: str) -> tuple[Stated, ...]:
    """The acts of a kind (adopted, promulgated, amended, effective) in their own words, the last revision first."""
    text, found = context.text(document.id), _told(context, document)
    # 修订通过 is a revision, and one that was passed
    passed = [a for a in found if kind == "adopted" and text[: a.end].endswith("通过")]
    found = [a for a in found if a.kind == kind or a in passed]
    if kind == "amended":
        found.reverse()
    return tuple(_stated(context, document, kind, act) for act in found[:_MOST])


def orders(context: Context, document: Document) -> tuple[Stated, ...]:
    """The numbers of the orders: of one order the number alone, of several each with what was done by it."""
    numbered = [act for act in _told(context, document) if act.number]
    if len(numbered) != 1:
        return tuple(_stated(context, document, act.kind, act) for act in reversed(numbered[-_MOST:]))
    act = numbered[0]
    place = context.cite(document.id, act.start, act.end)
    return (Stated(label_of("doc_number"), act.number or "", (place,)),)


def enacting(context: Context, document: Document) -> tuple[Stated, ...]:
    """Who promulgated it, else who passed it."""
    told = _told(context, document)
    for kind in ("promulgated", "adopted"):
        if done := [act for act in told if act.kind == kind and act.who]:
            return (_stated(context, document, kind, done[-1]),)
    return ()


def _told(context: Context, document: Document) -> list[Act]:
    """The acts told under the title, those that one clause holds and that can be cited."""
    clauses = context.clauses(document.id)
    return [a for a in acts(context.text(document.id)) if any(c.start <= a.start and a.end <= c.end for c in clauses)]


def _stated(context: Context, document: Document, slot: str, act: Act) -> Stated:
    words = _words(context.text(document.id), act)
    return Stated(label_of(slot), words, (context.cite(document.id, act.start, act.end),))


def _words(text: str, act: Act) -> str:
    """The act as written, broken lines joined."""
    return re.sub(r"\s*\n\s*", "", text[act.start : act.end])
