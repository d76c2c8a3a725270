"""Title, 文号, issuers, addressee, dates and status of a document.

What the metadata block states goes first and stays as stated; what it leaves open is read from the text:
the lines of the title, the number under it, the addressee's line, signature and date (GB/T 9704—2012, 7.2,
7.3).
Guarantees: total; a value not stated is None or empty; the title is never empty.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import PurePath

from ingest.dates import is_date_line, parse_date
from ingest.issuers import find_issuers, is_organisation
from ingest.labels import match_label
from ingest.lines import Line
from ingest.metadata import header_words, read_metadata
from ingest.raw import RawDocument
from kb.enacted import Act, acts
from kb.model import Account, Document
from kb.quantity import parse_number
from kb.references import find_doc_numbers, fold, normalise_doc_number
from kb.validity import last_day

MAX_TITLE = 200
_SENTENCE_END = ("。", "；", ";", "！", "？")
_ADDRESSEE = re.compile(r"(?P<who>[^。！？]{2,200})[:：]$")
# 现将有关事项通知如下： introduces, it addresses nobody
_INTRODUCES = re.compile(r"如下|下列|以下|包括|通知|公告|要求|条件|方式|时间|附件|事项|说明|注$")
# （2026—2028年） （试行） （征求意见稿） after the last word of a title
_TRAILING_NOTE = re.compile(r"[（(〔\[][^（(）)]{1,30}[）)〕\]]$")
_SITE_SUFFIX = re.compile(r"\s*[-_|－—]+\s*[^-_|－—]*(?:网|网站|门户|平台|政府|频道|公开)[^-_|－—]*$")
# A title with one of these verbs ends in the form of the issuing document, not of what it issues.
_ISSUES = re.compile("印发|转发|批转|公布|发布")
_FORMS = ("通知", "公告", "通告", "决定", "命令", "函", "批复")
_ORDER = re.compile(r"(?:令|公告)$")
# 现公布修订后的《中华人民共和国个人所得税法实施条例》 · 《广州市老年人优待办法》已经…审议通过
_PROCLAIMED = re.compile(
    r"现(?:予以?)?(?:公布|发布)[^《。]{0,20}《(?P<a>[^》]+)》|^《(?P<b>[^》]+)》(?:已|业)(?:于[^，。]{4,16})?经"
)
_DATE_WORDS = r"(?P<when>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
# 本条例自2019年1月1日起施行 · 现公布…，自2019年1月1日起施行 · 本办法由市民政局负责解释，自2023年7月1日起试行;
# 本决定自公布之日起施行 states no date, nor does what follows it (the text of the rules that it amends)
_EFFECTIVE = re.compile(
    r"(?:(?:本|以上|上述)[^，。；]{1,12}?(?:由[^，。；]{2,40}负责解释，)?|(?:公布|发布)[^。；]{0,60}，)"
    rf"自(?:{_DATE_WORDS}(?:零时|0时)?|(?:公布|印发|发布|下发|颁布|通过)之日)起?(?:正式|开始)?(?:施行|实施|执行|生效|试行)"
)
# 有效期至2030年1月31日 · 有效期自2025年1月1日至2027年12月31日 · 自2025年1月1日起实施至2027年12月31日止
_EXPIRY = re.compile(
    r"(?:(?:有效|试行|执行)期(?:限)?(?:自[^，。；至]{4,20})?(?:为?至|到|截至)|自[^，。；至]{4,20}(?:施行|实施|执行|生效)[，,]?至)\s*"
    rf"{_DATE_WORDS}"
)
# 自2023年7月1日起施行，有效期5年
_VALID_YEARS = re.compile(
    rf"{_DATE_WORDS}起?(?:正式|开始)?(?:施行|实施|执行|生效|试行)[，,。；]\s*(?:本[^，。；]{{1,10}})?"
    r"(?:有效期|试行期|执行期)(?:限)?(?:暂定)?为?(?P<years>\d{1,2}|[一二三四五六七八九十])年"
)
_VALID_FROM = re.compile(rf"有效期(?:限)?自{_DATE_WORDS}")
# 第179号 · 2022年第42号, below 某某令
_SERIAL = re.compile(r"(?:\d{4}\s*年\s*)?第?\s*[\d〇零一二三四五六七八九十百]{1,6}\s*号")
# （2021年3月24日某省人民代表大会常务委员会第二十七次会议通过 · （二○○四年六月十六日国务院, below a title
_ADOPTED = re.compile(r"[（(].{0,6}年.{1,3}月.{1,3}日")
_CONTENTS = re.compile(r"目\s*[录次]")
# 2025年第9号 · 财政部 税务总局公告2025年第9号, alone on its line
_YEAR_NUMBER = re.compile(r"(?:[\u4e00-\u9fff、 　]{0,60}(?:公告|通告))?\s*\d{4}\s*年\s*第\s*\d{1,5}\s*号")
# （已废止） below the title
_STATUS_LINE = re.compile(r"[（(【]\s*(?:本文件)?(?P<status>(?:已|全文)?(?:废止|失效|作废)|现行有效|有效)\s*[）)】]")


@dataclass(frozen=True, slots=True)
class Header:
    """The document's record and how many lines from the top its metadata block takes."""

    document: Document
    metadata_lines: int


