"""Training on questions that people wrote for passages: what everyday words mean in official ones.

Each line of a file of written questions holds a question, 1 or 0, and the key of a passage that answers it (1) or
that speaks of the same matter without answering it (0). Passages are found by key among the lines and sentences of
the texts, so that the file holds none. A question must be nearer to its passage than to the others of its batch, and
than a question that the passage does not answer, by late interaction (`kb/interaction.py`) and by the vectors of
both texts together. Needs torch, which comes with the `transformers` extra.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderError, UsageError
from kb.fit.texts import files_of, records_of
from kb.terms import squeeze

Rows = NDArray[np.float32]

# Questions at a time: each passage of a batch is a wrong one for the others.
BATCH = 96
# Tokens looked at of a question and of a passage.
QUESTION_TOKENS, PASSAGE_TOKENS = 24, 110
# After three, questions held out are ranked no better.
EPOCHS = 3
_RATE = 1e-3
# How sharply a batch is told apart, and what whole vectors count beside single pieces: both as they came out when
# they were trained too.
_SCALE = 14.0
_WHOLE = 0.6
# The weight of a passage against the questions, of near misses, and the share of a question's tokens left out.
_BACK, _NEAR, _LEFT_OUT = 0.5, 0.5, 0.1
_SENTENCES = re.compile(r"(?<=。)")


@dataclass(frozen=True, slots=True)
class Written:
    """A question, the passage it was written for, and whether the passage answers it."""

    question: str
    passage: str
    answered: bool


def passage_key(text: str) -> str:
    """What names a passage in a file of written questions."""
    return hashlib.sha1(squeeze(text).encode(), usedforsecurity=False).hexdigest()[:12]


def read_written(path: Path, texts: Iterable[Path]) -> list[Written]:
    """The questions of the file whose passages the texts hold. Raises UsageError when the file cannot be read or
    none of its passages is held."""
    rows = read_rows(path)
    wanted = {key for _, _, key in rows}
    held = {key: text for text in _passages(texts) if (key := passage_key(text)) in wanted}
    found = [Written(question, held[key], answered) for question, answered, key in rows if key in held]
    if not any(w.answered for w in found):
        raise UsageError(f"{path}：所给文本中没有这些问题所问的段落；请给出编写问题时所用的文本")
    return found


def read_rows(path: Path) -> list[tuple[str, bool, str]]:
    """The lines of a file of written questions: the question, whether its passage answers it, the passage's key. Raises
    UsageError when it cannot be read."""
    try:
        lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
        return [(question, answered == "1", key) for question, answered, key in lines]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}：读不了问题文件；每行应为：问题、制表符、1 或 0、制表符、段落编号") from error


def _passages(texts: Iterable[Path]) -> Iterator[str]:
    for path in files_of(texts):
        for _, body in records_of(path):
            for line in body.splitlines():
                yield from sentences_of(line)


def sentences_of(line: str) -> Iterator[str]:
    """What a question may be written for: the line without its margins, and each sentence of it."""
    if line := line.strip():
        yield line
        yield from _SENTENCES.split(line)


def refine(
    rows: Rows,
    tokenizer: Any,
    written: Sequence[Written],
    seed: int,
    epochs: int = EPOCHS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Rows:
    """The rows, trained on the questions: float32 of the same shape. Raises EncoderError without torch."""
    try:
        import torch
    except ImportError as error:
        raise EncoderError("用问题训练编码器需要 torch；请执行 pip install 'policykb[transformers]'") from error
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    table = torch.nn.Parameter(torch.from_numpy(rows.copy()))
    questions = [w for w in written if w.answered]
    steps = epochs * max(1, len(questions) // BATCH)
    optimizer = torch.optim.Adam([table], lr=_RATE)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, steps)
    batches = _batches(written, rng)
    for step in range(steps):
        asked, missed = next(batches)
        loss = _loss(table, tokenizer, asked) + _NEAR * _loss_of_near(table, tokenizer, missed)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        progress(step + 1, steps)
    return np.asarray(table.detach().numpy(), dtype=np.float32)


def _batches(
    written: Sequence[Written], rng: np.random.Generator
) -> Iterator[tuple[list[Written], list[tuple[Written, Written]]]]:
    """Endless batches: answered questions, and near misses each with an answered question on its passage."""
    answered: dict[str, list[Written]] = {}
    for w in written:
        if w.answered:
            answered.setdefault(w.passage, []).append(w)
    all_of = [w for questions in answered.values() for w in questions]
    near = [w for w in written if not w.answered and w.passage in answered]
    while True:
        order = rng.permutation(len(all_of))
        for begin in range(0, max(len(order) - BATCH, 0) + 1, BATCH):
            chosen = rng.integers(max(len(near), 1), size=min(len(near), BATCH // 4))
            pairs = [(near[n], answered[near[n].passage][rng.integers(len(answered[near[n].passage]))]) for n in chosen]
            yield [all_of[n] for n in order[begin : begin + BATCH]], pairs


def _loss(table: Any, tokenizer: Any, asked: Sequence[Written]) -> Any:
    """Multiple negatives ranking, both ways; passages that are one and the same are no negatives."""
    import torch
    from torch.nn.functional import cross_entropy

    questions = _tokens(tokenizer, [w.question for w in asked], QUESTION_TOKENS, _LEFT_OUT)
    passages = _tokens(tokenizer, [w.passage for w in asked], PASSAGE_TOKENS)
    pieces, whole = _looked_up(table, *questions)
    others, others_whole = _looked_up(table, *passages)
    cosines = pieces.flatten(0, 1) @ others.flatten(0, 1).T
    best = cosines.view(*pieces.shape[:2], *others.shape[:2]).amax(-1)
    scores = _SCALE * (_weighed(table, *questions, best) + _WHOLE * whole @ others_whole.T)
    names = np.array([w.passage for w in asked])
    same = torch.from_numpy((names[:, None] == names) & ~np.eye(len(names), dtype=bool))
    scores = scores.masked_fill(same, -1e4)
    right = torch.arange(len(asked))
    return cross_entropy(scores, right) + _BACK * cross_entropy(scores.T, right)


def _loss_of_near(table: Any, tokenizer: Any, pairs: Sequence[tuple[Written, Written]]) -> Any:
    """A question that a passage answers must be nearer to it than one that it does not."""
    from torch.nn.functional import softplus

    if not pairs:
        return table.sum() * 0
    missed, answered = (_own(table, tokenizer, [pair[n] for pair in pairs]) for n in (0, 1))
    return softplus(missed - answered).mean()


def _own(table: Any, tokenizer: Any, written: Sequence[Written]) -> Any:
    """Each question's score with its own passage."""
    questions = _tokens(tokenizer, [w.question for w in written], QUESTION_TOKENS)
    pieces, whole = _looked_up(table, *questions)
    others, others_whole = _looked_up(table, *_tokens(tokenizer, [w.passage for w in written], PASSAGE_TOKENS))
    best = (pieces @ others.transpose(1, 2)).amax(-1, keepdim=True)
    return _SCALE * (_weighed(table, *questions, best)[:, 0] + _WHOLE * (whole * others_whole).sum(-1))


