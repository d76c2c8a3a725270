"""What several pages show: escaped text, the citation card, badges, notices, the style sheet.

Nothing that comes from a document, a file name or a question is ever interpreted: it reaches the page through
`st.html` after `esc`, through widgets that show plain text, or, where a label is Markdown, after `label`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

from kb.export import Excerpt, citation_excerpt
from kb.model import Citation, Clause, Document
from ui import notebook, state

ASK, TARGETS, DUTIES = "app_pages/ask.py", "app_pages/targets.py", "app_pages/duties.py"
COMPARE = "app_pages/compare.py"
LIBRARY, READER, EXCERPTS = "app_pages/library.py", "app_pages/reader.py", "app_pages/excerpts.py"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Tone = Literal["info", "good", "warn", "bad"]

_CONTEXT = 120  # characters of the clause shown on either side of a quote before 展开整条
_MARKUP = re.compile(r"([!-/;-@\[-`{-~])")  # ASCII punctuation but the colon: * _ [ ] $ ` < > \
_TYPOGRAPHIC = re.compile(r"(?<=[-<>=~])(?=[-<>=~])")  # -> <- -- >= ~= are drawn as signs in Markdown labels


def prepare_browser(token: str) -> None:
    """What every page needs in the browser: see `browser.js`. The token is hexadecimal, nothing of a document."""
    script = Path(__file__).with_name("browser.js").read_text(encoding="utf-8")
    cookie = f"{state.COOKIE}={token}; path=/; max-age={notebook.KEPT_DAYS * 86_400}; samesite=strict"
    st.html(f"<script>document.cookie = '{cookie}';\n{script}</script>", unsafe_allow_javascript=True)


def esc(text: str) -> str:
    """The text for HTML, line breaks kept as they are."""
    return escape(text, quote=True)


def label(text: str) -> str:
    """The text for a Markdown label, shown as it is. Colons become full-width, since `:red[` and `:smile:`
    are looked for after escapes have been read; a word joiner parts signs that would be drawn as one."""
    flat = " ".join(text.split()).replace(":", "：")
    return _MARKUP.sub(r"\\\1", _TYPOGRAPHIC.sub("\u2060", flat))


def notice(text: str, tone: Tone = "info") -> None:
    """A message that may hold file names and words of documents."""
    role = "alert" if tone == "bad" else "status"
    st.html(f'<div class="kb-notice kb-{tone}" role="{role}">{esc(text)}</div>')


def badge(text: str, tone: Tone = "info") -> str:
    """A small mark, as HTML; told apart by its words, not by colour alone."""
    return f'<span class="kb-badge kb-{tone}">{esc(text)}</span>'


def document_line(title: str, doc_number: str | None, *badges: str) -> str:
    """文件名 · 文号 and badges, as HTML."""
    number = f'<span class="kb-number">{esc(doc_number)}</span>' if doc_number else ""
    return f'<div class="kb-document"><span>{esc(title)}</span>{number}{"".join(badges)}</div>'


def holding(document: Document) -> str:
    """The badge of a document: 转述 or 全文."""
    if document.account:
        return badge(f"转述：{document.account.wording}；未收原文", "warn")
    return badge("全文", "good")


def highlighted(text: str, start: int, end: int) -> str:
    """The text as HTML with `text[start:end]` marked."""
    return f"{esc(text[:start])}<mark>{esc(text[start:end])}</mark>{esc(text[end:])}"


def card(citation: Citation, key: str, nearest: bool = False) -> None:
    """A citation: document, 文号, path, the quote marked in its clause, and what can be done with it."""
    kb = state.knowledge_base()
    clause, document = kb.clause(citation.clause_id), kb.document(citation.document_id)
    marks = []
    if citation.account_of:
        marks.append(badge(f"转述《{citation.account_of}》，非其原文", "warn"))
    elif document.account:
        marks.append(badge(f"转述：{document.account.wording}；未收原文", "warn"))
    if nearest:
        marks.append(badge("最接近的条款，不是答案", "warn"))
    with st.container(border=True, key=f"card-{key}"):
        st.html(
            document_line(citation.title, citation.doc_number, *marks)
            + f'<div class="kb-path">{esc(citation.path)}</div>'
            + _quote_in_clause(clause, citation.start - clause.start, citation.end - clause.start)
        )
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            open_link(citation.clause_id, citation.start, citation.end)
            copy_button(quotation(citation_excerpt(citation)), "复制引文")
            collect_button(collected_from(citation), key)


def collected_from(citation: Citation) -> notebook.Collected:
    """The citation as an excerpt."""
    return notebook.Collected(citation.clause_id, citation.start, citation.end, citation.account_of)


def collected_together(citations: Sequence[Citation]) -> list[notebook.Collected]:
    """The citations as excerpts; of a clause cited several times the quotes alone, lest it be there as often."""
    times = Counter(citation.clause_id for citation in citations)
    return [replace(collected_from(c), only_quote=times[c.clause_id] > 1) for c in citations]


def quotation(excerpt: Excerpt) -> str:
    """The words with their source, as they are put into a paper: “……”（《题名》(文号) 三、…）."""
    return f"“{excerpt.text.strip()}”（{excerpt.source}）"


def copy_button(text: str, name: str) -> None:
    """A button that puts the text on the clipboard; `browser.js` does it."""
    st.html(f'<button type="button" class="kb-copy" data-copy="{esc(text)}">{esc(name)}</button>', width="content")


def open_link(clause_id: str, start: int | None = None, end: int | None = None) -> None:
    """打开原文: the reader with the clause, and the sentence in it, marked."""
    place = {"clause": clause_id}
    if start is not None and end is not None:
        place |= {"start": str(start), "end": str(end)}
    st.page_link(READER, label="打开原文", icon=":material/menu_book:", query_params=place)


def collect_button(item: notebook.Collected, key: str) -> None:
    """加入摘编, or 已加入摘编 once it is there."""
    held = state.is_collected(item)
    st.button(
        "已加入摘编" if held else "加入摘编",
        icon=":material/check:" if held else ":material/bookmark_add:",
        key=f"collect-{key}",
        type="tertiary",
        disabled=held,
        on_click=state.collect,
        args=(item,),
    )


def empty_knowledge_base() -> None:
    """What to do when nothing is held yet."""
    st.html(
        '<div class="kb-empty"><h2>知识库还是空的</h2>'
        "<p>先放进政策文件，才能提问、查目标和责任分工。有两种办法：</p><ol>"
        "<li>在「文件库」页上传文件（txt、md、html、pdf、docx、ofd、doc、wps），适合少量文件；</li>"
        "<li>在运行本系统的电脑上执行 <code>policykb ingest 文件或文件夹</code>，适合成批文件。</li>"
        "</ol></div>"
    )


def missing_documents() -> bool:
    """Whether nothing is held; if so, says what to do and links to the library."""
    if state.documents():
        return False
    empty_knowledge_base()
    st.page_link(LIBRARY, label="去文件库上传", icon=":material/upload_file:")
    return True


def _quote_in_clause(clause: Clause, start: int, end: int) -> str:
    text = clause.text
    first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    before = "……" if first else ""
    after = "……" if last < len(text) else ""
    shown = before + highlighted(text[first:last], start - first, end - first) + after
    whole = ""
    if before or after:
        whole = (
            "<details><summary>展开整条</summary>"
            f'<div class="kb-clause">{highlighted(text, start, end)}</div></details>'
        )
    return f'<blockquote class="kb-quote">{shown}</blockquote>{whole}'
