"""A question → an `Answer`: records before passages, verification last, abstention rather than a guess."""

import gc
import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kb.answer import (
    carrying,
    citing,
    clauses,
    conditions,
    content,
    documents,
    evidence,
    explain,
    figures,
    lapsed,
    leads,
    listed,
    lists,
    parts,
    persons,
    premise,
    targets,
    verify,
)
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.explain import Attempt, Explanation
from kb.answer.list_asked import asked_in
from kb.answer.meant import title_pieces
from kb.answer.others import alike, others
from kb.answer.several import asked_apart, fields_of_one, names_something
from kb.answer.spelled import respelled
from kb.answer.unfound import abstained, asks_for_a_clause, not_found
from kb.answer.wanted import asks_twice, wanted
from kb.match import GENERIC_WEIGHT, cues, generic_words
from kb.model import Answer, Question
from kb.question import parts_asked, split, understand
from kb.search import Searcher
from kb.store import Store
from kb.terms import fold
from kb.withheld import keep

# Passages of which one must stand in a clause that records are taken from; one that scores so much less than the first
# (log odds) speaks for nothing.
MOST_NEAR = 2
FAR_BEHIND = 4.0
# How likely a passage must answer that states the basis or the telephone number asked for, in the year asked for: less
# than one of which nothing is known but its words.
STATED_ENOUGH = 0.3
# A body that acts: what a passage must hold to answer 谁 when no record does.
_ACTOR = re.compile(
    r"由[^，。；]{2,20}|报[^，。；]{2,40}(?:备案|审批|批准|审核|同意)|[局委部厅办院会府关]{1}[^，。；]{0,12}(?:负责|牵头|制定|审核|每年|确定|组织)|部门|单位|机关|机构|领导|"
    r"(?:小组|专班|政府)[^，。；]{0,4}(?:统筹|指导|协调|负责|牵头|批准|决定|安排)|主体[为是]|设[在于][^，。；]{2,}"
    r"|[局委部厅办院会府心站所][^，。；]{0,6}对[^，。；]{2,40}(?:进行|作出?)"
)

Step = Callable[[Context, Question, tuple[Region, ...] | None], Draft | None]
# Steps tried twice, first only with what passages support: kept while the attempts at one question ask again.
_organisations: Step = lru_cache(maxsize=4)(leads.organisations_of)
_parts: Step = lru_cache(maxsize=4)(parts.parts_of)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a text, where its answer was looked for, and the answer."""

    question: Question
    regions: tuple[Region, ...] | None
    answer: Answer


class Answerer:
    """Answers questions over one knowledge base; safe to call from several threads."""

    def __init__(self, store: Store, searcher: Searcher) -> None:
        self._store = store
        self._searcher = searcher
        self._context: Context | None = None
        self._lock = threading.Lock()

    def ask(self, text: str, documents: Collection[str] | None = None, understood: Question | None = None) -> Answer:
        """Answer the question within the documents chosen (ids; None: all). Total: any text gets an Answer. Several
        questions in one text are answered one by one. `understood` is the question where it was corrected."""
        context = self._current()
        day, asked = lapsed.day_asked(text)
        answer = _joined(text, *self._read(context, asked, _held(context, day, documents), understood))
        return lapsed.told(context, answer, day or date.today())

    def warm(self) -> None:
        """Read now what the first question would wait for."""
        context = self._current()
        context.warm()
        title_pieces(context)

    def understood(self, text: str) -> tuple[Question, ...]:
        """The questions of the text as understood, at least one."""
        return tuple(understand(part, self._current().catalogue) for part in split(text))

    def explain(
        self, text: str, documents: Collection[str] | None = None, understood: Question | None = None
    ) -> Explanation:
        """How the same question is answered: what was understood, tried and weighed."""
        context = self._current()
        day, asked = lapsed.day_asked(text)
        turns, notes = self._read(context, asked, _held(context, day, documents), understood)
        explained = [
            explain.explained(context, t.question, t.regions, tuple(_attempts(context, t.question, t.regions)))
            for t in turns
        ]
        return Explanation(lapsed.told(context, _joined(text, turns, notes), day or date.today()), tuple(explained))

    def _read(
        self, context: Context, text: str, documents: Collection[str] | None, understood: Question | None
    ) -> tuple[list[Turn], tuple[str, ...]]:
        """The text's questions answered; where none is as typed, as read with its mistyped words mended, and a note on
        each of these."""
        turns = self._turns(context, text, documents, understood)
        if understood is not None or _answers_any(turns):
            return turns, ()
        read = respelled(context, text)
        again = self._turns(context, read.text, documents, None) if read.words else []
        if not _answers_any(again):
            return turns, ()
        return again, tuple(f"“{typed}”按“{meant}”理解。" for typed, meant in read.words)

    def _turns(
        self, context: Context, text: str, documents: Collection[str] | None, understood: Question | None
    ) -> list[Turn]:
        asked = [text] if understood else split(text)
        if len(asked) > 1:
            return self._turns_of(context, asked, documents)
        question = understood or understand(text, context.catalogue)
        parts = parts_asked(text) if understood is None else []
        apart = bool(parts) and asked_apart(context, question, parts)
        turns = self._turns_of(context, parts, documents) if apart else []
        if _answers_any(turns):
            return turns
        whole = _turn(context, question, context.regions(question, documents))
        if parts and not apart and whole.answer.abstained and not fields_of_one(context, question):
            turns = self._turns_of(context, parts, documents)
        return turns if _answers_any(turns) else [whole]

    @staticmethod
    def _turns_of(context: Context, parts: Sequence[str], documents: Collection[str] | None) -> list[Turn]:
        question = understand(parts[0], context.catalogue)
        first = _turn(context, question, context.regions(question, documents))
        return [first, *(_next(context, part, first.answer, documents) for part in parts[1:])]

    def _current(self) -> Context:
        """The context of the store's current generation."""
        with self._lock:
            state = self._store.state()
            if self._context is None or not self._context.stands_at(state):
                gc.unfreeze()  # what `KnowledgeBase.warm` froze may go with the context before
                self._context = Context(self._store, self._searcher)
            return self._context


