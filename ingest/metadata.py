"""The block of fields at the head of a portal page (标题, 索引号, 发文字号, …), as a table or as lines.

Guarantees: total; a field has the value its source gives, trimmed; the first mention wins.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ingest.chrome import is_publication
from ingest.dates import find_date, parse_date
from ingest.lines import Line

# The block stands at the top: below the page's own title (at most a few lines), above the text.
_LINES_ABOVE = 4
_LINES_LOOKED_AT = 60
# Characters; 已失效（废止） has 7.
_MAX_STATUS = 10
_EMPTY = {"", "-", "--", "—", "/", "无", "暂无"}
# 牵头单位：组织部, a field we do not know, between fields that we know
_FIELD = re.compile(r"[\u4e00-\u9fff ]{2,10}[:：]\s*\S[^。；]{0,60}$")
# 时间：2026-07-01 11:20 as pages write it; a meeting's 时间：7月1日 is of the text
_PAGE_TIME = re.compile(r"(?:时间|日期)\s*[:：]\s*(?P<value>20\d\d-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?)\s*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`values` by the field names of header.toml; `lines`: how many lines from the top are the block's."""

    values: Mapping[str, str]
    lines: int


@lru_cache(maxsize=1)
def header_words() -> dict[str, Any]:
    """`kb/data/header.toml` as read."""
    return tomllib.loads(files("kb").joinpath("data/header.toml").read_text(encoding="utf-8"))


def read_metadata(lines: Sequence[Line], meta: Mapping[str, str]) -> Metadata:
    """The fields in the block at the top of `lines`; then those that the format states outside the text."""
    values: dict[str, str] = {}
    last, waiting, idle = -1, None, 0
    for index, line in enumerate(lines[:_LINES_LOOKED_AT]):
        pairs = _row_pairs(line.block.cells) if line.block.kind == "row" else _line_pairs(line.text)
        if pairs:
            for name, value in pairs:
                _put(values, name, value)
            waiting = None if pairs[-1][1] or line.block.kind == "row" else pairs[-1][0]
            last, idle = index, 0
        elif waiting is not None and _fits(waiting, line.text):
            _put(values, waiting, line.text)
            last, waiting = index, None
        elif _ends_block(line, last >= 0, idle := idle + 1) and not (last >= 0 and _published_near(lines[index + 1 :])):
            break
    for name, value in meta.items():
        field = _names().get(_flat(name))
        if field:
            _put(values, field, value)
    return Metadata(values, last + 1)


def _ends_block(line: Line, begun: bool, idle: int) -> bool:
    if not begun:
        return idle > _LINES_ABOVE or line.text.endswith(("。", "：", ":", "；"))
    return idle > 2 or not (_FIELD.match(line.text) or line.is_row)


def _published_near(lines: Sequence[Line]) -> bool:
    """Whether 发布时间：… 来源：… stands right below: the page's title parts it from the table of fields."""
    for line in lines[:2]:
        pairs = [] if line.is_row else _line_pairs(line.text)
        if any(name == "published_date" and _fits(name, value) for name, value in pairs):
            return True
    return False


def _put(values: dict[str, str], name: str, value: str) -> None:
    value = value.strip(" \t　|,，;；")
    if name and value not in _EMPTY and _fits(name, value):
        values.setdefault(name, value)


def _fits(name: str, value: str) -> bool:
    """Whether `value` can be one of the field: a name left empty is followed by what is no value of it."""
    if name.endswith("_date"):
        return parse_date(value) is not None
    return len(value) <= _MAX_STATUS if name == "status" else bool(name)


def _row_pairs(cells: Sequence[str]) -> list[tuple[str, str]]:
    """(field, value) of a table row: name cells each followed by its value; a cell may hold both.

    A row that opens with another cell is of the text: 序号, 重点任务, 牵头单位, 完成时限.
    """
    pairs: list[tuple[str, str]] = []
    filled = [cell for cell in cells if cell.strip()]
    if filled and _flat(filled[0].rstrip(":： ")) not in _names() and not _line_pairs(filled[0]):
        return []
    at = 0
    while at < len(filled):
        name = _names().get(_flat(filled[at].rstrip(":： ")))
        if name is not None:
            value = filled[at + 1] if at + 1 < len(filled) else ""
            known = _names().get(_flat(value.rstrip(":： "))) is not None
            pairs.append((name, "" if known else value))
            at += 1 if known else 2
        else:
            pairs.extend(_line_pairs(filled[at]))
            at += 1
    return pairs


def _line_pairs(text: str) -> list[tuple[str, str]]:
    """(field, value) of a line of `name：value`, one or several; empty when it starts with no known name."""
    if _names().get(_flat(text)) == "":
        return [("", "-")]  # 正文, the name of a part of the page alone on its line
    if time := _PAGE_TIME.fullmatch(text):
        return [("published_date", time["value"])]
    found = list(_key_pattern().finditer(text))
    if not found or found[0].start() > 0:
        return _bare_date(text) if found else []
    ends = [match.start() for match in found[1:]] + [len(text)]
    pairs = [(_names()[_flat(m["name"])], text[m.end() : end]) for m, end in zip(found, ends, strict=True)]
    return pairs if any(name.endswith("_date") for name, _ in pairs) else pairs + _bare_date(text)


def _bare_date(text: str) -> list[tuple[str, str]]:
    """The date without a name in a line of publication: 2023-05-06 10:20 来源：某局."""
    bare = find_date(text) if is_publication(text) else None
    return [("published_date", text[bare[0] : bare[1]])] if bare else []


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Field by flat name; names whose values are not read map to the empty field."""
    words = header_words()
    names = {_flat(name): field for field, all_names in words["fields"].items() for name in all_names}
    return names | {_flat(name): "" for name in words["other"]["names"]}


@lru_cache(maxsize=1)
def _key_pattern() -> re.Pattern[str]:
    names = sorted(_names(), key=len, reverse=True)
    spaced = "|".join(r"\s*".join(map(re.escape, name)) for name in names)
    return re.compile(rf"(?:^|(?<=\s)|(?<=】))[【\[]?(?P<name>{spaced})[】\]]?\s*[:：]\s*")


def _flat(name: str) -> str:
    return re.sub(r"[\s　]+", "", name)
