"""Headings and the tree of clauses."""

import pytest

from tests.ingest.segmenting import TEXT, chinese, clauses_of, outline


def test_repeated_number_keeps_both_units_apart() -> None:
    found = clauses_of(
        "三、调整产业结构", "(一)提质。煤炭采选业方面,要整合。", "三、调整能源结构", "(一)转型。加快改造。"
    )
    assert [c.id for c in found] == ["某文/3", "某文/3/1", "某文/3~2", "某文/3~2/1"]
    assert found[3].citation == "三、调整能源结构 › (一)转型"


def test_numbering_that_runs_on_under_new_headings() -> None:
    # 国务院关于促进综合保税区高水平开放高质量发展的若干意见 (国发〔2019〕3号)
    assert outline(
        "四、主要任务",
        "（一）统筹两个市场，打造加工制造中心。",
        "1.拓展两个市场。积极稳妥地在综合保税区推广试点。",
        "2.提前适用政策。自国务院批准之日起，企业即可适用。",
        "（二）推动创新创业，打造研发设计中心。",
        "3.促进研发创新。除禁止进境的外，货物免于提交许可证。",
        "五、有关要求",
    ) == [
        (1, "四、", "主要任务"),
        (2, "（一）", "统筹两个市场，打造加工制造中心"),
        (3, "1.", "拓展两个市场"),
        (3, "2.", "提前适用政策"),
        (2, "（二）", "推动创新创业，打造研发设计中心"),
        (3, "3.", "促进研发创新"),
        (1, "五、", "有关要求"),
    ]


def test_articles_and_items_that_are_sentences_have_no_heading() -> None:
    # 中华人民共和国个人所得税法实施条例 (国令第707号)
    found = clauses_of(
        "第二十五条 取得综合所得需要办理汇算清缴的情形包括：",
        "（三）纳税年度内预缴税额低于应纳税额；",
        "（四）纳税人申请退税。",
        "纳税人申请退税，应当提供其在中国境内开设的银行账户，并在汇算清缴地就地办理税款退库。",
        "第二十六条 个人所得税法第十条第二款所称全员全额扣缴申报，是指扣缴义务人的申报。",
    )
    assert [(c.level, c.label, c.heading) for c in found] == [
        (1, "第二十五条", None),
        (2, "（三）", None),
        (2, "（四）", None),
        (2, None, None),  # the article's next 款, not part of （四）
        (1, "第二十六条", None),
    ]
    assert found[3].path == ("第二十五条",)


def test_articles_with_titles() -> None:
    # 广州市天河区加快培育个体工商户和小微企业转型升级的若干政策措施 (穗天发改规字〔2025〕2号)
    assert outline(
        "第一条 【培育对象】已在税务部门登记为增值税一般纳税人的企业。",
        "第三条 【小微企业“首达标”支持】",
        "对符合以下条件的企业，给予5万元支持：",
        "（一）当年度“首达标”，且达标当年度营业额达到500万元以上的住宿业企业。",
    ) == [(1, "第一条", "培育对象"), (1, "第三条", "小微企业“首达标”支持"), (2, "（一）", None)]


def test_short_first_sentences_of_a_few_articles_are_no_headings() -> None:
    texts = [f"第{chinese(n)}条 经营者应当依照本办法的规定报送年度的经营情况说明。" for n in range(1, 12)]
    assert {heading for *_, heading in outline(*texts, "第十二条 国家鼓励创新。各级部门可以给予奖励。")} == {None}


def test_label_wins_a_digit_after_it_only_in_a_list() -> None:
    assert [label for _, label, _ in outline("二、要求", "2.依托单位须盖章；", "3.2024年度最多1项；")] == [
        "二、", "2.", "3.",
    ]  # fmt: skip
    assert [label for _, label, _ in outline("一、目标", "3.29亿立方米以内的用水总量。")] == ["一、"]
    assert [label for _, label, _ in outline("1.3人户家庭；", "2.2人户中均成年的家庭；")] == ["1.", "2."]


def test_contingency_plan_numbers() -> None:
    assert outline("1 总则", "1.1 编制目的", "为规范应对工作。", "1.2 编制依据", "依据有关法律。", "2 组织体系") == [
        (1, "1", "总则"),
        (2, "1.1", "编制目的"),
        (2, "1.2", "编制依据"),
        (1, "2", "组织体系"),
    ]


