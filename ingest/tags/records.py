"""The record of a responsibility, cut to the lengths a reader can take in."""

from dataclasses import dataclass

from ingest.tags.spans import Span
from kb.model import Clause, Document, Responsibility, Role

MAX_STATEMENT = 300
MAX_TASK = 80


@dataclass(frozen=True, slots=True)
class Rule:
    """A document's own rule about the order of names, with its place."""

    start: int
    end: int
    text: str


def record(
    document: Document,
    text: str,
    clause: Clause,
    span: Span,
    role: Role,
    names: tuple[str, ...],
    task: str,
    field: str | None = None,
    rule: Rule | None = None,
) -> Responsibility:
    """The responsibility stated at `span`; `rule` when the document's own rule implies it."""
    return Responsibility(
        document_id=document.id,
        clause_id=clause.id,
        start=span[0],
        end=span[1],
        text=text[slice(*span)],
        role=role,
        organisations=names,
        task=" ".join(task.split())[:MAX_TASK],
        field=field,
        rule=rule.text if rule else None,
        rule_start=rule.start if rule else None,
        rule_end=rule.end if rule else None,
    )