def read_header(raw: RawDocument, lines: Sequence[Line], text: str) -> Header:
    """The header of `raw`, whose cleaned blocks are `lines` of `text`."""
    found = read_metadata(lines, raw.meta)
    values, body = found.values, lines[found.lines :]
    body = body[_stray_lines(body) :]
    zone = _head_lines(body)
    above = _head_lines([line for line in lines[: found.lines] if not line.is_row])
    title = _title(values, zone, above, body, raw)
    number = values.get("doc_number") or _number(zone)
    issuer = find_issuers(values, title, number, body)
    done = acts(text)
    # the numbers of orders begin anew with every congress: one read from a note under the title makes no id
    order = next((act.number for act in reversed(done) if act.kind == "promulgated" and act.number), None)
    document = Document(
        id=document_id(number, issuer, title),
        title=title,
        doc_number=number or order,
        index_number=values.get("index_number"),
        issuer=issuer or find_issuers(values, title, order, body),
        addressee=values.get("addressee") or _addressee(body),
        doc_kind=doc_kind(title),
        issued_date=parse_date(values.get("issued_date")) or _closing_date(body),
        published_date=parse_date(values.get("published_date")),
        effective_date=parse_date(values.get("effective_date"))
        or _stated(_EFFECTIVE, text)
        or _stated(_VALID_FROM, text)
        or _in_force_from(done),
        expiry_date=parse_date(values.get("expiry_date")) or _stated(_EXPIRY, text) or _after_years(text),
        status=values.get("status") or _status(zone),
        topic=values.get("topic"),
        account=_account(values),
    )
    return Header(document, found.lines)


def document_id(number: str | None, issuer: Sequence[str], title: str) -> str:
    """A readable id without brackets, slashes and spaces: 乌海政办发〔2025〕38号 → 乌海政办发-2025-38.

    Without a 文号: the title, shortened, with a hash of issuers and title to tell apart what this merges.
    """
    if number:
        slug = re.sub(r"(?<=\D)(?=(?:19|20)\d\d年)|第|号$|号(?=\W)", "-", normalise_doc_number(number))
        slug = re.sub(r"年(?=\W|\d)", "-", slug)
        return re.sub(r"[^\w]+", "-", slug).strip("-") or _digest(number)
    whole = fold("".join(issuer) + "|" + title)
    slug = re.sub(r"[^\w]+", "", title)[:24]
    return f"{slug}-{_digest(whole)}" if slug else _digest(whole)


def doc_kind(title: str) -> str | None:
    """The kind that the title's last word names (…的指导意见 → 意见), or None."""
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title)).rstrip("》」。")
    while note := _TRAILING_NOTE.search(flat):
        flat = flat[: note.start()].rstrip("》」")
    words = _kind_words()
    return next((kind for word, kind in words if flat.endswith(word)), None)


