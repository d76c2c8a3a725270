"""What kind of value a question asks for, and what states one."""

import pytest

from kb.answer.wanted import asks_twice, states, states_number, wanted
from kb.question import Catalogue, understand


@pytest.mark.parametrize(
    ("question", "kind", "stating", "other"),
    [
        ("医保基金要提前预付百分之几", "share", "按不低于采购金额的30%提前预付。", "应按合同规定与企业及时结算。"),
        ("本科生多大年纪以内能落户", "age", "年龄需在40周岁以下。", "具有学士学位的人员。"),
        ("受理后几个工作日审完", "duration", "应在十五个工作日内完成审核。", "受理后应当审核。"),
        ("什么时候实现全覆盖", "date", "2019年底实现全覆盖。", "实现全覆盖、常态化。"),
        ("平台最多奖多少钱", "paid", "给予奖补，最高3000万元。", "对平台给予奖补。"),
        ("活动室面积最小多少", "area", "活动室不少于30㎡。", "应当设置活动室。"),
        ("要够多少分才能申请", "points", "总积分满150分的。", "按总积分排序。"),
        ("安排了多少户转型", "count", "推动500家转型。", "办理变更登记三件事。"),
        ("一共推广多少项举措", "count", "推广第二批改革举措23项。", "推广改革举措。"),
        ("弃租后多少年才能再申请", "duration", "需间隔满1年。", "2019年6月27日会议通过，自5月底前报送。"),
        ("连续不达标几次就清退", "count", "累计3次的予以清退。", "第三次会议通过的予以清退。"),
        ("每宗扣多少分", "points", "每宗减10分。", "每宗罚款10元。"),
        ("补助多少万元", "money", "每户补助五万三千元。", "按不低于20%的比例补助。"),
        ("罚多少钱", "paid", "处货值金额10%的罚款。", "处以警告。"),
        ("贫困人口减到多少万", "scaled", "减少到2820万人。", "减少到1386人。"),
        ("报名是哪几天", "date", "报名时间为5月19日至5月22日。", "应当在网上报名。"),
        ("租国企的房子，租金打几折", "share", "租金按评估价的75%收取。", "可以享受租金优惠。"),
        ("到退休年龄时要缴满几年", "duration", "累计缴费满10年。", "男性年满60周岁，可登录12345天河区平台。"),
        ("审批要几天", "duration", "2个工作日内完成审批。", "附件：1.天河区兑现指南"),
        ("职工医保一年最高报多少", "paid", "最高支付限额18000元。", "由统筹基金支付。"),
        ("公寓租金每平方米多少", "paid", "每平方米32.5元。", "租金按月交纳。"),
        ("人均最多给多少面积", "area", "人均最高10㎡。", "给予10万元补贴。"),
        ("面积超过30平方米的补多少钱", "paid", "补贴5万元。", "面积不少于30平方米。"),
        ("多高的平屋顶要做绿化", "length", "高度不超过五十米的平屋顶应当绿化。", "平屋顶应当绿化。"),
        ("常务会议多久开一次", "frequency", "常务会议一般每月召开三次。", "常务会议的会期为三天。"),
        ("没休年假要按几倍工资补", "times", "按照日工资收入的300%支付。", "应当支付工资报酬。"),
        ("一户能养几条狗", "count", "每户限养一只。", "养犬应当登记。"),
        ("两省的移民各多少人", "count", "两省各15万左右。", "移民为省内安置。"),
        ("按最低工资的百分之多少发", "share", "按百分之九十计发。", "按月发放。"),
        ("要建成多少公里绿道", "unit", "建成绿道20公里。", "建成绿道。"),
    ],
)
def test_kind_of_value(question: str, kind: str, stating: str, other: str) -> None:
    found = wanted(understand(question, Catalogue()))
    assert found is not None
    assert found.kind == kind
    assert states(found, stating)
    assert not states(found, other)


def test_a_value_in_words_is_no_number() -> None:
    kind = wanted(understand("服务包多少钱", Catalogue()))
    assert kind is not None
    assert states(kind, "分为免费服务包和基本服务包。")
    assert not states_number(kind, "分为免费服务包和基本服务包。")
    share = wanted(understand("覆盖率百分之几", Catalogue()))
    assert share is not None
    assert states(share, "实现全覆盖。")
    assert not states(share, "建立健全覆盖各层级的名录库。")


@pytest.mark.parametrize(
    "question",
    [
        "怎么处理倒票行为",
        "由谁牵头",
        "有哪些措施",
        "有哪几种服务模式",
        "审哪几项",
        "由哪几个部门制定",
        "抽查比例有没有上限",
        "工资封不封顶",
        "照片要多少分辨率",
        "社团要多少成员",
        "",
    ],
)
def test_no_kind_of_value(question: str) -> None:
    assert wanted(understand(question, Catalogue())) is None


@pytest.mark.parametrize(
    ("question", "twice"),
    [("每年评多少名企业家，每人资助多少", True), ("有效期几年，到期前多久可以续", True), ("绿电占比多少", False)],
)
def test_two_values_asked_for(question: str, twice: bool) -> None:
    assert asks_twice(understand(question, Catalogue())) is twice
