"""References to other documents: find 《题名》, 文号 and aliases in text; resolve them against what is held.

Finding and resolving are separate: `find_references` needs only text, `resolve` a plain mapping of documents.
Ambiguity is a value (`Resolution.candidates`), never a guess. All functions are total.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kb.model import Document, ReferenceKind
from kb.quantity import parse_number

MAX_TITLE = 150  # the longest 题名 of 3,600 documents looked at has 117 characters

_DIGITS = "〇零一二三四五六七八九十百"
_OPEN, _CLOSE = r"[〔\[［﹝(（【〖]", r"[〕\]］﹞)）】〗]"
# 乌海政办发〔2025〕38号 · 京政发〔2025〕二号 · 国发[2018] 42 号 · 穗府办规（2022）第13号 · 〔1996〕武司字第82号
_NUMBER = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{0,16}})\s*{_OPEN}\s*(?P<year>(?:19|20)\d\d)\s*年?\s*{_CLOSE}"
    rf"\s*(?P<series>[\u4e00-\u9fff]{{0,8}}?)第?\s*(?P<serial>\d{{1,5}}|[{_DIGITS}]{{1,5}})\s*号"
)
# 国务院令第707号 · 中华人民共和国主席令第九号 · 国令第706号 · 交通运输部令2022年第42号 · 某某局令〔2019〕第3号
_ORDER = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{1,24}}令)\s*"
    rf"(?:{_OPEN}\s*(?P<year>\d{{4}})\s*年?\s*{_CLOSE}|(?P<bare_year>\d{{4}})\s*年)?\s*第\s*"
    rf"(?P<serial>\d{{1,4}}|[{_DIGITS}]{{1,6}})\s*号"
)
# 国务院第707号令 · 国家发展改革委2017年第10号令 · 住房和城乡建设部〔2018〕第37号令
_ORDER_LAST = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{1,23}}[部局委署院会府席厅])\s*(?:{_OPEN}?\s*(?P<year>\d{{4}})\s*年?\s*{_CLOSE}?)?\s*第\s*"
    rf"(?P<serial>\d{{1,4}}|[{_DIGITS}]{{1,6}})\s*号令"
)
# 国家税务总局公告2018年第62号 · 财政部 税务总局公告2023年第37号 · 全国人民代表大会常务委员会公告第35号
_NOTICE = re.compile(
    rf"(?P<agency>(?:[\u4e00-\u9fff]{{2,20}}[ \u3000]){{0,4}}[\u4e00-\u9fff]{{2,24}}(?:公告|通告))"
    rf"\s*(?:(?P<year>(?:19|20)\d\d)\s*年)?\s*第\s*"
    rf"(?P<serial>\d{{1,4}}|[{_DIGITS}]{{1,6}})\s*号"
)
# 法〔2021〕12号, of the Supreme People's Court
_ONE_CHARACTER = ("法",)
# Words that stand before a 文号 in a sentence and are no part of it: 根据国发〔2023〕5号 → 国发〔2023〕5号.
_LEAD_IN = re.compile(
    r".*(?:[年月日以由据按照与及的将]|和(?!改革|城乡|信息|旅游|社会保障|计划生育|自然资源|国土|园林)|依据|根据|按照|遵照|贯彻|落实|执行|印发|转发|废止|参照|详见|关于|"
    r"文件|通知|^原|^即|^见|文号|批复|同意|发布|公布|实施)"
)
# 《乌海市大抓重点产业链工作方案》以下简称… · (以下简称“方案”) · （以下简称个人所得税法）
_ALIAS = re.compile(
    r"(?:以下|下)(?:统)?简?称(?:为)?[:：]?\s*(?P<alias>《[^《》\n]{1,40}》|[“\"][^”\"\n]{1,30}[”\"]|[^\s，。；、)）]{2,30})"
)
# 《广州市引进人才入户管理办法》 · 《…指导意见》 · 《…规划（2021—2025年）》; forms end in 表, 书, 证, 单
_POLICY_ENDING = re.compile(
    r"(?:通知|办法|意见|条例|方案|决定|决议|规定|规则|措施|目录|规划|指南|指引|细则|标准|纲要|规程|规范|准则|通则|预案|"
    r"计划|..章程|政策|[复的]函|批复|请示|[作见]报告|关于.*报告|汇报|建议|提案|公告|通告|通报|命令|[^分宪]法|宪法|法典|清单|要点|公约|协定|备忘录|"
    r"解释|分工|要求|[\u4e00-\u9fff]20\d\d|行动|答复|纪要|制度|大纲|倡议|声明|宣言|导则|规约|守则|总则|条款|安排|答记者问|解读)$"
)
# 《题名》（国发〔2023〕5号） · 《题名》(试行)（国发…） · 《题名》的通知（国发…） · 《题名》（1998年某局令第82号）
_BETWEEN_TITLE_AND_NUMBER = re.compile(
    r"(?:[（(]\w{1,8}[)）])?(?:的通知|的意见)?[\s（(,，]{0,3}(?:文号[:：]|(?:19|20)\d\d年)?"
)
# 《关于使用助保金的函》（附件5） · 《分值表》（见附件）: a part of the document itself
_OWN_ANNEX = re.compile(r"[（(](?:详?见)?附(?:件|表)[^（()）]{0,8}[)）]")
_KIND_AFTER: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    (
        "废止",
        re.compile(
            r"(?:第[^，。]{1,12}?[条款项章节])?(?:自[^，。]{1,20}起)?(?:等?文件)?(?:[，,])?(?:同时|即行|予以|一并|相应|自动|自行|随之|均|现)*(?:宣布)?"
            r"(?:废止|失效|作废|停止(?:执行|施行|实施|使用)|(?:不再|终止)(?:执行|施行|实施|使用))"
        ),
    ),
    (
        "修改",
        re.compile(
            r"(?:等?文件)?(?:中的?|第[^，。]{1,12}?)?(?:作(?:出)?如下|予以|作?相应|部分条款|进行了?(?:全面)?)?(?:的?修改|的?修订|修正)"
            # 更名为《乙办法》 · 与本办法不一致的，以本办法为准
            r"|(?:等?文件)?(?:更名|改名|改称)为|[^，。]{0,12}?本[^，。]{1,12}?不(?:一致|符|相符)的?[，,][^，。]{0,6}以本"
        ),
    ),
)
_KIND_BEFORE: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("废止", re.compile(r"(?:废止|取代|代替|停止执行)[^，。]{0,6}$")),
    ("修改", re.compile(r"(?:修改|修订|修正)[^，。]{0,6}$")),
    ("转发", re.compile(r"转发[^，。]{0,20}$")),
    ("落实", re.compile(r"(?:贯彻|落实|执行|实施)[^，。]{0,24}$")),
    ("依据", re.compile(r"(?:根据|依据|按照|依照|遵照|参照|按|据)[^，。]{0,24}$")),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch `text[start:end]` naming a document: its title without 《》 and/or its 文号 as written."""

    start: int
    end: int
    title: str | None
    doc_number: str | None
    alias_of: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention stands for.

    held: in the knowledge base; account: only another document's account (转述) of it is; absent: well
    formed, not held; ambiguous: several fit (`candidates` are their ids); malformed: neither title nor 文号.
    """

    status: Literal["held", "account", "absent", "ambiguous", "malformed"]
    candidates: tuple[str, ...] = ()


# The states of a mention for people.
RESOLUTIONS = {
    "held": "在库", "account": "仅有转述", "absent": "未收", "ambiguous": "有歧义", "malformed": "写法不规范",
}  # fmt: skip


def fold(text: str) -> str:
    """Width-folded text without white space, quotes and brackets unified: for comparing titles only."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\s+", "", text).replace("<", "〈").replace(">", "〉").replace("《", "〈").replace("》", "〉")
    return re.sub('[“”„‟"]', '"', text).replace("—", "-").replace("–", "-").replace("－", "-")


