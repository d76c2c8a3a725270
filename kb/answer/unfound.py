"""What is said where no answer is found: what was looked for and is not stated."""

import re

from kb.answer import content, documents, explain, premise, targets
from kb.answer.context import Context, Region
from kb.answer.explain import Attempt
from kb.answer.wanted import wanted
from kb.match import cues, generic_words
from kb.model import Answer, Question
from kb.terms import fold

NOT_FOUND = "语料中未找到"
# So many 文号 that are not held are named.
_MOST_NAMED = 5


def sought(question: Question) -> str:
    """What was looked for and is not stated, in words."""
    if question.doc_numbers and not question.documents:
        named, more = question.doc_numbers[:_MOST_NAMED], len(question.doc_numbers) - _MOST_NAMED
        return f"未收录{'、'.join(named)}" + (f"等{_MOST_NAMED + more}份文件" if more > 0 else "")
    asked = question.raw.strip(" ?？。") or "（问题为空）"
    about = f"“{asked[:60]}”"
    if question.kind == "lead" and question.wants == "tasks":
        return f"没有写明{'、'.join(question.organisations)}承担的工作"
    if question.kind == "lead" and question.wants == "person":
        return f"没有写明{about}所问的人员"
    if question.kind == "lead":
        return f"没有写明{about}的牵头或负责单位"
    if question.kind == "document":
        return f"没有写明{about}所问的{documents.labels_of(question)}"
    if asks_for_a_clause(question):
        asks_for = f"{about}所问的条款" if question.kind == "clause" else f"{about}所问的内容"
        return f"所指文件中没有{asks_for}" if question.documents else f"没有指明文件，或文件中没有{asks_for}"
    years = "、".join(f"{y}年" for y in question.years)
    if question.kind == "target":
        return f"没有写明{about}所问的{years}{_value(question)}"
    return f"没有能回答{about}的内容"


def not_found(question: Question) -> str:
    """The words of an abstention."""
    return f"{NOT_FOUND}：{sought(question)}。"


def abstained(
    context: Context, question: Question, regions: tuple[Region, ...] | None, elsewhere: Attempt | None
) -> Answer:
    """What was looked for, with the nearest: the aim of another year, what was found `elsewhere` (in another place, at
    another level) and says so, else a passage."""
    text = not_found(question)
    if question.kind == "target":
        others = targets.other_years(context, question, regions)
        if others:
            note = "相近目标（年份不同，不作为答案）：" + "；".join(map(targets.line, others[: targets.MOST]))
            near = [c for t in others[: targets.MOST] for c in targets.citations(context, t)]
            return Answer(question, text, True, nearest=tuple(near), notes=(note,))
    if wrong := premise.corrected(context, question, regions):
        return Answer(question, text, True, nearest=wrong.citations, notes=(wrong.note,))
    if elsewhere is not None and elsewhere.draft is not None:
        note = f"最接近的原文{explain.conditions_of(elsewhere)}，不作为答案。"
        return Answer(question, text, True, nearest=elsewhere.draft.citations[:1], notes=(note,))
    passage = content.nearest(context, question, regions)
    near = [context.cite(passage.document_id, passage.start, passage.end)] if passage else []
    return Answer(question, text, True, nearest=tuple(near))


def asks_for_a_clause(question: Question) -> bool:
    """Whether a clause is asked for by its number and nothing else says what it is on (三(二)有哪些内容)."""
    return bool(question.clause_path) and all(word in generic_words() for word in question.topic)


def _value(question: Question) -> str:
    """What a question for a value asks for, in words: an aim where it says so, else by the kind of value (期限)."""
    if re.search(cues()["words"]["aims"], fold(question.raw)):
        return "目标值"
    kind = wanted(question)
    return explain.names()["values"][kind.kind if kind else "any"]
