"""A document of one clause around a passage, for the tests of the taggers."""

from datetime import date

from ingest.tags import Tags, tag
from kb.model import Clause, Document


def tag_passage(
    body: str,
    title: str = "某市工业发展行动方案",
    heading: str | None = None,
    label: str = "一、",
    issued: date | None = date(2024, 3, 1),
) -> Tags:
    """Tags of `body` as the text of one unit of a document issued on `issued`."""
    text = f"{label}{heading}\n{body}" if heading else f"{label}{body}"
    start = len(label) + len(heading) + 1 if heading else len(label)
    document = Document("某文", title, issued_date=issued)
    unit = Clause(
        "某文/1",
        "某文",
        label,
        heading,
        1,
        "unit",
        (label,),
        (label + (heading or ""),),
        None,
        0,
        start,
        len(text),
        text,
    )
    return tag(document, text, [unit])
