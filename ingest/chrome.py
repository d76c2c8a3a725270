"""Site chrome: the lines a web page puts around a document, known by the patterns of kb/data/chrome.toml.

Classes, from certain to doubtful: `site` and `line` are chrome wherever they stand, and short lines after
the last `site` line (ICP备…号) to the end of the file are the site's too; `edge` (打印, 首页) only in a run
of chrome lines that holds a `line` or lies at the start or end of the file; `footer` (an address) only in
the run at the end, after a `line`. A run may hold publication lines (来源：… 发布时间：…), which stay.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import groupby

from ingest.raw import Block
from ingest.readers.content import squash

_FOLD = str.maketrans("：（）［］，；＞｜／", ":()[],;>|/")
_BLANK = re.compile(r"\s+")
# Marks that stand between the parts of a line of chrome: 【打印】 【关闭】, 首页 | 登录.
_PARTS = re.compile(r"[\s|｜·•【】\[\]]+")
# 来源：某局 发布时间：2025-01-01, or 2025-01-01 来源：某局
_PUBLICATION = re.compile(
    r"(?:20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\s\d:]*)?(?:作者\s*[:：]\S{1,20}\s+)?"
    r"(?:(?:文章|信息|稿件)?来源|(?:发布|发表|更新|公布|公开)(?:时间|日期)|发布(?:机构|单位)|时间|日期)\s*[:：].{0,150}"
)
_DATE = re.compile(r"20\d\d\s*[-/.年]\s*\d{1,2}")
_CERTAIN = ("site", "line", "edge")
_CLASSES = (*_CERTAIN, "footer")
_SHORT = 30  # characters: a link's text; what follows the legal notice on sampled pages is under 20
_REPEATED = 3  # descriptions of the page after its end: for sharing, for search
_OPENING = 20  # characters that a description of the page shares with the title or the first words
_LONGEST = 200  # no line of chrome met was longer than 150 characters


def drop_chrome(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """`blocks` without the lines that are chrome, and publication lines without the chrome in them."""
    kept: list[Block] = []
    blocks = blocks[: _site_end(blocks)]
    kinds = [_kind(block) for block in blocks]
    at = 0
    for is_body, group in groupby(kinds, key=lambda kind: kind == "body"):
        run = list(group)
        members = blocks[at : at + len(run)]
        first, last = at == 0, at + len(run) == len(blocks)
        kept.extend(members if is_body else _run_kept(members, run, first=first, last=last))
        at += len(run)
    return tuple(kept)


def is_chrome(text: str) -> bool:
    """Whether the whole of `text` is site chrome, wherever it stands."""
    return _matches("site", text) or _matches("line", text)


def is_site_word(text: str) -> bool:
    """Whether `text` may be a word of a site's menus and tools: certain chrome, or chrome beside other chrome."""
    return any(_matches(kind, text) for kind in _CERTAIN)


def _site_end(blocks: tuple[Block, ...]) -> int:
    """Where the lines begin that follow a site's legal notice up to the end: short ones, and the document's first
    words once more, as for sharing; else the end."""
    found, passed, total = len(blocks), 0, sum(len(block.text) for block in blocks)
    repeated = 0
    for end in range(len(blocks), 0, -1):
        text = blocks[end - 1].text
        if _matches("site", text):
            found = end
        elif blocks[end - 1].kind == "row":
            break
        elif not _is_short(text):
            repeated += 1
            if repeated > _REPEATED or not _repeats(text, blocks[: end - 1]):
                break
        passed += len(text) if _is_short(text) else 0
        if 2 * passed > total:  # short lines alone are a list of names, not a site's menu
            break
    return found


def _is_short(text: str) -> bool:
    return len(text) <= _SHORT and "。" not in text


def _repeats(text: str, above: tuple[Block, ...]) -> bool:
    """Whether `text` opens like a block `above` and goes on otherwise: 某通知 各区人民政府：…, 各区人民…."""
    whole = _BLANK.sub("", text)
    tight = (_BLANK.sub("", block.text) for block in above)
    return any(other != whole and other.startswith(whole[:_OPENING]) for other in tight)


def is_publication(text: str) -> bool:
    """Whether `text` is a line that states when, and mostly by whom, a page was published."""
    return bool(_PUBLICATION.fullmatch(text) and _DATE.search(text))


def without_fragments(text: str) -> str:
    """A publication line without the counters and buttons beside it."""
    return squash(_fragments().sub(" ", text)).rstrip("|｜【[ ")


def _run_kept(members: tuple[Block, ...], kinds: list[str], *, first: bool, last: bool) -> Iterator[Block]:
    """What of a run of lines that may be chrome is none."""
    certain = next((place for place, kind in enumerate(kinds) if kind in ("site", "line")), len(kinds))
    edge_stays = not (first or last or certain < len(kinds))
    for place, (block, kind) in enumerate(zip(members, kinds, strict=True)):
        if kind == "publication":
            yield replace(block, text=without_fragments(block.text))
        elif edge_stays if kind == "edge" else kind == "footer" and not (last and place > certain):
            yield block


def _kind(block: Block) -> str:
    if block.kind == "row":
        return "body"
    if len(block.text) <= _LONGEST and is_publication(without_fragments(block.text)):
        return "publication"
    text = block.text
    kind = next((kind for kind in _CERTAIN if _matches(kind, text)), None) or _kind_of_parts(text)
    return kind or ("footer" if _matches("footer", text) else "body")


def _kind_of_parts(text: str) -> str | None:
    """The kind of a line of tools of several kinds: 【打印本页】 【关闭窗口】 【收藏】."""
    parts = [part for part in _PARTS.split(text) if part] if len(text) <= _LONGEST else []
    if len(parts) < 2:
        return None
    kinds = {next((kind for kind in _CERTAIN if _matches(kind, part)), None) for part in parts}
    if None in kinds:
        return None
    return "edge" if kinds == {"edge"} else "line"


def _matches(kind: str, text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    pattern = _patterns()[kind]
    if pattern.fullmatch(_folded(text)):
        return True
    parts = [part for part in _PARTS.split(text) if part]
    return len(parts) > 1 and all(pattern.fullmatch(_folded(part)) for part in parts)


def _folded(text: str) -> str:
    return _BLANK.sub("", text.translate(_FOLD)).strip("|·•【】")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = _table()
    return {kind: _any(table[kind]) for kind in _CLASSES}


@cache
def _fragments() -> re.Pattern[str]:
    return _any(_table()["fragment"])


def _any(entries: list[dict[str, str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{entry['pattern']})" for entry in entries), re.IGNORECASE)


@cache
def _table() -> dict[str, list[dict[str, str]]]:
    table: dict[str, list[dict[str, str]]] = tomllib.loads(
        files("kb").joinpath("data/chrome.toml").read_text(encoding="utf-8")
    )
    return table
