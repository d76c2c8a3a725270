"""Documents held against each other: clauses aligned, targets and responsibilities compared."""

from kb.compare.align import Alignment, Pair, align, leaves
from kb.compare.leads import TaskFinding, tasks_of
from kb.compare.overlap import common_spans, own_sentences
from kb.compare.pair import Comparison, compare, like_clause
from kb.compare.targets import Finding, Verdict, hold_together
from kb.compare.versions import Changes, changes, version_as_of
from kb.compare.whole import Conflicts, Coverage, conflicts

__all__ = [
    "Alignment",
    "Changes",
    "Comparison",
    "Conflicts",
    "Coverage",
    "Finding",
    "Pair",
    "TaskFinding",
    "Verdict",
    "align",
    "changes",
    "common_spans",
    "compare",
    "conflicts",
    "hold_together",
    "leaves",
    "like_clause",
    "own_sentences",
    "tasks_of",
    "version_as_of",
]
