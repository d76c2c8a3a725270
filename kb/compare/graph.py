"""Which document rests on which: every mention resolved, the way back, and what should be obtained."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.model import Document, Reference, ReferenceKind
from kb.references import Resolution, book_title, fold, normalise_doc_number
from kb.resolving import Resolver


@dataclass(frozen=True, slots=True)
class Link:
    """A mention and what it stands for."""

    reference: Reference
    resolution: Resolution

    @property
    def target(self) -> str | None:
        """The one held document (or account) it stands for."""
        return self.resolution.candidates[0] if self.resolution.status in ("held", "account") else None


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that others cite and that is not held: all titles and 文号 it goes by, with the mentions.

    `account` is the id under which another document's account of it is held.
    """

    title: str | None
    doc_number: str | None
    mentions: tuple[Reference, ...]
    account: str | None = None

    @property
    def cited_by(self) -> tuple[str, ...]:
        """Ids of the documents that cite it."""
        return tuple(dict.fromkeys(mention.document_id for mention in self.mentions))


def links(references: Iterable[Reference], documents: Iterable[Document]) -> tuple[Link, ...]:
    """Every mention resolved, in order; a document's mentions of itself are left out."""
    resolver = Resolver(documents)
    found = (Link(r, resolver.resolve(r.title, r.doc_number)) for r in references)
    return tuple(link for link in found if link.reference.document_id not in link.resolution.candidates)


def backlinks(document_id: str, found: Iterable[Link]) -> tuple[Link, ...]:
    """The mentions by which others cite the document."""
    return tuple(link for link in found if link.target == document_id)


def missing(found: Iterable[Link]) -> tuple[Missing, ...]:
    """What is cited and not held in full, the most cited first; mentions by 文号 and by title of one document
    together where one mention gives both."""
    absent = [link for link in found if link.resolution.status in ("absent", "account")]
    names = _names_by_number(absent)
    groups: defaultdict[str, list[Link]] = defaultdict(list)
    for link in absent:
        groups[_identity(link.reference, names)].append(link)
    rows = [_missing(group) for group in groups.values()]
    return tuple(sorted(rows, key=lambda row: (-len(row.cited_by), -len(row.mentions), row.title or "")))


def _names_by_number(absent: Sequence[Link]) -> Mapping[str, str]:
    """Titles to the one 文号 that they are cited with; a title cited with two is left out."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for link in absent:
        if link.reference.title and link.reference.doc_number:
            numbers[fold(link.reference.title)].add(normalise_doc_number(link.reference.doc_number))
    return {title: next(iter(held)) for title, held in numbers.items() if len(held) == 1}


def _identity(reference: Reference, names: Mapping[str, str]) -> str:
    if reference.doc_number:
        return normalise_doc_number(reference.doc_number)
    title = fold(reference.title or "")
    return names.get(title, title)


def _missing(group: Sequence[Link]) -> Missing:
    mentions = tuple(link.reference for link in group)
    titles = sorted((m.title for m in mentions if m.title), key=len)
    number = next((normalise_doc_number(m.doc_number) for m in mentions if m.doc_number), None)
    account = next((link.target for link in group if link.resolution.status == "account"), None)
    return Missing(titles[-1] if titles else None, number, mentions, account)


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from the citing document to the cited one; `kinds` say what it does with it."""

    source: str
    target: str
    kinds: tuple[ReferenceKind, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Documents around one, as nodes (id or `?title` of an absent one → label for people) and arrows; `left_out` is
    how many more there are."""

    nodes: Mapping[str, str]
    edges: tuple[Edge, ...]
    absent: frozenset[str]
    left_out: int = 0


def graph_of(document_id: str, found: Sequence[Link], documents: Mapping[str, Document], most: int = 100) -> Graph:
    """What the document cites and what cites it, at most `most` nodes, held ones and those cited most first."""
    near = [link for link in found if document_id in (link.reference.document_id, link.target)]
    kinds: defaultdict[tuple[str, str], dict[ReferenceKind, None]] = defaultdict(dict)
    labels: dict[str, str] = {}
    absent: set[str] = set()
    for link in near:
        end = link.target or _absent_node(link.reference)
        if end is None:
            continue
        if link.target is None:
            absent.add(end)
            labels.setdefault(end, _name(link.reference.title, link.reference.doc_number))
        kinds[link.reference.document_id, end][link.reference.kind] = None
    others = sorted({end for pair in kinds for end in pair} - {document_id}, key=lambda i: (i in absent, i))
    kept = {document_id, *others[: most - 1]}
    for i in kept - absent:
        labels[i] = _name(documents[i].title, documents[i].doc_number)
    edges = tuple(Edge(a, b, tuple(held)) for (a, b), held in kinds.items() if a in kept and b in kept)
    left_out = len(others) + 1 - len(kept)
    return Graph({i: labels[i] for i in sorted(kept)}, edges, frozenset(absent & kept), left_out)


def _absent_node(reference: Reference) -> str | None:
    if not (reference.title or reference.doc_number):
        return None
    return "?" + (normalise_doc_number(reference.doc_number) if reference.doc_number else fold(reference.title or ""))


def _name(title: str | None, number: str | None) -> str:
    return (book_title(title) if title else "") + (f"（{number}）" if number and title else number or "")
