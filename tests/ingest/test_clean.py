"""Cleaning: chrome goes, body text stays verbatim, twice is as good as once."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chrome import drop_chrome, is_chrome
from ingest.clean import STEPS, clean, trim_spaces
from ingest.raw import Block, RawDocument
from ingest.readers import read
from ingest.wrap import is_page_number, rejoin

CHROME = tomllib.loads(files("kb").joinpath("data/chrome.toml").read_text(encoding="utf-8"))
BODY = "为深入贯彻落实国家和省有关部署,结合实际,制定本办法。"


def paragraphs(*lines: str) -> tuple[Block, ...]:
    return tuple(Block(text=line, line=number) for number, line in enumerate(lines, start=1))


def document(*lines: str) -> RawDocument:
    return RawDocument(name="a.txt", format="txt", sha256="", blocks=paragraphs(*lines))


def kept(*lines: str) -> list[str]:
    return [block.text for block in clean(document(*lines)).blocks]


@pytest.mark.parametrize("example", [entry["example"] for kind in ("site", "line") for entry in CHROME[kind]])
def test_certain_chrome_goes_wherever_it_stands(example: str) -> None:
    assert is_chrome(example)
    assert kept(BODY, example, BODY) == [BODY, BODY]


@pytest.mark.parametrize("example", [entry["example"] for entry in CHROME["edge"]])
def test_menu_words_go_beside_chrome_and_stay_in_the_text(example: str) -> None:
    assert kept(example, BODY) == [BODY]
    assert kept(BODY, example) == [BODY]
    assert kept(BODY, "分享到：", example, BODY) == [BODY, BODY]
    assert kept(BODY, example, BODY) == [BODY, example, BODY]


@pytest.mark.parametrize("example", [entry["example"] for entry in CHROME["footer"]])
def test_addresses_go_only_after_chrome_at_the_end(example: str) -> None:
    assert kept(BODY, "扫一扫在手机上查看当前页面", example) == [BODY]
    assert kept(BODY, example) == [BODY, example]
    assert kept(BODY, "关闭窗口", example, BODY) == [BODY, example, BODY]


@pytest.mark.parametrize("entry", CHROME["fragment"], ids=lambda entry: entry["example"])
def test_publication_line_stays_without_counters(entry: dict[str, str]) -> None:
    line = f"发布时间：2025-01-02 来源：某市民政局 {entry['example']}"
    assert kept(line, BODY) == ["发布时间：2025-01-02 来源：某市民政局", BODY]


def test_footer_of_a_page_copied_as_text() -> None:
    assert kept(
        "长者专区",
        "当前位置：首页 > 政务公开 > 文件",
        BODY,
        "联系电话：0473-1234567",
        "某市人民政府办公室",
        "2025年12月14日",
        "【打印】 【关闭】",
        "上一条:",
        "下一条: 某市人民政府关于某事的通知",
        "某市人民政府办公室 主办 某市大数据中心 维护",
        "地址:某市某区行政中心 邮编:016000",
        "蒙公网安备:15030202000006蒙ICP备05000809号 政府网站标识码:1503000001",
        "某某通",
        "微博",
    ) == [BODY, "联系电话：0473-1234567", "某市人民政府办公室", "2025年12月14日"]


@pytest.mark.parametrize(
    "line",
    [
        "（三）为企业办理ICP备案提供便利。",
        "版权所有者应当依法登记",
        "网站主办单位应当建立信息发布审核制度。",
        "各单位要在网站首页设置长者专区",
        "扫一扫二维码支付的，应当显示收款单位名称。",
        "打印机采购预算由市财政局核定",
        "公安网安备案管理",
        "上一年度考核结果",
        "下一步工作安排",
        "当前位置信息采集规范由市自然资源局制定。",
        "中小企业",
        "关闭小煤矿10处",
        "……",
    ],
)
def test_body_that_resembles_chrome_stays(line: str) -> None:
    assert kept(BODY, line, BODY) == [BODY, line, BODY]
    assert kept(line, BODY) == [line, BODY]
    assert kept(BODY, line) == [BODY, line]


def test_a_file_of_chrome_alone_keeps_it() -> None:
    assert kept("关闭窗口", "分享到：") == ["关闭窗口", "分享到："]


@pytest.mark.parametrize(
    "line", ["— 2 —", "－ 12 －", "- 3 -", "—2—", "第2页", "第 2 页 共 10 页", "第3页/共9页", "2/10"]
)
def test_page_numbers(line: str) -> None:
    assert is_page_number(line)
    assert kept(BODY, line, BODY) == [BODY, BODY]


@pytest.mark.parametrize("line", ["2", "2025", "——", "第2条", "——2028年达到25%", "5-8"])
def test_no_page_numbers(line: str) -> None:
    assert not is_page_number(line)


def test_hard_wrapped_text_is_joined() -> None:
    text = "各有关部门要加强协调配合，形成工作合力，扎实推进各项任务落到实处，确保按期完成目标。" * 4
    lines = [text[at : at + 30] for at in range(0, len(text), 30)]
    found = rejoin(paragraphs("一、总体要求", *lines, "二、主要目标", *lines))
    assert [block.text for block in found] == ["一、总体要求", text, "二、主要目标", text]
    assert [block.line for block in found] == [1, 2, 2 + len(lines), 3 + len(lines)]


def test_a_line_a_paragraph_is_not_joined() -> None:
    lines = [f"（{n}）支持企业开展技术改造，给予不超过{n}万元补助" for n in range(1, 20)]
    assert kept(*lines) == lines


def test_spaces_and_invisible_characters() -> None:
    blocks = paragraphs("\u3000\u3000一、\u200b总体\ufeff要求\u00a0\u3000（试行）\t", "\u3000", "“引号”％Ａ①㎡〔2025〕")
    assert [block.text for block in trim_spaces(blocks)] == ["一、总体要求 （试行）", "“引号”％Ａ①㎡〔2025〕"]


lines = st.lists(
    st.one_of(
        st.text(alphabet="一二三、（）。，：；政府办公室2025年—-| 打印关闭首页", max_size=40),
        st.sampled_from([entry["example"] for kind in ("site", "line", "edge", "footer") for entry in CHROME[kind]]),
    ),
    max_size=20,
)


@given(lines)
def test_cleaning_is_total_verbatim_and_stable(texts: list[str]) -> None:
    raw = document(*texts)
    once = clean(raw)
    assert clean(once) == once
    whole = "".join("".join(text.split()) for text in texts)
    at = 0
    for block in once.blocks:
        tight = "".join(block.text.split())
        found = whole.find(tight, at)
        assert found >= 0
        at = found
    numbers = [block.line for block in once.blocks]
    assert numbers == sorted(numbers)


@given(lines)
def test_sentences_never_go(texts: list[str]) -> None:
    sentences = [
        f"第{n}句，{text}，应当认真执行。" for n, text in enumerate(texts) if "：" not in text and ":" not in text
    ]
    shown = "".join(block.text for block in drop_chrome(paragraphs(*sentences)))
    assert shown == "".join(sentences)


def test_the_plan_keeps_its_text_and_loses_its_site() -> None:
    path = next((Path(__file__).parents[2] / "corpus").glob("*38号.txt"))
    shown = [block.text for block in clean(read(path)).blocks]
    assert shown[0].startswith("标 题 | 乌海市人民政府办公室关于印发")
    assert shown[-1] == "4.国家、自治区鼓励推进的其他产业项目。"
    assert len(shown) == 37


def test_steps_are_named_in_order() -> None:
    assert list(STEPS) == ["空白", "页码", "网站栏目", "断行"]
