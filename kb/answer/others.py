"""Other documents that answer as well, where a question names none: offered beside the answer, none picked silently."""

from collections.abc import Sequence

from kb.answer import conditions, evidence
from kb.answer.context import Context, Draft, Region
from kb.answer.evidence import Evidence
from kb.called import called
from kb.model import Citation, Question
from kb.references import book_title
from kb.terms import fold

# A passage of another document is as good when its rank score (log odds) is this near that of the best one cited.
AS_GOOD = 1.0
# Documents offered at most.
MOST_OTHERS = 3


def others(
    context: Context, question: Question, regions: tuple[Region, ...] | None, cited: Sequence[Citation]
) -> tuple[Citation, ...]:
    """The best passage of each other document that fits as well as those cited, best first. None for a question that
    names one document, nor for what is answered from the records of every document."""
    from_passages = question.kind == "content" or question.wants == "organisation"
    if not from_passages or len(question.documents) == 1 or question.doc_numbers:
        return ()
    found = evidence.ranked(context, question, regions)
    seen = {c.document_id for c in cited}
    best = max((e.score for e in found if e.passage.document_id in seen), default=float("inf"))
    out: list[Citation] = []
    for other in found:
        if other.score < best - AS_GOOD or len(out) == MOST_OTHERS:
            break
        place = context.cite(other.passage.document_id, other.passage.start, other.passage.end)
        if place.document_id not in seen and _answers(context, question, other, place):
            seen.add(place.document_id)
            out.append(place)
    return tuple(out)


def _answers(context: Context, question: Question, other: Evidence, place: Citation) -> bool:
    """Whether the passage meets the question's conditions and states the kind of thing asked for."""
    if other.features["stated"] < 0 or conditions.unmet(context, question, Draft("", (place,))):
        return False
    return question.kind != "lead" or any(d.clause_id == place.clause_id for d in context.duties(place.document_id))


def alike(context: Context, question: Question, cited: Sequence[Citation]) -> tuple[str, ...]:
    """A word on each name in the question that several documents bear (政府工作报告) of which not all are cited."""
    notes: list[str] = []
    sources = {c.document_id for c in cited}
    for name in called(fold(question.raw), context.catalogue.titles):
        meant = {d.id: book_title(d.title) for d in name.documents}
        if len(meant) > 1 and sources & meant.keys() < meant.keys():
            words = fold(question.raw)[name.start : name.end]
            notes.append(f"问题没有写明是哪一份：“{words}”可指本库的{'、'.join(sorted(meant.values()))}。")
    return tuple(notes)
