"""Random 公文 for property tests: trees of units in every numbering, with bodies, attachments, closings and noise."""

import textwrap
from dataclasses import dataclass

from hypothesis import strategies as st

from kb.terms import fold
from tests.ingest.segmenting import TEXT, chinese, wide

# The ladder from the top; a document takes some of its rungs, in this order.
LADDER = (
    "第{c}编 ", "第{c}章 ", "第{c}节 ", "第{c}条 ", "{c}、", "（{c}）", "{n}.", "（{n}）", "{n}）", "{o}",
)  # fmt: skip
_DIVISIONS = LADDER[:3]
_GAPS = st.sampled_from([" ", "　", "\u00a0", "　　"])
_HEADING = "加强某项工作"
_AMOUNT = "3.5亿元以上的项目，由市发展改革委审核。"
#: Running text, some of it starting or going on like a unit.
BODIES = (
    TEXT, f"{TEXT}{TEXT}", "根据第五条第（二）项的规定，由市财政局牵头办理。", "到2027年，产值达到3.5亿元。",
    "第三条规定的条件由市财政局认定，一是严格标准，二是简化程序。", "（一）、（二）项所列材料由市民政局核验。",
    "——坚持问题导向。" + TEXT, _AMOUNT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a tree in reading order: `line` starts with `label`, which the parser must find at `level`."""

    level: int
    label: str
    line: str


@st.composite
def trees(draw: st.DrawFn, most: int = 4) -> list[Unit]:
    """Units of up to `most` levels: random rungs, widths, sizes, headings; counts that restart, go on, skip, repeat."""
    rungs = draw(st.lists(st.integers(0, len(LADDER) - 1), min_size=1, max_size=most, unique=True).map(sorted))
    styles = [LADDER[rung] for rung in rungs]
    narrow, gap = draw(st.booleans()), draw(_GAPS)
    shape = {style: draw(st.sampled_from(["alone", "stop", "run-in", "score", "text"])) for style in styles}
    goes_on = [draw(st.booleans()) for _ in styles]
    count = [0] * len(styles)
    units: list[Unit] = []

    def add(level: int) -> None:
        if level and not goes_on[level]:
            count[level] = 0
        for place in range(draw(st.integers(2, 3))):
            step = draw(st.sampled_from([1, 1, 1, 1, 2, 0])) if place and level else 1
            count[level] += step
            units.append(_unit(styles[level], level + 1, count[level], narrow, gap, shape[styles[level]]))
            if level + 1 < len(styles) and draw(st.integers(0, 3)):
                add(level + 1)

    add(0)
    return units


def _unit(style: str, level: int, number: int, narrow: bool, gap: str, shape: str) -> Unit:
    written = style.format(c=chinese(number), n=number, o=chr(ord("①") + min(number, 20) - 1)).replace(" ", gap)
    label = written.replace("（", "(").replace("）", ")") if narrow else wide(written)
    bodies = {
        "alone": _HEADING, "stop": f"{_HEADING}。", "run-in": f"{_HEADING}。{TEXT}", "score": f"{_HEADING}（3分）",
        "text": TEXT,
    }  # fmt: skip
    return Unit(level, label.strip(), label + (_HEADING if style in _DIVISIONS else bodies[shape]))


@st.composite
def texts(draw: st.DrawFn, units: list[Unit]) -> list[str]:
    """The lines of `units` with bodies below them."""
    lines: list[str] = []
    bodies = [body for body in BODIES if body != _AMOUNT or not _leaves_out_three(units)]
    for unit in units:
        lines.append(unit.line)
        lines += draw(st.lists(st.sampled_from(bodies), max_size=2))
    return lines


def _leaves_out_three(units: list[Unit]) -> bool:
    """Whether 4. comes after 2.: then a line that begins with 3.5 cannot be told from the third item."""
    last: dict[int, str] = {}
    for unit in units:
        label = fold(unit.label)
        if label == "4." and last.get(unit.level) == "2.":
            return True
        last[unit.level] = label
    return False


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice as a file: its `text`, the (level, label) of all units in it, the lines that close its body."""

    text: str
    units: tuple[tuple[int, str], ...]
    closing: tuple[str, ...]


_NOISE = st.sampled_from(["", "", "　　", "\u00a0 ", "\n\n", "\n　\n", "\u200b", "— 3 —\n"])


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """A notice with a broken title, a tree, attachments that start anew, a closing, noise, a width, site chrome."""
    units = draw(trees())
    body = draw(texts(units))
    closing = ["某市人民政府", "2025年12月14日"]
    attached: list[str] = []
    expected = [(unit.level, unit.label) for unit in units]
    if draw(st.booleans()):
        closing = ["附件：1.某项工作任务清单", "2.某项工作评价办法", *closing]
        for number, name in ((1, "某项工作任务清单"), (2, "某项工作评价办法")):
            inner = draw(trees(most=2))
            attached += [f"附件{number}", name, *draw(texts(inner))]
            expected += [(1, f"附件{number}"), *((unit.level + 1, unit.label) for unit in inner)]
    if draw(st.booleans()):
        body.append(TEXT)  # what stands first below the last heading is its text
        closing = ["本通知自印发之日起施行，有效期5年。", *closing]
    title = draw(st.sampled_from([["某市人民政府关于加强某项工作的通知"], ["某市人民政府关于", "加强某项工作的通知"]]))
    head = [*title, "各区人民政府：", "现将有关事项通知如下：" + TEXT]
    width = draw(st.sampled_from([None, 28, 32]))
    chrome = ["扫一扫在手机打开当前页", "版权所有：某市人民政府"]
    lines = [draw(_NOISE) + line for line in _wrapped([*head, *body, *closing, *attached], width)]
    return Paper("\n".join([*lines, *chrome]), tuple(expected), tuple(closing))


def _wrapped(lines: list[str], width: int | None) -> list[str]:
    """`lines` broken at `width` characters, as a page does."""
    if width is None:
        return lines
    return [part for line in lines for part in (textwrap.wrap(line, width, break_long_words=True) or [line])]
