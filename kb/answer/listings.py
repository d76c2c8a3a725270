"""The lists that a text holds: items below what opens or heads them (应当提交以下材料：), an enumeration in a sentence
(包括甲、乙和丙)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kb.answer.context import Context
from kb.answer.items import items_of
from kb.answer.listing import Listing, shared
from kb.answer.series import dashed, ordinals
from kb.model import Clause, Passage
from kb.terms import squeeze

# A heading longer than this is running text.
_LONGEST_HEADING = 40
_SENTENCE = re.compile(r"[^。！？；;\n]+[。！？；;]?")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_ITEM = r"[^、，,：:。；;！？\s]{1,45}"
_AND = "和|以及|及|与"
# what stands between what is listed and its first item
_VERB = "位于|设在|分布在|包括|包含|有|是|为|分(?!别)|采取|采用|通过|选择|设立|由|即|确定|指"
# between what is listed and the verb: how it is so
_HOW = re.compile("(?:分别|一般|通常|主要|具体|大致|原则上|可以?|共|均|都|应当?)*")
# 专区是指……的统称，一般分为甲、乙: the sentence begins with what is listed
_DEFINED = re.compile("(.{2,12}?)(?:作为|是|为)")
# 甲、乙和丙 · 甲、乙、丙等
_ENUMERATION = re.compile(rf"{_ITEM}(?:、{_ITEM})+")
# 包括甲和乙: two that a verb of listing opens
_TWO = re.compile(rf"(?:包括|包含|分为|分成|由){_ITEM}?(?:{_AND}){_ITEM}")
# 应具备以下条款：1.……；2.……: items numbered in the line that opens them
_NUMBERED = re.compile(r"[：:]\s*[（(]?[1一][)）.、．].*[；;。]\s*[（(]?[2二][)）.、．]")
# 以下材料 · 下列情形之一: what an opening says of its items
_POINTED = re.compile(r"(?:下列|以下)[^，,。：:；;]{2,12}")
# 材料如下： · 材料包括：
_END_OF_OPENING = re.compile("(?:如下|包括|包含|分别|主要|具体|为|有|是)*[：:\\s]*$")
# 附件：1.申报表
_FIRST_ATTACHED = re.compile(r"\s*附件\s*[：:]?\s*[1１][.．、]")
ATTACHED = "附件"
# Two of a kind joined by 、 are often one thing (“双随机、一公开”).
_FEWEST = 3
# 可复制、可推广的模式 says what one thing is like
_ABLE = re.compile("可[^的]{1,6}的")
# 甲、乙等材料; 高等 and 等级 are words
_OTHERS = re.compile("(?<![平高中初同相对优])等(?![级学院候于待教])")
_LONGEST_CALLED = 15
# Characters before an enumeration, and of its end, that say what it lists.
_BEFORE, _END = 60, 10
# Characters of what an opening ends with that name its items: 材料, not the 人员 of 入住人员申请材料.
_LAST = 6


@lru_cache(maxsize=64)
def listings(context: Context, document_id: str, words: frozenset[str] = frozenset()) -> tuple[Listing, ...]:
    """All lists of the document; with `words`, of those in running text only such as hold one of them. Kept, since the
    steps of one answer ask again."""
    running = [p for p in context.passages(document_id) if not words or any(word in p.text for word in words)]
    return (
        *dashed(context, document_id),
        *ordinals(context, document_id),
        *_opened(context, document_id),
        *_headed(context, document_id),
        *_attached(context, document_id),
        *(found for passage in running for found in _running(passage)),
    )


def _opened(context: Context, document_id: str) -> Iterator[Listing]:
    """Items below a passage that opens them."""
    for passage in context.passages(document_id):
        items = _grouped(context, passage.clause_id, items_of(context, passage))
        if len(items) > 1:
            said = [m.group() for m in _SENTENCE.finditer(passage.text)]  # the last of them opens the items
            pointed = _POINTED.search(said[-1])
            names = pointed.group() if pointed else _END_OF_OPENING.sub("", re.split("[，,]", said[-1])[-1])[-_LAST:]
            yield Listing(passage, squeeze(said[-1]), squeeze(names), passage, items, (len(items),))


def _headed(context: Context, document_id: str) -> Iterator[Listing]:
    """Items under a heading of their own: labelled, or paragraphs that begin alike (方法1：……, 方法2：……)."""
    passages = context.passages(document_id)
    for clause in context.clauses(document_id):
        if not clause.heading or len(clause.heading) > _LONGEST_HEADING:
            continue
        inside = [p for p in passages if clause.body_start <= p.start and p.end <= clause.end]
        items = _grouped(context, clause.id, inside)
        if len(items) < 2 or (items[0][0].clause_id == clause.id and not _begin_alike(items)):
            continue
        head = f"{clause.label or ''}{clause.heading}"
        names = clause.heading.strip("：:？?。 ")[-_END:]
        yield Listing(inside[0], squeeze(clause.heading), squeeze(names), head, items, (len(items),))


def _attached(context: Context, document_id: str) -> Iterator[Listing]:
    """The attachments that a notice lists by name at its end: 附件：1.甲 and the lines 2.乙, 3.丙 behind it."""
    passages = context.passages(document_id)
    for at, first in enumerate(passages):
        if not _FIRST_ATTACHED.match(first.text):
            continue
        lines = [first]
        for number, passage in enumerate(passages[at + 1 :], start=2):
            if passage.clause_id != first.clause_id or not re.match(rf"\s*{number}[.．、]", passage.text):
                break
            lines.append(passage)
        if len(lines) > 1:
            names = squeeze(" ".join((ATTACHED, *(p.text for p in lines))))
            yield Listing(first, names, names, ATTACHED, tuple((p,) for p in lines), (len(lines),))


def _begin_alike(items: Sequence[Sequence[Passage]]) -> bool:
    return len({item[0].text[:2] for item in items}) == 1


def _grouped(context: Context, clause_id: str, below: Sequence[Passage]) -> tuple[tuple[Passage, ...], ...]:
    """Passages by the labelled child of the clause that they stand in; each for itself where there is none."""
    if not below:
        return ()
    document_id = below[0].document_id
    children = [c for c in context.clauses(document_id) if c.parent == clause_id and c.label]
    if not children:
        return tuple((p,) for p in below)
    return tuple(filter(None, (_inside(child, below) for child in children)))


def _inside(clause: Clause, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(p for p in passages if clause.start <= p.start and p.end <= clause.end)


def _running(passage: Passage) -> Iterator[Listing]:
    """Enumerations in the sentences of a passage, and numbered items in its line."""
    if _NUMBERED.search(passage.text):
        says = squeeze(re.split("[：:]", passage.text, maxsplit=1)[0][-_BEFORE:])
        yield Listing(passage, says, says, None, ((passage,),), ())
        return
    for sentence in _SENTENCE.finditer(passage.text):
        if "、" not in sentence.group() and not _TWO.search(sentence.group()):
            continue
        flat = _BRACKETED.sub("", sentence.group())
        for found in (*_ENUMERATION.finditer(flat), *_TWO.finditer(flat)):
            parts = found.group().split("、")
            both = 1 if re.search(_AND, parts[-1]) else 0
            if len(parts) + both < _FEWEST and not _TWO.match(found.group()):
                continue
            says = flat[max(0, found.start() - _BEFORE) : found.end()]
            beginning, ending = shared([part[0] for part in parts]), shared([part[-1] for part in parts])
            if _ABLE.match(parts[-1]):
                continue
            subject, verb = _subject(flat[: found.start()], parts[0])
            names, counts = squeeze(f"{subject} {_called(parts[-1])}"), (len(parts), len(parts) + both)
            yield Listing(passage, squeeze(says), names, None, ((passage,),), counts, beginning, ending, verb)


def _called(last: str) -> str:
    """What the last item calls them all: 新模式 of 数字化管理等新模式, 过程 of 处置等过程中的薄弱点; else its end."""
    others = _OTHERS.search(last)
    return re.split("[中里内]", last[others.end() :])[0][:_LONGEST_CALLED] if others else last[-_END:]


def _subject(before: str, first: str) -> tuple[str, str]:
    """What is listed by the words before the first item, and the verb: 抽查 of 抽查可以采取实地核查; nothing without a
    verb."""
    found = re.match(rf"(.*?)({_VERB})", first)
    if found is None:
        return "", ""
    if not _HOW.fullmatch(found[1]):
        return found[1], found[2]
    segments = re.split("[，,；;：:]", before.rstrip("，,"))
    defined = _DEFINED.match(segments[0])
    return f"{defined[1] if defined else ''} {segments[-1]}", found[2]
