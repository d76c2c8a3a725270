"""Small documents and a tiny encoder, so that the stores are tested as they are: on disk, nothing mocked."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

import kb.base
from kb.base import KnowledgeBase, Settings
from kb.model import (
    Account,
    Clause,
    Document,
    ParsedDocument,
    Passage,
    Reference,
    Responsibility,
    Target,
)
from kb.store import Store, Vectors
from kb.terms import bigrams


class HashEncoder:
    """Bigrams hashed into 32 dimensions: equal texts have equal vectors, texts that share words are near."""

    dim = 32

    def __init__(self, name: str = "hash") -> None:
        self.id = name

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in bigrams(text):
                row[crc32(term.encode()) % self.dim] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows


def parsed(
    name: str,
    *lines: str,
    title: str = "关于印发方案的通知",
    issuer: str = "甲市人民政府",
    account: bool = False,
) -> ParsedDocument:
    """A document of one clause and one passage a line; the first line carries one record of each kind."""
    text = "\n".join(lines)
    clauses, passages, at = [], [], 0
    for n, line in enumerate(lines, 1):
        clause_id, label = f"{name}/{n}", f"{n}."
        place = (at, at + len(line), line)
        clauses.append(Clause(clause_id, name, label, None, 1, "unit", (label,), (label,), None, at, *place))
        passages.append(Passage(f"{clause_id}#1", name, clause_id, *place, (title, "一、总体要求")))
        at += len(line) + 1
    first = (name, f"{name}/1", 0, len(lines[0]), lines[0])
    told = Account("京政发〔2025〕1号", "附件/1", "据京政发〔2025〕1号附件第1项") if account else None
    return ParsedDocument(
        Document(name, title, doc_number=name, issuer=(issuer,), account=told),
        text,
        tuple(clauses),
        tuple(passages),
        (Target(*first, "新建充电桩", None, "level", ">=", "100", "个", "100个以上", 2028),),
        (Responsibility(*first, "牵头", ("市交通局", "市能源局"), "充电桩建设"),),
        (Reference(*first, "总体方案", "国发〔2024〕1号", "依据"),),
    )


def put(store: Store, document: ParsedDocument) -> str:
    """Into the store alone, with the tiny encoder's vectors."""
    told = document.document.account is not None
    vectors = None if told else HashEncoder().encode([p.text for p in document.passages])
    return store.put(document, vectors, "hash", document.text.encode(), "方案.txt")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    held = Store(tmp_path)
    yield held
    held.close()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., KnowledgeBase]]:
    """Opens the knowledge base in `tmp_path` (or another folder) with the tiny encoder, by the name given."""
    monkeypatch.setattr(kb.base, "load_encoder", lambda name: HashEncoder(name or "hash"))
    bases: list[KnowledgeBase] = []

    def make(home: Path = tmp_path / "kb", name: str | None = None, **options: bool) -> KnowledgeBase:
        bases.append(KnowledgeBase.open(Settings(home, name), **options))
        return bases[-1]

    yield make
    for base in bases:
        base.close()
