"""The vectors of a dense index's folder beside Chroma's own files: read by place, for what is compared one by one."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from kb.store import Fetch, Keys, Vectors
from kb.store.indexed import VECTOR

KEYS, ROWS = "keys.npy", "rows.npy"
_BATCH = 5000


def write_rows(folder: Path, keys: Keys, fetch: Fetch) -> None:
    """Write the vectors of `keys`, ascending, all of which must be held."""
    _, first = fetch(keys[:1].tolist())
    rows = np.lib.format.open_memmap(folder / ROWS, mode="w+", dtype=VECTOR, shape=(len(keys), first.shape[1]))
    for start in range(0, len(keys), _BATCH):
        found, vectors = fetch(keys[start : start + _BATCH].tolist())
        rows[start : start + len(found)] = vectors[np.argsort(found)]
    rows.flush()
    np.save(folder / KEYS, keys)


class Rows:
    """The vectors as written, mapped into memory: only what is asked for is read."""

    def __init__(self, folder: Path) -> None:
        self.keys: Keys = np.load(folder / KEYS)
        self._rows = np.load(folder / ROWS, mmap_mode="r")

    def between(self, spans: Iterable[tuple[int, int]]) -> tuple[Keys, Vectors]:
        """Keys and vectors of the spans of keys (first and last)."""
        spans = sorted(spans)
        begins = np.searchsorted(self.keys, [first for first, _ in spans], side="left")
        ends = np.searchsorted(self.keys, [last for _, last in spans], side="right")
        places = list(zip(begins.tolist(), ends.tolist(), strict=True))
        if not places:
            return self.keys[:0], self._rows[:0].astype(np.float32)
        keys = np.concatenate([self.keys[begin:end] for begin, end in places])
        return keys, np.concatenate([self._rows[begin:end] for begin, end in places]).astype(np.float32)

    def of(self, keys: Keys) -> tuple[Keys, Vectors]:
        """Those of the keys that are here, and their vectors."""
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        here = self.keys[places] == keys
        return keys[here], self._rows[places[here]].astype(np.float32)
