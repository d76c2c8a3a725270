"""Two documents held against each other: clauses side by side, targets and leads of both, what each lacks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb.compare.align import Alignment, Encode, Pair, align, counterparts
from kb.compare.facets import thing
from kb.compare.leads import TaskFinding, present_body
from kb.compare.targets import Finding
from kb.compare.whole import Records, conflicts
from kb.model import Clause, Document, Target


@dataclass(frozen=True, slots=True)
class Comparison:
    """Documents `a` and `b`: their clauses aligned, what both say of one indicator or task, and the targets for
    indicators that only one of them has."""

    a: Document
    b: Document
    clauses: Alignment
    targets: tuple[Finding, ...]
    leads: tuple[TaskFinding, ...]
    only_a: tuple[Target, ...]
    only_b: tuple[Target, ...]


def compare(records: Records, a: Document, b: Document, as_of: date, encode: Encode | None = None) -> Comparison:
    """The two documents side by side, on the day `as_of`."""
    both = (a.id, b.id)
    found = conflicts(records, as_of, both)
    held = {i: [t for t in records.targets() if t.document_id == i] for i in both}
    keys = {i: {thing(t, d).key for t in held[i]} for i, d in ((a.id, a), (b.id, b))}
    return Comparison(
        a,
        b,
        align(records.clauses(a.id), records.clauses(b.id), encode, record_keys(records, both)),
        tuple(f for f in found.targets if {t.document_id for t in f.targets} == {*both}),
        tuple(f for f in found.leads if {f.left.document_id, f.right.document_id} == {*both}),
        tuple(t for t in held[a.id] if thing(t, a).key not in keys[b.id]),
        tuple(t for t in held[b.id] if thing(t, b).key not in keys[a.id]),
    )


def like_clause(
    records: Records, clause: Clause, near: Iterable[Clause], encode: Encode | None = None
) -> tuple[Pair, ...]:
    """Clauses of other documents that speak of the same as `clause`, of those in `near`, best first."""
    others = [other for other in near if other.document_id != clause.document_id]
    ids = {clause.document_id, *(other.document_id for other in others)}
    return counterparts(clause, others, encode, record_keys(records, ids))


def record_keys(records: Records, ids: Iterable[str]) -> Mapping[str, set[str]]:
    """What every clause of the documents holds on record: indicators, organisations, documents cited."""
    chosen = {*ids}
    documents = {d.id: d for d in records.documents() if d.id in chosen}
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for target in records.targets():
        if target.document_id in chosen:
            keys[target.clause_id].add("指标" + thing(target, documents[target.document_id]).key)
    for responsibility in records.responsibilities():
        if responsibility.document_id in chosen:
            keys[responsibility.clause_id] |= {
                "单位" + present_body(name).stem for name in responsibility.organisations
            }
    for reference in records.references():
        if reference.document_id in chosen:
            keys[reference.clause_id].add("文件" + (reference.doc_number or reference.title or ""))
    return keys
