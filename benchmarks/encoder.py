"""How well the encoder alone finds what is asked, beside BM25 over character bigrams.

    python benchmarks/encoder.py DOCUMENTS ANNOTATED [--encoder NAME]

DOCUMENTS is a folder of policy documents (.txt, .html) that the encoder was not fitted on, ANNOTATED a folder
whose sub-folders hold `source.txt|html` and `questions.tsv` (split, type, question, must, must-not, quote).
Three tasks over the sentences of all documents together:
  heading   a numbered heading (with its document's title) → the sentences under it
  question  a question of the dev split → the sentences that hold its quote
  titled    the same questions, each sentence led by its document's title, as a passage's headings may be
Printed: hit@1, hit@10 and MRR@10, for the encoder, BM25 and the two added (normalised per question).
"""

import argparse
import csv
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bs4 import BeautifulSoup
from numpy.typing import NDArray
from scipy import sparse

from kb.encoder import Encoder, load_encoder

_SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")
_NUMERAL = "[一二三四五六七八九十]+"
_HEADING = re.compile(rf"^(?:第{_NUMERAL}[章节]|{_NUMERAL}、|[(（]{_NUMERAL}[)）])")
_NOT_TEXT = re.compile(r"\W+")
# Weight of the encoder's score when added to BM25's, both scaled to at most 1.
_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """Queries and, for each, the numbers of the sentences that answer it."""

    queries: tuple[str, ...]
    wanted: tuple[frozenset[int], ...]


def read_lines(path: Path) -> list[str]:
    """The document's non-empty lines; markup is dropped."""
    data = path.read_bytes()
    if path.suffix == ".html":
        text = BeautifulSoup(data, "lxml").get_text("\n")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030", errors="replace")
    return [line.strip() for line in text.splitlines() if len(line.strip()) > 1]


def title_of(lines: Sequence[str]) -> str:
    """The first line that could be one."""
    return next((line for line in lines if len(line) > 8), "")[:60]


def sentences_of(lines: Sequence[str], heading_queries: list[tuple[str, list[int]]], first: int) -> list[str]:
    """The sentences of a document, numbered from `first`; its headings are added to `heading_queries`."""
    found: list[str] = []
    title = title_of(lines)
    under: list[int] | None = None
    for line in lines:
        if _HEADING.match(line) and len(line) <= 30 and line[-1] not in "。；：，":
            under = []
            heading_queries.append((f"{title} {_HEADING.sub('', line)}", under))
            continue
        for sentence in _SENTENCE.findall(line):
            if len(sentence) >= 10:
                if under is not None and len(under) < 40:
                    under.append(first + len(found))
                found.append(sentence)
    return found


def bigrams(text: str) -> list[str]:
    plain = _NOT_TEXT.sub("", text.lower())
    return [plain[n : n + 2] for n in range(len(plain) - 1)]


def bm25(sentences: Sequence[str], queries: Sequence[str]) -> NDArray[np.float32]:
    """Okapi BM25 (k1 = 1.2, b = 0.75) of each query with each sentence: (queries, sentences)."""
    numbers: dict[str, int] = {}
    rows, columns, values = [], [], []
    lengths = np.zeros(len(sentences))
    for row, sentence in enumerate(sentences):
        counts = Counter(bigrams(sentence))
        lengths[row] = sum(counts.values())
        for gram, count in counts.items():
            rows.append(row)
            columns.append(numbers.setdefault(gram, len(numbers)))
            values.append(float(count))
    row_of, column_of, tf = np.array(rows), np.array(columns), np.array(values)
    frequency = np.bincount(column_of, minlength=len(numbers))
    rarity = np.log(1 + (len(sentences) - frequency + 0.5) / (frequency + 0.5))
    tf = tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * lengths[row_of] / lengths.mean()))
    shape = (len(sentences), len(numbers))
    weights = sparse.csr_matrix((tf * rarity[column_of], (row_of, column_of)), shape=shape)
    asked = sparse.lil_matrix((len(queries), len(numbers)))
    for row, query in enumerate(queries):
        for gram in set(bigrams(query)) & numbers.keys():
            asked[row, numbers[gram]] = 1.0
    return np.asarray((asked.tocsr() @ weights.T).todense(), dtype=np.float32)


