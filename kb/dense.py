"""The vector index, derived from the store: Chroma's folder (`kb.chroma`), and what stands beside it.

Chroma holds ids (passage keys) and vectors, nothing else: filters are the store's business, since any filter
of its own costs 0.4 to 0.9 s at 500,000 vectors. A selective filter, and a small knowledge base as long as
Chroma has not been opened anyway, is an exact product in numpy over the copy of the vectors beside Chroma's
files, or over the store's while the folder is missing or damaged.

A folder that is in use is never written: changes go into a copy (or a new one), which is verified and renamed. A few
new vectors wait beside it, and vectors that are gone are left out of its answers, until there are enough of either.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

import numpy as np

from kb import chroma
from kb.derived import new_folder, readable, sweep
from kb.filling import Filling, filled
from kb.model import Passage
from kb.rows import Rows
from kb.store import IndexState, Keys, State, Store, Vectors

# Up to here numpy answers exactly in 12 ms (256 dimensions; selected rows in 20 ms). Importing Chroma and
# opening its folder takes 700 ms, once a process.
EXACT_ROWS = 20_000
# Above this an exact search over all costs more time and memory (1 kB a row) than its low weight is worth.
_FALLBACK_ROWS = 200_000
# So many new vectors wait beside Chroma, compared one by one at every question: a document that comes in costs its own
# length, not a copy of all. Not more than Chroma holds, and not when more than this share of Chroma's are gone.
_WAITING_ROWS = 10_000
_STALE_SHARE = 0.1


def embedded_text(passage: Passage) -> str:
    """What of a passage is encoded: its words after the nearest heading's, which often name the subject."""
    return "\n".join((*passage.headings[1:][-1:], passage.text))


@dataclass(frozen=True, slots=True)
class _Held:
    """The vectors at one generation: those of the folder, those that it is yet to get, and how many of its own are gone
    from the store."""

    folder: Rows
    keys: Keys
    rows: Vectors
    stale: int

    def between(self, spans: Sequence[tuple[int, int]]) -> tuple[Keys, Vectors]:
        """Keys and vectors of the spans of keys."""
        keys, rows = self.folder.between(spans)
        new = np.zeros(len(self.keys), dtype=bool)
        for first, last in spans if len(self.keys) else ():
            new |= (self.keys >= first) & (self.keys <= last)
        return (
            (np.concatenate((keys, self.keys[new])), np.concatenate((rows, self.rows[new])))
            if new.any()
            else (keys, rows)
        )

    def of(self, keys: Keys) -> tuple[Keys, Vectors]:
        """Those of the keys that are here, and their vectors."""
        found, rows = self.folder.of(keys)
        new = np.isin(self.keys, keys)
        return np.concatenate((found, self.keys[new])), np.concatenate((rows, self.rows[new])) if new.any() else rows


