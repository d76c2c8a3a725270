"""The vectors beside Chroma's files, and how Chroma's own are written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import kb.chroma
from kb.chroma import change, fill, read_rows, seal
from kb.rows import Rows, write_rows
from kb.store import Keys, Vectors
from tests.kb.conftest import HashEncoder

KEYS: Keys = np.arange(3, 120, 2, dtype=np.int64)


def fetch(keys: object) -> tuple[Keys, Vectors]:
    """The vectors, halved in precision as the store holds them, in an order of their own."""
    found = np.array(sorted(keys, reverse=True), dtype=np.int64)  # type: ignore[call-overload]
    return found, HashEncoder().encode([f"第{key}项{key % 7}" for key in found]).astype("<f2").astype(np.float32)


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    write_rows(tmp_path, KEYS, fetch)
    return Rows(tmp_path)


def test_spans_of_keys(rows: Rows) -> None:
    keys, vectors = rows.between([(50, 54), (0, 5), (119, 500), (4, 4)])
    assert keys.tolist() == [3, 5, 51, 53, 119]
    for key, vector in zip(keys.tolist(), vectors, strict=True):
        np.testing.assert_array_equal(vector, fetch([key])[1][0])
    assert [len(part) for part in rows.between([])] == [0, 0]


def test_single_keys(rows: Rows) -> None:
    keys, vectors = rows.of(np.array([1, 3, 4, 77, 1000]))
    assert keys.tolist() == [3, 77]
    np.testing.assert_array_equal(vectors[1], fetch([77])[1][0])


@pytest.mark.parametrize("part", [20, 59, 100_000])
def test_nothing_is_left_for_chroma_to_work_through_at_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(kb.chroma, "_PART", part)
    monkeypatch.setattr(kb.chroma, "_BATCH", 8)
    fill(tmp_path, KEYS, fetch)
    assert _waiting(tmp_path) <= 1  # the last of those in the graph stays in the log
    more = np.arange(121, 161, dtype=np.int64)
    change(tmp_path, KEYS[:2], more, fetch)
    assert _waiting(tmp_path) <= 1
    seal(tmp_path, np.concatenate((KEYS[2:], more)), fetch)
    held = read_rows(tmp_path)
    assert held is not None
    assert held.keys.tolist() == [*KEYS[2:].tolist(), *more.tolist()]


def _waiting(folder: Path) -> int:
    """How many vectors Chroma's log holds for the next opening."""
    with closing(sqlite3.connect(folder / "chroma.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM embeddings_queue").fetchone()[0])
