"""What the table pages share: filters, the table itself with what a selected row can do, downloads."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeVar

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from kb.export import Table, table_csv, table_xlsx
from kb.terms import squeeze
from ui import parts, state
from ui.notebook import Collected

T = TypeVar("T", int, str)

HIGH, LOW = 470, 260  # pixels
NUMERIC = frozenset({"年份", "数值"})  # what is no plain number (全部, 5-10) is shown under 要求 alone

Place = tuple[str, int, int]  # clause id, start, end of the statement


def choose(name: str, options: Sequence[T], key: str, nothing: str, names: Mapping[T, str] | None = None) -> list[T]:
    """A filter of several choices, kept while the session lasts; empty when nothing is chosen."""
    chosen: list[T] = st.multiselect(
        name,
        options,
        format_func=lambda option: names[option] if names else str(option),
        key=key,
        placeholder=nothing,
        persist_state="session",
        select_all=False,
    )
    return chosen


def document_filter(ids: Collection[str], key: str) -> list[str]:
    """The documents to keep, by 文号 or title."""
    held = {name: d.doc_number or d.title for name, d in state.documents().items() if name in ids}
    return choose("文件", list(held), key, "全部文件", held)


def keywords(key: str, hint: str) -> list[str]:
    """Words that must all occur."""
    typed = st.text_input("关键词", key=key, placeholder=hint, persist_state="session")
    return (typed or "").split()


def matches(words: Sequence[str], *texts: str | None) -> bool:
    """Whether every word occurs in one of the texts; widths and spaces make no difference."""
    held = squeeze("\n".join(text for text in texts if text))
    return all(squeeze(word) in held for word in words)


def downloads(table: Table, caption: str) -> None:
    """The count of what is shown, and the buttons that save exactly it."""
    today = date.today().strftime("%Y%m%d")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="kb-facts">{parts.esc(caption)}</div>', width="content")
        st.download_button(
            "下载 Excel", lambda: table_xlsx(table), f"{table.name}_{today}.xlsx", parts.XLSX,
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "下载 CSV", lambda: table_csv(table), f"{table.name}_{today}.csv", "text/csv", on_click="ignore"
        )


def draw(table: Table, order: Sequence[str], places: Sequence[Place], key: str) -> None:
    """The table, sortable by its column heads: the columns of `order` that hold anything (the download has
    all).
    `places` are the rows' clauses: a selected row can be opened and collected."""
    import pandas as pd

    frame = pd.DataFrame([list(row) for row in table.rows], columns=list(table.columns), dtype=object)
    for name in NUMERIC & set(table.columns):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    shown = [name for name in order if frame[name].notna().any()]
    widths = dict(zip(table.columns, table.widths, strict=True))
    chosen = st.dataframe(
        frame,
        hide_index=True,
        key=f"{key}.table",
        height=min(LOW if _selection(key) else HIGH, 38 + 36 * max(1, len(frame))),
        row_height=36,
        column_order=shown,
        column_config={name: _column(name, widths[name]) for name in shown},
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
    )
    rows = [n for n in chosen["selection"]["rows"] if n < len(places)]
    if not rows:
        st.html('<div class="kb-facts">点列名排序；勾选行首方框，可打开原文或加入摘编。</div>')
        return
    _selected(table, places, rows, key)


def _selection(key: str) -> bool:
    """Whether rows are selected: the table is then lower, so that what they offer stands in the first screen."""
    held = st.session_state.get(f"{key}.table")
    return bool(held and held["selection"]["rows"])


def _column(name: str, width: int) -> ColumnConfig:
    """A column about as wide as in the workbook; a year without a thousands separator."""
    pixels = 72 if width <= 10 else 28 + 8 * min(width, 30)
    if name in NUMERIC:
        return st.column_config.NumberColumn(name, width=pixels, format="%d" if name == "年份" else None)
    return st.column_config.TextColumn(name, width=pixels)


def _selected(table: Table, places: Sequence[Place], rows: Sequence[int], key: str) -> None:
    statement = table.columns.index("原文")
    path = table.columns.index("条款")
    for n in rows[:5]:
        clause_id, start, end = places[n]
        with st.container(border=True):
            st.html(
                f'<div class="kb-path">{parts.esc(str(table.rows[n][path]))}</div>'
                f'<blockquote class="kb-quote">{parts.esc(str(table.rows[n][statement]))}</blockquote>'
            )
            with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
                parts.open_link(clause_id, start, end)
                parts.collect_button(Collected(clause_id, start, end), f"{key}-{clause_id}-{start}")
    if len(rows) > 5:
        st.html(f'<div class="kb-facts">另有 {len(rows) - 5} 行已勾选</div>')
