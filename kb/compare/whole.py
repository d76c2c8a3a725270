"""A whole knowledge base held against itself: every verdict on targets and leads, and what implements what."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kb.compare.facets import thing
from kb.compare.leads import TaskFinding, hold_leads_together
from kb.compare.places import document_place
from kb.compare.targets import Finding, hold_together
from kb.model import Clause, Document, Reference, Responsibility, Target
from kb.resolving import Resolver, acts_on
from kb.validity import validities


class Records(Protocol):
    """What is read of a knowledge base; `kb.base.KnowledgeBase` fits."""

    @property
    def documents(self) -> Callable[[], tuple[Document, ...]]:
        """Every current document."""

    @property
    def text(self) -> Callable[[str], str]:
        """A document's text."""

    @property
    def clauses(self) -> Callable[[str], tuple[Clause, ...]]:
        """The clauses of a document."""

    @property
    def targets(self) -> Callable[[], tuple[Target, ...]]:
        """Every target."""

    @property
    def responsibilities(self) -> Callable[[], tuple[Responsibility, ...]]:
        """Every responsibility."""

    @property
    def references(self) -> Callable[[], tuple[Reference, ...]]:
        """Every reference."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A document and one of a higher level that it implements: the upper's targets without a counterpart below, and
    the lower's without a ground above."""

    upper: str
    lower: str
    missing: tuple[Target, ...]
    groundless: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All that documents say against or with each other on the day `as_of`."""

    as_of: date
    targets: tuple[Finding, ...]
    leads: tuple[TaskFinding, ...]
    coverage: tuple[Coverage, ...]

    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each verdict, leads included."""
        verdicts = [f.verdict for f in self.targets] + [f.verdict for f in self.leads]
        return {verdict: verdicts.count(verdict) for verdict in ("冲突", "更高", "更低", "一致", "无法判断")}


def conflicts(records: Records, as_of: date, chosen: Collection[str] | None = None) -> Conflicts:
    """Everything that documents (those `chosen` by id, or all) say of the same things."""
    documents = {d.id: d for d in records.documents()}
    references = records.references()
    lapsed = {
        i: v.reason for i, v in validities(documents.values(), references, records.text, as_of).items() if v.lapsed
    }
    targets = [t for t in records.targets() if chosen is None or t.document_id in chosen]
    leads = [r for r in records.responsibilities() if chosen is None or r.document_id in chosen]
    resolver = Resolver(documents.values())
    changed = acts_on(references, resolver, "修改", records.text)
    superseded = [(by, old) for old, others in changed.items() for by in others]
    found = hold_together(targets, documents, _Clauses(records), lapsed, superseded)
    covered = _coverage(targets, documents, references, resolver, chosen)
    return Conflicts(as_of, found, hold_leads_together(leads, documents, lapsed), covered)


class _Clauses:
    """A target's clause; a document's clauses are read once, when first asked for."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._held: dict[str, Mapping[str, Clause]] = {}

    def __call__(self, target: Target) -> Clause | None:
        if target.document_id not in self._held:
            clauses = self._records.clauses(target.document_id)
            self._held[target.document_id] = {clause.id: clause for clause in clauses}
        return self._held[target.document_id].get(target.clause_id)


def _coverage(
    targets: Sequence[Target],
    documents: Mapping[str, Document],
    references: Sequence[Reference],
    resolver: Resolver,
    chosen: Collection[str] | None,
) -> tuple[Coverage, ...]:
    """Every pair of a document and an upper one that it is based on, where both set targets."""
    held: dict[str, list[Target]] = {}
    for target in targets:
        held.setdefault(target.document_id, []).append(target)
    pairs: dict[tuple[str, str], None] = {}
    for reference in references:
        if reference.document_id not in held or reference.kind not in ("落实", "依据", "转发"):
            continue
        resolution = resolver.resolve(reference.title, reference.doc_number)
        for upper in resolution.candidates if resolution.status == "held" else ():
            if upper in held and _is_above(documents[upper], documents[reference.document_id]):
                pairs[upper, reference.document_id] = None
    return tuple(_covered(upper, lower, held, documents) for upper, lower in pairs)


def _is_above(upper: Document, lower: Document) -> bool:
    a, b = document_place(upper), document_place(lower)
    return a is not None and b is not None and a.rank < b.rank


def _covered(
    upper: str, lower: str, held: Mapping[str, Sequence[Target]], documents: Mapping[str, Document]
) -> Coverage:
    above = {thing(t, documents[upper]).key for t in held[upper]}
    below = {thing(t, documents[lower]).key for t in held[lower]}
    return Coverage(
        upper,
        lower,
        tuple(t for t in held[upper] if thing(t, documents[upper]).key not in below),
        tuple(t for t in held[lower] if thing(t, documents[lower]).key not in above),
    )
