"""Two corpora of a few documents of several levels each, with planted relations and near misses: `green` on energy and
industry, `services` on water, schools, health and roads."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.pipeline import parse
from kb.model import Clause, Document, ParsedDocument, Reference, Responsibility, Target

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Relation:
    """What should be said of two targets: a verdict on the left one, or 无 for nothing."""

    verdict: str
    left: tuple[str, str]
    right: tuple[str, str]
    note: str


class Held:
    """Parsed documents in the place of a knowledge base."""

    def __init__(self, parsed: list[ParsedDocument]) -> None:
        self.parsed = parsed

    def documents(self) -> tuple[Document, ...]:
        return tuple(p.document for p in self.parsed)

    def text(self, document_id: str) -> str:
        return next(p.text for p in self.parsed if p.document.id == document_id)

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        return next(p.clauses for p in self.parsed if p.document.id == document_id)

    def targets(self) -> tuple[Target, ...]:
        return tuple(t for p in self.parsed for t in p.targets)

    def responsibilities(self) -> tuple[Responsibility, ...]:
        return tuple(r for p in self.parsed for r in p.responsibilities)

    def references(self) -> tuple[Reference, ...]:
        return tuple(r for p in self.parsed for r in p.references)


@lru_cache(maxsize=2)
def corpus(name: str) -> dict[str, ParsedDocument]:
    """The documents of a corpus by the name of their file."""
    return {path.stem: parse(path) for path in sorted((HERE / "corpora" / name).glob("*.txt"))}


def held_text(tmp_path: Path, **texts: str) -> Held:
    """Documents written for one test, parsed."""
    parsed = []
    for name, text in texts.items():
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        parsed.append(parse(path))
    return Held(parsed)


def relations(name: str) -> list[Relation]:
    """The planted relations and the near misses of a corpus."""
    with (HERE / "corpora" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [Relation(r["结论"], (r["甲文件"], r["甲"]), (r["乙文件"], r["乙"]), r["说明"]) for r in rows]
