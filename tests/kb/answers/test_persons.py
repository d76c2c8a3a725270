"""Who holds a post in a group: from lists of persons and from sentences."""

from collections.abc import Iterator

import pytest

from kb.base import KnowledgeBase
from kb.posts import EVERYONE, post_asked
from tests.kb.answers.conftest import build, sound

_CENSUS = """青湖市人民政府办公室关于调整青湖市第三次全市湿地资源普查领导小组组成人员的通知

各区人民政府，市政府各部门：
市政府决定对青湖市第三次全市湿地资源普查领导小组（以下简称领导小组）组成人员作相应调整。现将名单通知如下：
组　长：李　明　副市长
副组长：王建国　市政府副秘书长
赵　红　市林业局局长
成　员：陈大海　市财政局副局长、市扶贫开发领导小组组长
周小雨　市水利局副局长
领导小组办公室设在市林业局，办公室主任由市林业局副局长孙一鸣兼任，副主任由市水利局一名负责同志担任。领导小组成员因工作变动需要调整的，由所在单位提出，报领导小组组长审批。
青湖市人民政府办公室
2024年5月6日
"""
_AWARD = """青湖市科普奖励办法

第一条 为繁荣科普事业，制定本办法。
第二条 成立市科普奖评审委员会。评审委员会主任由市科协主要负责同志担任，成员由有关高校和科研单位的专家组成。
第三条 市科普奖评审每两年一次。家庭成员之间合作完成的作品，由一人申报。
"""
_RULES = """青湖市人民政府工作规则

市人民政府由下列人员组成：市长、副市长、各局局长、各委员会主任、秘书长。市领导小组按照规定设立。
"""
_BOARD = """青湖市教材工作方案

一、总体安排
教材工作按年度推进。
附件
青湖市教材委员会名单
主　任：何　平　市长
委　员：
（一）部门委员
林　涛　市教育局局长
（二）专家委员
郑教授　青湖大学校长
"""


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("groups")
    for name, text in {"普查.txt": _CENSUS, "科普奖.txt": _AWARD, "教材.txt": _BOARD, "规则.txt": _RULES}.items():
        (folder / name).write_text(text, encoding="utf-8")
    base = build(tmp_path_factory.mktemp("kb"), folder)
    yield base
    base.close()


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        ("青湖市湿地资源普查领导小组组长是谁", "组长：李明（副市长）", "李　明　副市长"),
        ("湿地资源普查领导小组副组长有哪些人？", "副组长：王建国（市政府副秘书长）、赵红（市林业局局长）", "赵　红"),
        ("湿地资源普查领导小组的成员有谁", "成员：陈大海（", "周小雨　市水利局副局长"),
        ("湿地资源普查领导小组办公室主任由谁担任", "办公室主任：市林业局副局长孙一鸣", "孙一鸣兼任"),
        ("湿地资源普查领导小组办公室副主任是谁", "办公室副主任：市水利局一名负责同志", "市水利局一名负责同志"),
        ("谁是青湖市科普奖评审委员会主任", "主任：市科协主要负责同志", "市科协主要负责同志担任"),
        ("湿地资源普查领导小组组长和副组长是谁", "组长：李明（副市长）\n副组长：王建国", "赵　红　市林业局局长"),
        ("青湖市教材委员会的委员都有谁", "林涛（市教育局局长）、郑教授（青湖大学校长）", "郑教授　青湖大学校长"),
    ],
)
def test_holders(groups: KnowledgeBase, question: str, text: str, quoted: str) -> None:
    answer = sound(groups, groups.ask(question))
    assert text in answer.text
    assert any(quoted.replace("　", " ") in c.quote.replace("　", " ") for c in answer.citations)


def test_everybody(groups: KnowledgeBase) -> None:
    answer = sound(groups, groups.ask("青湖市教材委员会组成人员有哪些"))
    assert answer.text.splitlines() == [
        "主任：何平（市长）",
        "委员：林涛（市教育局局长）、郑教授（青湖大学校长）",
    ]


def test_an_abbreviated_group(groups: KnowledgeBase) -> None:
    assert "李明" in groups.ask("三湿普领导小组组长是谁").text
    assert groups.ask("四湿普领导小组组长是谁").abstained


@pytest.mark.parametrize(
    "question",
    [
        "湿地资源普查领导小组秘书长是谁",  # a post that the group has not
        "青湖市扶贫开发领导小组组长是谁",  # stands only in a member's office
        "青湖市科普奖评审委员会副主任是谁",  # that of another group's office
        "云岭市湿地资源普查领导小组组长是谁",
        "青湖市教材委员会办公室主任是谁",
        "青湖市领导小组秘书长是谁",
        "青湖市教育委员会主任是谁",  # the title's other words name no group
    ],
)
def test_a_post_not_stated(groups: KnowledgeBase, question: str) -> None:
    answer = sound(groups, groups.ask(question))
    assert answer.abstained
    assert answer.text == f"语料中未找到：没有写明“{question}”所问的人员。"


@pytest.mark.parametrize(
    ("question", "post", "in_office", "rest"),
    [
        ("防汛指挥部总指挥是谁？", "总指挥", False, "防汛指挥部"),
        ("副组长有哪些", "副组长", False, ""),
        ("由谁担任招商领导小组组长", "组长", False, "招商领导小组"),
        ("招商领导小组办公室主任谁兼", "主任", True, "招商领导小组"),
        ("招商领导小组组成人员", EVERYONE, False, "招商领导小组"),
    ],
)
def test_post_asked(question: str, post: str, in_office: bool, rest: str) -> None:
    asked = post_asked(question)
    assert asked is not None
    assert (asked.posts, asked.in_office, "".join(asked.rest.split())) == ((post,), in_office, rest)


@pytest.mark.parametrize(
    "question",
    [
        "低保家庭成员有哪些",
        "领导小组成员单位有哪些",
        "领导小组成员调整由谁审批",
        "车间主任是谁",
        "组长负责什么",
        "市政府秘书长是谁",
    ],
)
def test_no_post_asked(question: str) -> None:
    assert post_asked(question) is None
