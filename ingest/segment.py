"""Lines → the clauses of a document.

Guarantees:
- total: any lines give clauses; at worst one clause holds everything;
- every clause has `text[start:end] == clause.text`, lies inside its parent and starts with its label;
- every character but line breaks lies in exactly one clause's own text (label, heading and text before its
  children);
- ids are unique: ordinals from the top, `~n` for the n-th unit of the same number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import CHAPTERS
from ingest.lines import Line
from ingest.outline import mark_lines
from ingest.tree import Node, build
from kb.model import Clause, Document

# What an unlabelled clause is called in a citation: at most this much of its text.
_EXCERPT = 16
_NAMES = {"meta": "文头信息", "front": "前言", "back": "文末"}
_KEYS = {"meta": "0", "front": "front", "back": "back"}


@dataclass(frozen=True, slots=True)
class _Above:
    """What a clause inherits from the one that holds it."""

    id: str
    parent: str | None
    path: tuple[str, ...]
    titles: tuple[str, ...]
    level: int


def segment(
    document: Document, text: str, lines: Sequence[Line], metadata_lines: int = 0, *, headings: bool = False
) -> tuple[Clause, ...]:
    """The clauses of `text` in reading order, parents before children.

    The first `metadata_lines` of `lines` are the block of fields; `headings` says whether outline levels that
    the format states are the author's.
    """
    root = build(lines, mark_lines(lines, metadata_lines, document.title, headings))
    clauses: list[Clause] = []
    _emit(root, _Above(document.id, None, (), (), 0), document.id, text, lines, clauses)
    return tuple(clauses)


def _emit(node: Node, above: _Above, document_id: str, text: str, lines: Sequence[Line], out: list[Clause]) -> None:
    seen: dict[str, int] = {}
    for child in node.children:
        key = _key(child, seen)
        seen[key] = seen.get(key, 0) + 1
        ident = f"{above.id}/{key}" + (f"~{seen[key]}" if seen[key] > 1 else "")
        start, end = lines[child.own[0] if child.own else _first(child)].start, _end(child, lines)
        heading, body = _heading(child, lines, text)
        label = child.label.text if child.label else None
        path = (*above.path, label) if label else above.path
        titles = (*above.titles, _name(child, label, heading, key, text[start:end]))
        first_inner = lines[_first(child.children[0])].start if child.children else end
        clause = Clause(
            id=ident, document_id=document_id, label=label, heading=heading, level=above.level + 1,
            kind=child.kind, path=path, titles=titles, parent=above.parent, start=start,
            body_start=min(body, first_inner, end), end=end, text=text[start:end],
        )  # fmt: skip
        out.append(clause)
        _emit(child, _Above(ident, ident, path, titles, above.level + 1), document_id, text, lines, out)


def _key(node: Node, seen: dict[str, int]) -> str:
    if node.label is not None:
        number = "-".join(map(str, node.label.number))
        kind = re.match("附[件录表图]?|专栏", re.sub(r"\s", "", node.label.text))
        return (kind[0] if kind else "") + number
    if node.kind in _KEYS:
        return _KEYS[node.kind]
    letter = {"row": "r", "unit": "h"}.get(node.kind, "i")
    seen[letter] = seen.get(letter, 0) + 1
    return f"{letter}{seen[letter]}"


def _first(node: Node) -> int:
    return node.own[0] if node.own else _first(node.children[0])


def _end(node: Node, lines: Sequence[Line]) -> int:
    return _end(node.children[-1], lines) if node.children else lines[node.own[-1]].end


def _heading(node: Node, lines: Sequence[Line], text: str) -> tuple[str | None, int]:
    """The heading and the offset where the text after it starts."""
    if not node.own:
        return None, lines[_first(node)].start
    line = lines[node.own[0]]
    following = lines[node.own[node.head]].start if node.head < len(node.own) else _end(node, lines)
    if node.style == "附件" and node.label is not None:
        parts = [line.text[node.label.rest :].strip(), *(lines[i].text for i in node.own[1 : node.head])]
        return "".join(parts) or None, following
    if node.style == "front" and node.head:
        return "".join(lines[i].text for i in node.own[: node.head]), following
    if node.kind == "unit" and node.label is None:
        return line.text, following
    if node.label is None:
        return None, line.start
    found = node.found
    if node.head > 1:
        return line.text[node.label.rest :] + "".join(lines[i].text for i in node.own[1 : node.head]), following
    if found.shape == "none":
        return _heading_below(node, lines, following)
    body = line.start + found.body
    while body < line.end and text[body] in " \t　":
        body += 1
    return line.text[found.start : found.end], body if body < line.end else following


def _heading_below(node: Node, lines: Sequence[Line], following: int) -> tuple[str | None, int]:
    """A chapter's label alone on its line has its heading on the next one."""
    line, label = lines[node.own[0]], node.label
    assert label is not None
    if label.rest < len(line.text):
        return None, line.start + label.rest
    if node.style in CHAPTERS and len(node.own) > 1 and len(lines[node.own[1]].text) <= 30:
        below = node.own[2] if len(node.own) > 2 else None
        return lines[node.own[1]].text, lines[below].start if below is not None else _end(node, lines)
    return None, following


def _name(node: Node, label: str | None, heading: str | None, key: str, text: str) -> str:
    if label:
        gap = " " if heading and re.search(r"[\w]$", label) else ""
        return f"{label}{gap}{heading or ''}"
    if heading:
        return heading
    if node.kind in _NAMES:
        return _NAMES[node.kind]
    if node.kind == "row":
        return f"表格第{key[1:]}行"
    opening = re.split("[。；\n]", text, maxsplit=1)[0]
    return opening if len(opening) <= _EXCERPT else opening[:_EXCERPT] + "…"
