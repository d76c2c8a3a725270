"""What a question asks of a document itself: fields of its header, its closing provisions, its references.

The wordings are data (`kb/data/document_questions.toml`).
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

# Days on which a document is made.
_MADE = frozenset({"issued_date", "published_date"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Slots in the order in which they are asked for, and the question without the words for them."""

    slots: tuple[str, ...]
    rest: str


def asked_of_document(text: str) -> Asked:
    """Every slot of a document asked for (文号和成文日期 asks for two); none: the question is about something else, be
    it when documents are to be made (实施方案最晚什么时候制定)."""
    asked = _slots("document", _written_out(text))
    if {*asked.slots} <= _MADE and re.search(_filled(_data()["words"]["due"]), text):
        return Asked((), text)
    return asked


def speaks_of_a_document(text: str, slots: tuple[str, ...]) -> bool:
    """Whether the slots can only be a document's, or the text speaks of one (证书有效期 does not)."""
    return only_of_documents(slots) or calls_a_document(text)


def calls_a_document(text: str) -> bool:
    """Whether the text calls something by a kind of document (优待办法, 这份意见)."""
    return re.search(_data()["words"]["document"], text) is not None


def only_of_documents(slots: Iterable[str]) -> bool:
    """Whether one of the slots is asked of nothing but documents (文号, but not 有效期)."""
    return not {*slots} <= {*_data()["words"]["also_of_things"]}


def asked_of_references(text: str) -> Asked:
    """Whether the documents are asked for that one cites (`cited`) or that cite it (`citing`)."""
    return _slots("reference", text)


def _slots(section: str, text: str) -> Asked:
    """Slots by their wordings, the longest first, since 哪份文件废止 also stands in 被哪份文件废止."""
    found: list[tuple[int, str]] = []
    while (best := _longest(section, text)) is not None:
        slot, match = best
        found.append((match.start(), slot))
        # as long as what it replaces, so that the places of other matches stay comparable
        text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return Asked(tuple(dict.fromkeys(slot for _, slot in sorted(found))), text)


def _longest(section: str, text: str) -> tuple[str, re.Match[str]] | None:
    best: tuple[str, re.Match[str]] | None = None
    for slot, pattern in _patterns(section):
        for match in pattern.finditer(text):
            if match.group().strip() and (best is None or len(match.group()) > len(best[1].group())):
                best = slot, match
    return best


def _written_out(text: str) -> str:
    for pattern, plain in _data()["rewrites"].items():
        text = re.sub(pattern, plain, text)
    return text


@lru_cache(maxsize=2)
def _patterns(section: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every wording of the section with its slot, shared alternatives filled in."""
    return tuple((slot, re.compile(_filled(w))) for slot, wordings in _data()[section].items() for w in wordings)


def _filled(wording: str) -> str:
    for name, alternatives in _data()["shared"].items():
        wording = wording.replace(f"{{{name}}}", alternatives)
    return wording


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("kb").joinpath("data/document_questions.toml").read_text(encoding="utf-8"))
