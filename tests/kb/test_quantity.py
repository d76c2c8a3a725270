"""Numbers, units and comparators of official Chinese."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.quantity import Quantity, compare, find_quantities, normalise, parse_number, show

_HAN = "零一二三四五六七八九"


def _written(number: int) -> str:
    """A number up to 9999 as an official document writes it: 11 → 十一, 105 → 一百零五."""
    text, rest = "", number
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, rest = divmod(rest, unit)
        if digit:
            text += _HAN[digit] + name
        elif text and rest and not text.endswith("零"):
            text += "零"
    text += _HAN[rest] if rest else ""
    return text.removeprefix("一") if 10 <= number < 20 else text or "零"


def test_every_chinese_numeral_to_9999() -> None:
    assert [n for n in range(10000) if parse_number(_written(n)) != n] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3.29", "3.29"),
        ("1,000", "1000"),
        ("1,234,567.8", "1234567.8"),
        ("１２", "12"),
        ("3.29亿", "329000000"),
        ("2万亿", "2000000000000"),
        ("百亿", "10000000000"),
        ("二〇二八", "2028"),
        ("二○二五", "2025"),
        ("两千", "2000"),
        ("一亿二千万", "120000000"),
        ("三万亿", "3000000000000"),
        ("两千三百万", "23000000"),
        ("十万", "100000"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "若干", "abc", "3.4.5", "-", "全部"])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def _only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator", "wording"),
    [
        ("用水总量控制在3.29亿立方米以内", "3.29", "亿立方米", "<=", "3.29亿立方米以内"),
        ("比例提升至25%以上", "25", "%", ">=", "25%以上"),
        ("旅游收入超百亿元", "100", "亿元", ">", "超百亿元"),
        ("游客数量突破900万人", "900", "万人", ">", "突破900万人"),
        ("比重力争达到10%左右", "10", "%", "~", "10%左右"),
        ("智能工厂增至10个", "10", "个", ">=", "10个"),
        ("建成自治区级绿色矿山11座", "11", "座", None, "11座"),
        ("降至额定容量30%以下", "30", "%", "<=", "30%以下"),
        ("有效利用系数保持在0.605以上", "0.605", "", ">=", "0.605以上"),
        ("建成至少1个虚拟电厂", "1", "个", ">=", "至少1个"),
        ("至少一个示范项目", "1", "个", ">=", "至少一个"),
        ("农畜产品加工转化率达78%", "78", "%", ">=", "78%"),
        ("不低于百分之二十五", "25", "%", ">=", "不低于百分之二十五"),
        ("不超过３％", "3", "%", "<=", "不超过３％"),
        ("不少于3,500名基层医生", "3500", "名", ">=", "不少于3,500名"),
        ("稳定在11亿千瓦左右", "11", "亿千瓦", "~", "11亿千瓦左右"),
        ("提高3个百分点", "3", "个百分点", None, "3个百分点"),
        ("浓度降至35微克/立方米", "35", "微克/立方米", "<=", "35微克/立方米"),
        ("推动30万吨/年有机硅", "30", "万吨/年", None, "30万吨/年"),
        ("控制在10—15%", "10-15", "%", "<=", "10—15%"),
        ("10%～15%", "10-15", "%", None, "10%～15%"),
        ("填报1至2个志愿", "1-2", "个", None, "1至2个"),
        ("500余家企业", "500", "家", None, "500余家"),
        ("培育三十家企业", "30", "家", None, "三十家"),
        ("超千万元", "1000", "万元", ">", "超千万元"),
        ("血压控制率≥50%", "50", "%", ">=", "≥50%"),
        ("标识注册总量突破5亿。", "5", "亿", ">", "突破5亿"),
        ("低于5%", "5", "%", "<", "低于5%"),
        ("密度达到350瓦时/公斤", "350", "瓦时/公斤", ">=", "350瓦时/公斤"),
        ("成本降到0.6元/瓦时以下", "0.6", "元/瓦时", "<=", "0.6元/瓦时以下"),
        ("产值之比达到2.6∶1。", "2.6:1", "", ">=", "2.6∶1"),
        ("压缩至半个工作日", "0.5", "个工作日", "<=", "半个工作日"),
        ("新增三级医院两家。", "2", "家", None, "两家"),
    ],
)
def test_quantities(text: str, value: str, unit: str, comparator: str | None, wording: str) -> None:
    q = _only(text)
    assert (q.value, q.unit, q.comparator) == (value, unit, comparator)
    assert text[q.wording_start : q.wording_end] == wording


@pytest.mark.parametrize(
    "text",
    [
        "2025年12月14日",
        "国办发〔2018〕121号",
        "第3条",
        "第12项",
        "5G网络",
        "“20+8”产业集群",
        "3.0版",
        "G1816荣乌高速",
        "PM2.5浓度",
        "几十个项目",
        "数百家企业",
        "一批项目",
        "两个基地",
        "第三次，",
        "每半年",
        "会议时间9:30，",
        "国家第六阶段",
        "一、二级",
        "二〇二八年",
        "签约人数/总人数*100%",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


def test_voltage_is_read_whole() -> None:
    assert [(q.value, q.unit) for q in find_quantities("1座500千伏变电站")] == [("1", "座"), ("500", "千伏")]


@pytest.mark.parametrize(
    ("value", "unit", "number", "base"),
    [
        ("3.29", "亿立方米", "329000000", "立方米"),
        ("2", "万亿元", "2000000000000", "元"),
        ("212", "万千瓦", "2120000", "千瓦"),
        ("5", "千伏", "5", "千伏"),
        ("25", "%", "25", "%"),
        ("25", "％", "25", "%"),
        ("10-15", "%", "10", "%"),
        ("1", "千万元", "10000000", "元"),
        ("3", "百分点", "3", "百分点"),
    ],
)
def test_normalise(value: str, unit: str, number: str, base: str) -> None:
    assert normalise(value, unit) == (Decimal(number), base)


def test_normalise_refuses_what_holds_no_number() -> None:
    with pytest.raises(ValueError, match="不是数值"):
        normalise("全部", "")


def test_compare_across_scales() -> None:
    assert compare(("1", "亿元"), ("10000", "万元")) == 0
    assert compare(("1.2", "亿千瓦"), ("1300", "万千瓦")) == 1
    assert compare(("1", "万吨"), ("2", "万吨")) == -1
    assert compare(("1", "万吨"), ("1", "万元")) is None
    assert compare(("全部", ""), ("1", "")) is None


def test_show() -> None:
    assert show("3.29", "亿立方米") == "3.29亿立方米"
    assert show("10-15", "%") == "10—15%"


@given(
    st.decimals(min_value="0.01", max_value="999999", places=2),
    st.sampled_from(["%", "家", "万吨", "亿元", "万千瓦"]),
)
def test_what_is_shown_is_found_again(number: Decimal, unit: str) -> None:
    q = _only(f"达到{show(str(number), unit)}以上")
    assert compare((q.value, q.unit), (str(number), unit)) == 0
    assert q.comparator == ">="


@given(st.text(alphabet="到达第约超1234567890.,，、万亿千百十%年月日个家元吨〔〕（）以上内左右-—至 \n", max_size=60))
def test_total_and_in_bounds(text: str) -> None:
    for q in find_quantities(text):
        assert 0 <= q.wording_start <= q.start < q.end <= q.wording_end <= len(text)
        normalise(q.value, q.unit)
