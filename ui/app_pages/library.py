"""文件库: what is held, with status and counts, and what is only cited; taking files in, replacing and removing
documents."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import streamlit as st

from ingest.pipeline import FileOutcome, ingest_paths, parse
from kb import report
from kb.compare.graph import Link, backlinks, missing
from kb.errors import PolicyKBError, ReadError
from kb.model import Document, ParsedDocument
from kb.references import RESOLUTIONS
from ui import parts, state, tables

HELD, CITED = "已收文件", "仅被引用"
IN_FORCE, LAPSED, TOLD, UNSAID = "有效", "失效", "转述", "未写明"
STATES = {"现行有效": IN_FORCE, "尚未施行": IN_FORCE, "已失效": LAPSED, "已废止": LAPSED}
REPORT = "library.report"
UPLOADS = "library.uploads"  # counts the batches taken in, so that the uploader is emptied after each
LONGEST_NAME = 80  # characters, at most 240 of the 255 bytes that file systems allow
MANY = 30  # documents drawn at once

OUTCOMES = {
    "added": "已入库", "updated": "已更新为现行版本", "unchanged": "内容相同，未改动",
    "kept": "已有全文，转述未收", "skipped": "已跳过", "refused": "未能入库",
}  # fmt: skip


def show() -> None:
    """The page."""
    st.header("文件库", anchor=False)
    held = state.documents()
    if not held:
        parts.empty_knowledge_base()
    _upload()
    _report()
    if not held:
        return
    if tables.view("library.view", [HELD, CITED]) == HELD:
        _documents(list(held.values()))
    else:
        _only_cited()


def _upload() -> None:
    with st.expander("上传文件", expanded=not state.documents(), icon=":material/upload_file:"):
        files = st.file_uploader(
            "选择要入库的文件",
            accept_multiple_files=True,
            key=f"library.files.{st.session_state.get(UPLOADS, 0)}",
            label_visibility="collapsed",
        )
        good = _preview([(file.name, file.getvalue()) for file in files])
        if st.button("入库", type="primary", disabled=not good):
            st.session_state[REPORT] = _take_in([(file.name, file.getvalue()) for file in files])
            st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
            st.rerun()


def _preview(files: Sequence[tuple[str, bytes]]) -> bool:
    """What is found in each file, before it is taken in; whether any can be."""
    good = False
    for name, data in files:
        try:
            parsed = _parsed(_last_part(name), data)
        except ReadError as error:
            parts.notice(f"{name}：不能入库。{error.reason}；{error.remedy}", "bad")
            continue
        good = True
        _found(name, parsed)
    return good


@st.cache_data(show_spinner="正在解析……", max_entries=20)
def _parsed(name: str, data: bytes) -> ParsedDocument:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return parse(path)


def _found(name: str, parsed: ParsedDocument) -> None:
    document = parsed.document
    held = state.documents().get(document.id)
    marks = [parts.badge("将替换库中现行版本；内容相同则不变", "warn")] if held else [parts.badge("新文件", "good")]
    facts = (
        f"{name}：条款 {len(parsed.clauses)} 条、目标 {len(parsed.targets)} 项、"
        f"责任 {len(parsed.responsibilities)} 条、引用 {len(parsed.references)} 处"
    )
    lists = (
        ("条款", [clause.citation for clause in parsed.clauses if clause.kind != "meta"]),
        ("目标", [f"{target.indicator}　{target.wording}" for target in parsed.targets]),
        ("责任", [f"{r.role}　{'、'.join(r.organisations)}　{r.task}" for r in parsed.responsibilities]),
    )
    st.html(
        parts.document_line(document.title, document.doc_number, *marks)
        + f'<div class="kb-facts">{parts.esc(facts)}</div>'
        + "".join(_listed(title, lines) for title, lines in lists if lines)
    )
    for warning in parsed.warnings:
        parts.notice(warning, "warn")


def _listed(title: str, lines: Sequence[str]) -> str:
    """The lines under their title, folded in; the first of many."""
    items = "".join(f"<li>{parts.esc(line)}</li>" for line in lines[:MANY])
    more = f"<li>等 {len(lines)} 条</li>" if len(lines) > MANY else ""
    return f'<details><summary>{title}（{len(lines)}）</summary><ul class="kb-held">{items}{more}</ul></details>'


def _take_in(files: Sequence[tuple[str, bytes]]) -> tuple[FileOutcome, ...]:
    """The files into the knowledge base, with a progress bar; of each name the last part is used."""
    kb = state.knowledge_base()
    bar = st.progress(0.0, "准备入库……")

    def progress(done: int, total: int, name: str) -> None:
        bar.progress(done / max(1, total), f"正在入库（{done}/{total}）{parts.label(name)}")

    with tempfile.TemporaryDirectory() as folder, state.ingest_lock(), kb.writing():
        paths = []
        for n, (name, data) in enumerate(files):
            path = Path(folder) / str(n) / _last_part(name)
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(path)
        return ingest_paths(kb, paths, progress).files


def _last_part(name: str) -> str:
    """What follows the last slash or backslash, short enough for a file system; `文件` where nothing does."""
    last = PurePosixPath(name.replace("\\", "/")).name[-LONGEST_NAME:]
    return last if last.strip(". ") else "文件"


def _report() -> None:
    outcomes: Sequence[FileOutcome] = st.session_state.get(REPORT, ())
    for outcome in outcomes:
        name = Path(outcome.path).name
        if outcome.outcome in ("refused", "skipped"):
            parts.notice(f"{name}：{OUTCOMES[outcome.outcome]}。{outcome.reason or ''}", "bad")
            continue
        facts = (
            f"条款 {outcome.clauses} 条、目标 {outcome.targets} 项、责任 {outcome.responsibilities} 条、"
            f"引用 {outcome.references} 处"
        )
        warnings = "".join(f"\n{warning}" for warning in outcome.warnings)
        tone: parts.Tone = "warn" if warnings else "good"
        parts.notice(f"{name}：{OUTCOMES[outcome.outcome]}。{outcome.title or ''}（{facts}）{warnings}", tone)
    if outcomes:
        st.button("知道了", key="library.dismiss", on_click=st.session_state.pop, args=(REPORT,))


def _documents(held: Sequence[Document]) -> None:
    with st.container(key="filters-library"):
        words = tables.keywords("library.words", "文件名、文号或发文机关")
        kinds = [name for name in (IN_FORCE, LAPSED, TOLD, UNSAID) if any(_status(d) == name for d in held)]
        wanted = tables.choose("状态", kinds, "library.states", "全部状态")
    found = [
        d
        for d in held
        if tables.matches(words, d.title, d.doc_number, *d.issuer) and (not wanted or _status(d) in wanted)
    ]
    st.html(f'<div class="kb-facts">共 {len(found)} 份文件</div>')
    counts = _counts()
    more = len(found) > MANY and st.toggle(f"显示全部 {len(found)} 份", key="library.everything")
    known = state.links()
    for document in found if more else found[:MANY]:
        with st.container(border=True):
            _document(document, counts, known)


def _status(document: Document) -> str:
    """有效, 失效, 转述, or 未写明 where the document says nothing of it."""
    if document.account:
        return TOLD
    found = STATES.get(state.validities()[document.id].state)
    return found or (IN_FORCE if document.status == IN_FORCE else UNSAID)


def _only_cited() -> None:
    """What the documents cite and nobody has taken in, the most cited first."""
    rows = missing(state.links())
    table = report.missing_table(rows, state.documents())
    tables.downloads(table, f"已收文件引用、但库中没有原文的文件 {len(rows)} 份")
    tables.draw(table, table.columns, [tables.mentions(row.mentions) for row in rows], "library.cited")


def _counts() -> dict[str, Counter[str]]:
    kb = state.knowledge_base()
    return {
        "目标": Counter(record.document_id for record in kb.targets()),
        "责任": Counter(record.document_id for record in kb.responsibilities()),
        "引用": Counter(record.document_id for record in kb.references()),
    }


def _document(document: Document, counts: dict[str, Counter[str]], known: Sequence[Link]) -> None:
    facts = [
        "、".join(document.issuer),
        f"成文 {document.issued_date}" if document.issued_date else "",
        f"公开 {document.published_date}" if document.published_date else "",
        *(f"{name} {held[document.id]}" for name, held in counts.items()),
    ]
    line = " · ".join(fact for fact in facts if fact)
    st.html(
        parts.document_line(document.title, document.doc_number, parts.holding(document), *_standing(document))
        + f'<div class="kb-facts">{parts.esc(line)}</div>'
        + _cited(document, known)
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.page_link(parts.READER, label="阅读", icon=":material/menu_book:", query_params={"document": document.id})
        st.button(
            "替换", icon=":material/swap_horiz:", key=f"library.replace.{document.id}", type="tertiary",
            on_click=_replace, args=(document,),
        )  # fmt: skip
        st.button(
            "移除", icon=":material/delete:", key=f"library.remove.{document.id}", type="tertiary",
            on_click=_confirm, args=(document,),
        )  # fmt: skip


def _standing(document: Document) -> list[str]:
    """Whether it is in force, with the reason where it is not; where nothing is known, what its header says."""
    stands = state.validities()[document.id]
    if stands.state == "不明" or document.account:
        return [parts.badge(document.status, "info")] if document.status else []
    marks = [parts.badge(stands.state, "bad" if stands.lapsed else "good")]
    return [*marks, f'<span class="kb-note">{parts.esc(stands.reason)}</span>'] if stands.reason else marks


def _cited(document: Document, known: Sequence[Link]) -> str:
    """What the document cites (with whether it is held) and what cites it."""
    held = state.documents()
    cites = dict.fromkeys(
        f"{link.reference.kind}　{link.reference.text}（{RESOLUTIONS[link.resolution.status]}）"
        for link in known
        if link.reference.document_id == document.id
    )
    citing = dict.fromkeys(
        f"{link.reference.kind}　{held[link.reference.document_id].title}" for link in backlinks(document.id, known)
    )
    rows = (("引用的文件", list(cites)), ("被这些文件引用", list(citing)))
    return "".join(_listed(title, lines) for title, lines in rows if lines)


@st.dialog("替换文件", width="large")
def _replace(document: Document) -> None:
    """Another file in the document's place: a new state of it, or another document, before which the old one goes."""
    parts.notice(f"选择要替换《{document.title}》{document.doc_number or ''} 的文件。")
    file = st.file_uploader("新文件", key=f"library.new.{document.id}", label_visibility="collapsed")
    if file is None or not _preview([(file.name, file.getvalue())]):
        return
    name = _last_part(file.name)
    other = _parsed(name, file.getvalue()).document.id != document.id
    if other:
        parts.notice("这是另一份文件（文号或题名不同）。替换后，原文件连同其全部版本一并移除，此操作不能撤销。", "warn")
    if st.button("确认替换", type="primary", key="library.confirm"):
        outcomes = st.session_state[REPORT] = _take_in([(file.name, file.getvalue())])
        if other and all(outcome.outcome in ("added", "updated", "unchanged") for outcome in outcomes):
            _remove(document)
        st.rerun()


def _remove(document: Document) -> None:
    try:
        with state.ingest_lock():
            state.knowledge_base().remove(document.id)
    except PolicyKBError as error:
        parts.notice(str(error), "bad")
    else:
        st.rerun()


@st.dialog("移除文件")
def _confirm(document: Document) -> None:
    parts.notice(
        f"将移除《{document.title}》{document.doc_number or ''} 及其全部版本、条款和指标，此操作不能撤销。",
        "warn",
    )
    with st.container(horizontal=True):
        if st.button("确认移除", type="primary", key="library.confirm"):
            _remove(document)
        if st.button("取消", key="library.cancel"):
            st.rerun()


show()
