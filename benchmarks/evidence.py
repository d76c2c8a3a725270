"""Fit and measure the weights by which passages are ranked as answers and the best of them are accepted.

    python benchmarks/evidence.py --kb DIR FILE... [--kb DIR FILE...] [--split dev] [-v] [--write]

FILE holds questions as tab-separated lines: split, type (lead, target, list, content, doc, none), question, must,
must not, quote (alternatives with |); the knowledge base DIR holds the documents they ask about. A passage is right
when it holds the quote. Every question with an answer is asked again as if the documents that answer it were not
held. Printed, by ten-fold cross-validation over questions: the share whose best passage is right, one of the best
three, MRR; for thresholds of support the share of shown answers that are right, of answerable questions answered
rightly, and of questions whose documents were taken away that are still answered. -v prints every question; --write
puts the weights fitted on all into kb/data/evidence.toml. --words fits (and, with --write, puts there) how likely an
answer states a word of its question instead: run it first, the other weights build on it.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from kb.answer import evidence, spoken
from kb.answer.context import Context, Region
from kb.base import KnowledgeBase, Settings
from kb.match import degree
from kb.model import Hit, Passage, Question
from kb.question import understand
from kb.terms import squeeze

Floats = NDArray[np.float64]
Weights = dict[str, float]
Ranked = list[tuple[evidence.Evidence, bool]]

FOLDS = 10
RIDGE = 0.003
TOP = 3  # passages shown at most
MADE_COUNTS = 0.3  # a question whose documents were taken away, beside one that was asked


@dataclass
class Asked:
    """A question with its candidates: the hit, its features, whether it is right. `made`: the question again as if
    the documents that answer it were not held, so that accepting learns what a missing
    matter looks like. `words`: for each word what tells whether an answer states it, and how far a right passage
    does."""

    text: str
    none: bool
    hits: Sequence[Hit]
    rows: list[dict[str, float]]
    right: NDArray[np.bool_]
    words: list[tuple[dict[str, float], float]]
    made: bool = False


def read(kb: str, files: Sequence[str], split: str) -> list[Asked]:
    """The questions of the split with their candidates in the knowledge base."""
    base = KnowledgeBase.open(Settings.choose(kb))
    context = Context(base._store, base._searcher)
    out = []
    for file in files:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and row[0] == split and row[1] != "doc":
                quotes = [squeeze(q) for q in (row + [""] * 6)[5].split("|") if q]
                out.extend(_asked(context, row[2], row[1] == "none", quotes))
    base.close()
    return out


def _asked(context: Context, text: str, none: bool, quotes: Sequence[str]) -> list[Asked]:
    question = understand(text, context.catalogue)
    regions = context.regions(question, None)
    hits = evidence.candidates(context, question, regions)
    if not hits:
        return []
    texts = [squeeze(h.passage.text) for h in hits]
    right = np.array([any(q in t or (len(t) > 12 and t in q) for q in quotes) for t in texts])
    passages = [h.passage for h, r in zip(hits, right, strict=True) if r]
    words = _words(context, question, passages)
    out = [Asked(text, none, hits, _rows(context, question, regions, hits), right, words)]
    holding = {h.passage.document_id for h, r in zip(hits, right, strict=True) if r}
    others = [h for h in hits if h.passage.document_id not in holding]
    if holding and others:
        rows = _rows(context, question, regions, others)
        out.append(Asked(text, True, others, rows, np.zeros(len(others), bool), [], made=True))
    return out


def _rows(
    context: Context, question: Question, regions: tuple[Region, ...] | None, hits: Sequence[Hit]
) -> list[dict[str, float]]:
    return evidence.read(context, question, hits, evidence.features(context, question, regions, hits))


def _words(context: Context, question: Question, passages: Sequence[Passage]) -> list[tuple[dict[str, float], float]]:
    texts = [
        text
        for p in passages
        for text in (
            squeeze(p.text),
            context.above(p.document_id, p.clause_id, p.start),
            context.header(p.document_id),
        )
    ]
    return [
        (spoken.features(term, context.idf), max(degree(term, text) for text in texts))
        for term in context.terms(question)
        if texts
    ]


def ascend(gradient: Callable[[Floats], Floats], size: int, steps: int = 3_000) -> Floats:
    """The maximum of a concave function by its gradient (Adam)."""
    w, m, v = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        g = gradient(w)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w + 0.03 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-9)
    return w


def fit_rank(asked: Sequence[Asked], names: Sequence[str]) -> Weights:
    """Weights that make a right passage likely to be the first (softmax over the candidates of a question)."""
    data = [(np.array([[row[n] for n in names] for row in a.rows]), a.right) for a in asked if a.right.any()]

    def gradient(w: Floats) -> Floats:
        total: Floats = -2 * RIDGE * w
        for x, right in data:
            scores = x @ w
            e = np.exp(scores - scores.max())
            total = total + ((e * right) @ x / (e * right).sum() - e @ x / e.sum()) / len(data)
        return total

    return dict(zip(names, ascend(gradient, len(names)).round(3).tolist(), strict=True))


def fit_support(asked: Sequence[Asked], ranking: Weights) -> Weights:
    """Logistic regression: whether the best passages answer the question."""
    ordered = [rank(a, ranking) for a in asked]
    rows = [evidence.support_features([e for e, _ in o]) for o in ordered]
    names = list(rows[0])
    x = np.array([[1.0, *(row[n] for n in names)] for row in rows])
    y = np.array([any(right for _, right in o[:TOP]) for o in ordered])
    counts = np.array([MADE_COUNTS if a.made else 1.0 for a in asked])

    def gradient(w: Floats) -> Floats:
        wrong = (y - 1 / (1 + np.exp(-x @ w))) * counts
        slope: Floats = wrong @ x / counts.sum() - 2 * RIDGE * np.r_[0, w[1:]]
        return slope

    return dict(zip(("intercept", *names), ascend(gradient, len(names) + 1).round(3).tolist(), strict=True))


def fit_words(asked: Sequence[Asked]) -> Weights:
    """Logistic regression: how far a right passage states a word of the question."""
    words = [w for a in asked for w in a.words]
    names = list(words[0][0])
    x = np.array([[row[n] for n in names] for row, _ in words])
    y = np.array([stated for _, stated in words])

    def gradient(w: Floats) -> Floats:
        slope: Floats = (y - 1 / (1 + np.exp(-x @ w))) @ x / len(y) - RIDGE / 3 * w
        return slope

    return dict(zip(names, ascend(gradient, len(names)).round(3).tolist(), strict=True))


def fit(asked: Sequence[Asked]) -> tuple[Weights, Weights]:
    """Weights for ranking, and for accepting what is ranked by them."""
    ranking = fit_rank(asked, list(asked[0].rows[0]))
    return ranking, fit_support(asked, ranking)


def fit_first(asked: Sequence[Asked]) -> Weights:
    """Weights for choosing what is read: of all that is known before."""
    return fit_rank(asked, [n for n in asked[0].rows[0] if n not in ("reading", "unread")])


def rank(asked: Asked, weights: Weights) -> Ranked:
    """The candidates, best first, each with whether it is right."""
    scores = evidence.weighted(asked.rows, weights)
    found = [evidence.Evidence(h.passage, r, s) for h, r, s in zip(asked.hits, asked.rows, scores, strict=True)]
    return sorted(zip(found, map(bool, asked.right), strict=True), key=lambda f: -f[0].score)


def likely(found: Ranked, weights: Weights) -> float:
    """The likelihood that the best passages answer."""
    return evidence.likelihood([e for e, _ in found], weights)


def cross_validate(asked: Sequence[Asked]) -> list[tuple[float, Asked, list[bool]]]:
    """Support, question and whether each candidate is right, best first, by weights fitted on the other folds."""
    order = np.random.default_rng(0).permutation(len({a.text for a in asked}))
    place = {text: fold % FOLDS for text, fold in zip(dict.fromkeys(a.text for a in asked), order, strict=True)}
    out = []
    for fold in range(FOLDS):
        ranking, accepting = fit([a for a in asked if place[a.text] != fold])
        for a in asked:
            if place[a.text] == fold:
                found = rank(a, ranking)
                out.append((likely(found, accepting), a, [right for _, right in found]))
    return out


def report(results: Sequence[tuple[float, Asked, list[bool]]]) -> None:
    """Print the shares."""
    taken = np.array([support for support, a, _ in results if a.made])
    results = [r for r in results if not r[1].made]
    firsts = [next((i for i, right in enumerate(r[2]) if right), None) for r in results if not r[1].none]
    held = [f for f in firsts if f is not None]
    n = len(firsts)
    print(f"{len(results)} questions, {n} with an answer; candidates hold it for {len(held) / n:.3f}")
    print(
        f"best {sum(f == 0 for f in held) / n:.3f}  best three {sum(f < TOP for f in held) / n:.3f}  "
        f"MRR {sum(1 / (f + 1) for f in held) / n:.3f}"
    )
    for threshold in np.arange(0.3, 0.95, 0.05):
        given = [r for r in results if r[0] >= threshold]
        right = sum(any(r[2][:TOP]) for r in given)
        print(
            f"support {threshold:.2f}: shown {len(given):4d}, right {right / max(len(given), 1):.3f}, of those with an "
            f"answer {right / n:.3f}, documents taken away {np.mean(taken >= threshold):.3f}"
        )


def write(fitted: dict[str, Weights]) -> None:
    """Put the weights into the data file, under its comment, beside those that were not fitted."""
    path = Path(evidence.__file__).parents[1] / "data/evidence.toml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    for name, weights in {**spoken.weights(), **fitted}.items():
        lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in weights.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", nargs="+", action="append", required=True, metavar=("DIR", "FILE"))
    parser.add_argument("--split", default="dev")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--words", action="store_true", help="fit how likely a word is stated, nothing else")
    parser.add_argument("-v", action="store_true", help="every question with its support")
    args = parser.parse_args()
    asked = [a for kb, *files in args.kb for a in read(kb, files, args.split)]
    if args.words:
        stated = fit_words(asked)
        print("stated", stated)
        if args.write:
            write({"stated": stated})
        return
    results = cross_validate(asked)
    report(results)
    if args.v:
        for support, a, right in sorted(results, key=lambda r: -r[0]):
            mark = "made" if a.made else "none" if a.none else "ok" if any(right[:TOP]) else "--"
            print(f"{support:.2f} {mark:4} {a.text}")
    first = fit_first(asked)
    ranking, accepting = fit(asked)
    print("first", first)
    print("rank", ranking)
    print("support", accepting)
    if args.write:
        write({"first": first, "rank": ranking, "support": accepting})


if __name__ == "__main__":
    main()
