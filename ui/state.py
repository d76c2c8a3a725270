"""What outlives a rerun: the knowledge base (one a process) and the session's excerpts (摘编).

Session keys carry their page's prefix (`ask.`, `targets.`, `duties.`, `library.`, `reader.`, `excerpts.`);
`q` alone has none: it is bound to the address, whose word it is. Beside `q` the address holds what the question as
understood was changed to (`correction`), so that a link gives the same answer.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from kb.answer import Correction, names
from kb.base import KnowledgeBase, Settings
from kb.errors import NotFound
from kb.export import Excerpt, clause_excerpt
from kb.model import Document

ITEMS = "excerpts.items"
Slot = Literal["kind", "topic", "year", "file"]
SLOTS: tuple[Slot, ...] = ("kind", "topic", "year", "file")


def knowledge_base() -> KnowledgeBase:
    """The one that POLICYKB_HOME names, opened once. Raises what `KnowledgeBase.open` raises."""
    return _open(Settings.choose())


@st.cache_resource(show_spinner="正在打开知识库……", on_release=KnowledgeBase.close)
def _open(settings: Settings) -> KnowledgeBase:
    kb = KnowledgeBase.open(settings)
    kb.warm()
    return kb


@st.cache_resource
def ingest_lock() -> threading.Lock:
    """Held while an upload is taken in: uploads of several people wait for each other instead of failing."""
    return threading.Lock()


def documents() -> dict[str, Document]:
    """Every document by id."""
    return {document.id: document for document in knowledge_base().documents()}


def paths(document_ids: frozenset[str]) -> Mapping[str, str]:
    """Clause id → the path for people (三、… › (一)…), for all clauses of these documents."""
    kb = knowledge_base()
    return _paths(str(kb.settings.home), kb.generation(), document_ids)


@st.cache_data(show_spinner=False, max_entries=20)
def _paths(home: str, generation: int, document_ids: frozenset[str]) -> dict[str, str]:
    kb = knowledge_base()
    return {clause.id: clause.citation for name in document_ids for clause in kb.clauses(name)}


def correction() -> Correction:
    """What the address says the question is changed to; what makes no sense there is passed over."""
    kind = next((k for k in _corrected("kind") or () if k in names()["kinds"]), None)
    topic, years, held = _corrected("topic"), _corrected("year"), _corrected("file")
    return Correction(
        kind,  # type: ignore[arg-type]  # its names are those of QuestionKind
        topic,
        None if years is None else tuple(int(y) for y in years if y.isdecimal()),
        None if held is None else tuple(i for i in held if i in documents()),
    )


def _corrected(slot: Slot) -> tuple[str, ...] | None:
    values = st.query_params.get_all(slot)
    return tuple(filter(None, values)) if values else None


def correct(slot: Slot, values: Sequence[str] | None) -> None:
    """Change a slot of the question in the address; None: as it was understood."""
    if values is None:
        st.query_params.pop(slot, None)
    else:
        st.query_params[slot] = list(values) or [""]


def corrections() -> dict[Slot, list[str]]:
    """The address's words for what is changed, to be given back to `correct`."""
    return {slot: st.query_params.get_all(slot) for slot in SLOTS if slot in st.query_params}


def forget_corrections() -> None:
    """The question as it was understood."""
    for slot in SLOTS:
        correct(slot, None)


@dataclass(frozen=True, slots=True)
class Collected:
    """A clause in the session's excerpts; `start`/`end` are the sentence that was cited in it, if any, and
    `only_quote` says to take that sentence alone. `account_of` is as in `Citation`."""

    clause_id: str
    start: int | None = None
    end: int | None = None
    account_of: str | None = None
    only_quote: bool = False


def collected() -> tuple[Collected, ...]:
    """The session's excerpts in the order in which they were collected."""
    items: tuple[Collected, ...] = st.session_state.get(ITEMS, ())
    return items


def is_collected(item: Collected) -> bool:
    """Whether the same clause with the same sentence is there."""
    place = (item.clause_id, item.start, item.end)
    return any((other.clause_id, other.start, other.end) == place for other in collected())


def collect(item: Collected) -> None:
    """Add to the excerpts; the same clause with the same sentence is kept once."""
    if not is_collected(item):
        st.session_state[ITEMS] = (*collected(), item)


def discard(index: int) -> None:
    """Take the excerpt at `index` out."""
    st.session_state[ITEMS] = tuple(item for n, item in enumerate(collected()) if n != index)


def discard_all() -> None:
    """Empty the excerpts."""
    st.session_state[ITEMS] = ()


def take_quote(index: int, only_quote: bool) -> None:
    """Whether the excerpt at `index` is the cited sentence alone or the whole clause."""
    items = list(collected())
    items[index] = replace(items[index], only_quote=only_quote)
    st.session_state[ITEMS] = tuple(items)


def excerpt(item: Collected) -> Excerpt | None:
    """The item's words and source as they are now; None when the document has left or changed."""
    kb = knowledge_base()
    try:
        clause = kb.clause(item.clause_id)
        document = kb.document(clause.document_id)
    except NotFound:
        return None
    found = clause_excerpt(document, clause)
    if item.account_of:
        found = replace(found, note=f"转述《{item.account_of}》，非其原文")
    if item.only_quote and item.start is not None and item.end is not None:
        quote = clause.text[item.start - clause.start : item.end - clause.start]
        return replace(found, text=quote, head=0) if quote else None
    return found
