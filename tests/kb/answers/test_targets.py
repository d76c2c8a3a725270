"""Values of indicators: the right year, place and unit, or none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.model import Answer
from tests.kb.answers.conftest import build, sound

Ask = Callable[[str], Answer]
QINGHU, YUNXI = "青政发〔2025〕15号", "云政发〔2026〕8号"


@pytest.mark.parametrize(
    ("question", "value", "quote"),
    [
        ("绿色电力消费比例2028年目标是多少", "25%以上", "绿色电力消费比例提升至25%以上"),
        ("绿电占比 2028", "25%以上", "绿色电力消费比例提升至25%以上"),
        ("游客数量突破多少万人", "900万人", "游客数量突破900万人"),
        ("设施农业面积要达到多少万亩", "1.19万亩", "设施农业面积达1.19万亩"),
        ("全市用水总量控制在多少以内", "3.29亿立方米", "用水总量控制在3.29亿立方米以内"),
        ("服务业增加值年均增长多少", "6%以上", "年均增长6%以上"),
        ("服务业年均增长多少", "6%以上", "年均增长6%以上"),
        ("服务业企业年均增加多少家", "10家以上", "年均增加10家以上"),
        ("淘汰煤电机组多少", "70万千瓦（", "70万千瓦煤电机组具备淘汰关停条件"),
        ("新建煤电机组多少", "70万千瓦以上", "新建成煤电机组70万千瓦以上"),
        ("储能规模二〇二八年达到多少", "45万千瓦以上", "储能规模达到45万千瓦以上"),
        ("虚拟电厂示范项目建几个", "1个", "建成至少1个虚拟电厂示范项目"),
    ],
)
def test_values(plan_says: Ask, question: str, value: str, quote: str) -> None:
    answer = plan_says(question)
    assert not answer.abstained
    assert value in answer.text
    assert any(quote in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("year", [2024, 2026, 2027, 2030, 2035])
def test_another_year_is_no_answer_but_shown_as_nearest(plan_says: Ask, year: int) -> None:
    answer = plan_says(f"{year}年绿电占比目标是多少")
    assert answer.abstained
    assert answer.text.startswith("语料中未找到")
    assert f"{year}年" in answer.text
    assert any("25%以上（2028年）" in note and "不作为答案" in note for note in answer.notes)
    assert any("绿色电力消费比例" in citation.quote for citation in answer.nearest)


@pytest.mark.parametrize(
    "question",
    [
        "包头市2028年绿电占比目标是多少",
        "鄂尔多斯市新能源新增装机多少",
        "碳排放强度下降多少个百分点",
        "新能源汽车保有量目标是多少",
        "地区生产总值目标是多少",
        "国发〔2024〕99号的绿电占比目标是多少",
        "《海州市促进低空经济发展办法》的绿电占比目标",
    ],
)
def test_unknown_indicator_place_or_document(plan_says: Ask, question: str) -> None:
    answer = plan_says(question)
    assert answer.abstained, answer.text
    assert answer.citations == ()


def test_the_year_is_cited_where_it_stands(corpus: KnowledgeBase) -> None:
    outside = [t for t in corpus.targets() if t.year_start is not None]
    assert outside
    target = next(t for t in outside if "高品质住宅" in t.text or "抽水" in t.text or t.year_start)
    answer = sound(corpus, corpus.ask(f"{target.indicator}目标是多少"))
    assert target.wording in answer.text
    assert any(c.start <= (target.year_start or 0) < c.end for c in answer.citations)


def test_documents_that_fit_are_each_answered_and_named(crowd_says: Ask) -> None:
    answer = crowd_says("数字经济核心产业增加值占地区生产总值比重目标是多少")
    lines = answer.text.splitlines()
    assert len(lines) == 2
    for value, city in (("12%以上（2027年）", "青湖市"), ("15%左右（2028年）", "云溪市")):
        assert any(value in line and f"《{city}" in line for line in lines)
    assert {c.doc_number for c in answer.citations} == {QINGHU, YUNXI}


@pytest.mark.parametrize(
    ("question", "value", "number"),
    [
        ("青湖市新建5G基站多少个", "3000个", QINGHU),
        ("云溪市新建5G基站多少个", "4500个", YUNXI),
        ("2027年新建5G基站多少个", "3000个", QINGHU),
        ("2028年新建5G基站多少个", "4500个", YUNXI),
        ("《青湖市数字经济发展三年行动计划》新建5G基站多少个", "3000个", QINGHU),
        (f"{YUNXI}新建5G基站多少个", "4500个", YUNXI),
        ("到2026年培育多少家软件企业", "20家", QINGHU),
    ],
)
def test_city_year_or_document_chooses(crowd_says: Ask, question: str, value: str, number: str) -> None:
    answer = crowd_says(question)
    assert value in answer.text
    assert {c.doc_number for c in answer.citations} == {number}


@pytest.mark.parametrize(
    "question", ["青湖市2028年新建5G基站多少个", "海州市新建5G基站多少个", "2030年新建5G基站多少个"]
)
def test_the_other_citys_value_is_no_answer(crowd_says: Ask, question: str) -> None:
    assert crowd_says(question).abstained


def test_documents_filter(crowd: KnowledgeBase) -> None:
    held = {d.doc_number: d.id for d in crowd.documents()}
    for number, value in ((QINGHU, "3000个"), (YUNXI, "4500个")):
        answer = sound(crowd, crowd.ask("新建5G基站多少个", (held[number],)))
        assert value in answer.text
        assert {c.doc_number for c in answer.citations} == {number}
    assert crowd.ask("新建5G基站多少个", (held["乌海政办发〔2025〕38号"],)).abstained
    assert crowd.ask("新建5G基站多少个", ()).abstained


@pytest.mark.parametrize(
    ("question", "answered"), [("担保业务占比要达到几成", False), ("担保业务市级要覆盖到什么程度", True)]
)
def test_full_coverage_is_no_share(tmp_path: Path, question: str, answered: bool) -> None:
    path = tmp_path / "担保意见.txt"
    path.write_text(
        "青湖市人民政府关于印发青湖市融资担保方案的通知\n一、目标\n到2028年，实现担保业务市级全覆盖。\n",
        encoding="utf-8",
    )
    with build(tmp_path / "kb", path) as base:
        (one,) = base.explain(question).questions
        assert one.tried[0].stands is answered


@pytest.mark.parametrize(
    ("question", "stated", "quote"),
    [
        ("为什么2028年要达到60%的绿电？", "绿色电力消费比例：25%以上（2028年）", "绿色电力消费比例提升至25%以上"),
        ("绿色工厂要建30户吗", "绿色工厂：24户", "推动创建绿色工厂24户"),
        ("游客数量到2028年是不是要达到500万人", "游客数量：突破900万人（2028年）", "游客数量突破900万人"),
    ],
)
def test_a_number_taken_for_granted_is_corrected(plan_says: Ask, question: str, stated: str, quote: str) -> None:
    answer = plan_says(question)
    assert any(stated in note for note in answer.notes)
    assert any(quote in c.quote for c in (*answer.citations, *answer.nearest))


@pytest.mark.parametrize(
    "question", ["为什么绿电要达到25%以上", "绿色工厂要建24户吗", "绿电占比是多少", "要建30户冷库吗"]
)
def test_a_number_that_the_document_states_needs_no_correction(plan_says: Ask, question: str) -> None:
    assert not any("与问题所说" in note for note in plan_says(question).notes)
