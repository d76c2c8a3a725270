"""The numbering of 公文 (GB/T 9704—2012, 7.3.3: 一、 （一） 1. （1）) and of statutes (编 章 节 条).

All patterns stand here, each with an example beside it. A label is recognised at the start of a line only, in
any width; what looks like one but refers to another clause (第五条第（二）项, （二）项, 一、二级) is none.
"""

import re
import unicodedata
from dataclasses import dataclass

#: What a style ranks by default: an unseen style opens inside every style of a lower rank.
RANKS = {
    "附件": 0, "编": 1, "分编": 2, "部分": 2, "章": 3, "节": 4, "条": 5, "款": 6, "项": 7,
    "一、": 8, "1": 8, "Ⅰ": 8, "（一）": 9, "1.1": 9, "步": 10, "1.": 11, "1.1.1": 11, "专栏": 11, "（1）": 12,
    "1）": 13, "1.1.1.1": 13, "①": 14, "题": 15, "——": 20,
}  # fmt: skip

#: The styles of a statute's divisions above its articles.
CHAPTERS = ("编", "分编", "部分", "章", "节")

_CN = "〇零一二三四五六七八九十百千"
_NUM = rf"(?P<n>[{_CN}]{{1,9}}|\d{{1,4}})"
_DOT = "[.．﹒｡]"
# What follows 第X条 or （X） in a reference to it: 第五条第（二）项 · 第三条规定 · 第二条、第三条 · （二）项;
# not in 第二十六条 第一类资助对象
_REFERRED = (
    r"(?!\s*(?:第\s?[（(]?[\d一二三四五六七八九十百]+[）)]?\s?[条款项目章节]|规定|所[称列述指规]|之规定|、第|[和至及或]第|的规定|中[的所第]"
    r"|以及第|项(?!目)|目(?![标录前的])|款(?!项)))"
)

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("编", re.compile(rf"第\s?{_NUM}\s?[编篇](?!制|辑|幅|章)")),  # 第一编 总则
    ("分编", re.compile(rf"第\s?{_NUM}\s?分编")),  # 第一分编 通则
    ("部分", re.compile(rf"第\s?{_NUM}\s?部分{_REFERRED}")),  # 第一部分 申报条件
    ("章", re.compile(rf"第\s?{_NUM}\s?章{_REFERRED}(?!程)")),  # 第一章 总则
    ("节", re.compile(rf"第\s?{_NUM}\s?节{_REFERRED}(?!课|点|目)")),  # 第二节 资格审查
    ("条", re.compile(rf"第\s?{_NUM}\s?条(?:之[一二三四五六七八九十]+)?{_REFERRED}(?!例)")),  # 第十条之一
    ("款", re.compile(rf"第\s?{_NUM}\s?款(?=[\s:：]){_REFERRED}")),  # 第一款 甲方应当按期付款
    ("项", re.compile(rf"第\s?{_NUM}\s?项(?=[\s:：]){_REFERRED}")),  # 第二项 申报材料
    ("步", re.compile(rf"第\s?{_NUM}\s?步(?=[\s:：])")),  # 第一步：提交申请
    ("步", re.compile(rf"(?:步骤|Step)\s?{_NUM}(?=[\s:：.])", re.IGNORECASE)),  # 步骤1：打开小程序
    ("Ⅰ", re.compile(r"(?P<n>[Ⅰ-Ⅻ])\s?[、.．:：]")),  # Ⅱ.购房提取
    (
        "一、",
        re.compile(rf"(?P<n>[{_CN}]{{1,4}})\s?[、.．﹒](?![一二三四五六七八九十]{{1,3}}(?:[、级类等]|者))"),
    ),  # 三、
    (
        "（一）",
        re.compile(rf"[（(]\s?(?P<n>[{_CN}]{{1,4}})\s?[）)]{_REFERRED}(?!\s?[、至和]?\s?[（(][{_CN}])[、.．]?"),
    ),
    ("（一）", re.compile(r"(?P<n>[㈠-㈩])[、.．]?")),  # ㈠
    (
        "1.1",
        re.compile(r"(?P<n>\d{1,2}[.．]\d{1,2}(?:[.．]\d{1,2}){0,2})[.．]?(?=\s|[\u4e00-\u9fff])"),
    ),  # 1.1 编制目的
    ("1.", re.compile(rf"(?P<n>\d{{1,3}})\s?(?:{_DOT}|、)")),  # 1. 1．1、 １．
    ("1.", re.compile(r"(?P<n>[⒈-⒛])")),  # ⒈
    ("（1）", re.compile(rf"[（(]\s?(?P<n>\d{{1,3}})\s?[）)]{_REFERRED}(?!\s?[、至和]?\s?[（(]\d)")),  # （1）
    ("（1）", re.compile(r"(?P<n>[⑴-⒇])")),  # ⑴
    ("1）", re.compile(r"(?P<n>\d{1,3})\s?[）)]")),  # 1）
    ("专栏", re.compile(rf"专栏\s?{_NUM}(?=[\s:：])")),  # 专栏1  工业互联网网络互联互通工程
    ("①", re.compile(r"(?P<n>[①-⑳㉑-㉟])[、.．]?")),  # ①
)
# A chapter of a contingency plan (应急预案) that numbers 1, 1.1, 1.1.1: 1 总则 · 1总则
_BARE = re.compile(r"(?P<n>\d{1,2})(?P<gap>\s?)(?=[\u4e00-\u9fff])")
# 附件 · 附件1 · 附件：重点对接类产业项目 · 附件1. · 附 件 · 附表2 · 附录一
ATTACHMENT = re.compile(
    rf"附\s?(?P<what>件|录|表|图)?\s?(?P<n>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})?"
    rf"\s?(?P<sep>[:：]|{_DOT}|、|-\d{{1,2}})?\s?"
)  # fmt: skip
# ——坚持问题导向。 · --新型基础设施更加完善。 · ● · •
DASH = re.compile(r"(?:[—―─–]{1,2}|--|[●•■◆▪➢★])\s?(?=\S)")
# Units after a decimal that make it a quantity, not a numbered heading: 3.2万 · 1.5亿元 · 2.1米
_QUANTITY = re.compile(r"(?:[万亿元倍吨米年月日时个家人次项公平立千百]|%|％)")
_MEASURE = re.compile(r"\d{1,3}[.．]\d{1,2}\s?(?:[万亿倍]|个百分点|%|％|‰)")
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_PUNCTUATION = "、.．:： \t　\u00a0"


