"""The word lists of `kb/data/target_words.toml`, as patterns."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_MARKS = re.compile(r"[\s,，、:：;；]+")
_LAST_MARKS = re.compile(r"[\s,，、:：]+$")


@lru_cache(maxsize=1)
def lists() -> dict[str, list[str]]:
    """Every list by its name."""
    return tomllib.loads(files("kb").joinpath("data/target_words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def pattern(*names: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Any word of the named lists, the longest first, between the two given pieces of pattern."""
    words = sorted({w for name in names for w in lists()[name]}, key=len, reverse=True)
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, words))}){after}")


def strip_front(text: str, *names: str) -> int:
    """How many characters of words of the named lists, and marks between them, open `text`."""
    at = 0
    opener, whole = pattern(*names), pattern("whole_words")
    while not whole.match(text, at):
        match = _MARKS.match(text, at) or opener.match(text, at)
        if match is None:
            break
        at = match.end()
    return at


def strip_back(text: str, *names: str) -> int:
    """Where `text` ends once words of the named lists are taken off its end."""
    end = len(text)
    tail, whole = pattern(*names, after="$"), pattern("whole_endings", after="$")
    while not whole.search(text[:end]):
        if text.endswith("水平均", 0, end):  # 应用水平 | 均达到, not 平均
            end -= 1
            continue
        match = tail.search(text[:end]) or _LAST_MARKS.search(text[:end])
        if match is None:
            break
        end = match.start()
    return end
