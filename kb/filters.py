"""Which documents a search is limited to: by document, issuer, level, place, year, validity, theme.

A filter is worked out on the records, before anything is ranked; search then looks only into the documents left.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kb.compare.places import LEVELS, Place, document_place, lies_in, named_place, same_place
from kb.errors import UsageError
from kb.model import Document
from kb.organisations import same_organisation
from kb.terms import squeeze
from kb.themes import theme, themes
from kb.validity import State, Validity

STATES: tuple[State, ...] = ("现行有效", "尚未施行", "已失效", "已废止", "不明")

Standing = Callable[[], Mapping[str, Validity]]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a document must be; a slot left None asks nothing.

    `documents` are ids; `issuer` a part of an issuer's name or its short form; `level` one of `LEVELS`; `place` a
    place's name, which stands for what lies in it too; `years` the first and last year of issue; `state` one of
    `STATES`; `theme` one of `kb.themes.themes()`, by the document's title. Raises UsageError for a level, place, state
    or theme that there is none of."""

    documents: tuple[str, ...] | None = None
    issuer: str | None = None
    level: str | None = None
    place: str | None = None
    years: tuple[int, int] | None = None
    state: str | None = None
    theme: str | None = None

    def __post_init__(self) -> None:
        for name, value, known in (
            ("层级", self.level, LEVELS),
            ("状态", self.state, STATES),
            ("主题", self.theme, themes()),
        ):
            if value is not None and value not in known:
                raise UsageError(f"没有{name}「{value}」；可选：{'、'.join(known)}")
        if self.place is not None and named_place(self.place) is None:
            raise UsageError(f"认不出地区「{self.place}」；请写全称，如 乌海市、内蒙古自治区")

    def __bool__(self) -> bool:
        return self != Filter()


def chosen(asked: Filter, documents: Iterable[Document], standing: Standing) -> frozenset[str]:
    """Ids of the documents that fit; `standing` is asked only where the validity matters."""
    stand = standing() if asked.state else {}
    return frozenset(
        d.id for d in documents if _fits(asked, d) and (not asked.state or stand[d.id].state == asked.state)
    )


def _fits(asked: Filter, document: Document) -> bool:
    if asked.documents is not None and document.id not in asked.documents:
        return False
    if asked.issuer and not any(_names(asked.issuer, name) for name in document.issuer):
        return False
    if asked.years and not _issued_within(document, asked.years):
        return False
    if asked.theme and theme(document.title) != asked.theme:
        return False
    return not (asked.level or asked.place) or _of_place(asked, document_place(document))


def _names(asked: str, issuer: str) -> bool:
    """Whether the issuer's name holds what is asked for, or is another form of it (发改委, 发展和改革委员会)."""
    return squeeze(asked) in squeeze(issuer) or same_organisation(asked, issuer)


def _issued_within(document: Document, years: tuple[int, int]) -> bool:
    day = document.issued_date or document.published_date
    return day is not None and years[0] <= day.year <= years[1]


def _of_place(asked: Filter, place: Place | None) -> bool:
    if place is None or (asked.level and LEVELS[place.rank] != asked.level):
        return False
    wanted = named_place(asked.place) if asked.place else None
    return wanted is None or same_place(place, wanted) or lies_in(place, wanted)
