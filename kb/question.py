"""A question in words → `Question`: its kind, what it asks for, and its slots.

Understanding is by cue words (`kb/data/questions.toml`), never by guessing: what no cue explains is the topic,
and a question without any cue is a content question.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from kb.asked import Asked, asked_of_document, asked_of_references, speaks_of_a_document
from kb.match import cues, topic_words
from kb.model import Question, QuestionKind, Role
from kb.naming import Catalogue, named_documents
from kb.organisations import find_organisations
from kb.posts import post_asked
from kb.quantity import unit_pattern
from kb.terms import fold, segment, squeeze, word_class

_DIGITS = "〇零一二三四五六七八九"
# 2000吨 · 2025户 · 2000mw: a quantity, no year
_NO_UNIT = r"(?!\s*(?:[吨万亿个户家座台辆亩元套条处名]|千瓦|兆瓦|公里|平方|立方|[a-z%]))"
# 2028年底 · 2028 · 1999年 · 二〇二八年
_YEAR = re.compile(
    rf"(?<![\d.])(20\d\d|19\d\d(?=\s*年))(?![\d.]){_NO_UNIT}(?:\s*年)?(?:底|末|前|以前|之前)?"
    rf"|(二[{_DIGITS}]{{3}})年(?:底|末|前)?"
)
_NUMERAL = r"[一二三四五六七八九十百\d]+"
# 附件第2项 · 附件1 · 第三条 · 第三部分 · 三(二) · 第三章第五条 · 第十条第二款第(一)项
_CLAUSE = re.compile(
    rf"附件\s*(?:{_NUMERAL})?\s*第\s*{_NUMERAL}\s*[项条款]|附件\s*\d+(?!\d|号)|"
    rf"第\s*{_NUMERAL}\s*(?:条|章|节|部分|款)(?:\s*第?\s*[(]?\s*{_NUMERAL}\s*[)]?\s*[款项条]){{0,2}}|"
    rf"(?<![第一二三四五六七八九十])[一二三四五六七八九十]{{1,3}}\s*[、.]?\s*\([一二三四五六七八九十]{{1,3}}\)"
)

# A text of more parts is one involved question.
MOST_QUESTIONS = 3
# A question on a named document's header may hold so many words that neither a cue nor the title explains.
MOST_OTHER_WORDS = 1


def understand(raw: str, catalogue: Catalogue) -> Question:
    """The question as understood; total: any text gives a Question (at worst: content with no topic)."""
    rest = _rewritten(fold(raw))
    documents, doc_numbers, rest = named_documents(raw, rest, catalogue)
    clause_path, rest = _clause(rest)
    years, rest = _years(rest, documents, catalogue)
    unit = _unit(rest)
    organisations = tuple(name for _, _, name in find_organisations(rest, catalogue.organisations))
    asked = _of_document(rest, documents, doc_numbers, catalogue)
    # 第二章讲什么 asks for the chapter, not for what the document is called
    if asked is not None and not (clause_path and asked.slots == ("title",)):
        kind, wants, role, rest = _document_kind(asked)
    else:
        kind, wants, role, rest = _kind(rest, organisations, clause_path)
    if unit:
        # the number's cue is cut by now, its unit stands alone
        rest = re.sub(rf"(?<![一-鿿]){re.escape(unit)}", " ", rest)
    if wants not in ("organisation", "person"):
        for name in organisations:
            rest = rest.replace(fold(name), " ")
    topic = topic_words(_cut(cues()["words"]["noise"], rest))
    if kind in ("lead", "document", "reference", "clause"):
        unit = None
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


def parts_asked(raw: str) -> list[str]:
    """The parts of a question that ask each for itself (谁来管，办公室设在哪; 某通知 文号 一共多少项); none where it is
    one."""
    parts = [p.strip() for p in re.split("[，,；;]", raw)]
    if len(parts) == 1:
        parts = _parted_by_spaces(raw)
    one = len(parts) > 1 and _leads_up(parts[0], parts[1])
    return parts if not one and 1 < len(parts) <= MOST_QUESTIONS and all(map(_is_asked, parts)) else []


def _leads_up(first: str, then: str) -> bool:
    """Whether the first part only says what the next is on: the thing meant (说不清归哪个区的，先由谁监管), or what
    is to be judged (材料真不真，由谁审核)."""
    words = cues()["words"]
    if re.search(words["thing_meant"], first):
        return True
    judged = re.search(words["whether"], fold(first)) is not None
    return judged and re.search(words["who_then"], fold(then)) is not None


def _parted_by_spaces(raw: str) -> list[str]:
    """The words of a search, cut behind each that asks; those behind the last belong to it."""
    parts: list[str] = []
    for word in raw.split():
        if parts and not _is_asked(parts[-1]):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    if len(parts) > 1 and not _is_asked(parts[-1]):
        last = parts.pop()
        parts[-1] += f" {last}"
    return parts


def _is_asked(text: str) -> bool:
    flat = fold(text)
    return re.search(cues()["words"]["question"], flat) is not None or bool(asked_of_document(flat).slots)


def _asks(text: str) -> bool:
    """Whether the text holds a cue of a question."""
    data = cues()
    sections = (data["lead"], data["target"], data["list"])
    flat = fold(text)
    return bool(asked_of_document(flat).slots or asked_of_references(flat).slots) or any(
        _first(section, flat) for section in sections
    )


def _rewritten(text: str) -> str:
    for pattern, plain in cues()["rewrites"].items():
        text = re.sub(pattern, plain, text)
    return text


def _clause(rest: str) -> tuple[tuple[str, ...], str]:
    """Labels of a clause asked for by number, from the top, and the question without them."""
    match = _CLAUSE.search(rest)
    if match is None:
        return (), rest
    words = re.sub(r"\s", "", match.group())
    labels = re.findall(rf"附件\d*|第{_NUMERAL}(?:条|章|节|部分|款|项)|\({_NUMERAL}\)|{_NUMERAL}", words)
    return tuple(labels), rest[: match.start()] + " " + rest[match.end() :]


def _years(rest: str, documents: Sequence[str], catalogue: Catalogue) -> tuple[tuple[int, ...], str]:
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


def plan_period_end(title: str) -> int | None:
    """The last year of the period in a plan's title: …三年行动计划(2026—2028年) -> 2028."""
    match = re.search(r"20\d\d\s*年?\s*[-—–~至到]+\s*(20\d\d)\s*年?", fold(title))
    return int(match[1]) if match else None


