"""The word index, derived from the store. The only room that knows tantivy.

Texts go in tokenised by `kb.terms`, as tokens between spaces. A passage is a document with four fields:
`bigrams` and `words` of its text, `headings` (bigrams of the headings above it) and `title` (bigrams of the
document's title and of its issuers). Beside them stands one marker a version, committed together with its passages:
what is indexed is read from the index itself, so a writer killed at any moment leaves an index that can be
caught up by difference.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from kb.derived import new_folder, readable, sweep
from kb.errors import StoreError
from kb.model import Passage
from kb.store import IndexState, State, Store
from kb.terms import TOKENIZER_VERSION, bigrams, words

FIELDS = ("bigrams", "words", "headings", "title")
#: Raised when the fields change; with the tokenizer's version it says whether an index can be used.
_LAYOUT = "2"
MADE_BY = f"{_LAYOUT}/{TOKENIZER_VERSION}"

# One thread: the tokenizer is the slower side, and one thread makes few segments.
_WRITER_BYTES = 64_000_000

#: By field, what each term counts.
Terms = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Instead:
    """Terms of a word that is asked for, and what documents may write for it: wordings, each with its own terms."""

    said: frozenset[str]
    written: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class LexicalReader:
    """The index at one moment; thread-safe."""

    state: IndexState
    index: Any
    searcher: Any

    @property
    def total(self) -> int:
        """About how many passages are indexed: what rarity is measured by."""
        return int(self.searcher.num_docs)

    @property
    def passages(self) -> int:
        """How many passages are indexed."""
        return int(self.searcher.num_docs) - len(_marked(self.index, self.searcher))

    def versions(self) -> frozenset[int]:
        """Keys of the versions that are indexed as a whole."""
        return frozenset(_marked(self.index, self.searcher))

    def frequency(self, field: str, term: str) -> int:
        """In how many passages the term stands."""
        return int(self.searcher.doc_freq(field, term))

    def search(
        self, terms: Terms, weights: Mapping[str, float], limit: int, versions: Collection[int] | None = None
    ) -> dict[int, float]:
        """Keys of the best passages with the weighted sum of their BM25 scores by field, best first.

        `versions` limits the search to passages of these versions.
        """
        from tantivy import Query

        if not any(terms[field] for field in weights) or (versions is not None and not versions):
            return {}
        query = self.union(terms, weights)
        if versions is None:
            return self.run(query, limit)
        chosen = Query.term_set_query(self.index.schema, "version", list(versions))
        return self.run(_within(query, chosen), limit)

    def among(self, keys: Collection[int]) -> "Among":
        """The passages with these keys, of which scores are asked."""
        from tantivy import Occur, Query

        # the few keys one by one: a set of terms is looked for along all keys that there are, in twice the time
        schema = self.index.schema
        chosen = [(Occur.Should, Query.term_query(schema, "key", key)) for key in keys]
        return Among(self, Query.boolean_query(chosen), len(keys))

    def union(self, terms: Terms, weights: Mapping[str, float]) -> Any:
        """A query for passages by the weighted sum of their BM25 scores in the fields that have a weight."""
        from tantivy import Occur, Query

        # one flat union of terms: only of that tantivy skips what cannot be among the best
        schema, term_query, boost = self.index.schema, Query.term_query, Query.boost_query
        return Query.boolean_query(
            [
                (Occur.Should, boost(term_query(schema, field, term, "freq"), weight * count))
                for field, weight in weights.items()
                for term, count in terms[field].items()
            ]
        )

    def run(self, query: Any, limit: int) -> dict[int, float]:
        """Keys of what the query finds with their scores, best first."""
        hits = self.searcher.search(query, limit, count=False).hits
        keys = self.searcher.fast_field_values("key", [address for _, address in hits])
        return {int(key): float(score) for key, (score, _) in zip(keys, hits, strict=True)}


@dataclass(frozen=True, slots=True)
class Among:
    """Some passages of the index, few enough to be asked for one by one."""

    reader: LexicalReader
    chosen: Any
    number: int

    def scores(self, terms: Terms, weights: Mapping[str, float]) -> dict[int, float]:
        """The weighted sum of BM25 scores for the passages, by key, that hold a term in one of the weighted fields."""
        return self._run(self.reader.union(terms, weights))

    def held(
        self, weights: Mapping[str, float], fields: Sequence[str], instead: Sequence[Instead] = (), share: float = 0.0
    ) -> dict[int, float]:
        """For the passages, by key, the sum of the weights of the terms that stand in one of the fields. Other wordings
        of a word count, where one stands there as a whole, this share of the word, unless itself it counts more."""
        from tantivy import Occur, Query

        schema = self.reader.index.schema

        def standing(term: str) -> Any:
            return _any([Query.term_query(schema, field, term, "freq") for field in fields])

        own = {term: Query.const_score_query(standing(term), weight) for term, weight in weights.items()}
        reworded = {term for word in instead for term in word.said}
        each = [query for term, query in own.items() if term not in reworded]
        for word in instead:
            worth = share * sum(weights[term] for term in word.said)
            wholes = [Query.boolean_query([(Occur.Must, standing(term)) for term in terms]) for terms in word.written]
            others = [Query.const_score_query(whole, worth) for whole in wholes]
            each.append(Query.disjunction_max_query([_any([own[term] for term in word.said]), *others]))
        return self._run(_any(each))

    def _run(self, query: Any) -> dict[int, float]:
        return self.reader.run(_within(query, self.chosen), self.number) if self.number else {}


def _any(queries: Sequence[Any]) -> Any:
    """The sum of what the queries find."""
    from tantivy import Occur, Query

    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _within(query: Any, chosen: Any) -> Any:
    """Limited to passages that the query `chosen` finds, without a change of score."""
    from tantivy import Occur, Query

    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(chosen, 0.0))])


class LexicalIndex:
    """The word index of a store: opened for reading when it changed, brought up to date by the writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._reader: LexicalReader | None = None
        self._copies = ExitStack()

    def close(self) -> None:
        """Give the files back."""
        with self._lock:
            self._reader = None
            self._copies.close()

    def reader(self, held: State | None = None) -> LexicalReader | None:
        """The index as it stands now (`held`: the store's state, if it was just read); None when there is none or it
        cannot be opened."""
        state = (held or self._store.state()).lexical
        if state is None or state.made_by != MADE_BY:
            return None
        with self._lock:
            if self._reader is None or self._reader.state != state:
                self._copies.close()
                self._reader = _open(self._store.home, state, self._copies)
            return self._reader

    def finds(self, passages: Mapping[int, Passage]) -> bool:
        """Whether each passage, by key, is found by its own words: counts do not tell of bytes that changed."""
        if not passages:
            return True
        reader = self.reader()
        try:
            return reader is not None and all(
                reader.among([key]).scores({"bigrams": dict.fromkeys(bigrams(passage.text), 1.0)}, {"bigrams": 1.0})
                for key, passage in passages.items()
            )
        except BaseException as error:  # torn files make tantivy panic, which is no Exception
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            return False

    def fresh(self) -> bool:
        """Whether the index stands at the store's generation and can be read."""
        state = self._store.state()
        if state.lexical is None:
            return state.generation == 0
        return state.lexical.generation == state.generation and self.reader() is not None

    def sync(self) -> None:
        """Bring the index to the store's generation: by difference, or anew when it cannot be used.

        To be called by the one writer. A failure leaves the index as it was.
        """
        state = self._store.state()
        wanted = self._store.searchable()
        reader = self.reader()
        if reader is None:
            with new_folder(self._store.home, "lexical") as (path, name):
                index = _create(path)
                self._write(index, wanted, frozenset())
                _verify(index, wanted)
        elif reader.versions() != wanted:
            name = reader.state.folder
            self._write(reader.index, wanted - reader.versions(), reader.versions() - wanted)
            _verify(reader.index, wanted)
        else:
            name = reader.state.folder
        if reader is None or reader.state.generation != state.generation:
            self._store.point_to("lexical", IndexState(name, state.generation, MADE_BY))
        sweep(self._store.home, "lexical", name)

    def rebuild(self) -> None:
        """Make the index anew whatever state it is in."""
        self._store.point_to("lexical", None)
        self.sync()

    def _write(self, index: Any, added: Collection[int], removed: Collection[int]) -> None:
        """One commit with all of it."""
        from tantivy import Document, Query

        writer = index.writer(_WRITER_BYTES, 1)
        try:
            for version in removed:
                # not delete_documents_by_term: it makes a signed term, which no unsigned field holds
                writer.delete_documents_by_query(Query.term_query(index.schema, "version", version))
            issuers = {document.id: document.issuer for document in self._store.documents()}
            for key, version, passage in self._store.indexed_passages(added):
                writer.add_document(_document(key, version, passage, issuers.get(passage.document_id, ())))
            for version in added:
                marker = Document()
                marker.add_unsigned("version", version)
                marker.add_unsigned("mark", 1)
                writer.add_document(marker)
            writer.commit()
        except BaseException:  # SystemExit on SIGTERM too
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()