def normalise_doc_number(text: str) -> str:
    """The canonical writing of a 文号: 国发[2018] 第42 号 → 国发〔2018〕42号; others without white space.

    >>> normalise_doc_number("穗府办规（2022） 13号")
    '穗府办规〔2022〕13号'
    """
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    order = _as_order(flat.removeprefix("中华人民共和国"))
    match = None if order else re.fullmatch(_NUMBER, flat)
    if match:
        serial = str(parse_number(match["serial"]))
        series = f"{match['series']}第" if match["series"] else ""
        return f"{match['agency']}〔{match['year']}〕{series}{serial}号"
    return order or flat.removeprefix("中华人民共和国")


def _as_order(flat: str) -> str | None:
    """国务院第707号令 → 国务院令第707号; None when it is no number of an order."""
    if match := _ORDER.fullmatch(flat):
        agency, year = match["agency"], match["year"] or match["bare_year"]
    elif match := _ORDER_LAST.fullmatch(flat):
        agency, year = f"{match['agency']}令", match["year"]
    else:
        return None
    agency = "国务院令" if agency == "国令" else agency
    return f"{agency}{f'{year}年' if year else ''}第{parse_number(match['serial'])}号"


def find_doc_numbers(text: str) -> list[tuple[int, int, str]]:
    """Every 文号 in `text` as (start, end, as written), in order, without the words before it."""
    found: list[tuple[int, int, str]] = []
    taken = bytearray(len(text))  # 1 where a 文号 stands
    for pattern in (_NUMBER, _ORDER, _ORDER_LAST, _NOTICE):
        for match in pattern.finditer(text):
            start = _agency_start(match)
            if start is None or 1 in taken[start : match.end()]:
                continue
            taken[start : match.end()] = b"\1" * (match.end() - start)
            found.append((start, match.end(), text[start : match.end()]))
    return sorted(found)


