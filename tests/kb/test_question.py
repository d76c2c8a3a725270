"""What a question is understood to ask for: kind and slots of many wordings; total on any text."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Account, Document, Question
from kb.naming import Catalogue
from kb.question import parts_asked, plan_period_end, understand
from kb.terms import stop_words

PLAN, CHAIN, LAYOUT, PARKING = "乌海政办发-2025-38", "乌党办发-2025-9", "内政发-2025-4", "青政规-2024-3"
TOLD = Account("乌海政办发〔2025〕38号", "附件/1", "据乌海政办发〔2025〕38号附件第1项")
PLAN_TITLE = "乌海市人民政府办公室关于印发《乌海市加快绿色转型创新发展三年行动计划(2026—2028年)》的通知"
CATALOGUE = Catalogue(
    (
        Document(PLAN, PLAN_TITLE, "乌海政办发〔2025〕38号"),
        Document(CHAIN, "关于印发《乌海市大抓重点产业链工作方案》的通知", "乌党办发〔2025〕9号", account=TOLD),
        Document(LAYOUT, "内蒙古自治区人民政府关于进一步优化重点产业布局的指导意见", "内政发〔2025〕4号", account=TOLD),
        Document(PARKING, "青湖市人民政府关于印发青湖市公共停车场管理办法的通知", "青政规〔2024〕3号"),
    ),
    ("市能源局", "市农牧局", "市工业和信息化局", "市委财经委员会办公室", "各牵头部门"),
    ("青政规〔2019〕6号", "乌党办发〔2025〕9号"),
)

# question, kind, wants, slots (all others empty), words that the topic must hold
Case = tuple[str, str, str, dict[str, Any], str]
LEADS: list[Case] = [
    (text, "lead", "organisation", {"role": role}, topic)
    for text, role, topic in [
        ("第三产业相关工作由哪个部门牵头？", "牵头", "第三产业"),
        ("绿电替代工作的牵头单位是谁", "牵头", "绿电 替代"),
        ("谁牵头绿电替代", "牵头", "绿电 替代"),
        ("谁来牵头绿电替代", "牵头", "绿电 替代"),
        ("绿电替代挂帅的是谁", "牵头", "绿电 替代"),
        ("who leads 绿电替代", "牵头", "绿电 替代"),
        ("绿电替代的牵头部门", "牵头", "绿电 替代"),
        ("2000吨硫化锂项目由谁牵头", "牵头", "2000 硫化"),
        ("绿电替代归谁管", "负责", "绿电 替代"),
        ("绿电替代由谁负责", "负责", "绿电 替代"),
        ("绿电替代这件事哪几家管", "负责", "绿电 替代"),
        ("绿电替代归哪家负责", "负责", "绿电 替代"),
        ("绿电替代由哪个部盯", "负责", "绿电 替代"),
        ("绿电替代的责任单位", "负责", "绿电 替代"),
        ("绿电替代归口单位是谁", "负责", "绿电 替代"),
        ("绿电替代主管部门是谁", "负责", "绿电 替代"),
        ("服务业这摊子事归谁管啊", "负责", "服务业"),
        ("你好，请问一下绿电替代归哪个部门管呀", "负责", "绿电 替代"),
        ("产业绿色转型发展工作由谁领导？", "负责", "产业 绿色 转型"),
        ("企业名称登记由哪个部门负责", "负责", "企业 登记"),
        ("绿色转型领导小组办公室设在哪里", "负责", "绿色 转型"),
        ("绿色转型评审办一般设在哪", "负责", "绿色 转型"),
        ("绿色转型的日常工作放在哪个局", "负责", "绿色 转型"),
        ("绿电替代的配合单位有哪些", "配合", "绿电 替代"),
        ("绿电替代由哪些部门配合", "配合", "绿电 替代"),
        ("公共数据平台谁牵头、谁配合", "牵头", "公共 平台"),
        ("任务分工表里，公共数据平台谁牵头", "牵头", "公共 平台"),
        ("地质灾害预报由谁发布", "负责", "地质灾害 预报 发布"),
        ("公共数据平台谁参与", "参与", "平台"),
        ("公共数据平台由哪些单位参与", "参与", "平台"),
        ("绿电替代谁来指导", "指导", "绿电 替代"),
    ]
]
TASKS: list[Case] = [
    ("市能源局负责什么", "lead", "tasks", {"role": "负责", "organisations": ("市能源局",)}, ""),
    ("市能源局负责啥", "lead", "tasks", {"role": "负责", "organisations": ("市能源局",)}, ""),
    ("市能源局牵头哪些工作", "lead", "tasks", {"role": "牵头", "organisations": ("市能源局",)}, ""),
    ("市能源局的任务有哪些", "lead", "tasks", {"role": "负责", "organisations": ("市能源局",)}, ""),
    ("市工信局牵头啥", "lead", "tasks", {"role": "牵头", "organisations": ("市工信局",)}, ""),
    ("发改委的职责是什么", "lead", "tasks", {"role": "负责", "organisations": ("发改委",)}, ""),
    ("公安部管什么", "lead", "tasks", {"role": "负责", "organisations": ("公安部",)}, ""),
    # 工作 in the name of a document asks for none
    ("2003年政府工作报告建议的经济增长目标", "target", "value", {"years": (2003,)}, "经济 增长"),
    ("1999年政府工作报告怎么安排下岗职工", "content", "text", {"years": (1999,)}, "下岗职工"),
    ("公安部的职责", "lead", "tasks", {"role": "负责", "organisations": ("公安部",)}, ""),
    # whether something is so, not how much
    ("抽查比例有没有上限", "content", "text", {}, "抽查 比例"),
    ("抽查比例封不封顶", "content", "text", {}, "抽查 比例"),
    ("网站不标资格证书编号罚多少钱", "target", "value", {"unit": "元"}, "资格"),
    # 做到 and 要做 ask for no body's tasks
    ("市场监管部门哪年底要做到全覆盖", "content", "text", {"organisations": ("市场监管部门",)}, "全覆盖"),
    ("公安部负责什么", "lead", "tasks", {"role": "负责", "organisations": ("公安部",)}, ""),
    ("市公安局和谁一起牵头", "lead", "organisation", {"role": "牵头", "organisations": ("市公安局",)}, ""),
]
_GREEN = "绿色电力消费比例"
TARGETS: list[Case] = [
    (text, "target", "value", slots, topic)
    for text, slots, topic in [
        (f"{_GREEN}2028年目标是多少", {"years": (2028,)}, _GREEN),
        (f"{_GREEN}二〇二八年目标是多少", {"years": (2028,)}, _GREEN),
        (f"{_GREEN}二零二八年目标是多少", {"years": (2028,)}, _GREEN),
        (f"{_GREEN}到2028年底要达到多少", {"years": (2028,)}, _GREEN),
        (f"{_GREEN}到2028 年末要达到多少", {"years": (2028,)}, _GREEN),
        (f"{_GREEN}2028年以前达到多少", {"years": (2028,)}, _GREEN),
        ("绿电比例 2028", {"years": (2028,)}, "绿电"),
        ("2028绿电占比", {"years": (2028,)}, "绿电占比"),
        ("绿电占比要提到百分之几", {"unit": "%"}, "绿电占比"),
        ("绿电占比要提到百分之多少", {"unit": "%"}, "绿电占比"),
        ("十五五末绿电占比", {"years": (2030,)}, "绿电占比"),
        ("“十五五”末绿电占比", {"years": (2030,)}, "绿电占比"),
        ("十四五期末绿电占比", {"years": (2025,)}, "绿电占比"),
        ("三年行动计划期末绿电占比是多少", {"years": (2028,)}, "绿电占比"),
        ("2026年和2028年绿电占比是多少", {"years": (2026, 2028)}, "绿电占比"),
        ("2026—2028年绿电占比", {"years": (2026, 2028)}, "绿电占比"),
        ("2030年绿电占比目标", {"years": (2030,)}, "绿电占比"),
        ("新建几座500千伏变电站", {"unit": "座"}, "500 变电站"),
        ("游客数量突破多少万人", {"unit": "万人"}, "游客数量"),
        ("储能规模多少万千瓦", {"unit": "万千瓦"}, "储能"),
        ("全市用水总量控制在多少亿立方米以内", {"unit": "亿立方米"}, "用水总量"),
        ("建成多少家绿色工厂", {"unit": "家"}, "绿色 工厂"),
        ("碳排放强度下降几个百分点", {"unit": "个百分点"}, ""),
        ("服务业增加值年均增长多少", {}, "服务业 增加值"),
        ("战新产业占比", {}, "战新产业"),
        ("target for 绿电", {}, "绿电"),
        ("麻烦帮我查一下绿电占比，谢谢", {}, "绿电占比"),
        ("5G网络建设目标", {}, "5g 网络"),
    ]
]
LISTS: list[Case] = [
    ("主要目标有哪些", "list", "targets", {}, ""),
    ("到2028年有哪些量化目标", "list", "targets", {"years": (2028,)}, ""),
    ("列出所有目标", "list", "targets", {}, ""),
    ("交通运输结构有哪些目标", "list", "targets", {}, "交通运输 结构"),
    ("绿电目标是什么", "list", "targets", {}, "绿电"),
    ("三年行动计划有哪些约束性指标", "list", "targets", {}, ""),
    ("基本原则有哪几条", "list", "text", {}, "原则"),
    ("社保卡可以挑哪几家银行", "list", "text", {}, "社保卡 银行"),
    ("备案要交哪几样材料", "list", "text", {}, "备案 材料"),
    ("保障措施有哪些", "list", "text", {}, "保障措施"),
    ("重点任务包括哪些方面", "list", "text", {}, "重点任务"),
    ("低空经济有什么安排", "list", "text", {}, "低空 经济"),
    ("对硅基新材料有什么部署", "list", "text", {}, "硅基 新材料"),
    ("内政发〔2025〕4号明确了哪些产业", "list", "text", {"documents": (LAYOUT,)}, "产业"),
    ("乌党办发9号文明确的硅基新材料重点产品有哪些", "list", "text", {"documents": (CHAIN,)}, "硅基 产品"),
]
_DATED = [
    ("乌海政办发〔2025〕38号的成文日期", PLAN),
    ("乌海政办发[2025]38号的成文日期", PLAN),
    ("乌海政办发(2025)38号的成文日期", PLAN),
    ("乌海政办发（2025）38号的成文日期", PLAN),
    ("乌海政办发【2025】38号的成文日期", PLAN),
    ("乌海政办发〔2025〕 38 号的成文日期", PLAN),
    ("乌海政办发〔２０２５〕３８号的成文日期", PLAN),
    ("乌海政办发2025年38号的成文日期", PLAN),
    ("请问乌海政办发38号的成文日期", PLAN),
    ("38号文的成文日期", PLAN),
    ("乌党办发9号的成文日期", CHAIN),
    ("乌党办发2025年9号的成文日期", CHAIN),
    ("内政发[2025]4号的成文日期", LAYOUT),
    ("内政发4号文的成文日期", LAYOUT),
    ("《乌海市大抓重点产业链工作方案》的成文日期", CHAIN),
    ("《青湖市公共停车场管理办法》的成文日期", PARKING),
]
DOCUMENTS: list[Case] = [
    *((text, "document", "issued_date", {"documents": (held,)}, "") for text, held in _DATED),
    ("国发〔2024〕99号的成文日期", "document", "issued_date", {"doc_numbers": ("国发〔2024〕99号",)}, ""),
    ("青政规6号还有效吗", "document", "status", {"doc_numbers": ("青政规〔2019〕6号",)}, ""),
    ("乌党办发9号文是什么文件", "document", "title", {"documents": (CHAIN,)}, ""),
    ("乌党办发9号是什么", "document", "title", {"documents": (CHAIN,)}, ""),
    ("内政发4号文件是什么", "document", "title", {"documents": (LAYOUT,)}, ""),
    ("38号", "document", "title", {"documents": (PLAN,)}, ""),
    ("停车场管理办法的文号是多少", "document", "doc_number", {"documents": (PARKING,)}, ""),
    ("停车场管理办法的发文字号", "document", "doc_number", {"documents": (PARKING,)}, ""),
    ("停车场管理办法什么时候印发的", "document", "issued_date", {"documents": (PARKING,)}, ""),
    ("停车场管理办法哪天公开的", "document", "published_date", {"documents": (PARKING,)}, ""),
    ("停车场管理办法什么时候施行", "document", "effective_date", {"documents": (PARKING,)}, ""),
    ("停车场管理办法什么时候失效", "document", "expiry_date", {"documents": (PARKING,)}, ""),
    ("停车场管理办法是谁发的", "document", "issuer", {"documents": (PARKING,)}, ""),
    ("停车场管理办法由哪个单位印发的", "document", "issuer", {"documents": (PARKING,)}, ""),
    ("停车场管理办法的主送机关", "document", "addressee", {"documents": (PARKING,)}, ""),
    ("停车场管理办法现在还有效吗", "document", "status", {"documents": (PARKING,)}, ""),
    ("停车场管理办法的索引号", "document", "index_number", {"documents": (PARKING,)}, ""),
    ("停车场管理办法的主题分类", "document", "topic", {"documents": (PARKING,)}, ""),
    ("停车场管理办法的全称", "document", "title", {"documents": (PARKING,)}, ""),
]
REFERENCES: list[Case] = [
    ("三年行动计划引用了哪些文件", "reference", "cited", {}, ""),
    ("三年行动计划提到哪些政策", "reference", "cited", {}, ""),
    ("三年行动计划依据了哪些文件", "reference", "cited", {}, ""),
    ("三年行动计划的制定依据", "document", "basis", {}, ""),
    ("乌党办发〔2025〕9号被哪些文件引用", "reference", "citing", {"documents": (CHAIN,)}, ""),
    ("哪些文件引用了乌党办发〔2025〕9号", "reference", "citing", {"documents": (CHAIN,)}, ""),
    (
        "国发〔2024〕99号引用了哪些文件",
        "reference",
        "cited",
        {"doc_numbers": ("国发〔2024〕99号",)},
        "",
    ),
]
CLAUSES: list[Case] = [
    (text, "clause", "text", {"clause_path": path} | slots, "")
    for text, path, slots in [
        ("附件第2项", ("附件", "第2项"), {}),
        ("附件第2项是什么", ("附件", "第2项"), {}),
        ("附件第二项说了什么", ("附件", "第二项"), {}),
        ("附件1", ("附件1",), {}),
        ("第三部分讲什么", ("第三部分",), {}),
        ("第十二条是什么内容", ("第十二条",), {}),
        ("第三章第五条", ("第三章", "第五条"), {}),
        ("三(二)说的什么", ("三", "(二)"), {}),
        ("三、(二)说的什么", ("三", "(二)"), {}),
        ("第五条第二款", ("第五条", "第二款"), {}),
        ("青政规〔2024〕3号第五条", ("第五条",), {"documents": (PARKING,)}),
        ("《青湖市公共停车场管理办法》第五条", ("第五条",), {"documents": (PARKING,)}),
        ("国发〔2024〕99号第五条", ("第五条",), {"doc_numbers": ("国发〔2024〕99号",)}),
    ]
]
CONTENTS: list[Case] = [
    ("如何推进公转铁", "content", "text", {}, "公转铁"),
    ("公转铁怎么推进", "content", "text", {}, "公转铁"),
    ("什么是零碳园区", "content", "text", {}, "零碳园区"),
    ("火电厂改造的要求", "content", "text", {}, "改造"),
    ("鼓励第四代住宅", "content", "text", {}, "住宅"),
    ("煤焦化上下游企业之间怎么运料", "content", "text", {}, "煤焦化"),
    ("安全检查怎么开展", "content", "text", {}, "安全检查"),
    ("智能节水设施", "content", "text", {}, "智能"),
    ("项目名称怎么写", "content", "text", {}, "项目名称"),
    ("局部地区怎么治理", "content", "text", {}, "局部地区"),
    ("BIM技术应用", "content", "text", {}, "bim"),
    ("绿电", "content", "text", {}, "绿电"),
    ("2028年", "content", "text", {"years": (2028,)}, ""),
    ("？", "content", "text", {}, ""),
    ("", "content", "text", {}, ""),
]
CASES = [*LEADS, *TASKS, *TARGETS, *LISTS, *DOCUMENTS, *REFERENCES, *CLAUSES, *CONTENTS]
_WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_NARROW = str.maketrans("，？（）：％", ",?():%")


def test_enough_wordings() -> None:
    assert len(CASES) >= 120
    assert len({case[0] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(("text", "kind", "wants", "slots", "topic"), CASES, ids=[c[0] for c in CASES])
def test_kind_and_slots(text: str, kind: str, wants: str, slots: dict[str, Any], topic: str) -> None:
    question = understand(text, CATALOGUE)
    found = {
        name: value
        for name in ("years", "unit", "role", "organisations", "documents", "doc_numbers", "clause_path")
        if (value := getattr(question, name))
    }
    assert (question.kind, question.wants, found) == (kind, wants, slots)
    missing = [word for word in topic.split() if not any(word in part for part in question.topic)]
    assert not missing, question.topic


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_width_makes_no_difference(text: str) -> None:
    plain = understand(text, CATALOGUE)
    for variant in (text.translate(_WIDE), text.translate(_NARROW)):
        assert replace(understand(variant, CATALOGUE), raw=text) == plain


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("停车场管理办法的文号和成文日期", {"doc_number", "issued_date"}),
        ("停车场管理办法的文号、成文日期和发文机关", {"doc_number", "issued_date", "issuer"}),
        ("停车场管理办法是讲什么的，成文日期哪天", {"title", "issued_date"}),
        ("停车场管理办法什么时候批准的，何时起施行", {"adopted", "effective_date"}),
        ("停车场管理办法是哪个单位发的，落款哪天", {"issuer", "issued_date"}),
        ("停车场管理办法的索引号和公开日期分别是多少", {"index_number", "published_date"}),
        ("停车场管理办法何时施行、有效期多久、是否有效", {"effective_date", "validity", "status"}),
    ],
)
def test_several_header_slots_at_once(text: str, wants: set[str]) -> None:
    question = understand(text, CATALOGUE)
    assert question.kind == "document"
    assert set(question.wants.split(",")) == wants


@pytest.mark.parametrize(
    "text", ["各地的实施方案最晚什么时候制定出来", "各县应当在什么时候印发实施细则", "各县要何时前出台办法"]
)
def test_when_documents_are_due_is_no_date_of_one(text: str) -> None:
    assert understand(text, CATALOGUE).kind != "document"


@pytest.mark.parametrize(("text", "unit"), [("社团要多少成员", None), ("放出多少名额", None), ("有多少人参加", "人")])
def test_a_unit_is_no_beginning_of_a_word(text: str, unit: str | None) -> None:
    assert understand(text, CATALOGUE).unit == unit


def test_two_documents_named() -> None:
    question = understand("乌海政办发〔2025〕38号和内政发〔2025〕4号的成文日期", CATALOGUE)
    assert set(question.documents) == {PLAN, LAYOUT}


def test_a_year_is_no_number_of_a_document_and_no_quantity() -> None:
    assert understand("2025户企业数字化改造目标", CATALOGUE).years == ()
    assert understand("到2025年，2025户企业改造目标", CATALOGUE).years == (2025,)
    assert understand("乌海政办发〔2025〕38号绿电占比", CATALOGUE).years == ()


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("三年行动计划(2026—2028年)", 2028),
        ("“十四五”规划（2021-2025年）", 2025),
        ("行动方案（2024年至2027年）", 2027),
        ("2025年工作要点", None),
        ("管理办法", None),
    ],
)
def test_plan_period_end(title: str, year: int | None) -> None:
    assert plan_period_end(title) == year


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("绿电替代谁来管，办公室设在哪", ["绿电替代谁来管", "办公室设在哪"]),
        ("第二批改革举措的通知 文号 一共多少项", ["第二批改革举措的通知 文号", "一共多少项"]),
        ("申请补贴要什么条件 每户多少元", ["申请补贴要什么条件", "每户多少元"]),
        ("积分打平了先比什么 积分入户", []),
        ("森林消防指挥部组成 森林消防办公室 设在哪", []),
        ("绿电占比 2028年 多少", []),
        ("数据专区说不清归哪个区的，先由谁监管", []),
        ("材料真不真，由谁审核把关", []),
    ],
)
def test_parts_of_a_question(text: str, parts: list[str]) -> None:
    assert parts_asked(text) == parts


ALPHABET = "谁哪个部门牵头负责什么多少目标有哪些第一三条附件号年2028〔〕()《》[]乌党办发9绿电占比？ \n%市能源局"


@given(st.one_of(st.text(max_size=40), st.text(alphabet=ALPHABET, max_size=40)))
def test_total_on_any_text(text: str) -> None:
    question = understand(text, CATALOGUE)
    assert isinstance(question, Question)
    assert question.raw == text
    assert question == understand(text, CATALOGUE)
    assert not set(question.topic) & stop_words()
    assert set(question.documents) <= {d.id for d in CATALOGUE.documents}
    assert all(1900 <= year <= 2999 for year in question.years)
    understand(text, Catalogue())
