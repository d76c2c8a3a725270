"""A file → `ParsedDocument`; files and folders → a knowledge base.

parse(Path("通知.html"))            read → clean → text → header → clauses → passages → tags
to_json(parsed)                     what `policykb parse --json` prints
ingest_paths(kb, paths, progress)   each file under `paths` into `kb`, with an IngestReport
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from ingest.clean import clean
from ingest.header import read_header
from ingest.lines import assemble
from ingest.passages import passages
from ingest.readers import SUFFIXES, printable, read
from ingest.segment import segment
from ingest.tags import tag
from kb.errors import ReadError
from kb.model import ParsedDocument

__all__ = ["FileOutcome", "IngestReport", "ingest_paths", "parse", "to_json"]

T = TypeVar("T")
Outcome = Literal["added", "updated", "unchanged", "kept", "skipped", "refused"]
Added = Literal["added", "updated", "unchanged", "kept"]
#: Called with how many files are done, how many there are, and the name of the next one ("" at the end).
Progress = Callable[[int, int, str], None]

# Describes the files beside it; is no document.
_MANIFEST = "manifest.toml"
# Formats whose headings are the author's; those of a web page are mostly the site's.
_AUTHORED = ("md", "docx", "doc")
_REPORT = "请把该文件反馈给维护人员"
_log = logging.getLogger(__name__)


class Base(Protocol):
    """The door of the knowledge base that ingesting needs."""

    def add(self, parsed: ParsedDocument, original: bytes, file_name: str) -> Added:
        """Take in one document; "kept" is an account (转述) of what is held in full."""
        ...


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file.

    `reason` says in Chinese why it was skipped or refused; the counts are those of the parsed document, 0
    where there is none; `warnings` are the reader's, in Chinese.
    """

    path: str
    outcome: Outcome
    reason: str | None = None
    document_id: str | None = None
    title: str | None = None
    clauses: int = 0
    passages: int = 0
    targets: int = 0
    responsibilities: int = 0
    references: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The outcomes in the order of reading."""

    files: tuple[FileOutcome, ...]

    def count(self, *outcomes: Outcome) -> int:
        """How many files had one of `outcomes`."""
        return sum(file.outcome in outcomes for file in self.files)

    @property
    def refused(self) -> tuple[FileOutcome, ...]:
        """The files that did not go in, each with its reason."""
        return tuple(file for file in self.files if file.outcome == "refused")

    @property
    def totals(self) -> dict[str, int]:
        """Counts over all documents read, whether new or already held."""
        names = ("clauses", "passages", "targets", "responsibilities", "references")
        sums = {name: sum(getattr(file, name) for file in self.files) for name in names}
        return {"documents": self.count("added", "updated", "unchanged", "kept")} | sums


def parse(path: Path) -> ParsedDocument:
    """The document in the file at `path`.

    Raises ReadError (one Chinese line naming the file) for what cannot be read; nothing after reading fails.
    """
    raw = clean(read(path))
    text, lines, origins = assemble(raw.blocks)
    header = read_header(raw, lines, text)
    document = header.document
    clauses = segment(document, text, lines, header.metadata_lines, headings=raw.format in _AUTHORED)
    tags = tag(document, text, clauses)
    return ParsedDocument(
        document=document,
        text=text,
        clauses=clauses,
        passages=passages(document, text, clauses),
        targets=tags.targets,
        responsibilities=tags.responsibilities,
        references=tags.references,
        origins=origins,
        warnings=raw.warnings,
    )


def to_json(parsed: ParsedDocument) -> dict[str, Any]:
    """`parsed` as plain values: half-open code point offsets, dates YYYY-MM-DD, absences null."""
    names = (
        "document",
        "text",
        "clauses",
        "passages",
        "targets",
        "responsibilities",
        "references",
        "warnings",
    )
    whole: dict[str, Any] = _plain({name: _record(getattr(parsed, name)) for name in names})
    return whole


def _record(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [item if isinstance(item, str) else asdict(item) for item in value]
    return asdict(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def ingest_paths(
    kb: Base,
    paths: Sequence[Path],
    progress: Progress | None = None,
    parse: Callable[[Path], ParsedDocument] = parse,
) -> IngestReport:
    """Every document under `paths` (files, or folders recursively) into `kb`, one after the other; many files are
    parsed ahead by worker processes, for which `parse` has to be a function that pickles.

    A file that cannot be read is refused with its reason and the rest goes on; errors of the knowledge base
    itself (locked, another encoder, damaged) are raised: they concern every file.
    """
    from ingest.parallel import in_order, workers  # which parsing one file does without

    found = list(_find(paths))
    files = [item for item in found if isinstance(item, Path)]
    outcomes: list[FileOutcome] = []
    with closing(in_order(partial(_attempt, parse), files, _lost, workers(len(files)))) as results:
        for done, item in enumerate(found):
            if isinstance(item, FileOutcome):
                outcomes.append(item)
                continue
            if progress:
                progress(done, len(found), printable(item.name))
            parsed = next(results)
            outcomes.append(parsed if isinstance(parsed, FileOutcome) else _take_in(kb, item, parsed))
    if progress:
        progress(len(found), len(found), "")
    return IngestReport(tuple(outcomes))


def _attempt(action: Callable[[Path], T], path: Path) -> T | FileOutcome:
    """What `action` makes of the file, or its refusal."""
    try:
        return action(path)
    except ReadError as error:
        return _refused(path, error.reason, error.remedy)
    except Exception as error:
        _log.exception("parsing %s failed", printable(str(path)))
        return _refused(path, f"解析时出错（{type(error).__name__}）", _REPORT)


def _lost(path: Path) -> FileOutcome:
    """What is said of a file at which worker processes die."""
    return _refused(
        path, "解析时程序两次意外中止（可能是文件损坏，或内存不足）", f"请另存或拆分后再导入，仍不行{_REPORT}"
    )


def _refused(path: Path, reason: str, remedy: str) -> FileOutcome:
    return FileOutcome(printable(str(path)), "refused", f"{reason}；{remedy}")


def _take_in(kb: Base, path: Path, parsed: ParsedDocument) -> FileOutcome:
    original = _attempt(Path.read_bytes, path)
    if isinstance(original, FileOutcome):
        return original
    outcome = kb.add(parsed, original, printable(path.name))
    return FileOutcome(
        path=printable(str(path)),
        outcome=outcome,
        document_id=parsed.document.id,
        title=parsed.document.title,
        clauses=len(parsed.clauses),
        passages=len(parsed.passages),
        targets=len(parsed.targets),
        responsibilities=len(parsed.responsibilities),
        references=len(parsed.references),
        warnings=parsed.warnings,
    )


def _find(paths: Iterable[Path]) -> Iterator[Path | FileOutcome]:
    """The files to read in a stable order, each once; what is passed over comes as its outcome."""
    seen: set[Path] = set()
    folders: set[str] = set()
    for path in paths:
        for item in _walk(path, folders, given=True):
            if isinstance(item, FileOutcome):
                yield item
            elif (real := item.absolute()) not in seen:
                seen.add(real)
                yield item


def _walk(path: Path, folders: set[str], *, given: bool = False) -> Iterator[Path | FileOutcome]:
    """`path` itself, or what lies under it. `folders`: the real paths of those already walked, since links may
    lead back up; `given`: by the user, who may name a file of any format."""
    try:
        if path.is_dir():
            yield from _entries(path, folders)
        elif given or path.suffix.lower() in SUFFIXES:
            yield path
        else:
            yield FileOutcome(printable(str(path)), "skipped", "不支持的格式")
    except OSError as error:
        reason = "没有读取权限" if isinstance(error, PermissionError) else "无法打开"
        yield FileOutcome(printable(str(path)), "refused", f"{reason}；请检查它和所在文件夹的权限")


def _entries(folder: Path, folders: set[str]) -> Iterator[Path | FileOutcome]:
    real = os.path.realpath(folder)
    if real in folders:
        return
    folders.add(real)
    for entry in sorted(folder.iterdir()):
        if not entry.name.startswith(".") and entry.name != _MANIFEST:
            yield from _walk(entry, folders)
