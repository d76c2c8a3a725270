"""The vector index, derived from the store. The only room that knows Chroma.

Chroma holds ids (passage keys) and vectors, nothing else: filters are the store's business, since any filter
of its own costs 0.4 to 0.9 s at 500,000 vectors. A selective filter, and a small knowledge base as long as
Chroma has not been opened anyway, is an exact product in numpy over the store's own copy of the vectors; so
is everything while Chroma's folder is missing or damaged.

Chroma's files tear when a process dies while writing them. So a folder that is in use is never written:
changes go into a copy (or a new one), which is closed, opened again, verified and renamed.
"""

import json
import logging
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np

from kb.derived import new_folder, readable, sweep
from kb.errors import StoreError
from kb.model import Passage
from kb.store import IndexState, Keys, Store, Vectors

_COLLECTION = "passages"
# What a verified folder is sealed with: the passage keys it holds, and the sizes of the graph's files. Not their
# digests: Chroma writes to them when they are only read.
_KEYS, _SIZES = "keys.npy", "sizes.json"
# Inner product: the rows have length 1. ef_search can only be set when the collection is made: recall@10 is
# 0.985 with 400 at 500,000 vectors and 0.92 with the default.
_CONFIGURATION: Any = {"hnsw": {"space": "ip", "ef_search": 400}}
# Chroma takes 5,461 vectors a call.
_BATCH = 5000
# Up to here numpy answers exactly in 12 ms (256 dimensions; the first time 250 ms, to read the vectors from
# SQL; 10,000 selected rows 90 ms). Importing Chroma and opening its folder takes 700 ms, once a process.
EXACT_ROWS = 20_000
# Above this an exact search over all costs more time and memory (1 kB a row) than its low weight is worth.
_FALLBACK_ROWS = 200_000
# More changed vectors than this share of all: making the folder anew is as fast as changing a copy, and
# leaves no deleted points in the graph.
_ANEW_SHARE = 0.3


def embedded_text(passage: Passage) -> str:
    """What of a passage is encoded: its words after the nearest heading's, which often name the subject."""
    return "\n".join((*passage.headings[1:][-1:], passage.text))


