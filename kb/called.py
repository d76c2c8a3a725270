"""Documents that a question calls by an everyday name: 二十大报告, 2003年政府工作报告, 养犬条例.

A name is read backwards from the kind of document that it ends with (条例, 报告): as far as its words stand in a title
of that kind. It names the documents whose titles hold all of it; what stands before must be no part of a name
(河北养犬条例 does not name 宁波市养犬管理条例).
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kb.model import Document
from kb.terms import is_place, segment, squeeze, synonyms

# Of so many documents that fit alike a question may mean any; of more it is not said to name one.
MOST_ALIKE = 5
# Characters that tell one title from others; fewer do where the name of the matter begins with them.
LEAST_TELLING = 3
LONGEST_PIECE = 12
# Characters before a kind that may name a document of it; a whole text would be read anew for each kind in it.
_LONGEST_NAME = 100
# 2003年 · 2003年度 · 97年
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d年?|\d\d年)(?:度)?$")
_MARK = re.compile(r"[^一-鿿a-z0-9\"]$")
# (2018—2035年) · (试行): what stands behind the kind
_BEHIND = re.compile(r"(?:\([^()]*\)|\"|的(?:通知|公告|通告|决定|批复|函))+$")


@dataclass(frozen=True, slots=True)
class Called:
    """Documents that one name may mean, and where it stands in the text."""

    documents: tuple[Document, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Title:
    """A document with its title squeezed, the kinds that it ends with, and the words of its matter without places and
    years."""

    document: Document
    words: str
    kinds: frozenset[str]
    matter: str


def by_kind(documents: Iterable[Document]) -> Mapping[str, Sequence[Title]]:
    """The documents' titles by each kind that they end with."""
    out: defaultdict[str, list[Title]] = defaultdict(list)
    for document in documents:
        title = _title(document)
        for kind in title.kinds:
            out[kind].append(title)
    return out


def called(text: str, titles: Mapping[str, Sequence[Title]]) -> tuple[Called, ...]:
    """The everyday names in the folded text of documents (`by_kind`), from the last to the first, without overlaps."""
    out: list[Called] = []
    begins = len(text)
    for match in reversed(list(_kind().finditer(text))):
        if match.end() > begins or _other_word(text, match):
            continue
        first = max(0, match.start() - _LONGEST_NAME)
        found = _best(text[first : match.start()], match.group(), titles.get(match.group(), ()))
        if found is not None and (found[1] or not first):
            documents_meant, begins = found[0], first + found[1]
            out.append(Called(documents_meant, begins, match.end()))
    return tuple(out)


def _best(before: str, kind: str, titles: Sequence[Title]) -> tuple[tuple[Document, ...], int] | None:
    """The documents of the kind whose titles hold most of the words before it, and where these begin."""
    best: list[Document] = []
    longest = len(before)
    for title in titles:
        start = _begins(before, kind, title)
        if start is not None and start <= longest:
            best = [title.document] if start < longest else [*best, title.document]
            longest = start
    return (tuple(best), longest) if 0 < len(best) <= MOST_ALIKE else None