def _agency_start(match: re.Match[str]) -> int | None:
    """Where the 文号 proper starts; None when no agency is left: a bare 〔2023〕5号 is passed over."""
    agency = match["agency"]
    state = agency.rfind("中华人民共和国")
    cut = state + len("中华人民共和国") if state >= 0 else 0
    lead = _LEAD_IN.match(agency, cut)
    cut = lead.end() if lead else cut
    cut += len(agency[cut:]) - len(agency[cut:].lstrip())
    if len(agency) - cut < 2 and not match.groupdict().get("series") and agency[cut:] not in _ONE_CHARACTER:
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


def find_mentions(text: str) -> list[Mention]:
    """Every document that `text` names, in order: 《题名》 with its 文号, lone 文号, and 《简称》 of titles
    introduced with 以下简称, which carry the long title and its 文号.

    Forms and certificates in 《》 (《申请表》, 《居住证》) are no documents and are left out.
    """
    numbers = find_doc_numbers(text)
    titles = find_titles(text)
    lone = [n for n in numbers if not _in_title(n[0], titles)]
    used: set[int] = set()
    mentions: list[Mention] = []
    for start, end, title in titles:
        number = _number_beside(text, start, end, lone)
        if number and number[0] in used:
            number = None
        if number:
            used.add(number[0])
        if number or (is_policy_title(title) and not _OWN_ANNEX.match(text, end)):
            mentions.append(Mention(*_bounds(text, start, end, number), title, number[2] if number else None))
    mentions += [Mention(s, e, None, n) for s, e, n in lone if s not in used]
    return _with_aliases(text, sorted(mentions, key=lambda m: m.start), titles)


def is_policy_title(title: str) -> bool:
    """Whether a 题名 ends like an official document's: 《…办法（试行）》 yes, 《…申请表》 no."""
    bare = re.sub(r"(?:[（(〔\[][^（）()〔〕\[\]]*[）)〕\]]|[〉>》\s])+$", "", title)
    return _POLICY_ENDING.search(bare) is not None


def _in_title(at: int, titles: Sequence[tuple[int, int, str]]) -> bool:
    place = bisect_left(titles, (at,)) - 1
    return place >= 0 and at < titles[place][1]


def _number_beside(
    text: str, start: int, end: int, numbers: Sequence[tuple[int, int, str]]
) -> tuple[int, int, str] | None:
    """The 文号 beside a title, of `numbers` in order: 《题名》（国发〔2023〕5号） or 国发〔2023〕5号《题名》."""
    place = bisect_left(numbers, (start,))
    after = numbers[place] if place < len(numbers) else None
    if after and _BETWEEN_TITLE_AND_NUMBER.fullmatch(text, end, after[0]):
        return after
    before = numbers[place - 1] if place else None
    if before and before[1] <= start and re.fullmatch(r"[\s)）]{0,2}(?:文件)?", text[before[1] : start]):
        return before
    return None


