"""The field of administration that a text speaks of (能源, 农业农村, …), by the words of `kb/data/themes.toml`."""

import re
import tomllib
from collections import Counter
from functools import lru_cache
from importlib.resources import files

from kb.terms import fold

OTHER = "其他"


def theme(*texts: str | None) -> str:
    """The theme of the first text that shows one: what is said itself before its headings, these before the title.
    `其他` where none does."""
    for text in texts:
        if text and (found := _theme(text)):
            return found
    return OTHER


def themes() -> tuple[str, ...]:
    """All themes in their order, `其他` last."""
    return (*dict.fromkeys(_words().values()), OTHER)


@lru_cache(maxsize=20_000)
def _theme(text: str) -> str | None:
    weights: Counter[str] = Counter()
    for found in _pattern().findall(fold(text)):
        weights[_words()[found]] += len(found) ** 2
    if not weights:
        return None
    order = themes()
    return max(weights, key=lambda name: (weights[name], -order.index(name)))


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    data = tomllib.loads(files("kb").joinpath("data/themes.toml").read_text(encoding="utf-8"))
    return {word: name for name, words in data["themes"].items() for word in words}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Longer words first: 用水 in 农业用水 stands beside 农业, 绿色电力 hides 电力."""
    return re.compile("|".join(map(re.escape, sorted(_words(), key=len, reverse=True))))
