"""The start: word vectors from co-occurrence counts (PPMI, truncated SVD), weighted by rarity (SIF).

Levy, Goldberg & Dagan 2015 (PPMI–SVD with smoothed contexts); Arora, Liang & Ma 2017 (SIF weights).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Tokens on each side that count as context; pairs seen fewer times (weighted) are chance.
_WINDOW = 6
_PAIR_COUNT = 3
# Exponent of the context counts: keeps rare contexts from dominating (Levy et al.: 0.75).
_SMOOTHING = 0.75
_SIF = 1e-3
# Subspace iteration: extra dimensions and rounds. More rounds changed no figure.
_EXTRA = 24
_ITERATIONS = 5


def share(ids: Sequence[NDArray[np.int32]], size: int) -> NDArray[np.float64]:
    """Each token's share of the text, (size,)."""
    used = np.bincount(np.concatenate(ids), minlength=size).astype(np.float64)
    return used / max(float(used.sum()), 1.0)


def rarity(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each token's SIF weight: near 1 for rare words, near 0 for those in every sentence."""
    return _SIF / (_SIF + shares)


def start_rows(
    ids: Sequence[NDArray[np.int32]], shares: NDArray[np.float64], dim: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """float32 (tokens, dim): a row per token, zero for tokens never seen. `ids` are the units' token ids."""
    rows = _factors(_ppmi(ids, len(shares)), dim, rng)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    np.divide(rows, lengths, out=rows, where=lengths > 0)
    return np.asarray(rows * rarity(shares)[:, None], dtype=np.float32)


def _ppmi(ids: Sequence[NDArray[np.int32]], size: int) -> Any:
    """The sparse symmetric PPMI matrix (size, size)."""
    from scipy import sparse

    # Gaps as wide as the window keep contexts inside a unit; a gap is token 0, left out below.
    gap = np.zeros(_WINDOW, dtype=np.int32)
    line = np.concatenate([part for row in ids for part in (row, gap)])
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, _WINDOW + 1):
        left, right = line[:-distance], line[distance:]
        both = (left > 0) & (right > 0)
        near = np.full(int(both.sum()), 1.0 / distance**0.5, dtype=np.float32)
        counts += sparse.coo_matrix((near, (left[both], right[both])), shape=(size, size)).tocsr()
    counts = (counts + counts.T).tocoo()
    seen = counts.data >= _PAIR_COUNT
    row, column, data = counts.row[seen], counts.col[seen], counts.data[seen].astype(np.float64)
    total = np.bincount(row, weights=data, minlength=size)
    context = total**_SMOOTHING / max(float((total**_SMOOTHING).sum()), 1.0)
    values = np.log(data / np.maximum(total[row] * context[column], 1e-12))
    keep = values > 0
    kept = (values[keep].astype(np.float32), (row[keep], column[keep]))
    return sparse.csr_matrix(kept, shape=(size, size))


def _factors(matrix: Any, dim: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """U·√S of the `dim` largest singular values, by randomised subspace iteration (Halko et al. 2011)."""
    size = matrix.shape[0]
    width = min(dim + _EXTRA, size)
    basis = rng.standard_normal((size, width)).astype(np.float32)
    for _ in range(_ITERATIONS):
        basis, _r = np.linalg.qr(matrix.T @ (matrix @ basis))
    left, values, _right = np.linalg.svd(matrix @ basis, full_matrices=False)
    rows = np.zeros((size, dim))
    kept = min(dim, width)
    rows[:, :kept] = left[:, :kept] * np.sqrt(values[:kept])
    return rows
