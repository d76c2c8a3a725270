"""Records or hits → verified answers."""

from kb.answer.answerer import NOT_FOUND, Answerer

__all__ = ["NOT_FOUND", "Answerer"]
