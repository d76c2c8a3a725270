"""政策对照: what documents say of the same things, two documents side by side, who cites whom."""

from collections.abc import Iterable, Sequence
from datetime import date

import streamlit as st

from kb import report
from kb.compare import Comparison, Conflicts, Pair, common_spans, conflicts, tasks_of
from kb.compare import compare as hold
from kb.compare.graph import backlinks, graph_of, links, missing, to_dot
from kb.export import Table, tables_xlsx
from kb.records import responsibilities_table
from kb.report import tables_docx
from ui import parts, state, tables

CHECK, PAIR, REFERENCES, TASKS = "目标和分工核对", "两份文件对照", "引用关系", "单位任务"
VERDICTS = ("冲突", "更高", "更低", "一致", "无法判断")
_SHOWN_PAIRS = 30
_STATUS = {"held": "在库", "account": "仅有转述", "absent": "未收", "ambiguous": "有歧义", "malformed": "写法不规范"}


def show() -> None:
    """The page."""
    st.header("政策对照", anchor=False)
    if parts.missing_documents():
        return
    view = st.segmented_control(
        "对照方式",
        [CHECK, PAIR, REFERENCES, TASKS],
        default=CHECK,
        required=True,
        key="compare.view",
        label_visibility="collapsed",
        persist_state="session",
    )
    {CHECK: _check, PAIR: _pair, REFERENCES: _references, TASKS: _tasks}[view or CHECK]()


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
        day = st.date_input("按哪一天是否有效", key="compare.day", format="YYYY-MM-DD")
    found = _conflicts(str(kb.settings.home), kb.generation(), day if isinstance(day, date) else date.today())
    kept = wanted or VERDICTS[:-1]
    targets = [f for f in found.targets if f.verdict in kept]
    leads = [f for f in found.leads if f.verdict in kept]
    ids = {t.document_id for f in targets for t in f.targets}
    ids |= {r.document_id for f in leads for r in (f.left, f.right)}
    paths = state.paths(frozenset(ids))
    counts = "，".join(f"{verdict} {count} 项" for verdict, count in found.counts().items())
    _draw(
        "目标和分工核对",
        counts,
        (report.findings_table(targets, state.documents(), paths), report.leads_table(leads, state.documents(), paths)),
    )


def _pair() -> None:
    names = {d.id: d.doc_number or d.title for d in state.documents().values() if d.account is None}
    if len(names) < 2:
        parts.notice("对照需要两份文件；库中只有一份全文。")
        return
    ids = list(names)
    columns = st.columns(2)
    sides = []
    for at, (column, name) in enumerate(zip(columns, ("甲", "乙"), strict=True)):
        with column:
            sides.append(
                st.selectbox(name, ids, index=at, key=f"compare.{name}", format_func=lambda i: parts.label(names[i]))
            )
    if sides[0] == sides[1]:
        parts.notice("请选两份不同的文件。")
        return
    kb = state.knowledge_base()
    compared = _compared(str(kb.settings.home), kb.generation(), sides[0], sides[1], date.today())
    for pair in compared.clauses.pairs[:_SHOWN_PAIRS]:
        _side_by_side(pair)
    _alone("仅甲有的条款", [c.citation for c in compared.clauses.only_a])
    _alone("仅乙有的条款", [c.citation for c in compared.clauses.only_b])
    paths = state.paths(frozenset((compared.a.id, compared.b.id)))
    caption = f"相近条款 {len(compared.clauses.pairs)} 对，同一指标 {len(compared.targets)} 项"
    _draw("两份文件对照", caption, report.comparison_tables(compared, state.documents(), paths)[1:])
    _alone("仅甲有的目标", [f"{t.indicator}　{t.wording}" for t in compared.only_a])
    _alone("仅乙有的目标", [f"{t.indicator}　{t.wording}" for t in compared.only_b])


