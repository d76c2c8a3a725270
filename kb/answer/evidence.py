"""How well passages answer a question: what search says, the words covered, the kind of value stated, weighed; the
few that are best so far are read with the question.

The weights (`kb/data/evidence.toml`) are fitted by `benchmarks/evidence.py` on questions with known answers: `first`
for choosing what is read, `rank` for ranking with what reading tells, `support` for telling whether the best one
answers the question at all.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp

import numpy as np

from kb import reader
from kb.answer.context import Context, Region
from kb.answer.items import opening_of
from kb.answer.spoken import weighed, weights
from kb.answer.wanted import Wanted, states, states_number, wanted
from kb.interaction import embedded
from kb.match import GENERIC_WEIGHT, Term, coverage, cues, degree
from kb.model import Hit, Passage, Question
from kb.question import searched_words
from kb.reader import Read
from kb.terms import fold, squeeze, word_class

_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
# Characters of a document's header and of the headings that are compared with the question piece by piece.
MOST_ABOVE = 40
_CANDIDATES = 20
# Where no document holds the rarest word asked for in any wording, a passage counts only with this share of the
# question's words: 殡葬改革 is not any 改革.
LEAST_OF_REST = 0.45
# The share that the sentence of the value asked for must cover: a paragraph on 葡萄 that names an area of 粮食 does not
# say the area of 葡萄.
LEAST_SENTENCE = 0.3
# Reading that finds a passage to answer (log odds) finds the matter too, however it is worded.
CONVINCING = 0.0
# A sentence of the value that holds next to no word asked for (10万吨碳纤维 for 原煤产量) is the one meant only where
# reading leaves little doubt (a third of the log odds).
NO_WORD, SURE = 0.1, 1.0
# What a word of the document's header weighs beside the others where a passage is asked to say it itself.
HEADER_SHARE = 0.2
# Passages read with the question: of the questions that have an answer nine in ten have it among so many, and six
# answered no more of them rightly.
_MOST_READ = 4
# Log odds beyond which reading speaks no louder.
_MOST_ODDS = 6.0
# A region below this many characters is looked at as a whole.
_SMALL_REGION = 5_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with what speaks for it (feature name → value, each about 0 to 1) and its rank score (higher is
    better; comparable within one question only)."""

    passage: Passage
    features: Mapping[str, float]
    score: float

    @property
    def convinces(self) -> bool:
        """Whether reading it with the question finds it to answer."""
        return not self.features["unread"] and self.features["reading"] >= CONVINCING


@lru_cache(maxsize=4)
def ranked(context: Context, question: Question, regions: tuple[Region, ...] | None) -> tuple[Evidence, ...]:
    """Passages that may answer the question, best first; kept while the steps of one answer ask again."""
    hits = candidates(context, question, regions)
    rows = features(context, question, regions, hits)
    return weigh(read(context, question, hits, rows), hits)


def read(
    context: Context, question: Question, hits: Sequence[Hit], rows: Sequence[Mapping[str, float]]
) -> list[dict[str, float]]:
    """The features of the hits with what reading the best of them with the question tells: `reading`, a third of the
    log odds; `unread` for the others."""
    best = promising(rows)[:_MOST_READ]
    odds = reader.embedded().scores(question.raw, [to_read(context, hits[n].passage) for n in best])
    told = dict(zip(best, (np.clip(odds, -_MOST_ODDS, _MOST_ODDS) / 3).tolist(), strict=True))
    return [{**row, "reading": told.get(n, 0.0), "unread": float(n not in told)} for n, row in enumerate(rows)]


def promising(rows: Sequence[Mapping[str, float]]) -> list[int]:
    """The numbers of the rows, best first by all that is known before reading."""
    scores = weighted(rows, weights()["first"])
    return sorted(range(len(rows)), key=lambda n: -scores[n])


def to_read(context: Context, passage: Passage) -> Read:
    """What is read of a passage; of an item what opens it is read as its heading."""
    opening = opening_of(context, passage)
    above = (*context.place(passage.clause_id).titles, *((opening.text,) if opening else ()))
    return Read(context.documents[passage.document_id].title, " ".join(above), passage.text)


