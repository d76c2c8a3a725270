"""Targets with the words around each, read once a generation, so that a question need not weigh every one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.answer.places import headings_above
from kb.holding import Held, Holding
from kb.match import Term, needles
from kb.model import Target
from kb.store import Store
from kb.terms import squeeze


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with its words, squeezed: indicator with its scope, statement, headings above."""

    target: Target
    indicator: str
    statement: str
    titles: str


class Aims:
    """All targets in their order; `documents` are the ids of those that have headers."""

    def __init__(self, store: Store, targets: Sequence[Target], documents: Sequence[str]) -> None:
        numbers = {document_id: number for number, document_id in enumerate(documents)}
        clauses = store.clause_places({t.clause_id for t in targets})
        texts = dict(store.texts({t.document_id for t in targets}))
        self.all: list[Aim] = []
        for t in targets:
            clause = clauses[t.clause_id]
            titles = headings_above(clause.titles, texts[t.document_id][clause.start : t.start])
            self.all.append(Aim(t, squeeze(f"{t.scope or ''}{t.indicator}"), squeeze(t.text), titles))
        self._own = Holding(["\n".join((a.indicator, a.statement, a.titles)) for a in self.all])
        self._documents = np.asarray([numbers[t.document_id] for t in targets], dtype=np.int64)

    def own(self, term: Term) -> Held:
        """For each target whether its own words or the headings above may hold the term to some degree."""
        return self._own.any_of(needles(term))

    def under(self, in_header: Held) -> Held:
        """For each target what is told of its document."""
        return in_header[self._documents]
