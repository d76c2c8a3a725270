"""A question → an `Answer`: records before passages, verification last, abstention rather than a guess."""

import logging
import re
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from kb.answer import (
    citing,
    clauses,
    conditions,
    content,
    documents,
    evidence,
    figures,
    leads,
    lists,
    parts,
    targets,
    verify,
)
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.wanted import asks_twice, states, wanted
from kb.match import GENERIC_WEIGHT, degree, generic_words
from kb.model import Answer, Question
from kb.question import split, understand
from kb.search import Searcher
from kb.store import Store

_log = logging.getLogger(__name__)

NOT_FOUND = "语料中未找到"
# Passages of which one must stand in a clause that records are taken from.
MOST_NEAR = 2
# A body that acts: what a passage must hold to answer 谁 when no record does.
_ACTOR = re.compile(
    r"由[^，。；]{2,20}|[局委部厅办院会府关]{1}[^，。；]{0,12}(?:负责|牵头|制定|审核|每年|确定|组织)|部门|单位|机关|机构|领导"
)

Step = Callable[[Context, Question, tuple[Region, ...] | None], Draft | None]


class Answerer:
    """Answers questions over one knowledge base; safe to call from several threads."""

    def __init__(self, store: Store, searcher: Searcher) -> None:
        self._store = store
        self._searcher = searcher
        self._context: Context | None = None
        self._lock = threading.Lock()

    def ask(self, text: str, documents: Collection[str] | None = None) -> Answer:
        """Answer the question within the documents chosen (ids; None: all). Total: any text gets an Answer. Several
        questions in one text are answered one by one."""
        context = self._current()
        first, *more = split(text)
        question = understand(first, context.catalogue)
        answer = self._one(context, question, context.regions(question, documents))
        if not more:
            return answer
        later = [self._next(context, part, answer, documents) for part in more]
        return _joined(text, (first, *more), (answer, *later))

    def _next(self, context: Context, text: str, before: Answer, documents: Collection[str] | None) -> Answer:
        """The answer to a further question: in the places cited before if they hold it, else anywhere. One without a
        topic of its own (由谁牵头?) is on the topic before."""
        question = understand(text, context.catalogue)
        if not any(word not in generic_words() for word in question.topic):
            question = replace(question, topic=before.question.topic)
            return self._one(context, question, context.regions(question, documents))
        cited = tuple(Region(c.document_id, c.start, c.end) for c in before.citations)
        answer = self._one(context, question, cited) if cited else None
        if answer is None or answer.abstained:
            answer = self._one(context, question, context.regions(question, documents))
        return answer

    def _one(self, context: Context, question: Question, regions: tuple[Region, ...] | None) -> Answer:
        for step in _steps(question):
            draft = step(context, question, regions)
            if draft is None or conditions.unmet(context, question, draft):
                continue
            faults = verify.faults(context, draft)
            if not faults:
                return Answer(question, draft.text, False, draft.citations, draft.count, notes=draft.notes)
            _log.error("答案未通过核验，已扣留：%s：%s", question.raw, "；".join(faults))
        return self._abstain(context, question, regions)

    def _current(self) -> Context:
        """The context of the store's current generation."""
        with self._lock:
            if self._context is None or self._context.generation != self._store.generation():
                self._context = Context(self._store, self._searcher)
            return self._context

    def _abstain(self, context: Context, question: Question, regions: tuple[Region, ...] | None) -> Answer:
        text = f"{NOT_FOUND}：{_sought(question)}。"
        notes: tuple[str, ...] = ()
        if question.kind == "target":
            others = targets.other_years(context, question, regions)
            if others:
                notes = ("相近目标（年份不同，不作为答案）：" + "；".join(map(targets.line, others[: targets.MOST])),)
                near = [c for t in others[: targets.MOST] for c in targets.citations(context, t)]
                return Answer(question, text, True, nearest=tuple(near), notes=notes)
        passage = content.nearest(context, question, regions)
        near = [context.cite(passage.document_id, passage.start, passage.end)] if passage else []
        return Answer(question, text, True, nearest=tuple(near), notes=notes)


