"""Records or passages → a verified `Answer`, and how it came about."""

from kb.answer.answerer import Answerer
from kb.answer.correct import Correction, corrected, kinds_for
from kb.answer.explain import Candidate, Explained, Explanation, names
from kb.answer.unfound import NOT_FOUND

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
