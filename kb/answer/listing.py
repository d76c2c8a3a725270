"""A list as a text holds it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Passage


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: where it begins; the words beside its items, squeezed; those of them that name what is listed; the
    passage that opens it or the heading, None for a running sentence; its items, each of one or more passages; how many
    they may be, none where that cannot be told; the character that most of them begin and end with; the verb that lists
    them (通过, 位于)."""

    at: Passage
    says: str
    names: str
    head: Passage | str | None
    items: tuple[tuple[Passage, ...], ...]
    counts: tuple[int, ...]
    beginning: str = ""
    ending: str = ""
    verb: str = ""


def shared(characters: Sequence[str]) -> str:
    """The character that more than half of them are; nothing where none is."""
    most, times = Counter(characters).most_common(1)[0]
    return most if times * 2 > len(characters) else ""
