"""Reading the truth: documents and their records as they were put in."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, func, select

from kb.errors import NotFound
from kb.model import (
    Clause,
    Counts,
    Document,
    Origin,
    Passage,
    Reference,
    Responsibility,
    Target,
    Version,
)
from kb.store import tables as t
from kb.store.indexed import PASSAGE, Indexed, T, chunks


class ClausePlace(NamedTuple):
    """Where a clause stands in its document, the headings above and of it, and the clause that it is part of."""

    start: int
    end: int
    titles: tuple[str, ...]
    parent: str | None


class ClauseSpan(NamedTuple):
    """Where a clause stands in its document, and how deep."""

    id: str
    start: int
    end: int
    level: int


class PassagePlace(NamedTuple):
    """Where a passage stands in its document, and the clause it is of."""

    start: int
    end: int
    clause_id: str


_PLACE = (t.passages.c.start, t.passages.c.end, t.passages.c.clause_id)
_TEXT = select(t.versions.c.text).where(t.versions.c.current, t.versions.c.id == bindparam("id"))
# What is stored of a clause, in the order of `Clause`.
_CLAUSE = tuple(t.clauses.c[f.name] for f in fields(Clause) if f.name in t.clauses.c)


class Reading(Indexed):
    """The readable side of the store under `home`. Thread-safe. Raises NotFound, Damaged, StoreError."""

    def counts(self) -> Counts:
        """How much is held."""
        with self._engine.begin() as c:
            tables = (t.clauses, t.passages, t.targets, t.responsibilities, t.references)
            queries = [select(func.count(table.c.key)).join(t.versions) for table in tables]
            rest = [c.scalar(query.where(t.versions.c.current)) or 0 for query in queries]
            documents = c.scalar(select(func.count()).where(t.versions.c.current)) or 0
            return Counts(documents, c.scalar(select(func.count(t.versions.c.key))) or 0, *rest)

    # -- documents -----------------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """Every current document, in the order in which its current version came in."""
        query = select(t.versions).where(t.versions.c.current).order_by(t.versions.c.key)
        return self._cached(
            "documents", lambda c: tuple(t.to_record(Document, row) for row in c.execute(query).mappings())
        )

    def document(self, document_id: str) -> Document:
        """The current version's header."""
        with self._engine.begin() as c:
            return t.to_record(Document, version_row(c, document_id))

    def text(self, document_id: str, version: int | None = None) -> str:
        """The text that all offsets refer to; of the current version unless a version's number is given."""
        with self._engine.begin() as c:
            text = c.scalar(_TEXT, {"id": document_id}) if version is None else None
            return str(version_row(c, document_id, version)["text"] if text is None else text)

    def clauses(self, document_id: str, version: int | None = None) -> tuple[Clause, ...]:
        """The clauses in document order; of the current version unless a version's number is given."""
        with self._engine.begin() as c:
            held = version_row(c, document_id, version)
            query = select(*_CLAUSE).where(t.clauses.c.version == held["key"]).order_by(t.clauses.c.key)
            return tuple(_clause(row, held) for row in c.execute(query))

    def clause(self, clause_id: str) -> Clause:
        """A clause of a current document by its id."""
        with self._engine.begin() as c:
            query = select(*_CLAUSE, t.versions.c.key).join(t.versions).where(t.versions.c.current)
            found = c.execute(query.where(t.clauses.c.id == clause_id)).first()
            if found is None:
                raise NotFound(f"没有条款「{clause_id}」；文件可能已更新，请从文件目录重新打开")
            *row, version = found
            held = c.execute(select(t.versions).where(t.versions.c.key == version)).mappings().one()
        return _clause(row, held)

    def texts(self, document_ids: Collection[str]) -> Iterator[tuple[str, str]]:
        """(id, text) of the current documents among the ids, some in memory at a time."""
        query = select(t.versions.c.id, t.versions.c.text).where(t.versions.c.current)
        for ids in chunks(document_ids, 100):
            with self._engine.begin() as c:
                rows = c.execute(query.where(t.versions.c.id.in_(ids))).all()
            yield from ((document_id, text) for document_id, text in rows)

    def clause_places(self, clause_ids: Collection[str]) -> dict[str, ClausePlace]:
        """Where each of the clauses of current documents stands, and its titles; without its text, so that many can
        be read."""
        held = t.clauses.c
        query = select(held.id, held.start, held.end, held.titles, held.parent).join(t.versions)
        query = query.where(t.versions.c.current)
        with self._engine.begin() as c:
            rows = [row for ids in chunks(clause_ids) for row in c.execute(query.where(held.id.in_(ids))).all()]
        return {clause_id: ClausePlace(*place) for clause_id, *place in rows}

    def outline(self, document_id: str) -> tuple[ClauseSpan, ...]:
        """The clauses of the current version in document order, as places only."""
        columns = (t.clauses.c.id, t.clauses.c.start, t.clauses.c.end, t.clauses.c.level)
        query = select(*columns).join(t.versions).where(t.versions.c.current, t.versions.c.id == document_id)
        with self._engine.begin() as c:
            return tuple(ClauseSpan(*row) for row in c.execute(query.order_by(t.clauses.c.key)))

    def passage_places(self, document_id: str) -> tuple[PassagePlace, ...]:
        """The places of the current version's passages in reading order; without text."""
        query = select(*_PLACE).join(t.versions).where(t.versions.c.current, t.versions.c.id == document_id)
        with self._engine.begin() as c:
            return tuple(PassagePlace(*row) for row in c.execute(query.order_by(t.passages.c.key)).all())

    def passages_of_duties(self) -> dict[str, list[PassagePlace]]:
        """By current document: the places of the passages that its responsibilities stand in, in reading order."""
        duties = t.responsibilities.c
        here = (
            (duties.version == t.passages.c.version)
            & (t.passages.c.start < duties.end)
            & (duties.start < t.passages.c.end)
        )
        query = select(t.versions.c.id, t.passages.c.key, *_PLACE).join(t.versions).join(t.responsibilities, here)
        query = query.where(t.versions.c.current).distinct().order_by(t.passages.c.key)
        out: defaultdict[str, list[PassagePlace]] = defaultdict(list)
        with self._engine.begin() as c:
            for document_id, _, *place in c.execute(query).all():
                out[document_id].append(PassagePlace(*place))
        return dict(out)

    def versions(self, document_id: str) -> tuple[Version, ...]:
        """Every version held, oldest first; the last is the current one."""
        with self._engine.begin() as c:
            rows = version_rows(c, document_id)
        return tuple(
            Version(document_id, n, r["current"], r["added"], r["file_name"], r["file_sha256"], r["title"])
            for n, r in enumerate(rows, 1)
        )

    def original(self, document_id: str) -> tuple[str, Path]:
        """The current version's file name when it came in, and where its bytes are kept."""
        with self._engine.begin() as c:
            row = version_row(c, document_id)
        return row["file_name"], self._original(row["file_sha256"], row["suffix"])

    def originals(self) -> frozenset[Path]:
        """Where the bytes of every version should be."""
        with self._engine.begin() as c:
            rows = c.execute(select(t.versions.c.file_sha256, t.versions.c.suffix).distinct())
            return frozenset(self._original(sha256, suffix) for sha256, suffix in rows)

    def origins(self, document_id: str) -> tuple[Origin, ...]:
        """Where stretches of the current text stand in the original file."""
        with self._engine.begin() as c:
            held = version_row(c, document_id)
            query = select(t.origins).where(t.origins.c.version == held["key"]).order_by(t.origins.c.key)
            return tuple(t.to_record(Origin, row) for row in c.execute(query).mappings())

    def _original(self, sha256: str, suffix: str) -> Path:
        return self.home / "originals" / f"{sha256}{suffix}"

    def version_header(self, document_id: str, version: int) -> Document:
        """The header of the version with this number (from 1). Raises NotFound."""
        with self._engine.begin() as c:
            return t.to_record(Document, version_row(c, document_id, version))

    def version_targets(self, document_id: str, version: int) -> tuple[Target, ...]:
        """The targets of the version with this number (from 1), in document order. Raises NotFound."""
        with self._engine.begin() as c:
            held = version_row(c, document_id, version)
            query = select(t.targets).where(t.targets.c.version == held["key"]).order_by(t.targets.c.key)
            return tuple(t.to_record(Target, row, document_id=document_id) for row in c.execute(query).mappings())

    # -- facts and passages --------------------------------------------------------------------------------

    def targets(self, document_ids: Collection[str] | None = None) -> tuple[Target, ...]:
        """Targets of the current documents (None: of all), in document order."""
        return self._facts(Target, t.targets, document_ids)

    def responsibilities(self, document_ids: Collection[str] | None = None) -> tuple[Responsibility, ...]:
        """Responsibilities of the current documents (None: of all), in document order."""
        return self._facts(Responsibility, t.responsibilities, document_ids)

    def references(self, document_ids: Collection[str] | None = None) -> tuple[Reference, ...]:
        """References made by the current documents (None: by all), in document order."""
        return self._facts(Reference, t.references, document_ids)

    def passages(self, document_ids: Collection[str] | None = None) -> tuple[Passage, ...]:
        """Passages of the current documents, accounts (转述) included. Not cached: they may be a million."""
        current = select(t.versions.c.key).where(t.versions.c.current)
        parts = [None] if document_ids is None else chunks(document_ids)
        chosen = (
            PASSAGE if ids is None else PASSAGE.where(t.passages.c.version.in_(current.where(t.versions.c.id.in_(ids))))
            for ids in parts
        )
        with self._engine.begin() as c:
            return tuple(passage for one in chosen for _, _, passage in self._passages(c, c.execute(one)))

    def passages_of(self, clause_id: str) -> tuple[Passage, ...]:
        """The passages of a clause of a current document, those of the clauses below it left out."""
        here = (t.clauses.c.version == t.passages.c.version) & (t.clauses.c.id == t.passages.c.clause_id)
        query = PASSAGE.join(t.clauses, here).where(t.clauses.c.id == clause_id)
        with self._engine.begin() as c:
            return tuple(passage for _, _, passage in self._passages(c, c.execute(query)))

    def _facts(self, kind: type[T], table: Table, document_ids: Collection[str] | None) -> tuple[T, ...]:
        if document_ids is None:
            return self._cached(table.name, lambda c: _records(c, kind, table, None))
        with self._engine.begin() as c:
            return _records(c, kind, table, document_ids)