def _tokens(tokenizer: Any, texts: Sequence[str], width: int, left_out: float = 0.0) -> tuple[Any, Any]:
    """Token numbers and which of them are filled, (texts, width); a share of the tokens left out at random."""
    import torch

    ids = torch.zeros(len(texts), width, dtype=torch.long)
    filled = torch.zeros(len(texts), width)
    for n, encoding in enumerate(tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
        known = [i for i in encoding.ids if i][:width]  # 0 is the unknown token
        ids[n, : len(known)] = torch.tensor(known, dtype=torch.long)
        filled[n, : len(known)] = 1
    return ids, filled * (torch.rand(filled.shape) >= left_out)


def _looked_up(table: Any, ids: Any, filled: Any) -> tuple[Any, Any]:
    """Rows of length 1, zero where nothing is filled, and the text's vector."""
    from torch.nn.functional import embedding, normalize

    rows = embedding(ids, table) * filled[..., None]
    return normalize(rows, dim=-1), normalize(rows.sum(1), dim=-1)


def _weighed(table: Any, ids: Any, filled: Any, best: Any) -> Any:
    """The mean of the best cosines (questions, tokens, passages), weighed by the lengths of the tokens' rows."""
    from torch.nn.functional import embedding

    weights = embedding(ids, table).norm(dim=-1) * filled
    return (best * weights[..., None]).sum(1) / weights.sum(1, keepdim=True).clamp(min=1e-6)
