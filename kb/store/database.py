"""Opening the database: SQLite's settings, its errors in Chinese, and the named values in `meta`."""

import json
import os
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
)

from kb.errors import READ_ONLY, Damaged, Locked, ReadOnly, StoreError
from kb.store import tables as t

# A reader never waits in WAL mode; a writer waits for another one's transaction, which takes milliseconds.
_BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class IndexState:
    """Where a derived index lies (a folder's name), the generation it stands at, and what made it: the
    tokenizer's version or the encoder's id."""

    folder: str
    generation: int
    made_by: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What vectors of one encoder weigh beside words in ranking, as measured on `questions` questions: MRR@10 with
    them and with words alone, on questions not used for choosing the weight. `asked`: they were the user's."""

    encoder: str
    dense: float
    questions: int
    with_vectors: float
    words_alone: float
    asked: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What readers compare: the truth's generation, the encoder that made the vectors (None: no document has
    come in), the derived indexes (None: not built), and the calibration of that encoder (None: not made)."""

    generation: int
    encoder: str | None
    lexical: IndexState | None
    dense: IndexState | None
    calibration: Calibration | None = None


def writable(home: Path) -> bool:
    """Whether this user may write the knowledge base in `home`; a folder yet to be made is."""
    path = home / "policykb.sqlite"
    return os.access(home, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def open_database(path: Path) -> Engine:
    """The engine for the database at `path`, made with its tables when absent.

    Transactions are explicit: a reader's sees one moment; one with the execution option `writing` takes
    SQLite's write lock at once. Raises Damaged, Locked or StoreError, then and later.
    """
    writing = writable(path.parent)
    engine = create_engine(_url(path, writing), connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late for a reader
        if writing:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")  # keys in the indexes must outlive a power cut
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        changing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if changing else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, sqlite3.Error):
            _raise(context.original_exception, path)

    try:
        _prepare(engine, path)
    except sqlite3.Error as error:  # while connecting, before SQLAlchemy's own handling
        _raise(error, path)
    return engine


def _url(path: Path, writing: bool) -> URL:
    """Read only, SQLite cannot make the WAL's shared memory: without a WAL the file itself is all there is."""
    if writing:
        return URL.create("sqlite", database=str(path))
    options = {"uri": "true", "mode": "ro"}
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or not log.stat().st_size:
        options["immutable"] = "1"
    return URL.create("sqlite", database=path.absolute().as_uri(), query=options)


def _prepare(engine: Engine, path: Path) -> None:
    """Make the tables on first use; refuse another schema."""
    with engine.begin() as c:
        known = c.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'meta'"))
    if not known:
        with engine.connect().execution_options(writing=True) as c, c.begin():
            t.metadata.create_all(c)
            if c.scalar(select(t.meta.c.value).where(t.meta.c.name == "schema")) is None:
                values = {"schema": t.SCHEMA_VERSION, "generation": "0"}
                c.execute(insert(t.meta), [{"name": n, "value": v} for n, v in values.items()])
    with engine.begin() as c:
        schema = c.scalar(select(t.meta.c.value).where(t.meta.c.name == "schema"))
    if schema != t.SCHEMA_VERSION:
        raise StoreError(f"{path}：由另一版本的 policykb 建立（库结构 {schema}）；请换用那个版本，或另建知识库")


def _raise(error: sqlite3.Error, path: Path) -> NoReturn:
    if "readonly" in str(error):
        raise ReadOnly(f"{path.parent}：{READ_ONLY}") from error
    if "locked" in str(error) or "busy" in str(error):
        raise Locked(f"{path}：正被另一个进程写入；请稍后再试") from error
    # Found in files that are cut or overwritten in part; SQLite counts them among the operational errors.
    torn = "no such table" in str(error) or "no such column" in str(error) or "decode" in str(error)
    if isinstance(error, sqlite3.OperationalError) and not torn:
        raise StoreError(f"{path}：无法读写；请检查文件夹权限和磁盘空间") from error
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        raise error
    raise Damaged(f"{path}：数据库已损坏；请从备份恢复这个文件夹，或删除后重新入库") from error


def read_state(c: Connection) -> State:
    """Generation, encoder and index folders."""
    # asked several times by every search, so without SQLAlchemy's own work on a statement
    return _state(tuple(map(tuple, c.exec_driver_sql("SELECT name, value FROM meta"))))


@lru_cache(maxsize=4)
def _state(values: tuple[tuple[str, str], ...]) -> State:
    held = dict(values)
    lexical, dense = (IndexState(**json.loads(held[n])) if n in held else None for n in ("lexical", "dense"))
    encoder = held.get("encoder")
    calibration = Calibration(**json.loads(held["calibration"])) if "calibration" in held else None
    if calibration is not None and calibration.encoder != encoder:  # of vectors that are gone
        calibration = None
    return State(int(held["generation"]), encoder, lexical, dense, calibration)


def set_value(c: Connection, name: str, value: str | None) -> None:
    """Record a named value; None takes it away."""
    c.execute(delete(t.meta).where(t.meta.c.name == name))
    if value is not None:
        c.execute(insert(t.meta), {"name": name, "value": value})


def raise_generation(c: Connection) -> None:
    """To be called in every transaction that changes what is held."""
    set_value(c, "generation", str(read_state(c).generation + 1))
