"""How far the statements of who does what cover a question, from the one that may cover most of it down."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.answer.context import Context, Region
from kb.answer.duties import Statement
from kb.holding import most_degrees
from kb.match import GENERIC_WEIGHT, Term, coverage, degree
from kb.model import Question
from kb.terms import squeeze

# Share of the question's words (weighted) that a record must cover. Tried on questions over eight documents:
# 0.55 answers more, but names the wrong body where only 建设 or 工作 agree; 0.7 loses colloquial wordings.
ENOUGH = 0.6
# Records this close to the best answer the question equally well.
CLOSE = 0.03
# What the standing of its sentence among the passages found adds to a record's score.
STANDING_WORTH = 0.2
# What it adds that the statement's own words hold the topic in one run: 外网建设, not 网 here and 建设 there.
PHRASE_WORTH = 0.15
# A document's title and issuer say which document is meant, not what is asked.
HEADER_WORTH = 0.8
# One sentence may assign several tasks: standing in it says little of which is meant.
SENTENCE_WORTH = 0.5


def covering(
    context: Context, terms: Sequence[Term], regions: tuple[Region, ...] | None
) -> list[tuple[float, Statement]]:
    """Statements that cover enough of the terms, in their order. Weighed from the most that each may reach down, until
    none that is left can come near the best."""
    statements = context.statements.statements
    near = _near(context, terms)
    most = _most(context, terms)
    found: list[tuple[float, int]] = []
    best = ENOUGH
    for number in np.flatnonzero(most >= ENOUGH - 1e-9)[np.argsort(-most[most >= ENOUGH - 1e-9], kind="stable")]:
        if most[number] + STANDING_WORTH + PHRASE_WORTH < best - CLOSE:
            break
        first = statements[number].first
        if context.within(regions, first.document_id, first.start, first.end):
            score = _score(context, terms, near[:, number].tolist(), int(number))
            if score >= ENOUGH:
                found.append((score, int(number)))
                best = max(best, score)
    return [(score, statements[number]) for score, number in sorted(found, key=lambda f: f[1])]


def _near(context: Context, terms: Sequence[Term]) -> NDArray[np.bool_]:
    """For each term and statement whether what stands around the statement may hold the term to some degree."""
    near = np.zeros((len(terms), len(context.statements.statements)), dtype=np.bool_)
    for row, term in zip(near, terms, strict=True):
        row[:] = context.statements.around(term)
    return near


def _most(context: Context, terms: Sequence[Term]) -> NDArray[np.float64]:
    """For each statement the score that it may reach, by the words that stand in and around it and in the header."""
    statements = context.statements
    places = (
        (statements.told, 1.0),
        (lambda word: statements.under(context.in_headers(word)), HEADER_WORTH),
        (statements.beside, SENTENCE_WORTH),
    )
    most = sum((term.weight * most_degrees(term, places) for term in terms), np.zeros(len(statements.statements)))
    return most / (sum(term.weight for term in terms) or 1.0)


def _score(context: Context, terms: Sequence[Term], near: Sequence[bool], number: int) -> float:
    """How far the statement covers the terms; of those not near it only the header may hold any."""
    statement, matter = context.statements.statements[number], context.statements.matter(number)
    header = context.header(statement.first.document_id)
    here = [t for t, around in zip(terms, near, strict=True) if around]
    said = [t for t in here if t.weight > GENERIC_WEIGHT and max(degree(t, matter.own), degree(t, matter.served)) > 0]
    own = ((matter.own, 1.0), (matter.served, 0.95))
    share = sum(t.weight for t in here) / (sum(t.weight for t in terms) or 1.0)
    if all(degree(t, header) == 1 for t in said) and share * coverage(here, *own) < ENOUGH:
        # only words that any record of the document would hold
        return 0.0
    if _misses_the_noun(terms, here, (matter.own, matter.served, matter.sentence, statement.titles), header):
        return 0.0
    rest = ((statement.titles, 0.9), (header, HEADER_WORTH), (matter.sentence, SENTENCE_WORTH))
    away = [t for t, around in zip(terms, near, strict=True) if not around]
    return share * coverage(here, *own, *rest) + (1 - share) * coverage(away, (header, HEADER_WORTH))


def _misses_the_noun(terms: Sequence[Term], here: Collection[Term], said: Sequence[str], header: str) -> bool:
    """Whether a statement says nothing of what is asked for, the last word of the question's matter
    (险情治理的专项经费), and neither it nor its document's header of another word; only the terms `here` may be
    said."""
    specific = [t for t in terms if t.weight > GENERIC_WEIGHT]

    def unsaid(term: Term) -> bool:
        return term not in here or not any(degree(term, text) for text in said)

    if not specific or not unsaid(specific[-1]):
        return False
    return any(not degree(t, header) and unsaid(t) for t in specific[:-1])


def phrase(question: Question, statement: Statement) -> float:
    """Share of the topic that stands in the statement's task or words as one run."""
    asked = "".join(question.topic)
    said = squeeze(" ".join((statement.own, *(r.task for r in statement.records))))
    run = next((n for n in range(len(asked), 0, -1) if any(r in said for r in _runs(asked, n))), 0)
    return run / len(asked) if asked else 0.0


def _runs(text: str, length: int) -> Iterator[str]:
    """The pieces of the text of this length."""
    return (text[at : at + length] for at in range(len(text) - length + 1))
