"""What the table pages share: filters, the table itself with what a selected row can do, downloads."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from kb.export import Excerpt, Table, table_csv, table_xlsx
from kb.model import Reference, Responsibility, Target
from kb.terms import squeeze
from ui import parts, state
from ui.notebook import Collected

T = TypeVar("T", int, str)

HIGH, LOW = 470, 260  # pixels
SHOWN = 5  # selected rows whose words are drawn
NUMERIC = frozenset({"年份", "数值"})  # what is no plain number (全部, 5-10) is shown under 要求 alone


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's statement stands; `rule` is the sentence by which an assignment is implied (推定)."""

    clause_id: str
    start: int
    end: int
    rule: str | None = None


def place_of(record: Target | Responsibility) -> Place:
    """The place of a record."""
    rule = record.rule if isinstance(record, Responsibility) else None
    return Place(record.clause_id, record.start, record.end, rule)


def mentions(references: Sequence[Reference]) -> tuple[Place, ...]:
    """The places of the first mentions of a document."""
    return tuple(Place(r.clause_id, r.start, r.end) for r in references[:SHOWN])


def choose(name: str, options: Sequence[T], key: str, nothing: str, names: Mapping[T, str] | None = None) -> list[T]:
    """A filter of several choices, kept in the address; empty when nothing is chosen."""
    chosen: list[T] = st.multiselect(
        name,
        options,
        format_func=lambda option: names[option] if names else str(option),
        key=key,
        placeholder=nothing,
        bind="query-params",
        select_all=False,
    )
    return chosen


def view(key: str, names: Sequence[str]) -> str:
    """The way of looking at the page's records; the first is what opens."""
    chosen: str = st.segmented_control(
        "显示方式", names, default=names[0], required=True, key=key, label_visibility="collapsed",
        bind="query-params",
    )  # fmt: skip
    return chosen


def document_filter(ids: Collection[str], key: str) -> list[str]:
    """The documents to keep, by 文号 or title."""
    held = {name: d.doc_number or d.title for name, d in state.documents().items() if name in ids}
    return choose("文件", list(held), key, "全部文件", held)


def keywords(key: str, hint: str) -> list[str]:
    """Words that must all occur."""
    typed = st.text_input("关键词", key=key, placeholder=hint, bind="query-params")
    return (typed or "").split()


def matches(words: Sequence[str], *texts: str | None) -> bool:
    """Whether every word occurs in one of the texts; widths and spaces make no difference."""
    held = squeeze("\n".join(text for text in texts if text))
    return all(squeeze(word) in held for word in words)


def downloads(table: Table, caption: str, more: Callable[[str], None] | None = None) -> None:
    """The count of what is shown, and the buttons that save exactly it; `more` adds others, given the day for the
    names of their files."""
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
        if more:
            more(today)


def draw(table: Table, order: Sequence[str], places: Sequence[Sequence[Place]], key: str) -> None:
    """The table, sortable by its column heads: the columns of `order` that hold anything (the download has all).
    `places` are each row's statements: those of a selected row can be opened and collected."""
    import pandas as pd

    frame = pd.DataFrame([list(row) for row in table.rows], columns=list(table.columns), dtype=object)
    for name in NUMERIC & set(table.columns):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    shown = [name for name in order if frame[name].notna().any()]
    widths = dict(zip(table.columns, table.widths, strict=True))
    chosen = st.dataframe(
        frame[shown],
        hide_index=True,
        key=f"{key}.table",
        height=min(LOW if _selection(key) else HIGH, 38 + 36 * max(1, len(frame))),
        row_height=36,
        column_config={name: _column(name, widths[name]) for name in shown},
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
    )
    rows = [n for n in chosen["selection"]["rows"] if n < len(places)]
    if not rows:
        st.html('<div class="kb-facts">点列名排序；勾选行首方框，可打开原文或加入摘编。</div>')
        return
    for n in rows[:SHOWN]:
        for at, place in enumerate(places[n]):
            statement(place, f"{key}-{n}-{at}")
    if len(rows) > SHOWN:
        st.html(f'<div class="kb-facts">另有 {len(rows) - SHOWN} 行已勾选</div>')


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


def statement(place: Place, key: str) -> None:
    """The words that a record was read from, with what can be done with them; the rule it is implied by, if any."""
    kb = state.knowledge_base()
    clause = kb.clause(place.clause_id)
    document = kb.document(clause.document_id)
    text = clause.text[place.start - clause.start : place.end - clause.start]
    with st.container(border=True):
        st.html(
            parts.document_line(document.title, document.doc_number)
            + f'<div class="kb-path">{parts.esc(clause.citation)}</div>'
            f'<blockquote class="kb-quote">{parts.esc(text)}</blockquote>{_ground(place.rule)}'
        )
        excerpt = Excerpt(document.title, document.doc_number, clause.citation, text)
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            parts.open_link(place.clause_id, place.start, place.end)
            parts.copy_button(parts.quotation(excerpt), "复制引文")
            parts.collect_button(Collected(place.clause_id, place.start, place.end), key)


def _ground(rule: str | None) -> str:
    return f'<div class="kb-note">{parts.badge("推定", "warn")} 依据：{parts.esc(rule)}</div>' if rule else ""
