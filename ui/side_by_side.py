"""Two documents in two columns that scroll together: clauses that have a counterpart stand at the same height, with
the words in common marked; the others are marked as alone. HTML; only what went through `esc` reaches the page."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from kb.compare import Alignment, Pair, common_spans
from kb.model import Clause
from ui.parts import badge, esc

CHANNELS = {"text": "用词", "heading": "标题", "meaning": "语义", "records": "记录"}


def columns(
    texts: tuple[str, str], clauses: tuple[Sequence[Clause], Sequence[Clause]], aligned: Alignment
) -> tuple[str, str]:
    """The columns of the first (甲) and the second document (乙)."""
    numbered = list(enumerate(aligned.pairs))
    left = {pair.a.id: (n, pair.b, pair) for n, pair in numbered}
    right = {pair.b.id: (n, pair.a, pair) for n, pair in numbered}
    return (
        _column("甲", texts[0], clauses[0], left, {clause.id for clause in aligned.only_a}),
        _column("乙", texts[1], clauses[1], right, {clause.id for clause in aligned.only_b}),
    )


def _column(
    side: str, text: str, clauses: Sequence[Clause], paired: dict[str, tuple[int, Clause, Pair]], alone: set[str]
) -> str:
    this, other = ("kb-left", "kb-right") if side == "甲" else ("kb-right", "kb-left")
    units = []
    for n, clause in enumerate(clauses):
        end = clauses[n + 1].start if n + 1 < len(clauses) else len(text)
        own = text[clause.start : end].rstrip()
        if clause.id in paired:
            number, counterpart, pair = paired[clause.id]
            facts = f'<div class="kb-facts" title="{esc(_score(pair))}">{_told(side, counterpart, pair)}</div>'
            words = marked(own, common_spans(own, counterpart.text))
            units.append(_unit(clause, f'{facts}<div class="kb-words">{words}</div>', f' data-with="{number}"'))
        elif clause.id in alone:
            facts = f'<div class="kb-facts">{badge(f"仅{side}有", "warn")}</div>'
            units.append(_unit(clause, f'{facts}<div class="kb-words">{esc(own)}</div>', "", " kb-alone"))
        else:
            head = max(0, clause.body_start - clause.start) if clause.heading else 0
            words = f'<span class="kb-head">{esc(own[:head])}</span>{esc(own[head:])}'
            units.append(_unit(clause, f'<div class="kb-words">{words}</div>', ""))
    return (
        f'<div class="kb-scroll kb-side {this}" data-beside=".{other}" tabindex="0" role="region" '
        f'aria-label="{side}的条款">{"".join(units)}</div>'
    )


def _unit(clause: Clause, html: str, attribute: str, alone: str = "") -> str:
    address = "reader?" + urlencode({"clause": clause.id})
    link = f'<a class="kb-permalink" href="{esc(address)}" target="_self">打开原文</a>'
    return f'<div class="kb-unit{alone}"{attribute}>{html}{link}</div>'


def _told(side: str, counterpart: Clause, pair: Pair) -> str:
    other = "乙" if side == "甲" else "甲"
    return f"与{other}：{esc(counterpart.citation)}　相近 {pair.score:.2f}"


def _score(pair: Pair) -> str:
    return "，".join(f"{CHANNELS[name]} {value:.2f}" for name, value in pair.parts.items())


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text as HTML with the spans marked."""
    out, at = [], 0
    for start, end in spans:
        out.append(f"{esc(text[at:start])}<mark>{esc(text[start:end])}</mark>")
        at = end
    return "".join([*out, esc(text[at:])])
