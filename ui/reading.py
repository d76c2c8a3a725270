"""A document as HTML: the tree of its clauses; its text cut at every clause, with what is marked in it and, in the
margin, what was read from it. Only what went through `esc` reaches the page."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from kb.model import Clause, Origin, Reference, Responsibility, Target
from kb.references import book_title
from ui.parts import esc

INDENT = 0.9  # rem a level
TREE_TEXT = 26  # characters of a clause without a heading in the tree
TAG_TEXT = 34  # characters of a tag in the margin
TAGS = 5  # tags drawn beside a clause before 另有

Span = tuple[int, int]

# One character each, so that offsets hold: full-width letters, digits and signs, and quotation marks and brackets as
# different keyboards give them.
_ALIKE = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0).lower() for wide in range(0xFF01, 0xFF5F)}
    | {chr(capital): chr(capital + 32) for capital in range(ord("A"), ord("Z") + 1)}
    | {"“": '"', "”": '"', "‘": "'", "’": "'", "〔": "[", "〕": "]", "—": "-", "–": "-"}
)


@dataclass(frozen=True, slots=True)
class Tag:
    """Something read from the text, beside which it stands."""

    kind: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in the text: the sentence asked for, the places found by a search, the tags of each clause, the
    offsets at which a page of the original starts."""

    span: Span | None = None
    hits: Sequence[Span] = ()
    tags: Mapping[str, Sequence[Tag]] = field(default_factory=dict)
    pages: Sequence[tuple[int, int]] = ()


def search(text: str, words: str) -> list[Span]:
    """Every place of the words in the text, whatever the widths of letters and the spaces or line ends between."""
    wanted = [re.escape(character) for character in words.translate(_ALIKE) if not character.isspace()]
    if not wanted:
        return []
    return [match.span() for match in re.finditer(r"\s*".join(wanted), text.translate(_ALIKE))]


def tags_of(
    targets: Iterable[Target], duties: Iterable[Responsibility], references: Iterable[Reference]
) -> dict[str, list[Tag]]:
    """The tags of each clause, in the order of the text."""
    found: defaultdict[str, list[Tag]] = defaultdict(list)
    for t in targets:
        year = f"（{t.year}年）" if t.year else ""
        found[t.clause_id].append(Tag("目标", f"{t.indicator} {t.wording}{year}", t.start, t.end))
    for r in duties:
        implied = "（推定）" if r.rule else ""
        words = f"{'、'.join(r.organisations)}{implied}：{r.task}"
        found[r.clause_id].append(Tag(r.role, words, r.start, r.end))
    for x in references:
        name = book_title(x.title) if x.title else x.doc_number or x.text
        found[x.clause_id].append(Tag(x.kind, name, x.start, x.end))
    return {clause: sorted(tags, key=lambda tag: tag.start) for clause, tags in found.items()}


def page_starts(origins: Iterable[Origin]) -> list[tuple[int, int]]:
    """Where each page of the original starts in the text: (offset, page)."""
    starts: dict[int, int] = {}
    for origin in origins:
        if origin.page is not None:
            starts[origin.page] = min(origin.start, starts.get(origin.page, origin.start))
    return sorted((start, page) for page, start in starts.items())


def tree(clauses: Sequence[Clause], chosen: Clause | None) -> str:
    """The clauses by label and heading, indented by level; the links lead to the units of `document`."""
    lines = []
    for n, clause in enumerate(clauses):
        here = ' class="kb-here" aria-current="true"' if chosen and clause.id == chosen.id else ""
        indent = f"padding-left:{max(0, clause.level - 1) * INDENT}rem"
        lines.append(f'<a href="#kb-{n}"{here} style="{indent}">{esc(_name(clause))}</a>')
    return f'<nav class="kb-scroll kb-tree" aria-label="条款目录" tabindex="0">{"".join(lines)}</nav>'


def _name(clause: Clause) -> str:
    if clause.kind == "meta":
        return "文头信息"
    body = clause.heading or clause.text[len(clause.label or "") :].strip()
    return _short(f"{clause.label or ''}{body}".split("\n")[0], TREE_TEXT)


