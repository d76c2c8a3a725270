"""Our knowledge base beside two public pipelines, on the same documents and questions, in one run.

    python -m venv PEERS && PEERS/bin/pip install -e . -r benchmarks/peers.txt
    PEERS/bin/python benchmarks/peers.py DOCUMENTS [DOCUMENTS ...] --questions QUESTIONS.tsv [...]

- LangChain: RecursiveCharacterTextSplitter (1,000 characters, 200 of overlap), BM25Retriever and Chroma in an
  EnsembleRetriever of equal weights;
- LlamaIndex: SentenceSplitter (1,024 tokens, 200 of overlap), VectorStoreIndex.

Both have their own defaults and our embedded encoder; BM25Retriever, which cuts at white space, gets jieba's words,
since by its default no Chinese question finds anything. All are given the text that our parser finds in DOCUMENTS, one
version of each, so that the peers are spared html, page chrome and what no longer holds; parsing is in nobody's time.

Each is run by a process of its own. Printed: the share of questions whose first three passages hold the answer's words
(QUESTIONS as `policykb calibrate --questions` reads them), with the characters that these show, since whole pages hold
more; the same for as many passages as have no more characters than ours show in three, and than the longest do;
seconds to take in; milliseconds of warm searches; the largest resident set (with that of a process that helped); each
as a multiple of ours.
"""

import argparse
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from ingest.pipeline import parse
from ingest.readers import SUFFIXES
from kb.base import KnowledgeBase, Settings
from kb.calibrate import Probe, read_probes
from kb.encoder import load_encoder
from kb.errors import ReadError
from kb.model import ParsedDocument
from kb.terms import squeeze, words

TOP = 3
# Passages shown by default, and looked at where what counts is how much is read.
_SHOWN, _DEPTH = 10, 50
# Characters of ours with what stands around them: half of what the others show.
_CONTEXT = 400
# Warm searches that are timed.
_TIMED = 300
#: The passages for a question; of ours as many as are asked for, of the others as many as they give by default.
Search = Callable[[str, int], list[str]]


def ours(documents: Sequence[tuple[ParsedDocument, bytes]], home: Path) -> Search:
    """This knowledge base: what `policykb search --前后文` shows."""
    kb = KnowledgeBase.open(Settings(home), write=True)
    for parsed, data in documents:
        kb.add(parsed, data, "甲.txt")
    kb.close()
    kb = KnowledgeBase.open(Settings(home))
    return lambda question, k: [found.text for found in kb.find(question, k=k, context=_CONTEXT)]


