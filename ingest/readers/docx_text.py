"""The text of one Word paragraph as a reader of the accepted document sees it, and its heading level."""

import re
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Elements that hold others without being part of the text, opened wherever they stand.
_WRAPPERS = frozenset(
    W + tag for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink")
)
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


def style_chain(document: Any, paragraph: Any) -> Iterator[Any]:
    """The paragraph's style elements, from its own to the one all are based on."""
    name = paragraph.find(f"{W}pPr/{W}pStyle")
    wanted = name.get(W + "val") if name is not None else None
    seen: set[str] = set()
    while wanted and wanted not in seen:
        seen.add(wanted)
        style = next(
            (s for s in document.styles.element.findall(W + "style") if s.get(W + "styleId") == wanted), None
        )
        if style is None:
            return
        yield style
        base = style.find(W + "basedOn")
        wanted = base.get(W + "val") if base is not None else None


def heading_level(document: Any, paragraph: Any) -> int:
    """1..6 for a heading by outline level or style, else 0."""
    styles = list(style_chain(document, paragraph))
    for element in (paragraph, *styles):
        level = element.find(f"{W}pPr/{W}outlineLvl")
        if level is not None and level.get(W + "val", "9").isdecimal():
            value = int(level.get(W + "val"))
            return value + 1 if value < 6 else 0
    for style in styles:
        name = style.find(W + "name")
        shown = (name.get(W + "val") or "").strip() if name is not None else ""
        if found := _HEADING.fullmatch(shown):
            return int(found.group(1))
        if shown.lower() in _TITLE:
            return 1
    return 0


def _vanished(run: Any) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(W + "val", "true") not in ("0", "false", "off")
