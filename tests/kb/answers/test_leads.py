"""Who leads, who takes part, and what an organisation does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.model import Answer
from tests.kb.answers.conftest import answer_from

Ask = Callable[[str], Answer]


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("第三产业相关工作由哪个部门牵头？", "市发展和改革委员会"),
        ("绿电替代归谁管", "市能源局"),
        ("煤焦化行业“三化”改造谁牵头", "市工业和信息化局"),
        ("交通运输结构绿色转型由哪个局牵头", "市交通运输局"),
        ("产业绿色转型发展工作由谁领导", "市委财经委员会"),
        ("每年的重点工作任务清单由谁形成", "市委财经委员会办公室"),
    ],
)
def test_stated_leads(plan_says: Ask, question: str, lead: str) -> None:
    answer = plan_says(question)
    assert not answer.abstained
    assert lead in answer.text
    assert any(lead in citation.quote for citation in answer.citations)
    assert answer.citations[0].path == "五、保障措施"


def test_lead_of_a_field_cites_rule_and_matter(plan_says: Ask) -> None:
    answer = plan_says("农药包装废弃物回收由哪个部门牵头")
    assert "市农牧局" in answer.text
    assert any("第一产业相关工作由市农牧局牵头" in c.quote for c in answer.citations)
    assert any("农药包装废弃物回收率" in c.quote for c in answer.citations)
    assert any("按领域明确分工" in note for note in answer.notes)


def test_a_field_is_that_of_the_section_so_called(plan_says: Ask) -> None:
    answer = plan_says("能源结构调整由谁牵头")
    assert "市能源局" in answer.text
    assert {"五", "三"} == {c.path[0] for c in answer.citations}
    assert any("着力推动能源结构调整" in c.path for c in answer.citations)


def test_the_seat_of_an_office_is_no_lead_of_a_field(plan_says: Ask) -> None:
    answer = plan_says("绿色转型工作的办公室放在哪个单位")
    assert "市交通运输局" not in answer.text.split("办公室设在市发展和改革委员会")[0]
    assert answer.abstained or "办公室设在市发展和改革委员会" in answer.text


def test_a_body_named_far_below_has_not_what_the_clause_says_above(plan_says: Ask) -> None:
    answer = plan_says("固态电池谁牵头")
    assert "各区" not in answer.text


@pytest.mark.parametrize("name", ["市能源局", "能源局", "乌海市能源局", "市 能源局"])
def test_tasks_of_an_organisation(plan_says: Ask, name: str) -> None:
    answer = plan_says(f"{name}牵头什么")
    assert "煤炭及煤电行业" in answer.text
    assert "农牧局" not in answer.text


def test_short_name_finds_the_full_one(plan_says: Ask) -> None:
    assert "煤焦化及化工行业" in plan_says("市工信局牵头哪些工作").text


@pytest.mark.parametrize("name", ["公安部", "国家能源局", "包头市能源局", "自治区能源局", "海南区能源局", "市教育局"])
def test_an_organisation_without_tasks(plan_says: Ask, name: str) -> None:
    assert plan_says(f"{name}负责什么").abstained


def test_all_leads_are_counted(plan_says: Ask) -> None:
    answer = plan_says("各领域的牵头部门分别是谁")
    leads = ("市农牧局", "市工业和信息化局", "市能源局", "市交通运输局", "市发展和改革委员会")
    assert all(lead in answer.text for lead in leads)
    assert answer.count == len([line for line in answer.text.splitlines() if "：" in line])


@pytest.mark.parametrize("asked", ["牵头", "参与"])
def test_brackets_name_lead_and_partners(crowd_says: Ask, asked: str) -> None:
    answer = crowd_says(f"公共数据平台由哪个部门{asked}")
    assert "牵头：市大数据局" in answer.text
    assert "参与：市统计局、市司法局" in answer.text
    assert {c.doc_number for c in answer.citations} == {"青政发〔2025〕15号"}


@pytest.mark.parametrize(("task", "first"), [("智慧社区", "市民政局"), ("电商平台", "市商务局")])
def test_lead_implied_by_the_documents_rule_cites_the_rule(crowd_says: Ask, task: str, first: str) -> None:
    answer = crowd_says(f"{task}由谁牵头")
    assert f"牵头：{first}" in answer.text
    assert any(task in c.quote for c in answer.citations)
    assert any("列第一位者为牵头单位" in c.quote for c in answer.citations)


def test_an_organisation_of_two_cities(crowd_says: Ask) -> None:
    answer = crowd_says("市公安局负责什么")
    assert {c.doc_number for c in answer.citations} >= {"青政规〔2024〕3号", "云政发〔2026〕8号"}
    assert "停车场周边道路的交通秩序管理" in answer.text
    assert "建设智慧社区" in answer.text


@pytest.mark.parametrize("question", ["呼和浩特绿电替代谁牵头", "鄂尔多斯市第三产业由哪个部门牵头"])
def test_another_place(plan_says: Ask, question: str) -> None:
    assert plan_says(question).abstained


@pytest.mark.parametrize("question", ["跨境电商综试区谁牵头", "殡葬改革由哪个部门负责"])
def test_a_matter_that_is_not_held(plan_says: Ask, question: str) -> None:
    answer = plan_says(question)
    assert answer.abstained
    assert answer.text.startswith("语料中未找到")


def test_bracket_behind_the_last_of_several_sentences(tmp_path: Path) -> None:
    """The passage found is the first sentence; the bodies stand behind the third."""
    answer = answer_from(
        tmp_path,
        "青湖市人民政府关于印发青湖市工业网络方案的通知\n\n"
        "一、主要任务\n"
        "（一）推进工业网络外网建设\n"
        "推进工业网络外网建设。支持电信企业优化升级骨干网络。实现千兆光网全面覆盖城市地区。"
        "（责任单位：市通信管理局，市铁塔公司）\n"
        "（二）推动企业上市\n"
        "为企业开展工业网络应用建设提供信贷扶持。（责任单位：市财政局、市金融局）\n",
        "工业网络外网建设的责任单位有哪些",
    )
    assert "市通信管理局" in answer.text
    assert "市财政局" not in answer.text


def test_a_bracket_stands_for_all_that_its_clause_says(tmp_path: Path) -> None:
    """The words asked for stand in both headings; the first clause speaks of the matter, far before its bracket."""
    answer = answer_from(
        tmp_path,
        "青湖市人民政府关于印发青湖市工业互联网发展若干政策的通知\n\n"
        "一、主要任务\n"
        "（一）推进工业互联网外网建设\n"
        "支持基础电信企业加强宽带基础设施，优化升级市级骨干线路，推动新协议改造，争取新型交换中心、数据专用通道在我市"
        "布局，大力支持各区建设骨干直联点，加快工业互联网外网建设。\n"
        "鼓励使用高精度定位等新一代设施，推动新技术向生产领域落地应用，推进企业内外线路互通，引导企业使用专线，降低"
        "企业使用成本，提高使用水平。\n"
        "加快千兆光纤铺设，实现千兆光纤全面覆盖城市地区和有条件的乡镇。（责任单位：市通信管理局，市铁塔公司）\n"
        "（二）推进对外网点与工业互联网融合建设\n"
        "引导各类资本投入，搭建银行与企业交流平台。（责任单位：市商务局、市金融局）\n",
        "青湖工业互联网外网建设归哪几家管",
    )
    assert answer.text == "责任单位：市通信管理局、市铁塔公司（推进工业互联网外网建设）"


def test_a_task_handed_to_another_body(tmp_path: Path) -> None:
    answer = answer_from(
        tmp_path,
        "青湖市科普奖奖励办法\n\n"
        "第一条 市人民政府委托市科协负责市科普奖的管理工作。\n"
        "第二条 评审办公室设在市科技馆，承担市科普奖评奖的日常工作。\n",
        "青湖科普奖的管理工作由谁负责",
    )
    assert "市科协" in answer.text
    assert any("委托市科协负责" in c.quote for c in answer.citations)


def test_a_matter_named_whole_comes_first(tmp_path: Path) -> None:
    """The passage found best holds the words one by one; the heading names the matter."""
    answer = answer_from(
        tmp_path,
        "贵阳市人民政府关于印发贵阳市产业互联网政策的通知\n\n"
        "一、建设行动\n"
        "（一）推进产业互联网外网建设\n"
        "支持企业优化升级骨干线路。（责任单位：市通信管理局）\n"
        "（二）广泛撬动资本参与\n"
        "为企业开展产业互联网建设应用提供精准信贷扶持，贵阳外贸企业的产业互联网建设优先。（责任单位：市财政局）\n",
        "贵阳产业互联网外网建设的责任单位有哪些",
    )
    assert "市通信管理局" in answer.text
    assert "市财政局" not in answer.text


def test_what_is_asked_for_is_not_left_out(tmp_path: Path) -> None:
    """Who has looked at a danger is not who pays for its mending."""
    answer = answer_from(
        tmp_path,
        "关于石桥村东坡地质险情有关问题的复函\n"
        "一、市人民政府已委托市地质大学对石桥村东坡地质险情进行了应急勘查和安全评价。\n"
        "二、请进一步做好监测工作。\n三、市水利局负责水库调度工作。\n四、其他事项按原文件执行。\n",
        "石桥村东坡地质险情应急勘查和安全评价的治理补助找谁要",
    )
    assert "负责：" not in answer.text


RULES = """青湖市低保条例
第一条 为了规范低保工作，制定本条例。
第二条 县级民政部门以及街道办事处负责低保的具体管理审批工作。
第三条 低保资金列入财政预算，专款专用。
第四条 市低保标准，由市民政局会同财政、统计等部门制定，报市人民政府批准；县低保标准，由县民政局会同财政、统计、物价等部门制定。
第五条 财政部门、审计部门依法监督低保资金的使用情况。
第六条 低保对象就业培训工作纳入市就业工作领导小组统筹指导，落实相关政策。
第七条 低保示范街道扶持项目的申报主体为示范街道所在区政府。
第八条 低保年度公报由市民政局发布。
第九条 各地应当于六月底前将低保基数报国家农委、农业部、供销合作总社备案。
第十条 国务院民政部门负责指导全国低保信息系统建设工作。市、县民政部门负责指导本行政区域内低保信息系统建设工作。
"""


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("低保资金的使用情况归谁监督", ("财政部门", "审计部门")),
        ("县里的低保标准由哪几个部门制定", ("县民政局", "物价")),
        ("低保对象就业培训由谁统筹指导", ("就业工作领导小组",)),
        ("低保示范街道的扶持由谁来申报", ("所在区政府",)),
        ("低保年度公报由谁发布", ("市民政局",)),
        ("低保基数要报哪些部门备案", ("国家农委", "农业部", "供销合作总社")),
        ("全国低保信息系统建设归哪个部门指导", ("国务院民政部门",)),
    ],
)
def test_bodies_named_in_running_text(tmp_path: Path, question: str, bodies: tuple[str, ...]) -> None:
    text = answer_from(tmp_path, RULES, question).text
    assert all(body in text for body in bodies)
    assert "审批" not in text


def test_who_leads_what_several_make_up(tmp_path: Path) -> None:
    body = "同意建立由市领导牵头负责的市养老工作联席会议制度。联席会议不刻制印章。\n\n附件\n\n市养老工作联席会议制度\n"
    body += (
        "为加强对养老工作的领导，建立青湖市养老工作联席会议（以下简称联席会议）制度。\n一、主要职责\n研究养老政策。\n"
    )
    body += "二、成员单位\n联席会议由市民政局、市财政局、市医保局3个部门组成，市民政局为牵头单位。\n"
    title = "青湖市人民政府关于同意建立市养老工作联席会议制度的批复\n\n市民政局：\n"
    answer = answer_from(tmp_path, title + body, "青湖市养老工作联席会议牵头单位是谁")
    assert answer.text == "牵头：市民政局（联席会议）"


def test_who_has_the_whole_matter_of_a_document(tmp_path: Path) -> None:
    body = "第一条 为了规范养犬，制定本条例。\n第二条 联席会议的日常工作由市应急局承担。\n"
    body += "第三条 公安机关是养犬管理工作的主管部门，负责犬只登记。\n第四条 农业农村部门负责犬只狂犬病防疫。\n"
    answer = answer_from(tmp_path, "青湖市养犬管理条例\n" + body, "青湖养犬归哪个部门主管")
    assert answer.text == "负责：公安机关（犬只登记）"
    assert "公安机关是养犬管理工作的主管部门" in answer.citations[0].quote


CHARGES = """青湖市数据专区管理办法

第一条 各区数据专区指标由市数据局统筹协调及管理。其他有关部门配合做好数据专区指标相关工作。
第二条 成立数据专区专项工作组，加强数据专区考核。（责任单位：专项工作组成员单位，各区人民政府）
第三条 数据专区专项工作组办公室设在市数据局，王某某同志兼任办公室主任。
第四条 对于尚无明确区域归属的数据专区，先期由市经济局进行监管。
"""


@pytest.mark.parametrize(
    ("question", "body", "other"),
    [
        ("青湖数据专区指标归哪个部门统筹管理", "市数据局", "配合：其他"),
        ("青湖数据专区专项工作组办公室设在哪", "设在市数据局", "责任单位：专项"),
        ("青湖数据专区说不清归哪个区的，先由谁监管", "市经济局进行监管", "语料中未找到"),
    ],
)
def test_the_one_in_charge_is_shown(tmp_path: Path, question: str, body: str, other: str) -> None:
    text = answer_from(tmp_path, CHARGES, question).text
    assert body in text
    assert other not in text
