"""References of a document to others, each placed in the deepest clause that holds it."""

from collections.abc import Sequence

from ingest.tags.spans import Holder
from kb.model import Clause, Document, Reference
from kb.references import Mention, find_mentions, normalise_doc_number, reference_kind, same_title


def tag_references(document: Document, text: str, clauses: Sequence[Clause]) -> tuple[Reference, ...]:
    """Every mention of another document outside the 文头信息; the document itself is left out."""
    holder = Holder(clauses)
    found = []
    for mention in find_mentions(text):
        clause = holder.holding(mention.start, mention.end)
        if clause is None or clause.kind == "meta" or _is_self(mention, document):
            continue
        found.append(
            Reference(
                document_id=document.id,
                clause_id=clause.id,
                start=mention.start,
                end=mention.end,
                text=text[mention.start : mention.end],
                title=mention.title,
                doc_number=mention.doc_number,
                kind=reference_kind(text, mention),
            )
        )
    return tuple(found)


def _is_self(mention: Mention, document: Document) -> bool:
    if mention.doc_number and document.doc_number:
        return normalise_doc_number(mention.doc_number) == normalise_doc_number(document.doc_number)
    return mention.title is not None and same_title(mention.title, document.title)