@lru_cache(maxsize=1)
def _kind_words() -> tuple[tuple[str, str], ...]:
    """(last word of a title, the kind it names), the longest first."""
    words = header_words()["doc_kind"]
    longest = sorted(words["words"], key=len, reverse=True)
    return tuple((word, words["as"].get(word, word)) for word in longest)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _stray_lines(body: Sequence[Line]) -> int:
    """How many sentences of the page (仅供参考。) stand above a title with a 文号; 0 when the text just begins."""
    for count in range(1, min(4, len(body))):
        if not body[count - 1].text.endswith(_SENTENCE_END):
            return 0
        zone = _head_lines(body[count:])
        if doc_kind("".join(_title_lines(zone))) and _number(zone):
            return count
    return 0


def _head_lines(body: Sequence[Line]) -> tuple[str, ...]:
    """The lines above the first sentence, addressee or unit: title and number, without marks of 版头."""
    head: list[str] = []
    for line in body[:12]:
        text = line.text
        number_only = bool(_own_number(text))
        if line.is_row or (_ends_head(text) and not number_only):
            break
        if not _mark().fullmatch(text):
            head.append(text)
    return tuple(head)


@lru_cache(maxsize=1)
def _mark() -> re.Pattern[str]:
    """A line of 版头 that is neither number nor title: 000012, 机密★1年, 特急, 签发人：张三, 附件1."""
    words = "|".join(map(re.escape, header_words()["marks"]["words"]))
    return re.compile(
        rf"\d{{6,7}}|(?:(?:{words})(?:\s*★.*)?\s*)+|(?:{words})\s*[:：].*|附件?\s*[\d一二三四五六七八九十]*[:：]?"
    )


def _ends_head(text: str) -> bool:
    if text.endswith((*_SENTENCE_END, ":", "：")) or len(text) > MAX_TITLE or is_date_line(text):
        return True
    if _CONTENTS.fullmatch(text):
        return True
    label = match_label(text)
    return label is not None and label.style != "（一）"


def _own_number(text: str) -> str | None:
    """The 文号 that is all of the line, brackets around it apart."""
    bare = text.strip()
    if bare[:1] in "（(" and bare[-1:] in "）)":
        bare = bare[1:-1].strip()
    if _YEAR_NUMBER.fullmatch(bare):
        return bare
    bare = bare.removeprefix("中华人民共和国")
    found = find_doc_numbers(bare)
    return bare if len(found) == 1 and found[0][:2] == (0, len(bare)) else None


def _number(zone: Sequence[str]) -> str | None:
    for index, text in enumerate(zone):
        if number := _own_number(text):
            return number
        agency = _ordering(zone[: index + 1])
        if agency is None or index + 1 == len(zone):
            continue
        below = zone[index + 1].strip("（）() 　")
        if _SERIAL.fullmatch(below):
            return agency.removeprefix("中华人民共和国") + below
    return None


def _ordering(lines: Sequence[str]) -> str | None:
    """Who orders, by the last of `lines`: 某省人民政府令, or 甲部 / 乙部 / 令 one below the other."""
    last = lines[-1]
    if not _ORDER.search(last):
        return None
    joint: list[str] = []
    for line in reversed(lines[:-1]):
        if not is_organisation(line):
            break
        joint.insert(0, line)
    if last in ("令", "公告"):
        return " ".join(joint) + last if joint else None
    return " ".join((*joint, last)) if _is_letterhead(last) else None


def _title(
    values: Mapping[str, str], zone: Sequence[str], above: Sequence[str], body: Sequence[Line], raw: RawDocument
) -> str:
    """The title as stated, else from the lines below the block of fields, else from those `above` or in it."""
    if stated := values.get("title"):
        return _trim(stated)
    proclaimed = next((m for line in body[:8] if (m := _PROCLAIMED.search(line.text))), None)
    if proclaimed and any(_ORDER.search(text) for text in zone):
        name = proclaimed["a"] or proclaimed["b"]
        return _trim(next((line.text for line in body[:20] if fold(line.text) == fold(name)), name))
    found = "".join(_title_lines(zone))
    over = "".join(_title_lines(above))
    if over and doc_kind(over) and not doc_kind(found):
        return _trim(over)
    if found:
        return _trim(found)
    outside = _SITE_SUFFIX.sub("", raw.meta.get("title", "")).strip()
    heading = next((line.text for line in body if line.block.heading and raw.format != "html"), "")
    first = body[0].text if body and not body[0].text.endswith(_SENTENCE_END) else ""
    return _trim(heading) or _trim(outside) or _trim(first) or PurePath(raw.name).stem or "无标题"