@lru_cache(maxsize=1)
def _asked_unit() -> re.Pattern[str]:
    """多少万人 · 几座 · 百分之几 · 多少钱: what is counted; 哪几家 counts nothing."""
    nouns = "|".join(cues()["units"])
    return re.compile(rf"百分之(?:几|多少)|(?:多少|(?<!哪)几)(?P<unit>{nouns}|{unit_pattern()})")


def _unit(rest: str) -> str | None:
    match = next(
        (m for m in _asked_unit().finditer(rest) if not begins_longer_word(rest, m.start("unit"), m.end())), None
    )
    if match is None:
        return "%" if re.search(cues()["words"]["share"], rest) else None
    return cues()["units"].get(match["unit"], match["unit"]) if match["unit"] else "%"


def begins_longer_word(text: str, start: int, end: int) -> bool:
    """Whether the span of the folded text is but the beginning of a word (人 in 多少人才, 名 in 多少名额); 个人 is none
    where 个 counts."""
    if start < 0 or text[start:end].endswith("个"):
        return False
    word = next(iter(segment(text[start : end + 3])), "")
    return len(word) > end - start and word_class(word) is not None


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


def _without_cues(section: dict[str, list[str]], text: str) -> str:
    """The text without what further asks the same kind of thing (谁牵头、谁配合)."""
    while found := _first(section, text):
        text = found[1]
    return text


def _of_document(rest: str, documents: Sequence[str], doc_numbers: Sequence[str], catalogue: Catalogue) -> Asked | None:
    """What is asked of a document itself; None where the question is about what a document says (国发〔2023〕5号
    要求各地什么时候印发实施方案) or about another thing that is valid or in force."""
    asked = asked_of_references(rest)
    if asked.slots:
        return asked
    asked = asked_of_document(rest)
    if not asked.slots:
        return None
    if documents:
        titles = squeeze(" ".join(d.title for d in catalogue.documents if d.id in documents))
        words = topic_words(_cut(cues()["words"]["noise"], asked.rest))
        known = {*cues()["words"]["generic"], *cues()["words"]["edition"]}
        other = [w for w in words if len(w) > 1 and w not in known and w not in titles]
        return asked if len(other) <= MOST_OTHER_WORDS else None
    # 森林法哪天通过的: what is left without the words that ask ends in 法
    spoken_of = any(speaks_of_a_document(words, asked.slots) for words in (rest, asked.rest))
    return asked if doc_numbers or spoken_of else None


def _document_kind(asked: Asked) -> tuple[QuestionKind, str, Role | None, str]:
    if asked.slots[0] in ("cited", "citing"):
        return "reference", asked.slots[0], None, asked.rest
    return "document", ",".join(asked.slots), None, asked.rest


def _kind(
    rest: str, organisations: tuple[str, ...], clause_path: tuple[str, ...]
) -> tuple[QuestionKind, str, Role | None, str]:
    """Kind, what is wanted, role asked for, and the question without the words that said so."""
    data = cues()
    if asked := post_asked(rest):
        return "lead", "person", None, asked.rest
    asks_who = re.search(data["words"]["who"], rest)
    unnamed = rest
    for name in organisations:  # the 管 of 市场监管局 asks nothing
        unnamed = unnamed.replace(fold(name), "#")
    if organisations and not asks_who and (found := _first(data["tasks"], unnamed)):
        return "lead", "tasks", cast(Role, found[0]), found[1]
    if found := _first(data["lead"], rest):
        return "lead", "organisation", cast(Role, found[0]), _without_cues(data["lead"], found[1])
    asks_all = _first(data["list"], rest)
    aims = re.search(data["words"]["aims"], rest)
    if asks_all and aims:
        return "list", "targets", None, re.sub(data["words"]["aims"], " ", asks_all[1])
    valued = not asks_whether(rest)
    if valued and (found := _first(data["target"], rest)) and not _counts_headings(rest):
        return "target", "value", None, found[1]
    if clause_path:
        return "clause", "text", None, rest
    if asks_all:
        return "list", "text", None, asks_all[1]
    if valued and (aims or re.search(data["words"]["measures"], rest)):
        return "target", "value", None, rest
    return "content", "text", None, rest


def asks_whether(text: str) -> bool:
    """Whether the folded text asks if something is so, and for no value."""
    words = cues()["words"]
    return re.search(words["whether"], text) is not None and re.search(words["how_much"], text) is None


def _counts_headings(rest: str) -> bool:
    """Whether 几 asks for parts of a text (哪几条, 分几步), not for a value."""
    return re.search(cues()["words"]["parts"], rest) is not None


def searched_words(raw: str) -> str:
    """The question without the words that only ask: what a search looks for (要够多少分才能申请 -> 够 分才 申请)."""
    text = _cut(cues()["words"]["noise"], _rewritten(fold(raw)))
    return " ".join(re.sub(cues()["words"]["asking"], " ", text).split())
