"""责任分工: who does what, by organisation or by task; what the filters leave is what is downloaded."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from kb.model import Responsibility
from kb.records import responsibilities_table
from ui import parts, state, tables

ORDER = ("单位", "职责", "任务", "条款", "依据", "原文", "文号", "文件")
BY_ORGANISATION, BY_TASK = "按单位", "按任务"


def show() -> None:
    """The page."""
    st.header("责任分工", anchor=False)
    if parts.missing_documents():
        return
    everything = state.knowledge_base().responsibilities()
    if not everything:
        parts.notice("已收文件中没有写明责任分工。")
        return
    order = st.segmented_control(
        "排列方式",
        [BY_ORGANISATION, BY_TASK],
        default=BY_ORGANISATION,
        required=True,
        key="duties.order",
        label_visibility="collapsed",
        persist_state="session",
    )
    shown, organisations = _filter(everything)
    rows = _one_organisation_each(shown, organisations) if order == BY_ORGANISATION else shown
    paths = state.paths(frozenset(record.document_id for record in rows))
    table = responsibilities_table(rows, state.documents(), paths, by_organisation=order == BY_ORGANISATION)
    tables.downloads(table, f"共 {len(rows)} 条")
    tables.draw(
        table,
        ORDER,
        [(r.clause_id, r.start, r.end) for r in rows],
        "duties",
    )


def _filter(everything: Sequence[Responsibility]) -> tuple[list[Responsibility], list[str]]:
    columns = st.columns([3, 3, 2, 3])
    with columns[0]:
        chosen = tables.document_filter({r.document_id for r in everything}, "duties.documents")
    with columns[1]:
        names = list(dict.fromkeys(name for record in everything for name in record.organisations))
        organisations = tables.choose("单位", names, "duties.organisations", "全部单位")
    with columns[2]:
        roles = tables.choose("职责", list(dict.fromkeys(r.role for r in everything)), "duties.roles", "全部职责")
    with columns[3]:
        words = tables.keywords("duties.words", "任务、单位或原文中的词")
    shown = [
        record
        for record in everything
        if (not chosen or record.document_id in chosen)
        and (not organisations or set(organisations) & set(record.organisations))
        and (not roles or record.role in roles)
        and tables.matches(words, record.task, record.field, record.text, *record.organisations)
    ]
    return shown, organisations


def _one_organisation_each(records: Sequence[Responsibility], wanted: Sequence[str]) -> list[Responsibility]:
    """A record an organisation, those of one organisation together, in order of first mention."""
    single = [
        replace(record, organisations=(name,))
        for record in records
        for name in record.organisations
        if not wanted or name in wanted
    ]
    order = {name: n for n, name in enumerate(dict.fromkeys(r.organisations[0] for r in single))}
    return sorted(single, key=lambda record: order[record.organisations[0]])


show()
