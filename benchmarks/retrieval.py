"""How well passages are ranked: BM25 over bigrams, over words, vectors, both by equal ranks (RRF), our search, and
our search as a reader sees it (ten places: equal words once, neighbours in a clause together, spread over documents).

    python benchmarks/retrieval.py HOME [QUESTIONS ...] [--made N]

HOME is a knowledge base (read only); QUESTIONS are TSV files with question and quote as `policykb calibrate
--questions` reads them. Every file is a set of its own, those with fewer than 10 questions left out. `--made N` adds N
questions made of the knowledge base's headings and records, and passages' words (0 for none).

All rank the same passages. Printed for each set, and for all real ones and all made ones pooled: hit@1, @3, @10,
MRR@10, nDCG@10 and recall@100 (of ten places as shown) in percent; for the pools 95 % intervals (bootstrap over
questions) and the chance that our lead over bigram BM25 in MRR@10 is none (paired, by random change of sign).
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.base import KnowledgeBase, Settings
from kb.calibrate import Probe, made_probes, read_probes
from kb.model import Passage
from kb.terms import bigrams, words

Floats = NDArray[np.float64]
#: From a question to what stands at each rank: the keys of a passage, or of several shown together.
Rank = Callable[[str], list[tuple[int, ...]]]

MEASURES = ("hit@1", "hit@3", "hit@10", "MRR@10", "nDCG@10", "rec@100")
_DEPTH, _PLACES = 100, 10
_RRF = 60
_LEAST = 10
_DRAWS = 2000


class Systems:
    """The ways to rank the passages of one knowledge base, each a question → passage keys, best first."""

    def __init__(self, kb: KnowledgeBase) -> None:
        # what the searcher itself ranks by, so that all see the same passages and tokens
        self._searcher, self._store, self._find = kb._searcher, kb._store, kb.find
        reader = kb._lexical.reader()
        assert reader is not None
        self._reader, self._encode = reader, kb._encode_question
        self._keys, self._rows = self._store.vectors_of(self._store.searchable())
        self.passages = {k: p for k, _, p in self._store.indexed_passages(self._store.searchable())}
        self._key_of = {passage.id: key for key, passage in self.passages.items()}
        self.all: Mapping[str, Rank] = {
            "BM25 bigrams": lambda q: _alone(self._lexical("bigrams", bigrams(q))),
            "BM25 words": lambda q: _alone(self._lexical("words", words(q))),
            "vectors": lambda q: _alone(self._vectors(q)),
            "equal RRF": lambda q: _alone(self._fused(q)),
            "ours": lambda q: _alone(self._ours(q)),
            "as shown": self._shown,
        }

    def _lexical(self, field: str, terms: Sequence[str]) -> list[int]:
        return list(self._reader.search({field: dict.fromkeys(terms, 1.0)}, {field: 1.0}, _DEPTH))

    def _vectors(self, question: str) -> list[int]:
        vector = self._encode(question)
        if not vector.any():
            return []
        cosines = self._rows @ vector
        return [int(self._keys[n]) for n in np.argsort(-cosines, kind="stable")[:_DEPTH]]

    def _fused(self, question: str) -> list[int]:
        scores: dict[int, float] = {}
        for found in (self._lexical("bigrams", bigrams(question)), self._vectors(question)):
            for rank, key in enumerate(found, 1):
                scores[key] = scores.get(key, 0.0) + 1 / (_RRF + rank)
        return sorted(scores, key=lambda key: -scores[key])[:_DEPTH]

    def _ours(self, question: str) -> list[int]:
        return [self._key_of[hit.passage.id] for hit in self._searcher.search(question, k=_DEPTH)]

    def _shown(self, question: str) -> list[tuple[int, ...]]:
        places = [(found.hit.passage, *found.joined) for found in self._find(question, k=_PLACES)]
        return [tuple(self._key_of[passage.id] for passage in place) for place in places]


def _alone(keys: Sequence[int]) -> list[tuple[int, ...]]:
    return [(key,) for key in keys]


def measured(
    probe: Probe, found: Sequence[tuple[int, ...]], passages: Mapping[int, Passage], right: int
) -> list[float]:
    """The measures of one question; `right` passages answer it."""
    answering = [sum(probe.answered_by(passages[key]) for key in keys) for keys in found]
    hits = [number > 0 for number in answering]
    first = next((rank for rank, hit in enumerate(hits, 1) if hit), 1000)
    gain = sum(1 / np.log2(rank + 1) for rank, hit in enumerate(hits[:10], 1) if hit)
    ideal = sum(1 / np.log2(rank + 1) for rank in range(1, min(right, 10) + 1))
    return [
        float(first <= 1),
        float(first <= 3),
        float(first <= 10),
        1 / first if first <= 10 else 0.0,
        float(gain / ideal),
        sum(answering) / right,
    ]


def table(systems: Systems, probes: Sequence[Probe]) -> dict[str, Floats]:
    """By system, a row of measures a question; questions that no passage answers are left out."""
    out: dict[str, list[list[float]]] = {name: [] for name in systems.all}
    by_document: dict[str, list[Passage]] = {}
    for passage in systems.passages.values():
        by_document.setdefault(passage.document_id, []).append(passage)
    for probe in probes:
        places = systems.passages.values() if probe.document_id is None else by_document.get(probe.document_id, [])
        right = sum(map(probe.answered_by, places))
        if right:
            for name, rank in systems.all.items():
                out[name].append(measured(probe, rank(probe.text), systems.passages, right))
    return {name: np.array(rows).reshape(-1, len(MEASURES)) for name, rows in out.items()}


def show(name: str, tables: Mapping[str, Floats], pooled: bool = False) -> None:
    """Print one set."""
    chance = np.random.default_rng(1)
    number = len(tables["ours"])
    print(f"\n{name}: {number} questions\n{'':13}" + "".join(f"{m:>9}" for m in MEASURES))
    for system, rows in tables.items():
        print(f"{system:13}" + "".join(f"{value * 100:9.1f}" for value in rows.mean(axis=0)))
        if pooled:
            draws = rows[chance.integers(0, number, (_DRAWS, number))].mean(axis=1)
            low, high = np.percentile(draws, [2.5, 97.5], axis=0) * 100
            print(f"{'':13}" + "".join(f"{f'{a:.0f}-{b:.0f}':>9}" for a, b in zip(low, high, strict=True)))
    lead = tables["ours"][:, 3] - tables["BM25 bigrams"][:, 3]
    if pooled:
        signs = chance.choice([-1.0, 1.0], (_DRAWS * 5, number))
        by_chance = float(np.mean((signs * lead).mean(axis=1) >= lead.mean()))
        print(f"ours over BM25 bigrams: {lead.mean() * 100:+.1f} MRR@10, p = {max(by_chance, 1 / (_DRAWS * 5)):.4f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("questions", type=Path, nargs="*")
    parser.add_argument("--made", type=int, default=600)
    args = parser.parse_args()
    with KnowledgeBase.open(Settings.choose(args.home)) as kb:
        systems = Systems(kb)
        print(f"{len(systems.passages)} passages")
        sets = {f"{p.parent.name}/{p.name}": table(systems, read_probes(p)) for p in args.questions if p.exists()}
        made = table(systems, made_probes(kb._store, args.made)) if args.made else None
    sets = {name: rows for name, rows in sets.items() if len(rows["ours"]) >= _LEAST}
    for name, rows in sets.items():
        show(name, rows)
    if sets:
        show("all of these", {s: np.concatenate([rows[s] for rows in sets.values()]) for s in systems.all}, True)
    if made is not None:
        show("made of headings, records and words", made, True)


if __name__ == "__main__":
    main()
