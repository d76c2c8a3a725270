"""摘编: the clauses collected from this browser, put in order, noted and exported as docx, xlsx or md."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from kb.export import (
    EXCERPTS_TITLE,
    Excerpt,
    Grouping,
    excerpts_docx,
    excerpts_md,
    excerpts_table,
    grouped,
    table_xlsx,
)
from ui import parts, state
from ui.notebook import Collected

WHOLE, QUOTE = "整条", "仅引文"
GROUPINGS: dict[str, Grouping] = {"按收集顺序": "order", "按文件": "document", "按主题": "theme"}

Row = tuple[Collected, Excerpt]


def show() -> None:
    """The page."""
    st.header("摘编", anchor=False)
    items = state.collected()
    if not items:
        parts.notice("还没有摘编。在「问答」「目标指标」「责任分工」「阅读」页点「加入摘编」，条款就会收在这里。")
        st.page_link(parts.ASK, label="去提问", icon=":material/search:")
        return
    found = {item: state.excerpt(item) for item in items}
    rows = [(item, excerpt) for item, excerpt in found.items() if excerpt is not None]
    by = _grouping()
    _export([excerpt for _, excerpt in rows], by)
    _lost([item for item, excerpt in found.items() if excerpt is None])
    for name, members in _groups(rows, by):
        st.subheader(parts.label(name), anchor=False)
        for n, row in enumerate(members):
            with st.container(border=True, key=f"excerpt-{row[0].place}"):
                _one(row, [item.place for item, _ in members], n)


def _grouping() -> Grouping:
    chosen = st.segmented_control(
        "排列方式", list(GROUPINGS), default="按收集顺序", required=True, key="excerpts.by",
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    return GROUPINGS[chosen]


def _groups(rows: Sequence[Row], by: Grouping) -> list[tuple[str, list[Row]]]:
    """The rows under the headings that the export will have."""
    items = {id(excerpt): item for item, excerpt in rows}
    groups = grouped([excerpt for _, excerpt in rows], by)
    return [(name, [(items[id(excerpt)], excerpt) for excerpt in members]) for name, members in groups]


def _export(found: list[Excerpt], by: Grouping) -> None:
    title = st.text_input("标题", EXCERPTS_TITLE, key="excerpts.title", max_chars=60, persist_state="session")
    title = title or EXCERPTS_TITLE
    name = f"摘编_{date.today():%Y%m%d}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="kb-facts">共 {len(found)} 条</div>', width="content")
        st.download_button(
            "导出 Word（公文格式）", lambda: excerpts_docx(found, title, by), f"{name}.docx", parts.DOCX,
            icon=":material/download:", type="primary", on_click="ignore", disabled=not found,
        )  # fmt: skip
        st.download_button(
            "导出 Excel", lambda: table_xlsx(excerpts_table(found, by)), f"{name}.xlsx", parts.XLSX,
            on_click="ignore", disabled=not found,
        )  # fmt: skip
        st.download_button(
            "导出 Markdown", lambda: excerpts_md(found, title, by), f"{name}.md", "text/markdown",
            on_click="ignore", disabled=not found,
        )  # fmt: skip
        st.button("全部清空", type="tertiary", icon=":material/delete:", on_click=_confirm)


@st.dialog("清空摘编")
def _confirm() -> None:
    parts.notice(f"将移除全部 {len(state.collected())} 条摘编及其备注，此操作不能撤销。", "warn")
    with st.container(horizontal=True):
        if st.button("确认清空", type="primary", key="excerpts.confirm"):
            state.discard_all()
            st.rerun()
        if st.button("取消", key="excerpts.cancel"):
            st.rerun()


def _lost(items: Sequence[Collected]) -> None:
    """Excerpts whose document has left or has changed."""
    for item in items:
        with st.container(horizontal=True, vertical_alignment="center"):
            parts.notice("有一条摘编所在的文件已更新或移除，请重新摘编。" + item.note, "warn")
            st.button("移除", key=f"excerpts.lost.{item.place}", on_click=state.discard, args=(item.place,))


def _one(row: Row, places: list[str], n: int) -> None:
    item, excerpt = row
    marks = [parts.badge(excerpt.note, "warn")] if excerpt.note else []
    st.html(
        parts.document_line(excerpt.title, excerpt.doc_number, *marks)
        + f'<div class="kb-path">{parts.esc(excerpt.path)}</div>'
        + f'<div class="kb-clause" tabindex="0">{parts.esc(excerpt.text)}</div>'
    )
    _note(item)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if item.start is not None:
            _extent(item)
        _move(places, n)
        parts.open_link(item.clause_id, item.start, item.end)
        parts.copy_button(parts.quotation(excerpt), "复制引文")
        st.button(
            "移除", icon=":material/delete:", key=f"excerpts.remove.{item.place}", type="tertiary",
            on_click=state.discard, args=(item.place,),
        )  # fmt: skip


def _note(item: Collected) -> None:
    key = f"excerpts.note.{item.place}"
    st.text_input(
        "备注", item.note, key=key, max_chars=500, placeholder="写一句备注，随导出文件带走",
        label_visibility="collapsed", on_change=lambda: state.revise(item.place, note=st.session_state[key]),
    )  # fmt: skip


def _extent(item: Collected) -> None:
    key = f"excerpts.extent.{item.place}"
    st.segmented_control(
        "范围", [WHOLE, QUOTE], default=QUOTE if item.only_quote else WHOLE, key=key, required=True,
        label_visibility="collapsed",
        on_change=lambda: state.revise(item.place, only_quote=st.session_state[key] == QUOTE),
    )  # fmt: skip


def _move(places: list[str], n: int) -> None:
    """上移 and 下移 among those that stand together."""
    above, below = places[n - 1 : n] if n else [], places[n + 1 : n + 2]
    for name, icon, other in (("上移", "arrow_upward", above), ("下移", "arrow_downward", below)):
        st.button(
            name, icon=f":material/{icon}:", key=f"excerpts.{icon}.{places[n]}", type="tertiary",
            disabled=not other, on_click=_exchange, args=(places[n], *other),
        )  # fmt: skip


def _exchange(one: str, other: str) -> None:
    order = [item.place for item in state.collected()]
    a, b = order.index(one), order.index(other)
    order[a], order[b] = order[b], order[a]
    state.arrange(order)


show()
