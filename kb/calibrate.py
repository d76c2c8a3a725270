"""How much the vectors of an encoder should weigh beside words: tried on questions with known places.

The questions are the user's, or made from the knowledge base itself: headings (what stands under 农业保险?), targets
and responsibilities (which passage states them), and a few of a passage's words. The weight is chosen on one half of
them and kept only when it helps on the other half, by more than chance: else ranking is by words alone.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

from kb.encoder import Encoder, is_embedded
from kb.errors import UsageError
from kb.model import Hit, Passage
from kb.search import WEIGHTS, Searcher
from kb.store import Calibration, Store
from kb.terms import squeeze, words

# Weights tried; a static encoder of official texts helps at 0.1, a good transformer at 0.4 and more.
_TRIED = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
# Questions made of the knowledge base: half a minute.
MADE = 300
# Fewer tell nothing about a weight.
LEAST = 20
_DEPTH = 10
# A quote is held by a passage that is part of it, unless the passage is too short to tell.
_LEAST_PART = 12

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question with the words that answer it (squeezed alternatives), in one document if `document_id` says so."""

    text: str
    quotes: tuple[str, ...]
    document_id: str | None = None

    def answered_by(self, passage: Passage) -> bool:
        """Whether the passage holds the answer, or is a part of it."""
        if self.document_id not in (None, passage.document_id):
            return False
        text = squeeze(passage.text)
        return any(quote in text or (len(text) > _LEAST_PART and text in quote) for quote in self.quotes)


def read_probes(path: Path) -> list[Probe]:
    """Questions of a file: question and quote (alternatives with |) in columns 1 and 2, or in 3 and 6 of six. Lines
    without a quote are left out. Raises UsageError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}：读不了问题文件；请给出 UTF-8 文本，每行：问题、制表符、答案原文") from error
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    pairs = [(row[2], row[5]) if len(row) >= 6 else (row[0], row[1]) for row in rows if len(row) >= 6 or len(row) == 2]
    quoted = [(text, tuple(filter(None, map(squeeze, quotes.split("|"))))) for text, quotes in pairs]
    return [Probe(text, quotes) for text, quotes in quoted if quotes]


def made_probes(store: Store, number: int = MADE, seed: int = 1) -> list[Probe]:
    """Questions made of the knowledge base's own headings, records and passages; the same for the same seed."""
    chance = random.Random(seed)
    documents = sorted(d.id for d in store.documents() if d.account is None)
    chance.shuffle(documents)
    kinds: tuple[list[Probe], ...] = ([], [], [])
    for document_id in documents:
        passages = store.passages((document_id,))
        makers = (_of_records(store, document_id), _of_headings(passages), _of_passages(passages, chance))
        for probes, made in zip(kinds, makers, strict=True):
            found = list(made)
            # a few of each document: one long law must not decide
            probes.extend(chance.sample(found, min(len(found), max(2, 2 * number // len(documents)))))
        if min(map(len, kinds)) >= number:
            break
    return [p for probes in kinds for p in probes[: number // 3]]


def _of_records(store: Store, document_id: str) -> Iterator[Probe]:
    for target in store.targets((document_id,)):
        yield Probe(f"{target.year or ''}{target.scope or ''}{target.indicator}", (squeeze(target.text),), document_id)
    for duty in store.responsibilities((document_id,)):
        if len(duty.task) > 4:
            yield Probe(f"{duty.task[:40]}由谁{duty.role}", (squeeze(duty.text),), document_id)


def _of_headings(passages: Sequence[Passage]) -> Iterator[Probe]:
    under: dict[tuple[str, ...], list[str]] = {}
    for passage in passages:
        if len(passage.headings) > 1:
            under.setdefault(passage.headings, []).append(squeeze(passage.text))
    for headings, texts in under.items():
        yield Probe(headings[-1], tuple(texts), passages[0].document_id)


def _of_passages(passages: Sequence[Passage], chance: random.Random) -> Iterator[Probe]:
    for passage in passages:
        held = list(dict.fromkeys(w for w in words(passage.text) if len(w) > 1))
        if len(held) >= 8:
            yield Probe("".join(chance.sample(held, 4)), (squeeze(passage.text),), passage.document_id)


def calibrate(
    store: Store,
    searcher: Searcher,
    probes: Sequence[Probe],
    progress: Progress = lambda done, total: None,
    *,
    asked: bool = False,
) -> Calibration:
    """The weight of vectors by the probes; `asked`: they are the user's. Raises UsageError when they are too few or
    nothing is held."""
    encoder = store.state().encoder
    if encoder is None or len(probes) < LEAST:
        raise UsageError(
            f"只有 {len(probes)} 个可用的问题，不足 {LEAST} 个，无法校准；请先入库文件，或用 --questions 给出更多问题"
        )
    ranks: list[dict[float, float]] = []
    for done, probe in enumerate(probes, 1):
        hits = searcher.search(probe.text, k=1000, dense=_TRIED[0])
        ranks.append({weight: _reciprocal(probe, hits, weight) for weight in (0.0, *_TRIED)})
        progress(done, len(probes))
    # every other one, so that both halves hold every kind
    chosen_by, kept_by = ranks[::2], ranks[1::2]
    best = max((0.0, *_TRIED), key=lambda weight: mean(r[weight] for r in chosen_by))
    if not better([r[best] - r[0.0] for r in kept_by]):
        best = 0.0
    with_vectors, words_alone = (mean(r[weight] for r in kept_by) for weight in (best, 0.0))
    return Calibration(encoder, best, len(probes), with_vectors, words_alone, asked)


def better(gains: Sequence[float]) -> bool:
    """Whether the questions gain more on the whole than chance gives one time in ten (1.28 standard errors)."""
    return bool(mean(gains) > 1.28 * stdev(gains) / len(gains) ** 0.5)


def _reciprocal(probe: Probe, hits: Sequence[Hit], dense: float) -> float:
    """1 / rank of the first right passage among ten, if vectors weighed `dense`."""
    weights = {**WEIGHTS, "dense": dense}
    # without their weight, vectors have no say in who is a candidate either
    held = [hit for hit in hits if dense or hit.parts.get("bigrams")]
    held.sort(key=lambda hit: -sum(weights[name] * part for name, part in hit.parts.items()))
    return next((1 / rank for rank, hit in enumerate(held[:_DEPTH], 1) if probe.answered_by(hit.passage)), 0.0)


def calibrate_new(store: Store, searcher: Searcher, encoder: Encoder) -> None:
    """The default weight was measured with the encoder shipped; another one gets its own once enough is held to make
    questions of, and anew while twice as many can be made. What the user's questions told stays."""
    state = store.state()
    if is_embedded(encoder) or state.encoder != encoder.id:
        return
    before = state.calibration
    if before is not None and (before.asked or 2 * before.questions > MADE):
        return
    probes = made_probes(store)
    if len(probes) >= (LEAST if before is None else 2 * before.questions):
        store.calibrate(calibrate(store, searcher, probes))
