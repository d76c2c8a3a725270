"""Labels at the start of a line, and what only looks like one."""

import pytest

from ingest.labels import match_label, ordinal
from tests.ingest.segmenting import chinese, wide


@pytest.mark.parametrize("number", range(1, 100))
def test_every_number_up_to_99_in_every_style_and_width(number: int) -> None:
    styles = {
        "一、": f"{chinese(number)}、",
        "（一）": f"（{chinese(number)}）",
        "1.": f"{number}.",
        "（1）": f"({number})",
        "1）": f"{number})",
        "章": f"第{chinese(number)}章",
    }
    for style, label in styles.items():
        for written in {label, wide(label), label.replace("（", "(").replace("）", ")")}:
            found = match_label(f"{written}加强组织领导")
            assert found is not None, written
            assert (found.style, found.number, found.text) == (style, (number,), written)
            assert f"{written}加强组织领导"[found.rest :] == "加强组织领导"


@pytest.mark.parametrize("number", range(1, 121))
def test_every_article_up_to_120(number: int) -> None:
    for written in (
        f"第{chinese(number)}条",
        f"第{number}条",
        wide(f"第{number}条"),
        f"第 {chinese(number)} 条",
    ):
        for gap in (" ", "　", "  "):
            found = match_label(f"{written}{gap}本条例适用于全省。")
            assert found is not None
            assert (found.style, found.number, found.text) == ("条", (number,), written)


def test_other_labels() -> None:
    for written, style, number in (
        ("①", "①", 1), ("⑳", "①", 20), ("⑴", "（1）", 1), ("㈡", "（一）", 2), ("⒊", "1.", 3),
        ("1、", "1.", 1),
        ("1﹒", "1.", 1), ("第二编", "编", 2), ("第一部分", "部分", 1), ("第三节", "节", 3),
        ("第十条之一", "条", 10), ("第一分编", "分编", 1), ("第二款", "款", 2), ("第三项", "项", 3),
        ("第三步：", "步", 3), ("步骤2：", "步", 2), ("Step1:", "步", 1), ("Ⅳ.", "Ⅰ", 4), ("Ⅻ、", "Ⅰ", 12),
        ("第一千二百六十条", "条", 1260), ("第一百零八条", "条", 108), ("第一千零二条", "条", 1002),
    ):  # fmt: skip
        found = match_label(f"{written} 组织领导")
        assert found is not None, written
        assert (found.style, found.number[0]) == (style, number)


@pytest.mark.parametrize(
    "line",
    [
        "第五条第（二）项所称收入",
        "第五条规定的条件",
        "第三条、第四条的规定",
        "（二）项中的引进人才",
        "（一）（二）两项",
        "一、二级标准化矿井占比达到85%",
        "一是推动传统产业绿色转型。",
        "二是促进新兴产业创新发展。",
        "十百、",
        "2025年12月14日",
        "第一条例",
        "附则",
        "第一步要摸清底数，再分类施策。",
        "步骤一致的事项合并办理",
        "ⅢA级景区",
        "第一款规定的情形",
        "第二项所列材料",
        "（一）第二款的规定",
    ],
)
def test_what_only_looks_like_a_label(line: str) -> None:
    assert match_label(line) is None


@pytest.mark.parametrize("line", ["（一）第一类资助对象。", "第二十六条 第一类资助对象每人每月400元。"])
def test_what_counts_something_after_a_label_is_no_reference(line: str) -> None:
    # 广州市居家社区养老服务管理办法 (穗府办规〔2022〕13号)
    found = match_label(line)
    assert found is not None
    assert line[found.rest :].startswith("第一类")


@pytest.mark.parametrize("text", ["", "十百", "一二", "零", "百十", "甲", "十十"])
def test_no_ordinal(text: str) -> None:
    assert ordinal(text) is None
