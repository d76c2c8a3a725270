"""The question as understood, changed by its asker: another kind, topic, year or document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from kb.answer.explain import names
from kb.match import topic_words
from kb.model import Question, QuestionKind
from kb.terms import fold


@dataclass(frozen=True, slots=True)
class Correction:
    """What replaces the slots of a question; None leaves a slot as it was understood."""

    kind: QuestionKind | None = None
    topic: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    documents: tuple[str, ...] | None = None


def corrected(question: Question, correction: Correction) -> Question:
    """The question with the changed slots; a question that nothing changes comes back equal."""
    if correction.kind is not None and correction.kind != question.kind:
        question = _of_kind(question, correction.kind)
    if correction.topic is not None:
        question = _on_topic(question, correction.topic)
    if correction.years is not None:
        question = replace(question, years=correction.years)
    if correction.documents is not None:
        question = replace(question, documents=correction.documents, doc_numbers=())
    return question


def kinds_for(question: Question) -> tuple[QuestionKind, ...]:
    """The kinds that the question can be changed to: a clause only where one is named."""
    kinds: tuple[QuestionKind, ...] = get_args(QuestionKind)
    return tuple(kind for kind in kinds if kind != "clause" or question.clause_path)


def _of_kind(question: Question, kind: QuestionKind) -> Question:
    wants = names()["wants"][kind]
    if kind == "lead" and question.organisations and not question.topic:
        wants = "tasks"
    if kind == "list" and question.kind == "target":
        wants = "targets"
    return replace(question, kind=kind, wants=wants, role="牵头" if kind == "lead" else None)


def _on_topic(question: Question, topic: Sequence[str]) -> Question:
    """The question with other topic words; the words searched for follow, as passages are found by them."""
    words = tuple(
        dict.fromkeys(w for part in topic for w in ((part,) if part in question.topic else topic_words(part)))
    )
    if words == question.topic:
        return question
    raw = fold(question.raw)
    for word in question.topic:
        if word not in words:
            raw = raw.replace(word, " ")
    added = [part for part in topic if part not in question.topic]
    return replace(question, raw=" ".join((*raw.split(), *added)), topic=words)