def _bounds(text: str, start: int, end: int, number: tuple[int, int, str] | None) -> tuple[int, int]:
    """Title and 文号 together, with the bracket that closes right behind the 文号."""
    if number is None:
        return start, end
    if number[1] <= start:
        return number[0], end
    closed = text[number[1] : number[1] + 1] in ("）", ")") and re.search("[（(]", text[end : number[0]])
    return start, number[1] + 1 if closed else number[1]


def _with_aliases(text: str, mentions: list[Mention], titles: list[tuple[int, int, str]]) -> list[Mention]:
    """Replace each 《简称》 by the document that 以下简称 gave it to; drop the bracket's own mention."""
    aliases: dict[str, tuple[int, Mention]] = {}
    for match in _ALIAS.finditer(text):
        named = [m for m in mentions if m.title and m.end <= match.start() and match.start() - m.end <= 30]
        if named and "。" not in text[named[-1].end : match.start()]:
            aliases[match["alias"].strip('《》“”"')] = (match.end(), named[-1])
    if not aliases:
        return mentions
    resolved = []
    for start, end, title in titles:
        if title in aliases and start >= aliases[title][0]:
            long = aliases[title][1]
            resolved.append(Mention(start, end, long.title, long.doc_number, alias_of=True))
    taken = {(m.start, m.end) for m in resolved}
    definitions = {(s, e) for s, e, t in titles if t in aliases and e == aliases[t][0]}
    kept = [m for m in mentions if (m.start, m.end) not in taken | definitions]
    return sorted(kept + resolved, key=lambda m: m.start)


def reference_kind(text: str, mention: Mention) -> ReferenceKind:
    """What the sentence does with the mention, by the words beside the chain of titles it stands in."""
    line = text.rfind("\n", 0, mention.start) + 1
    before = text[max(line, mention.start - 400) : mention.start]
    before = re.split(r"[。；;！]", re.sub(r"(?:《[^》]*》|[（(][^（）()]*[)）]|[、和及与以\s])+$", "", before))[-1]
    after = text[mention.end : mention.end + 400].split("\n")[0]
    after = re.sub(r"^(?:《[^》]*》|[（(][^（）()]*[)）]|[)）、和及与以\s])+", "", after)
    for kind, cue in _KIND_AFTER:
        if cue.match(after):
            return kind
    for kind, cue in _KIND_BEFORE:
        if cue.search(before):
            return kind
    return "引用"


def resolve(title: str | None, doc_number: str | None, held: Mapping[str, Document]) -> Resolution:
    """What of `held` (document id → document) a mention by `title` and/or `doc_number` stands for.

    The 文号 decides where both sides have one; a title fits whole or as the inner one of 印发《…》的通知.
    """
    if not (title and fold(title)) and not (doc_number and normalise_doc_number(doc_number)):
        return Resolution("malformed")
    fitting = [i for i, document in held.items() if _fits(title, doc_number, document)]
    if not fitting:
        return Resolution("absent")
    if len(fitting) > 1:
        return Resolution("ambiguous", tuple(sorted(fitting)))
    return Resolution("account" if held[fitting[0]].account else "held", (fitting[0],))


def _fits(title: str | None, doc_number: str | None, document: Document) -> bool:
    if doc_number and document.doc_number:
        return normalise_doc_number(doc_number) == normalise_doc_number(document.doc_number)
    return bool(title) and same_title(title or "", document.title)


# Every question compares titles with those of all documents.
_folded_title = lru_cache(maxsize=32_768)(fold)


def same_title(a: str, b: str) -> bool:
    """Whether two 题名 name one document: equal, or one is 关于印发/转发《other》的通知 of the other."""
    a, b = _folded_title(a), _folded_title(b)
    short, long = sorted((a, b), key=len)
    if not short or short == long:
        return bool(short)
    at = long.find(short)
    wrapped = at > 0 and re.search(r"(?:印发|发布|公布|下发|颁布)〈?$", long[:at])
    return (
        bool(wrapped)
        and re.fullmatch(r"〉?(?:的?(?:通知|公告|通告|令|决定|函|批复))?(?:\(.*\))?", long[at + len(short) :])
        is not None
    )


# Marks of a title inside a title.
_INNER_MARKS = str.maketrans("《》", "〈〉")


def book_title(title: str) -> str:
    """The title in 《》, those inside it made 〈〉 (GB/T 15834—2011, 4.15)."""
    return f"《{title.translate(_INNER_MARKS)}》"
