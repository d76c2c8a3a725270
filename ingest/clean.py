"""Raw blocks → blocks fit for reading: named steps, in the order of `STEPS`.

Guarantees:
- total: any RawDocument is cleaned, none fails; blocks keep their order and their origin (`line`, `page`);
- verbatim: between its ends a block's text changes only where white space and invisible characters stood;
- body text stays: a line goes only when chrome.toml's patterns cover the whole of it;
- cleaning twice gives the same as cleaning once.
"""

from collections.abc import Callable
from dataclasses import replace

from ingest.chrome import drop_chrome
from ingest.raw import Block, RawDocument
from ingest.readers.content import squash
from ingest.wrap import drop_page_numbers, rejoin

Blocks = tuple[Block, ...]
Step = Callable[[Blocks], Blocks]


def clean(raw: RawDocument) -> RawDocument:
    """`raw` after every step. Never empty: a file of chrome alone keeps its blocks."""
    blocks = raw.blocks
    for step in STEPS.values():
        blocks = step(blocks)
    return replace(raw, blocks=blocks) if blocks else raw


def trim_spaces(blocks: Blocks) -> Blocks:
    """Runs of white space as one space, none at the ends, no invisible characters; blank blocks dropped."""
    trimmed = (
        replace(block, text=squash(block.text), cells=tuple(map(squash, block.cells)))
        if block.kind == "paragraph"
        else _trim_row(block)
        for block in blocks
    )
    return tuple(block for block in trimmed if block.text)


def _trim_row(block: Block) -> Block:
    """A row's text is made of its cells with its own separator (` | ` or a tab), which is kept."""
    cells = tuple(map(squash, block.cells))
    separator = " | " if " | " in block.text and "\t" not in block.text else "\t"
    return replace(block, cells=cells, text=separator.join(cell for cell in cells if cell))


STEPS: dict[str, Step] = {
    "空白": trim_spaces,
    "页码": drop_page_numbers,
    "网站栏目": drop_chrome,
    "断行": rejoin,
}
