"""Writing the truth: a document goes in, is replaced or leaves, as a whole or not at all."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from kb.errors import StoreError
from kb.model import ParsedDocument, Passage
from kb.store import tables as t
from kb.store.database import Calibration, IndexState, raise_generation, set_value
from kb.store.indexed import VECTOR, Vectors
from kb.store.reading import Reading, version_row

Outcome = Literal["added", "unchanged", "updated", "kept"]


class Store(Reading):
    """The store under `home`, readable and writable. One process writes at a time under `kb.base`'s lock."""

    def outcome(self, parsed: ParsedDocument) -> Outcome:
        """What `put` would do now: the same text changes nothing, an account (转述) never takes a full text's
        place, a full text always takes an account's."""
        identity = t.versions.c.id == parsed.document.id
        query = select(t.versions.c.account, t.versions.c.text_sha256).where(identity, t.versions.c.current)
        with self._engine.begin() as c:
            held = c.execute(query).first()
        if held is None:
            return "added"
        account, text_sha256 = held
        if parsed.document.account is not None and account is None:
            return "kept"
        same_kind = (parsed.document.account is None) == (account is None)
        return "unchanged" if same_kind and text_sha256 == _sha256(parsed.text) else "updated"

    def put(
        self, parsed: ParsedDocument, vectors: Vectors | None, encoder: str, original: bytes, file_name: str
    ) -> Outcome:
        """Take a document in.

        `vectors`: one row a passage, made by `encoder`; a zero row is no vector; None for an account (转述).
        Raises StoreError when a record does not quote the text that it points to.
        """
        outcome = self.outcome(parsed)
        if outcome in ("unchanged", "kept"):
            return outcome
        _check_quotes(parsed, file_name)
        columns = self._keep_original(original, file_name) | {
            "current": True,
            "text": parsed.text,
            "text_sha256": _sha256(parsed.text),
            "added": time.time(),
        }
        with self._write() as c:
            _retire(c, parsed.document.id)
            row = t.to_rows(t.versions, [parsed.document], **columns)[0]
            version = c.execute(insert(t.versions).returning(t.versions.c.key), row).scalar_one()
            _insert_records(c, version, parsed)
            keys = _insert_passages(c, version, parsed.passages)
            if vectors is not None:
                _insert_vectors(c, version, keys, vectors)
            set_value(c, "encoder", encoder)
            raise_generation(c)
        return outcome

    def remove(self, document_id: str) -> None:
        """Take a document out with all its versions and their originals. Raises NotFound."""
        with self._write() as c:
            version_row(c, document_id)
            c.execute(delete(t.versions).where(t.versions.c.id == document_id))
            if not c.scalar(select(func.count(t.versions.c.key))):
                set_value(c, "encoder", None)
            raise_generation(c)
        self.discard_orphans()

    def replace_vectors(self, encode: Callable[[Sequence[Passage]], Vectors], encoder: str) -> None:
        """Make the vectors of all searchable passages anew, in one transaction."""
        versions = sorted(self.searchable())
        with self._write() as c:
            c.execute(delete(t.vectors))
            for version in versions:
                found = list(self.indexed_passages([version]))
                made = encode([passage for _, _, passage in found])
                _insert_vectors(c, version, [key for key, _, _ in found], made)
            set_value(c, "encoder", encoder)
            raise_generation(c)

    def point_to(self, name: Literal["lexical", "dense"], index: IndexState | None) -> None:
        """Record where a derived index lies and stands from now on; readers open it when they see it."""
        with self._write() as c:
            set_value(c, name, None if index is None else json.dumps(asdict(index)))

    def calibrate(self, calibration: Calibration) -> None:
        """Record what the encoder's vectors weigh from now on."""
        with self._write() as c:
            set_value(c, "calibration", json.dumps(asdict(calibration)))

    def discard_orphans(self) -> None:
        """Delete originals that no version refers to: of a removed document, or of an interrupted write."""
        wanted = self.originals()
        folder = self.home / "originals"
        for path in folder.iterdir() if folder.is_dir() else ():
            if path not in wanted:
                path.unlink(missing_ok=True)

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(writing=True) as c, c.begin():
            yield c

    def _keep_original(self, original: bytes, file_name: str) -> dict[str, object]:
        """Write the bytes before the transaction that refers to them; cut short, they are an orphan."""
        sha256, suffix = hashlib.sha256(original).hexdigest(), Path(file_name).suffix.lower()
        path = self._original(sha256, suffix)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            part = path.with_name(f"{path.name}.part")
            with part.open("wb") as file:
                file.write(original)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        return {"file_name": Path(file_name).name, "file_sha256": sha256, "suffix": suffix}


def _check_quotes(parsed: ParsedDocument, file_name: str) -> None:
    """Every record's text is what stands at its place: a record that misquotes would poison every answer."""
    kinds = (parsed.clauses, parsed.passages, parsed.targets, parsed.responsibilities, parsed.references)
    for records in kinds:
        for record in records:
            if parsed.text[record.start : record.end] != record.text:
                place = f"第 {record.start} 至 {record.end} 字"
                raise StoreError(f"{file_name}：解析结果与正文不符（{place}），未入库；请报告这个错误")


def _retire(c: Connection, document_id: str) -> None:
    """Make the current version an earlier one: it keeps text, clauses and facts, and leaves search."""
    held = (t.versions.c.id == document_id) & t.versions.c.current
    c.execute(delete(t.passages).where(t.passages.c.version.in_(select(t.versions.c.key).where(held))))
    c.execute(update(t.versions).where(held).values(current=False))


def _insert_records(c: Connection, version: int, parsed: ParsedDocument) -> None:
    for table, records in (
        (t.clauses, parsed.clauses),
        (t.targets, parsed.targets),
        (t.responsibilities, parsed.responsibilities),
        (t.references, parsed.references),
        (t.origins, parsed.origins),
    ):
        if rows := t.to_rows(table, records, version=version):
            c.execute(insert(table), rows)


def _insert_passages(c: Connection, version: int, passages: Sequence[Passage]) -> list[int]:
    """The keys of the passages, in their order."""
    rows = t.to_rows(t.passages, passages, version=version)
    if not rows:
        return []
    statement = insert(t.passages).returning(t.passages.c.key, sort_by_parameter_order=True)
    return list(c.execute(statement, rows).scalars())


def _insert_vectors(c: Connection, version: int, keys: Sequence[int], vectors: Vectors) -> None:
    """One row for each vector that is not zero."""
    rows = [
        {"key": key, "version": version, "vector": vector.astype(VECTOR).tobytes()}
        for key, vector in zip(keys, vectors, strict=True)
        if np.any(vector)
    ]
    if rows:
        c.execute(insert(t.vectors), rows)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
