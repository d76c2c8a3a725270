"""Names of indicators made comparable: one spelling for what documents write in several ways.

Two indicators are the same when their keys are equal. A key forgets the order of the words (每万常住人口家庭医生数 and
家庭医生人数每万常住人口) but for what stands before and after 占, and never forgets a word that narrows.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kb.terms import fold

# 铁路在货运量中占比 · 新建建筑中绿色建筑占比
_SHARE_WITHIN = re.compile(r"^(?P<part>.+?)在(?P<whole>.+?)中(?:所)?占?的?比例$")
_SHARE_AMONG = re.compile(r"^(?P<whole>.+?[^高初其集空水])中的?(?P<part>.{2,}?)(?:所)?占?的?比例$")
_SHARE = re.compile(r"^(?P<part>.+?)占(?P<whole>.+?)的?比例$")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator's `key` for comparing; `growth` when its name tells a growth (GDP增速); `bare` when it names no
    thing (智能化率) and needs its surroundings to say of what."""

    key: str
    growth: bool
    bare: bool


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """`kb/data/compare.toml` as read."""
    return tomllib.loads(files("kb").joinpath("data/compare.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _spellings() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of every other spelling, longest first, and the one spelling for each."""
    # a spelling that is the one already shields the shorter ones inside it
    one = {fold(word): fold(canonical) for canonical, words in data()["same"].items() for word in (canonical, *words)}
    return re.compile("|".join(map(re.escape, sorted(one, key=len, reverse=True)))), one


def one_spelling(text: str) -> str:
    """The folded text with every known other spelling made one: 绿电占比 -> 绿色电力比例."""
    pattern, one = _spellings()
    return pattern.sub(lambda match: one[match.group()], re.sub(r"\s+", "", fold(text)))


@lru_cache(maxsize=65536)
def indicator(name: str) -> Indicator:
    """The indicator that a target's own words name."""
    words = data()["indicator"]
    # 累计 is told by the measure
    flat = _NOT_WORD.sub("", one_spelling(_without_gloss(name).replace("累计", "")))
    flat = one_spelling(flat)  # once more: what became one spelling may be part of a longer one
    flat = _strip(flat, words["openings"], str.removeprefix)
    growth = flat.endswith(tuple(words["growth"]))
    flat = _strip(flat, words["growth"], str.removesuffix)
    flat = _strip(flat, words["endings"], str.removesuffix)
    return Indicator(_key(flat), growth, _is_bare(flat))


def _without_gloss(name: str) -> str:
    """The name without a bracket that repeats it in Latin letters: 细颗粒物(PM2.5), 研究与试验发展(R&D)经费."""
    return re.sub(r"\((?=[a-z])[a-z0-9.&]+\)", "", fold(name))


def _strip(text: str, words: list[str], cut: Any) -> str:
    """The text without any of the words at one end, as long as two characters stay."""
    while True:
        shorter = next((cut(text, word) for word in words if len(cut(text, word)) in range(2, len(text))), None)
        if shorter is None:
            return text
        text = shorter


def _key(flat: str) -> str:
    if match := _SHARE_WITHIN.match(flat) or _SHARE.match(flat) or _SHARE_AMONG.match(flat):
        return f"{_sorted(match['part'])}占{_sorted(match['whole'])}"
    return _sorted(flat)


def _sorted(text: str) -> str:
    return "".join(sorted(text.replace("的", "").replace("和", "").replace("与", "").replace("及", "")))


def _is_bare(flat: str) -> bool:
    """Whether nothing is left but words that many things share."""
    left = flat
    for word in sorted(data()["indicator"]["bare"], key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < 2
