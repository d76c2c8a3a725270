"""What one browser keeps from visit to visit: its excerpts (摘编) and the questions it asked last.

A notebook is a small JSON file in the knowledge base's folder, named by a random token that the browser holds as a
cookie: it outlives a reload, and nobody comes by another's. Where nothing may be written it lasts as long as the
server.
"""

import json
import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

FOLDER = "notebooks"
KEPT_DAYS = 365  # the cookie's life; a file untouched for longer belongs to nobody
RECENT = 12  # questions kept

_TOKEN = re.compile(r"[0-9a-f]{32}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collected:
    """A clause among the excerpts; `start`/`end` are the sentence that was cited in it, if any, and `only_quote` says
    to take that sentence alone. `account_of` is as in `Citation`; `note` is the reader's own word on it."""

    clause_id: str
    start: int | None = None
    end: int | None = None
    account_of: str | None = None
    only_quote: bool = False
    note: str = ""

    @property
    def place(self) -> str:
        """What makes it one and the same excerpt, whatever was chosen or noted since."""
        return f"{self.clause_id}|{self.start}|{self.end}"


@dataclass(frozen=True, slots=True)
class Notebook:
    """Excerpts in the order chosen by the reader; questions, the last one first."""

    items: tuple[Collected, ...] = ()
    questions: tuple[str, ...] = ()


Change = Callable[[Notebook], Notebook]


def new_token() -> str:
    """A name for a notebook that nobody can guess."""
    return uuid4().hex


def is_token(sent: object) -> bool:
    """Whether what a browser sent is such a name and nothing else."""
    return isinstance(sent, str) and _TOKEN.fullmatch(sent) is not None


class Notebooks:
    """The notebooks of one knowledge base; changes of several tabs follow each other."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self._unwritten: dict[str, Notebook] = {}
        self._lock = threading.Lock()
        self._forget_old()

    def read(self, token: str) -> Notebook:
        """The notebook as it is now; an empty one where none is, or where its file makes no sense."""
        if (held := self._unwritten.get(token)) is not None:
            return held
        path = self._path(token)
        try:
            return _from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Notebook()
        except (OSError, ValueError, TypeError, KeyError):
            _log.exception("notebook %s cannot be read", token)
            return Notebook()

    def change(self, token: str, change: Change) -> None:
        """Replace the notebook by what `change` makes of it."""
        with self._lock:
            held = self.read(token)
            changed = change(held)
            if changed == held:
                return
            try:
                self._write(token, changed)
                self._unwritten.pop(token, None)
            except OSError as error:
                _log.warning("notebook %s is kept in memory alone: %s", token, error)
                self._unwritten[token] = changed

    def _path(self, token: str) -> Path:
        if not is_token(token):
            raise ValueError(token)
        return self._folder / f"{token}.json"

    def _write(self, token: str, notebook: Notebook) -> None:
        path = self._path(token)
        self._folder.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(asdict(notebook), ensure_ascii=False), encoding="utf-8")
        unfinished.replace(path)

    def _forget_old(self) -> None:
        for path in self._folder.glob("*.json"):
            try:
                if time.time() - path.stat().st_mtime > KEPT_DAYS * 86_400:
                    path.unlink()
            except OSError:
                continue  # another server was quicker, or nothing may be written


def _from_json(data: dict[str, Any]) -> Notebook:
    return Notebook(tuple(Collected(**item) for item in data["items"]), tuple(data["questions"]))
