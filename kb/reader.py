"""How far a passage answers a question, by a small transformer that reads both together (a cross-encoder).

What shared words and vectors made beforehand cannot tell, reading can: that 森林采伐，包括主伐、抚育采伐 answers 采伐分
哪几种. It costs milliseconds a passage, so only the few passages found first are read. The model (`kb/data/reader`) is
six layers of multilingual-e5-small (Wang et al., 2024; MIT), cut to the pieces of Chinese official texts and trained on
written questions (docs/reader.md); int8, run by onnxruntime without torch.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderError

EMBEDDED = Path(__file__).parent / "data" / "reader"
# Characters read of a question, of a title (its beginning), of the headings above (their end), of a passage; pieces
# read in all. It was trained on 180 characters of a passage: 150 tell as much, sooner.
QUESTION, TITLE, HEADINGS, TEXT = 90, 36, 36, 150
MOST_PIECES = 144

Scores = NDArray[np.float32]


class Read(NamedTuple):
    """A passage to read: its document's title, the labels and headings above it, its text."""

    title: str
    headings: str
    text: str


class Reader:
    """The cross-encoder of a folder (model.onnx, tokenizer.json). Thread-safe. Raises EncoderError when the folder is
    incomplete or damaged."""

    def __init__(self, folder: Path = EMBEDDED) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # a passage a core, without padding: several cores on one passage wait for each other at every step
        options.intra_op_num_threads = 1
        self._threads = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reader")
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise their own
            raise EncoderError(f"{folder}：阅读模型缺失或已损坏；请重新安装") from error
        self._tokenizer.enable_truncation(MOST_PIECES, strategy="only_second")
        self._tokenizer.no_padding()

    def scores(self, question: str, passages: Sequence[Read]) -> Scores:
        """The log odds that each passage answers the question, float32 of shape (len(passages),)."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        encodings = self._tokenizer.encode_batch([(question[:QUESTION], shown(p)) for p in passages])
        return np.fromiter(self._threads.map(self._score, encodings), np.float32, len(passages))

    def _score(self, encoding: Any) -> float:
        given = {
            "ids": np.array([encoding.ids], dtype=np.int64),
            "types": np.array([encoding.type_ids], dtype=np.int64),
            "mask": np.array([encoding.attention_mask], dtype=np.int64),
        }
        (scores,) = self._session.run(None, given)
        return float(scores[0])


def shown(passage: Read) -> str:
    """What is read of a passage: the title and the headings before the text."""
    above = f"{passage.title[:TITLE]} {passage.headings[-HEADINGS:]}".strip()
    return f"{above}\n{passage.text[:TEXT]}"


@lru_cache(maxsize=1)
def embedded() -> Reader:
    """The reader shipped with the package."""
    return Reader()
