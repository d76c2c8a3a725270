"""The vocabulary: a Unigram tokenizer whose pieces are jieba's words of at most three characters.

Longer words come apart into those pieces, so that 综合保税区 and 保税区 share a vector's parts. A tokenizer
of this kind needs no jieba at run time: tokenizers' Rust code does the segmentation.
"""

import logging
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.fit.texts import Unit

UNKNOWN = "<unk>"

# Rounds of segmenting with the tokenizer and counting again: jieba's counts are of words, the rows of pieces.
_ROUNDS = 2
_WORD_LENGTH = 3
# A character seen this often gets a row of its own; a rarer one is unknown, that is no vote at all.
_CHARACTER_COUNT = 2
_WORD_COUNT = 4

# What carries no meaning to a mean of word vectors: anything but letters, Chinese characters and digits.
_REMOVED = r"[^\p{L}\p{N}]+"
_DIGITS = r"\p{N}+"  # 2028: kept whole, apart from the words beside it
_HAN = re.compile(r"[㐀-鿿]+")  # 综合保税区


def build_tokenizer(units: Sequence[Unit], size: int) -> Any:
    """A `tokenizers.Tokenizer` of at most `size` pieces, token 0 being the unknown one. Full-width and
    half-width, capital and small letters are the same to it, punctuation and spaces are dropped."""
    texts = [unit.text for unit in units]
    counts = _word_counts(texts)
    for _ in range(_ROUNDS):
        counts = _piece_counts(_tokenizer(_kept(counts, size)), texts)
    return _tokenizer(_kept(counts, size))


def tokenize(tokenizer: Any, texts: Sequence[str]) -> list[NDArray[np.int32]]:
    """Token ids of each text, unknown ones left out."""
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    ids = (np.asarray(encoding.ids, dtype=np.int32) for encoding in encodings)
    return [row[row > 0] for row in ids]


def _word_counts(texts: Sequence[str]) -> Counter[str]:
    """How often each word stands in the texts, jieba's long words cut into their shorter ones."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:  # jieba loads a cache from the shared one unchecked
        cutter = jieba.Tokenizer()
        cutter.tmp_dir = folder
        for text in texts:
            for word in cutter.cut(text.lower(), HMM=False):
                counts[word] += 1
        pieces: Counter[str] = Counter()
        for word, count in counts.items():
            if len(word) <= _WORD_LENGTH or not _HAN.fullmatch(word):
                pieces[word] += count
                continue
            for piece in cutter.cut_for_search(word, HMM=False):
                if len(piece) <= _WORD_LENGTH:
                    pieces[piece] += count
    return _with_characters(pieces, texts)


def _with_characters(pieces: Counter[str], texts: Sequence[str]) -> Counter[str]:
    """Every character that occurs often enough stays a piece, whatever words it stands in."""
    characters = Counter(character for text in texts for character in text)
    for character, count in characters.items():
        if count >= _CHARACTER_COUNT:
            pieces[character] = max(pieces[character], 1)
    return pieces


def _piece_counts(tokenizer: Any, texts: Sequence[str]) -> Counter[str]:
    """How often each piece is used when the tokenizer segments the texts."""
    ids = np.concatenate(tokenize(tokenizer, texts))
    used = np.bincount(ids, minlength=tokenizer.get_vocab_size())
    pieces = Counter({tokenizer.id_to_token(n): int(used[n]) for n in range(1, len(used))})
    return _with_characters(pieces, texts)


def _kept(counts: Counter[str], size: int) -> list[tuple[str, float]]:
    """The single characters and the most frequent words, with the logarithm of their share."""
    usable = {piece: count for piece, count in counts.items() if count and _is_usable(piece)}
    single = [piece for piece in usable if len(piece) == 1]
    words = [piece for piece, count in usable.items() if len(piece) > 1 and count >= _WORD_COUNT]
    words.sort(key=lambda piece: (-usable[piece], piece))
    single.sort(key=lambda piece: (-usable[piece], piece))
    kept = sorted((single + words)[: size - 1], key=lambda piece: (-usable[piece], piece))
    total = sum(usable[piece] for piece in kept)
    return [(piece, log(usable[piece] / total)) for piece in kept]


def _is_usable(piece: str) -> bool:
    return piece.isalnum() and (len(piece) <= _WORD_LENGTH or piece.isascii())


def _tokenizer(pieces: Sequence[tuple[str, float]]) -> Any:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    lowest = min((score for _, score in pieces), default=0.0)
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, lowest - 10.0), *pieces], unk_id=0))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_REMOVED), "removed"),
            pre_tokenizers.Split(Regex(_DIGITS), "isolated"),
        ]
    )
    return tokenizer
