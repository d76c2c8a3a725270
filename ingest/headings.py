"""What of a labelled line is its heading (标题) and where the text after it starts.

A heading stands alone on its line (一、总体要求), or runs into its text up to the first 。 when it is short
and titular ((一)推动传统产业提质升级。煤炭采选业方面…). A label followed by running text has no heading.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.labels import CHAPTERS, Label
from ingest.parts import outline_words

Following = Literal["text", "inside", "other"]
Shape = Literal["alone", "stop", "run-in", "bracket", "none"]

# Characters. The longest run-in heading of the documents read has 36, the longest title alone on a line 52.
MAX_RUN_IN = 45
MAX_ALONE = 60
MAX_COLON = 20
MAX_ARTICLE = 14
_OPEN, _CLOSE = "（(《“‘〔[【", "）)》”’〕]】"
# 第二条 【个体工商户转型升级政策支持】对当年度…
_BRACKETED = re.compile(r"[【［\[](?P<title>[^】］\]]{2,30})[】］\]]\s*")
# 一、二级标题 may hold a 、 and a ，but none of these
_STOPS = re.compile("[。；;！？!?：:\t]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible heading `line[start:end]`, the text going on at `body`; `shape` says how it stands."""

    shape: Shape
    start: int = 0
    end: int = 0
    body: int = 0


NONE = Candidate("none")


def candidate(line: str, label: Label, following: Following) -> Candidate:
    """The heading that `line`, which starts with `label`, may have, judged by itself and what follows it."""
    start, end = label.rest, len(line)
    rest = line[start:]
    if not rest:
        return NONE
    if label.style in CHAPTERS:
        return Candidate("alone", start, end, end) if len(rest) <= MAX_ALONE else NONE
    bracketed = _BRACKETED.match(rest)
    if bracketed:
        title = bracketed.span("title")
        return Candidate("bracket", start + title[0], start + title[1], start + bracketed.end())
    limit = MAX_ARTICLE if label.style == "条" else MAX_ALONE
    asks = rest[-1] in "？?" and following != "other" and label.style != "条"
    if not _STOPS.search(rest[:-1] if asks else rest) and not rest.endswith((",", "，", "、")):
        titular = len(rest) <= limit and (label.style != "条" or is_titular(rest))
        return Candidate("alone", start, end, end) if titular else NONE
    if rest[-1] in ":：" and following != "other":
        bare = rest[:-1]
        if len(bare) <= MAX_COLON and "，" not in bare and is_titular(bare):
            return Candidate("alone", start, end - 1, end)
    stop = first_stop(rest)
    longest = MAX_ARTICLE if label.style == "条" else MAX_RUN_IN
    if stop is None or not 2 <= stop <= longest or not is_titular(rest[:stop]):
        return NONE
    if stop == len(rest) - 1:
        return Candidate("stop", start, start + stop, end) if following != "other" else NONE
    return Candidate("run-in", start, start + stop, start + stop + 1)


def goes_on(line: str, label: Label, below: str) -> bool:
    """Whether a heading alone on its `line` is broken there and ends on the line `below`.

    三、做好“放管服 / 改革”工作 · 二、进一步健全和 / 完善各项制度: an open bracket or a word that ends no title.
    """
    rest = line[label.rest :]
    if not rest or not below or len(rest) + len(below) > MAX_ALONE or label.style == "条":
        return False
    if _STOPS.search(rest) or not is_titular(rest.rstrip("的，、等")) or below.endswith((",", "，", "、", ":", "：")):
        return False
    unclosed = sum(rest.count(mark) for mark in _OPEN) > sum(rest.count(mark) for mark in _CLOSE)
    open_end = rest.endswith(tuple(outline_words()["title"]["goes_on"])) and not rest.endswith("目的")
    if not (unclosed or (open_end and not below.endswith("。"))):
        return False
    return is_titular(below.rstrip("。"))


def is_titular(text: str) -> bool:
    """Whether `text` reads as a title: no clause breaks but ，and 、, no words of running sentences."""
    return not (_STOPS.search(text) or _markers().search(text)) and not text.endswith(("的", "，", "、", "等"))


def first_stop(text: str) -> int | None:
    """Where the first 。 outside brackets and quotes stands in `text`."""
    depth = 0
    for index, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char == "。" and depth == 0:
            return index
    return None


@lru_cache(maxsize=1)
def _markers() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, outline_words()["sentence"]["markers"])))
