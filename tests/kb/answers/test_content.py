"""What documents say, in their own sentences; abstention when they do not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.answer import NOT_FOUND
from kb.base import KnowledgeBase, Settings
from kb.model import Answer
from tests.kb.answers.conftest import answer_from

Ask = Callable[[str], Answer]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("如何推动大宗货物公转铁", "铁路专用线"),
        ("低空经济有什么安排", "低空"),
        ("葡萄产业怎么发展", "乌海葡萄"),
        ("两高行业怎么管理", "能效水效"),
        ("怎样推动大宗固废综合利用", "综合利用基地"),
    ],
)
def test_whole_sentences(plan_says: Ask, question: str, words: str) -> None:
    answer = plan_says(question)
    assert words in answer.text
    assert len(answer.text) <= 400
    assert 1 <= len(answer.citations) <= 3


@pytest.mark.parametrize(
    "question",
    [
        "殡葬改革怎么推进",
        "中小学教师职称评审条件",
        "生育津贴怎么申领",
        "购房契税补贴标准",
        "海洋牧场建设有什么要求",
        "today's weather",
        "？？？",
        "",
        "的",
    ],
)
def test_what_the_corpus_does_not_hold(plan_says: Ask, question: str) -> None:
    answer = plan_says(question)
    assert answer.abstained, answer.text
    assert answer.text.startswith(NOT_FOUND)
    assert answer.count is None


def test_one_document_of_a_crowd(crowd: KnowledgeBase, crowd_says: Ask) -> None:
    assert "减半收取" in crowd_says("新能源汽车停车费怎么收").text
    plan = "乌海政办发-2025-38"
    assert crowd.ask("停车费怎么收", (plan,)).abstained


def test_items_are_shown_where_more_is_said_before_them(tmp_path: Path) -> None:
    answer = answer_from(
        tmp_path,
        "青湖市入学审查办法\n\n"
        "第一条 为规范入学审查，制定本办法。\n"
        "第二条 有下列情形之一的申请人，还应到窗口现场核验。未按规定现场核验的，不予受理。\n"
        "（一）户口簿与学籍信息不一致的；\n"
        "（二）监护关系存疑的。\n"
        "第三条 本办法由青湖市教育局负责解释。\n",
        "哪些申请人要到窗口现场核验",
    )
    assert "学籍信息不一致" in answer.text
    assert "监护关系存疑" in answer.text


def test_one_item_found_shows_the_list_that_it_is_of(tmp_path: Path) -> None:
    answer = answer_from(
        tmp_path,
        "青湖市绿化管理办法\n\n"
        "第一条 为加强绿化管理，制定本办法。\n"
        "第二条 有下列情形之一的，可以申请迁移树木：\n"
        "（一）因城市建设需要的；\n"
        "（二）严重影响居民采光、通风的；\n"
        "（三）对人身安全构成威胁的。\n"
        "第三条 本办法由青湖市绿化局负责解释。\n",
        "影响居民采光通风等哪些情形可以申请迁移树木",
    )
    assert all(words in answer.text for words in ("有下列情形之一", "城市建设需要", "采光、通风", "构成威胁"))


def test_one_item_is_shown_with_what_opens_it(tmp_path: Path) -> None:
    answer = answer_from(
        tmp_path,
        "青湖市工程款管理办法\n\n"
        "第一条 为加强工程款管理，制定本办法。\n"
        "第二条 有下列情形之一的，由主管部门责令限期改正，并处二万元以上四万元以下罚款：\n"
        "（一）总承包单位未按规定开设工程款专用账户的；\n"
        "（二）分包单位未按月考核工程量的。\n"
        "第三条 本办法由青湖市住建局负责解释。\n",
        "总承包单位不开设工程款专用账户怎么处罚",
    )
    assert "二万元以上四万元以下" in answer.text
    assert "未按规定开设" in answer.text


def test_a_question_in_the_text_is_shown_with_its_answer(tmp_path: Path) -> None:
    answer = answer_from(
        tmp_path,
        "青湖市失业保险常见问答\n\n"
        "案例：参保人李先生主动关闭了自己的小店，申请领取失业保险金，是否符合非因本人意愿中断就业？\n"
        "经营者主动关店的，不属于非因本人意愿中断就业。\n",
        "自己主动关店的能申请领取失业保险金吗",
    )
    assert "不属于非因本人意愿" in answer.text


def test_an_empty_knowledge_base_abstains(tmp_path: Path) -> None:
    with KnowledgeBase.open(Settings(tmp_path)) as base:
        for question in ("绿电占比目标", "谁牵头", "有哪些目标", "38号文的成文日期", "引用了哪些文件", "第三条"):
            answer = base.ask(question)
            assert answer.abstained
            assert answer.nearest == ()


def test_what_opens_items_is_not_shown_without_them(tmp_path: Path) -> None:
    items = "\n".join(f"（{n}）{'符合本市规定的其他情形以及相应的证明材料' * 18}。" for n in "一二三四")
    text = f"""云溪市人才引进落户办法
云政规〔2026〕5号
第一条 博士落户的，年龄应当在45周岁以下。
第二条 硕士落户的，年龄应当在40周岁以下，并符合下列条件之一：
{items}
"""
    assert (
        answer_from(tmp_path, text, "人才落户年龄应当在多少周岁以下").text
        == "第一条 博士落户的，年龄应当在45周岁以下。"
    )


def test_the_same_words_are_shown_once(tmp_path: Path) -> None:
    text = """云溪市民政局关于印发2026年低保标准的通知
云民规〔2026〕5号
各镇人民政府：
云溪市民政局关于印发2026年低保标准的通知
一、低保金按月发放。
云溪市民政局关于印发2026年低保标准的通知
"""
    lines = answer_from(tmp_path, text, "云溪低保2026").text.splitlines()
    assert len(lines) == len(set(lines)) > 0
