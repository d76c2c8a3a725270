"""A question in words → `Question`: its kind, what it asks for, and its slots.

Understanding is by cue words (`kb/data/questions.toml`), never by guessing: what no cue explains is the topic,
and a question without any cue is a content question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from kb.match import cues, topic_words
from kb.model import Document, Question, QuestionKind, Role
from kb.organisations import find_organisations
from kb.quantity import unit_pattern
from kb.references import find_doc_numbers, find_titles, normalise_doc_number
from kb.terms import fold, squeeze

_DIGITS = "〇零一二三四五六七八九"
# 2000吨 · 2025户 · 2000mw: a quantity, no year
_NO_UNIT = r"(?!\s*(?:[吨万亿个户家座台辆亩元套条处名]|千瓦|兆瓦|公里|平方|立方|[a-z%]))"
# 2028年底 · 2028 · 二〇二八年
_YEAR = re.compile(
    rf"(?<![\d.])(20\d\d)(?![\d.]){_NO_UNIT}(?:\s*年)?(?:底|末|前|以前|之前)?|(二[{_DIGITS}]{{3}})年(?:底|末|前)?"
)
# 乌党办发9号 · 乌党办发2025年9号 · 38号文 · 内政发[2025]4号
_LOOSE_NUMBER = re.compile(
    r"(?P<code>[一-鿿]{0,12}?)[\[(〔]?(?P<year>20\d\d)?[\])〕]?年?第?(?P<serial>\d{1,4})号(?:文件?|令)?"
)
_NUMERAL = r"[一二三四五六七八九十百\d]+"
# 附件第2项 · 附件1 · 第三条 · 第三部分 · 三(二) · 第三章第五条
_CLAUSE = re.compile(
    rf"附件\s*(?:{_NUMERAL})?\s*第\s*{_NUMERAL}\s*[项条款]|附件\s*\d+(?!\d|号)|"
    rf"第\s*{_NUMERAL}\s*(?:条|章|节|部分|款)(?:\s*第?\s*[(]?\s*{_NUMERAL}\s*[)]?\s*[款项条])?|"
    rf"(?<![一-鿿])[一二三四五六七八九十]{{1,3}}\s*[、.]?\s*\([一二三四五六七八九十]{{1,3}}\)"
)


# A shorter title is too common a phrase to name one document.
LEAST_CORE = 8


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the knowledge base holds, as far as understanding needs it: documents, names of organisations as
    written, and 文号 that held documents cite."""

    documents: tuple[Document, ...] = ()
    organisations: tuple[str, ...] = ()
    cited_numbers: tuple[str, ...] = ()


def understand(raw: str, catalogue: Catalogue) -> Question:
    """The question as understood; total: any text gives a Question (at worst: content with no topic)."""
    rest = _rewritten(fold(raw))
    documents, doc_numbers, rest = _named_documents(raw, rest, catalogue)
    clause_path, rest = _clause(rest)
    years, rest = _years(rest, documents, catalogue)
    unit = _unit(rest)
    organisations = tuple(name for _, _, name in find_organisations(rest, catalogue.organisations))
    kind, wants, role, rest = _kind(rest, organisations, clause_path)
    if unit:
        # the number's cue is cut by now, its unit stands alone
        rest = re.sub(rf"(?<![一-鿿]){re.escape(unit)}", " ", rest)
    if wants != "organisation":
        for name in organisations:
            rest = rest.replace(fold(name), " ")
    topic = topic_words(_cut(cues()["words"]["noise"], rest))
    if wants == "text" and not clause_path and (documents or doc_numbers) and not topic:
        kind, wants = "document", "title"
    return Question(
        raw,
        kind,
        wants,
        topic,
        years,
        unit,
        role,
        organisations,
        documents,
        doc_numbers,
        clause_path,
    )


def split(raw: str) -> list[str]:
    """The questions of a text that asks several, each ending with a question mark; else the text alone."""
    asked = [p.strip() for p in re.findall(r"[^?？]+[?？]*", raw) if p.strip(" ?？")]
    several = len(asked) > 1 and all(p.endswith(("?", "？")) for p in asked[:-1]) and all(map(_asks, asked))
    return asked if several else [raw]


def _asks(text: str) -> bool:
    """Whether the text holds a cue of a question."""
    data = cues()
    sections = (data["document"], data["reference"], data["lead"], data["target"], data["list"])
    return any(_first(section, fold(text)) for section in sections)