def _side_by_side(pair: Pair) -> None:
    """The two clauses with the words in common marked, under the parts of their score."""
    names = {"text": "用词", "heading": "标题", "meaning": "语义", "records": "记录"}
    score = "，".join(f"{names[name]} {value:.2f}" for name, value in pair.parts.items())
    with st.expander(
        parts.label(f"{pair.a.titles[-1] if pair.a.titles else ''} ‖ {pair.b.citation}（{pair.score:.2f}）")
    ):
        st.html(f'<div class="kb-facts">{parts.esc(score)}；两处相同的词句加底色</div>')
        for column, (here, there) in zip(st.columns(2), ((pair.a, pair.b), (pair.b, pair.a)), strict=True):
            with column:
                marked = _marked(here.text, common_spans(here.text, there.text))
                st.html(f'<div class="kb-facts">{parts.esc(here.citation)}</div><div class="kb-clause">{marked}</div>')


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text as HTML with the spans marked."""
    out, at = [], 0
    for start, end in spans:
        out.append(f"{parts.esc(text[at:start])}<mark>{parts.esc(text[start:end])}</mark>")
        at = end
    return "".join([*out, parts.esc(text[at:])]).replace("\n", "<br>")


def _alone(name: str, lines: Sequence[str]) -> None:
    if lines:
        with st.expander(f"{name}（{len(lines)}）"):
            st.html("".join(f"<div>{parts.esc(line)}</div>" for line in lines))


def _references() -> None:
    documents = state.documents()
    found = links(state.knowledge_base().references(), documents.values())
    names = {d.id: d.doc_number or d.title for d in documents.values()}
    chosen = st.selectbox("文件", list(names), key="compare.document", format_func=lambda i: parts.label(names[i]))
    drawn = graph_of(chosen, found, documents)
    if drawn.edges:
        st.graphviz_chart(to_dot(drawn, chosen), width="stretch")
        st.html('<div class="kb-facts">箭头由引用的文件指向被引用的文件；虚线框为未收的文件。</div>')
    else:
        parts.notice("这份文件没有引用别的文件，也没有文件引用它。")
    rows = [("引用", link) for link in found if link.reference.document_id == chosen]
    rows += [("被引用", link) for link in backlinks(chosen, found)]
    cells = tuple(
        (
            way,
            _STATUS[link.resolution.status],
            link.reference.kind,
            link.reference.title if way == "引用" else documents[link.reference.document_id].title,
            link.reference.doc_number if way == "引用" else documents[link.reference.document_id].doc_number,
            link.reference.clause_id,
        )
        for way, link in rows
    )
    relations = Table("引用关系", ("方向", "状态", "关系", "文件名", "文号", "条款"), (8, 10, 8, 60, 24, 24), cells)
    lacking = report.missing_table(missing(found), documents)
    _draw("引用关系", f"引用和被引用 {len(rows)} 处；全库缺失文件 {len(lacking.rows)} 份", (relations, lacking))


def _tasks() -> None:
    """What one organisation is charged with in all documents, under its old and present names."""
    records = state.knowledge_base().responsibilities()
    names = list(dict.fromkeys(name for record in records for name in record.organisations))
    if not names:
        parts.notice("已收文件中没有写明责任分工。")
        return
    chosen = st.selectbox("单位", names, key="compare.organisation", format_func=parts.label)
    held = tasks_of(chosen, records)
    paths = state.paths(frozenset(record.document_id for record in held))
    table = responsibilities_table(held, state.documents(), paths)
    caption = f"{len({r.document_id for r in held})} 份文件中共 {len(held)} 条，简称、全称和先后名称合在一起"
    _draw("单位任务", caption, (table,))


def _draw(title: str, caption: str, shown: Sequence[Table]) -> None:
    """The tables under their names, with the buttons that save exactly them."""
    today = date.today().strftime("%Y%m%d")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="kb-facts">{parts.esc(caption)}</div>', width="content")
        st.download_button(
            "下载 Excel",
            lambda: tables_xlsx(shown),
            f"{title}_{today}.xlsx",
            parts.XLSX,
            key=f"compare.xlsx.{title}",
            on_click="ignore",
        )
        st.download_button(
            "下载 Word",
            lambda: tables_docx(f"政策对照：{title}", shown),
            f"{title}_{today}.docx",
            parts.DOCX,
            key=f"compare.docx.{title}",
            on_click="ignore",
        )
    import pandas as pd

    for table in shown:
        st.subheader(f"{table.name}（{len(table.rows)}）", anchor=False)
        if table.rows:
            frame = pd.DataFrame([list(row) for row in table.rows], columns=list(table.columns), dtype=object)
            st.dataframe(
                frame, hide_index=True, row_height=48, key=f"compare.{table.name}", height="auto", placeholder=""
            )


show()