def _begins(before: str, kind: str, title: Title) -> int | None:
    """Where the name begins that ends the words before a kind; None where they are no name of the document."""
    at, telling, words = len(before), 0, 0
    dated = False
    while at > 0:
        piece = _piece(before[:at], title)
        if piece is None:
            break
        at -= len(piece.said)
        words += 1
        dated = dated or _YEAR.fullmatch(piece.said) is not None
        telling += _telling(piece.written, title.document)
    while at < len(before) and before[at] in "的 ":
        at += 1
    name = before[at:]
    opens = not before[:at].strip() or _MARK.search(before[:at]) or before[:at].rstrip().endswith(tuple(_openings()))
    if not opens or not words:
        return None
    alone = dated or title.matter.startswith(name) or title.matter.endswith(name + kind)
    enough = telling >= LEAST_TELLING or (telling >= 2 and alone) or title.matter == name + kind
    return at if enough else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a name as the question says it, and as the title writes it."""

    said: str
    written: str


def _piece(before: str, title: Title) -> _Piece | None:
    """The last piece of the words that the title holds: a year, words as they stand there or in another wording."""
    if before[-1] in '的 "':
        return _Piece(before[-1], "")
    if match := _YEAR.search(before):
        year = match.group()
        return _Piece(year, year) if _of_year(re.sub(r"\D", "", year), title.document) else None
    size = 1
    while size < min(len(before), LONGEST_PIECE) and before[-size - 1 :] in title.words:
        size += 1
    if size > 1:
        return _Piece(before[-size:], before[-size:])
    return next((piece for piece in _reworded(before) if piece.written in title.words), None)


@lru_cache(maxsize=256)
def _reworded(before: str) -> tuple[_Piece, ...]:
    """The last piece of the words as a title may write it: spelled out, or in another wording."""
    spelled = [
        _Piece(match.group(), match.expand(full))
        for pattern, full in _data()["spelled"].items()
        if (match := re.search(pattern, before))
    ]
    word = _last_word(before[-LONGEST_PIECE:])
    return (*spelled, *(_Piece(word, written) for written in synonyms(word)))


def _last_word(before: str) -> str:
    """The last word, empty where it is a single character."""
    word = (segment(before) or [""])[-1]
    return word if len(word) > 1 and before.endswith(word) else ""


def _of_year(year: str, document: Document) -> bool:
    """Whether the title names the year (97: 1997); of a title that names none, whether the document is of that year."""
    years = re.findall(r"(?:19|20)\d\d", document.title)
    if not years and document.issued_date is not None:
        years = [str(document.issued_date.year)]
    return any(y.endswith(year) for y in years)


def _telling(piece: str, document: Document) -> int:
    """How many characters of a piece tell a title from others: no years, places, issuers and words of any title."""
    if _YEAR.fullmatch(piece) or any(piece in squeeze(issuer) for issuer in document.issuer):
        return 0
    words = [w for w in segment(piece) if w not in _common()]
    return sum(len(w) for w in words if not is_place(w))


def _title(document: Document) -> Title:
    flat = squeeze(document.title)
    inner = re.findall(r"[《<]([^《》<>]+)[》>]", flat)
    ends = {_ends_with(part) for part in (flat, _BEHIND.sub("", flat), *(_BEHIND.sub("", i) for i in inner))}
    matter = re.sub(r"^.*?(?:关于|印发|发布|公布)+", "", inner[-1] if inner else flat)
    matter = re.sub(r"^(?:(?:19|20)\d\d年)?(?:中华人民共和国)?(?:[一-鿿]{2,3}(?:省|市|自治区|区|县|旗))*", "", matter)
    return Title(document, flat, frozenset(kind for kind in ends if kind), matter)


def _ends_with(words: str) -> str | None:
    return next((kind for kind in _kinds() if words.endswith(kind)), None)


def _other_word(text: str, match: re.Match[str]) -> bool:
    others: dict[str, str] = _data()["other_words"]
    pattern = "|".join((others["any"], others.get(match.group(), "(?!)")))
    return re.match(pattern, text[match.end() :]) is not None


@lru_cache(maxsize=1)
def _kind() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _kinds())))


@lru_cache(maxsize=1)
def _kinds() -> tuple[str, ...]:
    """The kinds of documents that a title may end with, the longest first."""
    header = tomllib.loads(files("kb").joinpath("data/header.toml").read_text(encoding="utf-8"))
    return tuple(sorted(header["doc_kind"]["words"], key=len, reverse=True))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(_data()["common"]["words"])


@lru_cache(maxsize=1)
def _openings() -> tuple[str, ...]:
    return tuple(_data()["openings"]["words"])


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("kb").joinpath("data/names.toml").read_text(encoding="utf-8"))
