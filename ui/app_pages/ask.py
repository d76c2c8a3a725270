"""问答: a question, what it was understood as, the answer, below it the citations, each in its clause, last how it came
about. `?q=` asks, for links. A question that leans on the one before it is completed by it (`kb.followup`)."""

from collections.abc import Sequence
from itertools import zip_longest

import streamlit as st

from kb.answer import NOT_FOUND, Correction, corrected
from kb.export import citation_excerpt
from kb.followup import Followed, follow
from kb.model import Answer, Document, Question
from ui import parts, state, understanding

LAST, LAST_CORRECTIONS = "ask.last", "ask.corrections"
BEFORE, LITERAL = "ask.before", "ask.literal"  # the last question with what its answer cites; a follow-up as typed
FIRST = 8  # citations drawn before 显示全部; a list answer may have forty
SHORT = 60  # characters of an answer that is set large
LISTED = 8  # documents named in the sidebar
LABEL_LIMIT = 40  # characters of an example question, or of a document's title on a button
RECENT_SHOWN = 6  # recent questions drawn


def show() -> None:
    """The page."""
    st.header("问政策", anchor=False)
    if parts.missing_documents():
        return
    if "clause" in st.query_params:
        # A link to the reader leaves this page with the reader's words in the browser's history, one step before
        # the reader: who goes back means the step before that.
        st.html("<script>history.back()</script>", unsafe_allow_javascript=True)
        return
    chosen = _filter()
    if "q" not in st.query_params and st.session_state.get(LAST):
        st.session_state["q"] = st.session_state[LAST]  # coming back from another page
        for slot, values in st.session_state.get(LAST_CORRECTIONS, {}).items():
            state.correct(slot, values)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        question = st.text_input(
            "您的问题",
            key="q",
            bind="query-params",
            on_change=_new_question,
            max_chars=200,
            placeholder="例如：谁牵头某项工作？某项指标到某年的目标是多少？",
            label_visibility="collapsed",
            icon=":material/search:",
        )
        st.button("提问", type="primary", icon=":material/send:")
    _focus()
    if question and question.strip():
        _remember()
        _completed()
        _answer(question.strip(), chosen, len(state.collected()))
        with st.sidebar:
            _recent("side")
    else:
        st.session_state.pop(BEFORE, None)
        _examples(chosen)
        _recent("main")


def _focus() -> None:
    """The box takes the keys as the page opens; not on a phone, where the keyboard would cover the page."""
    st.html("<script>setTimeout(() => window.policykb?.focus(), 50)</script>", unsafe_allow_javascript=True)


def _completed() -> None:
    """Says that the question was completed by the one before, and lets it be asked as it was typed."""
    typed = st.session_state.get(LITERAL)
    if typed is None or typed[1] != st.session_state["q"]:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ask-completed"):
        st.html('<span class="kb-note">接着上一问，已补全为上面的问题。</span>', width="content")
        st.button(
            parts.label(f"只按原话查：{typed[0][:LABEL_LIMIT]}"), type="tertiary", on_click=_ask, args=(typed[0],)
        )


def _filter() -> list[str]:
    held = state.documents()
    with st.sidebar:
        chosen: list[str] = st.multiselect(
            "只在这些文件里找",
            list(held),
            format_func=lambda name: held[name].doc_number or held[name].title,
            key="ask.documents",
            placeholder="全部文件",
            persist_state="session",
        )
        st.html(f'<div class="kb-facts">已收 {len(held)} 份文件</div>{_held_list(list(held.values()))}')
    return chosen


def _held_list(documents: Sequence[Document]) -> str:
    """The first documents held, by 文号 or title, with a mark on accounts; the library page shows all."""
    lines = [
        f"<li>{parts.esc(d.doc_number or d.title)}{'（转述）' if d.account else ''}</li>" for d in documents[:LISTED]
    ]
    more = f"<li>等 {len(documents)} 份，见文件库</li>" if len(documents) > LISTED else ""
    return f'<ul class="kb-held">{"".join(lines)}{more}</ul>'


@st.fragment
def _answer(text: str, chosen: list[str], collected: int) -> None:
    """Understood, answered and explained; a chip that is changed draws this much anew and nothing around it."""
    state.recount(collected)
    kb, within = state.knowledge_base(), chosen or None
    asked = kb.understood(text)
    question = None
    if len(asked) == 1:
        question = understanding.chips(asked[0])
    else:
        understanding.several(len(asked))
    st.session_state[LAST_CORRECTIONS] = state.corrections()
    # as understood, the text is asked as typed: its parts (目标是多少，谁牵头) are answered one by one
    changed = None if question == asked[0] else question
    answer = kb.ask(text, within, changed)
    st.session_state[BEFORE] = (question or asked[-1], _cited(answer))
    state.asked(text)
    _show_answer(answer, one=question is not None)
    understanding.fold_out(text, within, changed)


def _cited(answer: Answer) -> dict[str, str]:
    """The documents that the answer cites, else those that the question names, by 文号 or title."""
    held = state.documents()
    ids = [c.document_id for c in answer.citations] or [i for i in answer.question.documents if i in held]
    return {i: held[i].doc_number or f"《{held[i].title}》" for i in ids}