class DenseIndex:
    """The vector index of a store: opened for reading when it changed, brought up to date by the writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._opened: tuple[str, Any, Any] | None = None
        self._held: tuple[State, _Held | None] | None = None
        self._all: tuple[int, Keys, Vectors] | None = None
        self._spans: tuple[int, Mapping[int, tuple[int, int, int]]] | None = None
        self._copies = ExitStack()
        #: Why Chroma cannot be used (Chinese); None while it can or was not needed.
        self.trouble: str | None = None

    def search(
        self, vector: Vectors, limit: int, versions: Collection[int] | None = None, held: State | None = None
    ) -> dict[int, float]:
        """Keys of the nearest passages with their cosine, best first; nothing for the zero vector.

        `vector`: float32 of shape (dim,). `versions` limits the search to passages of these versions. `held`: the
        store's state, if it was just read.
        """
        if not vector.any():
            return {}
        state = held or self._store.state()
        known = self._vector_spans(state)
        spans = [known[version] for version in (known if versions is None else versions) if version in known]
        rows = sum(count for count, _, _ in spans)
        opened = self._opened is not None and self.trouble is None
        if rows > EXACT_ROWS or (versions is None and opened):
            found = self._approximate(vector, limit, versions, rows, state)
            if found is not None:
                return found
        return {} if rows > _FALLBACK_ROWS else self._exact(vector, limit, versions, spans, state)

    def scores(self, vector: Vectors, keys: Collection[int], held: State | None = None) -> dict[int, float]:
        """The cosine of each passage among `keys` that has a vector; `held` as for `search`."""
        known = self._known(held or self._store.state())
        wanted = np.array(sorted(keys), dtype=np.int64)
        found, rows = self._store.vectors(keys) if known is None else known.of(wanted)
        return dict(zip(found.tolist(), (rows @ vector).tolist(), strict=True)) if len(found) else {}

    def warm(self) -> None:
        """Open Chroma now, so that no question has to wait for it."""
        with self._lock:
            self._collection(self._store.state())

    def fresh(self) -> bool:
        """Whether the index stands at the store's generation, in a folder that looks whole."""
        state = self._store.state()
        if state.dense is None:
            return not self._store.vector_count(self._store.searchable())
        if (state.dense.generation, state.dense.made_by) != (state.generation, state.encoder):
            return False
        return chroma.read_rows(self._store.home / state.dense.folder) is not None

    def close(self) -> None:
        """Give Chroma's files back."""
        with self._lock:
            if self._opened is not None:
                self._opened[1].close()
            self._opened = None
            self._copies.close()

    def count(self) -> int | None:
        """How many vectors are found, those that Chroma is yet to get included; None when Chroma cannot be used."""
        with self._lock:
            state = self._store.state()
            collection, known = self._collection(state), self._known(state)
            if collection is None or known is None:
                return None
            return int(collection.count()) - known.stale + len(known.keys)

    def finds(self, keys: Keys) -> bool:
        """Whether Chroma finds the vectors of these passages again, and the copies beside it are the store's: sizes and
        counts do not tell of bytes that changed."""
        with self._lock:
            try:
                state = self._store.state()
                collection, known = self._collection(state), self._known(state)
                if collection is None or known is None:
                    return False
                inside, copies = known.folder.of(np.sort(keys))
                found, rows = self._store.vectors(inside.tolist())
                rows = rows[np.argsort(found)]
                return not len(inside) or (np.array_equal(rows, copies) and chroma.sound(collection, inside, rows))
            except Exception as error:  # as in `_approximate`
                self._fail(error)
                return False

    # -- searching -----------------------------------------------------------------------------------------

    def _approximate(
        self, vector: Vectors, limit: int, versions: Collection[int] | None, rows: int, state: State
    ) -> dict[int, float] | None:
        """Chroma's answer with what it is yet to get; None when it cannot be used. A broad filter is over-fetched and
        filtered after."""
        with self._lock:
            collection, known = self._collection(state), self._known(state)
            if collection is None or known is None:
                return None
            total = len(known.folder.keys)
            wanted = limit if versions is None else limit * 2 * total // max(1, rows)
            try:
                found = collection.query(
                    query_embeddings=vector[None, :],
                    n_results=min(total, max(limit, wanted) + min(limit, known.stale)),
                    include=["distances"],
                )
            except Exception as error:  # whatever its native side raises on torn files
                self._fail(error)
                return None
        near = {int(key): 1.0 - float(d) for key, d in zip(found["ids"][0], found["distances"][0], strict=True)}
        if len(known.keys):
            near |= _best(known.keys, known.rows @ vector, limit if versions is None else len(known.keys))
        if versions is not None or known.stale:
            inside = self._store.keys_within(near, versions)
            near = {key: cosine for key, cosine in near.items() if key in inside}
        return dict(sorted(near.items(), key=lambda pair: -pair[1])[:limit])

    def _exact(
        self,
        vector: Vectors,
        limit: int,
        versions: Collection[int] | None,
        spans: Sequence[tuple[int, int, int]],
        state: State,
    ) -> dict[int, float]:
        known = self._known(state)
        if versions is None:
            keys, rows = self._everything(known, spans, state)
        elif known is None:
            keys, rows = self._store.vectors_of(versions)
        else:
            keys, rows = known.between([(first, last) for _, first, last in spans])
        return _best(keys, rows @ vector, limit) if len(keys) else {}

    def _everything(
        self, known: _Held | None, spans: Sequence[tuple[int, int, int]], state: State
    ) -> tuple[Keys, Vectors]:
        """All vectors, kept until the generation changes."""
        with self._lock:
            if self._all is None or self._all[0] != state.generation:
                ends = [(first, last) for _, first, last in spans]
                found = self._store.vectors_of(self._store.searchable()) if known is None else known.between(ends)
                self._all = (state.generation, *found)
            return self._all[1:]

    def _vector_spans(self, state: State) -> Mapping[int, tuple[int, int, int]]:
        """How many vectors each version has, and where; read once a generation, not at every question."""
        with self._lock:
            if self._spans is None or self._spans[0] != state.generation:
                self._spans = (state.generation, self._store.vector_spans())
            return self._spans[1]

    def _known(self, state: State) -> _Held | None:
        """The vectors that can be read without the store, once a generation; None without a whole folder of them."""
        with self._lock:
            if self._held is None or self._held[0] != state:
                usable = state.dense is not None and state.dense.made_by == state.encoder
                folder = chroma.read_rows(self._store.home / state.dense.folder) if state.dense and usable else None
                self._held = (state, None if folder is None else self._read_beside(folder, state))
            return self._held[1]

    def _read_beside(self, folder: Rows, state: State) -> _Held:
        keys, rows = self._store.vectors_after(int(folder.keys[-1]))
        total = sum(count for count, _, _ in self._vector_spans(state).values())
        return _Held(folder, keys, rows, len(folder.keys) - (total - len(keys)))

    def _collection(self, state: State) -> Any:
        """The collection as the store points to it; None, with `trouble` set, when it cannot be used."""
        folder = None if state.dense is None else state.dense.folder
        if self._opened is not None and self._opened[0] == folder:
            return None if self.trouble else self._opened[2]
        self.close()
        self.trouble = None
        if folder is None:
            return None
        try:
            chroma.check_seal(self._store.home / folder)
            client, collection = chroma.open_collection(readable(self._store.home, folder, self._copies))
            self._opened = (folder, client, collection)
            return collection
        except Exception as error:  # as above
            self._fail(error)
            return None

    def _fail(self, error: Exception) -> None:
        self.trouble = f"向量索引无法使用（{error}）；改用逐一比较，可用 policykb doctor --rebuild 重建"

    # -- writing -------------------------------------------------------------------------------------------

    @contextmanager
    def syncing(self) -> Iterator[None]:
        """Bring the index to the store's generation, as far as another process can do it while the block runs. To be
        called by the one writer; a failure, also of the block, leaves the index as it was."""
        state = self._store.state()
        wanted = self._store.vector_keys(self._store.searchable())
        if not len(wanted) or state.encoder is None:
            yield
            self._store.point_to("dense", None)
            return sweep(self._store.home, "dense", None)
        old = state.dense if state.dense and state.dense.made_by == state.encoder else None
        kept = None if old is None else chroma.read_rows(self._store.home / old.folder)
        source = None if old is None or kept is None else old.folder
        held = np.empty(0, np.int64) if kept is None else kept.keys
        removed, added = np.setdiff1d(held, wanted, True), np.setdiff1d(wanted, held, True)
        if source is None or not _can_wait(held, removed, added):
            self.close()
            with new_folder(self._store.home, "dense") as (path, name):
                before = None if source is None else self._store.home / source
                with filled(Filling(path, before, removed, added, wanted), self._store):
                    yield
        else:
            name = source
            yield
        if old is None or (old.folder, old.generation) != (name, state.generation):
            self._store.point_to("dense", IndexState(name, state.generation, state.encoder))
        return sweep(self._store.home, "dense", name)

    def sync(self) -> None:
        """`syncing`, with nothing else to do."""
        with self.syncing():
            pass

    def rebuild(self) -> None:
        """Make the index anew whatever state it is in."""
        self._store.point_to("dense", None)
        self.sync()


def _can_wait(held: Keys, removed: Keys, added: Keys) -> bool:
    """Whether the folder may stay as it is for now. Keys are never used again: new ones are above all that it holds."""
    few = len(added) <= min(_WAITING_ROWS, len(held)) and len(removed) <= _STALE_SHARE * len(held)
    return few and (not len(added) or bool(added[0] > held[-1]))


def _best(keys: Keys, cosines: Vectors, limit: int) -> dict[int, float]:
    """The nearest, best first."""
    if len(keys) > limit:  # sorting them all takes longer than comparing them
        near = np.flatnonzero(cosines >= np.partition(cosines, -limit)[-limit])
        keys, cosines = keys[near], cosines[near]
    best = np.argsort(-cosines, kind="stable")[:limit]
    return {int(keys[n]): float(cosines[n]) for n in best}
