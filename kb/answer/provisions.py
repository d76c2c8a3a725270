"""What a document says of itself in words: from when and until when it is in force, who passed it, on what it rests.

The patterns are data (`kb/data/provisions.toml`); a phrase found is shown as it is written.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kb.answer.context import Context, unique
from kb.model import Citation, Document

# Two regulations in one notice may each say it.
_MOST = 3


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as shown, under its label, and where the document states it."""

    label: str
    value: str
    citations: tuple[Citation, ...]


def label_of(slot: str) -> str:
    """How a slot is called in answers."""
    return str(_data()["labels"][slot])


def rows_of(slot: str) -> tuple[str, ...]:
    """Labels of a field that the parser does not read."""
    return tuple(_data()["rows"].get(slot, ()))


def provision(context: Context, document: Document, slot: str) -> tuple[Stated, ...]:
    """The phrases by which the document states the slot: those of the first wording that fits, none if none does."""
    text = context.text(document.id)
    for pattern in _patterns(slot):
        said: dict[str, list[Citation]] = {}
        for match in pattern.finditer(text):
            words = re.sub(r"\s+", "", match["said"])
            said.setdefault(words, []).append(context.cite(document.id, *match.span("said")))
        if said:
            some = list(said.items())[:_MOST]
            return tuple(Stated(label_of(slot), words, unique(places)[:_MOST]) for words, places in some)
    return ()


def resting(context: Context, document: Document) -> tuple[tuple[int, int], ...]:
    """The sentences, as spans, that say on what the document rests."""
    rule = _data()["basis"]
    text = context.text(document.id)[: rule["within"]]
    return tuple(m.span() for m in re.compile(rule["sentence"]).finditer(text))


@lru_cache(maxsize=16)
def _patterns(slot: str) -> tuple[re.Pattern[str], ...]:
    found = []
    for wording in _data()["provisions"].get(slot, ()):
        for name, alternatives in _data()["shared"].items():
            wording = wording.replace(f"{{{name}}}", alternatives)
        found.append(re.compile(wording, re.MULTILINE))
    return tuple(found)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("kb").joinpath("data/provisions.toml").read_text(encoding="utf-8"))