def _sought(question: Question) -> str:
    """What was looked for and is not stated, in words."""
    if question.doc_numbers and not question.documents:
        return f"未收录{'、'.join(question.doc_numbers)}"
    asked = question.raw.strip(" ?？。") or "（问题为空）"
    about = f"“{asked[:60]}”"
    if question.kind == "lead" and question.wants == "tasks":
        return f"没有写明{'、'.join(question.organisations)}承担的工作"
    if question.kind == "lead":
        return f"没有写明{about}的牵头或负责单位"
    if question.kind == "document":
        return f"没有写明{about}所问的{documents.labels_of(question)}"
    years = "、".join(f"{y}年" for y in question.years)
    if question.kind == "target":
        return f"没有写明{about}的{years}目标值"
    return f"没有能回答{about}的内容"


def _joined(text: str, asked: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """Answers to several questions as one: what is not found is said beside what is."""
    found = [a for a in answers if not a.abstained]
    return Answer(
        replace(answers[0].question, raw=text),
        "\n".join(f"{part}\n{a.text}" for part, a in zip(asked, answers, strict=True)),
        not found,
        unique(c for a in found for c in a.citations),
        nearest=unique(c for a in answers for c in a.nearest) if not found else (),
        notes=tuple(dict.fromkeys(n for a in answers for n in a.notes)),
    )


def _steps(question: Question) -> list[Step]:
    """The ways to an answer for a kind of question, exact ones first."""
    if question.kind == "lead":
        tasks = question.wants == "tasks"
        return [leads.tasks_of] if tasks else [_supported(leads.organisations_of), _who, leads.organisations_of]
    if question.kind == "target" and asks_twice(question):
        return [figures.figure_of, targets.value_of]
    if question.kind == "target":
        return [targets.value_of, _aims, figures.figure_of]
    if question.kind == "list" and question.wants == "targets":
        return [lists.targets_of, parts.counted_of, _supported(parts.parts_of), _content, parts.parts_of]
    if question.kind == "list":
        return [parts.counted_of, _supported(parts.parts_of), _content, parts.parts_of]
    if question.kind == "document":
        return [lambda c, q, _: documents.header_of(c, q), _no_document]
    if question.kind == "reference":
        return [lambda c, q, _: citing.references_of(c, q)]
    if question.kind == "clause":
        return [clauses.clause_of]
    return [_content]


def _supported(step: Step) -> Step:
    """The step, whose draft counts only where it cites a clause among those that passages speak for."""

    def only_supported(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
        draft = step(context, question, regions)
        if draft is None:
            return None
        found = evidence.ranked(context, question, regions)
        near = {e.passage.clause_id for e in found[:MOST_NEAR]}
        cited = {c.clause_id for c in draft.citations}
        return draft if near & cited or evidence.support(context, question, found) < content.ENOUGH else None

    return only_supported


def _aims(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """All aims, where a question for a value names no indicator but only the document (2028年的主要目标)."""
    specific = [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]
    if question.unit or not any(all(degree(t, context.header(i)) == 1 for t in specific) for i in context.full):
        return None
    return lists.targets_of(context, question, regions)


def _who(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The body that a passage on the topic names, or that the bracket behind the passage does."""
    found = content.passages_of(context, question, regions)
    if found is not None and (draft := leads.of_passage(context, question, found.citations[0])):
        return draft
    return content.passages_of(context, question, regions, lambda p: _ACTOR.search(p.text) is not None)


def _no_document(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """Passages, where the question sounds like one on a document and means none."""
    if not question.topic or documents.means_one(context, question):
        return None
    return _content(context, question, regions)


def _content(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """Passages on the topic; where a kind of value is asked for (a time, an age), only such as state one."""
    kind = wanted(question)
    return content.passages_of(context, question, regions, None if kind is None else lambda p: states(kind, p.text))
