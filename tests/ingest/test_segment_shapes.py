"""Shapes of documents: tables of contents, steps, boxes, lists of files, closings, headings that are sentences."""

from tests.ingest.segmenting import TEXT, clauses_of, outline

_CHAPTERS = ("第一章 总则", "第二章 附则")
_ARTICLES = ("第一条 为规范管理，制定本办法。", "第二条 本办法自印发之日起施行。")


def test_a_table_of_contents_is_no_outline() -> None:
    body = (_CHAPTERS[0], _ARTICLES[0], _CHAPTERS[1], _ARTICLES[1])
    for contents in (_CHAPTERS, ("第一章　总则……………1", "第二章　附则……………12")):
        found = clauses_of("目　录", *contents, *body)
        assert [(c.level, c.kind, c.label) for c in found] == [
            (1, "front", None), (1, "unit", "第一章"), (2, "unit", "第一条"), (1, "unit", "第二章"), (2, "unit", "第二条"),
        ]  # fmt: skip
    assert outline("目录", "一、申报事项", TEXT, "二、申报时间", TEXT)[0] == (1, "一、", "申报事项")


def test_steps() -> None:
    assert outline(
        "四、申领方法", "第一步：准备相片", TEXT, "第二步：办理申领", "（一）网上办理", TEXT, "（二）现场办理", TEXT,
        "第三步：领卡", TEXT, "五、其他事项", TEXT,
    ) == [
        (1, "四、", "申领方法"), (2, "第一步", "准备相片"), (2, "第二步", "办理申领"), (3, "（一）", "网上办理"),
        (3, "（二）", "现场办理"), (2, "第三步", "领卡"), (1, "五、", "其他事项"),
    ]  # fmt: skip


def test_roman_numbers_stand_above_brackets() -> None:
    assert outline("Ⅰ.租房提取", TEXT, "1）身份证；", "2）合同。", "Ⅱ.购房提取", TEXT) == [
        (1, "Ⅰ.", "租房提取"), (2, "1）", None), (2, "2）", None), (1, "Ⅱ.", "购房提取"),
    ]  # fmt: skip


def test_a_box_stands_beside_the_item_before_it_and_inside_a_section() -> None:
    assert outline("（一）网络强基", f"1.外网建设。{TEXT}", "专栏1 互联互通工程", TEXT, f"2.内网改造。{TEXT}", TEXT) == [
        (1, "（一）", "网络强基"), (2, "1.", "外网建设"), (2, "专栏1", "互联互通工程"), (2, "2.", "内网改造"),
    ]  # fmt: skip
    assert outline("（一）网络强基", TEXT, "专栏1 互联互通工程", TEXT, "（二）平台赋能", TEXT) == [
        (1, "（一）", "网络强基"), (2, "专栏1", "互联互通工程"), (1, "（二）", "平台赋能"),
    ]  # fmt: skip


def test_a_run_in_heading_above_a_list() -> None:
    lists = ("1.国家级的，奖励100万元；", "2.省级的，奖励50万元。")
    assert outline(
        "（一）企业落户奖励。对新落户的企业，按照以下标准给予奖励：", *lists,
        "（二）科技创新奖励。对获得奖项的企业，按照以下标准给予奖励：", *lists,
    )[::3] == [(1, "（一）", "企业落户奖励"), (1, "（二）", "科技创新奖励")]  # fmt: skip


def test_sentences_are_no_headings_though_two_stand_in_one_list() -> None:
    # 国务院工作规则 (国发〔2004〕18号): short first sentences in one chapter, none in the others
    chapters = [
        line
        for number in "一二三四五六七"
        for line in (f"第{number}章 某项工作", f"{number}、各部门应当做好工作，{TEXT}")
    ]
    found = outline(
        *chapters,
        "第八章 组成人员",
        f"八、总理召集和主持国务院全体会议和国务院常务会议。{TEXT}",
        f"九、副总理、国务委员按分工负责处理分管工作。{TEXT}",
    )
    assert [heading for _, label, heading in found if label in ("八、", "九、")] == [None, None]


def test_files_offered_at_the_end_belong_to_the_document() -> None:
    for files in (
        ["附件：", "附件1.docx", "附件2.docx", "附件1-2下载：《申报表》.doc"],
        ["附件：1.申请表（个人）.docx", "2.诚信承诺书.docx"],
        ["附件1-7.zip"],
    ):
        found = clauses_of(
            "一、要求", TEXT, "（一）按时报送。", "（二）如实填报。", *files, "某市财政局", "2025年1月2日"
        )
        assert [c.kind for c in found] == ["unit", "unit", "unit", "back"]
        assert found[-1].text.startswith(files[0])


def test_a_list_of_attachments_above_the_signature_is_no_attachment() -> None:
    found = clauses_of("一、要求", TEXT, "附件：", "1.房源简介", "2.服务窗口", "某市住房保障办公室", "2025年3月19日")
    assert [(c.kind, c.label) for c in found] == [("unit", "一、"), ("back", None)]
    attached = clauses_of("一、要求", TEXT, "附件：", "1.房源简介", TEXT, "2.服务窗口", TEXT)
    assert [(c.level, c.label) for c in attached] == [(1, "一、"), (1, "附件"), (2, "1."), (2, "2.")]


def test_what_follows_the_table_of_an_attachment_closes_the_document() -> None:
    found = clauses_of(
        "一、要求", TEXT, "附件", "指标体系及分值表", "序号\t指标", "1\t年龄", "注：按本表计算总积分。", "公开方式：主动公开",
        "某市人民政府办公室秘书处 2025年7月4日印发",
    )  # fmt: skip
    assert [c.kind for c in found] == ["unit", "unit", "row", "row", "item", "back"]
    assert found[-1].text.startswith("公开方式")


def test_an_appeal_before_the_closing_paragraph_is_part_of_it() -> None:
    found = clauses_of(
        "一、加强领导", TEXT, "（一）专人负责。", "二、加强保障", TEXT,
        "各县（市、区）、各部门要结合实际细化措施，抓好落实。", "本方案自印发之日起施行。",
    )  # fmt: skip
    assert found[-1].kind == "back"
    assert found[-1].text.startswith("各县")


def test_an_amount_at_the_start_of_a_line_is_no_item() -> None:
    amount = "3.5亿元以上的项目，由市发展改革委审核。"
    assert [label for _, label, _ in outline(f"1.{TEXT}", f"2.{TEXT}", amount)] == ["1.", "2."]
    assert [label for _, label, _ in outline(f"1.{TEXT}", f"2.{TEXT}", amount, f"3.{TEXT}")] == ["1.", "2.", "3."]
    assert [label for _, label, _ in outline(f"1.{TEXT}", "2.2024年度计划", "3.3万人参加，费用自理。", f"4.{TEXT}")] == [
        "1.", "2.", "3.", "4.",
    ]  # fmt: skip


def test_the_items_of_an_attachment_are_no_list_of_attachments() -> None:
    found = clauses_of(
        "一、要求", TEXT, "附件：1.清单", "某市财政局", "2025年1月2日", "附件1", "清单", "一、甲", "3.5亿元以上。"
    )
    assert [c.kind for c in found] == ["unit", "back", "unit", "unit"]
