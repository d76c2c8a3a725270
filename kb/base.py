"""The knowledge base: the one door for `ingest` and `ui`.

    with KnowledgeBase.open(Settings.choose()) as kb:
        with kb.writing():
            kb.add(parsed, original, file_name)
        kb.search("重卡换电站")

It lives in one folder: the truth (`kb.store`) and two indexes derived from it. A batch of writes brings the
indexes up to date once, at its end; whatever was cut short before that is caught up when the knowledge base
is next opened.
"""

import gc
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from threadpoolctl import threadpool_limits

from kb.around import around
from kb.dense import DenseIndex, embedded_text
from kb.distinct import Found, look
from kb.doctor import DoctorReport, examine
from kb.encoder import Encoder, load_encoder
from kb.errors import EncoderError, EncoderMismatch, Locked, NotFound, ReadOnly, StoreError, UsageError
from kb.filters import Filter, chosen
from kb.lexical import LexicalIndex
from kb.lock import WriterLock, orderly_stop
from kb.model import Answer, Document, Hit, ParsedDocument, Passage, Question
from kb.naming import Catalogue, named_documents
from kb.references import fold, normalise_doc_number
from kb.search import Searcher
from kb.store import Calibration, Outcome, Store, Vectors
from kb.validity import Validity, validities

if TYPE_CHECKING:
    from kb.answer import Answerer, Explanation

__all__ = ["DoctorReport", "KnowledgeBase", "Outcome", "Settings"]

