"""References resolved over many documents at once: the held documents indexed by 文号 and by title.

Gives what `kb.references.resolve` gives for one mention, without looking at every document for each.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from kb.model import Document, Reference
from kb.references import Resolution, fold, normalise_doc_number, resolve

# 关于印发《某方案》的通知 and 关于印发某方案的通知 issue a document whose name is the inner one.
_ISSUES = re.compile(
    r"(?:印发|发布|公布|下发|颁布)〈?(?P<inner>.+?)〉?(?:的?(?:通知|公告|通告|令|决定|函|批复))?(?:\((?:[^()]*)\))?$"
)
_PART = re.compile(r"[\s》）)]*(?:中的?)?第[^，。；]{1,12}?[条款项章节]")


class Resolver:
    """What each mention stands for among the held documents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Index the documents once."""
        self._held = {document.id: document for document in documents}
        self._by_number: defaultdict[str, list[str]] = defaultdict(list)
        self._by_title: defaultdict[str, list[str]] = defaultdict(list)
        for document in self._held.values():
            if document.doc_number:
                self._by_number[normalise_doc_number(document.doc_number)].append(document.id)
            for title in _titles(document.title):
                self._by_title[title].append(document.id)

    def resolve(self, title: str | None, doc_number: str | None) -> Resolution:
        """As `kb.references.resolve` over all documents."""
        return resolve(title, doc_number, self._near(title, doc_number))

    def fitting(self, title: str | None, doc_number: str | None) -> list[Document]:
        """Every document that the mention stands for, taken alone."""
        near = self._near(title, doc_number)
        return [d for i, d in near.items() if resolve(title, doc_number, {i: d}).status in ("held", "account")]

    def _near(self, title: str | None, doc_number: str | None) -> dict[str, Document]:
        near = self._by_number.get(normalise_doc_number(doc_number), []) if doc_number else []
        near = [*near, *(i for name in _titles(title or "") for i in self._by_title.get(name, []))]
        return {i: self._held[i] for i in near}


def _titles(title: str) -> tuple[str, ...]:
    """The title as compared, and the inner one that it issues."""
    whole = fold(title)
    match = _ISSUES.search(whole)
    return tuple(dict.fromkeys(name for name in (whole, match["inner"] if match else "") if name))


def names_a_part(reference: Reference, text: str) -> bool:
    """Whether the mention goes on to an article (《某办法》第十条废止): what is done is done to that part alone."""
    return _PART.match(text, reference.end) is not None


def acts_on(
    references: Iterable[Reference], resolver: Resolver, kind: str, text_of: Callable[[str], str]
) -> dict[str, set[str]]:
    """Held documents that others repeal (`废止`) or change (`修改`): id -> ids of those that do. `text_of` gives a
    document's text; the repeal of a part is none of the whole."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reference in references:
        if reference.kind != kind or (kind == "废止" and names_a_part(reference, text_of(reference.document_id))):
            continue
        resolution = resolver.resolve(reference.title, reference.doc_number)
        if resolution.status == "held" and resolution.candidates[0] != reference.document_id:
            found[resolution.candidates[0]].add(reference.document_id)
    return dict(found)


def in_force_from(document: Document) -> date | None:
    """The day from which the document holds, as far as its header tells."""
    return document.effective_date or document.issued_date or document.published_date