def _held(context: Context, day: date | None, documents: Collection[str] | None) -> Collection[str] | None:
    """The documents to look in: those that held on the day, where the question names one."""
    return documents if day is None else lapsed.in_force(context, day, documents)


def _next(context: Context, text: str, before: Answer, documents: Collection[str] | None) -> Turn:
    """A further question: answered from the places cited before, else their documents, else from anywhere. One without
    a topic of its own (由谁牵头?) is on the topic before. One that names nothing (每人资助多少) speaks of what the one
    before does: where that is not found, any passage that fits would be one on something else."""
    question = understand(text, context.catalogue)
    if before.abstained and not names_something(question):
        return Turn(question, None, Answer(question, not_found(question), True))
    if not any(word not in generic_words() for word in question.topic):
        question = replace(question, topic=before.question.topic)
        if question.kind == "document" and not (question.documents or question.doc_numbers):
            question = replace(question, documents=tuple(dict.fromkeys(c.document_id for c in before.citations)))
        return _turn(context, question, context.regions(question, documents))
    cited = tuple(Region(c.document_id, c.start, c.end) for c in before.citations)
    whole = tuple(Region(i, 0, len(context.text(i))) for i in dict.fromkeys(c.document_id for c in before.citations))
    for regions in filter(None, (cited, whole)):
        turn = _turn(context, question, regions)
        if not turn.answer.abstained:
            return turn
    return _turn(context, question, context.regions(question, documents))


