"""What changed from one version of a document to the next, by clause and by target; which version held on a day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, Protocol

from kb.compare.amounts import amount
from kb.compare.facets import thing
from kb.compare.overlap import bigrams, dice, plain
from kb.model import Clause, Document, Target, Version

# Dice of two texts' bigrams; above it a clause was changed, below it one left and another came.
SAME_CLAUSE = 0.5


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A leaf clause added (`old` is None), removed (`new` is None) or changed."""

    kind: Literal["新增", "删除", "修改"]
    old: Clause | None
    new: Clause | None


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target added, removed, or with another value, year or wording."""

    kind: Literal["新增", "删除", "修改"]
    old: Target | None
    new: Target | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two versions."""

    clauses: tuple[ClauseChange, ...]
    targets: tuple[TargetChange, ...]


class History(Protocol):
    """What is read of earlier versions; `kb.base.KnowledgeBase` fits."""

    @property
    def clauses(self) -> Callable[[str, int], tuple[Clause, ...]]:
        """The clauses of a version."""

    @property
    def version_targets(self) -> Callable[[str, int], tuple[Target, ...]]:
        """The targets of a version."""

    @property
    def version_header(self) -> Callable[[str, int], Document]:
        """The header of a version."""


def changes(history: History, document_id: str, old: int, new: int) -> Changes:
    """What changed from version `old` of a document to version `new` (numbers from 1). Raises NotFound."""
    targets = changed_targets(
        history.version_targets(document_id, old),
        history.version_targets(document_id, new),
        history.version_header(document_id, old),
        history.version_header(document_id, new),
    )
    return Changes(changed_clauses(history.clauses(document_id, old), history.clauses(document_id, new)), targets)


def changed_clauses(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[ClauseChange, ...]:
    """The leaf clauses that differ, in the order of the new version, those removed last."""
    before, after = _leaves(old), _leaves(new)
    same = {plain(clause.text) for clause in before} & {plain(clause.text) for clause in after}
    left = [clause for clause in before if plain(clause.text) not in same]
    found: list[ClauseChange] = []
    for clause in after:
        if plain(clause.text) in same:
            continue
        earlier = _earlier(clause, left)
        if earlier is not None:
            left.remove(earlier)
        found.append(ClauseChange("新增" if earlier is None else "修改", earlier, clause))
    return (*found, *(ClauseChange("删除", clause, None) for clause in left))


def _leaves(clauses: Sequence[Clause]) -> list[Clause]:
    parents = {clause.parent for clause in clauses}
    return [clause for clause in clauses if clause.id not in parents]


def _earlier(clause: Clause, left: Sequence[Clause]) -> Clause | None:
    """The clause of the earlier version that became this one: alike enough, the one in its place first."""
    grams = bigrams(plain(clause.text))
    alike = [(dice(grams, bigrams(plain(other.text))) + 0.1 * (other.id == clause.id), other) for other in left]
    best = max(alike, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= SAME_CLAUSE else None


def changed_targets(
    old: Sequence[Target], new: Sequence[Target], before: Document, after: Document
) -> tuple[TargetChange, ...]:
    """The targets that differ: one indicator measured alike for one year is the same target, else one whose year
    moved."""
    left = list(old)
    found: list[TargetChange] = []
    waiting: list[Target] = []
    for target in new:
        twin = next((t for t in left if _same_target(t, target, before, after) and _asks_same(t, target)), None)
        if twin is not None:
            left.remove(twin)
        else:
            waiting.append(target)
    for target in waiting:
        twins = [t for t in left if _same_target(t, target, before, after)]
        twin = next((t for t in twins if t.year == target.year), twins[0] if twins else None)
        if twin is not None:
            left.remove(twin)
        found.append(TargetChange("新增" if twin is None else "修改", twin, target))
    return (*found, *(TargetChange("删除", target, None) for target in left))


def _same_target(a: Target, b: Target, before: Document, after: Document) -> bool:
    return thing(a, before).key == thing(b, after).key and a.measure == b.measure


def _asks_same(a: Target, b: Target) -> bool:
    x, y = amount(a), amount(b)
    if x is None or y is None:
        return (a.value, a.unit, a.year) == (b.value, b.unit, b.year)
    return (x.low, x.high, x.unit, x.direction, a.year) == (y.low, y.high, y.unit, y.direction, b.year)


def version_as_of(versions: Sequence[Version], day: date) -> Version | None:
    """The version that the knowledge base held at the end of the day; None before the first."""
    held = [version for version in versions if datetime.fromtimestamp(version.added, UTC).astimezone().date() <= day]
    return held[-1] if held else None
