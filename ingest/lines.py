"""Blocks → the document's text, its lines and the way back to the source."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.raw import Block
from kb.model import Origin


@dataclass(frozen=True, slots=True)
class Line:
    """One block in the text: `text[start:end]` of the document; the line break after it is outside."""

    start: int
    end: int
    block: Block

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def is_row(self) -> bool:
        """A table row; a row of one cell alone is a paragraph laid out with a table."""
        return self.block.kind == "row" and len(self.block.cells) != 1


def assemble(blocks: Sequence[Block]) -> tuple[str, tuple[Line, ...], tuple[Origin, ...]]:
    """The block texts joined with line breaks; one line and one origin a block."""
    lines: list[Line] = []
    origins: list[Origin] = []
    at = 0
    for block in blocks:
        end = at + len(block.text)
        lines.append(Line(at, end, block))
        origins.append(Origin(at, end, block.page, block.line))
        at = end + 1
    return "\n".join(block.text for block in blocks), tuple(lines), tuple(origins)