def _turn(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Turn:
    """The question answered by the first step whose draft stands."""
    elsewhere: Attempt | None = None
    for attempt in _attempts(context, question, regions):
        if attempt.faults:
            keep(context.store.home, question.raw, attempt.faults)
        if attempt.unmet:
            elsewhere = elsewhere or attempt
        if attempt.stands and (draft := attempt.draft) is not None:
            also = others(context, question, regions, draft.citations)
            notes = (*draft.notes, *alike(context, question, draft.citations))
            quotes = draft.citations
            if wrong := premise.corrected(context, question, regions):
                notes, quotes = (wrong.note, *notes), unique((*quotes, *wrong.citations))
            answer = Answer(question, draft.text, False, quotes, draft.count, notes=notes, others=also)
            return Turn(question, regions, answer)
    return Turn(question, regions, abstained(context, question, regions, elsewhere))


def _attempts(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Iterator[Attempt]:
    """What each step gives, up to the first draft that meets the question's conditions and passes verification."""
    for name, step in _steps(question):
        draft = step(context, question, regions)
        unmet = conditions.unmet(context, question, draft) if draft else ()
        faults = verify.faults(context, draft) if draft and not unmet else []
        attempt = Attempt(name, draft, unmet, tuple(faults))
        yield attempt
        if attempt.stands:
            return


def _answers_any(turns: Sequence[Turn]) -> bool:
    return any(not turn.answer.abstained for turn in turns)


def _joined(text: str, turns: Sequence[Turn], notes: tuple[str, ...]) -> Answer:
    """Answers to several questions as one, with the notes: what is not found is said beside what is."""
    answers = [turn.answer for turn in turns]
    if len(turns) == 1:
        return replace(answers[0], notes=(*notes, *answers[0].notes)) if notes else answers[0]
    found = [a for a in answers if not a.abstained]
    return Answer(
        replace(answers[0].question, raw=text),
        "\n".join(f"{a.question.raw}\n{a.text}" for a in answers),
        not found,
        unique(c for a in found for c in a.citations),
        nearest=unique(c for a in answers for c in a.nearest) if not found else (),
        notes=tuple(dict.fromkeys((*notes, *(n for a in answers for n in a.notes)))),
        others=unique(c for a in found for c in a.others),
    )


def _steps(question: Question) -> list[tuple[str, Step]]:
    """The ways to an answer for a kind of question by name (`kb/data/explain.toml`), exact ones first."""
    if question.kind == "lead" and question.wants == "tasks":
        return [("tasks", leads.tasks_of)]
    if question.kind == "lead" and question.wants == "person":
        return [("persons", persons.holders_of)]
    if question.kind == "lead":
        return [
            ("carrier", carrying.carrier_of),
            ("owner", leads.owner_of),
            ("leads_supported", _supported(_organisations)),
            ("who", _who),
            ("leads", _organisations),
        ]
    if question.kind == "target" and asks_twice(question):
        return [("figure", figures.figure_of), ("target", targets.value_of)]
    if question.kind == "target":
        # 缺用地指标怎么办: no value is asked for, the word for one only stands in the question
        said = [("content", _content)] if re.search(cues()["words"]["manner"], fold(question.raw)) else []
        return [("target", targets.value_of), ("aims", _aims), ("figure", figures.figure_of), *said]
    if question.kind == "list":
        aims: list[tuple[str, Step]] = [("targets", lists.targets_of)] if question.wants == "targets" else []
        if asks_for_a_clause(question):  # what passages hold of the characters 三 and 二 is nothing
            return aims or [("clause", clauses.clause_of)]
        return [
            *aims,
            ("parts_counted", parts.counted_of),
            ("listed", listed.listed_of),
            ("parts_supported", _supported(_parts)),
            ("content", _content),
            ("parts", _parts),
        ]
    if question.kind == "document":
        return [("header", lambda c, q, _: documents.header_of(c, q)), ("no_document", _no_document)]
    if question.kind == "reference":
        return [("references", lambda c, q, _: citing.references_of(c, q))]
    if question.kind == "clause":
        return [("clause", clauses.clause_of)]
    return [("content", _content)]


def _supported(step: Step) -> Step:
    """The step, whose draft counts only where it cites a clause among those that passages speak for."""

    def only_supported(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
        draft = step(context, question, regions)
        if draft is None:
            return None
        found = evidence.ranked(context, question, regions)
        near = {e.passage.clause_id for e in found[:MOST_NEAR] if e.score > found[0].score - FAR_BEHIND}
        cited = {c.clause_id for c in draft.citations}
        return draft if near & cited or evidence.support(context, question, found) < content.enough(question) else None

    return only_supported


def _aims(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """All aims, where a question for a value names no indicator but only the document (2028年的主要目标)."""
    specific = [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]
    if question.unit or not context.titled(specific):
        return None
    return lists.targets_of(context, question, regions)


def _who(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """The body that a passage on the topic names, or that the bracket behind the passage does."""
    found = content.passages_of(context, question, regions)
    if found is not None and (draft := leads.of_passage(context, question, found.citations[0])):
        return draft
    return content.passages_of(context, question, regions, lambda e: _ACTOR.search(e.passage.text) is not None)


def _no_document(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """Passages, where the question sounds like one on a document and means none. What texts state in their midst (a
    basis, a telephone number) is looked for there, also where a document is named."""
    if not question.topic or (question.doc_numbers and not question.documents):
        return None
    if (stated := documents.stated_in_passages(question)) is not None:
        return content.passages_of(context, question, regions, lambda e: stated(e.passage), STATED_ENOUGH)
    if documents.means_one(context, question):
        return None
    return _content(context, question, regions)


def _content(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """Passages on the topic; where a kind of value is asked for (a time, an age), only such as state one; of a list
    asked for, only such as may hold all of it."""
    kind = wanted(question)
    asked = asked_in(question.raw) if question.kind == "list" else None

    def holds(found: evidence.Evidence) -> bool:
        told = kind is None or evidence.tells(kind, found)
        return told and (asked is None or listed.may_hold(context, asked, found.passage))

    return content.passages_of(context, question, regions, holds)
