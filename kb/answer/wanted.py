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
def _kinds() -> tuple[tuple[re.Pattern[str], Wanted], ...]:
    return tuple(
        (re.compile(k["asked"]), Wanted(k["kind"], re.compile(k["stated"].replace("{n}", _NUMBER))))
        for k in cues()["wanted"]
    )


def wanted(question: Question) -> Wanted | None:
    """The kind of value that the question asks for; None when any passage may answer."""
    asked = fold(question.raw)
    for pattern, kind in _kinds():
        if found := pattern.search(asked):
            return _of_counter(found.group()[-1]) if kind.kind == "count" else kind
    if question.unit:
        return Wanted("unit", re.compile(_NUMBER + r"\D{0,3}" + re.escape(question.unit.lstrip("万亿千百十"))))
    return None


@lru_cache(maxsize=64)
def _of_counter(counter: str) -> Wanted:
    """What states a count asked for with the counting word: 多少户 by 户, 家 and 个; 几个 by any."""
    groups: list[str] = cues()["counters"]["alike"]
    alike = {c for group in groups if counter in group or counter == cues()["counters"]["any"] for c in group}
    words = "|".join(sorted(alike or {counter}))
    return Wanted("count", re.compile(rf"{_NUMBER}[余多]?[万亿]*(?:{words})|全部|全覆盖"))


def states(kind: Wanted, text: str) -> bool:
    """Whether the text states a value of the kind."""
    return kind.stated.search(fold(text)) is not None


def asks_twice(question: Question) -> bool:
    """Whether the question asks for two values (评多少名，每人资助多少): one record does not answer it."""
    return len(re.findall(r"多少|几(?=[个名家项人年天元块分])|多[大久高长]|百分之几", fold(question.raw))) > 1
