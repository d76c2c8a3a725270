"""Items and what opens them: neither says what it says without the other."""

import re

from kb.answer.context import Context
from kb.model import Passage

# 有下列情形之一的： · 应当提交以下材料： · ……包括：
_OPENS = re.compile(r"[：:]\s*$|(?:下列|以下(?!统?简?称))[^。]{0,30}[：:。]?\s*$")
# 有下列情形之一的申请人，还应进行现场审查。未按规定……不予受理。: more is said before the items begin
_NAMES_ITEMS = re.compile(r"下列|如下|(?<![\d岁级人元名%倍年])以下(?!统?简?称)")


def opening_of(context: Context, item: Passage) -> Passage | None:
    """What opens the items of which the passage is one (有下列情形之一的：); None where it is none of several."""
    parent = context.place(item.clause_id).parent
    if parent is None:
        return None
    above = [p for p in context.passages_of(parent) if p.end <= item.start]
    return above[-1] if above and _OPENS.search(above[-1].text) else None


def items_of(context: Context, opening: Passage) -> list[Passage]:
    """The items that a passage opens (有下列情形之一的：) and means nothing without: what lies below its clause."""
    opens, names_items = _OPENS.search(opening.text), _NAMES_ITEMS.search(opening.text)
    if not opens and not names_items:
        return []
    clauses = context.clauses(opening.document_id)
    clause = next(c for c in clauses if c.id == opening.clause_id)
    below = [p for p in context.passages(opening.document_id) if opening.end <= p.start and p.end <= clause.end]
    labelled = [c for c in clauses if c.parent == clause.id and c.label]
    if labelled:  # what follows without a label is none of the items
        return [p for p in below if any(c.start <= p.start and p.end <= c.end for c in labelled)]
    return below if opens else [p for p in below if p.clause_id != clause.id]
