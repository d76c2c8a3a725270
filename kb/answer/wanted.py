"""What kind of value a question asks for (a share, a time, an amount), and whether a text states one.

A passage on the right topic without such a value does not answer the question. Kinds and their wordings are data
(`kb/data/questions.toml`, `wanted`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.match import cues
from kb.model import Question
from kb.question import asks_whether, begins_longer_word
from kb.terms import fold

# 第三条 · 第13次: a number that counts nothing
_NUMBER = r"(?<![第\d.一二两三四五六七八九十百千万亿])(?:\d(?:[\d,.]*\d)?|[一二两三四五六七八九十百千万亿半])+"
# Kinds asked for by a counting word, which may be the beginning of another (多少成员).
_COUNTED = ("count", "share")
# how much, as a word of the question
_HOW_MUCH = re.compile("多[少久大高长]|几")
# what no text holds
_NOTHING = r"(?!)"
_NUMERAL = r"[\d一二三四五六七八九十]+"
# 2019年6月27日 · 一九九九年 · 5月底: a time, not how long
_DATE = re.compile(
    rf"(?:(?<!\d)(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{{3}}) ?年(?!以[上内]|期)"
    rf"(?: ?{_NUMERAL} ?月)?(?: ?{_NUMERAL} ?[日号])?"
    rf"|{_NUMERAL} ?月 ?{_NUMERAL} ?[日号]|(?<!个){_NUMERAL} ?月(?=[底初中上下份起前])"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of value (share, age, duration, date, points, money, scaled, area, count, or unit for any other unit) with
    the patterns, for folded text, of what states one as a number and of what may state one in words."""

    kind: str
    stated: re.Pattern[str]
    worded: re.Pattern[str]


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[re.Pattern[str], str, str, str], ...]:
    """What asks for a kind of value, the kind, what states one with {n} for the number, and what does in words."""
    return tuple((re.compile(k["asked"]), k["kind"], k["stated"], k.get("worded", _NOTHING)) for k in cues()["wanted"])


def wanted(question: Question) -> Wanted | None:
    """The kind of value that the question asks for; None when any passage may answer."""
    asked = fold(question.raw)
    if asks_whether(asked):
        return None
    named = [
        (found.group(), kind, stated, worded)
        for pattern, kind, stated, worded in _kinds()
        for found in pattern.finditer(asked)
        if kind not in _COUNTED or not begins_longer_word(asked, found.end() - 1, found.end())
    ]
    asking = [kind for kind in named if _HOW_MUCH.search(kind[0])]
    for found, kind, stated, worded in asking or named:
        return _of_kind(kind, stated.replace("{counter}", _counters(found[-1])), worded)
    if question.unit:
        return _of_kind("unit", r"{n}\D{0,3}" + re.escape(question.unit.lstrip("万亿千百十")), _NOTHING)
    return None


@lru_cache(maxsize=256)
def _of_kind(kind: str, stated: str, worded: str) -> Wanted:
    return Wanted(kind, re.compile(stated.replace("{n}", _NUMBER)), re.compile(worded))


def _counters(asked: str) -> str:
    """The counting words that answer one (户 by 户, 家 and 个; 个 by any), as alternatives of a pattern."""
    groups: list[str] = cues()["counters"]["alike"]
    alike = {c for group in groups if asked in group or asked == cues()["counters"]["any"] for c in group}
    return "|".join(re.escape(c) for c in sorted(alike or {asked}))


def states(kind: Wanted, text: str) -> bool:
    """Whether the text states a value of the kind, be it in words (免费)."""
    return states_number(kind, text) or kind.worded.search(fold(text)) is not None


def states_number(kind: Wanted, text: str) -> bool:
    """Whether the text states a value of the kind as a number."""
    return next(values(kind, text), None) is not None


def values(kind: Wanted, text: str) -> Iterator[re.Match[str]]:
    """The numbers of the kind in the folded text."""
    flat = fold(text)
    if kind.kind != "date":
        flat = _DATE.sub(lambda date: " " * len(date.group()), flat)
    return kind.stated.finditer(flat)


def asks_twice(question: Question) -> bool:
    """Whether the question asks for two values (评多少名，每人资助多少): one record does not answer it."""
    return len(re.findall(r"多少|几(?=[个名家项人年天元块分])|多[大久高长]|百分之几", fold(question.raw))) > 1