def version_rows(c: Connection, document_id: str) -> list[RowMapping]:
    """Every version of a document, oldest first. Raises NotFound."""
    query = select(t.versions).where(t.versions.c.id == document_id).order_by(t.versions.c.key)
    rows = list(c.execute(query).mappings())
    if not rows:
        raise NotFound(f"没有文件「{document_id}」；用 policykb list 查看已入库的文件")
    return rows


def version_row(c: Connection, document_id: str, version: int | None = None) -> RowMapping:
    """The current version of a document, or the one with the given number (from 1). Raises NotFound."""
    rows = version_rows(c, document_id)
    if version is None:
        return rows[-1]
    if not 1 <= version <= len(rows):
        raise NotFound(f"文件「{document_id}」没有第 {version} 版；共有 {len(rows)} 版")
    return rows[version - 1]


def _of_current(table: Table) -> Select[Any]:
    """Rows of current versions only, in the order they went in, with the document's id."""
    query = select(table, t.versions.c.id.label("document_id")).join(t.versions)
    return query.where(t.versions.c.current).order_by(table.c.key)


def _records(c: Connection, kind: type[T], table: Table, document_ids: Collection[str] | None) -> tuple[T, ...]:
    query = _of_current(table)
    if document_ids is None:
        return tuple(t.to_record(kind, row) for row in c.execute(query).mappings())
    return tuple(
        t.to_record(kind, row)
        for chunk in chunks(document_ids)
        for row in c.execute(query.where(t.versions.c.id.in_(chunk))).mappings()
    )


def _clause(row: Sequence[Any], version: RowMapping) -> Clause:
    """The clause that a row of `_CLAUSE` holds."""
    clause_id, label, heading, level, kind, path, titles, parent, start, body_start, end = row
    text = version["text"][start:end]
    return Clause(
        clause_id, version["id"], label, heading, level, kind, path, titles, parent, start, body_start, end, text
    )
