"""How taking in and searching grow with the number of passages: rate, disk, memory, latency with and without filters.

    python benchmarks/scale.py FOLDER [--sizes 10000 100000 1000000] [--home DIR] [--questions 200]

FOLDER holds texts (md, txt; with subfolders). Their sentences are put together in pairs, so that every passage differs
from every other, and the passages into documents of 75 under titles and headings of the same words. They go in as
`KnowledgeBase.add` takes them in: encoded by the encoder in use, into the store, then into both indexes. Each size is
taken in by a process of its own (which has the graph of vectors made by another) and asked by a third, so that the
memory named (the largest resident set) is their own.
Questions are parts of the sentences; asked unfiltered, in one document, in every hundredth and every tenth document.

Printed for each size: passages a second encoded, stored, and into both indexes at once, with the share of each; the
time until search follows after one more document; disk; memory; milliseconds of warm searches. Beside each time by the
clock stands the processor time in all threads and processes: what a machine with nothing else to do would need, or less
where they share the work.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from kb.base import KnowledgeBase, Settings
from kb.dense import embedded_text
from kb.model import Clause, Document, ParsedDocument, Passage

T = TypeVar("T")

PER_DOCUMENT = 75
PER_CLAUSE = 5
_SENTENCE = re.compile(r"[一-鿿][^。；：\n<>#|*]{10,90}[。；]")
_FIRST_YEAR, _YEARS = 2010, 16


def sentences(folder: Path) -> list[str]:
    """The different sentences of the folder's texts, in an order of their own (seed 1)."""
    found: dict[str, None] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".md", ".txt"}):
        found.update(dict.fromkeys(_SENTENCE.findall(path.read_text(encoding="utf-8-sig", errors="replace"))))
    out = list(found)
    random.Random(1).shuffle(out)
    return out


