"""Everything of a kind, with its count."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.model import Answer
from tests.kb.answers.conftest import answer_from

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


def test_aims_of_a_clause_by_its_number(plan_says: Ask) -> None:
    answer = plan_says("四(一)有哪些目标")
    assert answer.count == len(items(answer)) == 2
    assert {c.path for c in answer.citations} == {"四、大力优化交通运输结构 › (一)推动大宗货物运输“公转铁”"}
    assert plan_says("四(二)有哪些目标").abstained


@pytest.mark.parametrize("question", ["四(一)有哪些目标", "四(一)有哪些内容", "四(一)讲什么"])
def test_a_clause_of_no_document_among_many(crowd_says: Ask, question: str) -> None:
    answer = crowd_says(question)
    assert answer.abstained
    assert "没有指明" in answer.text


def test_aims_of_two_documents_are_listed_under_each(crowd_says: Ask) -> None:
    answer = crowd_says("5G基站有哪些目标")
    assert "【青政发〔2025〕15号 一、总体目标】" in answer.text
    assert "【云政发〔2026〕8号 一、发展目标】" in answer.text


def test_names_of_items_are_whole(plan_says: Ask) -> None:
    answer = plan_says("附件有哪几项")
    assert answer.count == 4
    assert "(内政发〔2025〕4号)中对乌海重点布局的产业相关产品和项目\n3.现代农业和服务业" in answer.text


def test_an_enumeration_begins_with_its_first_item(tmp_path: Path) -> None:
    text = """云溪市人民政府关于规范执法工作的意见
云政发〔2026〕9号
各区人民政府：
《云溪市法治建设纲要》对全面推行执法公示制度、过程记录制度、法制审核制度作出部署。现提出如下意见。
一、加强公示
执法机关应当公示执法依据。
"""
    answer = answer_from(tmp_path, text, "云溪市执法三项制度是什么")
    assert items(answer) == ["执法公示制度", "过程记录制度", "法制审核制度"]


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
