"""Everything of a kind, with its count."""

import re
from collections.abc import Callable

import pytest

from kb.base import KnowledgeBase
from kb.model import Answer

Ask = Callable[[str], Answer]


def items(answer: Answer) -> list[str]:
    return [x for x in answer.text.splitlines() if not x.startswith("【") and not re.search(r"共 \d+ 项", x)]


@pytest.mark.parametrize(
    "question",
    [
        "主要目标里有哪些量化目标",
        "到2028年有哪些目标",
        "交通运输结构有哪些目标",
        "列出大力发展特色农业的全部指标",
        "各领域的牵头部门分别是谁",
        "大力优化交通运输结构包括哪些方面",
        "三年行动计划引用了哪些文件",
    ],
)
def test_count_equals_lines(plan_says: Ask, question: str) -> None:
    answer = plan_says(question)
    assert not answer.abstained
    assert answer.count == len(items(answer)) > 1
    assert f"共 {answer.count} 项" in answer.text


def test_main_aims_are_all_there(plan_says: Ask) -> None:
    answer = plan_says("主要目标有哪些")
    for value in ("25%以上", "100%", "10处", "20处", "212万千瓦", "60%以上", "10%左右"):
        assert value in answer.text
    assert {c.path for c in answer.citations} == {"二、主要目标"}


def test_list_of_a_year_that_no_plan_reaches(plan_says: Ask) -> None:
    assert plan_says("到2035年有哪些量化目标").abstained


def test_targets_of_one_of_two_cities(crowd_says: Ask) -> None:
    answer = crowd_says("云溪市数字经济发展行动方案有哪些目标")
    assert answer.count == 3
    assert {c.doc_number for c in answer.citations} == {"云政发〔2026〕8号"}


def test_list_holds_every_target_of_the_document(crowd: KnowledgeBase, crowd_says: Ask) -> None:
    answer = crowd_says("青政发〔2025〕15号有哪些量化目标")
    own = [t for t in crowd.targets() if t.document_id == "青政发-2025-15"]
    assert answer.count == len(own) >= 4
    assert all(t.wording in answer.text for t in own)
