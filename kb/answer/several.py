"""Several questions in one text: which are asked one by one, and which say what they are about."""

from collections.abc import Sequence

from kb.answer.context import Context
from kb.answer.meant import meant
from kb.match import generic_words
from kb.model import Question
from kb.question import understand
from kb.terms import word_class


def asked_apart(context: Context, question: Question, parts: Sequence[str]) -> bool:
    """Whether several questions are answered one by one whatever they have as one: a record of who does what is on one
    matter, and parts may be on several documents or on more than what a document is. Passages and figures are looked
    for with the words of all first."""
    if question.kind not in ("document", "target"):
        return question.kind == "lead"
    asked = [understand(part, context.catalogue) for part in parts]
    return (question.kind == "document" and _on_several(context, asked)) or _on_more(asked)


def fields_of_one(context: Context, question: Question) -> bool:
    """Whether the question is for several fields (文号, 日期) of a held document, which go together."""
    return question.kind == "document" and "," in question.wants and bool(meant(context, question))


def _on_several(context: Context, parts: Sequence[Question]) -> bool:
    """Whether the parts of a question each name another document (办法有效几年，某发〔2017〕3号还用不用)."""
    named = [meant(context, p) or p.doc_numbers for p in parts if p.kind == "document"]
    return len(named) == len(parts) and all(named) and len({*named}) == len(named)


def _on_more(parts: Sequence[Question]) -> bool:
    """Whether parts of a question on a document ask what it says beside what it is (文号，一共多少项)."""
    kinds = {part.kind for part in parts}
    return "document" in kinds and bool(kinds & {"target", "lead"})


def names_something(question: Question) -> bool:
    """Whether the question names a thing, a body or a document: a noun, or a word that the dictionary has not."""
    words = [w for w in (*question.topic, *question.organisations) if len(w) > 1 and w not in generic_words()]
    things = any((word_class(word) or "n").startswith("n") for word in words)
    return things or bool(question.documents or question.doc_numbers)
