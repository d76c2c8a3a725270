"""Question in words → ranked passages: word index first, coverage beside it, vectors as a small addition.

Measured on 658 real questions over 27,000 passages of government texts (MRR@10): BM25 over character bigrams
64.8, over jieba words 57.2; with the idf share of the question's terms that a passage covers 66.6. A static
encoder alone reaches 40.3, and fusing it by equal ranks (RRF) costs 11 points: hence the weights below.
"""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import log
from types import MappingProxyType

import numpy as np

from kb.dense import DenseIndex
from kb.lexical import Instead, LexicalIndex, LexicalReader, Terms
from kb.model import Document, Hit
from kb.store import State, Store, Vectors
from kb.terms import bigrams, expansions, segment, word_class, words

Encode = Callable[[str], Vectors]

#: How much each part counts. Parts are between 0 and about 1: BM25 is divided by what a passage would get
#: that holds every bigram of the question, coverage is a share, dense a cosine. On 79 questions over 97 real
#: documents (5,400 passages; MRR@10): bigrams alone 68.8, with coverage 80.5, with all of these 81.7; without
#: dense 80.1, with three times its weight 80.8. How near to each other the bigrams stand tells nothing more in passages
#: of a sentence or a few: the share covered within thirty characters, at 0.1, takes 0.4 away (1,060 questions).
WEIGHTS: Mapping[str, float] = MappingProxyType({"bigrams": 1.0, "fields": 1.0, "coverage": 1.0, "dense": 0.1})
# BM25 over the passage's bigrams, and what makes up `fields`: jieba's words, the headings above, the document's title
# (at 0.5 each they cost a point).
_BIGRAMS = MappingProxyType({"bigrams": 1.0})
_FIELDS = MappingProxyType({"words": 0.2, "headings": 0.1, "title": 0.1})
# Where a bigram of the question stands that a passage covers: in it or above it.
_COVERING = ("bigrams", "headings", "title")
# What documents write for a word asked for (新能源重卡 for 电动重卡): what each of its terms counts where passages are
# ranked, and which share of the word the whole of it covers. On 1,057 questions over 139 documents MRR@10 is 72.3
# with these and 68.7 without; at 0.2 and 0.3 71.0, at 0.7 and 0.9 72.6.
_REWORDED = 0.3
_REWORDED_SHARE = 0.7
# So many wordings of a word are looked for; eight find no more.
_MOST_WORDINGS = 4
# A whole text as a query is told by its beginning and its rarest bigrams; it would take seconds by all of them.
_MOST_CHARACTERS, _MOST_PAIRS = 2000, 200
# Candidates by word and by vector, all scored in full.
_LEXICAL_CANDIDATES = 100
_DENSE_CANDIDATES = 30
_K1 = 1.2  # tantivy's BM25
_NO_VECTOR: Vectors = np.zeros(1, dtype=np.float32)


class Searcher:
    """Search over a store and its two derived indexes. Thread-safe."""

    def __init__(self, store: Store, lexical: LexicalIndex, dense: DenseIndex, encode: Encode) -> None:
        self._store = store
        self._lexical = lexical
        self._dense = dense
        self._encode = encode
        self._issued: tuple[Sequence[Document], frozenset[str]] = ((), frozenset())
        # Chroma looks through its graph outside of Python's lock, while the words are looked up
        self._threads = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="vectors")

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def search(
        self, query: str, *, k: int = 10, documents: Collection[str] | None = None, dense: float | None = None
    ) -> tuple[Hit, ...]:
        """The `k` best passages for the query, best first, each with its score parts (`WEIGHTS` names them).

        `documents` limits the search to these document ids. Accounts (转述) are never among the hits: the
        document that tells them is. Vectors weigh `dense`, or what `kb.calibrate` found for this encoder; with no
        weight they are not asked.
        """
        versions = None if documents is None else self._store.searchable(documents)
        state = self._store.state()
        weights = _weights(state, dense)
        beside = self._threads.submit(self._nearest, query, versions, state) if weights["dense"] else None
        reader = self._lexical.reader(state)
        parts: dict[int, dict[str, float]] = {}
        if reader is not None:
            asked = _asked(query, reader, self._issuers())
            limit = min(_LEXICAL_CANDIDATES, 4 * k)
            keys = reader.search(asked.terms, {**_BIGRAMS, **_FIELDS}, limit, versions).keys()
            parts = _parts(reader, asked, keys)
        vector, near = (_NO_VECTOR, {}) if beside is None else beside.result()
        cosines = near
        if reader is not None:
            parts |= _parts(reader, asked, near.keys() - parts.keys())
            cosines = self._dense.scores(vector, parts, state) if vector.any() else {}
        for key, cosine in cosines.items():
            parts.setdefault(key, {})["dense"] = max(0.0, cosine)
        return self._best(parts, weights, k)

    def _issuers(self) -> frozenset[str]:
        """Names of those who issued what is held."""
        documents = self._store.documents()
        if self._issued[0] is not documents:
            self._issued = (documents, frozenset(name for document in documents for name in document.issuer))
        return self._issued[1]

    def _nearest(
        self, query: str, versions: Collection[int] | None, state: State
    ) -> tuple[Vectors, Mapping[int, float]]:
        """The query's vector, and the passages nearest to it."""
        vector = self._encode(query)
        return vector, self._dense.search(vector, _DENSE_CANDIDATES, versions, state)

    def _best(self, parts: Mapping[int, Mapping[str, float]], weights: Mapping[str, float], k: int) -> tuple[Hit, ...]:
        """The `k` best passages that the store still has, equal ones by document and place; only those are read."""
        scores = {key: sum(weights[name] * value for name, value in found.items()) for key, found in parts.items()}
        order = sorted(scores, key=lambda key: -scores[key])
        hits: list[Hit] = []
        while order and len(hits) < k:
            least = scores[order[min(k - len(hits), len(order)) - 1]]
            next_best = [key for key in order if scores[key] >= least]
            order = order[len(next_best) :]
            held = self._store.passages_by_key(next_best)
            found = [
                Hit(held[key], scores[key], MappingProxyType(dict(parts[key]))) for key in next_best if key in held
            ]
            hits += sorted(found, key=lambda hit: (-hit.score, hit.passage.document_id, hit.passage.start))
        return tuple(hits[:k])

    def rarities(self) -> "Rarities":
        """How rare words are in what is indexed now."""
        return Rarities(self._lexical.reader())