@dataclass(frozen=True, slots=True)
class Label:
    """A label as found.

    `style` is a key of RANKS, `number` its ordinals (3 for 三、, 10 and 1 for 第十条之一, none for a bare
    附件), `text` as written, `rest` the offset in the line where what follows it starts.
    """

    style: str
    number: tuple[int, ...]
    text: str
    rest: int


def ordinal(text: str) -> int | None:
    """The value of a Chinese, Arabic or Roman ordinal: 二十一 → 21, 一百零五 → 105, １２ → 12, Ⅳ → 4; else None."""
    if len(text) == 1 and text in _ROMAN:
        return _ROMAN.index(text) + 1
    flat = unicodedata.normalize("NFKC", text).strip("().")
    if flat.isdecimal():
        return int(flat)
    total, digit = 0, 0
    for char in flat:
        if char in _UNITS:
            unit = _UNITS[char]
            if total % (unit * 10) or not (digit or char == "十"):
                return None
            total += (digit or 1) * unit
            digit = 0
        elif char in "〇零":
            if not total or digit:
                return None
        elif (value := "一二三四五六七八九".find(char) + 1) > 0:
            if digit:
                return None
            digit = value
        else:
            return None
    return (total + digit) or None


def match_label(line: str, decimal: bool = False) -> Label | None:
    """The label at the start of `line` (no white space before it); 附件 and `——` have their own matchers.

    `decimal` says whether the document numbers 1.1; else 1.3人户 is the item 1. An Arabic label followed by a
    digit (3.2024年度) is returned too: only its neighbours tell it from a decimal.
    """
    for style, pattern in _PATTERNS:
        match = pattern.match(line) if decimal or style != "1.1" else None
        label = _label(style, match, line) if match else None
        if label is not None:
            return label
    return None


def match_bare(line: str, below: str) -> Label | None:
    """The label of `1 总则` in a document that numbers 1.1; `1总则` needs its 1.1 on the line `below`."""
    match = _BARE.match(line)
    if match is None or len(line) > 30 or line.endswith(("。", "；")):
        return None
    first = match_label(below, decimal=True)
    if not match["gap"] and not (first and first.number == (int(match["n"]), 1)):
        return None
    return _label("1", match, line)


def is_decimal(line: str, label: Label) -> bool:
    """Whether `1.` in `line` may be the start of a number: a digit follows the dot directly."""
    after = line[len(label.text) : len(label.text) + 1]
    return label.style == "1." and label.text[-1] in ".．" and after.isdecimal()


def is_measure(line: str) -> bool:
    """Whether `line` starts with a decimal of a large unit or a share, 3.5亿元, not with an item: 3.2024年度."""
    return _MEASURE.match(line) is not None


def may_refer(line: str, label: Label) -> bool:
    """Whether 第X条 may be a reference at the start of a broken line: no white space stands after it."""
    return label.style == "条" and label.rest == len(label.text) < len(line)


def _label(style: str, match: re.Match[str], line: str) -> Label | None:
    written = match["n"]
    if style == "1.1":
        parts = tuple(int(part) for part in re.split("[.．]", written))
        if _QUANTITY.match(line, match.end()):
            return None
        number, style = parts, ".".join("1" * len(parts))
    else:
        value = ordinal(written)
        if value is None or value == 0:
            return None
        number = (value,)
    sub = re.search("之([一二三四五六七八九十]+)$", match[0]) if style == "条" else None
    if sub and (branch := ordinal(sub[1])):
        number = (*number, branch)
    end = match.end()
    while end < len(line) and line[end] in _PUNCTUATION:
        end += 1
    return Label(style, number, match[0].rstrip(), end)
