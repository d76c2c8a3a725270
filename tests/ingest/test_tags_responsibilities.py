"""Responsibilities in passages of real documents."""

import pytest

from ingest.tags.organisations import split_names
from tests.ingest.tagging import tag_passage

_Given = list[tuple[str, tuple[str, ...]]]


def _given(body: str) -> _Given:
    return [(r.role, r.organisations) for r in tag_passage(body).responsibilities]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "健全统计制度。（生态环境部牵头，国家发展改革委、工业和信息化部参与）",
            [("牵头", ("生态环境部",)), ("参与", ("国家发展改革委", "工业和信息化部"))],
        ),
        ("推广标准。（市场监管总局、工业和信息化部负责）", [("负责", ("市场监管总局", "工业和信息化部"))]),
        ("推广标准。(财政部、海关总署等按职责分工负责)", [("负责", ("财政部", "海关总署"))]),
        ("研发创新。（海关总署、商务部等有关部门负责）", [("负责", ("海关总署", "商务部", "有关部门"))]),
        ("给予资助。（牵头单位：区科技局、区委组织部）", [("牵头", ("区科技局", "区委组织部"))]),
        (
            "给予资助。【牵头单位:市发改委;配合单位:市财政局、各区】",
            [("牵头", ("市发改委",)), ("配合", ("市财政局", "各区"))],
        ),
        (
            "责任单位：省经济和信息化厅、省财政厅，各市人民政府",
            [("责任单位", ("省经济和信息化厅", "省财政厅", "各市人民政府"))],
        ),
        ("落实到位。（各省级人民政府负责）", [("负责", ("各省级人民政府",))]),
        ("回收网点。（商务部指导，供销合作总社参与）", [("指导", ("商务部",)), ("参与", ("供销合作总社",))]),
        (
            "市民政部门负责统筹规划，市、区财政部门负责资金保障。",
            [("负责", ("市民政部门",)), ("负责", ("市、区财政部门",))],
        ),
        (
            "由市教育局牵头，市财政局、市人力资源和社会保障局配合。",
            [("牵头", ("市教育局",)), ("配合", ("市财政局", "市人力资源和社会保障局"))],
        ),
        ("海关总署要继续做好牵头工作，进一步优化区域布局。", [("牵头", ("海关总署",))]),
        ("联席会议办公室设在教育部，主要承担日常工作。", [("负责", ("教育部",))]),
        ("市民政部门是养老服务工作的主管部门，负责养老服务的统筹。", [("负责", ("市民政部门",))]),
        ("各省、自治区、直辖市人民政府负责组织实施。", [("负责", ("各省、自治区、直辖市人民政府",))]),
        ("省、自治区、直辖市人民政府负责组织实施。", [("负责", ("省、自治区、直辖市人民政府",))]),
        ("第一产业相关工作由市农牧局牵头", [("牵头", ("市农牧局",))]),
        (
            "各区公安机关负责在本市行政区域内的用人单位接收毕业生入户的审核办理。",
            [("负责", ("各区公安机关",))],
        ),
        (
            "夯实责任。（责任单位：省推进工业互联网创新发展专项工作组成员单位，各市人民政府）",
            [("责任单位", ("省推进工业互联网创新发展专项工作组成员单位", "各市人民政府"))],
        ),
        ("各区人民政府要切实履行主体责任。", [("负责", ("各区人民政府",))]),
        ("本办法由市卫生健康行政主管部门负责组织实施。", [("负责", ("市卫生健康行政主管部门",))]),
    ],
)
def test_roles(body: str, expected: _Given) -> None:
    assert _given(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "通过龙头企业牵头、中小企业配套，推动集群发展。",
        "坚持谁主管谁负责、谁审批谁监管。",
        "主要负责人是第一责任人，申请人对真实性负责。",
        "建立市场监管部门牵头的联席会议制度。",
        "具体以负责不动产登记部门认可为准。",
        "专利代理师对其签名办理的业务负责。",
        "除牵头依托单位外，项目参与单位不超过2个。",
        "国务院实行总理负责制。",
        "省评审委主任由省委宣传部主要领导担任。",
        "各牵头部门要积极争取资金支持。",
        "指定专门机构具体负责建设运维工作。",
        "（以下简称协调委）",
        "行政复议机关负责法制工作的机构具体办理行政复议事项。",
        "县级以上人民政府负责残疾人工作的机构承担日常工作。",
    ],
)
def test_what_assigns_nothing(body: str) -> None:
    assert _given(body) == []


