"""Contrastive training of the word vectors in plain numpy: a text is nearer to its partner than to others'.

Multiple-negatives ranking (Henderson et al. 2017), both ways, on three kinds of pairs made from the texts
themselves: key words of a unit → the unit, a unit → its neighbour, a heading → a unit under it. Half a batch
comes in runs of neighbouring units, whose likeness makes them hard negatives.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.fit.texts import Unit
from kb.fit.vocabulary import tokenize

Ids = NDArray[np.int32]
Rows = NDArray[np.float32]

BATCH = 1024
# Inverse temperature of the softmax, sentence-transformers' default for this loss.
_SCALE = 20.0
_RATE = 0.02  # falling to 0; 0.005 was slower, 0.05 no better
_RUN = 16  # neighbouring units that enter a batch together

KEYWORDS, NEIGHBOUR, HEADING = 0, 1, 2
# Mostly key words (0.6, 0.2, 0.2) or no neighbours (0.2, 0, 0.8) did no better on the questions of
# benchmarks/encoder.py; the differences were within what 79 questions can tell.
_KIND_SHARES = (0.4, 0.3, 0.3)
_FRAME_SHARE = 0.3  # of key-word queries worded as a question (…由哪个部门负责)
_SUBJECT_SHARE = 0.4  # of key-word queries that name the document's subject
_HEADINGS_SHARE = 0.4  # of partners that carry their headings, as passages may
# Of a query's words taken out of its partner, so that the rest must suffice: the vectors are to learn what
# BM25 does not know. 0.4 did as well for the encoder alone, and a little worse for the two added.
_DROP_SHARE = 0.9
_FRAMES = Path(__file__).parents[1] / "data" / "fit.toml"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Where training pairs come from: token ids of units, of their headings (joined) and titles, by unit."""

    units: tuple[Ids, ...]
    headings: tuple[tuple[Ids, ...], ...]
    documents: NDArray[np.int64]
    heading_keys: NDArray[np.int64]
    weights: NDArray[np.float64]
    frames: tuple[Ids, ...]


def make_pairs(tokenizer: Any, units: Sequence[Unit], ids: Sequence[Ids], weights: NDArray[np.float64]) -> Pairs:
    """`weights` (one per token) say how likely a word is to be asked for."""
    texts = sorted({heading for unit in units for heading in unit.headings})
    heading_ids = dict(zip(texts, tokenize(tokenizer, texts), strict=True))
    keys: dict[tuple[str, ...], int] = {}
    frames = tomllib.loads(_FRAMES.read_text(encoding="utf-8"))["frames"]
    return Pairs(
        units=tuple(ids),
        headings=tuple(tuple(heading_ids[heading] for heading in unit.headings) for unit in units),
        documents=np.array([unit.document for unit in units]),
        heading_keys=np.array([keys.setdefault(unit.headings, len(keys)) for unit in units]),
        weights=weights,
        frames=tuple(tokenize(tokenizer, frames)),
    )