def _rewritten(text: str) -> str:
    for pattern, plain in cues()["rewrites"].items():
        text = re.sub(pattern, plain, text)
    return text


def _named_documents(
    raw: str, rest: str, catalogue: Catalogue
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Ids of held documents named by 《题名》 or 文号, 文号 of others, and the question without these words."""
    ids: list[str] = []
    unknown: list[str] = []
    for _, _, title in find_titles(raw):
        same = [d.id for d in catalogue.documents if squeeze(title) in squeeze(d.title)]
        if same:
            ids.extend(same)
            rest = rest.replace(fold(f"《{title}》"), " ")
    for document in catalogue.documents:
        core = title_core(document.title)
        if len(core) >= LEAST_CORE and core in rest:
            ids.append(document.id)
            rest = rest.replace(core, " ")
    for start, end, number in reversed(find_doc_numbers(rest)):
        canonical = normalise_doc_number(number)
        held = {d.id: d.doc_number for d in catalogue.documents if _ends_with_number(canonical, d.doc_number)}
        ids.extend(held)
        if not held:
            unknown.append(canonical)
        lead_in = len(canonical) - max((len(n or "") for n in held.values()), default=len(canonical))
        rest = rest[: start + lead_in] + " " + rest[end:]
    for match in reversed(list(_LOOSE_NUMBER.finditer(rest))):
        found = _loosely_named(match, catalogue)
        if found:
            ids.extend(i for i in found if not i.startswith("#"))
            unknown.extend(i[1:] for i in found if i.startswith("#"))
            rest = rest[: match.start()] + " " + rest[match.end() :]
    return tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(unknown)), rest


def _ends_with_number(words: str, number: str | None) -> bool:
    """Whether the words end with the 文号: verbs before it are read as part of it (引用了乌党办发〔2025〕9号)."""
    return number is not None and words.endswith(normalise_doc_number(number))


def _loosely_named(match: re.Match[str], catalogue: Catalogue) -> list[str]:
    """Ids of held documents, and `#文号` of cited ones, that 38号文 or 乌党办发9号 may mean."""
    held = {normalise_doc_number(d.doc_number): d.id for d in catalogue.documents if d.doc_number}
    cited = {number: f"#{number}" for number in map(normalise_doc_number, catalogue.cited_numbers)}
    out = []
    for number, target in (cited | held).items():
        parts = re.fullmatch(r"(.*?)(?:〔(\d{4})〕)?(?:第)?(\d+)号", number)
        if parts is None or parts[3] != match["serial"] or match["year"] not in (None, parts[2]):
            continue
        before = match.string[: match.end("code")]
        if (match["code"] and _common_suffix(before, parts[1])) or (not match["code"] and parts[1]):
            out.append(target)
    return out


def _common_suffix(text: str, code: str) -> bool:
    """Whether the text ends with the issuer's code (请问乌党办发 ends with 乌党办发), or wholly with its end."""
    return text.endswith(code) or (len(text) >= 2 and code.endswith(text[-3:]))


def _clause(rest: str) -> tuple[tuple[str, ...], str]:
    """Labels of a clause asked for by number, from the top, and the question without them."""
    match = _CLAUSE.search(rest)
    if match is None:
        return (), rest
    words = re.sub(r"\s", "", match.group())
    labels = re.findall(
        rf"附件\d*|第{_NUMERAL}(?:条|章|节|部分|款|项)|\({_NUMERAL}\)|{_NUMERAL}", words
    )
    return tuple(labels), rest[: match.start()] + " " + rest[match.end() :]


def _years(
    rest: str, documents: Sequence[str], catalogue: Catalogue
) -> tuple[tuple[int, ...], str]:
    """Years asked for in any form; the end of a plan's period where it is named as such."""
    years: list[int] = []
    for match in _YEAR.finditer(rest):
        years.append(int(match[1] or "".join(str(max(_DIGITS.index(c) - 1, 0)) for c in match[2])))
    rest = _YEAR.sub(" ", rest)
    for words, year in cues()["periods"].items():
        period = re.compile(rf'"?{words}"?(?:规划|时期|期间)?(?:期?末|末期|结束|收官)')
        if period.search(rest):
            years.append(int(year))
            rest = period.sub(" ", rest)
    end = re.compile(r"(三年|五年)?(行动)?(计划|规划|方案)?(期末|到期|收官|结束(时|后)?)")
    if end.search(rest):
        chosen = [d for d in catalogue.documents if not documents or d.id in documents]
        ends = {y for d in chosen if (y := plan_period_end(d.title)) is not None}
        if len(ends) == 1:
            years.append(ends.pop())
            rest = end.sub(" ", rest)
    return tuple(dict.fromkeys(years)), rest


def title_core(title: str) -> str:
    """The words by which people call a document: what it issues, else what it is about, without place and period.
    关于印发《青湖市大抓产业链工作方案(2025—2027年)》的通知 -> 大抓产业链工作方案."""
    inner = re.search(r"[《〈<]([^《》〈〉<>]+)[》〉>]", title)
    core = inner[1] if inner else re.sub(r"^.*?关于", "", title)
    core = re.sub(r"^(印发|进一步|加快|推进|促进)+", "", re.sub(r"\(.*?\)|的通知$", "", fold(core)))
    return re.sub(r"^[一-鿿]{2,3}(?:省|市|自治区|区|县|旗)", "", core)


def plan_period_end(title: str) -> int | None:
    """The last year of the period in a plan's title: …三年行动计划(2026—2028年) -> 2028."""
    match = re.search(r"20\d\d\s*年?\s*[-—–~至到]+\s*(20\d\d)\s*年?", fold(title))
    return int(match[1]) if match else None


@lru_cache(maxsize=1)
def _asked_unit() -> re.Pattern[str]:
    """多少万人 · 几座 · 百分之几 · 多少钱: what is counted."""
    nouns = "|".join(cues()["units"])
    return re.compile(rf"百分之(?:几|多少)|(?:多少|几)(?P<unit>{nouns}|{unit_pattern()})")


def _unit(rest: str) -> str | None:
    match = _asked_unit().search(rest)
    if match is None:
        return "%" if re.search(cues()["words"]["share"], rest) else None
    return cues()["units"].get(match["unit"], match["unit"]) if match["unit"] else "%"


def _cut(patterns: Sequence[str], text: str) -> str:
    for pattern in patterns:
        text = re.sub(pattern, " ", text)
    return text


def _first(section: dict[str, list[str]], text: str) -> tuple[str, str] | None:
    """The slot of the section whose cue stands in the text, longest match first, and the text without it."""
    best: tuple[int, str, re.Match[str]] | None = None
    for slot, patterns in section.items():
        for pattern in patterns:
            for match in re.finditer(pattern, text):
                if match.group() and (best is None or len(match.group()) > best[0]):
                    best = (len(match.group()), slot, match)
    if best is None:
        return None
    match = best[2]
    return best[1], text[: match.start()] + " " + text[match.end() :]


def _header_slots(rest: str) -> tuple[list[str], str]:
    """Every header slot asked for (文号和成文日期 asks for two), and the question without the words for them."""
    wants: list[str] = []
    while found := _first(cues()["document"], rest):
        wants.append(found[0])
        rest = found[1]
    return list(dict.fromkeys(wants)), rest


def _kind(
    rest: str, organisations: tuple[str, ...], clause_path: tuple[str, ...]
) -> tuple[QuestionKind, str, Role | None, str]:
    """Kind, what is wanted, role asked for, and the question without the words that said so."""
    data = cues()
    wants, without = _header_slots(rest)
    if wants:
        return "document", ",".join(wants), None, without
    if found := _first(data["reference"], rest):
        return "reference", found[0], None, found[1]
    asks_who = re.search(data["words"]["who"], rest)
    if organisations and not asks_who and (found := _first(data["tasks"], rest)):
        return "lead", "tasks", cast(Role, found[0]), found[1]
    if found := _first(data["lead"], rest):
        return "lead", "organisation", cast(Role, found[0]), found[1]
    asks_all = _first(data["list"], rest)
    aims = re.search(data["words"]["aims"], rest)
    if asks_all and aims:
        return "list", "targets", None, re.sub(data["words"]["aims"], " ", asks_all[1])
    if (found := _first(data["target"], rest)) and not _counts_headings(rest):
        return "target", "value", None, found[1]
    if clause_path:
        return "clause", "text", None, rest
    if asks_all:
        return "list", "text", None, asks_all[1]
    if aims or re.search(data["words"]["measures"], rest):
        return "target", "value", None, rest
    return "content", "text", None, rest


def _counts_headings(rest: str) -> bool:
    """Whether 几 asks for parts of a text (哪几条, 分几步), not for a value."""
    return re.search(cues()["words"]["parts"], rest) is not None
