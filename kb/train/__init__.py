"""Trains the reader (`kb/reader.py`) on questions written for passages that a knowledge base holds.

The room above all of kb, since what a question finds in a knowledge base is what the reader learns to tell apart. Needs
the `transformers` extra (torch, transformers, onnx). The steps follow one seed; sums of bfloat16 differ a little from
one kind of processor to another.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kb.answer.context import Context
from kb.base import KnowledgeBase
from kb.errors import EncoderError
from kb.train.groups import make_groups
from kb.train.start import read_start, used_pieces

__all__ = ["ReaderReport", "fit_reader"]

SEED = 20251
STEPS = 2_200

# Called with the stage (Chinese), what is done of it, and its total.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ReaderReport:
    """What was trained: questions, pieces kept, steps, the mean loss at the end, and the folder's bytes."""

    out: Path
    questions: int
    pieces: int
    steps: int
    loss: float
    size: int


def fit_reader(
    base: KnowledgeBase,
    start: Path,
    questions: Path,
    out: Path,
    *,
    steps: int = STEPS,
    seed: int = SEED,
    progress: Progress = lambda stage, done, total: None,
) -> ReaderReport:
    """Train a reader from the packed model `start` on `questions` written for passages of the knowledge base, and write
    it to the folder `out`. Raises UsageError for files of another kind, EncoderError without the libraries."""
    try:
        from kb.train.learning import train
        from kb.train.model import CrossEncoder, write_model
    except ImportError as error:
        raise EncoderError("训练阅读模型需要 torch 等；请执行 pip install 'policykb[transformers]'") from error
    progress("读取模型", 0, 1)
    packed = read_start(start)
    context = Context(base._store, base._searcher)
    groups = make_groups(context, questions, seed, lambda done, total: progress("查找相近段落", done, total))
    progress("选取词表", 0, 1)
    kept = used_pieces(packed, chain(_lines(context), (group.question for group in groups)))
    model = CrossEncoder(packed, kept)
    loss = train(model, groups, steps, seed, lambda done, total: progress("训练", done, total))
    return ReaderReport(out, len(groups), len(kept), steps, loss, write_model(model, out))


def _lines(context: Context) -> Iterator[str]:
    for document in sorted(context.full):
        yield from filter(str.strip, context.store.text(document).splitlines())
