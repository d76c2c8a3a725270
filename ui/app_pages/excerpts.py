"""摘编: the clauses collected in this session, to be put in order and exported as docx or md."""

from datetime import date

import streamlit as st

from kb.export import EXCERPTS_TITLE, Excerpt, excerpts_docx, excerpts_md
from ui import parts, state

WHOLE, QUOTE = "整条", "仅引文"


def show() -> None:
    """The page."""
    st.header("摘编", anchor=False)
    items = state.collected()
    if not items:
        parts.notice("还没有摘编。在「问答」「目标指标」「责任分工」「阅读」页点「加入摘编」，条款就会收在这里。")
        st.page_link(parts.ASK, label="去提问", icon=":material/search:")
        return
    found = [state.excerpt(item) for item in items]
    _export([excerpt for excerpt in found if excerpt])
    for n, (item, excerpt) in enumerate(zip(items, found, strict=True)):
        with st.container(border=True, key=f"excerpt-{n}"):
            _one(n, item, excerpt)


def _export(found: list[Excerpt]) -> None:
    title = st.text_input("标题", EXCERPTS_TITLE, key="excerpts.title", max_chars=60, persist_state="session")
    title = title or EXCERPTS_TITLE
    name = f"摘编_{date.today():%Y%m%d}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="kb-facts">共 {len(found)} 条</div>', width="content")
        st.download_button(
            "导出 Word（公文格式）", lambda: excerpts_docx(found, title), f"{name}.docx", parts.DOCX,
            icon=":material/download:", type="primary", on_click="ignore", disabled=not found,
        )  # fmt: skip
        st.download_button(
            "导出 Markdown", lambda: excerpts_md(found, title), f"{name}.md", "text/markdown",
            on_click="ignore", disabled=not found,
        )  # fmt: skip
        st.button("全部清空", type="tertiary", on_click=state.discard_all)


def _one(n: int, item: state.Collected, excerpt: Excerpt | None) -> None:
    if excerpt is None:
        parts.notice("这一条所在的文件已更新或移除，请重新摘编。", "warn")
    else:
        marks = [parts.badge(excerpt.note, "warn")] if excerpt.note else []
        st.html(
            parts.document_line(f"{n + 1}. {excerpt.title}", excerpt.doc_number, *marks)
            + f'<div class="kb-path">{parts.esc(excerpt.path)}</div>'
            + f'<div class="kb-clause">{parts.esc(excerpt.text)}</div>'
        )
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if item.start is not None and excerpt:
            key = f"excerpts.extent.{item.clause_id}.{item.start}"
            extent = st.segmented_control(
                "范围",
                [WHOLE, QUOTE],
                default=QUOTE if item.only_quote else WHOLE,
                key=key,
                required=True,
                label_visibility="collapsed",
                on_change=lambda: state.take_quote(n, st.session_state[key] == QUOTE),
            )
            assert extent is not None
        if excerpt:
            parts.open_link(item.clause_id, item.start, item.end)
        st.button(
            "移除", icon=":material/delete:", key=f"excerpts.remove.{n}", type="tertiary",
            on_click=state.discard, args=(n,),
        )  # fmt: skip


show()
