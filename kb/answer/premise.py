"""A number that a question takes for granted (为什么要达到60%, 要建30户吗) where the documents aim at another."""

import re
from dataclasses import dataclass, replace

from kb.answer import targets
from kb.answer.context import Context, Region, unique
from kb.match import cues
from kb.model import Citation, Question
from kb.quantity import compare, find_quantities
from kb.question import understand
from kb.terms import fold

# So many targets are named beside what the question says.
_MOST = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """What the documents aim at, in words, and where they say so."""

    note: str
    citations: tuple[Citation, ...]


def corrected(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Correction | None:
    """What the documents aim at where the question takes for granted that it is another number; None where it takes
    none for granted, or one that they state."""
    supposed = find_quantities(question.raw)
    if len(supposed) != 1 or not re.search(cues()["words"]["supposes"], fold(question.raw)):
        return None
    number = supposed[0]
    asked = understand(question.raw[: number.start] + " " + question.raw[number.end :], context.catalogue)
    found = [
        target
        for target in targets.matching(context, replace(asked, unit=None), regions)
        if targets.year_fits(context, question, target) and targets.unit_fits(number.unit, target.unit)
    ]
    pairs = [((target.value, target.unit), (number.value, number.unit)) for target in found]
    if not 0 < len(found) <= _MOST or any(compare(*pair) in (0, None) for pair in pairs):
        return None
    note = f"与问题所说的数值不同，文件写明的是：{'；'.join(map(targets.line, found))}。"
    return Correction(note, unique(c for target in found for c in targets.citations(context, target)))
