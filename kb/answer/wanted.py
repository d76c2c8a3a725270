"""What kind of value a question asks for (a share, a time, an amount), and whether a text states one.

A passage on the right topic without such a value does not answer the question. Kinds and their wordings are data
(`kb/data/questions.toml`, `wanted`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.match import cues
from kb.model import Question
from kb.terms import fold

_NUMBER = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千万亿半]+)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of value (share, age, duration, date, money, area, points, count, or unit for any other unit) and the
    pattern of what states one, for folded text."""

    kind: str
    stated: re.Pattern[str]


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """What asks for a kind of value, the kind, what states one with {n} for the number."""
    return tuple((re.compile(k["asked"]), k["kind"], k["stated"]) for k in cues()["wanted"])


def wanted(question: Question) -> Wanted | None:
    """The kind of value that the question asks for; None when any passage may answer."""
    asked = fold(question.raw)
    for pattern, kind, stated in _kinds():
        if found := pattern.search(asked):
            return _of_kind(kind, stated.replace("{counter}", _counters(found.group()[-1])))
    if question.unit:
        return _of_kind("unit", r"{n}\D{0,3}" + re.escape(question.unit.lstrip("万亿千百十")))
    return None


@lru_cache(maxsize=256)
def _of_kind(kind: str, stated: str) -> Wanted:
    return Wanted(kind, re.compile(stated.replace("{n}", _NUMBER)))


def _counters(asked: str) -> str:
    """The counting words that answer one (户 by 户, 家 and 个; 个 by any), as alternatives of a pattern."""
    groups: list[str] = cues()["counters"]["alike"]
    alike = {c for group in groups if asked in group or asked == cues()["counters"]["any"] for c in group}
    return "|".join(re.escape(c) for c in sorted(alike or {asked}))


def states(kind: Wanted, text: str) -> bool:
    """Whether the text states a value of the kind."""
    return kind.stated.search(fold(text)) is not None


def asks_twice(question: Question) -> bool:
    """Whether the question asks for two values (评多少名，每人资助多少): one record does not answer it."""
    return len(re.findall(r"多少|几(?=[个名家项人年天元块分])|多[大久高长]|百分之几", fold(question.raw))) > 1
