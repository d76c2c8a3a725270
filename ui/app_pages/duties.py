"""责任分工: who does what, by organisation, by task, or both in a matrix; what the filters leave is what is
downloaded, as it is shown or as a 任务分工表."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from kb.export import Table, table_docx, table_xlsx
from kb.model import Responsibility
from kb.records import DUTIES_TITLE, busiest, duties_table, matrix_table, responsibilities_table
from ui import parts, state, tables

ORDER = ("单位", "职责", "任务", "条款", "依据", "原文", "文号", "文件")
BY_ORGANISATION, BY_TASK, MATRIX = "按单位", "按任务", "分工矩阵"
STATED, IMPLIED = "原文明确", "按规则推定"
BREADTH = 40  # bodies in the matrix: more cannot be read, and a few thousand bodies by tasks cannot be drawn


def show() -> None:
    """The page."""
    st.header("责任分工", anchor=False)
    if parts.missing_documents():
        return
    everything = state.knowledge_base().responsibilities()
    if not everything:
        parts.notice("已收文件中没有写明责任分工。")
        return
    _show(everything, len(state.collected()))


@st.fragment
def _show(everything: Sequence[Responsibility], collected: int) -> None:
    """The filters and what they leave: a filter that is changed draws this much anew."""
    state.recount(collected)
    view = tables.view("duties.view", [BY_ORGANISATION, BY_TASK, MATRIX])
    shown, wanted = _filter(everything)
    if view == MATRIX:
        _matrix(shown, wanted)
        return
    rows = _one_organisation_each(shown, wanted) if view == BY_ORGANISATION else shown
    table = responsibilities_table(rows, state.documents(), _paths(rows), by_organisation=view == BY_ORGANISATION)
    tables.downloads(table, f"共 {len(rows)} 条", lambda today: _task_table(shown, today))
    order = ORDER if view == BY_ORGANISATION else ("任务", "职责", "单位", *ORDER[3:])
    tables.draw(table, order, [(tables.place_of(record),) for record in rows], f"duties.{view}")


def _paths(records: Sequence[Responsibility]) -> dict[str, str]:
    return dict(state.paths(frozenset(record.document_id for record in records)))


def _task_table(shown: Sequence[Responsibility], today: str) -> None:
    """The 任务分工表: a row a task, a column a role."""

    def table() -> Table:
        return duties_table(shown, state.documents(), _paths(shown))

    st.download_button(
        "任务分工表（Word）", lambda: table_docx(table(), DUTIES_TITLE), f"{DUTIES_TITLE}_{today}.docx", parts.DOCX,
        icon=":material/download:", on_click="ignore", disabled=not shown,
    )  # fmt: skip
    st.download_button(
        "任务分工表（Excel）", lambda: table_xlsx(table()), f"{DUTIES_TITLE}_{today}.xlsx", parts.XLSX,
        on_click="ignore", disabled=not shown,
    )  # fmt: skip


def _matrix(shown: Sequence[Responsibility], wanted: Sequence[str]) -> None:
    """Tasks by bodies; of many bodies the busiest."""
    names = [name for name in busiest(shown) if not wanted or name in wanted]
    columns = set(names[:BREADTH])
    records = [
        replace(record, organisations=tuple(name for name in record.organisations if name in columns))
        for record in shown
        if columns & set(record.organisations)
    ]
    table = matrix_table(records, state.documents(), _paths(records))
    tables.downloads(table, f"{len(table.rows)} 项任务、{len(columns)} 个单位", lambda today: _task_table(shown, today))
    if len(names) > BREADTH:
        parts.notice(f"共 {len(names)} 个单位，矩阵只列任务最多的 {BREADTH} 个；用上面的条件缩小范围可见其余单位。")
    first = {(record.document_id, record.clause_id, record.task): record for record in reversed(records)}
    tasks = dict.fromkeys((record.document_id, record.clause_id, record.task) for record in records)
    tables.draw(table, table.columns, [(tables.place_of(first[task]),) for task in tasks], "duties.matrix")


def _filter(everything: Sequence[Responsibility]) -> tuple[list[Responsibility], list[str]]:
    with st.container(key="filters-duties"):
        chosen = tables.document_filter({r.document_id for r in everything}, "duties.documents")
        names = list(dict.fromkeys(name for record in everything for name in record.organisations))
        organisations = tables.choose("单位", names, "duties.organisations", "全部单位")
        roles = tables.choose("职责", list(dict.fromkeys(r.role for r in everything)), "duties.roles", "全部职责")
        grounds = tables.choose("依据", [STATED, IMPLIED], "duties.grounds", "不限")
        words = tables.keywords("duties.words", "任务、单位或原文中的词")
    shown = [
        record
        for record in everything
        if (not chosen or record.document_id in chosen)
        and (not organisations or set(organisations) & set(record.organisations))
        and (not roles or record.role in roles)
        and (not grounds or (IMPLIED if record.rule else STATED) in grounds)
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
