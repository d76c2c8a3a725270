"""目标指标: every quantified target as a table; what the filters leave is what is shown and downloaded."""

from collections.abc import Sequence

import streamlit as st

from kb.model import Target
from kb.records import MEASURES, targets_table
from ui import parts, state, tables

ORDER = ("指标", "要求", "年份", "条款", "数值", "单位", "类型", "约束性", "范围", "原文", "文号", "文件")


def show() -> None:
    """The page."""
    st.header("目标指标", anchor=False)
    if parts.missing_documents():
        return
    everything = state.knowledge_base().targets()
    if not everything:
        parts.notice("已收文件中没有量化目标。")
        return
    shown = _filter(everything)
    documents = state.documents()
    table = targets_table(shown, documents, state.paths(frozenset(target.document_id for target in shown)))
    tables.downloads(table, f"共 {len(shown)} 项目标")
    tables.draw(table, ORDER, [(t.clause_id, t.start, t.end) for t in shown], "targets")


def _filter(everything: Sequence[Target]) -> list[Target]:
    columns = st.columns([3, 2, 2, 3])
    with columns[0]:
        chosen = tables.document_filter({t.document_id for t in everything}, "targets.documents")
    with columns[1]:
        years = tables.choose("年份", sorted({t.year for t in everything if t.year}), "targets.years", "全部年份")
    with columns[2]:
        measures = tables.choose(
            "类型", [m for m in MEASURES if any(t.measure == m for t in everything)], "targets.measures",
            "全部类型", MEASURES,
        )  # fmt: skip
    with columns[3]:
        words = tables.keywords("targets.words", "指标或原文中的词，空格隔开")
    return [
        target
        for target in everything
        if (not chosen or target.document_id in chosen)
        and (not years or target.year in years)
        and (not measures or target.measure in measures)
        and tables.matches(words, target.indicator, target.wording, target.scope, target.text)
    ]


show()
