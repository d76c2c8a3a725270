"""What is said where no answer is found: what was looked for and is not stated."""

import re

from kb.answer import documents, explain
from kb.answer.wanted import wanted
from kb.match import cues, generic_words
from kb.model import Question
from kb.terms import fold

NOT_FOUND = "语料中未找到"


def sought(question: Question) -> str:
    """What was looked for and is not stated, in words."""
    if question.doc_numbers and not question.documents:
        return f"未收录{'、'.join(question.doc_numbers)}"
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


def asks_for_a_clause(question: Question) -> bool:
    """Whether a clause is asked for by its number and nothing else says what it is on (三(二)有哪些内容)."""
    return bool(question.clause_path) and all(word in generic_words() for word in question.topic)


def _value(question: Question) -> str:
    """What a question for a value asks for, in words: an aim where it says so, else by the kind of value (期限)."""
    if re.search(cues()["words"]["aims"], fold(question.raw)):
        return "目标值"
    kind = wanted(question)
    return explain.names()["values"][kind.kind if kind else "any"]
