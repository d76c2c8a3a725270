"""What the derived indexes and search read of the truth: passages by key, vectors, and the state of all."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, bindparam, func, select

from kb.model import Passage
from kb.store import tables as t
from kb.store.database import State, open_database, read_state

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]
Fetch = Callable[[Collection[int]], tuple[Keys, Vectors]]
T = TypeVar("T")

VECTOR = np.dtype("<f2")
# SQLite takes 32,766 variables a statement; chunks larger than this were no faster.
_CHUNK = 2000

#: Passages, in the order of their keys, for `Indexed._passages`: column by column, since making many records by name
#: takes longer than ranking them. The document's id is not joined: it stands behind the version's whole text, which
#: SQLite would have to walk through for every passage, in half the time of the query. Statements are made once, too.
PASSAGE = select(
    *(t.passages.c.key, t.passages.c.version, t.passages.c.id, t.passages.c.clause_id),
    *(t.passages.c.start, t.passages.c.end, t.passages.c.text, t.passages.c.headings),
).order_by(t.passages.c.key)
_BY_KEY = PASSAGE.where(t.passages.c.key.in_(bindparam("keys", expanding=True)))
_BY_VERSION = PASSAGE.where(t.passages.c.version == bindparam("version"))


class Indexed:
    """The store under `home`, as far as search needs it. Thread-safe. Raises Damaged, StoreError."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._engine: Engine = open_database(home / "policykb.sqlite")
        self._cache: dict[str, tuple[int, tuple[Any, ...]]] = {}

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def state(self) -> State:
        """Generation, encoder and index folders, read at one moment."""
        with self._engine.begin() as c:
            return read_state(c)

    def generation(self) -> int:
        """Raised by every change to what is held."""
        return self.state().generation

    def _cached(self, name: str, load: Callable[[Connection], tuple[T, ...]]) -> tuple[T, ...]:
        """What `load` gives, kept until the generation changes; records are frozen, so sharing is safe."""
        with self._engine.begin() as c:
            return self._kept(c, name, load)

    def _kept(self, c: Connection, name: str, load: Callable[[Connection], tuple[T, ...]]) -> tuple[T, ...]:
        """`_cached` within a transaction."""
        generation = read_state(c).generation
        held = self._cache.get(name)
        if held is None or held[0] != generation:
            held = self._cache[name] = (generation, load(c))
        return held[1]

    def searchable(self, document_ids: Collection[str] | None = None) -> frozenset[int]:
        """Keys of the versions that search ranks: the current ones, accounts (转述) left out, since the
        telling document's own passages hold the same words."""
        (keys,) = self._cached("searchable", _searchable)
        held = keys.values() if document_ids is None else (keys[i] for i in document_ids if i in keys)
        return frozenset(held)

    def passages_by_key(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages of current documents among `keys`; keys of others are left out."""
        with self._engine.begin() as c:
            rows = [row for chunk in chunks(keys) for row in c.execute(_BY_KEY, {"keys": chunk})]
            return {key: passage for key, _, passage in self._passages(c, rows)}

    def indexed_passages(self, versions: Collection[int]) -> Iterator[tuple[int, int, Passage]]:
        """(key, version, passage) of the given versions, one version in memory at a time."""
        for version in sorted(versions):
            with self._engine.begin() as c:
                held = list(self._passages(c, c.execute(_BY_VERSION, {"version": version})))
            yield from held

    def _passages(self, c: Connection, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int, Passage]]:
        """(key, version, passage) of the rows of a `PASSAGE` query that are of current documents."""
        (documents,) = self._kept(c, "documents of versions", _documents)
        for key, version, name, *rest in rows:
            if version in documents:
                yield key, version, Passage(name, documents[version], *rest)

    def passage_count(self, versions: Collection[int]) -> int:
        """How many passages the given versions have."""
        query = select(func.count(t.passages.c.key))
        with self._engine.begin() as c:
            return sum(c.scalar(query.where(t.passages.c.version.in_(ids))) or 0 for ids in chunks(versions))

    def integrity(self) -> str:
        """SQLite's own check of the file: `ok`, or what it found."""
        with self._engine.begin() as c:
            return str(c.exec_driver_sql("PRAGMA quick_check").scalar())

    def vector_keys(self, versions: Collection[int]) -> Keys:
        """Sorted keys of the passages of the given versions that have a vector."""
        with self._engine.begin() as c:
            query = select(t.vectors.c.key)
            keys = [key for ids in chunks(versions) for key in c.scalars(query.where(t.vectors.c.version.in_(ids)))]
        return np.sort(np.asarray(keys, dtype=np.int64))

    def vector_count(self, versions: Collection[int]) -> int:
        """How many passages of the given versions have a vector."""
        query = select(func.count(t.vectors.c.key))
        with self._engine.begin() as c:
            return sum(c.scalar(query.where(t.vectors.c.version.in_(ids))) or 0 for ids in chunks(versions))

    def vector_spans(self) -> dict[int, tuple[int, int, int]]:
        """For each version how many of its passages have a vector, and the first and last of their keys; between these
        are no others', since a version's passages go in together."""
        key = t.vectors.c.key
        query = select(t.vectors.c.version, func.count(key), func.min(key), func.max(key)).group_by(t.vectors.c.version)
        with self._engine.begin() as c:
            return {row[0]: (row[1], row[2], row[3]) for row in c.execute(query)}

    def keys_within(self, keys: Collection[int], versions: Collection[int] | None) -> frozenset[int]:
        """The keys among `keys` whose passage is held, and of one of the versions."""
        query = select(t.passages.c.key, t.passages.c.version)
        with self._engine.begin() as c:
            queries = [query.where(t.passages.c.key.in_(chunk)) for chunk in chunks(keys)]
            rows = [row for chosen in queries for row in c.execute(chosen)]
        return frozenset(key for key, version in rows if versions is None or version in versions)

    def vectors(self, keys: Collection[int]) -> tuple[Keys, Vectors]:
        """The keys among `keys` that have a vector, and the vectors: float32 of shape (found, dim)."""
        return self._vectors(t.vectors.c.key, keys)

    def vectors_of(self, versions: Collection[int]) -> tuple[Keys, Vectors]:
        """Keys and vectors of all passages of the given versions: float32 of shape (found, dim)."""
        return self._vectors(t.vectors.c.version, versions)

    def vectors_after(self, key: int) -> tuple[Keys, Vectors]:
        """Keys above `key` and their vectors: what came in later."""
        query = select(t.vectors.c.key, t.vectors.c.vector).where(t.vectors.c.key > key).order_by(t.vectors.c.key)
        with self._engine.begin() as c:
            return as_arrays(c.execute(query).all())

    def _vectors(self, column: Any, values: Collection[int]) -> tuple[Keys, Vectors]:
        query = select(t.vectors.c.key, t.vectors.c.vector)
        with self._engine.begin() as c:
            rows = [row for chunk in chunks(values) for row in c.execute(query.where(column.in_(chunk)))]
        return as_arrays(rows)


def as_arrays(rows: Sequence[Any]) -> tuple[Keys, Vectors]:
    keys = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    flat = np.frombuffer(b"".join(row[1] for row in rows), dtype=VECTOR).astype(np.float32)
    return keys, flat.reshape(len(rows), -1) if rows else flat.reshape(0, 0)


def _searchable(c: Connection) -> tuple[dict[str, int]]:
    """The key of each document's version that search ranks."""
    query = select(t.versions.c.id, t.versions.c.key).where(t.versions.c.current, t.versions.c.account.is_(None))
    return ({row.id: row.key for row in c.execute(query)},)


def _documents(c: Connection) -> tuple[dict[int, str]]:
    """The document of each current version."""
    query = select(t.versions.c.key, t.versions.c.id).where(t.versions.c.current)
    return ({row.key: row.id for row in c.execute(query)},)


def chunks(values: Collection[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """The different values in order, so many at a time."""
    ordered = sorted({int(value) if isinstance(value, np.integer) else value for value in values})
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
