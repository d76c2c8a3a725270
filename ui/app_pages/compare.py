"""政策对照: what documents say of the same things, two documents side by side, who cites whom."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from kb import report
from kb.compare import Comparison, Conflicts, Finding, TaskFinding, conflicts, tasks_of
from kb.compare import compare as hold
from kb.compare.graph import backlinks, graph_of, missing
from kb.compare.picture import to_dot
from kb.export import Table, tables_xlsx
from kb.records import responsibilities_table
from kb.report import tables_docx
from ui import parts, side_by_side, state, tables

CHECK, PAIR, REFERENCES, TASKS = "目标和分工核对", "两份文件对照", "引用关系", "单位任务"
VERDICTS = ("冲突", "更高", "更低", "一致", "无法判断")

Shown = tuple[Table, Sequence[Sequence[tables.Place]]]


def show() -> None:
    """The page."""
    st.header("政策对照", anchor=False)
    if parts.missing_documents():
        return
    _show(len(state.collected()))


@st.fragment
def _show(collected: int) -> None:
    """One of the ways of comparing: what is chosen in it draws this much anew."""
    state.recount(collected)
    view = tables.view("compare.view", [CHECK, PAIR, REFERENCES, TASKS])
    {CHECK: _check, PAIR: _pair, REFERENCES: _references, TASKS: _tasks}[view]()


@st.cache_data(show_spinner="正在核对……", max_entries=4)
def _conflicts(home: str, generation: int, day: date) -> Conflicts:
    """All verdicts; computed once for every state of the knowledge base and day."""
    return conflicts(state.knowledge_base(), day)


@st.cache_data(show_spinner="正在对照……", max_entries=20)
def _compared(home: str, generation: int, a: str, b: str, day: date) -> Comparison:
    kb = state.knowledge_base()
    return hold(kb, kb.document(a), kb.document(b), day, kb.encode)


def _check() -> None:
    kb = state.knowledge_base()
    columns = st.columns([4, 2])
    with columns[0]:
        wanted = tables.choose("结论", VERDICTS, "compare.verdicts", "除无法判断外全部")
    with columns[1]:
        day = st.date_input("按哪一天是否有效", key="compare.day", format="YYYY-MM-DD", bind="query-params")
    found = _conflicts(str(kb.settings.home), kb.generation(), day if isinstance(day, date) else date.today())
    kept = wanted or VERDICTS[:-1]
    counts = "，".join(f"{verdict} {count} 项" for verdict, count in found.counts().items())
    shown = _findings([f for f in found.targets if f.verdict in kept], [f for f in found.leads if f.verdict in kept])
    _draw("目标和分工核对", counts, (*shown, _coverage(found)))


def _findings(targets: Sequence[Finding], leads: Sequence[TaskFinding]) -> tuple[Shown, Shown]:
    """Verdicts on targets and on leads as tables, with the statements that each rests on."""
    ids = {t.document_id for f in targets for t in f.targets}
    ids |= {r.document_id for f in leads for r in (f.left, f.right)}
    held, paths = state.documents(), state.paths(frozenset(ids))
    return (
        (report.findings_table(targets, held, paths), [tuple(map(tables.place_of, f.targets)) for f in targets]),
        (report.leads_table(leads, held, paths), [(tables.place_of(f.left), tables.place_of(f.right)) for f in leads]),
    )


def _coverage(found: Conflicts) -> Shown:
    """What an upper document aims at and the one below does not, and the other way round, with its statement."""
    targets = [t for c in found.coverage for t in (*c.missing, *c.groundless)]
    paths = state.paths(frozenset(t.document_id for t in targets))
    return report.coverage_table(found.coverage, state.documents(), paths), [(tables.place_of(t),) for t in targets]


def _pair() -> None:
    names = {d.id: d.doc_number or d.title for d in state.documents().values() if d.account is None}
    if len(names) < 2:
        parts.notice("对照需要两份文件；库中只有一份全文。")
        return
    sides = []
    for at, (column, name) in enumerate(zip(st.columns(2), ("甲", "乙"), strict=True)):
        with column:
            sides.append(
                st.selectbox(
                    name, list(names), index=at, key=f"compare.{'ab'[at]}", format_func=names.__getitem__,
                    bind="query-params",
                )
            )  # fmt: skip
    if sides[0] == sides[1]:
        parts.notice("请选两份不同的文件。")
        return
    kb = state.knowledge_base()
    compared = _compared(str(kb.settings.home), kb.generation(), sides[0], sides[1], date.today())
    caption = f"相近条款 {len(compared.clauses.pairs)} 对，同一指标 {len(compared.targets)} 项"
    found = _findings(compared.targets, compared.leads)
    paths = state.paths(frozenset((compared.a.id, compared.b.id)))
    _buttons("两份文件对照", caption, report.comparison_tables(compared, state.documents(), paths))
    st.html('<div class="kb-facts">两栏同步滚动；相同的词句加底色，一方独有的条款标明。</div>')
    texts = side_by_side.columns(
        (kb.text(compared.a.id), kb.text(compared.b.id)),
        (kb.clauses(compared.a.id), kb.clauses(compared.b.id)),
        compared.clauses,
    )
    for column, text in zip(st.columns(2), texts, strict=True):
        with column:
            st.html(text)
    _tables(found)
    _alone("仅甲有的目标", [f"{t.indicator}　{t.wording}" for t in compared.only_a])
    _alone("仅乙有的目标", [f"{t.indicator}　{t.wording}" for t in compared.only_b])


def _alone(name: str, lines: Sequence[str]) -> None:
    if lines:
        with st.expander(f"{name}（{len(lines)}）"):
            st.html("".join(f"<div>{parts.esc(line)}</div>" for line in lines))


def _references() -> None:
    documents = state.documents()
    found = state.links()
    names = {d.id: d.doc_number or d.title for d in documents.values()}
    chosen = st.selectbox(
        "文件", list(names), key="compare.document", format_func=names.__getitem__, bind="query-params"
    )
    drawn = graph_of(chosen, found, documents)
    if drawn.edges:
        st.graphviz_chart(to_dot(drawn, chosen), width="content")
        more = f"另有 {drawn.left_out} 份未画出，见下表。" if drawn.left_out else ""
        st.html(f'<div class="kb-facts">箭头由引用的文件指向被引用的文件；虚线框为未收的文件。{more}</div>')
    else:
        parts.notice("这份文件没有引用别的文件，也没有文件引用它。")
    cites = [link for link in found if link.reference.document_id == chosen]
    cited = backlinks(chosen, found)
    rows = (*cites, *cited)
    paths = state.paths(frozenset(link.reference.document_id for link in rows))
    relations = report.relations_table(cites, cited, documents, paths)
    absent = missing(found)
    lacking = report.missing_table(absent, documents)
    caption = f"引用和被引用 {len(rows)} 处；全库缺失文件 {len(lacking.rows)} 份"
    said = [(tables.Place(link.reference.clause_id, link.reference.start, link.reference.end),) for link in rows]
    _draw("引用关系", caption, ((relations, said), (lacking, [tables.mentions(row.mentions) for row in absent])))


def _tasks() -> None:
    """What one organisation is charged with in all documents, under its old and present names."""
    records = state.knowledge_base().responsibilities()
    names = list(dict.fromkeys(name for record in records for name in record.organisations))
    if not names:
        parts.notice("已收文件中没有写明责任分工。")
        return
    chosen = st.selectbox("单位", names, key="compare.organisation", bind="query-params")
    held = tasks_of(chosen, records)
    paths = state.paths(frozenset(record.document_id for record in held))
    table = responsibilities_table(held, state.documents(), paths)
    caption = f"{len({r.document_id for r in held})} 份文件中共 {len(held)} 条，简称、全称和先后名称合在一起"
    _draw("单位任务", caption, ((table, [(tables.place_of(record),) for record in held]),))


def _draw(title: str, caption: str, shown: Sequence[Shown]) -> None:
    """The tables under their names, with the buttons that save exactly them."""
    _buttons(title, caption, [table for table, _ in shown])
    _tables(shown)


def _buttons(title: str, caption: str, shown: Sequence[Table]) -> None:
    today = date.today().strftime("%Y%m%d")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="kb-facts">{parts.esc(caption)}</div>', width="content")
        st.download_button(
            "下载 Excel", lambda: tables_xlsx(shown), f"{title}_{today}.xlsx", parts.XLSX,
            key=f"compare.xlsx.{title}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "下载 Word", lambda: tables_docx(f"政策对照：{title}", shown), f"{title}_{today}.docx", parts.DOCX,
            key=f"compare.docx.{title}", on_click="ignore",
        )  # fmt: skip


def _tables(shown: Sequence[Shown]) -> None:
    for table, places in shown:
        st.subheader(f"{table.name}（{len(table.rows)}）", anchor=False)
        if table.rows:
            tables.draw(table, table.columns, places, f"compare.{table.name}")


show()
