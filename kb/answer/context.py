"""What the answering rooms share: the records of one generation, topic weights, and citations."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from kb.abbreviations import may_abbreviate, written_out
from kb.answer.aims import Aims
from kb.answer.duties import Duties
from kb.answer.places import headings_above, sentence
from kb.holding import Held, Holding
from kb.match import Term, degree, make_terms, needles
from kb.model import (
    Citation,
    Clause,
    Document,
    Passage,
    Question,
    Reference,
    Responsibility,
    Target,
)
from kb.naming import Catalogue
from kb.references import normalise_doc_number
from kb.resolving import Resolver
from kb.search import Searcher
from kb.store import ClausePlace, State, Store
from kb.terms import squeeze

# Places of clauses kept (300 bytes each), and texts of documents (20 kB each).
MOST_PLACES, MOST_TEXTS = 50_000, 512
# Shares summed in another order differ by less.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is verified: the text, its citations, the number of records a list shows, and the values
    (organisations, requirements) that must stand in the quotes as they are."""

    text: str
    citations: tuple[Citation, ...]
    count: int | None = None
    notes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a held document in which an answer is looked for; `account_of` names the policy that it
    tells of when the policy itself is not held."""

    document_id: str
    start: int
    end: int
    account_of: Document | None = None


class Context:
    """The records of the store's current generation, read once. Accounts (转述) are kept apart: their words are
    the telling document's, where they are found and cited."""

    def __init__(self, store: Store, searcher: Searcher) -> None:
        self.store = store
        self.searcher = searcher
        self.state = store.state()
        self.documents: dict[str, Document] = {d.id: d for d in store.documents()}
        self.full = frozenset(d.id for d in self.documents.values() if d.account is None)
        self.targets: tuple[Target, ...] = tuple(t for t in store.targets() if t.document_id in self.full)
        self.responsibilities: tuple[Responsibility, ...] = tuple(
            r for r in store.responsibilities() if r.document_id in self.full
        )
        self.references: tuple[Reference, ...] = tuple(r for r in store.references() if r.document_id in self.full)
        self.catalogue = Catalogue(
            tuple(self.documents.values()),
            tuple(dict.fromkeys(o for r in self.responsibilities for o in r.organisations)),
            tuple(dict.fromkeys(r.doc_number for r in self.references if r.doc_number)),
        )
        rarities = searcher.rarities()
        self.idf = lru_cache(maxsize=20_000)(rarities.idf)
        self._held = lru_cache(maxsize=20_000)(rarities.holds)
        self._terms = lru_cache(maxsize=64)(self._make_terms)
        self.clauses = lru_cache(maxsize=256)(store.clauses)
        #: The squeezed headings above a place (document, clause, start), with the theme named in the text before it.
        self.above = lru_cache(maxsize=8_192)(self._headings_above)
        self._passages = lru_cache(maxsize=256)(lambda document_id: store.passages((document_id,)))
        #: The passages of a clause (id), those of the clauses below it left out.
        self.passages_of = lru_cache(maxsize=1_024)(store.passages_of)
        self._clause = lru_cache(maxsize=1_024)(store.clause)
        self._pieces = lru_cache(maxsize=1_024)(store.passage_places)
        self._outline = lru_cache(maxsize=1_024)(store.outline)
        self._places: dict[str, ClausePlace] = {}
        self._texts: dict[str, str] = {}

    @cached_property
    def repeals(self) -> dict[str, list[Reference]]:
        """By document held in full: the references by which others repeal it, or a part of it."""
        resolver = Resolver(self.documents.values())
        out: defaultdict[str, list[Reference]] = defaultdict(list)
        for reference in (r for r in self.references if r.kind == "废止"):
            for document in resolver.fitting(reference.title, reference.doc_number):
                if document.account is None and document.id != reference.document_id:
                    out[document.id].append(reference)
        return dict(out)

    def warm(self) -> None:
        """Read now what is read once a generation."""
        for name in ("headers", "_in_headers", "aims", "statements", "repeals"):
            getattr(self, name)
        for name in ("titles", "cores"):
            getattr(self.catalogue, name)

    def stands_at(self, state: State) -> bool:
        """Whether records and rarities are still those of the store: the word index may follow the records later."""
        return (state.generation, state.lexical) == (self.state.generation, self.state.lexical)

    def duties(self, document_id: str) -> Sequence[Responsibility]:
        """The document's responsibilities in reading order."""
        return self.statements.of_document(document_id)

    @cached_property
    def aims(self) -> Aims:
        """The targets with the words around them."""
        return Aims(self.store, self.targets, tuple(self.documents))

    @cached_property
    def statements(self) -> Duties:
        """The responsibilities by statement, with the words around them."""
        return Duties(self.store, self.responsibilities, tuple(self.documents))

    @cached_property
    def headers(self) -> dict[str, str]:
        """By document: squeezed title, 文号 and issuers, the evidence that a question means it."""
        return {d.id: squeeze(" ".join((d.title, d.doc_number or "", *d.issuer))) for d in self.documents.values()}

    @cached_property
    def _in_headers(self) -> Holding:
        return Holding(tuple(self.headers.values()))

    def in_headers(self, word: str) -> Held:
        """For each of the `documents` whether its header holds the word."""
        return self._in_headers.holding(word)

    def in_header(self, term: Term) -> Held:
        """For each of the `documents` whether its header may hold the term to some degree: a cheap look before they
        are weighed."""
        return self._in_headers.any_of(needles(term))

    def touched(self, terms: Sequence[Term], least: float = 0.0) -> list[Document]:
        """The documents, held or told of, whose header may hold one of the terms, and so many that it may cover this
        share of them."""
        total = sum(term.weight for term in terms)
        most = np.zeros(len(self.documents))
        for term in terms:
            most += self.in_header(term) * (term.weight / total)
        near = (most > 0) & (most >= least - ROUNDING)
        return [d for d, touched in zip(self.documents.values(), near.tolist(), strict=True) if touched]

    def titled(self, terms: Sequence[Term]) -> list[str]:
        """Documents held in full whose header holds all of the terms."""
        held = np.all([self.in_header(term) for term in terms], axis=0) if terms else [True] * len(self.documents)
        touched = (i for i, touches in zip(self.documents, held, strict=True) if touches)
        return [i for i in touched if i in self.full and all(degree(t, self.headers[i]) == 1 for t in terms)]

    def terms(self, question: Question) -> tuple[Term, ...]:
        """The question's topic as weighted terms."""
        return self._terms(question.topic)

    def _make_terms(self, topic: tuple[str, ...]) -> tuple[Term, ...]:
        return tuple(self._written_out(term) for term in make_terms(topic, self.idf))

    def _written_out(self, term: Term) -> Term:
        """The term; one that no text holds also with the name in a title that it abbreviates."""
        if not may_abbreviate(term.text) or self.knows(term):
            return term
        held = np.all([self._in_headers.any_of(frozenset(c)) for c in term.text], axis=0)
        titles = (self.documents[i].title for i, holds in zip(self.documents, held, strict=True) if holds)
        names = written_out(term.text, titles)
        return replace(term, alternatives=(*term.alternatives, *names)) if names else term

    def holds(self, word: str) -> bool:
        """Whether any passage may hold the word as it is written."""
        return self._held(word)

    def knows(self, term: Term) -> bool:
        """Whether any passage may hold the term in some wording."""
        return any(map(self._held, (term.text, *term.alternatives)))

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """The document's passages in reading order."""
        return self._passages(document_id)

    def clause(self, document_id: str, clause_id: str) -> Clause:
        """A clause of the document by its id."""
        return self._clause(clause_id)

    def place(self, clause_id: str) -> ClausePlace:
        """Where a clause stands, and its titles; without its text."""
        found = self._places.get(clause_id)
        if found is None:
            found = self.store.clause_places((clause_id,))[clause_id]
            self._places[clause_id] = found
        return found

    def text(self, document_id: str) -> str:
        """The document's text, that all offsets refer to."""
        text = self._texts.get(document_id)
        if text is None:
            text = self.store.text(document_id)
            self._keep({document_id: text})
        return text

    def look_ahead(self, passages: Sequence[Passage]) -> None:
        """Read at once what the headings above the passages are made from."""
        self.look_up(p.clause_id for p in passages)
        self.look_ahead_texts(p.document_id for p in passages)

    def look_ahead_texts(self, documents: Iterable[str]) -> None:
        """Read at once the documents' texts."""
        if unread := {document_id for document_id in documents if document_id not in self._texts}:
            self._keep(dict(self.store.texts(unread)))

    def _keep(self, texts: Mapping[str, str]) -> None:
        kept = self._texts if len(self._texts) <= MOST_TEXTS else {}
        self._texts = {**kept, **texts}

    def look_up(self, clause_ids: Iterable[str]) -> None:
        """Read at once where the clauses stand."""
        if missing := {i for i in clause_ids if i not in self._places}:
            kept = self._places if len(self._places) <= MOST_PLACES else {}
            self._places = kept | self.store.clause_places(missing)

    def titles(self, document_id: str, clause_id: str) -> str:
        """The squeezed labels and headings above and of the clause."""
        return squeeze(" ".join(self.place(clause_id).titles))

    def _headings_above(self, document_id: str, clause_id: str, start: int) -> str:
        place = self.place(clause_id)
        return headings_above(place.titles, self.text(document_id)[place.start : start])

    def header(self, document_id: str) -> str:
        """Squeezed title, 文号 and issuers: the evidence that a question means this document."""
        return self.headers[document_id]

    def regions(self, question: Question, documents: Collection[str] | None) -> tuple[Region, ...] | None:
        """Where to look: None for everywhere; the documents the question names, else those chosen outside it.
        For a policy known by account only, the telling clause; for one that is not held, the clauses that cite it."""
        if question.doc_numbers and not question.documents:
            return tuple(self._telling(question.doc_numbers))
        named = question.documents or (tuple(documents) if documents is not None else None)
        if named is None:
            return None
        return tuple(r for i in named if i in self.documents for r in self._region(self.documents[i]))

    def _telling(self, numbers: Collection[str]) -> Iterable[Region]:
        for reference in self.references:
            if reference.doc_number and normalise_doc_number(reference.doc_number) in numbers:
                clause = self.clause(reference.document_id, reference.clause_id)
                yield Region(clause.document_id, clause.start, clause.end)

    def _region(self, document: Document) -> Iterable[Region]:
        if document.account is None:
            yield Region(document.id, 0, len(self.text(document.id)))
            return
        telling = next(
            (d for d in self.documents.values() if d.doc_number == document.account.doc_number),
            None,
        )
        labels = tuple(document.account.clause.split("/"))
        if telling is not None and telling.account is None:
            for clause in self.clauses(telling.id):
                if _same_labels(clause.path, labels):
                    yield Region(telling.id, clause.start, clause.end, document)
                    return
        yield Region(document.id, 0, len(self.text(document.id)), document)

    def within(self, regions: Sequence[Region] | None, document_id: str, start: int, end: int) -> bool:
        """Whether the span lies in one of the regions (everywhere if None)."""
        if regions is None:
            return True
        return any(r.document_id == document_id and r.start <= start and end <= r.end for r in regions)

    def deepest(self, document_id: str, start: int, end: int) -> Clause:
        """The innermost clause holding the span."""
        holding = [c for c in self._outline(document_id) if c.start <= start and end <= c.end]
        return self.clause(document_id, min(holding, key=lambda c: (c.end - c.start, -c.level)).id)

    def sentence(self, document_id: str, start: int, end: int) -> tuple[int, int]:
        """The span widened to whole passages when they are short enough to quote, else the span itself."""
        return sentence(self._pieces(document_id), start, end)

    def cite(self, document_id: str, start: int, end: int, account_of: Document | None = None) -> Citation:
        """A citation of the sentence holding the span, with its path; of an account, as the telling document's
        words."""
        start, end = self.sentence(document_id, start, end)
        end = start + len(self.text(document_id)[start:end].rstrip())
        document, clause = self.documents[document_id], self.deepest(document_id, start, end)
        told = account_of or (document if document.account else None)
        number, title, path = document.doc_number, document.title, clause.citation
        if document.account:
            # the telling document is not held; its words are still its own
            number, title, path = document.account.doc_number, document.account.doc_number, document.account.wording
        return Citation(
            document_id,
            number,
            title,
            clause.id,
            path,
            self.text(document_id)[start:end],
            start,
            end,
            told.title if told else None,
        )


def _same_labels(path: tuple[str, ...], labels: tuple[str, ...]) -> bool:
    """Whether two label paths name one clause, punctuation apart: 附件, 1. and 附件, 1."""
    return tuple(bare(x) for x in path) == tuple(bare(x) for x in labels)


def bare(label: str) -> str:
    """A label without punctuation: (一) -> 一, 1. -> 1, 第三条 -> 第三条."""
    return squeeze(label).strip("()、.:,")


def unique(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The citations without repeats, in order."""
    seen: dict[tuple[str, int, int], Citation] = {}
    for citation in citations:
        seen.setdefault((citation.document_id, citation.start, citation.end), citation)
    return tuple(seen.values())
