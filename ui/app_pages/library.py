"""文件库: what is held, with status and counts; taking files in and removing documents."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import streamlit as st

from ingest.pipeline import FileOutcome, ingest_paths
from kb.errors import PolicyKBError
from kb.model import Document
from ui import parts, state

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
    if held:
        _documents(list(held.values()))


def _upload() -> None:
    with st.expander("上传文件", expanded=not state.documents(), icon=":material/upload_file:"):
        files = st.file_uploader(
            "选择要入库的文件",
            accept_multiple_files=True,
            key=f"library.files.{st.session_state.get(UPLOADS, 0)}",
            label_visibility="collapsed",
        )
        if st.button("入库", type="primary", disabled=not files):
            st.session_state[REPORT] = _take_in([(file.name, file.getvalue()) for file in files])
            st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
            st.rerun()


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
    words = st.text_input(
        "查找文件", key="library.words", placeholder="按文件名、文号或发文机关查找",
        label_visibility="collapsed", icon=":material/search:", persist_state="session",
    )  # fmt: skip
    found = [d for d in held if all(w in f"{d.title}{d.doc_number}{d.issuer}" for w in (words or "").split())]
    st.html(f'<div class="kb-facts">共 {len(found)} 份文件</div>')
    counts = _counts()
    more = len(found) > MANY and st.toggle(f"显示全部 {len(found)} 份", key="library.everything")
    for document in found if more else found[:MANY]:
        with st.container(border=True):
            _document(document, counts)


def _counts() -> dict[str, Counter[str]]:
    kb = state.knowledge_base()
    return {
        "目标": Counter(record.document_id for record in kb.targets()),
        "责任": Counter(record.document_id for record in kb.responsibilities()),
        "引用": Counter(record.document_id for record in kb.references()),
    }


def _document(document: Document, counts: dict[str, Counter[str]]) -> None:
    facts = [
        "、".join(document.issuer),
        f"成文 {document.issued_date}" if document.issued_date else "",
        f"公开 {document.published_date}" if document.published_date else "",
        *(f"{name} {held[document.id]}" for name, held in counts.items()),
    ]
    line = " · ".join(fact for fact in facts if fact)
    st.html(
        parts.document_line(document.title, document.doc_number, *parts.holding(document))
        + f'<div class="kb-facts">{parts.esc(line)}</div>'
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.page_link(parts.READER, label="阅读", icon=":material/menu_book:", query_params={"document": document.id})
        st.button(
            "移除", icon=":material/delete:", key=f"library.remove.{document.id}", type="tertiary",
            on_click=_confirm, args=(document,),
        )  # fmt: skip


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