def train(
    rows: Rows, pairs: Pairs, steps: int, rng: np.random.Generator, progress: Callable[[int, int], None]
) -> float:
    """Trains `rows` in place for `steps` batches; returns the mean loss of the last tenth."""
    squares = np.full(rows.shape, 1e-8, dtype=np.float32)
    losses = []
    for step in range(steps):
        chosen = _chosen(pairs, rng)
        kinds = rng.choice(3, size=len(chosen), p=_KIND_SHARES)
        sides = [_pair(pairs, int(unit), int(kind), rng) for unit, kind in zip(chosen, kinds, strict=True)]
        kept = [n for n, (query, partner) in enumerate(sides) if len(query) and len(partner)]
        if len(kept) > 1:
            texts = [sides[n][0] for n in kept] + [sides[n][1] for n in kept]
            same = _same(pairs, chosen[kept], kinds[kept])
            losses.append(_step(rows, squares, texts, same, _RATE * (1 - step / steps)))
        progress(step + 1, steps)
    return float(np.mean(losses[-max(1, len(losses) // 10) :])) if losses else 0.0


def _chosen(pairs: Pairs, rng: np.random.Generator) -> NDArray[np.int64]:
    """Distinct units of a batch: half at random, half in runs of neighbours."""
    total = len(pairs.units)
    single = rng.integers(total, size=BATCH // 2)
    begins = rng.integers(max(1, total - _RUN), size=BATCH // 2 // _RUN)
    runs = (begins[:, None] + np.arange(_RUN)[None, :]).ravel()
    return np.unique(np.concatenate([single, runs[runs < total]]))


def _pair(pairs: Pairs, unit: int, kind: int, rng: np.random.Generator) -> tuple[Ids, Ids]:
    """(query, partner) of a unit; a kind that the unit has no material for falls back to key words."""
    ids, headings, keys = pairs.units[unit], pairs.headings[unit], pairs.heading_keys
    if kind == NEIGHBOUR and unit + 1 < len(keys) and keys[unit] == keys[unit + 1]:
        return _crop(ids, rng), pairs.units[unit + 1]
    if kind == HEADING and headings:
        deepest = headings[-1]
        return (np.concatenate([headings[0], deepest]) if len(headings) > 1 else deepest), ids
    if len(ids) < 2:
        return ids[:0], ids
    query = _key_words(ids, pairs.weights, rng)
    partner = ids[~(np.isin(ids, query) & (rng.random(len(ids)) < _DROP_SHARE))]
    if headings and rng.random() < _SUBJECT_SHARE:
        query = np.concatenate([_crop(headings[0], rng), query])
    if headings and rng.random() < _HEADINGS_SHARE:
        partner = np.concatenate([*headings, partner])
    if rng.random() < _FRAME_SHARE:
        query = np.concatenate([query, pairs.frames[int(rng.integers(len(pairs.frames)))]])
    return query, partner


def _crop(ids: Ids, rng: np.random.Generator) -> Ids:
    """A stretch of half the text or more."""
    length = int(rng.integers(len(ids) // 2, len(ids))) + 1 if len(ids) else 0
    begin = int(rng.integers(len(ids) - length + 1))
    return ids[begin : begin + length]


def _key_words(ids: Ids, weights: NDArray[np.float64], rng: np.random.Generator) -> Ids:
    """Two to eight words, rare ones more likely, in their order in the text."""
    wanted = min(int(rng.integers(2, 9)), len(ids))
    # Exponential races draw without replacement in proportion to the weights.
    order = np.argsort(rng.exponential(size=len(ids)) / weights[ids])
    return ids[np.sort(order[:wanted])]


def _same(pairs: Pairs, chosen: NDArray[np.int64], kinds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(batch, batch): partners that would answer the query as well, so that they are no negatives."""
    keys, documents = pairs.heading_keys[chosen], pairs.documents[chosen]
    under = (keys[:, None] == keys[None, :]) & (kinds == HEADING)[:, None]
    near = (np.abs(chosen[:, None] - chosen[None, :]) <= 2) & (documents[:, None] == documents[None, :])
    same = under | (near & (kinds == NEIGHBOUR)[:, None])
    np.fill_diagonal(same, False)
    return np.asarray(same)


def _step(rows: Rows, squares: Rows, texts: Sequence[Ids], same: NDArray[np.bool_], rate: float) -> float:
    """One Adagrad step on the rows that the texts (queries, then their partners) use; returns the loss."""
    from scipy import sparse

    used, columns = np.unique(np.concatenate(texts), return_inverse=True)
    begins = np.cumsum([0] + [len(text) for text in texts])
    shape = (len(texts), len(used))
    bags = sparse.csr_matrix((np.ones(len(columns), dtype=np.float32), columns, begins), shape=shape)
    sums = bags @ rows[used]
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    vectors = sums / lengths
    size = len(texts) // 2
    gradient, loss = _ranking_gradient(vectors[:size], vectors[size:], same)
    gradient = (gradient - vectors * (gradient * vectors).sum(axis=1, keepdims=True)) / lengths
    change = bags.T @ gradient
    squares[used] += change**2
    rows[used] -= rate * change / np.sqrt(squares[used])
    return loss


def _ranking_gradient(queries: Rows, partners: Rows, same: NDArray[np.bool_]) -> tuple[Rows, float]:
    """The loss's gradient by the vectors, queries' over partners', and the loss."""
    size = len(queries)
    scores = _SCALE * (queries @ partners.T)
    scores[same] = -1e9
    forth = np.exp(scores - scores.max(axis=1, keepdims=True))
    forth /= forth.sum(axis=1, keepdims=True)
    back = np.exp(scores - scores.max(axis=0, keepdims=True))
    back /= back.sum(axis=0, keepdims=True)
    right = np.concatenate([np.diagonal(forth), np.diagonal(back)])
    loss = float(-np.log(np.maximum(right, 1e-12)).mean())
    slope = (forth + back) * (_SCALE / (2 * size))
    slope[np.arange(size), np.arange(size)] -= _SCALE / size
    return np.concatenate([slope @ partners, slope.T @ queries]), loss
