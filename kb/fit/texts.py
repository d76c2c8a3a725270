"""Official texts read simply: files → units (a sentence or a few) that know the headings above them.

Fitting needs much plain text, not exact structure; the parser proper (`ingest`) is a room above this one.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import UsageError

SUFFIXES = {".txt", ".md", ".jsonl"}

# Units end at a sentence's end once they are this long (characters), as passages do.
_UNIT_LENGTH = 80
_UNIT_MINIMUM = 8
_HEADING_MAXIMUM = 40

_NUMERAL = "[一二三四五六七八九十百零〇]+"
# Each pattern with an example.
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s*(\S.*)$")  # ## 第二章 出境
_NUMBERED_HEADING = re.compile(  # 第二章 出境 | 一、2024年工作回顾 | (一)持续推动火电绿色转型
    rf"^(?:(第{_NUMERAL}[编章节])|({_NUMERAL}、)|([(（]{_NUMERAL}[)）]))\s*\S"
)
_LABEL = re.compile(  # 第三条 | (一) | 1. | ① | 一、
    rf"^(?:第{_NUMERAL}条(?:之{_NUMERAL})?|[(（](?:{_NUMERAL}|\d+)[)）]|\d+[.．、]|[①-⑳]|{_NUMERAL}、)\s*"
)
_CHAPTER_LABEL = re.compile(rf"^第{_NUMERAL}[编章节]\s*")  # 第二章
_SENTENCE = re.compile(r"[^。！？；]+[。！？；]*")  # 有序推进。
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)  # <!-- INFO END -->
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)  # --- title: … ---
_SENTENCE_END = tuple("。；：，、！？,;:.")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a few, at most about 160 characters. `headings` are the document's title and the headings
    above, outermost first, without labels; `document` numbers the documents in reading order."""

    text: str
    headings: tuple[str, ...]
    document: int


@dataclass(frozen=True, slots=True)
class Texts:
    """What was read. `skipped` holds (path, reason in Chinese)."""

    units: tuple[Unit, ...]
    files: int
    characters: int
    skipped: tuple[tuple[str, str], ...]


def read_texts(paths: Iterable[Path]) -> Texts:
    """Units of all .txt, .md and .jsonl files in `paths` (files, or folders with all below), each distinct
    text once, in the order of the paths. Raises UsageError when a path does not exist or no text is found."""
    units: list[Unit] = []
    skipped: list[tuple[str, str]] = []
    seen: set[str] = set()
    documents = files = 0
    for path in files_of(paths):
        try:
            records = list(records_of(path))
        except (OSError, UnicodeDecodeError) as error:
            skipped.append((str(path), f"无法读取（{error}）"))
            continue
        files += 1
        for title, body in records:
            for unit in _units(title, body, documents):
                if unit.text not in seen:
                    seen.add(unit.text)
                    units.append(unit)
            documents += 1
    if not units:
        raise UsageError("没有可用于拟合的文本；请给出含 .txt、.md 或 .jsonl 公文文本的文件或文件夹")
    return Texts(tuple(units), files, sum(len(unit.text) for unit in units), tuple(skipped))


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"{path}：没有这个文件或文件夹；请检查拟合文本的路径")


def records_of(path: Path) -> Iterator[tuple[str, str]]:
    """(title, body) of each document in the file; when the title is empty, the body's first line is it."""
    text = _decoded(path.read_bytes())
    if path.suffix.lower() != ".jsonl":
        yield "", _COMMENT.sub("", _FRONT_MATTER.sub("", text))
        return
    for line in text.splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue  # a torn line costs that record alone
        if isinstance(record, dict):
            values = [value for value in record.values() if isinstance(value, str)]
            title = record.get("title")
            yield (title if isinstance(title, str) else ""), max(values, key=len, default="")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _units(title: str, body: str, document: int) -> Iterator[Unit]:
    headings: dict[int, str] = {0: title.strip()} if title.strip() else {}
    for line in (raw.strip() for raw in body.splitlines()):
        if not line:
            continue
        if 0 not in headings:
            headings[0] = line.lstrip("# ")
            continue
        found = _heading(line)
        if found:
            level, text = found
            headings = {key: value for key, value in headings.items() if key < level} | {level: text}
            continue
        above = tuple(headings[level] for level in sorted(headings))
        for piece in _pieces(_LABEL.sub("", line)):
            yield Unit(piece, above, document)


def _heading(line: str) -> tuple[int, str] | None:
    """(level, text without label) when the line is a heading. Markdown levels are 1-6, numbered ones 7-9."""
    if marked := _MARKDOWN_HEADING.match(line):
        return len(marked[1]), _CHAPTER_LABEL.sub("", _LABEL.sub("", marked[2]))
    numbered = _NUMBERED_HEADING.match(line)
    if numbered and len(line) <= _HEADING_MAXIMUM and not line.endswith(_SENTENCE_END):
        level = 6 + (numbered.lastindex or 1)
        return level, _CHAPTER_LABEL.sub("", _LABEL.sub("", line))
    return None


def _pieces(line: str) -> Iterator[str]:
    """The line's sentences, joined until long enough; a stretch too short to say anything is dropped."""
    piece = ""
    for sentence in _SENTENCE.findall(line):
        piece += sentence
        if len(piece) >= _UNIT_LENGTH:
            yield piece
            piece = ""
    if len(piece) >= _UNIT_MINIMUM:
        yield piece
