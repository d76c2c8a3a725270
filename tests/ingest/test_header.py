"""Title, 文号, issuers, addressee, dates: from the metadata block, else from the text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import is_date_line, parse_date
from ingest.header import doc_kind, document_id
from kb.model import Account
from tests.ingest.segmenting import header_of

PLAN_TITLE = "乌海市人民政府办公室关于印发《乌海市加快绿色转型创新发展三年行动计划(2026—2028年)》的通知"


def test_metadata_table_with_spaced_names() -> None:
    # 乌海政办发〔2025〕38号
    header = header_of(
        f"标 题\t{PLAN_TITLE}",
        "索 引 号\t111503000115543089/2025-08123\t发文字号\t乌海政办发〔2025〕38号",
        "发文机构\t市人民政府办公室\t信息分类\t规范性文件",
        "主题分类\t城乡建设、生态环境",
        "成文日期\t2025-12-14 00:00:00\t公开日期\t2025-12-15 17:37:14\t公文时效\t有效",
        "各区人民政府,市直各有关部门:",
        "经市人民政府同意,现将计划印发给你们。",
    )
    document = header.document
    assert header.metadata_lines == 5
    assert document.id == "乌海政办发-2025-38"
    assert document.title == PLAN_TITLE
    assert document.doc_number == "乌海政办发〔2025〕38号"
    assert document.index_number == "111503000115543089/2025-08123"
    assert document.issuer == ("市人民政府办公室",)
    assert document.addressee == "各区人民政府,市直各有关部门"
    assert document.doc_kind == "通知"
    assert (document.issued_date, document.published_date) == (date(2025, 12, 14), date(2025, 12, 15))
    assert (document.status, document.topic) == ("有效", "城乡建设、生态环境")


def test_fields_as_lines_and_title_below_them() -> None:
    # 穗埔组通〔2024〕6号
    document = header_of(
        "政策文号：穗埔组通〔2024〕6号", "实施日期： 2024-02-08", "牵头单位：组织部", "失效日期：2025-06-27",
        "文件状态： 已失效", "正文", "穗埔组通〔2024〕6号",
        "广州开发区（黄埔区）促进人才高质量发展的政策措施",
        "为积极落实部署要求，制定本政策措施。",
    ).document  # fmt: skip
    assert document.title == "广州开发区（黄埔区）促进人才高质量发展的政策措施"
    assert document.doc_kind == "政策措施"
    assert (document.effective_date, document.expiry_date) == (date(2024, 2, 8), date(2025, 6, 27))
    assert document.status == "已失效"


def test_a_name_left_empty_does_not_take_the_next_line() -> None:
    document = header_of(
        "文　号：穗民规字〔2025〕2号", "文件状态：", "某市民政局关于印发某某办法的通知", "各区："
    ).document
    assert document.status is None
    assert document.title == "某市民政局关于印发某某办法的通知"


def test_everything_from_the_text_alone() -> None:
    # 穗人社规字〔2022〕2号
    document = header_of(
        "穗人社规字〔2022〕2号",
        "广州市人力资源和社会保障局 广州市公安局",
        "关于印发广州市引进人才入户管理办法",
        "实施细则的通知",
        "各有关单位：",
        "为进一步贯彻落实《广州市引进人才入户管理办法》，现将实施细则印发给你们。",
        "广州市人力资源和社会保障局",
        "广州市公安局",
        "2022年7月7日",
        "第一条 本细则自2022年8月1日起施行，有效期至2027年7月31日。",
    ).document
    assert document.title == ("广州市人力资源和社会保障局 广州市公安局关于印发广州市引进人才入户管理办法实施细则的通知")
    assert document.doc_number == "穗人社规字〔2022〕2号"
    assert document.issuer == ("广州市人力资源和社会保障局", "广州市公安局")
    assert document.addressee == "各有关单位"
    assert document.issued_date == date(2022, 7, 7)
    assert document.effective_date == date(2022, 8, 1)
    assert document.expiry_date == date(2027, 7, 31)


def test_order_with_proclaimed_title() -> None:
    document = header_of(
        "广州市人民政府令", "第179号",
        "《广州市老年人优待办法》已经2021年1月8日市政府常务会议审议通过，现予公布。",
        "市　长：温国辉", "2021年1月29日", "广州市老年人优待办法",
        "第一条 为保障老年人合法权益，制定本办法。",
    ).document  # fmt: skip
    assert document.title == "广州市老年人优待办法"
    assert document.doc_number == "广州市人民政府令第179号"
    assert document.issuer == ("广州市人民政府",)
    assert document.id == "广州市人民政府令-179"


def test_html_meta_names_serve_where_the_page_is_silent() -> None:
    meta = {
        "ArticleTitle": "某市某局关于某事的公告",
        "PubDate": "2022-07-14 20:24:47",
        "title": "某市某局网站",
    }
    document = header_of("各有关单位：", "现公告如下。", meta=meta).document
    assert (document.title, document.published_date) == ("某市某局关于某事的公告", date(2022, 7, 14))
    assert document.doc_kind == "公告"


def test_a_sentence_is_no_title() -> None:
    document = header_of("为落实部署，现就有关事项说明。", "全市统一执行。", name="关于某事的说明.txt").document
    assert document.title == "关于某事的说明"


def test_account_of_a_policy_not_held() -> None:
    meta = {
        "标题": "内蒙古自治区人民政府关于进一步优化重点产业布局的指导意见",
        "发文字号": "内政发〔2025〕4号",
        "发文机关": "内蒙古自治区人民政府",
        "转述自": "乌海政办发〔2025〕38号",
        "转述条款": "附件/2",
    }
    document = header_of("对乌海重点布局的产业相关产品和项目。", meta=meta).document
    assert document.id == "内政发-2025-4"
    assert document.account == Account("乌海政办发〔2025〕38号", "附件/2", "据乌海政办发〔2025〕38号附件第2项")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("乌海政办发〔2025〕38号", "乌海政办发[2025] 38 号", "乌海政办发-2025-38"),
        ("穗府办规〔2022〕13号", "穗府办规（２０２２）１３号", "穗府办规-2022-13"),
        ("国令第707号", "国务院令第 707 号", "国务院令-707"),
        ("国务院令第142号", "中华人民共和国国务院令第142号", "国务院令-142"),
        ("财政部公告2025年第9号", "财政部公告２０２５年第９号", "财政部公告-2025-9"),
    ],
)
def test_spellings_of_a_number_are_one_id(one: str, other: str, expected: str) -> None:
    assert document_id(one, (), "甲") == document_id(other, (), "乙") == expected


def test_id_without_a_number() -> None:
    first = document_id(None, ("某市某局",), "关于某事的通知（2025年）/附件")
    assert first == document_id(None, ("某市某局",), "关于某事的通知(2025年)/附件")
    assert first != document_id(None, ("另市某局",), "关于某事的通知（2025年）/附件")
    assert not set(first) & set("/〔〕[]（）() ")


@given(st.text(max_size=40), st.text(max_size=40))
def test_ids_are_usable_for_any_text(number: str, title: str) -> None:
    for value in (document_id(number or None, (), title), document_id(None, (title,), number)):
        assert value
        assert not set(value) & set("/\\ #~?〔〕[]\n")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("国务院关于加快推进某事的指导意见", "意见"),
        ("中华人民共和国个人所得税法实施条例", "条例"),
        ("关于印发《某某计划(2026—2028年)》的通知", "通知"),
        ("某市某某管理办法（试行）", "办法"),
        ("某市某某实施方案(2024-2026年)(征求意见稿)", "方案"),
        ("国务院办公厅关于某事的复函", "函"),
        ("怎么申领社会保障卡？", None),
    ],
)
def test_kind_is_the_last_word_of_the_title(title: str, kind: str | None) -> None:
    assert doc_kind(title) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年12月14日", date(2025, 12, 14)),
        ("2025-12-14 00:00:00", date(2025, 12, 14)),
        ("２０２５年 9 月 1 日", date(2025, 9, 1)),
        ("二〇〇四年四月二十七日", date(2004, 4, 27)),
        ("二○二五年十二月三十一日", date(2025, 12, 31)),
        ("2025年13月1日", None),
        ("2025年", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


def test_date_lines() -> None:
    assert is_date_line("（2025年12月14日）")
    assert not is_date_line("截至2025年12月14日")


@given(st.lists(st.text(min_size=1).filter(lambda t: "\n" not in t and t.strip() == t), min_size=1, max_size=12))
def test_any_text_has_a_header(texts: list[str]) -> None:
    header = header_of(*texts)
    assert header.document.id
    assert header.document.title
    assert 0 <= header.metadata_lines <= len(texts)


def test_letterheads_above_the_title() -> None:
    office = header_of(
        "某市人民政府办公室", "某政办发〔2025〕1号", "某市人民政府办公室", "关于印发某市行动计划的通知", "各区人民政府：", "现印发。",
    ).document  # fmt: skip
    assert office.title == "某市人民政府办公室关于印发某市行动计划的通知"
    notice = header_of("国家税务总局公告", "2025年第9号", "国家税务总局关于某某事项的公告", "现公告如下：").document
    assert (notice.title, notice.doc_number) == ("国家税务总局关于某某事项的公告", "国家税务总局公告2025年第9号")


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (("某某事项的公告", "2025年第9号"), "2025年第9号"),
        (("财政部 税务总局关于某某的公告", "财政部 税务总局公告2025年第9号"), "财政部 税务总局公告2025年第9号"),
        (("某某条例", "中华人民共和国国务院令第707号"), "国务院令第707号"),
        (("某省人民政府令", "（第300号）"), "某省人民政府令第300号"),
    ],
)
def test_numbers_of_notices_and_orders(lines: tuple[str, ...], number: str) -> None:
    assert header_of(*lines, "为做好工作，现予公布。").document.doc_number == number


def test_an_addressee_of_two_lines_and_a_date_under_the_title() -> None:
    found = header_of(
        "某市人民政府关于某某的通知", "（2025年3月4日）", "各县（市、区）人民政府，市政府各部门，", "各大企业、各高等院校：", "现通知。",
    ).document  # fmt: skip
    assert found.addressee == "各县（市、区）人民政府，市政府各部门，各大企业、各高等院校"
    assert found.issued_date == date(2025, 3, 4)


@pytest.mark.parametrize(
    "text",
    ["本通知有效期自2025年1月1日至2027年12月31日。", "本通知自2025年1月1日起施行至2027年12月31日止。"],
)
def test_from_when_to_when(text: str) -> None:
    found = header_of("某市关于某某的通知", "一、任务", text).document
    assert (found.effective_date, found.expiry_date) == (date(2025, 1, 1), date(2027, 12, 31))


def test_an_addressee_with_a_semicolon_and_the_office_that_publishes() -> None:
    found = header_of(
        "发布机构\t某市人民政府办公室", "市政府印发关于某某行动计划的通知", "某府〔2023〕47号",
        "各市、区人民政府；市各委办局，各直属单位：", "现印发给你们。", "某市人民政府", "2023年6月19日",
    ).document  # fmt: skip
    assert found.addressee == "各市、区人民政府；市各委办局，各直属单位"
    assert found.issuer == ("某市人民政府",)


def test_status_under_the_title() -> None:
    assert header_of("某市关于某某的通知", "（已废止）", "各区：", "现通知。").document.status == "已废止"


def test_a_title_above_the_publication_line() -> None:
    found = header_of(
        "某市人民政府关于印发某某的通知",
        "发布时间：2025-03-06 来源：某市政府",
        "某政发〔2025〕3号",
        "各区：",
        "现通知。",
    )
    assert found.document.title == "某市人民政府关于印发某某的通知"
    assert found.document.doc_number == "某政发〔2025〕3号"


@pytest.mark.parametrize(
    ("text", "effective", "expiry"),
    [
        ("本办法由市民政局负责解释，自2023年7月1日起施行，有效期5年。", date(2023, 7, 1), date(2028, 6, 30)),
        ("以上政策措施自2023年8月1日起执行，执行期限至2025年12月31日。", date(2023, 8, 1), date(2025, 12, 31)),
        ("本规定自2023年7月1日零时起试行。", date(2023, 7, 1), None),
        ("本决定自公布之日起施行。原办法第九条：本办法自2007年3月1日起施行。", None, None),
    ],
)
def test_wordings_of_from_when_to_when(text: str, effective: date | None, expiry: date | None) -> None:
    found = header_of("某市关于某某的通知", "一、任务", text).document
    assert (found.effective_date, found.expiry_date) == (effective, expiry)


def test_marks_above_the_letterhead() -> None:
    found = header_of(
        "000012", "特急", "某省财政厅", "某省教育厅文件", "某财教〔2023〕15号", "签发人：张三",
        "某省财政厅 某省教育厅关于下达补助", "经费预算的通知", "各市财政局：", "现下达。", "某省财政厅　某省教育厅", "2023年4月6日",
    ).document  # fmt: skip
    assert found.title == "某省财政厅 某省教育厅关于下达补助经费预算的通知"
    assert found.doc_number == "某财教〔2023〕15号"
    assert found.issuer == ("某省财政厅", "某省教育厅")


def test_a_joint_order() -> None:
    found = header_of(
        "国家发展和改革委员会", "财政部", "令", "第 15 号",
        "《某某管理办法》已于2023年3月1日经第2次委务会议审议通过，现予公布，自2023年6月1日起施行。",
        "主任：甲", "部长：乙", "2023年4月3日", "某某管理办法",
    ).document  # fmt: skip
    assert (found.title, found.doc_number) == ("某某管理办法", "国家发展和改革委员会 财政部令第 15 号")
    assert found.issuer == ("国家发展和改革委员会", "财政部")


def test_an_order_of_a_year_and_its_title_as_the_text_writes_it() -> None:
    found = header_of(
        "中华人民共和国交通运输部令", "2022年第42号",
        "《交通运输部关于修改〈甲规定〉的决定》已于2022年11月8日经第25次部务会议通过，现予公布。",
        "部长　某某", "2022年11月10日", "交通运输部关于修改《甲规定》的决定",
    ).document  # fmt: skip
    assert (found.title, found.doc_number) == ("交通运输部关于修改《甲规定》的决定", "交通运输部令2022年第42号")


def test_a_sentence_of_the_page_above_the_title() -> None:
    found = header_of(
        "本页面由政策库提供，仅供参考。",
        "某市人民政府关于加快发展的意见",
        "某政发〔2022〕5号",
        "各区：",
        "现提出以下意见。",
    ).document
    assert (found.title, found.doc_number) == ("某市人民政府关于加快发展的意见", "某政发〔2022〕5号")


def test_a_table_of_tasks_is_no_block_of_fields() -> None:
    header = header_of(
        "某市重点任务分工表", "某办〔2024〕3号", "序号\t重点任务\t牵头单位\t完成时限", "1\t甲事\t市教育局\t年底"
    )
    assert (header.document.title, header.document.doc_number) == ("某市重点任务分工表", "某办〔2024〕3号")
    assert header.metadata_lines == 0


def test_publication_line_below_the_title_below_the_table() -> None:
    header = header_of(
        "索引号\tQS010\t发文字号\t某民发〔2022〕19号",
        "关于印发《某某方案》的通知",
        "发布时间：2022-06-20 10:21　来源：县民政局",
        "各乡镇：",
        "现印发。",
    )
    assert header.document.title == "关于印发《某某方案》的通知"
    assert header.document.published_date == date(2022, 6, 20)
    assert header.metadata_lines == 3


@pytest.mark.parametrize("title", ["某省数据条例（草案）", "某省数据法典（草案）", "某省数据若干事项"])
def test_a_title_ends_above_the_note_of_adoption_and_the_contents(title: str) -> None:
    note = "（2027年3月2日某省人民代表大会常务委员会第二十次会议通过）"
    assert header_of(title, note, "目　　录", "第一编　总则", "第一条 甲。").document.title == title
    assert header_of(title, "目　　录", "第一编　总则", "第一条 甲。").document.title == title


def test_a_time_as_pages_write_it() -> None:
    header = header_of("某市关于某某的通知", "时间：2026-07-01 11:20", "各区：", "现通知。")
    assert header.document.published_date == date(2026, 7, 1)
    assert header.document.title == "某市关于某某的通知"
    assert header_of("某会通知", "时间：2026年7月1日", "各区：", "现通知。").document.published_date is None


def test_an_order_told_under_the_title() -> None:
    document = header_of(
        "电梯修理更换责任规定",
        "2021年7月22日 国家市场监督管理总局令第943号公布",
        "2022年1月1日 施行",
        "第一条 为了明确责任，制定本规定。",
    ).document
    assert document.doc_number == "国家市场监督管理总局令第943号"
    assert document.issuer == ("国家市场监督管理总局",)
    assert document.effective_date == date(2022, 1, 1)
    assert document.id == document_id(None, (), document.title)


def test_an_announcement_of_a_congress() -> None:
    document = header_of(
        "青湖市绿化条例",
        "2010年7月30日 青湖市第十一届人民代表大会常务委员会公告第54号公布",
        "第一条 为了绿化，制定本条例。",
    ).document
    assert document.doc_number == "青湖市第十一届人民代表大会常务委员会公告第54号"
    assert document.issuer == ("青湖市第十一届人民代表大会常务委员会",)
