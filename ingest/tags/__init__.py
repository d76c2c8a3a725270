"""Tags of a parsed document: targets, responsibilities and references, each with its place in the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.tags.references import tag_references
from ingest.tags.responsibilities import tag_responsibilities
from ingest.tags.targets import tag_targets
from kb.model import Clause, Document, Reference, Responsibility, Target

__all__ = ["Tags", "tag"]


@dataclass(frozen=True, slots=True)
class Tags:
    """What was found, in reading order. `text[r.start:r.end] == r.text` and each lies inside its clause."""

    targets: tuple[Target, ...]
    responsibilities: tuple[Responsibility, ...]
    references: tuple[Reference, ...]


def tag(document: Document, text: str, clauses: Sequence[Clause]) -> Tags:
    """All tags of `text`, whose structure is `clauses`. Total: any text gives tags, at worst none."""
    return Tags(
        targets=tag_targets(document, text, clauses),
        responsibilities=tag_responsibilities(document, text, clauses),
        references=tag_references(document, text, clauses),
    )
