"""The question as understood, as chips that can be changed, and the fold-out that explains an answer.

Each chip opens onto the widget that changes its slot. The address holds the changes (`state.correct`): before each
run the widgets are set to what it says.
"""

import re
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.answer import Candidate, Correction, Explained, Explanation, corrected, kinds_for, names
from kb.model import Question
from ui import parts, state

# Characters shown of each passage that was weighed, and of a chip's words.
_SHOWN, _LABEL = 80, 24


def chips(understood: Question) -> Question:
    """Shows what the question was understood as and lets it be changed; gives the question as it is now."""
    changed = state.correction()
    question = corrected(understood, changed)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="ask-chips"):
        st.html('<span class="kb-facts">理解为</span>', width="content")
        _kind(understood, question, changed)
        _topic(understood, question, changed)
        _years(understood, question, changed)
        _documents(understood, question, changed)
        if changed != Correction():
            st.button("恢复", type="tertiary", icon=":material/undo:", on_click=state.forget_corrections)
    return question


def several(count: int) -> None:
    """Instead of chips, where the text asks several questions."""
    st.html(f'<div class="kb-facts">这里有 {count} 个问题，依次回答；分开提问，可以修改对问题的理解。</div>')


def _kind(understood: Question, question: Question, changed: Correction) -> None:
    kinds = names()["kinds"]
    with _chip("类型", kinds[question.kind], changed.kind is not None):
        st.session_state["ask.kind"] = question.kind
        st.radio(
            "问的是",
            kinds_for(understood),
            format_func=lambda kind: kinds[kind],
            key="ask.kind",
            on_change=lambda: _change("kind", [st.session_state["ask.kind"]], [understood.kind]),
        )


def _topic(understood: Question, question: Question, changed: Correction) -> None:
    with _chip("主题", " ".join(question.topic) or "未指明", changed.topic is not None):
        st.session_state["ask.topic"] = " ".join(question.topic)
        st.text_input(
            "主题词，以空格分开",
            key="ask.topic",
            max_chars=100,
            on_change=lambda: _change("topic", _words(st.session_state["ask.topic"]), understood.topic),
        )


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s、，,；;]+", text) if word]


def _years(understood: Question, question: Question, changed: Correction) -> None:
    kb = state.knowledge_base()
    held = _target_years(str(kb.settings.home), kb.generation())
    with _chip("年份", "、".join(map(str, question.years)) or "不限", changed.years is not None):
        st.session_state["ask.year"] = list(question.years)
        st.multiselect(
            "年份",
            sorted({*held, *question.years, *understood.years}),
            format_func=lambda year: f"{year}年",
            key="ask.year",
            placeholder="不限",
            select_all=False,
            on_change=lambda: _change("year", _as_text(st.session_state["ask.year"]), _as_text(understood.years)),
        )


def _documents(understood: Question, question: Question, changed: Correction) -> None:
    held = state.documents()
    named = [held[i].doc_number or held[i].title for i in question.documents if i in held]
    with _chip("文件", "、".join((*named, *question.doc_numbers)) or "未指明", changed.documents is not None):
        st.session_state["ask.file"] = [i for i in question.documents if i in held]
        st.multiselect(
            "文件",
            list(held),
            format_func=lambda i: held[i].doc_number or held[i].title,
            key="ask.file",
            placeholder="不指明",
            select_all=False,
            on_change=lambda: _change("file", st.session_state["ask.file"], understood.documents),
        )


def _chip(name: str, value: str, changed: bool) -> DeltaGenerator:
    shown = value if len(value) <= _LABEL else f"{value[:_LABEL]}……"
    icon = ":material/edit:" if changed else None
    return st.popover(parts.label(f"{name}：{shown}"), icon=icon, key=f"ask-chip-{name}")


def _change(slot: state.Slot, values: Sequence[str], understood: Sequence[str]) -> None:
    """Keep in the address what differs from the question as understood."""
    state.correct(slot, None if list(values) == list(understood) else values)


def _as_text(years: Sequence[int]) -> list[str]:
    return [str(year) for year in years]


@st.cache_data(show_spinner=False, max_entries=5)
def _target_years(home: str, generation: int) -> list[int]:
    """Years for which the knowledge base holds a target."""
    return sorted({target.year for target in state.knowledge_base().targets() if target.year})


def fold_out(text: str, chosen: Sequence[str] | None, question: Question | None) -> None:
    """答案是怎么来的: worked out when it is opened."""
    with (fold := st.expander("答案是怎么来的", key="ask.why", on_change="rerun")):
        if fold.open:
            show(state.knowledge_base().explain(text, chosen, question))


def show(explanation: Explanation) -> None:
    """The explanation of each question."""
    for explained in explanation.questions:
        st.html(
            f'<div class="kb-why"><h4>对问题的理解</h4>{_slots(explained)}'
            f"<h4>试过的步骤</h4>{_tried(explained)}"
            f"<h4>比较过的段落</h4>{_candidates(explained)}</div>"
        )


def _slots(explained: Explained) -> str:
    rows = "".join(f"<dt>{parts.esc(name)}</dt><dd>{parts.esc(value)}</dd>" for name, value in explained.slots)
    return f"<dl><dt>问题</dt><dd>{parts.esc(explained.question.raw)}</dd>{rows}</dl>"


def _tried(explained: Explained) -> str:
    steps = "".join(
        f"<li>{parts.esc(t.step)}：{parts.badge(t.outcome, 'good' if t.stands else 'info')}</li>"
        for t in explained.tried
    )
    reason = f"<p>没有答案的原因：{parts.esc(explained.reason)}</p>" if explained.reason else ""
    return f"<ol>{steps}</ol>{reason}"


def _candidates(explained: Explained) -> str:
    enough = "达到" if explained.likelihood >= explained.threshold else "低于"
    likely = (
        f"<p>第一个段落能回答问题的可能性 {explained.likelihood:.2f}，{enough}门槛 {explained.threshold:.2f}。"
        "得分只在同一问题内可比；括号内是各项对得分的贡献。</p>"
    )
    rows = "".join(map(_candidate, explained.candidates))
    return f"{likely}<ol>{rows}</ol>" if explained.candidates else "<p>没有检索到段落。</p>"


def _candidate(candidate: Candidate) -> str:
    place = candidate.citation
    shares = (f"<span>{parts.esc(p.name)} {p.value:.2f}（{p.share:+.2f}）</span>" for p in candidate.parts if p.share)
    return (
        f"<li><b>{candidate.score:.2f}</b>　{parts.esc(place.doc_number or place.title)}　{parts.esc(place.path)}"
        f'<div class="kb-facts">{parts.esc(_short(place.quote))}</div>'
        f'<div class="kb-parts">{"".join(shares)}</div></li>'
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"
