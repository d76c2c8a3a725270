"""Cells: targets that share indicator, measure, place, year, base and unit, and so may be compared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.compare.amounts import Amount, relation
from kb.compare.facets import Facets
from kb.compare.places import Place, lies_in, same_place

# What all targets of a cell share, place and year apart.
Rest = tuple[str, str, bool, str, str, str | None, int | None, bool, str, str | None]
_STRIVES = ("力争", "争取", "努力")


@dataclass(frozen=True, slots=True)
class Cell:
    """Targets that may be compared: the same thing, measured alike, for one place and year."""

    rest: Rest
    place: Place
    year: int
    members: tuple[Facets, ...]


def cells_of(members: Sequence[Facets]) -> tuple[list[Cell], list[Facets]]:
    """The cells, and the targets whose place or year nothing tells."""
    held: defaultdict[tuple[Rest, int, str | None], list[Facets]] = defaultdict(list)
    unplaced = []
    for one in members:
        if one.amount is None:
            continue
        if len(one.places) == 1 and one.year is not None:
            name = one.places[0].names[one.places[0].rank - 1] if one.places[0].rank else None
            held[rest_of(one), one.year, name].append(one)
        else:
            unplaced.append(one)
    cells = []
    for (rest, year, _), found in held.items():
        while found:
            place = found[0].places[0]
            alike = [one for one in found if same_place(one.places[0], place)]
            cells.append(Cell(rest, place, year, tuple(alike)))
            found = [one for one in found if not same_place(one.places[0], place)]
    return cells, unplaced


def rest_of(one: Facets) -> Rest:
    unit = one.amount.unit if one.amount else ""
    return (
        one.key,
        one.measure,
        one.each,
        one.area,
        unit,
        one.base,
        one.since,
        one.falling,
        one.part_of_year,
        one.context,
    )


def levels(cells: Sequence[Cell]) -> Iterable[tuple[Cell, Cell]]:
    """Every cell with those of the places that it lies in; where its province is unsaid, only if one alone fits."""
    for lower in cells:
        for rank in range(lower.place.rank):
            above = [cell for cell in cells if cell.place.rank == rank and lies_in(lower.place, cell.place)]
            if len(above) == 1:
                yield lower, above[0]


def without_stretch(members: Sequence[Facets]) -> list[Facets]:
    """The members without what a clause strives for beyond its own requirement: 达到95%以上，力争达到97%."""
    required = {one.target.clause_id for one in members if one.target.hedge not in _STRIVES}
    return [one for one in members if one.target.hedge not in _STRIVES or one.target.clause_id not in required]


def amount_of(one: Facets) -> Amount:
    assert one.amount is not None, "cells hold targets with an amount only"
    return one.amount


def by_amount(members: Sequence[Facets]) -> list[list[Facets]]:
    """The members by what they ask for; those that ask the same in other words or units together."""
    classes: list[list[Facets]] = []
    exact: dict[tuple[object, ...], list[Facets]] = {}
    for one in members:
        size = amount_of(one)
        key = (size.low, size.high, size.direction, size.about, size.written[1])
        held = exact.get(key) or next((c for c in classes if relation(amount_of(c[0]), size) == "same"), None)
        if held is None:
            classes.append(held := [])
        held.append(one)
        exact[key] = held
    return classes


def related(cells: Sequence[Cell]) -> bool:
    """Whether each of the cells is compared with another as a part of it."""
    return all(any(lies_in(x.place, y.place) or lies_in(y.place, x.place) for y in cells if y is not x) for x in cells)
