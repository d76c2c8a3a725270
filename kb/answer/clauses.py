"""Clauses asked for by number: 第三条, 三(二), 附件第2项, 第十条第二款."""

import re
from collections.abc import Iterator

from kb.answer.context import Context, Draft, Region, bare, unique
from kb.answer.meant import MOST, meant
from kb.answer.places import MAX_QUOTE
from kb.model import Clause, Question
from kb.quantity import parse_number

# (三): an item of something, where 三、 is a unit of its own
_BRACKETED = re.compile("[(（]")


def clause_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The clause asked for by its number in the document meant."""
    spans = places_of(context, question, regions)
    if not 0 < len(spans) <= MOST:
        return None
    room = MAX_QUOTE // len(spans)
    quotes = [context.cite(i, start, _readable_end(context, i, start, end, room)) for i, start, end in spans]
    long = any(q.end < end for q, (_, _, end) in zip(quotes, spans, strict=True))
    notes = ("条款较长，此处为开头部分，全文请打开原文查看。",) if long else ()
    return Draft("\n".join(q.quote for q in quotes), unique(quotes), notes=notes)


def places_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[tuple[str, int, int]]:
    """The document, start and end of each clause that bears the number asked for, in the documents meant."""
    ids = [r.document_id for r in regions] if regions else [d.id for d in meant(context, question)]
    return [span for i in ids for span in _found(context, i, question.clause_path)]


def _found(context: Context, document_id: str, asked: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """The places of the path: units so labelled, else for 第二款 the second paragraph of the unit above it."""
    # a paragraph without a label bears its parent's path
    clauses = [c for c in context.clauses(document_id) if c.label]
    for wanted in _readings(asked):
        if units := [c for c in clauses if _path_fits(c.path, wanted)]:
            if wanted != asked:  # 第三条 may be 三、, but is no (三)
                units = [c for c in units if not _BRACKETED.match(c.label or "")] or units
            yield from ((document_id, c.start, c.end) for c in units)
            return
    if not asked[-1].endswith("款"):
        return
    number = int(parse_number(asked[-1].strip("第款")) or 0)
    for clause in clauses:
        if _path_fits(clause.path, asked[:-1]):
            paragraphs = _paragraphs(context, clause)
            if 0 < number <= len(paragraphs):
                yield document_id, *paragraphs[number - 1]


def _readings(asked: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The path as asked; without a 款, which has no label (第三条第一款第(二)项); 二、 for what people call 第二条."""
    yield asked
    if not asked[-1].endswith("款"):
        yield (without := tuple(label for label in asked if not label.endswith("款")))
        yield tuple(re.sub("^第(.+)条$", r"\1", label) for label in without)


def _paragraphs(context: Context, clause: Clause) -> list[tuple[int, int]]:
    """The 款 of an article: its paragraphs, each with the items that are listed under it."""
    items = {c.start for c in context.clauses(clause.document_id) if c.parent == clause.id and c.label}
    found: list[tuple[int, int]] = []
    at = clause.start
    for line in clause.text.split("\n"):
        if found and (at in items or not line.strip()):
            found[-1] = found[-1][0], at + len(line)
        elif line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _readable_end(context: Context, document_id: str, start: int, end: int, room: int) -> int:
    """The end of the last whole passage of the span's beginning within `room` characters, at least one."""
    inside = [p.end for p in context.passages(document_id) if start < p.end <= end]
    fitting = [one for one in inside if one <= start + room]
    return max(fitting, default=min(inside, default=end))


def _path_fits(path: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether a clause's labels end with those asked for; 第三部分 stands for 三, 第2项 for 2."""
    if len(asked) == 1 and asked[0].endswith("部分"):
        path = path[:1] if len(path) == 1 else ()
    mine = [_numeral(label) for label in path]
    wanted = [_numeral(label) for label in asked]
    return bool(wanted) and mine[-len(wanted) :] == wanted


def _numeral(label: str) -> str:
    """The label as compared: 第六条 and 第6条 are one, 第2项 is 2."""
    flat = bare(label)
    if match := re.fullmatch(r"第(.+?)(部分|项)", flat):
        return match[1]
    match = re.fullmatch(r"第(.+?)([条章节款])", flat)
    number = parse_number(match[1]) if match else None
    return f"第{number}{match[2]}" if match and number is not None else flat
