"""The steps by which the cross-encoder learns to tell answering passages from the others found."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from kb.reader import Read, shown
from kb.train.groups import Group
from kb.train.model import CrossEncoder

# Questions at a time, and the wrong passages read with each: of an answered question, of one that its passage does not
# answer. They are drawn from the nearest ones.
QUESTIONS = 8
WRONG, WRONG_OF_NEAR_MISS, NEAREST = 3, 1, 6
_RATE, _HEAD_RATE = 1e-4, 1e-3
_WARM_UP, _LEAST_RATE = 50, 0.02
# Batches cut from questions of like length, so that little is padding.
_ALIKE = 16
# What a passage that answers counts beside a wrong one, of which there are more.
_RIGHT = 2.0


def train(
    model: CrossEncoder, groups: Sequence[Group], steps: int, seed: int, progress: Callable[[int, int], None]
) -> float:
    """Train for so many steps in bfloat16; the mean loss of the last tenth of them."""
    torch.manual_seed(seed)
    rng = Random(seed)
    optimizer = _optimizer(model)
    rates = [group["lr"] for group in optimizer.param_groups]
    batches = _batches(groups, rng)
    losses = []
    model.train()
    for step in range(steps):
        share = min(1.0, (step + 1) / _WARM_UP) * (1 - step / steps) + _LEAST_RATE
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        loss = _loss(model, next(batches), rng)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        progress(step + 1, steps)
    last = losses[-max(1, steps // 10) :]
    return sum(last) / len(last)


def _optimizer(model: CrossEncoder) -> torch.optim.Optimizer:
    """Matrices decay, biases and norms do not; the new head learns faster."""
    head = model.head.weight
    named = [p for p in model.parameters() if p is not head]
    return torch.optim.AdamW(
        [
            {"params": [p for p in named if p.ndim > 1], "lr": _RATE, "weight_decay": 0.01},
            {"params": [p for p in named if p.ndim <= 1], "lr": _RATE, "weight_decay": 0.0},
            {"params": [head], "lr": _HEAD_RATE, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
    )


def _batches(groups: Sequence[Group], rng: Random) -> Iterator[list[Group]]:
    """Endless batches, each question once before any comes again."""
    waiting: list[Group] = []
    while True:
        while len(waiting) < QUESTIONS * _ALIKE:
            waiting = rng.sample(groups, len(groups)) + waiting
        alike = [waiting.pop() for _ in range(QUESTIONS * _ALIKE)]
        alike.sort(key=lambda g: max(len(p.text) for p in (g.passage, *g.wrong[:NEAREST])))
        batches = [alike[n : n + QUESTIONS] for n in range(0, len(alike), QUESTIONS)]
        rng.shuffle(batches)
        yield from batches


def _loss(model: CrossEncoder, batch: Sequence[Group], rng: Random) -> torch.Tensor:
    """That each passage is told right, and that the right one of a question is told from its wrong ones."""
    drawn = [_drawn(group, rng) for group in batch]
    pairs = [(group.question, shown(p)) for group, passages in zip(batch, drawn, strict=True) for p in passages]
    right = [float(group.answered and n == 0) for group, ps in zip(batch, drawn, strict=True) for n in range(len(ps))]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = model(*model.inputs(pairs))
    told = binary_cross_entropy_with_logits(scores, torch.tensor(right), pos_weight=torch.tensor(_RIGHT))
    parts = scores.split([len(passages) for passages in drawn])
    ranked = [
        cross_entropy(part.unsqueeze(0), torch.zeros(1, dtype=torch.long))
        for part, group in zip(parts, batch, strict=True)
        if group.answered
    ]
    return told + torch.stack(ranked).mean() if ranked else told


def _drawn(group: Group, rng: Random) -> list[Read]:
    """The passage of the question, then wrong ones."""
    nearest = group.wrong[:NEAREST]
    wanted = WRONG if group.answered else WRONG_OF_NEAR_MISS
    return [group.passage, *rng.sample(nearest, min(wanted, len(nearest)))]