def _show_answer(answer: Answer, one: bool) -> None:
    """The answer with its sources; to one question also the other documents that may be asked instead."""
    if answer.abstained:
        _abstention(answer)
        return
    size = "" if len(answer.text) <= SHORT else " kb-long"
    st.html(f'<div class="kb-answer{size}" role="status">{parts.esc(answer.text)}</div>')
    _notes(answer)
    if one:
        _others(answer)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.subheader(f"依据（{len(answer.citations)} 处）", anchor=False, width="content")
        sources = "\n".join(parts.quotation(citation_excerpt(citation)) for citation in answer.citations)
        parts.copy_button(f"{answer.text}\n{sources}", "复制答案和依据")
        items = parts.collected_together(answer.citations)
        if len(items) > 1 and not all(map(state.is_collected, items)):
            st.button(
                "全部加入摘编", icon=":material/bookmark_add:", type="tertiary", on_click=state.collect, args=items
            )
    everything = len(answer.citations) <= FIRST or st.toggle(
        f"显示全部 {len(answer.citations)} 处", key="ask.everything"
    )
    for n, citation in enumerate(answer.citations if everything else answer.citations[:FIRST]):
        parts.card(citation, f"ask-{n}")


def _abstention(answer: Answer) -> None:
    st.html(f'<div class="kb-answer" role="status">{parts.esc(answer.text or NOT_FOUND)}</div>')
    _notes(answer)
    if answer.nearest:
        st.subheader("最接近的条款（不是答案）", anchor=False)
        for n, citation in enumerate(answer.nearest):
            parts.card(citation, f"near-{n}", nearest=True)
    parts.notice("可以换个说法，或在「文件库」补充相关文件后再问。")


def _notes(answer: Answer) -> None:
    for note in answer.notes:
        st.html(f'<div class="kb-note">{parts.esc(note)}</div>')


def _others(answer: Answer) -> None:
    """Other documents that fit as well: one chosen is asked alone."""
    if not answer.others:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="ask-others"):
        st.html('<span class="kb-note">其他文件也有同样贴切的规定，可改查：</span>', width="content")
        for n, other in enumerate(answer.others):
            st.button(
                parts.label(other.title if len(other.title) <= LABEL_LIMIT else f"{other.title[:LABEL_LIMIT]}……"),
                key=f"ask.other.{n}",
                help=other.doc_number and parts.label(other.doc_number),
                on_click=state.correct,
                args=("file", [other.document_id]),
            )


def _examples(chosen: list[str]) -> None:
    kb = state.knowledge_base()
    questions = _example_questions(str(kb.settings.home), kb.generation(), tuple(chosen))
    if not questions:
        return
    st.html('<div class="kb-facts">可以这样问：</div>')
    with st.container(key="ask-examples"):
        for n, question in enumerate(questions):
            st.button(parts.label(question), key=f"ask.example.{n}", on_click=_ask, args=(question,))


def _recent(where: str) -> None:
    """The questions asked last from this browser."""
    questions = [q for q in state.notebook().questions if q != (st.session_state.get("q") or "").strip()]
    if not questions:
        return
    st.html('<div class="kb-facts">最近问过：</div>')
    with st.container(key=f"ask-recent-{where}"):
        for n, question in enumerate(questions[:RECENT_SHOWN]):
            short = question if len(question) <= LABEL_LIMIT else f"{question[:LABEL_LIMIT]}……"
            st.button(
                parts.label(short), key=f"ask.recent.{where}.{n}", type="tertiary", on_click=_ask, args=(question,)
            )
        st.button(
            "清除记录", key=f"ask.forget.{where}", type="tertiary", icon=":material/delete:",
            on_click=state.forget_questions,
        )  # fmt: skip


def _remember() -> None:
    """What was asked last, nothing once the box is emptied."""
    st.session_state[LAST] = st.session_state["q"]


def _new_question() -> None:
    state.forget_corrections()
    typed = st.session_state["q"]
    followed = _followed(typed)
    if followed is not None:
        st.session_state["q"] = followed.text
        st.session_state[LITERAL] = (typed, followed.text)
        state.correct("file", followed.documents or None)
        state.correct("kind", [followed.kind] if followed.kind else None)
    _remember()


def _followed(typed: str) -> Followed | None:
    """The question completed by the one before it. Where the documents of that answer do not hold the new one's, it is
    asked of all."""
    before: tuple[Question, dict[str, str]] | None = st.session_state.get(BEFORE)
    kb = state.knowledge_base()
    now = kb.understood(typed)
    if before is None or len(now) != 1:
        return None
    followed = follow(*before, now[0])
    if followed is None:
        return None
    question = kb.understood(followed.text)[0]
    kind = None if followed.kind == question.kind else followed.kind
    documents = followed.documents
    if documents and not followed.stated:
        within = corrected(question, Correction(kind=kind, documents=documents))
        documents = () if kb.ask(followed.text, None, within).abstained else documents
    return Followed(followed.text, documents, followed.stated, kind)


def _ask(question: str) -> None:
    """Ask this, as it is."""
    st.session_state["q"] = question
    state.forget_corrections()


@st.cache_data(show_spinner=False, max_entries=20)
def _example_questions(home: str, generation: int, chosen: tuple[str, ...]) -> list[str]:
    """Questions made of the records held, one a kind; only those that the knowledge base does answer."""
    kb = state.knowledge_base()
    documents = chosen or None
    leads = [r for r in kb.responsibilities(documents) if r.role == "牵头"]
    targets = [t for t in kb.targets(documents) if t.year and t.measure == "level"]
    kinds = (
        [f"{record.task}由谁牵头？" for record in sorted(leads, key=lambda r: len(r.task))],
        [f"{t.year}年{t.indicator}的目标是多少？" for t in sorted(targets, key=lambda t: abs(len(t.indicator) - 8))],
        [f"{name}牵头哪些工作？" for record in leads for name in record.organisations],
        [f"{document.doc_number}是什么文件？" for document in kb.documents() if document.doc_number],
    )
    candidates = [question for turn in zip_longest(*(kind[:2] for kind in kinds)) for question in turn if question]
    short = [question for question in dict.fromkeys(candidates) if len(question) <= LABEL_LIMIT]
    return [question for question in short if not kb.ask(question, documents).abstained][:6]


show()
