"""Fits the embedded encoder from official texts: vocabulary, co-occurrence start, contrastive training.

The only room that trains. Needs scipy (which comes with the `transformers` extra), but no torch. The same
texts, seed, library versions and kind of processor give the same bytes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.encoder import StaticEncoder
from kb.errors import EncoderError
from kb.fit.contrast import BATCH, make_pairs, train
from kb.fit.folder import check_folder, write_folder
from kb.fit.start import rarity, share, start_rows
from kb.fit.texts import read_texts
from kb.fit.vocabulary import build_tokenizer, tokenize
from kb.fit.written import read_written, refine

__all__ = ["FitReport", "Progress", "fit"]

SEED = 20251
VOCABULARY = 24_000
DIM = 256
# The questions of benchmarks/encoder.py are answered no better after six.
EPOCHS = 2

# Called with the stage (Chinese), what is done of it, and its total.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class FitReport:
    """What was fitted: `units` are the (runs of) sentences trained on, `loss` is the mean ranking loss
    at the end, `size` the folder's bytes; `skipped` holds (path, reason in Chinese) of files not read."""

    out: Path
    encoder_id: str
    seed: int
    files: int
    characters: int
    units: int
    vocabulary: int
    dim: int
    steps: int
    loss: float
    size: int
    skipped: tuple[tuple[str, str], ...]


def fit(
    texts: Iterable[Path],
    out: Path,
    *,
    questions: Path | None = None,
    seed: int = SEED,
    vocabulary: int = VOCABULARY,
    dim: int = DIM,
    epochs: int = EPOCHS,
    progress: Progress = lambda stage, done, total: None,
) -> FitReport:
    """Fits an encoder on `texts` (.txt, .md, .jsonl files or folders) and writes it to the folder `out`,
    replacing an encoder there; `questions` written for passages of the texts refine it.

    Raises UsageError when there is no text or `out` holds something else, EncoderError without scipy.
    """
    _check_scipy()
    check_folder(out)
    rng = np.random.default_rng(seed)
    texts = list(texts)
    progress("读取文本", 0, 1)
    read = read_texts(texts)
    progress("统计词语", 0, 1)
    tokenizer = build_tokenizer(read.units, vocabulary)
    size = tokenizer.get_vocab_size()
    ids = tokenize(tokenizer, [unit.text for unit in read.units])
    progress("分解共现矩阵", 0, 1)
    shares = share(ids, size)
    rows = start_rows(ids, shares, dim, rng)
    pairs = make_pairs(tokenizer, read.units, ids, rarity(shares))
    steps = epochs * -(-len(ids) // BATCH)
    loss = train(rows, pairs, steps, rng, lambda done, total: progress("对比训练", done, total))
    if questions is not None:
        written = read_written(questions, texts)
        rows = refine(rows, tokenizer, written, seed, progress=lambda done, total: progress("问题训练", done, total))
    bytes_written = write_folder(out, tokenizer, rows)
    return FitReport(
        out=out,
        encoder_id=StaticEncoder(out).id,
        seed=seed,
        files=read.files,
        characters=read.characters,
        units=len(read.units),
        vocabulary=size,
        dim=dim,
        steps=steps,
        loss=loss,
        size=bytes_written,
        skipped=read.skipped,
    )


def _check_scipy() -> None:
    try:
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise EncoderError("拟合编码器需要 scipy；请执行 pip install 'policykb[transformers]'") from error
