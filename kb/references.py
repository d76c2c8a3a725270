"""References to other documents: find 《题名》, 文号 and aliases in text; resolve them against what is held.

Finding and resolving are separate: `find_references` needs only text, `resolve` a plain mapping of documents.
Ambiguity is a value (`Resolution.candidates`), never a guess. All functions are total.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kb.model import Document, ReferenceKind

MAX_TITLE = 150  # the longest 题名 of 3,600 documents looked at has 117 characters

_DIGITS = "〇零一二三四五六七八九十百"
_OPEN, _CLOSE = r"[〔\[［﹝(（【〖]", r"[〕\]］﹞)）】〗]"
# 乌海政办发〔2025〕38号 · 国发[2018] 42 号 · 穗府办规（2022）第13号 · 〔1996〕武司字第82号
_NUMBER = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{0,16}})\s*{_OPEN}\s*(?P<year>(?:19|20)\d\d)\s*年?\s*{_CLOSE}"
    rf"\s*(?P<series>[\u4e00-\u9fff]{{0,8}}?)第?\s*(?P<serial>\d{{1,5}})\s*号"
)
# 国务院令第707号 · 广州市人民政府令第179号 · 中华人民共和国主席令第九号 · 国令第706号
_ORDER = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{1,24}}令)\s*(?:{_OPEN}(?P<year>\d{{4}})年?{_CLOSE})?\s*第\s*"
    rf"(?P<serial>\d{{1,4}}|[{_DIGITS}]{{1,6}})\s*号"
)
# 国家税务总局公告2018年第62号 · 全国人民代表大会常务委员会公告第35号
_NOTICE = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{2,24}}(?:公告|通告))\s*(?:(?P<year>(?:19|20)\d\d)\s*年)?\s*第\s*"
    rf"(?P<serial>\d{{1,4}}|[{_DIGITS}]{{1,6}})\s*号"
)
# Words that stand before a 文号 in a sentence and are no part of it: 根据国发〔2023〕5号 → 国发〔2023〕5号.
_LEAD_IN = re.compile(
    r".*(?:[年月日以由据按照与和及的将]|依据|根据|按照|遵照|贯彻|落实|执行|印发|转发|废止|参照|详见|关于|"
    r"文件|通知|^原|^即|^见|文号|批复|同意|发布|公布|实施)"
)
# 《乌海市大抓重点产业链工作方案》以下简称… · (以下简称“方案”) · （以下简称个人所得税法）
_ALIAS = re.compile(r"(?:以下|下)(?:统)?简?称(?:为)?[:：]?\s*(?P<alias>《[^《》\n]{1,40}》|[“\"][^”\"\n]{1,30}[”\"]|[^\s，。；、)）]{2,30})")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch `text[start:end]` naming a document: its title without 《》 and/or its 文号 as written."""

    start: int
    end: int
    title: str | None
    doc_number: str | None
    kind: ReferenceKind = "引用"
    alias_of: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention stands for.

    held: in the knowledge base; account: only another document's account (转述) of it is; absent: well formed,
    not held; ambiguous: several fit (`candidates` are their ids); malformed: neither title nor 文号 in it.
    """

    status: Literal["held", "account", "absent", "ambiguous", "malformed"]
    candidates: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Width-folded text without white space, quotes and brackets unified: for comparing titles only."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\s+", "", text).replace("<", "〈").replace(">", "〉").replace("《", "〈").replace("》", "〉")
    return re.sub("[“”„‟\"]", '"', text).replace("—", "-").replace("–", "-").replace("－", "-")


def normalise_doc_number(text: str) -> str:
    """The canonical writing of a 文号: 国发[2018] 第42 号 → 国发〔2018〕42号; others without white space.

    >>> normalise_doc_number("穗府办规（2022） 13号")
    '穗府办规〔2022〕13号'
    """
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = re.fullmatch(_NUMBER, flat)
    if match:
        serial = str(int(match["serial"]))
        series = f"{match['series']}第" if match["series"] else ""
        return f"{match['agency']}〔{match['year']}〕{series}{serial}号"
    return flat.removeprefix("中华人民共和国")


def find_doc_numbers(text: str) -> list[tuple[int, int, str]]:
    """Every 文号 in `text` as (start, end, as written), in order, without the words before it."""
    found: list[tuple[int, int, str]] = []
    for pattern in (_NUMBER, _ORDER, _NOTICE):
        for match in pattern.finditer(text):
            start = _agency_start(match)
            if start is None or any(start < e and s < match.end() for s, e, _ in found):
                continue
            found.append((start, match.end(), text[start : match.end()]))
    return sorted(found)


def _agency_start(match: re.Match[str]) -> int | None:
    """Where the 文号 proper starts; None when no issuing agency is left, so that a bare 〔2023〕5号 is passed over."""
    agency = match["agency"]
    state = agency.rfind("中华人民共和国")
    cut = state + len("中华人民共和国") if state >= 0 else 0
    lead = _LEAD_IN.match(agency, cut)
    cut = lead.end() if lead else cut
    if len(agency) - cut < 2 and not match.groupdict().get("series"):
        return None
    return match.start("agency") + cut


def find_titles(text: str) -> list[tuple[int, int, str]]:
    """Every outermost 《…》 on one line as (start, end, inside), nested ones inside it untouched."""
    found: list[tuple[int, int, str]] = []
    depth, start = 0, -1
    for at, char in enumerate(text):
        if char == "\n":
            depth = 0
        elif char == "《":
            depth += 1
            start = at if depth == 1 else start
        elif char == "》" and depth:
            depth -= 1
            if depth == 0 and 1 < at - start <= MAX_TITLE:
                found.append((start, at + 1, text[start + 1 : at].strip()))
    return found