def document(text: str, clauses: Sequence[Clause], chosen: Clause | None, marks: Marks) -> str:
    """The text cut at every clause's start: each piece is a clause's own words, its children left out."""
    pieces = []
    first = clauses[0].start if clauses else len(text)
    if text[:first].strip():
        pieces.append(
            f'<div class="kb-unit"><div class="kb-words">{_words(text, (0, first), 0, marks, ())}</div></div>'
        )
    for n, clause in enumerate(clauses):
        end = clauses[n + 1].start if n + 1 < len(clauses) else len(text)
        inside = chosen is not None and chosen.start <= clause.start < chosen.end
        tags = marks.tags.get(clause.id, ())
        words = _words(text, (clause.start, end), clause.body_start if clause.heading else 0, marks, tags)
        pieces.append(
            f'<div class="kb-unit{" kb-chosen" if inside else ""}" id="kb-{n}"><div class="kb-words">{words}'
            f'<a class="kb-permalink" href="{esc(_address(clause.id))}" target="_self" title="本条的地址">链接</a>'
            f"</div>{_margin(clause.id, tags)}</div>"
        )
    role = 'tabindex="0" role="region" aria-label="正文"'
    return f'<div class="kb-scroll kb-text" data-beside=".kb-pages" {role}>{"".join(pieces)}</div>'


def _address(clause_id: str, span: Span | None = None) -> str:
    place = {"start": span[0], "end": span[1]} if span else {}
    return "?" + urlencode({"clause": clause_id} | place)


def _margin(clause_id: str, tags: Sequence[Tag]) -> str:
    """The tags as links to their sentence; the rest of many folded in."""
    if not tags:
        return ""
    lines = [
        f'<li><a href="{esc(_address(clause_id, (tag.start, tag.end)))}" target="_self" title="{esc(tag.words)}">'
        f'<span class="kb-badge kb-info">{esc(tag.kind)}</span> {esc(_short(tag.words, TAG_TEXT))}</a></li>'
        for tag in tags
    ]
    more = len(lines) - TAGS
    folded = f"<details><summary>另有 {more} 项</summary><ul>{''.join(lines[TAGS:])}</ul></details>" if more > 0 else ""
    return f'<div class="kb-tags"><ul>{"".join(lines[:TAGS])}</ul>{folded}</div>'


def _words(text: str, unit: Span, body: int, marks: Marks, tags: Sequence[Tag]) -> str:
    """The unit as HTML: the heading before `body` bold, tagged statements underlined, the sentence asked for and the
    places found marked, page starts as empty elements."""
    start, end = unit
    while end > start and text[end - 1].isspace():
        end -= 1
    hits = list(_within(marks.hits, start, end))
    said = [(tag.start, tag.end) for tag in tags]
    pages = {at: page for at, page in marks.pages if start <= at < max(end, start + 1)}
    edges = (body, *(marks.span or ()), *pages, *(p for _, span in hits for p in span), *(p for s in said for p in s))
    cuts = pairwise(sorted({start, end, *(p for p in edges if start < p < end)}))
    html = []
    for (page, dress), pieces in groupby(cuts, key=lambda cut: _worn(cut[0], body, pages, marks.span, hits, said)):
        bounds = list(pieces)
        if page:
            html.append(f'<span class="kb-page" data-with="{page}"></span>')
        html.append(_dressed(text[bounds[0][0] : bounds[-1][1]], dress))
    return "".join(html)


class _Dress(NamedTuple):
    """What a stretch of text is: part of a heading, of a tagged statement, of a place found, of the sentence asked
    for."""

    heading: bool
    said: bool
    hit: int | None
    asked: bool


def _worn(
    at: int,
    body: int,
    pages: Mapping[int, int],
    span: Span | None,
    hits: Sequence[tuple[int, Span]],
    said: Sequence[Span],
) -> tuple[int | None, _Dress]:
    """The page that starts at this place, and what the text from there on is."""
    hit = next((n for n, (s, e) in hits if s <= at < e), None)
    asked = span is not None and span[0] <= at < span[1]
    return pages.get(at), _Dress(at < body, any(s <= at < e for s, e in said), hit, asked)


def _dressed(words: str, dress: _Dress) -> str:
    html = f"<mark>{esc(words)}</mark>" if dress.asked else esc(words)
    if dress.hit is not None:
        html = f'<mark class="kb-hit" data-hit="{dress.hit}">{html}</mark>'
    if dress.said:
        html = f'<span class="kb-said">{html}</span>'
    return f'<span class="kb-head">{html}</span>' if dress.heading else html


def _within(hits: Sequence[Span], start: int, end: int) -> Iterator[tuple[int, Span]]:
    """The hits that touch the stretch, with their numbers; hits are in order and apart from each other."""
    for n in range(max(0, bisect_left(hits, (start, 0)) - 1), len(hits)):
        if hits[n][0] >= end:
            return
        if hits[n][1] > start:
            yield n, hits[n]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}……"