def weighted(rows: Sequence[Mapping[str, float]], by: Mapping[str, float]) -> list[float]:
    """The sum of each row's features by the weights."""
    return [sum(weight * row[name] for name, weight in by.items()) for row in rows]


def weigh(rows: Sequence[Mapping[str, float]], hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """The hits with their features as evidence, best first."""
    scores = weighted(rows, weights()["rank"])
    found = [Evidence(h.passage, row, score) for h, row, score in zip(hits, rows, scores, strict=True)]
    found.sort(key=lambda e: (-e.score, e.passage.document_id, e.passage.start))
    return tuple(found)


def support(context: Context, question: Question, found: Sequence[Evidence]) -> float:
    """How likely the first of the ranked evidence answers the question, 0 to 1; 0 for none, and for one that neither
    reading nor its words tell to hold the matter asked for."""
    if not found:
        return 0.0
    best = found[0].features
    if best["reading"] < CONVINCING and (
        (best["valued"] and best["sentence"] < LEAST_SENTENCE) or _without_matter(context, question, found[0].passage)
    ):
        return 0.0
    if best["valued"] and best["sentence"] < NO_WORD and best["reading"] < SURE:
        return 0.0
    return likelihood(found, weights()["support"])


def tells(kind: Wanted, found: Evidence) -> bool:
    """Whether the passage tells a value of the kind: as a number, or in words (免费) where reading finds it to answer,
    since the words for one stand in much that names no value (免费服务包)."""
    text = found.passage.text
    return states_number(kind, text) or (found.convinces and states(kind, text))


def likelihood(found: Sequence[Evidence], fitted: Mapping[str, float]) -> float:
    """What the fitted weights make of the ranked evidence, 0 to 1."""
    row = support_features(found)
    return 1 / (1 + exp(-(fitted["intercept"] + sum(fitted[name] * value for name, value in row.items()))))


def _without_matter(context: Context, question: Question, passage: Passage) -> bool:
    """Whether no document holds the rarest word asked for in any wording, and the passage little of the rest. A word
    that the dictionary has not is often a piece of two (两补, 不亮), a lone character the rest of one: they tell
    nothing."""
    terms = [t for t in context.terms(question) if degree(t, context.header(passage.document_id)) < 1]
    matter = max((t for t in terms if len(t.text) > 1), key=lambda t: t.weight, default=None)
    if matter is None or word_class(matter.text) is None or context.knows(matter):
        return False
    titles = context.above(passage.document_id, passage.clause_id, passage.start)
    return coverage(terms, (squeeze(passage.text), 1.0), (titles, 0.7)) < LEAST_OF_REST


def standing(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[tuple[Passage, float]]:
    """The passages found with how near each is to the best, 1 for the best down to 0."""
    found = ranked(context, question, regions)
    return [(e.passage, exp(e.score - found[0].score)) for e in found]


def support_features(found: Sequence[Evidence]) -> dict[str, float]:
    """What `support` weighs: the best passage's features and how far it is ahead of the next clause."""
    best = found[0]
    other = next((e.score for e in found if e.passage.clause_id != best.passage.clause_id), None)
    ahead = 3.0 if other is None else min(best.score - other, 3.0)
    known = {name: value for name, value in best.features.items() if name != "unread"}
    return {**known, "ahead": ahead / 3}


def candidates(context: Context, question: Question, regions: tuple[Region, ...] | None) -> list[Hit]:
    """Hits for the question within the regions; all of a region that is small."""
    documents: Collection[str] | None = None if regions is None else {r.document_id for r in regions}
    plain = searched_words(question.raw) or question.raw
    hits = {h.passage.id: h for h in context.searcher.search(plain, k=_CANDIDATES, documents=documents)}
    if regions is not None:
        inside = {i: h for i, h in hits.items() if _within(context, regions, h.passage)}
        if sum(r.end - r.start for r in regions) < _SMALL_REGION:
            whole = [p for i in sorted({r.document_id for r in regions}) for p in context.passages(i)]
            inside = {p.id: Hit(p, 0.0) for p in whole if _within(context, regions, p)} | inside
        return list(inside.values())
    return list(hits.values())


def _within(context: Context, regions: tuple[Region, ...], passage: Passage) -> bool:
    return context.within(regions, passage.document_id, passage.start, passage.end)


def features(
    context: Context, question: Question, regions: tuple[Region, ...] | None, hits: Sequence[Hit]
) -> list[dict[str, float]]:
    """The features of each hit."""
    context.look_ahead([hit.passage for hit in hits])
    terms = weighed(context.terms(question), context.idf)
    kind = wanted(question)
    told = squeeze(" ".join(r.account_of.title for r in regions or () if r.account_of))
    by_document: dict[str, float] = defaultdict(float)
    for hit in hits:
        by_document[hit.passage.document_id] += max(hit.score, 0.0)
    total = sum(by_document.values()) or 1.0
    near = _nearness(context, question, hits)
    return [
        _features(context, terms, kind, told, hit) | {"document": by_document[hit.passage.document_id] / total} | pieces
        for hit, pieces in zip(hits, near, strict=True)
    ]


def _nearness(context: Context, question: Question, hits: Sequence[Hit]) -> list[dict[str, float]]:
    """How near the question's pieces are to those of each passage, alone and with what stands above it."""
    passages = [hit.passage for hit in hits]
    above = [
        f"{context.header(p.document_id)[:MOST_ABOVE]} "
        f"{context.above(p.document_id, p.clause_id, p.start)[-MOST_ABOVE:]}"
        for p in passages
    ]
    texts = [p.text for p in passages]
    # the name of a document chosen says nothing of what is asked of it
    named = question.documents or question.doc_numbers
    asked = " ".join(question.topic) if named and question.topic else question.raw
    weights, cosines = embedded().matches(asked, [*texts, *above])
    own, titles = np.split(cosines, 2, axis=1)
    alone, titled = weights @ own, weights @ np.maximum(own, titles)
    return [{"pieces": float(a), "titled": float(b)} for a, b in zip(alone, titled, strict=True)]


def _stating(kind: Wanted | None, text: str) -> str:
    """The sentences of the text, squeezed, that state a value of the kind, with those whose matter they go on with; all
    where no kind is asked for."""
    if kind is None:
        return squeeze(text)
    sentences = _SENTENCE.findall(text)
    stating = {n for n, sentence in enumerate(sentences) if states(kind, sentence)}
    for n in range(len(sentences) - 1, 0, -1):
        if n in stating and _goes_on(sentences[n]):
            stating.add(n - 1)
    return squeeze(" ".join(sentences[n] for n in sorted(stating)))


def _goes_on(sentence: str) -> bool:
    """Whether the sentence leaves unsaid what it is on, which the one before says (逾期不改正的，处……罚款)."""
    return re.match(cues()["words"]["goes_on"], fold(sentence)) is not None


def _features(context: Context, terms: Sequence[Term], kind: Wanted | None, told: str, hit: Hit) -> dict[str, float]:
    passage = hit.passage
    text = squeeze(passage.text)
    titles = context.above(passage.document_id, passage.clause_id, passage.start)
    header = context.header(passage.document_id)
    specific = _beside_header(terms, header)
    own = coverage(specific, (text, 1.0))
    above = ((titles, 0.7), (told, 0.7))
    return {
        "bigrams": hit.parts.get("bigrams", 0.0),
        # what search has not scored is covered as far as its words tell
        "coverage": hit.parts.get("coverage", own),
        "dense": hit.parts.get("dense", 0.0),
        "own": own,
        "above": coverage(specific, (text, 1.0), *above),
        "whole": coverage(terms, (text, 1.0), (titles, 0.9), (header, 0.9), (told, 0.9)),
        "header": coverage(terms, (header, 1.0)),
        "stated": 0.0 if kind is None else 1.0 if states(kind, passage.text) else -1.0,
        "sentence": coverage(specific, (_stating(kind, passage.text), 1.0), *above),
        "valued": 0.0 if kind is None else 1.0,
        "heading": 1.0 if any(t.weight > GENERIC_WEIGHT and degree(t, titles) == 1 for t in specific) else 0.0,
    }


def _beside_header(terms: Sequence[Term], header: str) -> list[Term]:
    """The terms weighed for a passage under the header: what the header says, the passage says less often itself."""
    return [replace(t, weight=t.weight * HEADER_SHARE) if degree(t, header) == 1 else t for t in terms]
