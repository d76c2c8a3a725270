"""The tables, and the way between rows and records.

A column is named as the record's field that it holds. What follows from something else is not stored twice: a
clause's text is cut from its version's text, a record's document is its version's.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    TypeDecorator,
)

from kb.model import Account

#: Raised when the tables change: a knowledge base of another schema is not opened.
SCHEMA_VERSION = "1"

Record = TypeVar("Record")
metadata = MetaData()


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings, kept as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return json.dumps(value or (), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return _words(value or "[]")


@lru_cache(maxsize=10_000)
def _words(value: str) -> tuple[str, ...]:
    """The passages under a heading all have the same headings."""
    return tuple(json.loads(value))


class AccountField(TypeDecorator[Account]):
    """The `Account` of a 转述 as a JSON object, NULL for a full text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Account | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(asdict(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Account | None:
        return None if value is None else Account(**json.loads(value))


def _of_version(name: str, *columns: Column[Any]) -> Table:
    """A table of things that a version of a document holds, in their order there; they leave with it."""
    key = Column("key", Integer, primary_key=True)
    version = Column("version", Integer, ForeignKey("versions.key", ondelete="CASCADE"), nullable=False, index=True)
    # Keys are never used again, since the derived indexes know a passage by its key alone.
    return Table(name, metadata, key, version, *columns, sqlite_autoincrement=True)


def _place() -> tuple[Column[Any], ...]:
    return (
        Column("clause_id", String, nullable=False),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
        Column("text", Text, nullable=False),
    )


meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", String, nullable=False))

versions = Table(
    "versions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("current", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("file_sha256", String, nullable=False),
    Column("suffix", String, nullable=False),
    Column("added", Float, nullable=False),
    # the header, as kb.model.Document
    Column("id", String, nullable=False),
    Column("title", String, nullable=False),
    Column("doc_number", String),
    Column("index_number", String),
    Column("issuer", Words, nullable=False),
    Column("addressee", Text),
    Column("doc_kind", String),
    Column("issued_date", Date),
    Column("published_date", Date),
    Column("effective_date", Date),
    Column("expiry_date", Date),
    Column("status", String),
    Column("topic", Text),
    Column("account", AccountField),
    Index("versions_by_id", "id", "current"),
    sqlite_autoincrement=True,
)

clauses = _of_version(
    "clauses",
    Column("id", String, nullable=False, index=True),
    Column("label", Text),
    Column("heading", Text),
    Column("level", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("path", Words, nullable=False),
    Column("titles", Words, nullable=False),
    Column("parent", String),
    Column("start", Integer, nullable=False),
    Column("body_start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

passages = _of_version(
    "passages", Column("id", String, nullable=False), *_place(), Column("headings", Words, nullable=False)
)

# float16: half the space, and a cosine is off by less than 0.001. Apart from `passages`, so that scanning
# vectors reads no text. A passage without a row has no vector (empty or unknown text).
vectors = Table(
    "vectors",
    metadata,
    Column("key", Integer, ForeignKey("passages.key", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, ForeignKey("versions.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("vector", LargeBinary, nullable=False),
)

targets = _of_version(
    "targets",
    *_place(),
    Column("indicator", Text, nullable=False),
    Column("scope", Text),
    Column("measure", String, nullable=False),
    Column("comparator", String, nullable=False),
    Column("value", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("wording", Text, nullable=False),
    Column("year", Integer),
    Column("year_text", Text),
    Column("year_start", Integer),
    Column("year_end", Integer),
    Column("hedge", String),
    Column("baseline", Text),
    Column("binding", String),
)

responsibilities = _of_version(
    "responsibilities",
    *_place(),
    Column("role", String, nullable=False),
    Column("organisations", Words, nullable=False),
    Column("task", Text, nullable=False),
    Column("field", Text),
    Column("rule", Text),
    Column("rule_start", Integer),
    Column("rule_end", Integer),
)

references = _of_version(
    "refs",
    *_place(),
    Column("title", Text),
    Column("doc_number", String),
    Column("kind", String, nullable=False),
)

origins = _of_version(
    "origins",
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer),
    Column("line", Integer, nullable=False),
)


def to_rows(table: Table, records: Iterable[Any], **shared: object) -> list[dict[str, object]]:
    """One row a record, from the fields that the table has columns for, each with the `shared` columns."""
    rows = []
    for record in records:
        names = [f.name for f in fields(record) if f.name in table.c]
        rows.append({name: getattr(record, name) for name in names} | shared)
    return rows


def to_record(kind: type[Record], row: RowMapping, **derived: object) -> Record:
    """The record that a row holds, with the fields that are derived and not stored."""
    held = {name: row[name] for name in _stored(kind, tuple(row))}  # type: ignore[arg-type]
    return kind(**(held | derived))


@lru_cache(maxsize=64)
def _stored(kind: type, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of the record that the columns hold; asked for at every row, so worked out once."""
    return tuple(f.name for f in fields(kind) if f.name in columns)
