"""Questions on documents themselves: header, references, clauses by number, accounts (转述)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.model import Answer
from tests.kb.answers.conftest import answer_from, build, build_texts, sound

Ask = Callable[[str], Answer]
PLAN = "乌海政办发〔2025〕38号"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (f"{PLAN}的成文日期", "2025年12月14日"),
        (f"{PLAN}什么时候公开的", "2025-12-15"),
        (f"{PLAN}的索引号", "111503000115543089/2025-08123"),
        (f"{PLAN}的发文机关", "市人民政府办公室"),
        (f"{PLAN}的主送机关", "各区人民政府"),
        (f"{PLAN}还有效吗", "有效"),
        (f"{PLAN}的主题分类", "城乡建设、生态环境"),
        (f"{PLAN}讲的是什么事", "加快绿色转型创新发展三年行动计划"),
        (f"{PLAN}是什么文件", "加快绿色转型创新发展三年行动计划"),
        ("乌海市加快绿色转型创新发展三年行动计划的文号", PLAN),
        ("38号文的文号", PLAN),
    ],
)
def test_header_values_are_cited(plan_says: Ask, question: str, value: str) -> None:
    answer = plan_says(question)
    assert value in answer.text
    assert {c.doc_number for c in answer.citations} == {PLAN}


def test_several_header_values(plan_says: Ask) -> None:
    text = plan_says(f"{PLAN}的成文日期、公开日期和索引号").text
    assert "成文日期：2025年12月14日" in text
    assert "公开日期：2025-12-15" in text
    assert "索引号：111503000115543089/2025-08123" in text


def test_words_for_the_edition_ask_nothing_more(plan_says: Ask) -> None:
    answer = plan_says("乌海市绿色转型三年行动计划最新修订的发文字号和成文日期")
    assert answer.question.wants == "doc_number,issued_date"
    assert "乌海政办发〔2025〕38号" in answer.text


def test_what_a_document_does_not_state(plan_says: Ask) -> None:
    assert plan_says(f"{PLAN}的失效日期").abstained


@pytest.mark.parametrize("wants", ["成文日期", "是什么文件", "引用了哪些文件", "第五条", "有哪些目标", "由谁牵头"])
def test_a_document_that_nobody_cites(plan_says: Ask, wants: str) -> None:
    answer = plan_says(f"国发〔2024〕99号{wants}")
    assert answer.abstained
    assert "国发〔2024〕99号" in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("乌党办发9号文明确的硅基新材料重点产品有哪些", "功能性硅烷"),
        ("乌党办发〔2025〕9号中固态电池材料重点发展什么", "碳酸锂"),
        ("内政发4号文对氢能装备产业怎么布局", "电解水制氢"),
        ("《乌海市大抓重点产业链工作方案》里硅基新材料重点发展什么", "功能性硅烷"),
    ],
)
def test_an_account_is_answered_in_the_plans_words(plan_says: Ask, question: str, words: str) -> None:
    answer = plan_says(question)
    assert words in answer.text
    assert any("未收原文" in note for note in answer.notes)
    for citation in answer.citations:
        assert citation.doc_number == PLAN
        assert citation.clause_id.startswith("乌海政办发-2025-38/附件/")
        assert citation.account_of


@pytest.mark.parametrize("wants", ["是什么", "是什么文件", "的发文机关", "的文号"])
def test_header_of_an_account_says_so(plan_says: Ask, wants: str) -> None:
    answer = plan_says(f"乌党办发9号{wants}")
    assert "未收原文" in answer.text
    assert {c.doc_number for c in answer.citations} == {PLAN}


def test_an_account_does_not_hold_what_the_policy_may_say(plan_says: Ask) -> None:
    assert plan_says("乌党办发〔2025〕9号的绿电占比目标是多少").abstained


def test_accounts_are_not_ranked_twice(corpus: KnowledgeBase) -> None:
    for query in ("功能性硅烷 含氢硅油", "电解水制氢 储运装备", "己内酰胺"):
        hits = corpus.search(query, k=20)
        assert {h.passage.document_id for h in hits} == {"乌海政办发-2025-38"}
        assert len({h.passage.id for h in hits}) == len(hits)


def test_references_both_ways(plan_says: Ask) -> None:
    cited = plan_says("三年行动计划引用了哪些文件")
    assert cited.count == 4
    assert "乌党办发〔2025〕9号" in cited.text
    citing = plan_says("哪些文件引用了乌党办发〔2025〕9号")
    assert PLAN in citing.text
    assert citing.count == 1


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("青政规〔2024〕3号第五条", "不超过30分钟"),
        ("青政规〔2024〕3号第5条", "不超过30分钟"),
        ("《青湖市公共停车场管理办法》第四条", "二十四小时开放"),
        ("《青湖市公共停车场管理办法》第二章第六条", "减半收取"),
        (f"{PLAN}附件第2项", "电解水制氢"),
        (f"{PLAN}四(二)", "推动公路运输绿色发展"),
        (f"{PLAN}四（二）说了什么", "推动公路运输绿色发展"),
    ],
)
def test_clauses_by_number(crowd_says: Ask, question: str, words: str) -> None:
    answer = crowd_says(question)
    assert answer.question.kind == "clause"
    assert words in answer.text


def test_a_number_that_two_sections_bear(plan_says: Ask) -> None:
    answer = plan_says(f"{PLAN}三(一)")
    assert {c.path for c in answer.citations} == {
        "三、加快推进产业结构调整 › (一)推动传统产业提质升级",
        "三、着力推动能源结构调整 › (一)持续推动火电绿色转型",
    }


def test_an_article_of_a_plan_is_a_section_and_no_item(plan_says: Ask) -> None:
    answer = plan_says(f"{PLAN}第三条")
    assert {c.path for c in answer.citations} == {"三、加快推进产业结构调整", "三、着力推动能源结构调整"}


def test_a_clause_that_is_not_there(crowd_says: Ask) -> None:
    answer = crowd_says("青政规〔2024〕3号第八十条")
    assert answer.abstained
    assert "所指文件中没有" in answer.text


@pytest.mark.parametrize("name", ["青政规〔2019〕6号", "《青湖市停车场管理暂行办法》", "青湖市停车场管理暂行办法"])
def test_a_repealed_document(crowd_says: Ask, name: str) -> None:
    answer = crowd_says(f"{name}还有效吗")
    assert "废止" in answer.text
    assert any("同时废止" in c.quote for c in answer.citations)
    assert {c.doc_number for c in answer.citations} == {"青政规〔2024〕3号"}


def test_the_number_of_a_document_that_is_only_cited(crowd_says: Ask) -> None:
    answer = crowd_says("青湖市停车场管理暂行办法的文号")
    assert "青政规〔2019〕6号" in answer.text
    assert "未收原文" in answer.text


def test_the_day_a_document_takes_effect(crowd_says: Ask) -> None:
    answer = crowd_says("青湖市公共停车场管理办法从几时起施行")
    assert "2024年7月1日" in answer.text
    assert any("自2024年7月1日起施行" in c.quote for c in answer.citations)


def test_documents_that_fit_are_each_answered(crowd_says: Ask) -> None:
    text = crowd_says("数字经济发展的成文日期").text
    assert "2025年3月6日" in text
    assert "2026年1月20日" in text
    assert "云溪市" in text


def test_a_title_that_spells_out_what_is_asked_for(tmp_path: Path) -> None:
    """Words of the question that no title of others has, in one that says much more."""
    for name, title in (
        ("a", "关于组织申报2026年度青湖省基础与应用基础研究基金云溪市联合基金（青云联合基金）项目的通知"),
        ("b", "青湖市人民政府关于印发青湖市公共停车场管理办法的通知"),
    ):
        (tmp_path / f"{name}.txt").write_text(
            f"{title}\n青科字〔2026〕{ord(name)}号\n一、要求\n按时报送。\n", encoding="utf-8"
        )
    with build(tmp_path / "kb", tmp_path / "a.txt", tmp_path / "b.txt") as base:
        assert "青科字〔2026〕97号" in base.ask("2026年度青云联合基金项目申报通知的文号").text
        assert base.ask("渔业补贴通知的文号").abstained


def test_a_name_that_several_documents_bear(tmp_path: Path) -> None:
    texts = {
        f"{year}.txt": f"{year}年青湖市人民政府工作报告\n一、目标\n今年经济增长预期目标为{rate}%左右。\n"
        for year, rate in ((2002, 8), (2003, 7))
    }
    with build_texts(tmp_path, texts) as base:
        answer = sound(base, base.ask("2002年政府工作报告定的经济增长预期目标是多少"))
        assert "8%" in answer.text
        assert "7%" not in answer.text
        assert answer.notes == ()
        one = sound(base, base.ask("政府工作报告定的经济增长预期目标是多少"))
        told = " ".join((one.text, *one.notes))
        assert all(f"{year}年" in told for year in (2002, 2003))


SUBSIDY = """青湖市人民政府办公室关于印发青湖市停车补贴规定的通知
青政办发〔2023〕5号
市直各部门：
市财政局会同市交通局、市城管局拟订的《青湖市停车补贴规定》已经市政府同意，现印发给你们。
青湖市人民政府办公室
2023年3月1日
青湖市停车补贴规定
第一条 停车补贴按车位发放，每个车位每年补贴600元。
第二条 本规定自印发之日起施行，有效期5年。《青湖市停车补助办法》（青政办发〔2017〕8号）同时废止。
"""


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("停车补贴规定是哪个部门牵头拟订的", ("起草单位：市财政局会同市交通局、市城管局",)),
        ("停车补贴规定出来后，2017年的老办法文号是多少", ("青政办发〔2017〕8号", "废止")),
        ("停车补贴规定有效几年，青政办发〔2017〕8号还用不用", ("有效期5年", "已由", "废止")),
        ("停车补贴规定讲什么的，什么时候印发的", ("标题：", "2023年3月1日")),
        ("停车补贴规定到哪天失效", ("有效期5年",)),
        ("停车补贴规定 文号 每个车位补贴多少元", ("青政办发〔2023〕5号", "600元")),
        ("停车补贴规定文号是什么，由谁负责发放补贴", ("青政办发〔2023〕5号", "语料中未找到")),
    ],
)
def test_what_is_asked_of_a_document_and_those_beside_it(
    tmp_path: Path, question: str, values: tuple[str, ...]
) -> None:
    text = answer_from(tmp_path, SUBSIDY, question).text
    assert all(value in text for value in values)


def test_a_term_of_years_ends_on_a_day(tmp_path: Path) -> None:
    answer = answer_from(tmp_path, SUBSIDY.replace("自印发之日起", "自2023年5月1日起"), "停车补贴规定到哪天失效")
    assert any("2028年4月30日" in note for note in answer.notes)


def test_a_letter_named_without_book_marks(tmp_path: Path) -> None:
    reply = """青湖市人民政府关于同意东岸码头迁建的批复
青政函〔2021〕3号
东岸区人民政府：
关于东岸码头及部分泊位迁建的请示（〔2021〕东政字第12号）收悉，现批复如下：
同意东岸码头迁建。
青湖市人民政府
2021年6月1日
"""
    answer = answer_from(tmp_path, reply, "要求东岸码头迁建的请示，编号是多少")
    assert "〔2021〕东政字第12号" in answer.text


def test_pages_named_by_their_titles(tmp_path: Path) -> None:
    page = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p><p>携带身份证办理。</p></body></html>"
    heads = {
        "无需垫付！青湖异地就医备案，上“青湖办”快速办理！": "发布日期：2023-12-14",
        "怎么申领青湖市社会保障卡？": "发文机关：青湖市社会保障卡服务中心",
    }
    texts = {f"{number}.html": page.format(*head) for number, head in enumerate(heads.items())}
    with build_texts(tmp_path, texts) as base:
        assert "2023-12-14" in sound(base, base.ask("“无需垫付！青湖异地就医备案”这篇是什么时候登的")).text
        assert "社会保障卡服务中心" in sound(base, base.ask("怎么申领青湖市社会保障卡这篇问答是哪个中心发的")).text
