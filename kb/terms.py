"""Words: width folding, character bigrams, jieba words, the policy lexicon with synonyms and abbreviations.

jieba is imported on first use of `words`: it takes most of a second and parsing needs none of it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from importlib.resources import files
from operator import add
from pathlib import Path
from typing import Any
from zlib import crc32

_LEXICON = files("kb").joinpath("data/lexicon.toml").read_bytes()
#: An index made by another version is rebuilt. Raised whenever `bigrams` or `words` change; the lexicon is part of
#: `words`, hence of the version.
TOKENIZER_VERSION = f"3-{crc32(_LEXICON):08x}"

# 〔2025〕38号 with brackets in any width: one term, never cut. The issuer's code before it (乌海政办发) stays
# with the ordinary words: where it starts cannot be told without a list of issuers.
_YEAR_SERIAL = re.compile(r"[\[(〔【]\s*((?:19|20)\d{2})\s*[\])〕】]\s*第?\s*(\d{1,5})\s*号")
_RUN = re.compile(r"[一-鿿㐀-䶿]+|[a-z]+|\d+(?:\.\d+)?")


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Any]:
    """The policy lexicon (`kb/data/lexicon.toml`) as read."""
    return tomllib.loads(_LEXICON.decode("utf-8"))


def fold(text: str) -> str:
    """Width-folded (NFKC), lower-case text with straight quotes; its length may differ from the input's."""
    out = unicodedata.normalize("NFKC", text).lower()
    return out.translate(_QUOTES)


_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"})


def wordings_of_year(year: int) -> tuple[str, ...]:
    """How texts write the year: 2035, 二〇三五, 二零三五, 二○三五."""
    return str(year), *("".join(f"{zero}一二三四五六七八九"[int(d)] for d in str(year)) for zero in "〇零○")


def squeeze(text: str) -> str:
    """Folded text without white space: for comparing what a reader sees."""
    return re.sub(r"\s+", "", fold(text))


def doc_number_terms(text: str) -> list[str]:
    """Year and serial of each 文号 in the text as one term: 乌海政办发〔2025〕38号 -> 2025-38号."""
    return [f"{m[1]}-{m[2]}号" for m in _YEAR_SERIAL.finditer(fold(text))] if "号" in text else []


def bigrams(text: str) -> list[str]:
    """Character bigrams of Chinese runs (a lone character stays); Latin words, numbers, 文号 terms whole."""
    out: list[str] = []
    for run in _RUN.findall(fold(text)):
        if run[0] >= "㐀" and len(run) > 1:
            out.extend(map(add, run, run[1:]))
        else:
            out.append(run)
    out.extend(doc_number_terms(text))
    return out


def _jieba() -> Any:
    """jieba's tokenizer with the lexicon's words added."""
    return _cutter()[0]


@lru_cache(maxsize=1)
def _cutter() -> tuple[Any, frozenset[str]]:
    """jieba's tokenizer and the lexicon's words that it takes whole: all but those that are only written for a
    colloquial word and made up of other words (森林覆盖率), each of which has a weight and wordings of its own. Its
    cache lies in a folder of the user's own: the shared default one is loaded unchecked."""
    import logging
    import os
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports the deprecated pkg_resources where it is installed
        from kb.cutting import Tokenizer

    logging.getLogger("jieba").setLevel(logging.WARNING)
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "policykb"
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer()
    tokenizer.tmp_dir = str(folder)
    kept = lexicon()["words"]
    whole = {word for word, others in _wordings().items() if others or word in kept}
    written = [word for word in _wordings() if word not in whole]
    for word in _wordings():  # in the lexicon's order: how often jieba takes a word to stand depends on those before
        if word in whole:
            tokenizer.add_word(word)
    short = [word for word in written if len(word) <= 4]
    unknown = [word for word in short if any(len(part) == 1 for part in tokenizer.cut(word, HMM=False))]
    for word in unknown:
        tokenizer.add_word(word)
    return tokenizer, frozenset(whole.union(unknown))


def words(text: str) -> list[str]:
    """jieba's search-mode words of the folded text without punctuation and function words, 文号 whole."""
    stop = stop_words()
    out = [w for w in _jieba().cut_for_search(fold(text)) if w not in stop and _RUN.match(w)]
    out.extend(doc_number_terms(text))
    return out


@lru_cache(maxsize=10_000)
def inner_words(word: str) -> tuple[str, ...]:
    """The shorter words that make up a compound of four characters and more, in order: 公路货运 -> 公路, 货运. None
    when the dictionary does not cut it without a rest."""
    if len(word) < 4:
        return ()
    found = sorted({w for w in _jieba().cut_for_search(word) if len(w) > 1 and w != word}, key=lambda w: (-len(w), w))
    # fewest, longest words that tile the compound from the left
    at, out = 0, []
    while at < len(word):
        step = next((w for w in found if word.startswith(w, at)), None)
        if step is None:
            return ()
        out.append(step)
        at += len(step)
    return tuple(out) if len(out) > 1 else ()


def segment(text: str) -> list[str]:
    """jieba's words of the folded text, each character once, punctuation dropped."""
    return [w for w in _jieba().cut(fold(text)) if _RUN.match(w)]


@lru_cache(maxsize=1)
def _dictionary() -> str:
    """jieba's general dictionary as text: a line a word with frequency and word class."""
    import jieba

    with jieba.dt.get_dict_file() as file:
        return str(file.read().decode("utf-8"))


