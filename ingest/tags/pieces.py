"""A sentence cut into pieces that each state at most one quantity or one list of quantities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.tags.spans import Span, segments
from ingest.tags.words import lists, pattern
from kb.quantity import Quantity, find_quantities

# （节约用水109万吨) · (2026—2028年) · 《…》
_ASIDE = re.compile(r"[（(][^（）()\n]*[)）]|《[^《》\n]*》|〔[^〔〕\n]*〕")
# 65%和55%, 5个、3个: nothing but a join between two numbers
_BARE_JOIN = re.compile(r"\s*(?:、|和|及|与|，|,)\s*")
_JOIN = re.compile(r"、|以及|和|及|与|并|且")
# 三级以上医院 · 65岁以上老年人 · 500万元及以下的占比
_CLASS = re.compile(r"[及或]?以[上下](?:的)?(?=[\u4e00-\u9fff])(?![并且和及或])")
# 超100亿元 | 企业5家 · 超千亿元 | 的龙头企业1家 · 超50亿元 | 的30家
_NOUN = re.compile(r"的(?=\d)|(?:的)?(?!以|左右|和|及|与|并|用于|支持|新增|建[设成])[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class Piece:
    """`start:end` of the text, inside comma segment `segment`, with its quantities at offsets of the text.

    `follows` is True when the piece continues a list begun by the piece before it (建成A 5个、B 3个).
    """

    start: int
    end: int
    segment: Span
    quantities: tuple[Quantity, ...]
    follows: bool = False
    aside: bool = False


def pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """Every piece of a sentence, also without a quantity; a bracket with a quantity is a piece of its own."""
    for segment in segments(text, start, end):
        found = [_moved(q, segment[0]) for q in find_quantities(text[slice(*segment)])]
        asides = [m.span() for m in _ASIDE.finditer(text, *segment)]
        main = [q for q in found if not _inside(q, asides) and not _attributive(text, q, segment, found)]
        yield from _cut(text, segment, main)
        for aside in asides:
            inner = tuple(q for q in found if aside[0] < q.start < aside[1])
            if inner and text[aside[0]] in "（(":
                yield Piece(aside[0] + 1, aside[1] - 1, (aside[0] + 1, aside[1] - 1), inner, aside=True)


def _moved(q: Quantity, by: int) -> Quantity:
    return Quantity(
        q.start + by,
        q.end + by,
        q.value,
        q.unit,
        q.kind,
        q.comparator,
        q.wording_start + by,
        q.wording_end + by,
    )


def _inside(q: Quantity, spans: list[Span]) -> bool:
    return any(s < q.start < e for s, e in spans)


def _attributive(text: str, q: Quantity, segment: Span, found: list[Quantity]) -> bool:
    """500千伏 of 500千伏变电站, 30万千瓦以上 of 30万千瓦以上机组 and 百亿元 of 百亿元企业5家 count nothing.

    Nor does the 6种 of 废纸等6种资源利用量达到200万吨: it names what another quantity measures.
    """
    if q.kind == "counts" and text.startswith("等", q.start - 1) and any(f.start > q.end for f in found):
        return True
    described = re.sub("^[万亿千百]+", "", q.unit) in lists()["attributes"] or q.unit in lists()["attributes"]
    after = text[q.end : segment[1]]
    if described and q.wording_end == q.end and re.match(r"[\u4e00-\u9fff]", after):
        return True
    sized = q.kind in ("measures", "scaled")
    if sized and _NOUN.match(after) and any(f.kind == "counts" and f.start > q.end for f in found):
        return True
    if not _CLASS.match(after) or not (described or sized):
        return False
    before = text[segment[0] : q.wording_start]
    moved = pattern("movers", after="$").search(before)
    verbs = pattern("count_verbs", "level_verbs", "change_verbs", after="$").search(before)
    return described or moved is not None or verbs is None


def _cut(text: str, segment: Span, quantities: list[Quantity]) -> Iterator[Piece]:
    begin, group, follows = segment[0], list[Quantity](), False
    for at, q in enumerate(quantities):
        group.append(q)
        if at + 1 == len(quantities):
            break
        cut = _cut_between(text, q.wording_end, quantities[at + 1].wording_start)
        if cut is not None:
            yield Piece(begin, cut[0], segment, tuple(group), follows)
            begin, group, follows = cut[1], [], True
    yield Piece(begin, segment[1], segment, tuple(group), follows)


def _cut_between(text: str, start: int, end: int) -> Span | None:
    """The join that parts two quantities, None when they belong to one statement."""
    between = text[start:end]
    if _BARE_JOIN.fullmatch(between) or re.search(
        r"(?:提高|提升|增加|降低|下降|增|降|减少|扩大)(?:到|至)", between[:6]
    ):
        return None
    direct = _JOIN.match(between.lstrip())
    if direct:
        offset = start + len(between) - len(between.lstrip())
        return offset, offset + direct.end()
    marks = [m for m in _JOIN.finditer(between) if m.group() in ("、", "并", "且", "以及")] or list(
        _JOIN.finditer(between)
    )
    if not marks:
        return None
    return start + marks[-1].start(), start + marks[-1].end()
