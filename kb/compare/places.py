"""Which place a document or a target is about, and which place lies in which.

A `Place` is the way down from the country: province, prefecture, county. What a text leaves unsaid (乌海市 alone) is
filled in from the list of prefectures (`kb/data/places.toml`); of a place that the list does not know, the province
stays open.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from kb.compare.words import data
from kb.model import Document
from kb.terms import fold

Rank = Literal[0, 1, 2, 3]
LEVELS = ("国家", "省级", "市级", "县级")

_PROVINCE = re.compile(r"(?P<name>[一-鿿]{2,4}?)(?:[壮回]族|维吾尔)?(?P<kind>自治区|省)")
_CITY = re.compile(r"(?P<name>(?!自治)[一-鿿]{2,6}?)(?:市|盟|地区|自治州)(?!场|政|级|委会|属|直|域|辖)")
_COUNTY = re.compile(r"(?P<name>[一-鿿]{1,4}?(?:新区|区|县|旗))(?!域|块|级|政|属|直|内|外|间|别|镇|位|段)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its names from the province down, None where unsaid; `rank` is 0 for the country, 1 for a province,
    2 for a prefecture, 3 for a county or district."""

    rank: Rank
    province: str | None = None
    city: str | None = None
    county: str | None = None

    @property
    def names(self) -> tuple[str | None, str | None, str | None]:
        """The names by rank, from the province."""
        return self.province, self.city, self.county

    def up_to(self, rank: Rank) -> "Place":
        """The place of the given rank that this one lies in."""
        kept = [name if at < rank else None for at, name in enumerate(self.names)]
        return Place(rank, *kept)


COUNTRY = Place(0)


@lru_cache(maxsize=1)
def _provinces() -> dict[str, dict[str, Any]]:
    listed = tomllib.loads(files("kb").joinpath("data/places.toml").read_text(encoding="utf-8"))["province"]
    return {province["name"]: province for province in listed}


@lru_cache(maxsize=1)
def _province_of() -> dict[str, str]:
    return {city: name for name, province in _provinces().items() for city in province["within"]}


def is_autonomous(name: str | None) -> bool | None:
    """Whether the province is a 自治区, whose own people say 全区; None for one that the list does not know."""
    return _provinces()[name]["kind"] == "自治区" if name in _provinces() else None


@lru_cache(maxsize=65536)
def read_place(text: str) -> Place | None:
    """The place that a name opens with: 内蒙古自治区乌海市海勃湾区人民政府, 青湖市工业和信息化局; None without one."""
    flat = fold(text)
    names: list[str | None] = [None, None, None]
    municipal = next((n for n, p in _provinces().items() if p["kind"] == "市" and flat.startswith(f"{n}市")), None)
    if municipal:
        names[0], flat = municipal, flat[len(municipal) + 1 :]
    else:
        known = next((n for n in _provinces() if flat.startswith(n)), None)
        found = re.match(rf"{known}[一-鿿]{{0,4}}?(?:自治区|省)", flat) if known else _PROVINCE.match(flat)
        if found:
            names[0], flat = known or found["name"], flat[found.end() :]
        elif known and _CITY.match(flat, len(known)):
            names[0], flat = known, flat[len(known) :]
        if (city := _CITY.match(flat)) and not city.group().endswith(tuple(data()["places"]["none"])):
            names[1], flat = city["name"], flat[city.end() :]
            names[0] = names[0] or _province_of().get(city["name"])
    if (county := _COUNTY.match(flat)) and not county["name"].endswith(tuple(data()["places"]["none"])):
        names[2] = county["name"]
    rank: Rank = 3 if names[2] else 2 if names[1] else 1
    return Place(rank, *names) if any(names) else None


def named_place(name: str) -> Place | None:
    """The place of this name, which may lack 省, 市 and the like where the list knows it: 上海, 内蒙古, 乌海."""
    flat = fold(name).strip()
    if flat in _provinces():
        return Place(1, flat)
    return Place(2, _province_of()[flat], flat) if flat in _province_of() else read_place(flat)


