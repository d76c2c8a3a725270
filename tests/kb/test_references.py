"""References in text, and what they resolve to."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Account, Document
from kb.references import (
    find_doc_numbers,
    find_mentions,
    find_titles,
    is_policy_title,
    normalise_doc_number,
    reference_kind,
    resolve,
    same_title,
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("国发〔2018〕42号", "国发〔2018〕42号"),
        ("国发[2018] 42 号", "国发〔2018〕42号"),
        ("穗府办规（2022）13号", "穗府办规〔2022〕13号"),
        ("国发(2018)第042号", "国发〔2018〕42号"),
        ("国发【2018】42号", "国发〔2018〕42号"),
        ("国发［2018］42号", "国发〔2018〕42号"),
        ("〔1996〕武司字第82号", "〔1996〕武司字第82号"),
        ("中华人民共和国国务院令第707号", "国务院令第707号"),
        ("国令第707号", "国务院令第707号"),
        ("广州市人民政府令\n第179号", "广州市人民政府令第179号"),
        ("国务院第707号令", "国务院令第707号"),
        ("中华人民共和国主席令第九号", "主席令第9号"),
        ("某部2017年第10号令", "某部令2017年第10号"),
        ("某某委员会令 2018年第16号", "某某委员会令2018年第16号"),
        ("某某局令〔2019〕第3号", "某某局令2019年第3号"),
    ],
)
def test_one_writing_for_a_document_number(written: str, canonical: str) -> None:
    assert normalise_doc_number(written) == canonical
    assert normalise_doc_number(canonical) == canonical


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("根据国发〔2018〕42号文件精神", "国发〔2018〕42号"),
        ("贯彻落实乌党办发〔2025〕9号", "乌党办发〔2025〕9号"),
        ("1994年1月28日中华人民共和国国务院令第142号发布", "国务院令第142号"),
        ("（穗府办规 〔2020〕 10号）", "穗府办规 〔2020〕 10号"),
        ("国家税务总局公告2018年第62号", "国家税务总局公告2018年第62号"),
        ("按照粤人社规〔2021〕5号执行", "粤人社规〔2021〕5号"),
        ("中华人民共和国主席令第九号", "主席令第九号"),
        ("和国办发明电〔2018〕15号", "国办发明电〔2018〕15号"),
        ("甲令和住房和城乡建设部令第37号", "住房和城乡建设部令第37号"),
        ("依据国务院第412号令设立", "国务院第412号令"),
        ("国家发展改革委2017年第10号令", "国家发展改革委2017年第10号令"),
        ("交通运输部令2019年第18号", "交通运输部令2019年第18号"),
        ("按照法〔2021〕12号要求", "法〔2021〕12号"),
    ],
)
def test_document_numbers_in_a_sentence(text: str, number: str) -> None:
    assert [n for _, _, n in find_doc_numbers(text)] == [number]
    start, end, _ = find_doc_numbers(text)[0]
    assert text[start:end] == number


@pytest.mark.parametrize(
    "text",
    [
        "根据第10号令",
        "总经理第5号令",
        "第2741号提案",
        "（2026—2028年）",
        "〔2018〕42号",
        "12月5号",
        "2025年第3期",
        "3号楼",
    ],
)
def test_what_is_no_document_number(text: str) -> None:
    assert find_doc_numbers(text) == []


def test_nested_and_unclosed_titles() -> None:
    text = "《关于印发〈甲办法〉的通知》、《国务院关于修改《乙条例》的决定》和《未完\n《丙规定》"
    assert [t for _, _, t in find_titles(text)] == [
        "关于印发〈甲办法〉的通知",
        "国务院关于修改《乙条例》的决定",
        "丙规定",
    ]


@pytest.mark.parametrize(
    "title",
    ["医疗废物管理条例", "某某若干措施（试行）", "中华人民共和国个人所得税法", "“十四五”规划（2021—2025年）"],
)
def test_policy_titles(title: str) -> None:
    assert is_policy_title(title)


@pytest.mark.parametrize("title", ["入户申请表", "广东省居住证", "承诺书", "营业执照", "劳动合同", "登记证明"])
def test_forms_are_no_documents(title: str) -> None:
    assert not is_policy_title(title)


def _mentions(text: str) -> list[tuple[str | None, str | None]]:
    return [(m.title, m.doc_number) for m in find_mentions(text)]


def test_number_after_before_and_without_a_title() -> None:
    text = "《甲办法》（国发〔2018〕42号）、国办发〔2019〕2号《乙方案》和国函〔2018〕144号"
    assert _mentions(text) == [
        ("甲办法", "国发〔2018〕42号"),
        ("乙方案", "国办发〔2019〕2号"),
        (None, "国函〔2018〕144号"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "《甲规定》（1998年国家工商行政管理局令第82号）",
        "《甲规定》（国家工商行政管理局1998年第82号令）",
        "《甲规定》（国家工商行政管理局令 1998年第82号，1998年1月6日发布）",
    ],
)
def test_orders_beside_a_title(text: str) -> None:
    ((title, number),) = _mentions(text)
    assert title == "甲规定"
    assert number is not None
    assert "国家工商行政管理局" in number


def test_an_annex_of_its_own_is_no_other_document() -> None:
    assert _mentions("提交《关于使用补偿金的函》（附件7）和《申报要求》（见附件2），按《甲规定》办理") == [
        ("甲规定", None)
    ]


def test_short_name_stands_for_the_long_title() -> None:
    # 穗人社规字〔2022〕2号
    text = (
        "根据《广州市人民政府办公厅关于印发广州市引进人才入户管理办法的通知》（穗府办规〔2020〕10号，以下简称《办法》）制定。"
        "符合《办法》第五条的，按《办法》执行。"
    )
    long = ("广州市人民政府办公厅关于印发广州市引进人才入户管理办法的通知", "穗府办规〔2020〕10号")
    assert _mentions(text) == [long, long, long]
    assert [m.alias_of for m in find_mentions(text)] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("根据《甲法》《乙条例》制定本办法", "依据"),
        ("为贯彻落实《甲规划》", "落实"),
        ("《甲办法》（国发〔2018〕42号）同时废止", "废止"),
        ("对《甲条例》作如下修改：", "修改"),
        ("现将《甲意见》转发给你们", "引用"),
        ("国务院办公厅转发《甲意见》", "转发"),
        ("《甲标准》见附件", "引用"),
        ("废止《甲办法》", "废止"),
        ("《甲通知》（甲发〔2016〕55号）第二条自本通知施行之日起停止执行。", "废止"),
        ("《甲办法》《乙办法》自2023年3月1日起不再执行。", "废止"),
        ("将《甲办法》（甲部令2017年第10号）第十八条修改为：“乙”。", "修改"),
        ("《甲办法》相应修改。", "修改"),
        ("对《甲办法》（甲府〔2019〕2号）进行了修订。", "修改"),
        ("原《甲办法》更名为乙办法。", "修改"),
        ("此前印发的《甲办法》（甲府〔2019〕2号）与本方案不一致的，以本方案为准。", "修改"),
        ("《甲办法》（甲府〔2019〕2号）自行失效。", "废止"),
        ("《甲办法》规定的修改程序", "引用"),
        ("《甲办法》与上位法不一致的，以上位法为准。", "引用"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert {reference_kind(text, m) for m in find_mentions(text)} == {kind}


def test_resolution() -> None:
    plan = Document("a", "甲市关于印发《甲方案》的通知", "甲政发〔2025〕1号")
    told = Document(
        "b",
        "乙方案",
        "乙发〔2025〕9号",
        account=Account("甲政发〔2025〕1号", "附件/1", "据甲政发〔2025〕1号"),
    )
    twin = Document("c", "丙规定", "丙发〔2001〕1号")
    other = dataclasses.replace(twin, id="d", doc_number="丙发〔2002〕2号")
    held = {d.id: d for d in (plan, told, twin, other)}
    assert resolve("甲方案", None, held).status == "held"
    assert resolve(None, "甲政发[2025] 1号", held).candidates == ("a",)
    assert resolve("乙方案", None, held).status == "account"
    assert resolve("丙规定", None, held).candidates == ("c", "d")
    assert resolve("丙规定", "丙发〔2002〕2号", held).candidates == ("d",)
    assert resolve("丁办法", "丁发〔2000〕1号", held).status == "absent"
    assert resolve(" ", None, held).status == "malformed"


def test_a_law_is_not_its_implementing_rules() -> None:
    assert not same_title("中华人民共和国个人所得税法", "中华人民共和国个人所得税法实施条例")
    assert same_title("甲方案", "甲市关于印发〈甲方案〉的通知")
    assert same_title("甲办法（试行）", "甲办法(试行)")


@given(st.text(alphabet="《》〈〉〔〕（）()[]令第号0123456789国发办字年以下简称“”，。\n 根据废止", max_size=80))
def test_total_and_verbatim(text: str) -> None:
    for mention in find_mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.title or mention.doc_number
        reference_kind(text, mention)
    for start, end, words in find_doc_numbers(text):
        assert text[start:end] == words
        assert normalise_doc_number(normalise_doc_number(words)) == normalise_doc_number(words)