def test_contingency_plan_numbers_without_blanks() -> None:
    assert outline("1总则", "1.1编制目的", "为规范应对工作。", "2组织体系", "2.1指挥部", "2.1.1组成", "由市长任。") == [
        (1, "1", "总则"),
        (2, "1.1", "编制目的"),
        (1, "2", "组织体系"),
        (2, "2.1", "指挥部"),
        (3, "2.1.1", "组成"),
    ]
    assert outline("1总则", "1.1编制目的", "1.2依据", "3个月内完成。", "3个月一次")[-1] == (2, "1.2", "依据")


def test_the_whole_ladder_of_a_code() -> None:
    found = outline(
        "第三编 合同", "第一分编 通则", "第一章 一般规定", "第一节 甲", "第四百六十三条 本编调整合同关系。",
        "第一款 甲方应当按期付款。", "（一）公民；", "第二款 乙方应当按期交货。", "第二分编 典型合同",
    )  # fmt: skip
    assert [(level, label) for level, label, _ in found] == [
        (1, "第三编"), (2, "第一分编"), (3, "第一章"), (4, "第一节"), (5, "第四百六十三条"), (6, "第一款"), (7, "（一）"),
        (6, "第二款"), (2, "第二分编"),
    ]  # fmt: skip


def test_pointer_attachment_and_closing() -> None:
    found = clauses_of(
        "一、总体要求",
        "坚持生态优先。",
        "附件:1.重点对接类产业项目",
        "2.任务分工表",
        "某市人民政府办公室",
        "2025年12月14日",
        "(此件公开发布)",
        "附件1",
        "重点对接类产业项目",
        "1.国家鼓励推进的其他产业项目。",
        "附件 2",
        "任务分工表",
        "序号\t任务\t单位",
    )
    assert [(c.level, c.kind, c.label, c.heading) for c in found] == [
        (1, "unit", "一、", "总体要求"),
        (1, "back", None, None),
        (1, "unit", "附件1", "重点对接类产业项目"),
        (2, "unit", "1.", None),
        (1, "unit", "附件 2", "任务分工表"),
        (2, "row", None, None),
    ]
    assert [c.id for c in found[2:]] == ["某文/附件1", "某文/附件1/1", "某文/附件2", "某文/附件2/r1"]
    assert found[1].text.startswith("附件:1.")
    assert found[1].text.endswith("(此件公开发布)")


def test_notice_and_what_it_issues() -> None:
    found = clauses_of(
        "各区人民政府：",
        "现将《某某工作方案》印发给你们，请认真贯彻落实。",
        "2025年12月14日",
        "某某工作方案",
        "为深入贯彻落实部署，制定本方案。",
        "一、总体要求",
    )
    assert [(c.kind, c.heading) for c in found] == [
        ("front", None),
        ("front", "某某工作方案"),
        ("unit", "总体要求"),
    ]


def test_law_published_by_an_order() -> None:
    found = clauses_of(
        "某市人民政府令", "第179号", "《某市老年人优待办法》已经审议通过。", "市长：某某", "2021年1月29日",
        "某市老年人优待办法", "第一条 为保障老年人合法权益，制定本办法。", title="某市老年人优待办法",
    )  # fmt: skip
    assert [(c.kind, c.heading) for c in found] == [
        ("front", None),
        ("front", "某市老年人优待办法"),
        ("unit", None),
    ]


def test_dashes_notes_and_boxes() -> None:
    found = clauses_of(
        "（二）发展目标",
        "到2023年，实现以下目标：",
        "——平台建设长足进步。培育3家平台。",
        "——融合应用加速普及。新建800个智能工厂。",
        "1.推进外网建设。支持企业建设。",
        "专栏1 互联互通工程",
        "优化网络基础设施。",
        "注：1、坐标系统为独立坐标系统。",
        "2、单位均为米。",
    )
    assert [(c.level, c.kind, c.label) for c in found] == [
        (1, "unit", "（二）"),
        (2, "item", None),
        (2, "item", None),
        (2, "unit", "1."),
        (2, "unit", "专栏1"),
    ]


def test_closing_paragraph_belongs_to_the_document() -> None:
    # 国务院办公厅关于加快发展体育竞赛表演产业的指导意见 (国办发〔2018〕121号)
    found = clauses_of(
        "（十八）持续推进“放管服”改革。继续推进体育赛事审批制度改革，加快制定赛事审批取消后的服务管理办法和措施。",
        "（十九）完善相关投入机制。推动体育竞赛表演产业与资本市场对接，引导社会力量参与，鼓励设立产业投资基金。",
        "各地区、各有关部门要充分认识发展体育竞赛表演产业的重要意义，加强组织领导。",
        "国务院办公厅",
        "2018年12月11日",
    )
    assert [c.kind for c in found] == ["unit", "unit", "back"]
    assert found[1].text.endswith("基金。")