def document_place(document: Document) -> Place | None:
    """The place that a document governs: by its issuers, else its title, else the agency of its 文号; None when none
    of them tells."""
    bodies = data()["places"]
    found = []
    for name in document.issuer:
        if place := read_place(name):
            found.append(place)
        elif name.startswith(tuple(bodies["national"])):
            found.append(COUNTRY)
    if found:
        return max(found, key=lambda place: place.rank)
    title = re.sub(r"^(?:中共|关于(?:印发|转发)?|[《〈]|(?:19|20)\d\d年)+", "", fold(document.title))
    if place := read_place(title):
        return place
    number = document.doc_number or ""
    if title.startswith(tuple(bodies["national"])) or number.startswith(tuple(bodies["national_codes"])):
        return COUNTRY
    code = next((n for n, p in _provinces().items() if number.startswith(p["code"] + "政")), None)
    return Place(1, code) if code else None


def lies_in(lower: Place, upper: Place) -> bool:
    """Whether `lower` is a part of `upper`; a province that nothing tells fits any of its kind."""
    if lower.rank <= upper.rank:
        return False
    pairs = list(zip(lower.names, upper.names, strict=True))[: upper.rank]
    return all(theirs is None or own is None or own == theirs for own, theirs in pairs)


def same_place(a: Place, b: Place) -> bool:
    """Whether two places are one; an unsaid province or prefecture fits any."""
    if a.rank != b.rank:
        return False
    if a.rank and a.names[a.rank - 1] != b.names[b.rank - 1]:
        return False
    return all(x is None or y is None or x == y for x, y in zip(a.names, b.names, strict=True))


def show_place(place: Place) -> str:
    """For people: 全国, 内蒙古, 乌海市, 海勃湾区."""
    if place.rank == 0:
        return "全国"
    name = place.names[place.rank - 1] or ""
    return f"{name}市" if place.rank == 2 else name


def scope_place(word: str, own: Place | None) -> Place | None:
    """The place that 全市, 全区, 我省 … mean in a document of the place `own`; None when that stays open: 全区 in a
    prefecture of an unknown province may be the region or a district."""
    if word in data()["places"]["country"]:
        return COUNTRY
    rank = _scope_rank(word, own)
    if own is None or rank is None or own.rank < rank:
        return None
    return own.up_to(rank)


def _scope_rank(word: str, own: Place | None) -> Rank | None:
    kind = word[-1]
    if word.endswith(("省", "自治区")):
        return 1
    if kind in "县旗":
        return 3
    if kind in "盟州":
        return 2
    if kind == "市" and own is not None:
        return 1 if own.rank == 1 and own.city is None else 2 if own.rank == 2 or own.city else 3
    if kind == "区" and own is not None:
        return own.rank if own.rank in (1, 3) else 1 if is_autonomous(own.province) else None
    return None


def named_in(words: str, own: Place | None) -> tuple[Place, ...]:
    """Places below `own` (or beside it) that the words name: 海勃湾区用水总量, 其中，海东区达到…."""
    found = []
    for part in re.split(r"[，。；、：:,;（）()\s]|其中|年底?|[对使在由将]|全[市区省国县]", fold(words)):
        place = read_place(part)
        if place is not None and not _is_own(place, own):
            found.append(_below(place, own))
    return tuple(dict.fromkeys(found))


def _is_own(place: Place, own: Place | None) -> bool:
    """Whether the words name the document's own place, verbs before it read as part of it (推动青湖市)."""
    name = place.names[place.rank - 1] or ""
    return own is not None and own.rank == place.rank and name.endswith(own.names[own.rank - 1] or name)


def _below(place: Place, own: Place | None) -> Place:
    """The place with what `own` tells of the places above it."""
    if own is None:
        return place
    if place.rank == 3 and place.city is None:
        return replace(place, province=place.province or own.province, city=own.city)
    if place.rank == 2 and place.province is None:
        return replace(place, province=own.province)
    return place
