"""Who carries out, or watches over, a document itself (本办法由谁组织实施): what it says of itself comes before what it
says of other matters."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.answer.context import Context, Draft, Region
from kb.answer.duty_lines import stated
from kb.answer.meant import meant
from kb.answer.provisions import act_asked, on_itself, without_acts
from kb.asked import calls_a_document
from kb.match import GENERIC_WEIGHT, coverage
from kb.model import Document, Question, Responsibility
from kb.terms import fold

# Share of the question's other words that must stand in the title and issuer: what is asked for is the document.
WHOLE_TITLE = 0.9
# Statements shown.
MOST = 3
_STOPS = "。；;\n"


def carrier_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The bodies that the document asked for names for itself; None where a question is on another matter or the
    document says nothing of the kind."""
    act = act_asked(fold(question.raw))
    if act is None:
        return None
    for document in _documents(context, question, regions):
        if groups := _statements(context, document, on_itself(act)):
            asked = [g for g in groups if any(r.role == question.role for r in g)]
            return stated(context, (asked or groups)[:MOST])
    return None


def _documents(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Sequence[Document]:
    """The documents that the question names and asks nothing else of."""
    words = without_acts(question.topic)
    if not question.documents and not calls_a_document(fold(question.raw)):
        return ()
    named = replace(question, topic=words)
    terms = [t for t in context.terms(named) if t.weight > GENERIC_WEIGHT]
    found = [d for d in meant(context, named) if d.id in context.full]
    if regions is not None:
        held = {r.document_id for r in regions}
        found = [d for d in found if d.id in held] or [context.documents[i] for i in sorted(held & context.full)]
    return [d for d in found if not terms or coverage(terms, (context.header(d.id), 1.0)) >= WHOLE_TITLE]


def _statements(context: Context, document: Document, spoken: re.Pattern[str]) -> list[list[Responsibility]]:
    """The responsibilities of the sentences in which the document speaks of itself, those of one statement together,
    with what it says there as the task."""
    text = context.text(document.id)
    groups: dict[tuple[int, int], list[Responsibility]] = {}
    for match in spoken.finditer(text):
        sentence = _widened(text, *match.span(), _STOPS)
        segment = _widened(text, *match.span(), f"，,{_STOPS}")
        for record in context.duties(document.id):
            if sentence[0] <= record.start and record.end <= sentence[1]:
                # a label (第二条) may stand before the statement
                begins = record.start if segment[0] < record.start <= match.start() else segment[0]
                said = replace(record, task=text[begins : segment[1]].strip())
                groups.setdefault((record.start, record.end), []).append(said)
    return list(groups.values())


def _widened(text: str, start: int, end: int, stops: str) -> tuple[int, int]:
    """The span widened to the stops around it."""
    before = max(text.rfind(stop, 0, start) for stop in stops) + 1
    after = min((at for stop in stops if (at := text.find(stop, end)) >= 0), default=len(text))
    return before, after