def test_a_list_of_attachments_under_a_bare_word_is_no_outline() -> None:
    found = clauses_of(
        "一、要求", "按时报送。", "附件：", "1.任务分工表", "2.指标体系", "某市人民政府", "2025年1月2日", "附件1", "任务分工表",
        "一、目标",
    )  # fmt: skip
    assert [(c.level, c.kind, c.label) for c in found] == [
        (1, "unit", "一、"), (1, "back", None), (1, "unit", "附件1"), (2, "unit", "一、"),
    ]  # fmt: skip
    assert found[1].text.startswith("附件：\n1.")


def test_text_after_the_last_responsibilities_closes_the_document() -> None:
    # 海关总署 国家移民局 中国民航局关于进一步促进航空口岸通关便利化若干措施的通知 (署岸函〔2025〕31号)
    duty = "（交通运输部、海关总署按职责分工负责）"
    found = clauses_of(
        "（一）提高效率。", f"{TEXT}{duty}", "（二）支持联运。", f"{TEXT}{duty}", "（三）加快发展。", f"{TEXT}{duty}",
        "（四）规范收费。", f"{TEXT}{duty}", "海关总署将发挥牵头协调作用，统筹发展和安全。", "特此通知。", "2025年2月6日",
    )  # fmt: skip
    assert [c.kind for c in found] == ["unit"] * 4 + ["back"]
    assert found[-1].text.startswith("海关总署")


def test_a_closing_paragraph_below_units_of_one_paragraph() -> None:
    found = clauses_of(
        "（一）加强领导", TEXT, "（二）强化督查", TEXT, "（三）严格奖惩", TEXT, "（四）广泛宣传", TEXT,
        "各区、各部门贯彻落实情况，请于2025年3月底前报市政府办公室。", "某市人民政府", "2025年1月1日",
    )  # fmt: skip
    assert [c.kind for c in found] == ["unit"] * 4 + ["back"]
    assert found[-1].text.startswith("各区")


def test_titles_without_numbers() -> None:
    assert [(c.level, c.label, c.heading) for c in clauses_of(
        "为加快发展，制定本措施，请遵照执行，做好各项工作。", "支持企业上市", TEXT, "支持技术改造", TEXT, "某市人民政府",
        "2025年1月1日",
    )] == [(1, None, None), (1, None, "支持企业上市"), (1, None, "支持技术改造"), (1, None, None)]  # fmt: skip
    assert [(c.level, c.label, c.heading) for c in clauses_of(
        "办理条件", "1.年满十八周岁；", "2.有本市户籍。", "办理材料", "1.身份证；", "2.户口簿。", "办理流程", TEXT,
    )] == [
        (1, None, "办理条件"), (2, "1.", None), (2, "2.", None),
        (1, None, "办理材料"), (2, "1.", None), (2, "2.", None),
        (1, None, "办理流程"),
    ]  # fmt: skip
    assert [(c.level, c.label, c.heading) for c in clauses_of(
        "一、总体要求", "（一）基本原则。", "坚持因地制宜", TEXT, "坚持分类施策", TEXT, "二、任务",
    )] == [
        (1, "一、", "总体要求"), (2, "（一）", "基本原则"), (3, None, "坚持因地制宜"), (3, None, "坚持分类施策"),
        (1, "二、", "任务"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [("充分认识新形势下", "加强安全生产工作的重要意义"), ("健全完善和", "落实各项制度"), ("做好“放管服", "改革”工作")],
)
def test_headings_broken_over_two_lines(first: str, second: str) -> None:
    assert outline(f"一、{first}", second, TEXT, "二、工作任务", TEXT) == [
        (1, "一、", first + second), (1, "二、", "工作任务"),
    ]  # fmt: skip
    assert outline("一、目的", second, TEXT)[0] == (1, "一、", "目的")


def test_a_chapter_without_a_number() -> None:
    found = clauses_of("第一章 总则", "第一条 为规范管理，制定本办法。", "附　则", "第二条 本办法由市财政局负责解释。")
    assert [(c.level, c.label, c.heading) for c in found] == [
        (1, "第一章", "总则"), (2, "第一条", None), (1, None, "附　则"), (2, "第二条", None),
    ]  # fmt: skip
    assert found[3].parent == found[2].id


def test_questions_are_headings() -> None:
    assert outline("一、哪些人可以申请？", TEXT, "二、怎么办？", TEXT) == [
        (1, "一、", "哪些人可以申请？"), (1, "二、", "怎么办？"),
    ]  # fmt: skip


def test_a_chapter_whose_heading_is_on_the_next_line() -> None:
    assert outline("第一章", "总则", "第一条 为规范管理，制定本办法。")[0] == (1, "第一章", "总则")
