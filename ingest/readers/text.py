"""Plain text: one block a line, lines of pipe tables and of tables copied with tabs as rows."""

import re
from collections.abc import Iterator

from ingest.raw import Block
from ingest.readers.content import Content, row, squash
from ingest.readers.encoding import decode

_LINE_ENDS = re.compile(r"\r\n|\n|\r")
_INNER_ENDS = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
_ROW = re.compile(r"\|.*\|")  # | 标 题 | 关于印发…的通知 | |||
_RULE = re.compile(r"[|:\-\s]*-[|:\-\s]*")  # | --- | :-: |


def read_text(name: str, data: bytes) -> Content:
    """Blocks of a text file in any Chinese encoding. Raises NotText."""
    text, warnings = decode(name, data)
    return Content(tuple(_blocks(text)), warnings=warnings)


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The non-blank lines of `text` on one line each, with their number from 1."""
    for number, line in enumerate(_LINE_ENDS.split(text), start=1):
        for part in _INNER_ENDS.split(line):
            if shown := squash(part):
                yield number, shown


def pipe_cells(line: str) -> tuple[str, ...] | None:
    """The cells of a pipe-table row (empty for a rule `|---|`), None for any other line."""
    if not _ROW.fullmatch(line):
        return None
    if _RULE.fullmatch(line):
        return ()
    return tuple(cell.strip() for cell in line[1:-1].split("|"))


def _tabbed(text: str) -> dict[int, tuple[str, ...]]:
    """The cells of the lines that are a table copied from an office program, by line number.

    At least two lines in a row of as many cells each, three or more, and none empty in the first, the heads.
    """
    rows: dict[int, tuple[str, ...]] = {}
    run: list[tuple[int, tuple[str, ...]]] = []
    for number, line in enumerate([*_LINE_ENDS.split(text), ""], start=1):
        whole = line.count("\t") > 1 and not _INNER_ENDS.search(line)
        cells = tuple(map(squash, line.split("\t"))) if whole else ()
        if run and len(cells) != len(run[0][1]):
            rows.update(run if len(run) > 1 else [])
            run = []
        if run or (cells and all(cells)):
            run.append((number, cells))
    return rows


def _blocks(text: str) -> Iterator[Block]:
    table, last_row = -1, -1
    tabbed = _tabbed(text)
    for number, line in numbered_lines(text):
        cells = tabbed.get(number) or pipe_cells(line)
        if cells is None:
            yield Block(text=line, line=number)
            continue
        if last_row != number - 1:
            table += 1
        last_row = number
        if any(cells):
            yield row(cells, number, table, separator="\t" if number in tabbed else " | ")
