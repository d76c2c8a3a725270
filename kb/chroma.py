"""Chroma's folders: opened, filled, sealed when they prove sound. The only room that knows Chroma.

A folder holds ids (passage keys) and vectors, nothing else. Chroma's files tear when a process dies while writing them,
so a folder is filled beside the one in use, closed, opened again and verified before anything points to it.
"""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import StoreError
from kb.rows import KEYS, ROWS, Rows, write_rows
from kb.store import Fetch, Keys, Vectors

_COLLECTION = "passages"
# What a verified folder is sealed with: keys and vectors it holds (`kb.rows`), and the sizes of these and of the
# graph's files. Not their digests: Chroma writes to them when they are only read.
_SIZES = "sizes.json"
# Inner product: the rows have length 1. Of 100,000 real vectors recall@10 is 0.991 in a graph built with 60 candidates
# and 0.997 with 100, the default, which takes 1.4 times as long.
_SPACE: Any = {"space": "ip", "ef_construction": 60}
# How many candidates a search looks at can only be set when the collection is made. recall@10 is 0.985 with 400 at
# 500,000 vectors and 0.92 with the default; with 200 it is 0.992 at 55,000, 0.981 at 100,000, in 1.6 ms instead of 2.2.
_SEARCHED, _SEARCHED_OF_FEW, _FEW = 400, 200, 100_000
# Chroma takes 5,461 vectors a call.
_BATCH = 5000
# Chroma writes its whole graph each time that so many vectors went in (its default is 1,000: time grows with the
# square), and keeps the rest in a log, which every opening works through again: so the last batch must end a part.
_PART = 100_000


def open_collection(path: Path, create_for: int = 0) -> tuple[Any, Any]:
    """Client and collection in the folder, made for `create_for` vectors if there is none. No telemetry, and no
    embedding function: the default one would try a download."""
    from chromadb import PersistentClient
    from chromadb.config import Settings

    client: Any = PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
    try:
        if create_for:
            searched = _SEARCHED_OF_FEW if create_for <= _FEW else _SEARCHED
            part = max(2, create_for // _parts(create_for))
            configuration: Any = {"hnsw": {**_SPACE, "ef_search": searched, "sync_threshold": part}}
            return client, client.create_collection(_COLLECTION, embedding_function=None, configuration=configuration)
        return client, client.get_collection(_COLLECTION, embedding_function=None)
    except BaseException:
        client.close()
        raise


def fill(path: Path, keys: Keys, fetch: Fetch) -> None:
    """Make the collection of these keys' vectors."""
    client, collection = open_collection(path, create_for=len(keys))
    try:
        for part in np.array_split(keys, _parts(len(keys))):
            _add(collection, part, fetch)
    finally:
        client.close()


def change(path: Path, removed: Keys, added: Keys, fetch: Fetch) -> None:
    """Take vectors out of the collection and put others in."""
    _write_often(path)
    client, collection = open_collection(path)
    try:
        for keys in _batches(removed):
            collection.delete(ids=[str(key) for key in keys])
        _add(collection, added, fetch)
    finally:
        client.close()


def _write_often(path: Path) -> None:
    """A few batches do not fill the parts that the folder was made in. Counts from the next opening on."""
    client, collection = open_collection(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a collection without an embedding function
            collection.modify(configuration={"hnsw": {"sync_threshold": _BATCH // 2}})
    finally:
        client.close()


def _parts(number: int) -> int:
    return -(-number // _PART)


def _add(collection: Any, keys: Keys, fetch: Fetch) -> None:
    for batch in _batches(keys):
        found, rows = fetch(batch.tolist())
        collection.add(ids=[str(key) for key in found], embeddings=rows)


def _batches(keys: Keys) -> Iterator[Keys]:
    """Batches of about equal length, so that none is too short to be written at its end."""
    return iter(np.array_split(keys, -(-len(keys) // _BATCH)) if len(keys) else [])


def seal(path: Path, wanted: Keys, fetch: Fetch) -> None:
    """Open what was written as a reader will, and let it stand only if it holds and finds what it should. Raises
    StoreError."""
    client, collection = open_collection(path)
    try:
        count = int(collection.count())
        probes, rows = fetch(wanted[[0, len(wanted) // 2, -1]].tolist())
        good = len(probes) > 0 and sound(collection, probes, rows)
    finally:
        client.close()
    if count != len(wanted) or not good:
        raise StoreError(f"{path.name}：向量索引核对不符（{count}/{len(wanted)}）；请运行 policykb doctor --rebuild")
    write_rows(path, wanted, fetch)
    files = [*path.glob("*/*.bin"), path / KEYS, path / ROWS]
    sizes = {str(file.relative_to(path)): file.stat().st_size for file in files}
    (path / _SIZES).write_text(json.dumps(sizes), encoding="utf-8")


def sound(collection: Any, keys: Keys, rows: Vectors) -> bool:
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


def check_seal(folder: Path) -> None:
    """Raises OSError or ValueError when a file is missing or cut: Chroma's native side dies of reading it,
    and the process with it."""
    sizes: dict[str, int] = {ROWS: 0} | json.loads((folder / _SIZES).read_text(encoding="utf-8"))
    for name, size in sizes.items():
        if (folder / name).stat().st_size != size:
            raise ValueError(f"{name} 长度不符")


def read_rows(folder: Path) -> Rows | None:
    """The vectors that the folder was sealed with; None when it is missing or was cut."""
    try:
        check_seal(folder)
        return Rows(folder)
    except (OSError, ValueError, EOFError):
        return None