def test_the_documents_own_rule_adds_the_lead() -> None:
    body = (
        "甲事。（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）\n"
        "乙事。（海关总署负责）\n丙事。（商务部、海关总署负责）"
    )
    assert _given(body) == [
        ("负责", ("税务总局", "财政部")),
        ("牵头", ("税务总局",)),
        ("负责", ("海关总署",)),
        ("负责", ("商务部", "海关总署")),
        ("牵头", ("商务部",)),
    ]
    implied = [r for r in tag_passage(body).responsibilities if r.rule]
    assert [r.rule for r in implied] == ["排在第一位的部门为牵头部门"] * 2


def test_each_bracket_closes_the_sentences_before_it() -> None:
    body = "优化市场环境。（市场监管总局负责）加强创新创业教育服务。（体育总局、教育部负责）"
    found = tag_passage(body).responsibilities
    assert [r.task for r in found] == ["优化市场环境", "加强创新创业教育服务"]
    assert found[1].text == "加强创新创业教育服务。（体育总局、教育部负责）"


def test_a_lone_bracket_closes_the_unit() -> None:
    (found,) = tag_passage("鼓励引进。给予资助。（牵头单位：区科技局）", heading="大力引进科技人才").responsibilities
    assert found.task == "大力引进科技人才"


def test_field_and_task() -> None:
    (found,) = tag_passage("其中:第三产业相关工作由市发展和改革委员会牵头").responsibilities
    assert (found.field, found.task) == ("第三产业", "第三产业相关工作")
    (found,) = tag_passage("市公安局应牵头会同相关部门，制定实施细则。").responsibilities
    assert (found.field, found.task) == (None, "制定实施细则")


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("文化和旅游部、文物局", ("文化和旅游部", "文物局")),
        ("市教育局和市体育局", ("市教育局", "市体育局")),
        ("住房和城乡建设部", ("住房和城乡建设部",)),
        ("区投资促进局等各产业、招商主管部门", ("区投资促进局", "各产业、招商主管部门")),
        ("发展改革、财政等部门", ("发展改革、财政等部门",)),
        ("省人行合肥中心支行，各市人民政府", ("省人行合肥中心支行", "各市人民政府")),
        ("空管委办公室", ("空管委办公室",)),
        ("镇人民政府（街道办事处）", ("镇人民政府（街道办事处）",)),
    ],
)
def test_names_are_cut_where_they_end(listed: str, names: tuple[str, ...]) -> None:
    assert split_names(listed, in_list=True) == names


@pytest.mark.parametrize("words", ["企业", "申请人", "全部", "经济社会", "由有关人员", "", "、、", "进一步"])
def test_what_names_no_organisation(words: str) -> None:
    assert split_names(words) is None


def test_what_stands_before_the_comma_is_the_matter() -> None:
    body = "市的低保标准，由市民政局会同市财政局制定；县的低保标准，由县民政局负责制定。"
    found = tag_passage(body).responsibilities
    assert [(r.organisations, r.task) for r in found] == [
        (("市民政局",), "市的低保标准制定"),
        (("市财政局",), "市的低保标准制定"),
        (("县民政局",), "县的低保标准制定"),
    ]
    assert found[-1].text == "县的低保标准，由县民政局负责制定"


def test_what_another_body_does_before_the_comma_is_no_matter() -> None:
    found = tag_passage("由市能源局牵头编制绿电交易细则，由市生态环境局牵头开展排污权试点。").responsibilities
    assert [(r.organisations, r.task) for r in found] == [
        (("市能源局",), "编制绿电交易细则"),
        (("市生态环境局",), "开展排污权试点"),
    ]
