"""What the reader learns from: written questions, each with its passage and with others that a search finds for it.

A question is asked among the documents of a small crowd, as an office's knowledge base is; what is found there beside
the passage it was written for, and does not say the same, is a wrong passage to tell apart from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kb.answer import evidence
from kb.answer.context import Context
from kb.errors import UsageError
from kb.fit.written import passage_key, read_rows, sentences_of
from kb.model import Hit, Passage
from kb.question import understand
from kb.reader import Read
from kb.terms import bigrams

# Documents that a question is asked among, and different crowds of them.
CROWD, CROWDS = 110, 40
# Passages found for a question, and those kept of them as wrong.
_FOUND, _WRONG = 30, 10
# A passage that shares more of its two-character runs with the right one says the same.
_SAME = 0.6


@dataclass(frozen=True, slots=True)
class Group:
    """A question, the passage it was written for, whether that answers it, and wrong passages, nearest first."""

    question: str
    passage: Read
    answered: bool
    wrong: tuple[Read, ...]


def make_groups(
    context: Context, questions: Path, seed: int, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Group]:
    """The questions of the file whose passages are held, as groups in random order. Raises UsageError when the file
    cannot be read or none is held."""
    asked = read_rows(questions)
    places = _places(context, {key for _, _, key in asked})
    rng = Random(seed)
    documents = sorted(context.full)
    crowds = [rng.sample(documents, min(CROWD, len(documents))) for _ in range(CROWDS)]
    held = [row for row in asked if row[2] in places]
    if not held:
        raise UsageError(f"{questions}：知识库中没有这些问题所问的段落；请先入库编写问题时所用的文件")
    rng.shuffle(held)
    groups = []
    for number, (question, answered, key) in enumerate(held, 1):
        document, start, end = places[key]
        inside = [p for p in context.passages(document) if p.start < end and start < p.end]
        found = _found(context, question, {*rng.choice(crowds), document})
        groups.append(_group(context, question, answered, inside, found))
        progress(number, len(held))
    return groups


def _places(context: Context, keys: set[str]) -> dict[str, tuple[str, int, int]]:
    """By key: the document and the span of the passage."""
    found: dict[str, tuple[str, int, int]] = {}
    for document in sorted(context.full):
        at = 0
        text = context.store.text(document)
        for line in text.split("\n"):
            for said in sentences_of(line):
                if (key := passage_key(said)) in keys:
                    start = at + line.index(said)
                    found.setdefault(key, (document, start, start + len(said)))
            at += len(line) + 1
    return found


def _found(context: Context, question: str, crowd: set[str]) -> list[Passage]:
    """What is found for the question in the crowd, best first by all that is known before reading."""
    understood = understand(question, context.catalogue)
    hits: list[Hit] = list(context.searcher.search(question, k=_FOUND, documents=crowd))
    rows = evidence.features(context, understood, None, hits)
    return [hits[n].passage for n in evidence.promising(rows)]


def _group(
    context: Context, question: str, answered: bool, inside: Sequence[Passage], found: Sequence[Passage]
) -> Group:
    runs = set(bigrams(question))
    right = max(inside, key=lambda p: len(runs & set(bigrams(p.text))))
    ids = {p.id for p in inside}
    wrong = [p for p in found[:_WRONG] if p.id not in ids and _shared(p.text, right.text) < _SAME]
    return Group(
        question, evidence.to_read(context, right), answered, tuple(evidence.to_read(context, p) for p in wrong)
    )


def _shared(one: str, other: str) -> float:
    """Share of the shorter text's two-character runs that the other holds."""
    a, b = set(bigrams(one)), set(bigrams(other))
    return len(a & b) / max(1, min(len(a), len(b)))
