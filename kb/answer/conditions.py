"""What a question names as a condition (a place, a level, a year, one of a row) must be what the
answer's sources speak of.
"""

import re
from collections.abc import Collection
from decimal import Decimal

from kb.answer.context import Context, Draft
from kb.answer.dating import years_of
from kb.answer.targets import levels_asked
from kb.model import Question
from kb.quantity import parse_number
from kb.question import plan_period_end
from kb.terms import fold, is_place, segment, squeeze, wordings_of_year

_SUFFIXES = ("自治区", "省", "市", "区", "县", "旗", "盟", "州")
# The dictionary's class for places also holds 城市, 普及 and 美丽; what it knows as a city or province too is a place.
_CERTAIN = ("市", "省", "自治区", "盟")
# 河南村 is a village of that name, not 河南.
_WITHIN = ("村", "镇", "乡")
# 特等奖 · 二等功
_GRADE = re.compile(r"([特一二三四五])(等[奖功])")
# 第六次督查 · 第三批名单
_EDITION = re.compile(r"第([一二三四五六七八九十百\d]+)(次|批|届|期|轮)")


def unmet(context: Context, question: Question, draft: Draft) -> tuple[str, ...]:
    """The conditions of the question (place, level, year, edition, grade) that the draft's sources do not meet."""
    missed = {
        "place": speaks_of_elsewhere(context, question, draft),
        "level": speaks_of_another_level(question, draft),
        "year": speaks_of_another_year(context, question, draft),
        "edition": speaks_of_another_edition(question, draft),
        "grade": speaks_of_another_grade(question, draft),
    }
    return tuple(name for name, is_missed in missed.items() if is_missed)


def named(question: Question) -> bool:
    """Whether the question names a condition at all."""
    return bool(question.years or levels_asked(question) or _editions(question.raw) or named_places(question.raw))


def speaks_of_elsewhere(context: Context, question: Question, draft: Draft) -> bool:
    """Whether the question names places and the answer's sources none of them: neither the documents' titles and
    issuers nor the quotes and their headings; of a document whose header tells no issuer, neither any of its text. A
    question that names its document has chosen."""
    places = named_places(question.raw)
    if not places or question.documents:
        return False
    sources = squeeze(
        " ".join(
            f"{c.title} {context.header(c.document_id)} {c.path} {c.quote} {c.account_of or ''}"
            for c in draft.citations
        )
    )
    unsigned = [c.document_id for c in draft.citations if not context.documents[c.document_id].issuer]
    return not any(place in sources or any(place in context.text(i) for i in unsigned) for place in places)


def speaks_of_another_level(question: Question, draft: Draft) -> bool:
    """Whether the question names a level (国家级, 自治区级) that no quote holds."""
    quotes = squeeze(" ".join(f"{c.title} {c.path} {c.quote}" for c in draft.citations))
    return any(level not in quotes for level in levels_asked(question))


def speaks_of_another_year(context: Context, question: Question, draft: Draft) -> bool:
    """Whether no year asked for stands in a quote or its headings, in the document's title, 文号 or date, is told there
    from the document's year (去年), or ends the period of its plan. A value asked for is dated by neither a plan's year
    of issue nor the other years of its period."""
    if not question.years:
        return False
    if {plan_period_end(c.title) for c in draft.citations} & {*question.years}:
        return False
    sources = [f"{c.path} {c.quote}" for c in draft.citations]
    if any({*question.years} & years_of(context, c) for c in draft.citations):
        return False
    for citation in draft.citations:
        if question.kind != "target":
            document = context.documents[citation.document_id]
            dates = (f"{day.year}年" for day in (document.issued_date, document.published_date) if day)
            sources.append(" ".join((citation.title, citation.doc_number or "", *dates)))
        elif plan_period_end(citation.title) is None:
            sources.append(citation.title)
    wordings = [wording for year in question.years for wording in wordings_of_year(year)]
    return not any(wording in source for wording in wordings for source in sources)


def speaks_of_another_edition(question: Question, draft: Draft) -> bool:
    """Whether the question names one of a row (第六次督查, 第三批名单) where the sources name others and not it."""
    return _others_only(_editions(question.raw), _editions(_told(draft)))


def speaks_of_another_grade(question: Question, draft: Draft) -> bool:
    """Whether the question names a grade (特等奖) where the sources name others of its kind and not it."""
    return _others_only(_GRADE.findall(fold(question.raw)), _GRADE.findall(fold(_told(draft))))


def _told(draft: Draft) -> str:
    """The draft's quotes with the titles and headings above them."""
    return " ".join(f"{c.title} {c.path} {c.quote}" for c in draft.citations)


def _others_only(asked: Collection[tuple[object, str]], told: Collection[tuple[object, str]]) -> bool:
    """Whether one of what is asked (which one, of what kind) is not told, and others of its kind are."""
    return any(one not in told and any(kind == one[1] for _, kind in told) for one in asked)


def _editions(text: str) -> frozenset[tuple[Decimal | None, str]]:
    """The numbers, with their counting word, of all that is one of a row."""
    flat = re.sub("首(?=[次批届期轮])", "第一", fold(text))
    return frozenset((parse_number(m[1]), m[2]) for m in _EDITION.finditer(flat))


def named_places(text: str) -> tuple[str, ...]:
    """Places that the dictionary knows, without 市, 省 and the like: 包头市绿电占比 -> 包头."""
    found: list[str] = []
    words = segment(text)
    for word, after in zip(words, (*words[1:], ""), strict=True):
        suffix = next((s for s in _SUFFIXES if word.endswith(s) and len(word) - len(s) > 1), "")
        name = word.removesuffix(suffix)
        stated = is_place(word) and (suffix or after in _SUFFIXES)
        if len(word) > 1 and after not in _WITHIN and (stated or any(is_place(name + s) for s in _CERTAIN)):
            found.append(name)
    return tuple(dict.fromkeys(found))