def _document(key: int, version: int, passage: Passage, issuers: Sequence[str]) -> Any:
    from tantivy import Document

    document = Document()
    document.add_unsigned("key", key)
    document.add_unsigned("version", version)
    title, *above = passage.headings or ("",)
    texts = (
        " ".join(bigrams(passage.text)),
        " ".join(words(passage.text)),
        _heading("\n".join(above)),
        _heading("\n".join((title, *issuers))),
    )
    for field, text in zip(FIELDS, texts, strict=True):
        document.add_text(field, text)
    return document


@lru_cache(maxsize=1000)
def _heading(text: str) -> str:
    """A heading's bigrams; it stands above many passages."""
    return " ".join(bigrams(text))


def _create(path: Path) -> Any:
    from tantivy import Index, SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("version", indexed=True, fast=True)
    builder.add_unsigned_field("mark", indexed=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return Index(builder.build(), str(path))


def _open(home: Path, state: IndexState, copies: ExitStack) -> LexicalReader | None:
    """None when the folder is missing or damaged: then there is nothing to search until it is rebuilt."""
    from tantivy import Index

    try:
        index = Index.open(str(readable(home, state.folder, copies)))
        index.config_reader("manual")  # the default starts a thread that polls the folder
        index.reload()
        return LexicalReader(state, index, index.searcher())
    except (ValueError, OSError):
        return None


def _verify(index: Any, wanted: Collection[int]) -> None:
    """What was committed is what was meant."""
    index.reload()
    if set(_marked(index, index.searcher())) != set(wanted):
        raise StoreError("词索引核对不符；请运行 policykb doctor --rebuild")


def _marked(index: Any, searcher: Any) -> list[int]:
    from tantivy import Query

    query = Query.term_query(index.schema, "mark", 1)
    hits = searcher.search(query, max(1, searcher.doc_freq("mark", 1)), count=False).hits
    return [int(v) for v in searcher.fast_field_values("version", [address for _, address in hits])]
