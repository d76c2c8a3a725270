"""目标指标: every quantified target as a table, by theme, or one indicator across documents; what the filters leave is
what is shown and downloaded."""

from collections.abc import Iterable, Sequence

import streamlit as st

from kb.export import Table
from kb.model import Target
from kb.records import MEASURES, comparison_table, indicators_alike, targets_table
from kb.themes import themes
from ui import charts, parts, state, tables

LIST, BY_THEME, ACROSS = "逐项列出", "按主题", "同一指标对照"
ORDER = ("指标", "要求", "年份", "条款", "数值", "单位", "类型", "约束性", "范围", "主题", "原文", "文号", "文件")
UNSAID = "未写明"


def show() -> None:
    """The page."""
    st.header("目标指标", anchor=False)
    if parts.missing_documents():
        return
    everything = state.knowledge_base().targets()
    if not everything:
        parts.notice("已收文件中没有量化目标。")
        return
    _show(everything, len(state.collected()))


@st.fragment
def _show(everything: Sequence[Target], collected: int) -> None:
    """The filters and what they leave: a filter that is changed draws this much anew."""
    state.recount(collected)
    view = tables.view("targets.view", [LIST, BY_THEME, ACROSS])
    documents = state.documents()
    if view == ACROSS:
        _across(everything)
        return
    found = _filter(everything, _themes())
    if view == BY_THEME:
        order = {name: n for n, name in enumerate(themes())}
        found.sort(key=lambda row: order[row[1]])
    shown = [target for target, _ in found]
    table = targets_table(shown, documents, state.paths(frozenset(target.document_id for target in shown)))
    tables.downloads(table, f"共 {len(shown)} 项目标")
    places = [(tables.place_of(target),) for target in shown]
    if view == LIST:
        tables.draw(table, ORDER, places, "targets")
        return
    charts.themes_by_year([(theme, target.year) for target, theme in found])
    tables.draw(table, ("主题", *(name for name in ORDER if name != "主题")), places, "targets.themes")


def _themes() -> list[str]:
    kb = state.knowledge_base()
    return _found_themes(str(kb.settings.home), kb.generation())


@st.cache_data(show_spinner=False, max_entries=3)
def _found_themes(home: str, generation: int) -> list[str]:
    """The theme of each target, as in its table."""
    held = state.knowledge_base().targets()
    paths = state.paths(frozenset(target.document_id for target in held))
    table = targets_table(held, state.documents(), paths)
    column = table.columns.index("主题")
    return [str(row[column]) for row in table.rows]


def _filter(everything: Sequence[Target], found: Iterable[str]) -> list[tuple[Target, str]]:
    rows = list(zip(everything, found, strict=True))
    with st.container(key="filters-targets"):
        chosen = tables.document_filter({t.document_id for t in everything}, "targets.documents")
        years = tables.choose("年份", sorted({t.year for t in everything if t.year}), "targets.years", "全部年份")
        named = {theme for _, theme in rows}
        fields = tables.choose("主题", [n for n in themes() if n in named], "targets.themes", "全部主题")
        measures = tables.choose(
            "类型", [m for m in MEASURES if any(t.measure == m for t in everything)], "targets.measures",
            "全部类型", MEASURES,
        )  # fmt: skip
        kinds = list(dict.fromkeys(t.binding or UNSAID for t in everything))
        binding = tables.choose("约束性", kinds, "targets.binding", "不限") if kinds != [UNSAID] else []
        words = tables.keywords("targets.words", "指标或原文中的词，空格隔开")
    return [
        (target, theme)
        for target, theme in rows
        if (not chosen or target.document_id in chosen)
        and (not years or target.year in years)
        and (not fields or theme in fields)
        and (not measures or target.measure in measures)
        and (not binding or (target.binding or UNSAID) in binding)
        and tables.matches(words, target.indicator, target.wording, target.scope, target.text)
    ]


def _across(everything: Sequence[Target]) -> None:
    """One indicator, in whichever words, in all documents side by side."""
    names = _by_spread(everything)
    indicator: str = st.selectbox(
        "指标", names, key="targets.indicator", bind="query-params", help="说法不同而相近的指标一并列出"
    )
    alike = indicators_alike(everything, indicator)
    table = comparison_table(alike, state.documents())
    count = len({target.document_id for target in alike})
    tables.downloads(table, f"{count} 份文件，{len(alike)} 项目标")
    _side_by_side(table)
    charts.values_by_year(alike, state.documents())
    for n, target in enumerate(alike[: tables.SHOWN]):
        tables.statement(tables.place_of(target), f"across-{n}")


def _by_spread(everything: Sequence[Target]) -> list[str]:
    """The indicators, those set in most documents and years first."""
    spread: dict[str, set[tuple[str, int | None]]] = {}
    for target in everything:
        spread.setdefault(target.indicator, set()).add((target.document_id, target.year))
    return sorted(spread, key=lambda name: -len(spread[name]))


def _side_by_side(table: Table) -> None:
    """The comparison as a plain HTML table: few rows, whole texts, read by screen readers."""
    head = "".join(f'<th scope="col">{parts.esc(name)}</th>' for name in table.columns)
    body = "".join(
        f'<tr><th scope="row">{parts.esc(str(row[0]))}</th>'
        + "".join(f"<td>{parts.esc(str(cell or ''))}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    st.html(f'<div class="kb-wide" tabindex="0"><table class="kb-table"><tr>{head}</tr>{body}</table></div>')


show()