@lru_cache(maxsize=1)
def _dictionary_lines() -> tuple[Any, Any]:
    """The first two characters of each of the dictionary's lines as one number, sorted, and where the lines begin."""
    import numpy as np

    codes = np.frombuffer(_dictionary().encode("utf-32-le"), dtype=np.uint32)
    begins = np.flatnonzero(codes == ord("\n")) + 1
    begins = begins[begins + 1 < len(codes)]
    pairs = _pair(codes[begins].astype(np.uint64), codes[begins + 1].astype(np.uint64))
    order = np.argsort(pairs, kind="stable")
    return pairs[order], begins[order]


def _pair(first: Any, second: Any) -> Any:
    return first << 21 | second


@lru_cache(maxsize=10_000)
def word_class(word: str) -> str | None:
    """The word's class in jieba's dictionary (n noun, v verb, d adverb, r pronoun …), None if it has no such
    word. Looked up in the dictionary's text: jieba.posseg would load it a second time for a question's few
    words."""
    import numpy as np

    pairs, begins = _dictionary_lines()
    line = f"{word} "
    pair = _pair(ord(line[0]), ord(line[1])) if word else 0
    first, last = np.searchsorted(pairs, np.asarray([pair, pair + 1], dtype=np.uint64))
    for at in begins[first:last].tolist():
        if _dictionary().startswith(line, at):
            return _dictionary()[at : _dictionary().index("\n", at)].split(" ")[-1]
    return None


def is_place(word: str) -> bool:
    """Whether the dictionary knows the word as a place's name."""
    return (word_class(word) or "").startswith("ns")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Function words that carry no topic (的, 了, 以及 …)."""
    return frozenset(lexicon()["stop"])


@lru_cache(maxsize=1)
def synonym_lines() -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """The lexicon's groups in order: the colloquial word with what documents write for it, or None with words
    that may each stand for any other."""
    out: list[tuple[str | None, tuple[str, ...]]] = []
    for line in lexicon()["synonyms"].splitlines():
        said, one_way, written = line.partition(" > ")
        if one_way:
            out.append((said, tuple(written.split(" "))))
        elif not line.startswith("#"):
            out.append((None, tuple(line.split(" = "))))
    return tuple(out)


@lru_cache(maxsize=1)
def _wordings() -> dict[str, tuple[str, ...]]:
    """Every word of the lexicon with its other wordings from all groups; none for a word that is only written or
    only kept whole."""
    table: dict[str, dict[str, None]] = {word: {} for word in lexicon()["words"]}
    for said, group in synonym_lines():
        for word in group:
            table.setdefault(word, {})
        for word in group if said is None else (said,):
            table.setdefault(word, {}).update((w, None) for w in group if w != word)
    return {word: tuple(others) for word, others in table.items()}


def lexicon_words() -> Collection[str]:
    """Every word of the lexicon, folded, in whatever role."""
    return _wordings().keys()


def synonyms(word: str) -> tuple[str, ...]:
    """Other ways to write the word (绿电 -> 绿色电力) in the lexicon's order, none if the lexicon has none."""
    return _wordings().get(fold(word), ())


@lru_cache(maxsize=1)
def _words_by_length() -> tuple[tuple[int, frozenset[str]], ...]:
    whole = _cutter()[1]
    lengths = sorted({len(word) for word in whole}, reverse=True)
    return tuple((n, frozenset(w for w in whole if len(w) == n)) for n in lengths)


def expansions(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every lexicon word taken whole that stands in the text, with its alternatives, longest first, without overlaps
    and without cutting through other words (no 医保 in 就医保障)."""
    folded = fold(text)
    taken, out = [False] * len(folded), []
    for length, known in _words_by_length():
        places = range(len(folded) - length + 1)
        for word, at in sorted((folded[i : i + length], i) for i in places if folded[i : i + length] in known):
            if any(taken[at : at + length]) or _inside_latin(folded, at, at + length):
                continue
            if not cuts_words(folded, at, at + length):
                taken[at : at + length] = [True] * length
                out.append((word, _wordings()[word]))
    return out


# Characters on either side by which the words at a place are told.
_AROUND = 6


def cuts_words(text: str, start: int, end: int) -> bool:
    """Whether the span of the folded text begins or ends inside a word that reaches beyond it on that side only:
    低保 in 低保障, but not 农机 in 农机购置."""
    left = max(0, start - _AROUND)
    starts, ends = _word_borders(text[left : end + _AROUND])
    start, end = start - left, end - left
    return starts[start] != starts[end - 1] and (starts[start] != start or ends[end - 1] != end)


def begins_word(text: str, at: int) -> bool:
    """Whether a word of the folded text begins at the place: no 出口 in 进出口总额."""
    left = max(0, at - _AROUND)
    starts, _ = _word_borders(text[left : at + _AROUND])
    return starts[at - left] == at - left


@lru_cache(maxsize=20_000)
def _word_borders(text: str) -> tuple[list[int], list[int]]:
    """Where the word at each character starts and ends. Only words of the dictionary and the lexicon: a guess at an
    unknown word is no border."""
    starts: list[int] = []
    ends: list[int] = []
    for word in _jieba().cut(text, HMM=False):
        at = len(starts)
        starts += [at] * len(word)
        ends += [at + len(word)] * len(word)
    return starts, ends


def _inside_latin(text: str, start: int, end: int) -> bool:
    """Whether the span cuts a Latin word: ai in training."""
    left, right = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
    return any(len(pair) == 2 and pair.isascii() and pair.isalpha() for pair in (left, right))
