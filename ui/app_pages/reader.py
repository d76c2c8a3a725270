"""阅读: the clause tree beside the text. `?clause=` opens that clause, `&start=&end=` marks a sentence in it,
`?document=` opens a document at its top: each can be shared."""

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlencode

import streamlit as st

from kb.errors import NotFound
from kb.model import Clause
from ui import parts, state
from ui.notebook import Collected

DOCUMENT = "reader.document"
_INDENT = 0.9  # rem a level
_TREE_TEXT = 26  # characters of a clause without a heading in the tree


def show() -> None:
    """The page."""
    if parts.missing_documents():
        return
    chosen = _asked_clause()
    document_id = _choose_document(chosen)
    kb = state.knowledge_base()
    document, clauses = kb.document(document_id), kb.clauses(document_id)
    if document.account:
        parts.notice(
            f"转述：{document.account.wording}。本库未收原文，以下文字出自该文件，不是《{document.title}》的原文。",
            "warn",
        )
    _actions(document_id, clauses, chosen)
    tree, text = st.columns([1, 2.4])
    numbers = {clause.id: n for n, clause in enumerate(clauses)}
    with tree:
        st.html(_tree(clauses, chosen))
    with text:
        st.html(_text(kb.text(document_id), clauses, chosen, _asked_span()))
    if chosen:
        _scroll_to(numbers[chosen.id])


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


def _actions(document_id: str, clauses: Sequence[Clause], chosen: Clause | None) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if chosen:
            span = _asked_span() or (None, None)
            place = [clause.id for clause in clauses].index(chosen.id)
            for label, n in (("上一条", place - 1), ("下一条", place + 1)):
                if 0 <= n < len(clauses):
                    st.page_link(parts.READER, label=label, query_params={"clause": clauses[n].id})
            item = Collected(chosen.id, *span)
            parts.collect_button(item, f"reader-{chosen.id}")
        else:
            st.html(
                '<div class="kb-facts">点左侧目录定位；点条款后的「链接」得到该条的地址。</div>',
                width="content",
            )
        name, path = state.knowledge_base().original(document_id)
        if path.is_file():
            st.download_button(
                "下载原件",
                path.read_bytes,
                name,
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def _tree(clauses: Sequence[Clause], chosen: Clause | None) -> str:
    lines = []
    for n, clause in enumerate(clauses):
        here = ' class="kb-here" aria-current="true"' if chosen and clause.id == chosen.id else ""
        indent = f"padding-left:{max(0, clause.level - 1) * _INDENT}rem"
        lines.append(f'<a href="#kb-{n}"{here} style="{indent}">{parts.esc(_name(clause))}</a>')
    return f'<nav class="kb-scroll kb-tree" aria-label="条款目录">{"".join(lines)}</nav>'


def _name(clause: Clause) -> str:
    if clause.kind == "meta":
        return "文头信息"
    body = clause.heading or clause.text[len(clause.label or "") :].strip()
    name = f"{clause.label or ''}{body}".split("\n")[0]
    return name if len(name) <= _TREE_TEXT else f"{name[:_TREE_TEXT]}……"


def _text(text: str, clauses: Sequence[Clause], chosen: Clause | None, span: tuple[int, int] | None) -> str:
    """The document cut at every clause's start: each piece is a clause's own words, its children left out."""
    pieces = []
    first = clauses[0].start if clauses else len(text)
    if text[:first].strip():
        pieces.append(f'<div class="kb-unit">{_words(text, 0, first, 0, span)}</div>')
    for n, clause in enumerate(clauses):
        end = clauses[n + 1].start if n + 1 < len(clauses) else len(text)
        inside = chosen is not None and chosen.start <= clause.start < chosen.end
        link = "?" + urlencode({"clause": clause.id})
        pieces.append(
            f'<div class="kb-unit{" kb-chosen" if inside else ""}" id="kb-{n}">'
            f"{_words(text, clause.start, end, clause.body_start if clause.heading else 0, span)}"
            f'<a class="kb-permalink" href="{parts.esc(link)}" target="_self" '
            f'title="本条的地址">链接</a></div>'
        )
    return f'<div class="kb-scroll kb-text" tabindex="0" aria-label="正文">{"".join(pieces)}</div>'


def _words(text: str, start: int, end: int, body: int, span: tuple[int, int] | None) -> str:
    """`text[start:end]` as HTML: the heading before `body` bold, the part inside `span` marked."""
    while end > start and text[end - 1].isspace():
        end -= 1
    cuts = sorted({start, end, *(p for p in (body, *(span or ())) if start < p < end)})
    html = []
    for a, b in pairwise(cuts):
        piece = parts.esc(text[a:b])
        if span and span[0] <= a < span[1]:
            piece = f"<mark>{piece}</mark>"
        html.append(f'<span class="kb-head">{piece}</span>' if b <= body else piece)
    return "".join(html)


def _scroll_to(number: int) -> None:
    """Bring the clause, or the marked sentence in it, into view. The script holds nothing but a number."""
    st.html(
        "<script>setTimeout(() => {"
        f'const unit = document.getElementById("kb-{int(number)}");'
        'const mark = unit && unit.closest(".kb-scroll").querySelector("mark");'
        # scrollIntoView would move the page too, and with it what stands above the text out of sight.
        "const into = (item, middle) => { const pane = item.closest('.kb-scroll'), box = item.getBoundingClientRect();"
        "pane.scrollTop += box.top - pane.getBoundingClientRect().top - (middle ? pane.clientHeight / 2 : 8); };"
        "if (unit) into(mark || unit, !!mark);"
        f'const link = document.querySelector(`.kb-tree a[href="#kb-{int(number)}"]`);'
        "if (link) into(link, true);"
        "}, 50)</script>",
        unsafe_allow_javascript=True,
    )


show()
