"""What a document says of itself in words: from when and until when it is in force, who passed it, on what it rests.

The patterns are data (`kb/data/provisions.toml`); a phrase found is shown as it is written.
"""

import re
import tomllib
from collections.abc import Sequence
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
    """The sentences, as spans, that say on what the document rests, in the surest wording that it has."""
    rule = _data()["basis"]
    text = context.text(document.id)[: rule["within"]]
    for wording in rule["sentences"]:
        if found := tuple(m.span() for m in re.compile(wording).finditer(text)):
            return found
    return ()


def passage_pattern(slot: str) -> re.Pattern[str] | None:
    """What a passage must hold that states the slot, for slots that texts state in their midst."""
    wording = _data()["passages"].get(slot)
    return re.compile(wording) if wording else None


def act_asked(text: str) -> str | None:
    """What a question asks to be done with a document itself (组织实施, 督查), as a pattern of the words for it: those
    that stand last, since a title may hold some too."""
    ends = [(max((m.end() for m in re.finditer(act, text)), default=-1), act) for act in _data()["carrying"]["acts"]]
    end, act = max(ends, key=lambda e: e[0])
    return act if end >= 0 else None


def without_acts(words: Sequence[str]) -> tuple[str, ...]:
    """The words of such a question that name the document."""
    rule = _data()["carrying"]
    said = re.compile(f"(?:{'|'.join((*rule['acts'], rule['asking']))})+")
    return tuple(word for word in words if not said.fullmatch(word))


@lru_cache(maxsize=4)
def on_itself(act: str) -> re.Pattern[str]:
    """A pattern of words by which a document speaks of what is done with it: 本办法由…组织实施."""
    return re.compile(_filled(_data()["carrying"]["near"].replace("{act}", act)))


@lru_cache(maxsize=16)
def _patterns(slot: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_filled(w), re.MULTILINE) for w in _data()["provisions"].get(slot, ()))


def _filled(wording: str) -> str:
    for name, alternatives in _data()["shared"].items():
        wording = wording.replace(f"{{{name}}}", alternatives)
    return wording


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("kb").joinpath("data/provisions.toml").read_text(encoding="utf-8"))
