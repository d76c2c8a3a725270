"""Organisations: names taken apart, short and full forms held equal, mentions found in a question."""

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.terms import fold, is_place, lexicon, squeeze

# 国家发展改革委 · 市发展和改革委员会 · 乌海市能源局 · 海南省海口市公安局 · 市委组织部: what stands before the
# body's own name; 市场监管局 and 区域办 have no level
_LEVEL = re.compile(
    r"^(?:(?P<national>国家|全国|中华人民共和国)|(?:[一-鿿]{2,3}(?:省|自治区)(?=[一-鿿]{2,3}[市州盟]))?"
    r"(?:(?P<place>(?!自治|[省市区县旗盟州])[一-鿿]{2,3})(?=(?:省|自治区|市|区|县|旗|盟|州).{2}))?"
    r"(?P<level>省|自治区|市(?!场)|区(?!域)|县|旗|盟|州)(?:委(?![员办])(?=.{3}))?)"
)
_KIND = r"(?:委员会|委|总局|厅|局|部门|部|办公室|办|署)"
# 发展和改革|委员会 · 公安|局 · 人力资源社会保障|部门
_BODY = re.compile(rf"^(?P<stem>.+?)(?P<kind>{_KIND})$")
_FULL_KIND = {"委": "委员会", "办": "办公室", "总局": "局"}


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation's name taken apart: place (乌海, None if unsaid), level (市, 国家, None if unsaid), full stem
    (发展和改革), kind (委员会)."""

    place: str | None
    level: str | None
    stem: str
    kind: str


@lru_cache(maxsize=10_000)
def body(name: str) -> Body:
    """Take a name apart; short stems are made full: 市发改委 -> 市, 发展和改革, 委员会."""
    flat = squeeze(name).replace("人民政府", "政府")
    found = _LEVEL.match(flat)
    rest = flat[found.end() :] if found else flat
    level = None if found is None else "国家" if found["national"] else found["level"]
    match = _BODY.match(rest)
    stem, kind = (match["stem"], match["kind"]) if match else (rest, "")
    if kind == "总局":
        level = "国家"
    stems: dict[str, str] = lexicon()["organisation_stems"]
    return Body(_place(found), level, stems.get(stem, stem), _FULL_KIND.get(kind, kind))


def _place(found: re.Match[str] | None) -> str | None:
    """The place named before the level, if the dictionary knows it as one: 请问市公安局 names none."""
    if found is None or not found["place"]:
        return None
    names = (found["place"], found["place"] + found["level"])
    return names[0] if any(map(is_place, names)) else None


def same_organisation(a: str, b: str) -> bool:
    """Whether two names stand for one organisation: short and full forms agree, an unsaid level or place fits any,
    and 部门 fits any kind of body (人力资源社会保障部门 is the 人社局 of its level)."""
    x, y = body(a), body(b)
    places = x.place == y.place or None in (x.place, y.place)
    levels = x.level == y.level or None in (x.level, y.level)
    kinds = x.kind == y.kind or "部门" in (x.kind, y.kind)
    return x.stem == y.stem and places and levels and kinds


@lru_cache(maxsize=1)
def _mention() -> re.Pattern[str]:
    stems = lexicon()["organisation_stems"]
    known = "|".join(sorted({*stems, *stems.values()}, key=lambda s: (-len(s), s)))
    level = "[一-鿿]{2,3}(?:省|自治区|市|区|县|旗)|国家|省|自治区|市|区|县|旗"
    return re.compile(rf"(?:{level})?(?:{known})(?:主管|行政|监管)?{_KIND}(?:{_KIND}(?!长))?")


@lru_cache(maxsize=4)
def _by_beginning(known: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    """The names, folded and as written, by their first two characters: a question is searched for thousands."""
    out: dict[str, list[tuple[str, str]]] = {}
    for name in known:
        folded = fold(name)
        out.setdefault(folded[:2], []).append((folded, name))
    return out


def _known_in(flat: str, known: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where each of the names stands first in the folded text."""
    beginnings = _by_beginning(known)
    found: dict[str, tuple[int, int, str]] = {}
    for at in range(len(flat)):
        for folded, name in (*beginnings.get(flat[at : at + 2], ()), *beginnings.get(flat[at], ())):
            if folded and flat.startswith(folded, at):
                found.setdefault(name, (at, at + len(folded), name))
    return list(found.values())


def find_organisations(text: str, known: tuple[str, ...] = ()) -> list[tuple[int, int, str]]:
    """Organisations named in the folded text as (start, end, name): those in `known` (names as documents write
    them) and any name made of a known stem and a kind of body (市公安局), longest first, without overlaps."""
    flat, found = (
        fold(text),
        [(m.start(), m.end(), m.group()) for m in _mention().finditer(fold(text))],
    )
    found += _known_in(flat, known)
    out: list[tuple[int, int, str]] = []
    for start, end, name in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if not any(start < e and s < end for s, e, _ in out):
            out.append((start, end, name))
    return sorted(out)
