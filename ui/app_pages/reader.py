"""阅读: the clause tree beside the text, and the pages of the original where it is a PDF. `?clause=` opens that clause,
`&start=&end=` marks a sentence in it, `?document=` opens a document at its top, `&find=` the places of some words: each
can be shared."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from kb.errors import NotFound
from kb.model import Clause, Document
from ui import parts, pdf_pages, reading, state
from ui.notebook import Collected

DOCUMENT, PAGE, FIND = "reader.document", "reader.page", "find"


def show() -> None:
    """The page."""
    st.header("阅读", anchor=False)
    if parts.missing_documents():
        return
    chosen = _asked_clause()
    document_id = _choose_document(chosen)
    kb = state.knowledge_base()
    document, clauses, text = kb.document(document_id), kb.clauses(document_id), kb.text(document_id)
    _about(document)
    name, original = kb.original(document_id)
    starts = _page_starts(document_id)
    hits, paged = _tools(document_id, clauses, chosen, text, (name, original), bool(starts))
    columns = st.columns([1, 2.1, 1.7] if paged else [1, 3.4])
    span = _asked_span()
    with columns[0]:
        st.html(reading.tree(clauses, chosen))
    with columns[1]:
        held = str(kb.settings.home), kb.generation(), document_id
        st.html(_document(*held, chosen.id if chosen else None, span, st.session_state[FIND] or ""))
    if paged:
        with columns[2]:
            _pages(str(original), _page_of(starts, span[0] if span else chosen.start if chosen else 0))
    _into_view(next((n for n, clause in enumerate(clauses) if chosen and clause.id == chosen.id), None), hits)


def _about(document: Document) -> None:
    """What a reader must know of the document before reading it."""
    if document.account:
        parts.notice(
            f"转述：{document.account.wording}。本库未收原文，以下文字出自该文件，不是《{document.title}》的原文。",
            "warn",
        )


def _tags(document_id: str) -> dict[str, list[reading.Tag]]:
    kb, one = state.knowledge_base(), (document_id,)
    return reading.tags_of(kb.targets(one), kb.responsibilities(one), kb.references(one))


@st.cache_data(show_spinner=False, max_entries=20)
def _document(
    home: str, generation: int, document_id: str, clause: str | None, span: reading.Span | None, words: str
) -> str:
    """The text as HTML: it takes a while for thousands of clauses, and every click on the page asks for it again."""
    kb = state.knowledge_base()
    text, starts = kb.text(document_id), _page_starts(document_id)
    marks = reading.Marks(span, reading.search(text, words), _tags(document_id), starts)
    return reading.document(text, kb.clauses(document_id), kb.clause(clause) if clause else None, marks)


def _page_starts(document_id: str) -> list[tuple[int, int]]:
    """Where the pages of the original start in the text; none where it is no PDF."""
    kb = state.knowledge_base()
    _, original = kb.original(document_id)
    return reading.page_starts(kb.origins(document_id)) if original.suffix == ".pdf" else []


def _page_of(starts: Sequence[tuple[int, int]], place: int) -> int:
    """The page on which the place of the text stands."""
    return max((page for start, page in starts if start <= place), default=1)


def _asked_clause() -> Clause | None:
    name = st.query_params.get("clause")
    if not name:
        return None
    try:
        return state.knowledge_base().clause(name)
    except NotFound as error:
        parts.notice(str(error), "warn")
        return None


def _asked_span() -> tuple[int, int] | None:
    try:
        start, end = int(st.query_params["start"]), int(st.query_params["end"])
    except (KeyError, ValueError):
        return None
    return (start, end) if 0 <= start < end else None


def _choose_document(chosen: Clause | None) -> str:
    """The document that the address asks for, else the first in full; choosing one changes the address."""
    held = state.documents()
    asked = chosen.document_id if chosen else st.query_params.get("document")
    first = next((name for name, document in held.items() if not document.account), next(iter(held)))
    st.session_state[DOCUMENT] = asked if asked in held else first
    document_id: str = st.selectbox(
        "文件",
        list(held),
        format_func=lambda name: " · ".join(filter(None, [held[name].title, held[name].doc_number])),
        key=DOCUMENT,
        on_change=_document_chosen,
        label_visibility="collapsed",
    )
    return document_id


def _document_chosen() -> None:
    st.query_params.from_dict({"document": st.session_state[DOCUMENT]})


def _tools(
    document_id: str,
    clauses: Sequence[Clause],
    chosen: Clause | None,
    text: str,
    original: tuple[str, Path],
    paged: bool,
) -> tuple[list[reading.Span], bool]:
    """The row above the text; gives the places found in it and whether the original's pages are to be seen."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="reader-tools"):
        words = st.text_input(
            "文内查找", key=FIND, bind="query-params", placeholder="文内查找，回车", max_chars=60,
            label_visibility="collapsed", icon=":material/search:", width=220,
        )  # fmt: skip
        hits = reading.search(text, words or "")
        if words:
            _found(len(hits))
        if chosen:
            _neighbours(clauses, chosen)
        name, path = original
        if path.is_file():
            st.download_button(
                "下载原件", path.read_bytes, name, icon=":material/download:", type="tertiary", on_click="ignore"
            )
        seen = paged and st.toggle("对照原件页面", value=True, key="reader.paged", persist_state="session")
    return hits, seen


