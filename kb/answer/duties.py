"""Stated responsibilities with the words around each, read once a generation, so that a question need not read every
document."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.answer.places import sentence
from kb.holding import Held, Holding
from kb.match import Term, needles
from kb.model import Responsibility
from kb.store import ClausePlace, Store
from kb.terms import squeeze

_STOP = re.compile("[。；;\n]+")
# （A、B负责） · 责任单位：A: what stands behind the sentences that it is for
_BRACKET = re.compile(r"[（(\[【]|[^：:]{0,4}单位")
# 实现千兆光网全面覆盖。（责任单位：A，B）: the last sentence is part of the record
_ENDS_IN_BRACKET = re.compile(r"[）)\]】][。；;]?$")


@dataclass(frozen=True, slots=True)
class Statement:
    """The responsibilities of one statement (A牵头，B参与) with its words, the sentences that it stands for and the
    one it stands in, as in the document, and the squeezed headings above."""

    records: tuple[Responsibility, ...]
    own: str
    served: str
    sentence: str
    titles: str

    @property
    def first(self) -> Responsibility:
        """The record whose place is the statement's."""
        return self.records[0]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a statement speaks of: the same words squeezed, without names of organisations."""

    own: str
    served: str
    sentence: str


class Duties:
    """All statements in the order of their records; `documents` are the ids of those that have headers."""

    def __init__(self, store: Store, records: Sequence[Responsibility], documents: Sequence[str]) -> None:
        self._held: dict[str, list[Responsibility]] = defaultdict(list)
        for record in records:
            self._held[record.document_id].append(record)
        for held in self._held.values():
            held.sort(key=lambda r: r.start)
        read = _read(store, self._held)
        self.statements: list[Statement] = []
        told: list[str] = []
        for group in _groups(records):
            words, said = read[_place(group[0])]
            self.statements.append(Statement(tuple(group), *words))
            told.append(said)
        self._told = Holding(told)
        self._beside = Holding([squeeze(s.sentence) for s in self.statements])
        numbers = {document_id: number for number, document_id in enumerate(documents)}
        self._documents = np.asarray([numbers[s.first.document_id] for s in self.statements], dtype=np.int64)
        self._matters: dict[int, Matter] = {}
        self._bodies: dict[str, list[str]] = {}

    def of_document(self, document_id: str) -> Sequence[Responsibility]:
        """The document's responsibilities in reading order."""
        return self._held.get(document_id, ())

    def around(self, term: Term) -> Held:
        """For each statement whether it, what is above it or its sentence may hold the term to some degree; the
        document's header apart."""
        words = needles(term)
        return self._told.any_of(words) | self._beside.any_of(words)

    def told(self, word: str) -> Held:
        """For each statement whether it, the sentences that it is for or the headings above hold the word."""
        return self._told.holding(word)

    def beside(self, word: str) -> Held:
        """For each statement whether its sentence holds the word."""
        return self._beside.holding(word)

    def under(self, in_header: Held) -> Held:
        """For each statement what is told of its document."""
        return in_header[self._documents]

    def matter(self, number: int) -> Matter:
        """What the statement speaks of: a task is no 工业 because 工业和信息化局 does it."""
        found = self._matters.get(number)
        if found is None:
            statement = self.statements[number]
            bodies = self._bodies_of(statement.first.document_id)
            texts = (" ".join((statement.own, *(r.task for r in statement.records))), statement.served)
            found = Matter(*(_without(bodies, text) for text in (*texts, statement.sentence)))
            self._matters[number] = found
        return found

    def _bodies_of(self, document_id: str) -> list[str]:
        """The document's organisations, squeezed, longest first."""
        if document_id not in self._bodies:
            bodies = {o for r in self._held[document_id] for o in r.organisations}
            self._bodies[document_id] = [squeeze(body) for body in sorted(bodies, key=len, reverse=True)]
        return self._bodies[document_id]


def served_from(duties: Iterable[Responsibility], clause_start: int, record: Responsibility) -> int:
    """Where the sentences begin that a bracket stands for: behind the record before it in its clause."""
    before = [r.end for r in duties if clause_start <= r.start and r.end <= record.start]
    return max([clause_start, *before])


def stands_behind(record: Responsibility) -> bool:
    """Whether the record is a bracket or a line behind the sentences that it is for."""
    return bool(_BRACKET.match(record.text) or _ENDS_IN_BRACKET.search(record.text))


_Place = tuple[str, int, int]
_Words = tuple[str, str, str, str]


def _place(record: Responsibility) -> _Place:
    return record.document_id, record.start, record.end


def _groups(records: Iterable[Responsibility]) -> Iterable[list[Responsibility]]:
    """Records of one statement together."""
    groups: dict[_Place, list[Responsibility]] = defaultdict(list)
    for record in records:
        groups[_place(record)].append(record)
    return groups.values()


def _read(store: Store, held: Mapping[str, Sequence[Responsibility]]) -> dict[_Place, tuple[_Words, str]]:
    """By place: the words of a statement as `Statement` has them, and all but its sentence, squeezed."""
    clauses = store.clause_places({r.clause_id for records in held.values() for r in records})
    pieces = store.passages_of_duties()
    out: dict[_Place, tuple[_Words, str]] = {}
    for document_id, text in store.texts(held):
        for place, words, said in _of_text(text, held[document_id], clauses):
            start, end = sentence(pieces.get(document_id, ()), place[1], place[2])
            known = out.get(place)
            first = known[0] if known else (*words[:2], text[start:end].rstrip(), words[2])
            out[place] = (first, f"{known[1]}\n{said}" if known else said)
    return out


def _of_text(
    text: str, records: Sequence[Responsibility], clauses: Mapping[str, ClausePlace]
) -> Iterator[tuple[_Place, tuple[str, str, str], str]]:
    for record in records:
        clause = clauses[record.clause_id]
        served = served_from(records, clause.start, record)
        if not stands_behind(record):  # the sentence before may be what is assigned, not all that the clause says
            served = max(served, _sentence_before(text, served, record.start))
        titles = squeeze(" ".join(clause.titles))
        own = squeeze(" ".join((record.text, record.task)))
        words = (record.text, text[served : record.end], titles)
        yield _place(record), words, "\n".join((titles, own, squeeze(words[1])))


def _sentence_before(text: str, start: int, end: int) -> int:
    """Where the sentence before the one begins in which `end` stands, not before `start`."""
    stops = [m.end() for m in _STOP.finditer(text, start, end)]
    return stops[-2] if len(stops) > 1 else start


def _without(bodies: Iterable[str], text: str) -> str:
    """The squeezed text without the bodies' names."""
    flat = squeeze(text)
    for body in bodies:
        flat = flat.replace(body, " ")
    return flat
