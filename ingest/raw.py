"""What a reader hands on: text blocks in reading order, each with its origin in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

BlockKind = Literal["paragraph", "row"]
NO_META: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or one table row as a reader sees it; never holds a line break.

    A row's `text` holds its non-empty cells in order (pipe tables joined with ` | `, others with a tab) and
    `cells` holds every cell, empty ones too; `table` numbers the tables of the file from 0. `page` counts from 1
    (PDF only); `line` is the 1-based line (text, markdown) or paragraph (other formats) it starts at.
    `heading` is the outline level (1..6) where the format itself states one (h1, Word heading style, `#`), else 0.
    `numbering` is the label a word processor computes for the paragraph (一、), which is not part of `text`'s
    source but is already put in front of `text` by the reader.
    """

    text: str
    line: int
    kind: BlockKind = "paragraph"
    cells: tuple[str, ...] = ()
    table: int | None = None
    page: int | None = None
    heading: int = 0
    numbering: str | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as read. `meta` holds what the format states outside the text: HTML `<meta>` names (ArticleTitle,
    PubDate, ...), `<title>`, document properties, markdown front matter. `warnings` are Chinese sentences."""

    name: str
    format: str
    sha256: str
    blocks: tuple[Block, ...]
    meta: Mapping[str, str] = field(default_factory=lambda: NO_META)
    warnings: tuple[str, ...] = ()
