"""Two documents side by side: which leaf clauses correspond, what each says of one indicator. No verdicts.

`align` weighs shared character bigrams by their rarity among the clauses compared, so that 发展 and 推进,
which stand everywhere, count little and 灌溉水 much.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from kb.model import Clause, Target

# A pair below this is no pair. Over five pairings of eight official documents of different subjects, read by
# eye (2026): pairs of one subject (指导思想, 目标, 组织领导, 农业, 有效期) scored 0.078–0.25, chance pairs up to 0.069.
MINIMUM = 0.075
HEADING_SHARE = 0.3  # of the score when both clauses have headings above them
# Dice of the bigrams: 绿色电力消费比例 / 绿色电力消费比重 0.86;
# to be kept apart: 城镇居民人均可支配收入 / 农村居民人均可支配收入 0.80.
SAME_INDICATOR = 0.85

_NOT_WORD = re.compile(r"[\W_]+")  # 、 ( ) “ ” and spaces


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the first document (`a`) and its counterpart in the second (`b`).

    `score` is 0–1, `parts` are its channels (`text`, `heading`), each 0–1.
    """

    a: Clause
    b: Clause
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """One indicator and the targets set for it, by year; `documents` are their ids in order of appearance."""

    indicator: str
    measure: str
    targets: tuple[Target, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that set a target for it."""
        return tuple(dict.fromkeys(target.document_id for target in self.targets))


def leaves(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses without children, in order; what stands before the first numbered one is left out, since it
    is alike in all documents."""
    kept = [clause for clause in clauses if clause.kind not in ("meta", "front")]
    parents = {clause.parent for clause in kept}
    return tuple(clause for clause in kept if clause.id not in parents)


def align(clauses_a: Iterable[Clause], clauses_b: Iterable[Clause]) -> tuple[Pair, ...]:
    """Pairs the leaf clauses of two documents one to one, best first, in the first document's order.

    A clause whose counterpart is missing or below `MINIMUM` is in no pair.
    """
    first, second = leaves(clauses_a), leaves(clauses_b)
    texts = _vectors([clause.text for clause in (*first, *second)])
    headings = _vectors(["".join(clause.titles) for clause in (*first, *second)])
    candidates = []
    for i in range(len(first)):
        for j in range(len(first), len(texts)):
            if texts[i].keys().isdisjoint(texts[j]):
                continue
            score, parts = _score(texts[i], texts[j], headings[i], headings[j])
            if score >= MINIMUM:
                candidates.append((score, i, j, parts))
    pairs: dict[int, Pair] = {}
    taken: set[int] = set()
    for score, i, j, parts in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if i not in pairs and j not in taken:
            pairs[i] = Pair(first[i], second[j - len(first)], score, parts)
            taken.add(j)
    return tuple(pairs[i] for i in sorted(pairs))


def side_by_side(targets: Iterable[Target]) -> tuple[IndicatorGroup, ...]:
    """Groups the targets that set one indicator in the same way (level, annual, …), over all documents.

    Groups of several documents come first, then those of one; within each, in order of appearance.
    """
    groups: list[tuple[str, Counter[str], list[Target]]] = []
    for target in targets:
        grams = _bigrams(_plain(target.indicator))
        alike = [
            held
            for measure, other, held in groups
            if measure == target.measure and _dice(grams, other) >= SAME_INDICATOR
        ]
        if alike:
            alike[0].append(target)
        else:
            groups.append((target.measure, grams, [target]))
    found = [
        IndicatorGroup(held[0].indicator, measure, tuple(sorted(held, key=lambda t: t.year or 9999)))
        for measure, _, held in groups
    ]
    return tuple(sorted(found, key=lambda group: len(group.documents) < 2))


def _score(
    text_a: Mapping[str, float], text_b: Mapping[str, float],
    heading_a: Mapping[str, float], heading_b: Mapping[str, float],
) -> tuple[float, Mapping[str, float]]:  # fmt: skip
    text = _cosine(text_a, text_b)
    if not heading_a or not heading_b:
        return text, {"text": text}
    heading = _cosine(heading_a, heading_b)
    return (1 - HEADING_SHARE) * text + HEADING_SHARE * heading, {"text": text, "heading": heading}


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """Each text's bigrams, weighted by log(1 + n / number of texts that hold it)."""
    counts = [_bigrams(_plain(text)) for text in texts]
    spread: defaultdict[str, int] = defaultdict(int)
    for grams in counts:
        for gram in grams:
            spread[gram] += 1
    rarity = {gram: log(1 + len(texts) / n) for gram, n in spread.items()}
    return [{gram: sqrt(count) * rarity[gram] for gram, count in grams.items()} for grams in counts]


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    if not a or not b:
        return 0.0
    shared = sum(weight * b[gram] for gram, weight in a.items() if gram in b)
    return shared / sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))


def _dice(a: Counter[str], b: Counter[str]) -> float:
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) or Counter([text] if text else [])


def _plain(text: str) -> str:
    """Without punctuation and spaces, widths folded (（ and (, ２ and 2 are the same)."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()
