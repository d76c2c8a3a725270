"""A question that leans on the one before it (那服务业呢? 2027年呢? 由谁牵头? 它的文号?) → one that stands alone.

What is made is text again, so that it can be read, changed, linked to and asked by anybody; it is made of the words of
both questions. What cannot be said by replacing words is left as it was asked.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kb.match import generic_words
from kb.model import Question, QuestionKind
from kb.terms import fold

_YEAR = re.compile(r"(20\d\d)(年(?:底|末)?)?")  # 2028年底 · 2028
_ITEM = re.compile(r"第[一二三四五六七八九十百\d]+[条项章节款]|\([一二三四五六七八九十]+\)")
_DOCUMENT_KINDS = ("document", "reference", "clause")


@dataclass(frozen=True, slots=True)
class Followed:
    """The question that stands alone; `documents` are those it is to be looked for in, as the one before was: `stated`
    when its asker named them, else they are those of the answer. `kind` is the kind of the question before where the
    new one did not say what it asks."""

    text: str
    documents: tuple[str, ...] = ()
    stated: bool = False
    kind: QuestionKind | None = None


def follow(before: Question, cited: Mapping[str, str], now: Question) -> Followed | None:
    """`now` completed by the question before it; None when it needs no completing. `cited` are the documents that the
    answer before cites: id → the 文号 or title to call it by."""
    flat = fold(now.raw).strip()
    core, leans = _core(flat)
    if not core or not before.raw.strip():
        return None
    if now.kind in _DOCUMENT_KINDS and not (now.documents or now.doc_numbers):
        return _of_document(flat, cited)
    text = _completed(before, now, core if leans else flat)
    if text is None:
        return None
    kind = before.kind if _asks_nothing(now) and text != core else None
    if now.documents or now.doc_numbers:
        return Followed(text, now.documents, True, kind)
    if before.documents:
        return Followed(text, before.documents, True, kind)
    return Followed(text, tuple(cited) if len(cited) == 1 else (), False, kind)


def _of_document(flat: str, cited: Mapping[str, str]) -> Followed | None:
    """它的文号 · 引用了哪些文件: asked of the one document that the answer before cites."""
    rest = re.sub(_words()["pointing"], "", flat, count=1)
    return Followed(f"{next(iter(cited.values()))}{rest}") if len(cited) == 1 and rest else None


def _completed(before: Question, now: Question, core: str) -> str | None:
    flat = fold(now.raw).strip()
    year_alone = _YEAR.fullmatch(core.removesuffix("的")) is not None
    if (core != flat or year_alone) and _asks_nothing(now):
        return _exchanged(before, now, core) if _names_alone(now, core) else core
    if re.match(_words()["pointing"], flat):
        rest = re.sub(_words()["pointing"], "", flat, count=1)
        subject = _subject(before)
        return f"{subject}{rest}" if subject and rest else None
    topics = [word for word in now.topic if word not in generic_words()]
    if topics or now.organisations or now.documents or now.doc_numbers or now.clause_path:
        return None
    subject = _subject(before)
    return f"{subject}{flat}" if subject and now.kind in ("lead", "target", "list") else None


def _asks_nothing(now: Question) -> bool:
    """Whether the question says what it is about and not what is asked of it: 那服务业呢."""
    return now.kind == "content" or now.wants == "title"


def _names_alone(now: Question, core: str) -> bool:
    """Whether nothing is in `core` but names of things: 碳纤维, and not 碳纤维怎么说."""
    if now.documents or now.doc_numbers or now.organisations or _ITEM.fullmatch(core):
        return True
    for word in now.topic:
        core = core.replace(word, "")
    return not re.sub(_words()["between"], "", _YEAR.sub("", core))


def _exchanged(before: Question, now: Question, core: str) -> str | None:
    """The question before with what `core` names instead of what it named: a document, a year, a clause, a body or the
    topic."""
    text = fold(before.raw).strip()
    if now.documents or now.doc_numbers:
        return f"{core}的{text.rpartition('的')[2]}" if before.kind in _DOCUMENT_KINDS else text
    if now.years and not now.topic:
        return _with_years(text, core)
    if (item := _ITEM.fullmatch(core)) and (held := _last(_ITEM, text)):
        return text[: held.start()] + item.group() + text[held.end() :]
    if now.organisations and before.organisations and before.wants == "tasks":
        return text.replace(fold(before.organisations[0]), core, 1)
    span = _span(before, text)
    if span is None:
        return None
    changed = text[: span[0]] + core + text[span[1] :]
    years = [year for year in before.years if str(year) not in changed]
    return f"{years[0]}年{changed}" if years and not now.years else changed


def _with_years(text: str, core: str) -> str:
    year = next(_YEAR.finditer(core), None)
    if year is None:
        return text
    said = year.group() if year[2] else f"{year[1]}年"
    held = next(_YEAR.finditer(text), None)
    if held is None:
        return said + text
    return text[: held.start()] + (said if held[2] else year[1]) + text[held.end() :]


def _subject(before: Question) -> str:
    """The words of the question before that say what it is about."""
    text = fold(before.raw)
    span = _span(before, text)
    return _YEAR.sub("", text[span[0] : span[1]]) if span else ""


def _span(before: Question, text: str) -> tuple[int, int] | None:
    """From the first to the last of its topic words."""
    places = [(text.find(word), word) for word in before.topic if word in text]
    if not places:
        return None
    return min(at for at, _ in places), max(at + len(word) for at, word in places)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None


def _core(flat: str) -> tuple[str, bool]:
    """The question without the words that only lean on the one before, and whether it had any."""
    words = _words()
    rest = re.sub(words["leading"], "", flat)
    leads = rest != flat
    core = re.sub(words["trailing"], "", rest)
    leans = leads or flat.rstrip("?。!") != flat.rstrip("?。!").removesuffix("呢")
    return (re.sub(words["manner"], "", core) if leads else core).strip(" ,，"), leans


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return tomllib.loads(files("kb").joinpath("data/followup.toml").read_text(encoding="utf-8"))
