"""Which parts of a page make the document: content container, title, metadata block, publication line.

Measures are taken in sentence marks outside links: menus, link lists and footers have next to none.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ingest.chrome import is_chrome, is_publication, without_fragments
from ingest.dates import is_date_line
from ingest.raw import Block
from ingest.readers.content import squash
from ingest.readers.html_blocks import Walker, text_of
from ingest.readers.html_menus import menus

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKS = re.compile("[，。；、]")
# Tags whose content no reader of the page sees as text.
_SILENT = re.compile(
    r"script|style|noscript|template|iframe|object|svg|head|link|meta|input|select|option|textarea|"
    r"button|nav|footer|audio|video|canvas|map"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTAINER_SHARE = 0.5  # of the page's marks: a known container with less is a box beside the document
_DENSE_SHARE = 0.75  # of an element's marks in one child: go down; below it the text is spread over the children
_META_LABELS = 3  # labels in one element that make it a metadata block
_META_LENGTH = 1500  # characters; a longer element holds the document too
_PUBLICATION_LENGTH = 150
_LEAST_TITLE, _TITLE_LENGTH = 8, 200
_SITE = re.compile("(?:网站?|平台|政府|局|厅|委|委员会|办公室)$")  # how the name of a site ends, and no title


class Page:
    """A parsed page: `meta` and `blocks()`. The tree is pruned in place."""

    def __init__(self, root: "HtmlElement") -> None:
        self.meta: Mapping[str, str] = dict(_meta(root))
        self._root = root
        _prune(root)
        if _marks(root):
            for menu in list(menus(root)):
                menu.drop_tree()
        self._content = _container(root)

    def blocks(self) -> list[Block]:
        """Metadata block, title, publication line and content, in the order of the page."""
        walker = Walker()
        blocks: list[Block] = []
        for part in self._parts():
            if part is self._content:
                blocks.extend(walker.blocks(part))
            elif _is_publication_part(part):
                blocks.append(Block(text=_spaced(part), line=0))
            else:
                blocks.extend(_pair_labels(walker.blocks(part)))
        return self._with_title(blocks)

    def _parts(self) -> list["HtmlElement"]:
        """The content and the elements kept from outside it, none inside another, in page order."""
        related = {*self._content.iterancestors(), *self._content.iter()}
        outside = [node for node in self._root.iter() if isinstance(node.tag, str) and node not in related]
        fields = _outermost(outside, _is_metadata)
        held = {node for field in fields for node in field.iter()}  # a row of fields may read like a publication line
        beside = [node for node in outside if node not in held]
        chosen = [*fields, *_outermost(beside, _is_publication_part)[:1]]
        titles = [node for node in outside if node.tag == "h1" and self._is_title(text_of(node))]
        chosen.extend(titles or self._plain_titles(outside)[:1])
        wanted = set(chosen) | {self._content}
        return [n for n in self._root.iter() if n in wanted and not any(a in wanted for a in n.iterancestors())]

    def _plain_titles(self, outside: list["HtmlElement"]) -> list["HtmlElement"]:
        """Elements outside the content that hold the page's title and nothing else, when the content does not."""
        if "ArticleTitle" in self.meta or "title" not in self.meta:
            return []
        content, name = _tight(text_of(self._content)), _tight(self.meta["title"]).split("丨")[-1]
        leaves = (node for node in outside if not len(node) and len(node.text or "") <= _TITLE_LENGTH)
        named = ((node, _tight(node.text or "")) for node in leaves)
        return [
            node
            for node, text in named
            if len(text) >= _LEAST_TITLE and name.startswith(text) and not _SITE.search(text) and text not in content
        ]

    def _is_title(self, text: str) -> bool:
        """Whether a heading names this page: what `<title>` or ArticleTitle start with, and no breadcrumb."""
        tight = _tight(text)
        names = [_tight(self.meta.get(key, "")) for key in ("ArticleTitle", "title")]
        return len(tight) >= 4 and not is_chrome(text) and (not any(names) or any(tight in n for n in names))

    def _with_title(self, blocks: list[Block]) -> list[Block]:
        """`blocks` with the page's title once before the content, as a heading."""
        title = squash(self.meta.get("ArticleTitle", ""))
        heads = [b for b in blocks if b.heading == 1 and self._is_title(b.text)]
        if not title and not heads:
            return blocks
        text = heads[0].text if heads else title
        same = _tight(text)
        rest = [b for b in blocks if b.kind == "row" or b.heading != 1 or _tight(b.text) != same]
        start = "".join(_tight(b.text) for b in rest[:12])
        if same in start and not heads:
            return blocks
        place = blocks.index(heads[0]) if heads else 0
        return [*rest[:place], Block(text=text, line=0, heading=1), *rest[place:]]


def _meta(root: "HtmlElement") -> Iterator[tuple[str, str]]:
    """`<meta name content>` and `<title>`; the first of a name counts."""
    seen: set[str] = set()
    pairs = [("title", text_of(node)) for node in root.iter("title")]
    pairs += [(node.get("name") or "", squash(node.get("content") or "")) for node in root.iter("meta")]
    for name, value in pairs:
        if name and value and name not in seen:
            seen.add(name)
            yield name, value


