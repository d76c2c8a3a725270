"""Ruled lines of a page → the cells of its tables, found as pdfplumber finds them in PDFs."""

from collections.abc import Iterator, Sequence

from ingest.readers.ofd_objects import Rule
from ingest.readers.page_layout import Box, Table

_MIN_RULES, _MAX_RULES = 6, 2000  # fewer make no table of 2 × 2 cells; more are a drawing
_SNAP = 3.0  # points by which ruled lines that meet on paper may miss each other (pdfplumber's own default)


def tables(rules: Sequence[Rule]) -> list[Table]:
    """The tables of two rows and two columns at least that `rules` make, from the top down."""
    if not _MIN_RULES <= len(rules) <= _MAX_RULES:
        return []
    from pdfplumber import table as ruled

    edges = ruled.merge_edges([_edge(rule) for rule in rules], _SNAP, _SNAP, _SNAP, _SNAP)
    cells = ruled.intersections_to_cells(ruled.edges_to_intersections(edges, _SNAP, _SNAP))
    found = [list(_rows(members)) for members in ruled.cells_to_tables(cells)]
    return [table for table in found if len(table) > 1 and len(table[0]) > 1]


def _rows(cells: list[Box]) -> Iterator[list[Box | None]]:
    columns = sorted({cell[0] for cell in cells})
    for top in sorted({cell[1] for cell in cells}):
        own = {cell[0]: cell for cell in cells if cell[1] == top}
        yield [own.get(left) for left in columns]


def _edge(rule: Rule) -> dict[str, float | str]:
    """`rule` as pdfplumber's functions take it."""
    size = {"width": rule.x1 - rule.x0, "height": rule.y1 - rule.y0}
    place = {"x0": rule.x0, "x1": rule.x1, "top": rule.y0, "bottom": rule.y1}
    return {**place, **size, "orientation": "h" if rule.horizontal else "v"}
