"""Lists of links on a page: menus, recommendations, 相关阅读. They belong to the site, not to the document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.chrome import is_site_word
from ingest.readers.content import squash

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A file that can be downloaded, or the name of one: those are the document's attachments.
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|7z)\b|附[件表]", re.IGNORECASE)
_DATE = re.compile(r"[\[（(]?(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\])）]?")
_WORD = re.compile(r"[\w\u4e00-\u9fff]")
_SENTENCE = re.compile("[。；！]")
_LISTS = frozenset(("div", "ul", "ol", "dl", "table", "tr", "td", "p", "section", "aside", "nav"))
_SHORT = 60  # characters; what stands beside links is a date, a heading or a button
_LINKS, _DATED_LINKS = 3, 2  # how many make a list, and how many with dates or words of a site beside them


@dataclass(slots=True)
class _Sum:
    """What lies in an element: links, words outside them, dates and words of a site, names of files or sentences."""

    links: int = 0
    words: int = 0
    hints: int = 0
    kept: bool = False

    def add(self, other: "_Sum") -> None:
        self.links += other.links
        self.words += other.words
        self.hints += other.hints
        self.kept = self.kept or other.kept


def menus(root: "HtmlElement") -> Iterator["HtmlElement"]:
    """The outermost elements in `root` that hold links, and nothing that a document would say beside them."""
    sums: dict[HtmlElement, _Sum] = {}
    for node in reversed(list(root.iter())):  # children before their parents
        if isinstance(node.tag, str):
            sums[node] = _of(node, sums)
    inside: set[HtmlElement] = set()
    for node in root.iter():
        if node.getparent() in inside:
            inside.add(node)
        elif node in sums and node.tag in _LISTS and _is_menu(sums[node]):
            inside.add(node)
            yield node


def _of(node: "HtmlElement", sums: "dict[HtmlElement, _Sum]") -> _Sum:
    if node.tag == "a":
        text = squash(node.text_content())
        kept = bool(_FILE.search(text) or _FILE.search(node.get("href") or "") or _SENTENCE.search(text))
        tool = is_site_word(text)  # left to the cleaning of lines: it tells what stands around it
        return _Sum(links=bool(text) and not tool, hints=tool, kept=kept)
    whole = _of_text(node.text)
    for child in node:
        if child in sums:
            whole.add(sums[child])
        whole.add(_of_text(child.tail))
    return whole


def _of_text(text: str | None) -> _Sum:
    if not text or not _WORD.search(text):
        return _Sum()
    line = squash(text)
    rest = _DATE.sub("", line) if len(line) <= _SHORT else line
    if len(rest) <= _SHORT and (not _WORD.search(rest) or is_site_word(rest)):
        return _Sum(hints=1)
    return _Sum(words=1, kept=bool(_FILE.search(rest)))


def _is_menu(own: _Sum) -> bool:
    return not (own.words or own.kept) and own.links >= (_DATED_LINKS if own.hints else _LINKS)
