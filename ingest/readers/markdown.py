"""Markdown: one block a source line, marks of the notation taken off, tables as rows, front matter into meta.

No CommonMark library: it would fold lines into paragraphs and renumber lists, and a 公文 in markdown needs
its own lines and its own numbers.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.raw import Block
from ingest.readers.content import Content, row, squash
from ingest.readers.encoding import decode
from ingest.readers.text import pipe_cells
from ingest.wrap import is_page_number

_HEADING = re.compile(r"(#{1,6})(?:\s+(.*?))?\s*#*$")  # ## 一、总体要求
_UNDERLINE = re.compile(r"={3,}|-{3,}")  # under a line: a heading of level 1 or 2
_RULE = re.compile(r"(?:[-*_]\s*){3,}")  # --- * * *
_FENCE = re.compile(r"(?:```|~~~).*")
_DEFINITION = re.compile(r"\[[^\]]+\]:\s*\S+.*")  # [1]: https://…
_MARKER = re.compile(r"(?:>\s*|[-*+]\s+(?=\S)(?!\d+\s*[-—]))+")  # > quoted, - item; but not the page number - 2 -
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")  # [文件](https://…(1).html "题名")
_REFERENCE_LINK = re.compile(r"\[([^\[\]]+)\]\[[^\]]*\]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_TAG = re.compile(r"</?(?:[bi]|u|em|strong|font|span|p|div|center|sup|sub|a|br)\b[^>]*>", re.IGNORECASE)
_CODE = re.compile(r"`([^`]+)`")
# **bold** *slanted* __bold__ _slanted_ ~~struck~~, outermost first; between digits a star multiplies.
_EMPHASIS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\*\*(?=\S)(.+?)(?<=\S)\*\*",
        r"(?<![\d*])\*(?=[^\s*])(.+?)(?<=\S)\*(?![\d*])",
        r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)",
        r"(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)",
        r"~~(.+?)~~",
    )
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Escaped characters wait in a private area of Unicode until the marks are gone.
_SHELTER = 0xF0000
_SHELTERED = re.compile(f"[{chr(_SHELTER)}-{chr(_SHELTER + 0x7F)}]")
_FIELD = re.compile(r"([\w一-鿿 ]+?)\s*[:：]\s*(.*)")  # 文号: 国发〔2023〕5号
# The head of a web page turned into markdown by a converter: Title: … / URL Source: … / Markdown Content:
_CONVERTED = re.compile(r"(Title|URL Source|Published Time|Markdown Content):\s*(.*)")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|zip|rar|ofd)\b", re.IGNORECASE)
_MENU = 3  # lines in a row that are nothing but links: a site's menu; a document's list of files names files


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    heading: int = 0
    menu: bool = False


def read_markdown(name: str, data: bytes) -> Content:
    """Blocks of a markdown file in any Chinese encoding; `key: value` front matter in meta.

    Raises NotText.
    """
    text, warnings = decode(name, data)
    source = _without_comments(text).replace("\r\n", "\n").replace("\r", "\n")
    lines = source.split("\n")
    meta, start = _front_matter(lines)
    shown = list(_without_menus(list(_lines(lines, start))))
    return Content(tuple(_blocks(shown)), meta, warnings)


def _without_comments(text: str) -> str:
    """`text` without `<!-- … -->`, the line breaks in them kept; one that is not closed is text."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*parts, text[at:]])


def _front_matter(lines: list[str]) -> tuple[Mapping[str, str], int]:
    """The fields between `---` and `---` at the top, and the index of the first line after them."""
    if _CONVERTED.fullmatch(lines[0].strip()):
        return _converted(lines)
    if lines[0].strip() != "---":
        return {}, 0
    meta: dict[str, str] = {}
    for index, line in enumerate(lines[1:], start=1):
        if line.strip() in ("---", "..."):
            return meta, index + 1
        if found := _FIELD.fullmatch(line.strip()):
            meta[found.group(1)] = found.group(2).strip().strip("\"'")
        elif line.strip() and not line.startswith((" ", "-", "#")):
            break
    return {}, 0


def _converted(lines: list[str]) -> tuple[Mapping[str, str], int]:
    """The fields a converter puts above a page, and where the page's own title stands: its menus lie
    before.
    """
    meta: dict[str, str] = {}
    start = 0
    for index, line in enumerate(lines):
        if found := _CONVERTED.fullmatch(line.strip()):
            meta[found.group(1)] = found.group(2)
        elif line.strip():
            break
        start = index + 1
    for index in range(start, len(lines)):
        found = _HEADING.fullmatch(squash(lines[index]))
        if found and found.group(2) and meta.get("Title", "").startswith(plain(found.group(2))):
            return meta, index
    return meta, start


def _lines(lines: list[str], start: int) -> Iterator[_Line]:
    for index in range(start, len(lines)):
        line = squash(lines[index])
        below = squash(lines[index + 1]) if index + 1 < len(lines) else ""
        if not line or _FENCE.fullmatch(line) or _DEFINITION.fullmatch(line):
            continue
        if _RULE.fullmatch(line) or _UNDERLINE.fullmatch(line):
            continue
        yield _line(index + 1, line, below)


def _line(number: int, line: str, below: str) -> _Line:
    marker = _MARKER.match(line)
    line = line[marker.end() :] if marker else line
    underlined = bool(_UNDERLINE.fullmatch(below)) and not marker and not is_page_number(line)
    heading = 0
    if found := _HEADING.fullmatch(line):
        heading, line = len(found.group(1)), found.group(2) or ""
    elif underlined and len(line) <= 60 and not line.endswith(("。", "；", "|")):
        heading = 1 if below.startswith("=") else 2
    menu = bool(_LINK.search(line)) and not _FILE.search(line) and not plain(_LINK.sub("", line)).strip("|_·> ")
    return _Line(number, line if pipe_cells(line) is not None else plain(line), heading, menu)


def plain(text: str) -> str:
    """`text` without inline marks: emphasis, links, images, code, tags, escapes, entities."""
    text = _ESCAPED.sub(lambda found: chr(_SHELTER + ord(found.group(1))), _IMAGE.sub("", text))
    for pattern in (_LINK, _REFERENCE_LINK, _AUTOLINK, _CODE, *_EMPHASIS):
        text = pattern.sub(r"\1", text)
    text = _TAG.sub(lambda found: " " if "br" in found.group().lower() else "", text)
    text = _SHELTERED.sub(lambda found: chr(ord(found.group()) - _SHELTER), text)
    return squash(html.unescape(text)).lstrip("_ ")


def _without_menus(lines: list[_Line]) -> Iterator[_Line]:
    """`lines` without runs of link-only lines."""
    run: list[_Line] = []
    for line in [*lines, None]:
        if line is not None and line.menu:
            run.append(line)
            continue
        if len(run) < _MENU or len(run) == len(lines):
            yield from run
        run = []
        if line is not None:
            yield line


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    table, last_row = -1, -1
    for line in lines:
        cells = pipe_cells(line.text)
        if cells is None:
            if line.text:
                yield Block(text=line.text, line=line.number, heading=line.heading)
            continue
        if last_row != line.number - 1:
            table += 1
        last_row = line.number
        if any(shown := tuple(plain(cell) for cell in cells)):
            yield row(shown, line.number, table, separator=" | ")
