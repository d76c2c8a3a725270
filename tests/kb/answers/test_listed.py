"""A list asked for comes whole, and only the list asked for."""

from pathlib import Path

import pytest

from kb.answer.listed import asked_in
from tests.kb.answers.conftest import answer_from

AID = """云溪市新型材料扶持办法

第一条 为促进新型材料产业发展，制定本办法。

第二条 申报示范园区扶持项目应当提供以下材料：
（一）园区规划图；
（二）入园企业名册。

第三条 申报首批次应用扶持项目应当提供以下材料，均应加盖公章：
（一）扶持申报表；
（二）首批次应用合同；
（三）用户单位证明。

第四条 有下列情形之一的，不予扶持：
（一）被列入失信名单的；
（二）申报材料弄虚作假的。

第五条 扶持采取补助、贴息、奖励等方式。

第六条 市经信部门、市财政部门应当通过数据共享、实地走访等开展核查，核查可以采取书面审查、现场查看、委托评估等方式。

第七条 本办法所称新型材料，包括先进陶瓷、特种玻璃、高性能纤维和碳基材料。

第八条 对龙头企业的扶持分为一次性补助、分期贴息、以奖代补、股权投资四种方式。
"""

NOTICE = """关于开展云溪市租赁服务业奖励申报工作的通知

各有关企业：
现就申报工作通知如下。
一、申报条件
企业达标的，可以申报。
二、申报材料
申报时提交营业执照、达标证明、银行账户说明等材料。

附件：1.云溪市租赁服务业奖励兑现指南
2.云溪市奖励平台操作指南

云溪市发展和改革局
2025年8月25日
"""

ZONES = """云溪市经济局关于推进云溪市数据专区建设的指导意见

一、总体定位
数据专区作为市大数据平台的组成部分，是指针对重大领域、重点区域或特定场景，为推动社会化开发利用而建设的各类专题数据区域的统称，一般分为领域类、区域类及综合基础类三种类型。

二、加强试点示范
数据专区是政务数据授权运营的试点探索，由云溪市经济局会同数据专区监管部门做好数据专区建设示范，积累可复制、可推广的做法，调动社会力量参与数据专区建设运营。
"""

GUIDE = """云溪市居家养老服务指南

一、服务对象
服务对象主要包括失能老年人、高龄独居老年人、计划生育特殊家庭老年人。

二、申请渠道
1.“云溪通”小程序：在“养老”栏目提交申请。
2.镇街服务窗口：携带身份证办理。
3.社区助老员：由助老员上门代办。

三、办理时限
自受理之日起10个工作日内办结。

四、工作原则
坚持需求导向。以老年人需要为先。
坚持就近就便。在社区内提供服务。
坚持多元参与。鼓励社会力量加入。
"""


@pytest.mark.parametrize(
    ("text", "question", "all_of", "none_of"),
    [
        (AID, "申报首批次应用扶持要交哪些材料", ["扶持申报表", "应用合同", "用户单位证明"], ["规划图", "失信"]),
        (AID, "哪些情形不予扶持", ["失信名单", "弄虚作假"], ["规划图", "申报表"]),
        (AID, "新型材料扶持核查可以用哪几种方式", ["书面审查", "现场查看", "委托评估"], ["规划图"]),
        (AID, "新型材料扶持有哪四种方式", ["以奖代补", "股权投资"], ["书面审查"]),
        (AID, "云溪市新型材料分哪几种", ["先进陶瓷", "特种玻璃", "高性能纤维", "碳基材料"], ["规划图"]),
        (ZONES, "云溪市数据专区一般分哪几种", ["领域类", "区域类", "综合基础类"], ["可复制"]),
        (NOTICE, "云溪租赁服务业申报通知后面附了哪两个指南", ["奖励兑现指南", "平台操作指南"], ["营业执照"]),
        (NOTICE, "云溪租赁服务业奖励申报要哪些材料", ["营业执照", "达标证明"], ["附件（共"]),
        (GUIDE, "云溪居家养老有哪些申请渠道", ["云溪通", "服务窗口", "助老员"], ["10个工作日", "失能"]),
        (GUIDE, "居家养老的服务对象是哪些人", ["失能", "高龄独居", "特殊家庭"], ["云溪通"]),
        (GUIDE, "居家养老服务工作原则里的三个坚持", ["需求导向", "就近就便", "多元参与"], ["云溪通"]),
    ],
)
def test_list_is_whole(tmp_path: Path, text: str, question: str, all_of: list[str], none_of: list[str]) -> None:
    answer = answer_from(tmp_path, text, question)
    assert all(words in answer.text for words in all_of), answer.text
    assert not any(words in answer.text for words in none_of), answer.text
    assert all(any(words in c.quote for c in answer.citations) for words in all_of)


def test_items_are_counted(tmp_path: Path) -> None:
    answer = answer_from(tmp_path, AID, "申报首批次应用扶持要交哪些材料")
    assert answer.count == 3
    assert "共 3 项" in answer.text


@pytest.mark.parametrize(
    ("question", "noun", "count"),
    [
        ("抽查可以用哪几种检查方式", "方式", None),
        ("哪些医生可以当家庭医生", "医生", None),
        ("哪几类人可以申请", "人", None),
        ("要推广的新模式有哪几种", "模式", None),
        ("整顿分哪三步", "步", 3),
        ("养狗要满足什么条件", "条件", None),
        ("要具备哪几个条件", "条件", None),
        ("试点是哪11个城市", "城市", 11),
        ("首批11个试点城市名单", "城市", None),
    ],
)
def test_noun_of_what_is_asked_for(question: str, noun: str, count: int | None) -> None:
    asked = asked_in(question)
    assert asked.nouns[0] == noun
    assert asked.count == count


def test_nothing_listed_is_asked_for() -> None:
    assert asked_in("由谁牵头").nouns == ()
