"""How an answer came about: the question as understood, the steps tried, the passages weighed, why none was found.

Everything here is for people: the names are Chinese and stand in `kb/data/explain.toml`.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kb.answer import content, evidence, targets
from kb.answer.context import Context, Draft, Region
from kb.answer.evidence import Evidence
from kb.answer.spoken import weighed, weights
from kb.match import GENERIC_WEIGHT
from kb.model import Answer, Citation, Question
from kb.references import book_title

# Passages shown with their score parts.
MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a step (its name in `explain.toml`) gave: a draft or none, the conditions of the question that the draft
    does not meet, and what verification found wrong with it."""

    step: str
    draft: Draft | None
    unmet: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the draft is the answer."""
        return self.draft is not None and not self.unmet and not self.faults


@dataclass(frozen=True, slots=True)
class Part:
    """A feature of a passage: its name, its value (about 0 to 1), and what it adds to the score."""

    name: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage weighed: where it stands, its score (comparable within one question), the parts that made it."""

    citation: Citation
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A step and its outcome in words; `stands` where it gave the answer."""

    step: str
    outcome: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One question explained. `slots` are name and value of what was understood; `likelihood` says how likely the
    first candidate answers the question (0 to 1), shown as the answer from `threshold`; `reason` why there is no
    answer, empty where there is one."""

    question: Question
    slots: tuple[tuple[str, str], ...]
    tried: tuple[Tried, ...]
    candidates: tuple[Candidate, ...]
    likelihood: float
    threshold: float
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer with the explanation of each question of the text."""

    answer: Answer
    questions: tuple[Explained, ...]


@lru_cache(maxsize=1)
def names() -> Mapping[str, Mapping[str, str]]:
    """The Chinese names by section (kinds, slots, steps, conditions, features)."""
    return tomllib.loads(files("kb").joinpath("data/explain.toml").read_text(encoding="utf-8"))


def explained(
    context: Context, question: Question, regions: tuple[Region, ...] | None, attempts: Collection[Attempt]
) -> Explained:
    """The explanation of one question, given what its steps gave."""
    found = evidence.ranked(context, question, regions)
    answered = any(attempt.stands for attempt in attempts)
    return Explained(
        question,
        _slots(context, question, regions),
        tuple(Tried(names()["steps"][a.step], _outcome(a), a.stands) for a in attempts),
        tuple(_candidate(context, e) for e in found[:MOST_CANDIDATES]),
        evidence.support(context, question, found),
        content.enough(question),
        "" if answered else _reason(context, question, regions, attempts),
    )


def _slots(context: Context, question: Question, regions: tuple[Region, ...] | None) -> tuple[tuple[str, str], ...]:
    looked_in = () if regions is None else tuple(dict.fromkeys(r.document_id for r in regions))
    values = {
        "kind": names()["kinds"][question.kind],
        "topic": "、".join(f"{t.text}（{t.weight:.1f}）" for t in weighed(context.terms(question), context.idf)),
        "years": "、".join(f"{year}年" for year in question.years),
        "unit": question.unit or "",
        "organisations": "、".join(question.organisations),
        "documents": "、".join(book_title(context.documents[i].title) for i in looked_in)
        or ("全部文件" if regions is None else "没有可查的文件"),
        "doc_numbers": "、".join(question.doc_numbers),
        "clause_path": "".join(question.clause_path),
    }
    return tuple((names()["slots"][slot], value) for slot, value in values.items() if value)


def conditions_of(attempt: Attempt) -> str:
    """The conditions that the attempt's draft does not meet, in words (地方不符)."""
    return "、".join(names()["conditions"][name] for name in attempt.unmet)


def _outcome(attempt: Attempt) -> str:
    if attempt.draft is None:
        return "没有结果"
    if attempt.unmet:
        return "有结果，但" + conditions_of(attempt)
    if attempt.faults:
        return "有结果，但未通过核验：" + "；".join(attempt.faults)
    return "作为答案"


def _candidate(context: Context, found: Evidence) -> Candidate:
    passage = found.passage
    rank: Mapping[str, float] = weights()["rank"]
    parts = [
        Part(names()["features"][name], found.features[name], w * found.features[name]) for name, w in rank.items()
    ]
    parts.sort(key=lambda part: -part.share)
    return Candidate(context.cite(passage.document_id, passage.start, passage.end), found.score, tuple(parts))


def _reason(
    context: Context, question: Question, regions: tuple[Region, ...] | None, attempts: Collection[Attempt]
) -> str:
    """Why there is no answer, the plainest cause first."""
    if any(attempt.faults for attempt in attempts):
        return "找到的答案未通过核验，已扣留。"
    if question.doc_numbers and not question.documents:
        return "问到的文件没有收录。"
    unmet = dict.fromkeys(name for attempt in attempts for name in attempt.unmet)
    if unmet:
        return f"找到的内容与所问的条件不符：{'、'.join(names()['conditions'][name] for name in unmet)}。"
    if question.kind == "target" and question.years and targets.other_years(context, question, regions):
        return "有这项指标，但没有所问年份的目标。"
    unknown = [t.text for t in context.terms(question) if t.weight > GENERIC_WEIGHT and not context.knows(t)]
    if unknown:
        return f"库中没有出现：{'、'.join(unknown)}。"
    return _of_passages(context, question, evidence.ranked(context, question, regions))


def _of_passages(context: Context, question: Question, found: Sequence[Evidence]) -> str:
    """What the passages found lack."""
    likelihood = evidence.support(context, question, found)
    if not found:
        return "没有检索到相关段落。"
    least = content.enough(question)
    if likelihood < least:
        return f"最接近的段落能回答的可能性为 {likelihood:.2f}，低于门槛 {least:.2f}。"
    return "有相关段落，但没有写明所问的内容。"
