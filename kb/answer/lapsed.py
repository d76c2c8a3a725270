"""Answers from documents that no longer hold say so; a question may ask for what held on a day."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from kb.answer.context import Context
from kb.model import Answer
from kb.resolving import names_a_part
from kb.validity import Validity, validities, validity

# 按2024年6月1日有效的规定，… · 2023年5月时有效的文件: another day. 在2024年6月1日有效吗 asks for the validity itself.
_ON_A_DAY = re.compile(
    r"(?:按照?|依照?|根据|截至|在)?(?P<year>20\d\d)年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?:时|当时|当日)?"
    r"(?:仍|现行)?有效的(?:规定|文件|政策)?(?:来?看)?[，,]?"
)


def day_asked(text: str) -> tuple[date | None, str]:
    """The day whose documents the question asks for, and the question without these words."""
    match = _ON_A_DAY.search(text)
    if match is None:
        return None, text
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    except ValueError:
        return None, text
    return day, text[: match.start()] + text[match.end() :]


def in_force(context: Context, day: date, chosen: Collection[str] | None) -> list[str]:
    """Ids of the documents (of those `chosen`) that held on the day."""
    standing = validities(context.documents.values(), context.references, context.text, day)
    return [
        i for i, v in standing.items() if not v.lapsed and v.state != "尚未施行" and (chosen is None or i in chosen)
    ]


def told(context: Context, answer: Answer, day: date) -> Answer:
    """The answer with a note for every cited document that does not hold on the day."""
    cited = dict.fromkeys(c.document_id for c in answer.citations)
    standing = [_standing(context, i, day) for i in cited if i in context.documents]
    notes = [f"注意：{v.reason}。" for v in standing if v.lapsed or v.state == "尚未施行"]
    return replace(answer, notes=(*answer.notes, *notes)) if notes else answer


def _standing(context: Context, document_id: str, day: date) -> Validity:
    document = context.documents[document_id]
    repeals = {
        r.document_id for r in context.repeals.get(document_id, ()) if not names_a_part(r, context.text(r.document_id))
    }
    return validity(document, [context.documents[i] for i in sorted(repeals)], day)
