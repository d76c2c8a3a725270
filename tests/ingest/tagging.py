"""A document of one clause around a passage, for the tests of the taggers."""

from collections.abc import Sequence
from datetime import date

from ingest.tags import Tags, tag
from kb.model import Clause, Document, Target

# Indicator or scope words, comparator, value, unit, year of a target.
Aim = tuple[str, str, str, str, int | None]


def check_aims(found: Sequence[Target], expected: Sequence[Aim]) -> None:
    """The targets found are the expected ones, in order; the words of each stand in its indicator or scope."""
    assert [(t.comparator, t.value, t.unit, t.year) for t in found] == [e[1:] for e in expected]
    for target, (words, *_) in zip(found, expected, strict=True):
        assert words in f"{target.indicator} {target.scope or ''}"


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
