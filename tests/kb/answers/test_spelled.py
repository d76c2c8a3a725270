"""Words typed with a wrong character of the same sound."""

import pytest

from kb.answer.context import Context
from kb.answer.spelled import respelled
from kb.base import KnowledgeBase
from tests.kb.answers.questions import read


@pytest.fixture(name="context", scope="module")
def _context(corpus: KnowledgeBase) -> Context:
    return Context(corpus._store, corpus._searcher)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("能原结构调整由谁牵头", "能源结构调整由谁牵头"),
        ("绿店比例2028年是多少", "绿电比例2028年是多少"),
        ("2028年绿色工场几户", "2028年绿色工厂几户"),
        ("能源结构调整由谁牵头", "能源结构调整由谁牵头"),
    ],
)
def test_a_wrong_character_of_the_same_sound_is_read_as_the_documents_write_it(
    context: Context, typed: str, meant: str
) -> None:
    assert respelled(context, typed).text == meant


@pytest.mark.parametrize(
    "text", ["养犬归哪个部门管", "失业金领多久", "罚多少", "张三丰是谁", "", "who leads", "公示几天"]
)
def test_what_is_no_slip_is_left_as_it_is(context: Context, text: str) -> None:
    assert respelled(context, text).words == ()


def test_no_question_that_is_answered_is_read_otherwise(corpus: KnowledgeBase) -> None:
    for asked in read("plan.questions.tsv"):
        assert not any("理解。" in note for note in corpus.ask(asked.text).notes), asked.text


def test_the_answer_says_how_the_question_was_read(corpus: KnowledgeBase) -> None:
    typed, meant = corpus.ask("能原结构调整由谁牵头"), corpus.ask("能源结构调整由谁牵头")
    assert not typed.abstained
    assert typed.text == meant.text
    assert typed.notes[0] == "“能原”按“能源”理解。"
    assert corpus.explain("能原结构调整由谁牵头").answer == typed