def without_echoes(scores: NDArray[np.float32], sentences: Sequence[str], task: Task) -> NDArray[np.float32]:
    """Sentences that merely repeat words of the query (a title, a heading) are out of the ranking."""
    plain = [_NOT_TEXT.sub("", sentence) for sentence in sentences]
    for row, query in enumerate(task.queries):
        asked = _NOT_TEXT.sub("", query)
        echoes = [n for n, text in enumerate(plain) if text in asked]
        scores[row, echoes] = -1.0
    return scores


def figures(scores: NDArray[np.float32], task: Task) -> str:
    """hit@1, hit@10 and MRR@10 in percent."""
    ranks = []
    for row, wanted in zip(scores, task.wanted, strict=True):
        top = np.argsort(-row, kind="stable")[:10]
        ranks.append(next((n + 1 for n, sentence in enumerate(top) if int(sentence) in wanted), 0))
    found = np.array(ranks)
    reciprocal = np.divide(1.0, found, out=np.zeros(len(found)), where=found > 0)
    return f"{(found == 1).mean():7.1%} {(found > 0).mean():7.1%} {reciprocal.mean():7.1%}"


def report(
    name: str, encoder: Encoder, sentences: Sequence[str], task: Task, titles: Sequence[str] | None = None
) -> None:
    """Prints the figures of one task; `titles`, when given, lead the sentences."""
    passages = sentences if titles is None else [f"{t} {s}" for t, s in zip(titles, sentences, strict=True)]
    dense = encoder.encode(task.queries, query=True) @ encoder.encode(passages).T
    dense = without_echoes(dense, sentences, task)
    words = without_echoes(bm25(passages, task.queries), sentences, task)
    scaled = words / np.maximum(words.max(axis=1, keepdims=True), 1e-9)
    closest = dense / np.maximum(dense.max(axis=1, keepdims=True), 1e-9)
    print(f"{name}: {len(task.queries)} queries, {len(sentences)} sentences     hit@1  hit@10  MRR@10")
    for label, scores in [("encoder", dense), ("BM25", words), ("added", scaled + _SHARE * closest)]:
        print(f"  {label:44} {figures(scores, task)}")


def dev_questions(folder: Path, sentences: Sequence[str]) -> Task:
    """The answerable dev questions with the sentences that hold (or lie in) their quote."""
    plain = [_NOT_TEXT.sub("", sentence) for sentence in sentences]
    queries, wanted = [], []
    for path in sorted(folder.glob("*/questions.tsv")):
        for row in csv.reader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) < 6 or row[0] != "dev" or not row[5]:
                continue
            quotes = [_NOT_TEXT.sub("", quote) for quote in row[5].split("|")]
            holding = frozenset(n for n, text in enumerate(plain) if any(shares(q, text) for q in quotes))
            if holding:
                queries.append(row[2])
                wanted.append(holding)
    return Task(tuple(queries), tuple(wanted))


def shares(quote: str, text: str) -> bool:
    return quote in text or (len(text) > 11 and text in quote)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("documents", type=Path)
    arguments.add_argument("annotated", type=Path)
    arguments.add_argument("--encoder")
    given = arguments.parse_args()
    if not (given.documents.is_dir() and given.annotated.is_dir()):
        print(f"skipped: {given.documents} or {given.annotated} is not here")
        return 0
    began = time.perf_counter()
    encoder = load_encoder(given.encoder)
    encoder.encode(["第一次"])
    print(f"{encoder.id}: loaded in {time.perf_counter() - began:.2f} s")
    files = [path for path in sorted(given.documents.rglob("*")) if path.suffix in {".txt", ".html"}]
    files += sorted(given.annotated.glob("*/source.*"))
    sentences: list[str] = []
    titles: list[str] = []
    headings: list[tuple[str, list[int]]] = []
    for path in files:
        lines = read_lines(path)
        sentences += sentences_of(lines, headings, len(sentences))
        titles += [title_of(lines)] * (len(sentences) - len(titles))
    usable = [(query, frozenset(under)) for query, under in headings if under]
    report("heading", encoder, sentences, Task(tuple(q for q, _ in usable), tuple(w for _, w in usable)))
    questions = dev_questions(given.annotated, sentences)
    report("question", encoder, sentences, questions)
    report("titled", encoder, sentences, questions, titles)
    return 0


if __name__ == "__main__":
    sys.exit(main())
