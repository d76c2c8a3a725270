"""The text of one Word paragraph as a reader of the accepted document sees it, and its heading level."""

import re
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Elements that hold others without being part of the text, opened wherever they stand.
_WRAPPERS = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink"))
# Elements whose text is not shown: deletions, codes of fields, phonetic guides, drawings, old-format copies.
_SILENT = frozenset(
    [
        W + tag
        for tag in (
            "del",
            "moveFrom",
            "delText",
            "instrText",
            "rt",
            "drawing",
            "pict",
            "object",
            "pPr",
            "rPr",
        )
    ]
) | {_MC + "AlternateContent"}
_MARKS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": " "}
_HEADING = re.compile(r"(?:heading|标题)\s*([1-6])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]", re.IGNORECASE)
_LEVELS = 6  # outline levels that Block.heading knows
_TITLE = ("title", "标题")


def children(element: Any, *tags: str) -> Iterator[Any]:
    """Children of `element` with one of `tags`, in order; wrappers are opened, deletions passed over."""
    wanted = {W + tag for tag in tags}
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from children(child, *tags)


def lines_of(paragraph: Any) -> list[str]:
    """The lines of a paragraph (line breaks within it part them)."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _SILENT or (node.tag == W + "r" and _vanished(node)):
            continue
        if node.tag == W + "t":
            parts.append(node.text or "")
        elif node.tag in _MARKS:
            parts.append(_MARKS[node.tag])
        elif isinstance(node.tag, str):
            stack.extend(reversed(node))
    return "".join(parts).split("\n")


def text_boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of text boxes anchored in `paragraph`, each once (a copy for old versions is passed
    over).
    """
    for box in paragraph.iter(W + "txbxContent"):
        if not any(ancestor.tag == _MC + "Fallback" for ancestor in box.iterancestors()):
            yield box


def deleted(paragraph: Any) -> bool:
    """Whether the paragraph's end mark is a tracked deletion, so that the next one continues it."""
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


class Styles:
    """The styles of a document and what they say of a paragraph."""

    def __init__(self, document: Any) -> None:
        self._known = {style.get(W + "styleId"): style for style in document.styles.element.findall(W + "style")}

    def chain(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's style elements, from its own to the one all are based on."""
        stated = paragraph.find(f"{W}pPr/{W}pStyle")
        seen: set[str] = set()
        while stated is not None and (name := stated.get(W + "val", "")) not in seen:
            seen.add(name)
            style = self._known.get(name)
            if style is None:
                return
            yield style
            stated = style.find(W + "basedOn")

    def heading(self, paragraph: Any) -> int:
        """1..6 for a heading by outline level or style, else 0."""
        styles = list(self.chain(paragraph))
        for element in (paragraph, *styles):
            level = element.find(f"{W}pPr/{W}outlineLvl")
            if level is not None and level.get(W + "val", "").isdecimal():
                value = int(level.get(W + "val"))
                return value + 1 if value < _LEVELS else 0
        for name in map(_name, styles):
            if found := _HEADING.fullmatch(name):
                return int(found.group(1))
            if name.lower() in _TITLE:
                return 1
        return 0

    def is_contents(self, paragraph: Any) -> bool:
        """Whether the paragraph is a line of the table of contents, which repeats headings."""
        return any(_CONTENTS.fullmatch(_name(style)) for style in self.chain(paragraph))


def _name(style: Any) -> str:
    name = style.find(W + "name")
    return (name.get(W + "val") or "").strip() if name is not None else ""


def _vanished(run: Any) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(W + "val", "true") not in ("0", "false", "off")