def _title_lines(zone: Sequence[str]) -> list[str]:
    """The title's lines: what stands in the zone besides the number and notes, up to a last word of a title.

    A title given twice (of the page and of the paper) is taken once: reading ends where it is complete.
    """
    taken: list[str] = []
    for text in zone:
        if _own_number(text) and taken and _is_letterhead("".join(taken)):
            taken = []
        if _own_number(text) or (text[0] in "（(" and not taken) or text.endswith("文件"):
            if taken and _own_number(text):
                break
            continue
        if _ADOPTED.match(text) and taken:
            break
        taken.append(text)
        if doc_kind("".join(taken)) and not _continues(taken, zone) and not _is_letterhead("".join(taken)):
            break
    if not taken and zone and _is_letterhead(zone[0]):
        taken = [zone[0]]
    return taken if taken and (doc_kind("".join(taken)) or len(taken) == 1) else taken[:1]


def _is_letterhead(text: str) -> bool:
    """某市人民政府办公室 or 国家税务总局公告, with its number and the title below."""
    return is_organisation(text.removesuffix("公告").removesuffix("令"))


def _continues(taken: Sequence[str], zone: Sequence[str]) -> bool:
    """Whether the title goes on although it could end here: 关于印发某某管理办法 / 实施细则的通知."""
    whole = "".join(taken)
    following = zone[zone.index(taken[-1]) + 1 :][:2]
    if not following or not _ISSUES.search(whole) or whole.endswith(_FORMS):
        return False
    return whole.count("《") > whole.count("》") or any(line.endswith(_FORMS) for line in following)


def _trim(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip()[:MAX_TITLE]


def _addressee(body: Sequence[Line]) -> str | None:
    """Whom the first line above the text that ends in a colon addresses (主送机关)."""
    above = ""  # lines that end in a comma: the addressee goes on in the next
    for line in body[:16]:
        match = _ADDRESSEE.match(above + line.text)
        if match and not _INTRODUCES.search(match["who"]) and match_label(line.text) is None:
            return match["who"].strip()
        dated = is_date_line(line.text) and line.text[0] not in "（("
        if line.text.endswith(_SENTENCE_END) or line.is_row or dated:
            return None
        above = above + line.text if line.text.endswith(("，", "、", ",")) else ""
    return None


def _status(zone: Sequence[str]) -> str | None:
    """The status that a line of the head states."""
    return next((match["status"] for text in zone if (match := _STATUS_LINE.fullmatch(text))), None)


def _closing_date(body: Sequence[Line]) -> date | None:
    """The date below the signature: the first line that is a date alone."""
    return next((parse_date(line.text) for line in body if is_date_line(line.text)), None)


def _stated(pattern: re.Pattern[str], text: str) -> date | None:
    match = pattern.search(text)
    return parse_date(match["when"]) if match and match["when"] else None


def _in_force_from(done: Sequence[Act]) -> date | None:
    """The day that a line under the title names (2022年1月1日 施行)."""
    return next((parse_date(act.day) for act in reversed(done) if act.kind == "effective"), None)


def _after_years(text: str) -> date | None:
    """The last day of the years for which the text is valid from the date that it states."""
    match = _VALID_YEARS.search(text)
    begin, years = (parse_date(match["when"]), parse_number(match["years"])) if match else (None, None)
    if begin is None or years is None:
        return None
    return last_day(begin, int(years))


def _account(values: Mapping[str, str]) -> Account | None:
    """Where a 转述 comes from, worded for people: 据乌海政办发〔2025〕38号附件第1项."""
    number, clause = values.get("account_of"), values.get("account_clause")
    if not number or not clause:
        return None
    *above, last = clause.split("/")
    item = re.sub(r"[（()）、.．。\s]", "", last)
    place = f"第{item}项" if above and item else last
    return Account(number, clause, f"据{number}{''.join(above)}{place}")
