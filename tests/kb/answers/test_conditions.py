"""What a question names as a condition must be met by the sources: level, year, and whose words they are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import ingest_paths
from kb.answer.conditions import named_places
from kb.base import KnowledgeBase, Settings
from kb.model import Answer
from kb.naming import title_core
from tests.kb.answers.conftest import answer_from

Ask = Callable[[str], Answer]
CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.mark.parametrize(
    "question",
    ["国家级绿色矿山建成几座", "国家级智能工厂有几个", "自治区级绿色工厂要创建多少户", "省级绿色园区建几个"],
)
def test_another_level_is_no_answer(plan_says: Ask, question: str) -> None:
    assert plan_says(question).abstained


@pytest.mark.parametrize(
    "question", ["2030年非化石能源消费比重目标是多少", "2030年储能规模", "2026年储能规模目标是多少"]
)
def test_another_year_is_no_answer(plan_says: Ask, question: str) -> None:
    assert plan_says(question).abstained


def test_one_of_a_row_is_no_other(tmp_path: Path) -> None:
    text = "云溪市首批试点县名单的通知\n首批试点县为城东县、城西县，试点期限两年。\n"
    assert not answer_from(tmp_path, text, "第一批试点县的试点期限多久").abstained
    (tmp_path / "other").mkdir()
    assert answer_from(tmp_path / "other", text, "第二批试点县的试点期限多久").abstained


REPORT = (
    "2023年云溪市政府工作报告\n一、过去一年和五年工作回顾\n全年充电桩数量增长93.4%，新增停车泊位1.2万个。\n"
    "五年累计建成口袋公园54个。\n二、今年工作\n今年计划新增停车泊位1.5万个。\n"
)
PAGE = (
    "云溪区招生工作细则公布\n发布日期：2026-04-29\n公办初中整体招生规模较往年有所扩大，云溪区公办初中新增35个班。\n"
    "2025年公办幼儿园新增12个班。\n"
)


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        (REPORT, "2022年充电桩数量增长了多少（2023年政府工作报告）", "93.4%"),
        (REPORT, "2018到2022年累计建成多少个口袋公园（2023年政府工作报告）", "54个"),
        (PAGE, "2026年云溪区公办初中新增多少个班", "35个班"),
    ],
)
def test_a_year_may_be_told_from_that_of_the_document(tmp_path: Path, text: str, question: str, words: str) -> None:
    assert words in answer_from(tmp_path, text, question).text


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (REPORT, "2016年充电桩数量增长了多少（2023年政府工作报告）"),
        (PAGE, "2024年云溪区公办初中新增多少个班"),
        (PAGE, "2026年云溪区公办幼儿园新增多少个班"),
    ],
)
def test_a_year_of_another_value_is_no_answer(tmp_path: Path, text: str, question: str) -> None:
    assert answer_from(tmp_path, text, question).abstained


def test_a_grade_is_no_other(tmp_path: Path) -> None:
    text = "云溪市科普奖奖励办法\n第四条 科普奖奖金标准为：一等奖5万元，二等奖3万元，三等奖1万元。\n"
    assert not answer_from(tmp_path, text, "云溪市科普奖二等奖奖金多少万元").abstained
    (tmp_path / "other").mkdir()
    assert answer_from(tmp_path / "other", text, "云溪市科普奖特等奖奖金多少万元").abstained


def test_a_village_is_no_province() -> None:
    assert named_places("河南村煤矿") == ()
    assert named_places("河南省煤矿") == ("河南",)


def test_the_level_asked_for_is_answered(plan_says: Ask) -> None:
    assert "11座" in plan_says("自治区级绿色矿山建成几座").text


def test_a_short_word_in_passing_is_no_field(plan_says: Ask) -> None:
    assert plan_says("谁牵头教育工作").abstained


def test_all_aims_where_no_indicator_is_named(plan_says: Ask) -> None:
    answer = plan_says("乌海市2028年的主要目标")
    assert answer.count is not None
    assert answer.count > 5


@pytest.mark.parametrize("question", ["大抓重点产业链工作方案对煤焦化怎么说", "乌党办发9号文里煤焦化重点发展什么"])
def test_an_account_is_found_by_title_and_says_what_it_is(plan_says: Ask, question: str) -> None:
    answer = plan_says(question)
    assert any("未收原文" in note for note in answer.notes)
    assert {c.doc_number for c in answer.citations} == {"乌海政办发〔2025〕38号"}


def test_an_account_without_the_telling_document_is_still_its_words(tmp_path: Path) -> None:
    with KnowledgeBase.open(Settings.choose(tmp_path), write=True) as kb:
        ingest_paths(kb, [CORPUS])
        kb.remove("乌海政办发〔2025〕38号")
    with KnowledgeBase.open(Settings.choose(tmp_path)) as kb:
        answer = kb.ask("乌党办发9号文明确的硅基新材料重点产品有哪些")
    assert not answer.abstained
    assert {c.doc_number for c in answer.citations} == {"乌海政办发〔2025〕38号"}
    assert {c.path for c in answer.citations} == {"据乌海政办发〔2025〕38号附件第1项"}


def test_what_is_missing_is_said_in_words(plan_says: Ask) -> None:
    assert "未收录国发〔2023〕5号" in plan_says("国发〔2023〕5号说了什么").text
    many = "、".join(f"国发〔2023〕{n}号" for n in range(31, 71))
    assert plan_says(f"{many}说了什么").text.endswith("等40份文件。")
    assert "没有写明" in plan_says("市公安局牵头什么工作").text


def test_title_core() -> None:
    assert title_core("青湖市人民政府关于印发《青湖市大抓产业链工作方案(2025—2027年)》的通知") == "大抓产业链工作方案"
    assert title_core("某省人民政府关于进一步优化产业布局的指导意见") == "优化产业布局的指导意见"


def test_a_place_may_stand_in_the_text_of_a_page_without_issuer(tmp_path: Path) -> None:
    page = tmp_path / "指南.txt"
    page.write_text(
        "学历型人才入户申报指南\n\n根据包头市引进人才入户办法，学历型人才可以申报入户。\n"
        "办理时效：审核通过后，进行5个工作日的公示。\n",
        encoding="utf-8",
    )
    with KnowledgeBase.open(Settings.choose(tmp_path / "kb"), write=True) as kb:
        ingest_paths(kb, [page])
        assert "5个工作日" in kb.ask("包头学历型人才入户审核通过后公示多久").text
        assert kb.ask("鄂尔多斯学历型人才入户审核通过后公示多久").abstained


def test_what_is_held_for_another_place_is_shown_as_that(plan_says: Callable[[str], Answer]) -> None:
    answer = plan_says("呼和浩特2028年绿电比例是多少")
    assert answer.abstained
    assert answer.notes == ("最接近的原文地方不符，不作为答案。",)
    assert "绿色电力消费比例提升至25%以上" in answer.nearest[0].quote
