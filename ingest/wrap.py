"""Page numbers and hard line breaks: what a page puts into a text, taken out again."""

import re
import unicodedata
from dataclasses import replace

from ingest.raw import Block

# A line that is a page number: — 2 —, - 2 -, －2－, 第2页, 第 2 页 共 10 页, 2/10 页, and ===PAGE 2=== of a dump.
_PAGE_NUMBER = re.compile(
    r"[—–\-－―─·.]{1,3}\s*\d{1,4}\s*[—–\-－―─·.]{1,3}"
    r"|第\s*\d{1,4}\s*页\s*[,，/]?\s*(?:[(（]?\s*共\s*\d{1,4}\s*页\s*[)）]?)?"
    r"|\d{1,4}\s*/\s*\d{1,4}\s*页?"
    r"|[=\-#*\[ ]{2,}\s*page\s*\d{1,4}\s*[=\-#*\] ]{2,}",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’」』）)]*$")
# A line that starts a unit of its own: 一、 （一） 1. 第三条 附件 —— | (pipe row).
_UNIT_START = re.compile(
    r"[一二三四五六七八九十百]{1,4}[、.．]|[(（][一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百千\d]{1,6}[章节条编]|附\s*件\s*\d*\s*(?:[:：]|$)|——|[●•■◆]"
)
_LATIN_END = re.compile(r"[A-Za-z0-9,.%]$")
_LATIN_START = re.compile(r"^[A-Za-z]")
_MIN_LINES = 8  # fewer lines say nothing about a common width
_MIN_COLUMNS = 36  # 18 Chinese characters: short lines of like length are items, not a narrow page
_MAX_COLUMNS = 120  # 60 Chinese characters: a page's line; a longer line is a paragraph
# Columns by which a full line may fall short: a mark that may not start the next line is carried over (2), a
# word or number is not split (up to 4), the first line of a paragraph had an indent, trimmed away (4).
_SLACK = 8
_FULL_SHARE = 0.5  # wrapped 公文 measured 0.65 to 0.84, texts with a line a paragraph up to 0.2


def drop_page_numbers(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """`blocks` without the lines that are nothing but a page number."""
    return tuple(b for b in blocks if b.kind == "row" or not is_page_number(b.text))


def is_page_number(text: str) -> bool:
    """Whether `text` is nothing but a page number with its dashes or its 第…页."""
    return bool(_PAGE_NUMBER.fullmatch(text))


def rejoin(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Lines broken at a page's width, or after a ， as paragraphs again; other texts come back unchanged."""
    blocks = _join_commas(blocks)
    width = wrapped_width([b.text for b in blocks if b.kind == "paragraph" and not b.heading])
    if width is None or any(block.page for block in blocks):  # the PDF reader joins lines by their page's width
        return blocks
    joined: list[Block] = []
    last_line = 0  # where the block before ended, and whether its last line was full
    was_full = False
    for block in blocks:
        if joined and was_full and block.line == last_line + 1 and _continues(joined[-1], block):
            joined[-1] = replace(joined[-1], text=glue(joined[-1].text, block.text))
        else:
            joined.append(block)
        last_line, was_full = block.line, columns(block.text) >= width - _SLACK
    return tuple(joined)


def _join_commas(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """`blocks` with a line that ends in ， or 、 joined to the one after it: no paragraph ends so."""
    joined: list[Block] = []
    last_line = 0
    for block in blocks:
        open_end = bool(joined) and joined[-1].text.endswith(("，", "、")) and block.line == last_line + 1
        if open_end and _continues(joined[-1], block):
            joined[-1] = replace(joined[-1], text=glue(joined[-1].text, block.text))
        else:
            joined.append(block)
        last_line = block.line
    return tuple(joined)


def wrapped_width(lines: list[str]) -> int | None:
    """The width in columns at which `lines` were broken, None when they were not."""
    if len(lines) < _MIN_LINES:
        return None
    widths = [columns(line) for line in lines]
    width = max(widths)
    if not _MIN_COLUMNS <= width <= _MAX_COLUMNS:
        return None
    full = [line for line, n in zip(lines, widths, strict=True) if n >= width - _SLACK]
    cut = [line for line in full if not _SENTENCE_END.search(line)]
    return width if len(full) >= _FULL_SHARE * len(lines) and len(cut) * 2 >= len(full) else None


def columns(text: str) -> int:
    """Width of `text` in columns: 2 for a full-width character, 1 for others."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def glue(before: str, after: str) -> str:
    """Two parts of a broken line as one: a blank only between Latin words."""
    blank = " " if _LATIN_END.search(before) and _LATIN_START.match(after) else ""
    return before + blank + after


def starts_unit(text: str) -> bool:
    """Whether `text` starts like a unit with a label (一、 （一） 1. 第三条 附件 ——)."""
    return bool(_UNIT_START.match(text))


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with the mark of a sentence or of a list item."""
    return bool(_SENTENCE_END.search(text))


def _continues(before: Block, after: Block) -> bool:
    if "row" in (before.kind, after.kind) or before.heading or after.heading or before.page != after.page:
        return False
    return not ends_sentence(before.text) and not starts_unit(after.text)