def langchain(documents: Sequence[tuple[ParsedDocument, bytes]], home: Path) -> Search:
    """LangChain's ensemble."""
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    encoder = load_encoder()

    class Encoded(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return encoder.encode(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            return encoder.encode([text], query=True)[0].tolist()

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pieces = splitter.create_documents([parsed.text for parsed, _ in documents])
    dense = Chroma.from_documents(pieces, Encoded(), persist_directory=str(home))
    lexical = BM25Retriever.from_documents(pieces, preprocess_func=words)
    both = EnsembleRetriever(retrievers=[lexical, dense.as_retriever()], weights=[0.5, 0.5])
    return lambda question, _: [piece.page_content for piece in both.invoke(question)]


def llama_index(documents: Sequence[tuple[ParsedDocument, bytes]], home: Path) -> Search:
    """LlamaIndex's vector index."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.node_parser import SentenceSplitter

    encoder = load_encoder()

    class Encoded(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return encoder.encode([text])[0].tolist()

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return encoder.encode(texts).tolist()

        def _get_query_embedding(self, query: str) -> list[float]:
            return encoder.encode([query], query=True)[0].tolist()

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    pieces = SentenceSplitter().get_nodes_from_documents([Document(text=parsed.text) for parsed, _ in documents])
    index = VectorStoreIndex(pieces, embed_model=Encoded())
    index.storage_context.persist(str(home))
    retriever = index.as_retriever(similarity_top_k=TOP + 1)
    return lambda question, _: [found.node.get_content() for found in retriever.retrieve(question)]


SYSTEMS = {"ours": ours, "LangChain": langchain, "LlamaIndex": llama_index}


def measured(name: str, documents: Sequence[tuple[ParsedDocument, bytes]], probes: Sequence[Probe]) -> dict[str, Any]:
    """One system, in this process."""
    with tempfile.TemporaryDirectory() as home:
        seconds, worked = time.perf_counter(), _worked()
        search = SYSTEMS[name](documents, Path(home))
        seconds, worked = time.perf_counter() - seconds, _worked() - worked
        for probe in probes[:10]:
            search(probe.text, _SHOWN)
        times, processor = [], []
        for probe in probes[:: -(-len(probes) // _TIMED)]:
            start, work = time.perf_counter(), time.process_time()
            search(probe.text, _SHOWN)
            times.append((time.perf_counter() - start) * 1000)
            processor.append((time.process_time() - work) * 1000)
        shown = [search(probe.text, _DEPTH) for probe in probes]
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1000
    return {
        "shown": shown, "taking in": seconds, "taking in, processor": worked, "memory": memory,
        "warm p50": statistics.median(times), "warm p50, processor": statistics.median(processor),
    }  # fmt: skip


def _worked() -> float:
    """Processor seconds of this process and of those that it has ended."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def holds(probe: Probe, texts: Sequence[str], most: int | None = None) -> bool:
    """Whether the first `most` characters of the texts hold one of the answer's wordings, in one text."""
    for text in texts:
        flat = squeeze(text)[:most]
        if any(quote in flat for quote in probe.quotes):
            return True
        most = None if most is None else max(0, most - len(flat))
    return False


def show(results: dict[str, dict[str, Any]], probes: Sequence[Probe], parsing: float) -> None:
    """Print all, and each as a multiple of ours."""
    length = {
        name: round(statistics.mean(sum(map(len, texts[:TOP])) for texts in result["shown"]))
        for name, result in results.items()
    }
    rooms = sorted((length["ours"], max(length.values())))
    print(f"{len(probes)} questions; parsing, for all alike, took {parsing:.1f} s")
    for name, result in results.items():
        shown = result["shown"]
        first = statistics.mean(holds(p, texts[:TOP]) for p, texts in zip(probes, shown, strict=True))
        line = f"{name}: answer in the first {TOP} ({length[name]:,} characters) {first:.1%}"
        for room in rooms:
            share = statistics.mean(holds(p, texts, room) for p, texts in zip(probes, shown, strict=True))
            line += f"; in the first {room:,} characters {share:.1%}"
        print(line)
        for figure in ("taking in", "taking in, processor", "warm p50", "warm p50, processor", "memory"):
            unit = "ms" if figure.startswith("warm") else "MB" if figure == "memory" else "s"
            print(f"    {figure:22} {result[figure]:9.1f} {unit:3} {result[figure] / results['ours'][figure]:6.2f} x")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="+", help="files, or folders of files")
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    args = parser.parse_args()
    files = [f for p in args.documents for f in (sorted(p.iterdir()) if p.is_dir() else [p]) if f.suffix in SUFFIXES]
    began, held = time.perf_counter(), {}
    for file in files:
        try:
            parsed = parse(file)
            held[parsed.document.id] = (parsed, file.read_bytes())
        except ReadError as error:
            print(error, file=sys.stderr)
    parsing, documents = time.perf_counter() - began, list(held.values())
    texts = [squeeze(parsed.text) for parsed, _ in documents]
    asked = [probe for path in args.questions for probe in read_probes(path)]
    probes = [p for p in asked if any(quote in text for quote in p.quotes for text in texts)]
    print(f"{len(documents)} documents, {sum(map(len, texts)):,} characters")
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as one:
        show({name: one.apply(measured, (name, documents, probes)) for name in SYSTEMS}, probes, parsing)


if __name__ == "__main__":
    main()