class Rarities:
    """How rare words are in the word index at one moment; nothing is rare without one. Thread-safe."""

    def __init__(self, reader: LexicalReader | None) -> None:
        self._reader = reader

    def idf(self, word: str) -> float:
        """The word's rarity: BM25's idf of its rarest bigram, from 0 (in every passage) up."""
        return max(_idf(self._reader, bigrams(word)).values(), default=0.0) if self._reader is not None else 1.0

    def holds(self, word: str) -> bool:
        """Whether each bigram of the word stands in some passage; true without an index to tell by."""
        return self._reader is None or all(self._reader.frequency("bigrams", pair) > 0 for pair in bigrams(word))


def _weights(state: State, dense: float | None) -> Mapping[str, float]:
    if dense is None:
        dense = WEIGHTS["dense"] if state.calibration is None else state.calibration.dense
    return {**WEIGHTS, "dense": dense}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query as terms: what each counts in every field, its own bigrams, and what may be written for its words."""

    terms: Terms
    pairs: tuple[str, ...]
    instead: tuple[Instead, ...]


def _asked(query: str, reader: LexicalReader, issuers: Collection[str]) -> _Asked:
    query = query[:_MOST_CHARACTERS]
    pairs, said = dict.fromkeys(bigrams(query), 1.0), dict.fromkeys(words(query), 1.0)
    if len(pairs) > _MOST_PAIRS:
        pairs = dict.fromkeys(sorted(pairs, key=lambda pair: reader.frequency("bigrams", pair))[:_MOST_PAIRS], 1.0)
        said = {word: count for word, count in said.items() if pairs.keys() >= set(bigrams(word))}
    of_documents = _of_documents(query, reader, issuers)
    by_text = {pair: count for pair, count in pairs.items() if pair not in of_documents}
    instead: list[Instead] = []
    other_pairs: dict[str, float] = {}
    other_words: dict[str, float] = {}
    left = set(pairs)
    for word, wordings in expansions(query):
        its_own = left.intersection(bigrams(word))
        written = {wording: frozenset(bigrams(wording)) for wording in wordings[:_MOST_WORDINGS]}
        # a lone character (年 for 年产) stands nearly everywhere
        written = {w: t for w, t in written.items() if not t <= pairs.keys() and any(len(term) > 1 for term in t)}
        if not its_own or not written:
            continue
        left -= its_own
        instead.append(Instead(frozenset(its_own), tuple(written.values())))
        for wording, its_terms in written.items():
            other_pairs |= dict.fromkeys(its_terms, _REWORDED)
            other_words |= dict.fromkeys(words(wording), _REWORDED)
    above, in_text, its_words = other_pairs | pairs, other_pairs | by_text, other_words | said
    if by_text:
        its_words = {word: count for word, count in its_words.items() if not of_documents.issuperset(bigrams(word))}
    else:
        in_text = above
    terms = {"bigrams": in_text, "words": its_words, "headings": above, "title": above}
    return _Asked(terms, tuple(pairs), tuple(instead))


def _of_documents(query: str, reader: LexicalReader, issuers: Collection[str]) -> frozenset[str]:
    """Bigrams of the places and issuers in the query that documents are of: their text seldom names them but in the
    lines of signature. A passage under such a title or issuer covers them."""
    names = [name for name in issuers if name in query]
    names += [word for word in segment(query) if len(word) > 1 and (word_class(word) or "").startswith("ns")]
    held = (pairs for pairs in map(bigrams, names) if all(reader.frequency("title", pair) for pair in pairs))
    return frozenset(pair for pairs in held for pair in pairs)


def _parts(reader: LexicalReader, asked: _Asked, keys: Collection[int]) -> dict[int, dict[str, float]]:
    """Every candidate's score parts by name, its cosine left out; a part that is absent is 0."""
    idf = _idf(reader, asked.pairs)
    total = sum(idf.values())
    parts = {key: {"coverage": 0.0} for key in keys}
    among = reader.among(keys)
    for key, held in among.held(idf, _COVERING, asked.instead, _REWORDED_SHARE).items():
        parts[key]["coverage"] = min(1.0, held / total) if total else 0.0
    for name, weights in (("bigrams", _BIGRAMS), ("fields", _FIELDS)):
        for key, score in among.scores(asked.terms, weights).items():
            parts[key][name] = score / (total * (_K1 + 1) or 1.0)
    return parts


def _idf(reader: LexicalReader, terms: Sequence[str]) -> dict[str, float]:
    """BM25's idf of each term. A term that no passage holds counts like the rarest: a passage without it does
    not cover the question."""
    return {term: _rarity(reader.frequency("bigrams", term), reader.total) for term in dict.fromkeys(terms)}


def _rarity(held: int, total: int) -> float:
    """BM25's idf; never negative, although deleted passages may still be counted among `held`."""
    return log(1 + max(0.0, total - held + 0.5) / (held + 0.5))
