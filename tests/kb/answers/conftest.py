"""Two knowledge bases made by the real pipeline, once a session: the shipped corpus, and the corpus beside three
small documents of two cities. No test changes them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ingest.pipeline import ingest_paths
from kb.base import KnowledgeBase, Settings
from kb.model import Answer
from tests.kb.answers.documents import DOCUMENTS

CORPUS = Path(__file__).parents[3] / "corpus"


def build(home: Path, *paths: Path) -> KnowledgeBase:
    base = KnowledgeBase.open(Settings(home), write=True)
    assert not ingest_paths(base, list(paths)).refused
    base.close()
    return KnowledgeBase.open(Settings(home))


def build_texts(folder: Path, texts: Mapping[str, str]) -> KnowledgeBase:
    """A knowledge base, in a folder, of texts by the name of their file."""
    (folder / "texts").mkdir()
    for name, text in texts.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    return build(folder / "kb", folder / "texts")


def answer_from(folder: Path, text: str, question: str) -> Answer:
    """The answer from a knowledge base that holds one text."""
    with build_texts(folder, {"文件.txt": text}) as base:
        return sound(base, base.ask(question))


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The plan and the two accounts."""
    base = build(tmp_path_factory.mktemp("corpus"), CORPUS)
    yield base
    base.close()


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The corpus and three more documents."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    base = build(tmp_path_factory.mktemp("crowd"), CORPUS, folder)
    yield base
    base.close()


def sound(base: KnowledgeBase, answer: Answer) -> Answer:
    """The answer, once each of its quotes has been read again in its document and clause."""
    for citation in (*answer.citations, *answer.nearest):
        assert base.text(citation.document_id)[citation.start : citation.end] == citation.quote
        assert len(citation.quote) <= 300
        clause = base.clause(citation.clause_id)
        assert clause.document_id == citation.document_id
        assert clause.start <= citation.start
        assert citation.end <= clause.end
        assert citation.path == clause.citation
    assert bool(answer.citations) is not answer.abstained
    return answer


@pytest.fixture(scope="session")
def plan_says(corpus: KnowledgeBase) -> Callable[[str], Answer]:
    """Asks the shipped corpus."""
    return lambda question: sound(corpus, corpus.ask(question))


@pytest.fixture(scope="session")
def crowd_says(crowd: KnowledgeBase) -> Callable[[str], Answer]:
    """Asks the corpus and the small documents."""
    return lambda question: sound(crowd, crowd.ask(question))
