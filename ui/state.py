"""What outlives a rerun: the knowledge base (one a process) and the browser's notebook (`ui.notebook`).

Session keys carry their page's prefix (`ask.`, `targets.`, `duties.`, `library.`, `reader.`, `excerpts.`);
`q` alone has none: it is bound to the address, whose word it is. Beside `q` the address holds what the question as
understood was changed to (`correction`), so that a link gives the same answer.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from kb import validity
from kb.answer import Correction, names
from kb.base import KnowledgeBase, Settings
from kb.compare import graph
from kb.compare.graph import Link
from kb.errors import NotFound
from kb.export import Excerpt, clause_excerpt
from kb.model import Document
from kb.validity import Validity
from ui.notebook import RECENT, Change, Collected, Notebook, Notebooks, is_token, new_token

VISITOR, COOKIE = "app.visitor", "policykb"
#: What a mention of a document stands for, for people.
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


def links() -> tuple[Link, ...]:
    """Every mention of another document resolved: seconds where thousands are held, so once for each state of them."""
    kb = knowledge_base()
    return _links(str(kb.settings.home), kb.generation())


@st.cache_resource(show_spinner="正在整理引用关系……", max_entries=3)
def _links(home: str, generation: int) -> tuple[Link, ...]:
    kb = knowledge_base()
    return graph.links(kb.references(), kb.documents())


def validities() -> Mapping[str, Validity]:
    """How every document stands today."""
    kb = knowledge_base()
    return _validities(str(kb.settings.home), kb.generation(), date.today())


@st.cache_resource(show_spinner=False, max_entries=3)
def _validities(home: str, generation: int, day: date) -> Mapping[str, Validity]:
    kb = knowledge_base()
    return validity.validities(kb.documents(), kb.references(), kb.text, day)


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


@st.cache_resource
def _notebooks(home: Path) -> Notebooks:
    return Notebooks(home)


def visitor() -> str:
    """The token by which this browser's notebook is known: the one its cookie sent, else a new one, which `app` has it
    keep."""
    token: str | None = st.session_state.get(VISITOR)
    if token is None:
        sent = st.context.cookies.get(COOKIE)
        token = st.session_state[VISITOR] = sent if sent and is_token(sent) else new_token()
    return token


def notebook() -> Notebook:
    """This browser's notebook."""
    return _notebooks(Settings.choose().home).read(visitor())


def _change(change: Change) -> None:
    _notebooks(Settings.choose().home).change(visitor(), change)


def collected() -> tuple[Collected, ...]:
    """The excerpts in the reader's order."""
    return notebook().items


def is_collected(item: Collected) -> bool:
    """Whether the same clause with the same sentence is there."""
    return any(other.place == item.place for other in collected())


def collect(*items: Collected) -> None:
    """Add to the excerpts; the same clause with the same sentence is kept once."""

    def added(held: Notebook) -> Notebook:
        by_place = {item.place: item for item in (*items, *held.items)}
        places = dict.fromkeys(item.place for item in (*held.items, *items))
        return replace(held, items=tuple(by_place[place] for place in places))

    _change(added)


def recount(collected: int) -> None:
    """Within a fragment that was drawn with so many excerpts: the navigation counts them, and is drawn anew when there
    are more or fewer."""
    if len(notebook().items) != collected:
        st.rerun()


def discard(place: str) -> None:
    """Take an excerpt out."""
    _change(lambda held: replace(held, items=tuple(item for item in held.items if item.place != place)))


def discard_all() -> None:
    """Empty the excerpts."""
    _change(lambda held: replace(held, items=()))


def revise(place: str, **changes: Any) -> None:
    """Change what was chosen (`only_quote`) or noted (`note`) of an excerpt."""
    _change(
        lambda held: replace(
            held, items=tuple(replace(item, **changes) if item.place == place else item for item in held.items)
        )
    )


def arrange(places: Sequence[str]) -> None:
    """Put the excerpts into this order; those that are not named follow as they were."""

    def arranged(held: Notebook) -> Notebook:
        rank = {place: n for n, place in enumerate(places)}
        return replace(held, items=tuple(sorted(held.items, key=lambda item: rank.get(item.place, len(rank)))))

    _change(arranged)


def asked(question: str) -> None:
    """Keep the question among the last ones."""

    def noted(held: Notebook) -> Notebook:
        others = (other for other in held.questions if other != question)
        return replace(held, questions=(question, *others)[:RECENT])

    _change(noted)


def forget_questions() -> None:
    """Empty the list of the last questions."""
    _change(lambda held: replace(held, questions=()))


def excerpt(item: Collected) -> Excerpt | None:
    """The item's words and source as they are now; None when the document has left or changed."""
    kb = knowledge_base()
    try:
        clause = kb.clause(item.clause_id)
        document = kb.document(clause.document_id)
    except NotFound:
        return None
    found = replace(clause_excerpt(document, clause), remark=item.note)
    if item.account_of:
        found = replace(found, note=f"转述《{item.account_of}》，非其原文")
    if item.only_quote and item.start is not None and item.end is not None:
        quote = clause.text[item.start - clause.start : item.end - clause.start]
        return replace(found, text=quote, head=0) if quote else None
    return found
