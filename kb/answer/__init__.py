"""Records or passages → a verified `Answer`, and how it came about."""

from kb.answer.answerer import NOT_FOUND, Answerer
from kb.answer.correct import Correction, corrected, kinds_for
from kb.answer.explain import Candidate, Explained, Explanation, names

__all__ = [
    "NOT_FOUND",
    "Answerer",
    "Candidate",
    "Correction",
    "Explained",
    "Explanation",
    "corrected",
    "kinds_for",
    "names",
]
