"""Which held documents a question on documents means."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.answer.context import Context
from kb.interaction import embedded
from kb.match import Term, coverage, cues, make_terms, share_of, topic_words
from kb.model import Document, Question, Reference
from kb.naming import title_core
from kb.references import find_titles
from kb.terms import squeeze

# Share of the question's words that a title and issuer must cover to be the document meant.
TITLE_ENOUGH = 0.6
# The same for words in 《》: all but one that says little.
WHOLE_TITLE = 0.9
# Scores within this of the best are equal.
CLOSE = 0.05
# Of titles that cover the question alike, one that says little else is meant before one that says more (管理办法
# before 管理办法实施细则); those within this share of its characters are meant with it.
ALIKE = 0.15
MOST = 5
# What a letter answers, and what stands behind its name and number.
_LETTER = re.compile("(?:提案|建议|议案|请示|报告|意见|函)$")
_RECEIVED = re.compile("[^。《》\\n]{0,30}(?:收悉|敬悉|知悉|已悉)")
# How near a title must be to a question piece by piece, and how far ahead of the next.
NEAR_TITLE = 0.85
AHEAD = 0.15


@lru_cache(maxsize=4)
def meant(context: Context, question: Question) -> tuple[Document, ...]:
    """The documents that the question means: those it names (none if it names one that is not held), else
    those whose title its words cover best, else the only one held in full. Kept while the steps of one answer ask
    again."""
    return tuple(_meant(context, question))


def _meant(context: Context, question: Question) -> list[Document]:
    if question.documents:
        return [context.documents[i] for i in question.documents]
    if question.doc_numbers:
        return []
    titles = find_titles(question.raw)
    terms = _terms(context, question)
    enough = WHOLE_TITLE if titles else TITLE_ENOUGH
    scored = [(coverage(terms, (context.header(d.id), 1.0)), d) for d in context.touched(terms, enough)]
    best = max((score for score, _ in scored), default=0.0)
    if best >= enough:
        chosen = [d for score, d in scored if score >= best - CLOSE]
        shares = {d.id: share_of(title_core(d.title), terms) for d in chosen}
        closest = [d for d in chosen if shares[d.id] >= max(shares.values()) - ALIKE]
        return closest if len(closest) <= MOST else []
    if answers := _answering(context, terms):
        return answers
    if titles or any(t.weight > 1 for t in terms):
        return [] if titles else _nearest_title(context, question)
    alike = _of_the_kind(context, question)
    return alike if len(alike) <= MOST else []


def _terms(context: Context, question: Question) -> tuple[Term, ...]:
    """The words by which a title is sought: those in 《》, else the question's. A 题名 that is nobody's title may still
    be one with a word left out, but not one that differs in a word."""
    titles = " ".join(title for _, _, title in find_titles(question.raw))
    return tuple(make_terms(topic_words(titles), context.idf) if titles else context.terms(question))


def meant_by_letter(context: Context, question: Question) -> bool:
    """Whether the document is meant by the letter that it answers, not by its own title."""
    found = meant(context, question)
    if question.documents or question.doc_numbers or not found:
        return False
    terms = _terms(context, question)
    return coverage(terms, (context.header(found[0].id), 1.0)) < TITLE_ENOUGH and [*found] == _answering(context, terms)


def _answering(context: Context, terms: Sequence[Term]) -> list[Document]:
    """The reply to what the question names (关于…的提案, 关于…的请示), where one such letter is named nearly whole."""
    named = {
        r.document_id
        for r in _letters(context)
        if coverage(terms, (squeeze(r.title or ""), 1.0)) >= TITLE_ENOUGH
        if share_of(title_core(r.title or ""), terms) >= WHOLE_TITLE
    }
    return [context.documents[i] for i in named] if len(named) == 1 else []


@lru_cache(maxsize=2)
def _letters(context: Context) -> tuple[Reference, ...]:
    """Every letter that a document held replies to (《…》（…号）收悉); read once a generation."""
    named = (r for r in context.references if r.title and _LETTER.search(r.title))
    return tuple(r for r in named if _RECEIVED.match(context.text(r.document_id), r.end))


def _nearest_title(context: Context, question: Question) -> list[Document]:
    """The document whose title is near the question piece by piece, where no other title is nearly so: 粤莞联合基金申报
    in a title that spells it out."""
    held = [context.documents[i] for i in sorted(context.full)]
    weights, cosines = embedded().nearest(" ".join(question.topic), title_pieces(context))
    if not len(weights):
        return []
    scores = weights @ cosines
    best, *others = sorted(scores.tolist(), reverse=True)
    if best < NEAR_TITLE or (others and others[0] > best - AHEAD):
        return []
    return [held[int(scores.argmax())]]


@lru_cache(maxsize=2)
def title_pieces(context: Context) -> list[NDArray[np.int64]]:
    """The pieces of every title held, in the order of the documents' ids; read once a generation."""
    return embedded().pieces([title_core(context.documents[i].title) for i in sorted(context.full)])


def _of_the_kind(context: Context, question: Question) -> list[Document]:
    """Where nothing says which document: those held in full of the kind pointed at (这个行动计划), else all."""
    held = [context.documents[i] for i in sorted(context.full)]
    pointed = re.search(cues()["words"]["pointed"], question.raw)
    alike = [d for d in held if pointed and pointed["kind"] in title_core(d.title)]
    return alike or (held if len(held) == 1 else [])