class DenseIndex:
    """The vector index of a store: opened for reading when it changed, brought up to date by the writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._opened: tuple[IndexState, Any, Any] | None = None
        self._held: tuple[int, Keys, Vectors] | None = None
        self._counts: tuple[int, Mapping[int, int]] | None = None
        self._copies = ExitStack()
        #: Why Chroma cannot be used (Chinese); None while it can or was not needed.
        self.trouble: str | None = None

    def search(self, vector: Vectors, limit: int, versions: Collection[int] | None = None) -> dict[int, float]:
        """Keys of the nearest passages with their cosine, best first; nothing for the zero vector.

        `vector`: float32 of shape (dim,). `versions` limits the search to passages of these versions.
        """
        if not vector.any():
            return {}
        scope = self._store.searchable() if versions is None else versions
        counts = self._vector_counts()
        rows = sum(counts.get(version, 0) for version in scope)
        opened = self._opened is not None and self.trouble is None
        if rows > EXACT_ROWS or (versions is None and opened):
            found = self._approximate(vector, limit, versions, rows)
            if found is not None:
                return found
        return {} if rows > _FALLBACK_ROWS else self._exact(vector, limit, scope, versions is None)

    def scores(self, vector: Vectors, keys: Collection[int]) -> dict[int, float]:
        """The cosine of each passage among `keys` that has a vector."""
        found, rows = self._store.vectors(keys)
        return dict(zip(found.tolist(), (rows @ vector).tolist(), strict=True)) if len(found) else {}

    def warm(self) -> None:
        """Open Chroma now, so that no question has to wait for it."""
        with self._lock:
            self._collection()

    def fresh(self) -> bool:
        """Whether the index stands at the store's generation, in a folder that looks whole."""
        state = self._store.state()
        if state.dense is None:
            return not self._store.vector_count(self._store.searchable())
        if (state.dense.generation, state.dense.made_by) != (state.generation, state.encoder):
            return False
        return _read_keys(self._store.home / state.dense.folder) is not None

    def close(self) -> None:
        """Give Chroma's files back."""
        with self._lock:
            if self._opened is not None:
                self._opened[1].close()
            self._opened = None
            self._copies.close()

    def count(self) -> int | None:
        """How many vectors Chroma holds; None when it cannot be used."""
        with self._lock:
            collection = self._collection()
            return None if collection is None else int(collection.count())

    def finds(self, keys: Keys) -> bool:
        """Whether Chroma finds the vectors of these passages again: sizes and counts do not tell of bytes that
        changed."""
        with self._lock:
            try:
                collection = self._collection()
                return collection is not None and _sound(collection, *self._store.vectors(keys.tolist()))
            except Exception as error:  # as in `_approximate`
                self._fail(error)
                return False

    # -- searching -----------------------------------------------------------------------------------------

    def _approximate(
        self, vector: Vectors, limit: int, versions: Collection[int] | None, rows: int
    ) -> dict[int, float] | None:
        """Chroma's answer; None when it cannot be used. A broad filter is over-fetched and filtered after."""
        with self._lock:
            collection = self._collection()
            if collection is None:
                return None
            try:
                total = int(collection.count())
                wanted = limit if versions is None else limit * 2 * total // max(1, rows)
                found = collection.query(
                    query_embeddings=vector[None, :],
                    n_results=min(total, max(limit, wanted)),
                    include=["distances"],
                )
            except Exception as error:  # whatever its native side raises on torn files
                self._fail(error)
                return None
        keys = [int(key) for key in found["ids"][0]]
        inside = set(keys) if versions is None else self._store.keys_within(keys, versions)
        pairs = zip(keys, found["distances"][0], strict=True)
        return dict([(key, 1.0 - float(distance)) for key, distance in pairs if key in inside][:limit])

    def _exact(self, vector: Vectors, limit: int, scope: Collection[int], everything: bool) -> dict[int, float]:
        keys, rows = self._everything() if everything else self._store.vectors_of(scope)
        if not len(keys):
            return {}
        cosines = rows @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return {int(keys[n]): float(cosines[n]) for n in best}

    def _vector_counts(self) -> Mapping[int, int]:
        """How many vectors each version has; counted once a generation, not at every question."""
        with self._lock:
            generation = self._store.generation()
            if self._counts is None or self._counts[0] != generation:
                self._counts = (generation, self._store.vector_counts())
            return self._counts[1]

    def _everything(self) -> tuple[Keys, Vectors]:
        """All vectors, kept until the generation changes."""
        with self._lock:
            generation = self._store.generation()
            if self._held is None or self._held[0] != generation:
                self._held = (generation, *self._store.vectors_of(self._store.searchable()))
            return self._held[1:]

    def _collection(self) -> Any:
        """The collection as the store points to it; None, with `trouble` set, when it cannot be used."""
        state = self._store.state().dense
        if self._opened is not None and self._opened[0] == state:
            return None if self.trouble else self._opened[2]
        self.close()
        self.trouble = None
        if state is None:
            return None
        try:
            _check_seal(self._store.home / state.folder)
            client, collection = _open(readable(self._store.home, state.folder, self._copies))
            self._opened = (state, client, collection)
            return collection
        except Exception as error:  # as above
            self._fail(error)
            return None

    def _fail(self, error: Exception) -> None:
        self.trouble = f"向量索引无法使用（{error}）；改用逐一比较，可用 policykb doctor --rebuild 重建"

    # -- writing -------------------------------------------------------------------------------------------

    def sync(self) -> None:
        """Bring the index to the store's generation. To be called by the one writer; a failure leaves it as
        it was."""
        state = self._store.state()
        wanted = self._store.vector_keys(self._store.searchable())
        old = state.dense if state.dense and state.dense.made_by == state.encoder else None
        held = None if old is None else _read_keys(self._store.home / old.folder)
        if old is not None and held is not None and np.array_equal(held, wanted):
            if old.generation != state.generation:
                self._store.point_to("dense", IndexState(old.folder, state.generation, old.made_by))
            return sweep(self._store.home, "dense", old.folder)
        if not len(wanted) or state.encoder is None:
            self._store.point_to("dense", None)
            return sweep(self._store.home, "dense", None)
        self.close()
        with new_folder(self._store.home, "dense") as (path, name):
            source = None if old is None or held is None else self._store.home / old.folder
            self._build(path, source, held, wanted)
        self._store.point_to("dense", IndexState(name, state.generation, state.encoder))
        return sweep(self._store.home, "dense", name)

    def rebuild(self) -> None:
        """Make the index anew whatever state it is in."""
        self._store.point_to("dense", None)
        self.sync()

    def _build(self, path: Path, source: Path | None, held: Keys | None, wanted: Keys) -> None:
        """Fill `path`: from a copy of `source` when little changes and the copy proves sound, else anew."""
        if source is not None and held is not None:
            changed = len(np.setxor1d(held, wanted))
            if changed <= _ANEW_SHARE * len(wanted):
                try:
                    shutil.copytree(source, path, dirs_exist_ok=True)
                    self._change(path, np.setdiff1d(held, wanted), np.setdiff1d(wanted, held))
                    return self._seal(path, wanted)
                except Exception as error:  # a torn source: start over
                    logging.getLogger(__name__).warning("%s: %s", source, error)
                    shutil.rmtree(path)
                    path.mkdir()
        self._change(path, np.empty(0, np.int64), wanted)
        return self._seal(path, wanted)

    def _change(self, path: Path, removed: Keys, added: Keys) -> None:
        client, collection = _open(path, create=True)
        try:
            for keys in _batches(removed):
                collection.delete(ids=[str(key) for key in keys])
            for keys in _batches(added):
                found, rows = self._store.vectors(keys.tolist())
                collection.add(ids=[str(key) for key in found], embeddings=rows)
        finally:
            client.close()

    def _seal(self, path: Path, wanted: Keys) -> None:
        """Open what was written as a reader will, and let it stand only if it holds and finds what it
        should."""
        client, collection = _open(path)
        try:
            count = int(collection.count())
            probes, rows = self._store.vectors(wanted[[0, len(wanted) // 2, -1]].tolist())
            sound = len(probes) > 0 and _sound(collection, probes, rows)
        finally:
            client.close()
        if count != len(wanted) or not sound:
            found = f"{count}/{len(wanted)}"
            raise StoreError(f"{path.name}：向量索引核对不符（{found}）；请运行 policykb doctor --rebuild")
        np.save(path / _KEYS, wanted)
        sizes = {str(file.relative_to(path)): file.stat().st_size for file in path.glob("*/*.bin")}
        (path / _SIZES).write_text(json.dumps(sizes), encoding="utf-8")


def _open(path: Path, create: bool = False) -> tuple[Any, Any]:
    """Client and collection in the folder. No telemetry, and no embedding function: the default one would try
    a download."""
    from chromadb import PersistentClient
    from chromadb.config import Settings

    client: Any = PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
    try:
        if create:
            return client, client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration=_CONFIGURATION
            )
        return client, client.get_collection(_COLLECTION, embedding_function=None)
    except BaseException:
        client.close()
        raise


def _sound(collection: Any, keys: Keys, rows: Vectors) -> bool:
    """Whether Chroma holds these vectors as they are and finds most of them.

    The graph is approximate: among a thousand nearly equal passages it can fail to reach a few that it holds.
    Passages of equal words have equal vectors, so the nearest need not be the probe itself, but as near."""
    ids = [str(key) for key in keys.tolist()]
    got = collection.get(ids=ids, include=["embeddings"])
    held = dict(zip(got["ids"], got["embeddings"], strict=True))
    if any(key not in held or not np.allclose(held[key], row, atol=1e-3) for key, row in zip(ids, rows, strict=True)):
        return False
    nearest = collection.query(query_embeddings=rows, n_results=1, include=["distances"])["distances"]
    reached = sum(bool(found) and float(found[0]) <= 0.01 for found in nearest)
    return 2 * reached > len(rows)


def _check_seal(folder: Path) -> None:
    """Raises OSError or ValueError when a file is missing or cut: Chroma's native side dies of reading it,
    and the process with it."""
    sizes: dict[str, int] = json.loads((folder / _SIZES).read_text(encoding="utf-8"))
    for name, size in sizes.items():
        if (folder / name).stat().st_size != size:
            raise ValueError(f"{name} 长度不符")


def _read_keys(folder: Path) -> Keys | None:
    """The keys that the folder was sealed with; None when it is missing or was cut."""
    try:
        _check_seal(folder)
        return np.asarray(np.load(folder / _KEYS), dtype=np.int64)
    except (OSError, ValueError, EOFError):
        return None


def _batches(keys: Keys) -> Iterator[Keys]:
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]
