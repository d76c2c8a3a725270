"""The documents around one as a picture in Graphviz's language: boxes, or lists where the boxes would be many."""

import html
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.compare.graph import Edge, Graph

_POINTS = 11  # size of the letters
# Beyond so many neighbours a box each makes a column that no window holds.
_BOXES = 20
_LISTED = 24  # rows of a list; more make a second column where the page has room for it
_LETTERS = 26  # of a name in a list
_FONT = "Noto Sans CJK SC, Microsoft YaHei, SimHei, sans-serif"
_FAINT = "#5b6573"


def to_dot(graph: Graph, centre: str) -> str:
    """The document in the middle, dashed what is not held, arrows named by what one does with the other."""
    lines = [
        "digraph refs {",
        f'  rankdir=LR; ranksep=1.2; nodesep=0.12; node [shape=box, style="rounded", fontsize={_POINTS}, '
        f'fontname="{_FONT}", margin="0.12,0.06"];',
        f'  edge [fontsize=10, fontname="{_FONT}", color="{_FAINT}"];',
        _box(centre, graph, ', style="rounded,bold", penwidth=2'),
    ]
    lines += _boxes(graph, centre) if len(graph.nodes) - 1 <= _BOXES else _lists(graph, centre)
    return "\n".join([*lines, "}"])


def _boxes(graph: Graph, centre: str) -> Iterator[str]:
    """A box and an arrow for every neighbour."""
    for node in graph.nodes:
        if node != centre:
            dashed = f', style="rounded,dashed", fontcolor="{_FAINT}"'
            yield _box(node, graph, dashed if node in graph.absent else "")
    for edge in graph.edges:
        yield f'  "{_quoted(edge.source)}" -> "{_quoted(edge.target)}" [label="{_words(edge)}"];'


def _box(node: str, graph: Graph, look: str) -> str:
    rows = _rows(graph.nodes[node])
    # Where Graphviz has no Chinese font to measure by, it takes the characters for narrower than they are.
    width = max(map(len, rows)) * _POINTS / 72 + 0.3
    text = "\\n".join(map(_quoted, rows))
    return f'  "{_quoted(node)}" [label="{text}", width={width:.2f}{look}];'


def _lists(graph: Graph, centre: str) -> Iterator[str]:
    """A list and one arrow for all neighbours that stand to the document in one way."""
    groups: defaultdict[tuple[bool, str, bool], list[str]] = defaultdict(list)
    for edge in graph.edges:
        outward = edge.source == centre
        other = edge.target if outward else edge.source
        groups[outward, _words(edge), other in graph.absent].append(graph.nodes[other])
    columns = 2 if len({outward for outward, _, _ in groups}) == 1 else 1
    for number, ((outward, words, absent), labels) in enumerate(groups.items()):
        name = f"list{number}"
        table = _table(sorted(labels), columns if len(labels) > _LISTED else 1, absent)
        yield f'  "{name}" [shape=plain, label=<{table}>];'
        ends = (centre, name) if outward else (name, centre)
        yield f'  "{_quoted(ends[0])}" -> "{_quoted(ends[1])}" [label="{words} {len(labels)}"];'


def _table(labels: Sequence[str], columns: int, absent: bool) -> str:
    """The names one below the other, in columns of even length."""
    height = -(-len(labels) // columns)
    listed = [labels[at * height : (at + 1) * height] for at in range(columns)]
    rows = []
    for at in range(height):
        cells = (_cell(column[at] if at < len(column) else "", absent) for column in listed)
        rows.append(f"<TR>{''.join(cells)}</TR>")
    style = "ROUNDED,DASHED" if absent else "ROUNDED"
    return f'<TABLE BORDER="1" STYLE="{style}" CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">{"".join(rows)}</TABLE>'


def _cell(label: str, absent: bool) -> str:
    words = _rows(label, _LETTERS, _LETTERS)[0]
    text = html.escape(words)
    shown = f'<FONT COLOR="{_FAINT}">{text}</FONT>' if absent and text else text
    return f'<TD ALIGN="LEFT" WIDTH="{len(words) * _POINTS}">{shown}</TD>'


def _words(edge: Edge) -> str:
    return "、".join(kind for kind in edge.kinds if kind != "引用") or "引用"


def _quoted(text: str) -> str:
    """For a string of Graphviz's language, which also reads `&lt;` as a sign."""
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def _rows(label: str, width: int = 18, most: int = 54) -> list[str]:
    """The label in lines of `width` characters, cut after `most`."""
    short = label if len(label) <= most else label[: most - 1] + "…"
    return [short[at : at + width] for at in range(0, len(short), width)] or [""]
