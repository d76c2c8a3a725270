"""Marked lines → a tree of nodes: which unit stands inside which.

Guarantees: total; every line belongs to exactly one node's own lines; own lines precede the children; nodes
keep the order of the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.headings import NONE, Candidate, Following, candidate, goes_on
from ingest.labels import CHAPTERS, RANKS, Label
from ingest.lines import Line
from ingest.outline import Mark
from kb.model import ClauseKind

_ROOT, _PARAGRAPH, _TITLED, _LEAF = "root", "para", "题", 99
# Styles that stand where their rank puts them, even after a colon.
_FIXED = ("附件", *CHAPTERS, "条")
# Run-in headings are believed when at least this share of the list has them: one short first sentence among
# statements is a sentence. Long ones need a share in the whole document too: 六、国务院实行总理负责制，…的工作。
# Of 条, whose first sentences are often short, a quarter and at least three.
_SHARE, _SHARE_EVERYWHERE, _ARTICLE_SHARE, _ARTICLES = 0.5, 0.25, 0.25, 3
_SHORT = 16  # characters of a heading that is hardly a sentence


@dataclass(slots=True)
class Node:
    """A unit in the making: `own` are the indexes of its own lines, children's apart."""

    kind: ClauseKind
    style: str
    label: Label | None = None
    own: list[int] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    head: int = 1  # own lines that label and heading take
    found: Candidate = NONE

    @property
    def rank(self) -> int:
        """Its place in the ladder of styles; headings of the format (h1…) stand above all numbering."""
        if self.style == _ROOT:
            return -99
        return -10 + int(self.style[1:]) if self.style.startswith("h") else RANKS.get(self.style, _LEAF)


def build(lines: Sequence[Line], marks: Sequence[Mark]) -> Node:
    """The tree; its root has no lines."""
    root = Node("front", _ROOT)
    stack = [root]
    index = 0
    while index < len(lines):
        mark = marks[index]
        taken = range(index, min(index + mark.lines, len(lines)))
        _place(stack, lines, mark, list(taken))
        index = taken.stop
    _release_tails(root, lines)
    _choose_headings(root, lines)
    return root


def _place(stack: list[Node], lines: Sequence[Line], mark: Mark, own: list[int]) -> None:
    """Put the line(s) `own` where their mark says, opening and closing nodes on `stack`."""
    if mark.kind == "plain":
        _add_text(stack, own)
    elif mark.kind == "row":
        if len(stack) == 1:
            _open(stack, Node("front", "front"))
        stack[-1].children.append(Node("row", "row", own=own))
    elif mark.kind in ("meta", "closing"):
        kind: ClauseKind = "meta" if mark.kind == "meta" else "back"
        del stack[1:]
        if not (stack[0].children and stack[0].children[-1].kind == kind):
            stack[0].children.append(Node(kind, kind))
        stack[0].children[-1].own += own
    elif mark.kind == "title":
        del stack[1:]
        _open(stack, Node("front", "front", own=own, head=len(own)))
    elif mark.kind == "attachment":
        del stack[1:]
        _open(stack, Node("unit", "附件", mark.label, own, head=len(own)))
    elif mark.kind == "label" and mark.label is not None:
        _open_label(stack, Node("unit", mark.label.style, mark.label, own), lines)
    elif mark.kind in ("heading", "titled", "chapter"):
        style = _unnumbered(stack, mark, lines[own[0]])
        node = Node("unit", style, own=own)
        if not any(open_node.style == style for open_node in stack):
            _close_to(stack, node.rank)
        else:
            _close_style(stack, style)
        _open(stack, node)
    else:
        _close_to(stack, RANKS["——"])
        _open(stack, Node("item", "——", own=own))


def _unnumbered(stack: Sequence[Node], mark: Mark, line: Line) -> str:
    """The style of a unit without a label; a chapter ranks with the outermost ones open: 编 or 章."""
    if mark.kind == "chapter":
        return next((node.style for node in stack if node.style in CHAPTERS), "章")
    return _TITLED if mark.kind == "titled" else f"h{line.block.heading}"


def _open(stack: list[Node], node: Node) -> None:
    stack[-1].children.append(node)
    stack.append(node)


def _close_to(stack: list[Node], rank: int) -> None:
    while len(stack) > 1 and stack[-1].rank >= rank:
        stack.pop()


def _close_style(stack: list[Node], style: str) -> None:
    """Close the innermost open unit of `style`, which there is, and all inside it."""
    while stack.pop().style != style:
        pass


def _add_text(stack: list[Node], own: list[int]) -> None:
    """Text goes on in the open node; after children of it, as an unlabelled node beside them."""
    if len(stack) == 1:
        _open(stack, Node("front", "front", own=list(own), head=0))
        return
    node = stack[-1]
    if not node.children:
        node.own += own
    elif node.children[-1].style == _PARAGRAPH:
        node.children[-1].own += own
    else:
        node.children.append(Node("item", _PARAGRAPH, own=list(own)))


