"""What is left unweighed, because the words asked for do not stand around it, could not have been the answer."""

import pytest

from kb.answer import meant, statements, targets
from kb.answer.context import Context
from kb.base import KnowledgeBase
from kb.match import coverage
from kb.question import understand
from tests.kb.answers.questions import read

QUESTIONS = [asked.text for asked in read("plan.questions.tsv")]


@pytest.fixture(name="context", scope="module")
def _context(crowd: KnowledgeBase) -> Context:
    return Context(crowd._store, crowd._searcher)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_no_statement_scores_more_than_it_may(context: Context, asked: str) -> None:
    terms = context.terms(understand(asked, context.catalogue))
    near = statements._near(context, terms)
    most = statements._most(context, terms)
    everywhere = [True] * len(terms)
    for number in range(len(context.statements.statements)):
        score = statements._score(context, terms, near[:, number].tolist(), number)
        assert score <= most[number] + 1e-9
        assert score == pytest.approx(statements._score(context, terms, everywhere, number))


@pytest.mark.parametrize("asked", QUESTIONS)
def test_no_target_left_out_is_the_one_asked_for(context: Context, asked: str) -> None:
    terms = context.terms(understand(asked, context.catalogue))
    possible = set(map(id, targets._possible(context, terms)))
    left = [aim for aim in context.aims.all if id(aim) not in possible]
    assert all(targets._score(context, terms, aim, frozenset(), ("增加值",)) < targets.ENOUGH for aim in left)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_no_header_left_out_covers_enough(context: Context, asked: str) -> None:
    terms = context.terms(understand(asked, context.catalogue))
    touched = {d.id for d in context.touched(terms, meant.TITLE_ENOUGH)}
    left = [header for i, header in context.headers.items() if i not in touched]
    assert all(coverage(terms, (header, 1.0)) < meant.TITLE_ENOUGH for header in left)