HOME_VARIABLE = "POLICYKB_HOME"
_DEFAULT_HOME = Path("~/.local/share/policykb")
# So much of a query is looked through for names of documents; in a whole text as a query that would take seconds.
_MOST_NAMING = 500


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the knowledge base lies, and which encoder to use (None: POLICYKB_ENCODER or the embedded
    one)."""

    home: Path
    encoder: str | None = None

    @classmethod
    def choose(cls, home: str | Path | None = None, encoder: str | None = None) -> Self:
        """`home` if given, else POLICYKB_HOME, else ~/.local/share/policykb."""
        chosen = home or os.environ.get(HOME_VARIABLE) or _DEFAULT_HOME
        return cls(Path(chosen).expanduser(), encoder)


class KnowledgeBase:
    """An open knowledge base; see `open`. Reading is thread-safe and sees what other processes write."""

    def __init__(self, settings: Settings) -> None:
        """For `open` alone."""
        self.settings = settings
        self._store = Store(settings.home)
        self._lock = WriterLock(settings.home)
        self._lexical = LexicalIndex(self._store)
        self._dense = DenseIndex(self._store)
        self._searcher = Searcher(self._store, self._lexical, self._dense, self._encode_question)
        self._encoder: Encoder | None = None
        self._answerer: Answerer | None = None
        self._named = Catalogue()
        self._loading = Lock()
        self._closing = ExitStack()
        # The records, as kb.store.Reading gives them.
        self.generation = self._store.generation
        self.counts = self._store.counts
        self.documents = self._store.documents
        self.document = self._store.document
        self.text = self._store.text
        self.clauses = self._store.clauses
        self.clause = self._store.clause
        self.passages = self._store.passages
        self.targets = self._store.targets
        self.responsibilities = self._store.responsibilities
        self.references = self._store.references
        self.origins = self._store.origins
        self.versions = self._store.versions
        self.version_header = self._store.version_header
        self.version_targets = self._store.version_targets
        self.original = self._store.original

    @classmethod
    def open(cls, settings: Settings, *, write: bool = False, encoder: bool = True) -> Self:
        """Open the knowledge base in `settings.home`, an empty one if there is none yet.

        `write`: hold the writer's lock until `close`, so that a second writer fails now and not halfway.
        `encoder=False`: do without one (list, show, remove, doctor), and open also what another encoder made.
        Raises EncoderMismatch, EncoderError, Locked, ReadOnly (with `write`), Damaged, StoreError.
        """
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreError(f"{settings.home}：无法建立知识库文件夹（{reason}）；请换一个 --kb 文件夹") from error
        # products are small here, and numpy's threads wait busily for 20 ms after each, on the cores that read passages
        threadpool_limits(1, user_api="blas")
        kb = cls(settings)
        try:
            if write:
                kb._closing.enter_context(kb.writing())
            if encoder:
                kb._checked_encoder()
            kb._catch_up()
        except BaseException as error:
            kb.__exit__(type(error), error, error.__traceback__)
            raise
        return kb

    def close(self) -> None:
        """Leave everything in order and give the files back."""
        self.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._closing.__exit__(kind, error, trace)
        finally:
            self._searcher.close()
            self._dense.close()
            self._lexical.close()
            self._store.close()
            gc.unfreeze()

    # -- writing -------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A batch of `add` and `remove`: each takes effect at once as a whole, search follows at the end.

        When the process is told to stop, the current document is undone and the indexes are left for the next
        opening. Raises Locked.
        """
        with self._lock.hold() as outermost, orderly_stop():
            try:
                yield
            except Exception:
                if outermost:
                    self._sync()
                raise
            if outermost:
                self._sync()
                self._calibrate_new()

    def add(self, parsed: ParsedDocument, original: bytes, file_name: str) -> Outcome:
        """Take a document in, as a whole or not at all.

        "unchanged": the same text is held. "kept": an account (转述) was offered where the full text is held.
        Raises Locked, EncoderError, StoreError.
        """
        with self.writing():
            outcome = self._store.outcome(parsed)
            if outcome in ("unchanged", "kept"):
                return outcome
            encoder = self._checked_encoder()
            told = parsed.document.account is not None
            vectors = None if told else self._encode_passages(encoder, parsed.passages)
            return self._store.put(parsed, vectors, encoder.id, original, file_name)

    def remove(self, name: str) -> Document:
        """Take a document out with all its versions; `name` as for `find_document`. Raises NotFound,
        Locked."""
        document = self.find_document(name)
        with self.writing():
            self._store.remove(document.id)
        return document

    def rebuild(self) -> None:
        """Make both indexes anew from the records; the vectors too when the encoder is another than
        recorded."""
        with self.writing():
            encoder = self._load_encoder()
            recorded = self._store.state().encoder
            if recorded is not None and recorded != encoder.id:
                self._store.replace_vectors(lambda found: self._encode_passages(encoder, found), encoder.id)
            self._dense.close()
            self._lexical.rebuild()
            self._dense.rebuild()
            self._store.discard_orphans()

    def _sync(self) -> None:
        with self._dense.syncing():
            self._lexical.sync()

    def _catch_up(self) -> None:
        """Finish what an interrupted writer left; not while another one is at work, who will,
        nor where nothing may be written: search then makes do with what is there."""
        if self._lexical.fresh() and self._dense.fresh():
            return
        try:
            with self._lock.hold(wait=0), orderly_stop():
                self._sync()
        except (Locked, ReadOnly):
            return

    # -- asking --------------------------------------------------------------------------------------------

    def search(self, query: str, *, k: int = 10, documents: Collection[str] | None = None) -> tuple[Hit, ...]:
        """The `k` best passages, best first; `documents` limits the search to these ids."""
        return self._searcher.search(query, k=k, documents=documents)

    def find(self, query: str, *, k: int = 10, only: Filter | None = None, context: int = 0) -> tuple[Found, ...]:
        """The `k` best places for a reader, within `only`: the same words once, neighbours together, and spread over
        documents unless the query or the filter names one. Each with up to `context` characters of what stands around
        it, itself included; another that stands there too is not shown again."""
        held = self.documents()
        within = chosen(only, held, self._standing) if only else None
        opening = query[:_MOST_NAMING]
        named = (only is not None and only.documents) or named_documents(opening, fold(opening), self._catalogue(held))[
            0
        ]
        texts = cache(self.text)

        def show(found: Found) -> Found:
            passage = found.hit.passage
            if not context and not found.joined:
                return replace(found, text=passage.text)
            text = texts(passage.document_id)
            start, end = around(text, found.start, found.end, context)
            return replace(found, start=start, end=end, text=text[start:end])

        return look(lambda n: self._searcher.search(query, k=n, documents=within), k, show, spread=not named)

    def _catalogue(self, held: tuple[Document, ...]) -> Catalogue:
        """What is held, for names in a query; kept while it is the same."""
        if self._named.documents is not held:
            self._named = Catalogue(held)
        return self._named

    def _standing(self) -> Mapping[str, Validity]:
        return validities(self.documents(), self.references(), self.text, date.today())

    def ask(
        self, question: str, documents: Collection[str] | None = None, understood: Question | None = None
    ) -> Answer:
        """The answer with its citations, or an abstention; `documents` limits it to these ids. `understood` takes the
        place of the question as understood (`understood`), where its asker corrected it."""
        return self._answering().ask(question, documents, understood)

    def explain(
        self, question: str, documents: Collection[str] | None = None, understood: Question | None = None
    ) -> "Explanation":
        """The same answer with how it came about: what was understood, tried and weighed."""
        return self._answering().explain(question, documents, understood)

    def understood(self, question: str) -> tuple[Question, ...]:
        """The questions of a text as understood: one, or several where it asks several."""
        return self._answering().understood(question)

    def _answering(self) -> "Answerer":
        from kb.answer import Answerer

        with self._loading:
            if self._answerer is None:
                self._answerer = Answerer(self._store, self._searcher)
        return self._answerer

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1, a row a text, as of passages. Raises EncoderError, EncoderMismatch."""
        rows: Vectors = self._checked_encoder().encode(texts)
        return rows

    def find_document(self, name: str) -> Document:
        """The document with this id, 文号 (brackets and digits of any width) or title (whole, or a part that
        only one has). Raises NotFound, or UsageError naming the candidates."""
        documents = self._store.documents()
        number, title = normalise_doc_number(name), fold(name).strip("〈〉")
        tests: tuple[Callable[[Document], bool], ...] = (
            lambda d: d.id == name,
            lambda d: d.doc_number is not None and normalise_doc_number(d.doc_number) == number,
            lambda d: fold(d.title) == title,
            lambda d: len(title) > 1 and title in fold(d.title),
        )
        for test in tests:
            found = [document for document in documents if test(document)]
            if len(found) == 1:
                return found[0]
            if found:
                names = "、".join(document.doc_number or document.title for document in found[:5])
                raise UsageError(f"「{name}」对应 {len(found)} 份文件（{names}）；请写明文号")
        raise NotFound(f"没有文件「{name}」；用 policykb list 查看已入库的文件")

    def warm(self) -> None:
        """Load what the first question would wait for: for a server, before it says ready. What is held by then is
        taken out of the garbage collector's rounds, which over thousands of documents would stop an answer for a tenth
        of a second."""
        self._dense.warm()
        self._answering().warm()
        self.ask("预热由哪个部门牵头")
        gc.collect()
        gc.freeze()

    def calibrate(
        self, questions: Path | None = None, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> Calibration:
        """Weigh the encoder's vectors by the questions of a file, or by some made of what is held, and keep the weight
        with the index. Raises UsageError, Locked."""
        from kb.calibrate import calibrate, made_probes, read_probes

        self._checked_encoder()
        probes = made_probes(self._store) if questions is None else read_probes(questions)
        with self.writing():
            found = calibrate(self._store, self._searcher, probes, progress, asked=questions is not None)
            self._store.calibrate(found)
        return found

    def _calibrate_new(self) -> None:
        from kb.calibrate import calibrate_new

        if self._encoder is not None:
            calibrate_new(self._store, self._searcher, self._encoder)

    def doctor(self) -> DoctorReport:
        """Versions, counts, and whether records, indexes, originals and encoder agree."""
        encoder: str | EncoderError
        try:
            encoder = self._load_encoder().id
        except EncoderError as error:
            encoder = error
        return examine(self._store, self._lexical, self._dense, encoder)

    # -- encoder -------------------------------------------------------------------------------------------

    def _load_encoder(self) -> Encoder:
        with self._loading:
            if self._encoder is None:
                self._encoder = load_encoder(self.settings.encoder)
            return self._encoder

    def _checked_encoder(self) -> Encoder:
        """The encoder, if it is the one that made the index. Raises EncoderMismatch."""
        encoder, recorded = self._load_encoder(), self._store.state().encoder
        if recorded is not None and recorded != encoder.id:
            raise EncoderMismatch(
                f"{self.settings.home}：索引由编码器 {recorded} 建立，现在用的是 {encoder.id}；"
                "请改回原来的编码器，或运行 policykb doctor --rebuild 重建"
            )
        return encoder

    def _encode_question(self, question: str) -> Vectors:
        row: Vectors = self._checked_encoder().encode([question], query=True)[0]
        return row

    def _encode_passages(self, encoder: Encoder, passages: Collection[Passage]) -> Vectors:
        return encoder.encode([embedded_text(passage) for passage in passages])
