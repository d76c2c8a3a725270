"""The practice questions on the plan as a measure."""

import pytest

from kb.base import KnowledgeBase
from tests.kb.answers.questions import GOLDEN, holds, read, right_and_cited


def test_there_are_questions() -> None:
    assert "plan.questions.tsv" in GOLDEN
    assert all(len(read(name)) >= 90 for name in GOLDEN)


@pytest.mark.parametrize("name", GOLDEN)
def test_nine_of_ten_right_and_cited_and_nothing_invented(corpus: KnowledgeBase, name: str) -> None:
    marked = [(asked, right_and_cited(asked, corpus.ask(asked.text))) for asked in read(name)]
    invented = [asked.text for asked, good in marked if asked.kind == "none" and not good]
    answerable = [(asked.text, good) for asked, good in marked if asked.kind != "none"]
    wrong = [text for text, good in answerable if not good]
    assert invented == []
    assert 1 - len(wrong) / len(answerable) >= 0.9, wrong


def test_numbers_match_whole() -> None:
    assert holds("达到10%左右", "10%")
    assert not holds("达到210%左右", "10%")
    assert not holds("1座500千伏", "50")