def documents(held: Sequence[str], size: int) -> Iterator[ParsedDocument]:
    """Documents with `size` passages in all, no passage like another."""
    number = len(held)
    for start in range(0, size, PER_DOCUMENT):
        pairs = [(n % number, (n % number + 1 + n // number) % number) for n in range(start, start + PER_DOCUMENT)]
        yield _document(start // PER_DOCUMENT, [f"{held[a][:-1]}；{held[b]}" for a, b in pairs[: size - start]])


def _document(number: int, lines: Sequence[str]) -> ParsedDocument:
    name, title = f"测政发〔{_FIRST_YEAR + number % _YEARS}〕{number}号", f"关于{lines[0][:12]}的规定"
    clauses, passages, at = [], [], 0
    for n, line in enumerate(lines):
        label = f"第{n // PER_CLAUSE + 1}条"
        clause_id, headings = f"{name}/{n // PER_CLAUSE + 1}", (title, f"{label} {lines[n - n % PER_CLAUSE][:10]}")
        passages.append(Passage(f"{clause_id}#{n % PER_CLAUSE}", name, clause_id, at, at + len(line), line, headings))
        at += len(line) + 1
    for n in range(0, len(passages), PER_CLAUSE):
        own = passages[n : n + PER_CLAUSE]
        text = "\n".join(p.text for p in own)
        titles, place = (own[0].headings[1],), (own[0].start, own[0].start, own[-1].end, text)
        clauses.append(Clause(own[0].clause_id, name, titles[0][:3], None, 1, "unit", titles, titles, None, *place))
    issued = date(_FIRST_YEAR + number % _YEARS, 1 + number % 12, 1)
    header = Document(name, title, doc_number=name, issuer=(f"测试第{number % 40}局",), issued_date=issued)
    return ParsedDocument(header, "\n".join(lines), tuple(clauses), tuple(passages))


def taken_in(folder: Path, home: Path, size: int) -> dict[str, Any]:
    """Take `size` passages in, then one more document."""
    made = documents(sentences(folder), size + PER_DOCUMENT)
    kb = KnowledgeBase.open(Settings(home))
    # the parts of `KnowledgeBase.add` and of what follows a batch, timed one by one
    store, encoder = kb._store, kb._load_encoder()
    spent = dict.fromkeys(("encoding", "storing", "indexing", "one more"), (0.0, 0.0))

    def timed(name: str, action: Callable[[], T]) -> T:
        result, seconds = _timed(action)
        spent[name] = (spent[name][0] + seconds[0], spent[name][1] + seconds[1])
        return result

    for document in itertools.islice(made, -(-size // PER_DOCUMENT)):
        texts = [embedded_text(p) for p in document.passages]
        vectors = timed("encoding", lambda texts=texts: encoder.encode(texts))
        data = document.text.encode()
        timed("storing", lambda d=document, v=vectors, data=data: store.put(d, v, encoder.id, data, "测试.txt"))
    timed("indexing", kb._sync)
    last = next(made)
    timed("one more", lambda: kb.add(last, last.text.encode(), "测试.txt"))
    kb.close()
    folders = ("policykb.sqlite", "lexical-", "dense-", "originals")
    disk = {name.rstrip("-"): _bytes(home, name) / 1e6 for name in folders}
    return {"size": size, "spent": spent, "memory": _peak(), "disk": disk}


def asked(folder: Path, home: Path, number: int) -> dict[str, Any]:
    """Milliseconds of warm searches."""
    chance = random.Random(2)
    parts = [max(s[:-1].split("，"), key=len)[:20] for s in chance.sample(sentences(folder), number)]
    with KnowledgeBase.open(Settings(home)) as kb:
        opening = _timed(kb.warm)[1]
        ids = [d.id for d in kb.documents()]
        ways: dict[str, Callable[[str], object]] = {
            "unfiltered": lambda q: kb.search(q),
            "one document": lambda q: kb.search(q, documents=[chance.choice(ids)]),
            "every hundredth": lambda q: kb.search(q, documents=ids[::100]),
            "every tenth": lambda q: kb.search(q, documents=ids[::10]),
        }
        times = {}
        for name, way in ways.items():
            for question in parts[:20]:  # the first ones read what the rest find in memory
                way(question)
            times[name] = [_timed(lambda q=q, way=way: way(q))[1] for q in parts]  # type: ignore[misc]
        return {"opening": opening, "times": times, "memory": _peak()}


def _timed(action: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """The result with the seconds by the clock and of processor time in all threads: the rest of the clock is waiting,
    for other processes too."""
    began, worked = time.perf_counter(), _worked()
    result = action()
    return result, (time.perf_counter() - began, _worked() - worked)


def _worked() -> float:
    """Processor seconds of this process and of those that it has ended."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def _peak() -> float:
    """The largest resident sets of this process and of one that it has ended, together, in MB."""
    each = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in each) / 1000


def _bytes(home: Path, name: str) -> int:
    return sum(f.stat().st_size for p in home.glob(f"{name}*") for f in ([p] if p.is_file() else p.rglob("*")))


def show(inside: dict[str, Any], outside: dict[str, Any]) -> None:
    """Print one size."""
    size, disk, spent = inside["size"], inside["disk"], inside["spent"]
    one_more = spent.pop("one more")
    total, worked = (sum(seconds[n] for seconds in spent.values()) for n in (0, 1))
    print(f"\n{size:,} passages: {size / total:,.0f} a second ({total:.0f} s; processor {size / worked:,.0f} a second)")
    for name, (clock, processor) in spent.items():
        print(f"  {name:9} {size / clock:8,.0f} a second, {clock / total:4.0%}; processor {size / processor:8,.0f}")
    print(f"  one more document of {PER_DOCUMENT}, until search follows: {one_more[0]:.2f} s ({one_more[1]:.2f})")
    print(f"  disk {sum(disk.values()):,.0f} MB: " + ", ".join(f"{name} {mb:,.0f}" for name, mb in disk.items()))
    print(
        f"  memory at most: taking in {inside['memory']:,.0f} MB, searching {outside['memory']:,.0f} MB; "
        f"warm after {outside['opening'][0]:.1f} s ({outside['opening'][1]:.1f})"
    )
    for name, times in outside["times"].items():
        middle, high = zip(*(_quantiles([1000 * t[n] for t in times]) for n in (0, 1)), strict=True)
        print(
            f"  {name:16} p50 {middle[0]:6.1f} ms, p95 {high[0]:6.1f} ms; "
            f"processor p50 {middle[1]:6.1f} ms, p95 {high[1]:6.1f} ms; {len(times)} searches"
        )
    sys.stdout.flush()


def _quantiles(values: Sequence[float]) -> tuple[float, float]:
    return statistics.median(values), statistics.quantiles(values, n=20)[-1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--home", type=Path, help="keep the knowledge bases in this folder; ask those that are there")
    parser.add_argument("--questions", type=int, default=200)
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as one,
    ):
        for size in args.sizes:
            home = (args.home or Path(scratch)) / str(size)
            record = home / "scale.json"
            if not record.exists():
                home.mkdir(parents=True)
                record.write_text(json.dumps(one.apply(taken_in, (args.folder, home, size))))
            show(json.loads(record.read_text()), one.apply(asked, (args.folder, home, args.questions)))


if __name__ == "__main__":
    main()