def _open_label(stack: list[Node], node: Node, lines: Sequence[Line]) -> None:
    """Beside the open unit of the same style; else inside what its rank, or an introducing line, allows."""
    style = node.style
    if any(open_node.style == style for open_node in stack):
        _close_style(stack, style)
    elif not _introduced(stack[-1], node, lines):
        _close_to(stack, node.rank)
    while stack[-1].kind in ("front", "item") and stack[-1].style != _ROOT:
        stack.pop()
    _open(stack, node)


def _introduced(above: Node, node: Node, lines: Sequence[Line]) -> bool:
    """Whether `above` announces the list that `node` starts, whatever the usual order of their styles."""
    if node.label is None or node.label.number[:1] != (1,):
        return False
    if above.style == _TITLED:
        return node.style not in _FIXED
    if above.label is None or above.children:
        return False
    if node.style in _FIXED and (node.style != "条" or above.style in _FIXED):
        return False
    last = lines[above.own[-1]].text
    if last.endswith(("：", ":")):
        return node.style != "条"
    return len(above.own) == above.head and not last.endswith(("。", "；", ";"))


def _release_tails(node: Node, lines: Sequence[Line]) -> None:
    """Text after the last item of a closed list belongs to what holds the list, as an unlabelled node.

    A list is closed when all items before the last one are of a single line and none has a heading: a
    paragraph after （一）…；（二）…。 in an article is the article's next 款.
    """
    released: list[Node] = []
    for child in node.children:
        _release_tails(child, lines)
        released.append(child)
        keep = _own_lines_kept(child, node, lines)
        if keep < len(child.own):
            released.append(Node("item", _PARAGRAPH, own=child.own[keep:]))
            child.own = child.own[:keep]
    node.children = released


def _own_lines_kept(child: Node, parent: Node, lines: Sequence[Line]) -> int:
    everything = len(child.own)
    if child.children or everything < 2:
        return everything
    first = lines[child.own[0]].text
    if child.style == "——":
        return 1 if first.endswith(("。", "；", ";")) else everything
    if child.label is None or child.style in _FIXED or child is not parent.children[-1]:
        return everything
    others = [other for other in parent.children if other.style == child.style and other is not child]
    if not others or any(len(other.own) > 1 for other in others):
        return everything
    if not first.endswith(("。", "；", ";")):
        return everything
    enumerated = any(lines[other.own[0]].text.endswith(("；", ";")) for other in others)
    return 1 if enumerated or candidate(first, child.label, "text").shape == "none" else everything


def _choose_headings(root: Node, lines: Sequence[Line]) -> None:
    """Settle every label's heading by its line and by what the units like it have, beside it and elsewhere."""
    groups: list[list[Node]] = []
    _find_candidates(root, lines, groups)
    alike: dict[str, list[Node]] = {}
    for group in groups:
        alike.setdefault(group[0].style, []).extend(group)
    articles = alike.pop("条", [])
    headed = [node for node in articles if node.found.shape not in ("none", "bracket")]
    if len(headed) < max(_ARTICLES, _ARTICLE_SHARE * len(articles)):
        for node in headed:
            node.found = NONE
    for group in groups:
        if group[0].style in alike and not _believed(group, alike[group[0].style]):
            for node in group:
                node.found = node.found if node.found.shape in ("alone", "bracket") else NONE


def _believed(group: Sequence[Node], alike: Sequence[Node]) -> bool:
    """Whether the headings that a list may have are some; `alike` are all units of its style in the document.

    Long ones read like sentences: they need others elsewhere, all the more when they are one of two.
    """
    share = _share(group)
    long = [node for node in group if node.found.end - node.found.start > _SHORT]
    if share < _SHARE or len(long) <= share * len(group) / 2:
        return share >= _SHARE
    everywhere = _share(alike)
    return everywhere > _SHARE if len(group) == 2 and share < 1 else everywhere >= _SHARE_EVERYWHERE


def _share(nodes: Sequence[Node]) -> float:
    return sum(1 for node in nodes if node.found.shape != "none") / len(nodes)


def _find_candidates(node: Node, lines: Sequence[Line], groups: list[list[Node]]) -> None:
    """The possible heading of each label below `node`; the labels of one style beside each other are a group."""
    own: dict[str, list[Node]] = {}
    for child in node.children:
        if child.label is not None and child.style != "附件":
            first = lines[child.own[0]].text
            if len(child.own) > 1 and goes_on(first, child.label, lines[child.own[1]].text):
                child.head = 2
            following: Following = "text" if len(child.own) > 1 else "inside" if child.children else "other"
            child.found = candidate(first, child.label, following)
            own.setdefault(child.style, []).append(child)
        _find_candidates(child, lines, groups)
    groups += own.values()
