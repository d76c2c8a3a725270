"""Which leaf clauses of two documents speak of the same thing, and by what signs.

`align` weighs shared character bigrams by their rarity among the clauses compared, so that 发展 and 推进, which
stand everywhere, count little and 灌溉水 much; headings, meaning and shared records add to it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from kb.compare.overlap import bigrams, plain
from kb.model import Clause

Matrix = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Matrix]
# What a clause holds on record (indicators, organisations, documents cited), as keys.
RecordKeys = Mapping[str, Collection[str]]

# A pair whose words score below this is no pair. Over five pairings of eight official documents of different
# subjects, read by eye (2026): pairs of one subject (指导思想, 目标, 组织领导, 农业, 有效期) scored 0.078–0.25,
# chance pairs up to 0.069.
MINIMUM = 0.075
# Nor is one whose texts share less than this, however alike their headings are (文末, 附件).
LEAST_TEXT = 0.03
HEADING_SHARE = 0.3  # of the words' score when both clauses have headings above them
# What meaning and shared records can add to the words' score, at most. They order pairs that the words found; a pair
# that the words do not find is none, since the meanings of any two clauses of administration are close.
MEANING_SHARE = 0.15
RECORDS_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the first document (`a`) and its counterpart in the second (`b`).

    `score` is 0–1, `parts` are its channels, each 0–1: `text` and `heading` (words in common), `meaning` (how much
    closer than usual the vectors are), `records` (the share of indicators, organisations, documents in common).
    """

    a: Clause
    b: Clause
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Clauses side by side in the first document's order, and those without a counterpart, each in its own."""

    pairs: tuple[Pair, ...]
    only_a: tuple[Clause, ...]
    only_b: tuple[Clause, ...]


def leaves(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses without children, in order; what stands before the first numbered one is left out, since it
    is alike in all documents."""
    kept = [clause for clause in clauses if clause.kind not in ("meta", "front")]
    parents = {clause.parent for clause in kept}
    return tuple(clause for clause in kept if clause.id not in parents)


def align(
    clauses_a: Iterable[Clause],
    clauses_b: Iterable[Clause],
    encode: Encode | None = None,
    records: RecordKeys | None = None,
) -> Alignment:
    """Pairs the leaf clauses of two documents one to one, best first.

    `encode` turns texts into vectors of length 1 for the channel `meaning`; `records` gives what clauses hold on
    record, by clause id. A clause whose counterpart is missing or below `MINIMUM` is in no pair.
    """
    first, second = leaves(clauses_a), leaves(clauses_b)
    if not first or not second:
        return Alignment((), first, second)
    score, channels = _scores(first, second, encode, records or {})
    order = np.argsort(-score, axis=None, kind="stable")
    pairs: dict[int, Pair] = {}
    taken: set[int] = set()
    for i, j in zip(*(at.tolist() for at in np.unravel_index(order, score.shape)), strict=True):
        if score[i, j] <= 0:
            break
        if i not in pairs and j not in taken:
            parts = {name: float(channel[i, j]) for name, channel in channels.items() if channel[i, j] >= 0}
            pairs[i] = Pair(first[i], second[j], float(score[i, j]), parts)
            taken.add(j)
    return Alignment(
        tuple(pairs[i] for i in sorted(pairs)),
        tuple(clause for i, clause in enumerate(first) if i not in pairs),
        tuple(clause for j, clause in enumerate(second) if j not in taken),
    )


def counterparts(
    clause: Clause, others: Iterable[Clause], encode: Encode | None = None, records: RecordKeys | None = None
) -> tuple[Pair, ...]:
    """One clause against `others`, of any documents: every pair above `MINIMUM`, best first."""
    second = tuple(other for other in others if other.id != clause.id)
    if not second:
        return ()
    score, channels = _scores((clause,), second, encode, records or {})
    found = [
        Pair(clause, second[j], float(score[0, j]), {n: float(c[0, j]) for n, c in channels.items() if c[0, j] >= 0})
        for j in np.argsort(-score[0], kind="stable").tolist()
        if score[0, j] > 0
    ]
    return tuple(found)


def _scores(
    first: Sequence[Clause], second: Sequence[Clause], encode: Encode | None, records: RecordKeys
) -> tuple[Matrix, dict[str, Matrix]]:
    """The score of every pair, 0 below `MINIMUM`, and its channels; -1 where a channel says nothing."""
    both = (*first, *second)
    text = _likeness([clause.text for clause in both], len(first))
    heading = _likeness(["".join(clause.titles) for clause in both], len(first))
    untitled = np.array([not clause.titles for clause in both])
    silent = untitled[: len(first), None] | untitled[None, len(first) :]
    words = np.where(silent, text, (1 - HEADING_SHARE) * text + HEADING_SHARE * heading)
    channels = {"text": text, "heading": np.where(silent, -1, heading).astype(np.float32)}
    score = words
    if encode is not None:
        channels["meaning"] = meaning = _meaning(encode([clause.text for clause in both]), len(first))
        score = score + MEANING_SHARE * meaning * (1 - score)
    if records:
        channels["records"] = shared = _shared_records(first, second, records)
        score = score + RECORDS_SHARE * np.maximum(shared, 0) * (1 - score)
    stands = (words >= MINIMUM) & (text >= LEAST_TEXT)
    return np.where(stands, score, 0).astype(np.float32), channels


def _likeness(texts: Sequence[str], cut: int) -> Matrix:
    """The cosine of every text before `cut` with every one from there on, over their weighted bigrams."""
    counts = [bigrams(plain(text)) for text in texts]
    spread: Counter[str] = Counter(gram for grams in counts for gram in grams)
    shared = {gram for grams in counts[:cut] for gram in grams} & {gram for grams in counts[cut:] for gram in grams}
    column = {gram: at for at, gram in enumerate(sorted(shared))}
    rows = np.zeros((len(texts), max(1, len(column))), dtype=np.float32)
    for at, grams in enumerate(counts):
        weights = {gram: sqrt(count) * log(1 + len(texts) / spread[gram]) for gram, count in grams.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for gram, weight in weights.items():
            if gram in column:
                rows[at, column[gram]] = weight / length
    likeness: Matrix = rows[:cut] @ rows[cut:].T
    return likeness


def _meaning(vectors: Matrix, cut: int) -> Matrix:
    """How far each pair is nearer in meaning than pairs usually are here, 0–1."""
    cosine = vectors[:cut] @ vectors[cut:].T
    usual = float(np.median(cosine))
    meaning: Matrix = np.clip((cosine - usual) / max(1e-6, 1 - usual), 0, 1)
    return meaning


def _shared_records(first: Sequence[Clause], second: Sequence[Clause], records: RecordKeys) -> Matrix:
    """The share of what either clause holds on record that both do; -1 where one holds nothing."""
    found = np.full((len(first), len(second)), -1, dtype=np.float32)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j, clause in enumerate(second):
        for key in records.get(clause.id, ()):
            holders[key].append(j)
    for i, clause in enumerate(first):
        mine = set(records.get(clause.id, ()))
        for j in {j for key in mine for j in holders[key]}:
            theirs = set(records.get(second[j].id, ()))
            found[i, j] = len(mine & theirs) / len(mine | theirs)
    return found