def _found(count: int) -> None:
    """How many places there are, and the way from one to the next (`browser.js`)."""
    steps = "".join(
        f'<button type="button" class="kb-copy" data-step="{step}">{name}</button>'
        for step, name in ((-1, "上一处"), (1, "下一处"))
    )
    shown = f'<span class="kb-hits" role="status">{count} 处</span>{steps}' if count else "没有找到"
    st.html(f'<div class="kb-facts">{shown}</div>', width="content")


def _neighbours(clauses: Sequence[Clause], chosen: Clause) -> None:
    """The clauses before and after, and the chosen one into the excerpts."""
    place = [clause.id for clause in clauses].index(chosen.id)
    found = {FIND: st.session_state[FIND]} if st.session_state.get(FIND) else {}
    for label, n in (("上一条", place - 1), ("下一条", place + 1)):
        if 0 <= n < len(clauses):
            st.page_link(parts.READER, label=label, query_params={"clause": clauses[n].id} | found)
    span = _asked_span() or (None, None)
    parts.collect_button(Collected(chosen.id, *span), f"reader-{chosen.id}")


@st.fragment
def _pages(path: str, page: int) -> None:
    """The original's pages around `page`, or where the reader has turned to."""
    turned = st.session_state.get(PAGE)
    count, first, pictures = pdf_pages.around(path, turned[1] if turned and turned[0] == (path, page) else page)
    if not pictures:
        parts.notice("原件的页面显示不了，请下载原件查看。", "warn")
        return
    last = first + len(pictures) - 1
    turns = [("前几页", first - pdf_pages.WINDOW, first > 1), ("后几页", last + 1, last < count)]
    if any(more for _, _, more in turns):
        with st.container(horizontal=True, gap="small"):
            for name, to, more in turns:
                st.button(name, type="tertiary", disabled=not more, on_click=_turn, args=((path, page), to + 1))
    st.html(pdf_pages.pane(pictures, first, count))


def _turn(where: tuple[str, int], to: int) -> None:
    st.session_state[PAGE] = (where, to)


def _into_view(number: int | None, hits: Sequence[reading.Span]) -> None:
    """Bring the clause's marked sentence or the clause, else the first place found, into view. The script holds nothing
    but numbers; that of the places makes it another one, and so run, for other words."""
    chosen = "null" if number is None else str(int(number))
    run = f"setTimeout(() => window.policykb?.reveal({chosen}), 50)"
    places = zlib.crc32(repr(hits).encode())
    st.html(f"<script>/* {places} */ {run}</script>", unsafe_allow_javascript=True)


show()