def _prune(root: "HtmlElement") -> None:
    """Take out what is not shown or is a tool of the site; text that follows an element stays."""
    total = _marks(root)
    for node in list(root.iter()):
        if node.getparent() is None or not isinstance(node.tag, str):
            continue
        if _SILENT.fullmatch(node.tag) or _is_tool(node) or (_hidden(node) and 2 * _marks(node) <= total):
            node.drop_tree()  # what is hidden yet holds most of the page is the document, shown by a script


def _hidden(node: "HtmlElement") -> bool:
    return node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))


def _is_tool(node: "HtmlElement") -> bool:
    names = f"{node.get('class') or ''} {node.get('id') or ''}".lower()
    if not any(word in names for word in _data()["dropped"]) or _marks(node) >= 2:
        return False
    return not _is_publication_part(node)


def _marks(node: "HtmlElement") -> int:
    """Sentence marks in `node`, those in links left out."""
    linked = sum(len(_MARKS.findall(a.text_content())) for a in node.iter("a"))
    return len(_MARKS.findall(node.text_content())) - linked


def _container(root: "HtmlElement") -> "HtmlElement":
    """The element that holds the document: a known one with most of the marks, else the densest."""
    total = _marks(root)
    known = sorted(_known(root), key=lambda pair: pair[0])
    for _, node in known:
        if total and _marks(node) >= _CONTAINER_SHARE * total:
            return node
    node = root
    while True:
        heaviest = max((c for c in node if isinstance(c.tag, str)), key=_marks, default=None)
        if heaviest is None or not total or _marks(heaviest) < _DENSE_SHARE * _marks(node):
            return node
        if heaviest.tag in ("p", "span", "tr", "td", "font", "b", "strong") or _is_signed_below(heaviest):
            return node
        node = heaviest


def _is_signed_below(node: "HtmlElement") -> bool:
    """Whether a signature's date, 2026年6月28日, stands in an element after `node`: the text goes on there."""
    below = (part for sibling in node.itersiblings() for part in sibling.itertext())
    return any("年" in part and is_date_line(part) for part in map(str, below))


def _known(root: "HtmlElement") -> Iterator[tuple[int, "HtmlElement"]]:
    """Elements with an id or class of a known content container, and its rank."""
    ids, classes = _data()["content_ids"], _data()["content_classes"]
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        if (name := node.get("id")) in ids:
            yield ids.index(name), node
        for name in (node.get("class") or "").split():
            if name in classes:
                yield len(ids) + classes.index(name), node


def _outermost(nodes: list["HtmlElement"], wanted: Any) -> list["HtmlElement"]:
    chosen: dict[HtmlElement, None] = {}
    inside: set[HtmlElement] = set()  # what lies in a chosen one; parents come before their children
    for node in nodes:
        if node.getparent() in inside or node.getparent() in chosen:
            inside.add(node)
        elif wanted(node):
            chosen[node] = None
    return list(chosen)


def _is_metadata(node: "HtmlElement") -> bool:
    text = node.text_content()
    if len(text) > 10 * _META_LENGTH or len(squash(text)) > _META_LENGTH:
        return False
    labels = {found.group(1) for found in _labels().finditer(_tight(text))}
    cells = {_tight(str(part)) for part in node.itertext()}  # 索引号 in a cell or a tag of its own needs no colon
    return len(labels | cells.intersection(_data()["labels"])) >= _META_LABELS


def _is_publication_part(node: "HtmlElement") -> bool:
    text = node.text_content()
    return len(text) < 10 * _PUBLICATION_LENGTH and is_publication(without_fragments(_spaced(node)))


def _spaced(node: "HtmlElement") -> str:
    """The text of `node` with a blank between its elements: 来源：某局 时间：2025-03-20."""
    return squash(" ".join(map(str, node.itertext())))


def _pair_labels(blocks: list[Block]) -> list[Block]:
    """A label that stands alone (索引号：) joined with the value after it."""
    paired: list[Block] = []
    for block in blocks:
        before = paired[-1] if paired else None
        if before and before.kind == block.kind == "paragraph" and _is_label(before.text) and not _is_label(block.text):
            paired[-1] = Block(text=before.text + block.text, line=0)
        else:
            paired.append(block)
    return paired


def _is_label(text: str) -> bool:
    return _labels().fullmatch(_tight(text)) is not None


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", squash(text)).replace(":", "：")


@cache
def _labels() -> re.Pattern[str]:
    """索引号： with or without the colon where the label stands alone."""
    return re.compile(f"({'|'.join(map(re.escape, sorted(_data()['labels'], key=len, reverse=True)))})：")


@cache
def _data() -> dict[str, list[str]]:
    table: dict[str, list[str]] = tomllib.loads(files("kb").joinpath("data/chrome.toml").read_text(encoding="utf-8"))[
        "html"
    ]
    return table
