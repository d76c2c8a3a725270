"""Questions that lean on the one before: completed from its words, left alone where they stand by themselves."""

import pytest

from kb.followup import Followed, follow
from kb.model import Question

LEAD = Question("第一产业相关工作由谁牵头?", "lead", "organisations", ("第一产业",))
TARGET = Question("2028年绿色电力消费比例目标是多少?", "target", "value", ("绿色电力消费比例",), (2028,))
CITED = {"甲-2025-1": "甲政发〔2025〕1号"}


def content(raw: str, *topic: str, **more: object) -> Question:
    """A question that says no more than what it is about."""
    return Question(raw, "content", "text", topic, **more)  # type: ignore[arg-type]


def followed(before: Question, now: Question) -> Followed:
    made = follow(before, CITED, now)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        (LEAD, content("那服务业呢?", "服务业"), "服务业相关工作由谁牵头?"),
        (LEAD, content("第三产业呢", "第三产业"), "第三产业相关工作由谁牵头?"),
        (TARGET, content("2027年呢?", years=(2027,)), "2027年绿色电力消费比例目标是多少?"),
        (TARGET, content("2027年的", years=(2027,)), "2027年绿色电力消费比例目标是多少?"),
        (TARGET, content("那储能规模呢", "储能规模"), "2028年储能规模目标是多少?"),
        (TARGET, Question("由谁牵头?", "lead", "organisations"), "绿色电力消费比例由谁牵头?"),
    ],
)
def test_what_is_named_takes_the_place_of_what_was_named(before: Question, now: Question, text: str) -> None:
    made = followed(before, now)
    assert made.text == text
    assert made.documents == ("甲-2025-1",)
    assert not made.stated


def test_the_kind_of_the_question_before_is_kept_where_none_is_said() -> None:
    assert followed(LEAD, content("那服务业呢?", "服务业")).kind == "lead"
    assert followed(TARGET, Question("由谁牵头?", "lead", "organisations")).kind is None


def test_a_question_on_the_document_is_asked_of_the_one_that_was_cited() -> None:
    now = Question("它的文号是什么?", "document", "doc_number")
    assert followed(LEAD, now).text == "甲政发〔2025〕1号文号是什么?"
    assert follow(LEAD, CITED | {"乙-2025-2": "乙政发〔2025〕2号"}, now) is None


def test_documents_that_the_asker_named_are_kept() -> None:
    named = Question("乙办法的储能规模目标?", "target", "value", ("储能规模",), documents=("乙-2024-2",))
    made = followed(named, content("那光伏装机呢", "光伏装机"))
    assert made.documents == ("乙-2024-2",)
    assert made.stated


@pytest.mark.parametrize(
    "now",
    [
        Question("储能规模目标是多少?", "target", "value", ("储能规模",)),
        Question("市能源局负责什么?", "lead", "tasks", organisations=("市能源局",)),
        content("零碳园区怎么说?", "零碳园区"),
        content(""),
    ],
)
def test_a_question_that_stands_alone_is_left_alone(now: Question) -> None:
    assert follow(TARGET, CITED, now) is None
