"""Who does what: from stated responsibilities, then from responsibilities stated for the field of the matter."""

import re
from collections.abc import Collection, Sequence

from kb.answer import conditions, evidence
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.duties import Statement, served_from, stands_behind
from kb.answer.duty_lines import listed, stated
from kb.answer.fields import parts_of_field, with_short_form
from kb.answer.statements import CLOSE, ENOUGH, HEADER_WORTH, PHRASE_WORTH, STANDING_WORTH, covering, phrase
from kb.match import GENERIC_WEIGHT, Term, coverage, cues, degree, make_terms, topic_words
from kb.model import Citation, Passage, Question, Responsibility
from kb.organisations import same_organisation
from kb.terms import fold, squeeze

# Share of the matter's words where the question asks what a body does in it (发改委在绿电方面负责什么).
MATTER_ENOUGH = 0.5
# Share of a field's words that must stand in the headings or the sentence of the matter asked about.
FIELD_ENOUGH = 0.45
# How near the best a statement for the scope asked for must be.
SCOPE_NEAR = 0.1
# Characters of the question's own words that a sentence must hold for its field's lead to be named.
LEAST_STATED = 4
# Characters of a matter's name that are no chance.
LEAST_NAMED = 5
# Passages among which the one on the matter is looked for.
_FIELD_PASSAGES = 8


def organisations_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """Who leads or does the matter of the question; None when no record says so."""
    terms = context.terms(question)
    if _asks_for_all(context, question, terms):
        return _all_leads(context, question, terms, _within(context, regions))
    scored = covering(context, terms, regions)
    if not scored and re.search(cues()["words"]["seat"], fold(question.raw)):
        return None  # who leads a field says nothing of where an office is
    if not scored:
        records = _within(context, regions)
        return _by_field(context, question, terms, records) or _of_whole(context, question, terms, records)
    scored = _in_charge(question, scored)
    if not scored:
        return None
    standing = evidence.standing(context, question, regions)
    scored = _named_whole(question, _in_scope(question, scored))
    scored = [
        (score + STANDING_WORTH * _standing(context, standing, s.first) + PHRASE_WORTH * phrase(question, s), s)
        for score, s in scored
    ]
    best = max(score for score, _ in scored)
    chosen = [s.records for score, s in scored if score >= best - CLOSE]
    asked = [g for g in chosen if any(r.role == question.role for r in g)]
    return stated(context, (asked or chosen)[:5])


def owner_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """Who has the whole matter of a document, as it says, where the question names nothing but its subject
    (养犬归哪个部门主管, 联席会议的牵头单位)."""
    if question.role not in ("牵头", "负责"):
        return None
    specific = [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]
    held = context.titled(specific) if specific else ()
    owners = [r for r in _within(context, regions) if r.document_id in held and _OWNS.search(r.text)]
    return stated(context, [[r] for r in owners if r.document_id == owners[0].document_id]) if owners else None


def _in_charge(question: Question, scored: list[tuple[float, Statement]]) -> list[tuple[float, Statement]]:
    """The statements that can answer: of such as only name who helps none where the one in charge is asked for; only
    such as name a seat where a seat is."""
    if re.search(cues()["words"]["seat"], fold(question.raw)):
        return [(score, s) for score, s in scored if _SEATED.search(s.own)]
    if question.role not in _CHARGES:
        return scored
    return [(score, s) for score, s in scored if any(r.role not in _HELPS for r in s.records)]


def _in_scope(question: Question, scored: list[tuple[float, Statement]]) -> list[tuple[float, Statement]]:
    """The statements for the scope that the question names (全国, not 本行政区域) where one is near the best."""
    best = max(score for score, _ in scored)
    scopes = [scope for scope in cues()["words"]["scopes"] if scope in question.raw]
    fitting = [(score, s) for score, s in scored if any(scope in s.own for scope in scopes)]
    return fitting if any(score >= best - SCOPE_NEAR for score, _ in fitting) else scored


def _named_whole(question: Question, scored: list[tuple[float, Statement]]) -> list[tuple[float, Statement]]:
    """The statements whose task or headings name all that is asked as one run, places apart (外网建设, not what else
    speaks of 网 and 建设), where there are such."""
    places = conditions.named_places(question.raw)
    words = [w for w in question.topic if not any(w.startswith(place) for place in places)]
    asked = "".join(words)
    if len(words) < 2 or len(asked) < LEAST_NAMED:
        return scored
    named = [(v, s) for v, s in scored if asked in s.titles or any(asked in squeeze(r.task) for r in s.records)]
    return named or scored


def _within(context: Context, regions: tuple[Region, ...] | None) -> Sequence[Responsibility]:
    if regions is None:
        return context.responsibilities
    return [r for r in context.responsibilities if context.within(regions, r.document_id, r.start, r.end)]


def _asks_for_all(context: Context, question: Question, terms: Sequence[Term]) -> bool:
    """Whether the question names no matter at all, or asks for several (哪些, 分别) of a whole document."""
    specific = [t for t in terms if t.weight > GENERIC_WEIGHT]
    if not specific:
        return True
    several = re.search(cues()["words"]["several"], fold(question.raw)) is not None
    return several and bool(context.titled(specific))


def tasks_of(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Draft | None:
    """What the organisations named in the question do, on the matter that it names; None when none of them has a task
    there."""
    mine = [
        r
        for r in context.responsibilities
        if context.within(regions, r.document_id, r.start, r.end)
        and any(same_organisation(o, name) for o in r.organisations for name in question.organisations)
    ]
    if matter := [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]:
        context.look_up(r.clause_id for r in mine)
        mine = [r for r in mine if coverage(matter, *_around(context, r)) >= MATTER_ENOUGH]
    # 负责 asks for whatever an organisation does
    asked = mine if question.role == "负责" else [r for r in mine if r.role == question.role]
    if not mine:
        return None
    return listed(context, asked or mine)


def _around(context: Context, record: Responsibility) -> tuple[tuple[str, float], ...]:
    """The statement with what stands above it, as texts to be covered."""
    above = context.titles(record.document_id, record.clause_id) + context.header(record.document_id)
    return (squeeze(record.text), 1.0), (above, 1.0)


def _standing(context: Context, standing: Sequence[tuple[Passage, float]], first: Responsibility) -> float:
    """How well the passages stand that the statement is of: its own, and those that a bracket stands behind."""
    start = first.start
    if stands_behind(first):
        start = served_from(context.duties(first.document_id), context.place(first.clause_id).start, first)
    here = [(p, worth) for p, worth in standing if p.document_id == first.document_id]
    return max((worth for p, worth in here if p.start < first.end and start < p.end), default=0.0)


def of_passage(context: Context, question: Question, passage: Citation) -> Draft | None:
    """Who does what a passage says: the bracket behind it in its clause; the passage is cited too."""
    duties, clause = context.duties(passage.document_id), context.clause(passage.document_id, passage.clause_id)
    serving = [
        r
        for r in duties
        if r.clause_id == passage.clause_id
        and stands_behind(r)
        and served_from(duties, clause.start, r) <= passage.start < r.end
    ]
    if not serving:
        return None
    group = [r for r in serving if r.start == min(x.start for x in serving)]
    draft = stated(context, [group])
    return Draft(draft.text, unique((*draft.citations, passage)), values=draft.values)


def _all_leads(
    context: Context, question: Question, terms: Sequence[Term], records: Sequence[Responsibility]
) -> Draft | None:
    """Every record of the role asked for in the one document meant: the only one with such records, or the only one
    whose title the question's words stand in."""
    asked = [r for r in records if r.role == (question.role or "牵头")]
    specific = [t for t in terms if t.weight > GENERIC_WEIGHT]
    if len({r.document_id for r in asked}) > 1:
        asked = [r for r in asked if specific and _in_header(context, specific, r.document_id)]
    return listed(context, asked) if len({r.document_id for r in asked}) == 1 else None


def _in_header(context: Context, terms: Sequence[Term], document_id: str) -> bool:
    return all(degree(t, context.header(document_id)) == 1 for t in terms)


def _of_whole(
    context: Context, question: Question, terms: Sequence[Term], records: Sequence[Responsibility]
) -> Draft | None:
    """All leads of the document whose whole subject the question names (数字经济谁牵头)."""
    specific = [t for t in terms if t.weight > GENERIC_WEIGHT]
    return _all_leads(context, question, terms, records) if context.titled(specific) else None


def _by_field(
    context: Context, question: Question, terms: Sequence[Term], records: Sequence[Responsibility]
) -> Draft | None:
    """The lead of the field in which the clause or target asked about lies; both places are cited."""
    documents = {r.document_id for r in records if r.field}
    if not documents:
        return None
    for passage, text, titles in _passages_on(context, question, terms, documents):
        asked = " ".join(question.topic)
        fitting = [
            (_field_fit(context, r, titles, squeeze(asked), text), r)
            for r in records
            if r.field and r.document_id == passage.document_id
        ]
        best = max((fit for fit, _ in fitting), default=0.0)
        chosen = [r for fit, r in fitting if fit >= max(FIELD_ENOUGH, best - CLOSE)]
        if len(chosen) == 1:
            record = chosen[0]
            draft = stated(context, [chosen])
            place = context.cite(passage.document_id, passage.start, passage.end)
            note = f"文件按领域明确分工：“{record.text}”；所问事项见“{place.path}”。"
            return Draft(draft.text, unique((*draft.citations, place)), notes=(note,), values=draft.values)
    return None


def _passages_on(
    context: Context, question: Question, terms: Sequence[Term], documents: Collection[str]
) -> list[tuple[Passage, str, str]]:
    """The best passages on the topic with their text and headings, squeezed: first those whose headings name most of
    it (能源结构调整 is the section so called, not 能源 under a heading on another 结构)."""
    found = []
    for hit in context.searcher.search(" ".join(question.topic), k=_FIELD_PASSAGES, documents=documents):
        passage = hit.passage
        text, titles = squeeze(passage.text), context.titles(passage.document_id, passage.clause_id)
        header = context.header(passage.document_id)
        covered = coverage(terms, (text, 1.0), (titles, 0.9), (header, HEADER_WORTH))
        if covered >= ENOUGH and _is_about(terms, text, titles):
            found.append((passage, text, titles))
    return sorted(found, key=lambda f: -coverage(terms, (f[2], 1.0)))


def _is_about(terms: Sequence[Term], text: str, titles: str) -> bool:
    """Whether a sentence is about the topic rather than mentions a short word of it: a heading names it, or the words
    that the sentence holds are long enough to be no chance (教育 in 职业教育)."""
    said = [t.text for t in terms if t.weight > GENERIC_WEIGHT and degree(t, text) > 0]
    named = any(t.weight > GENERIC_WEIGHT and degree(t, titles) > 0 for t in terms)
    return named or sum(map(len, said)) >= LEAST_STATED


def _field_fit(context: Context, record: Responsibility, titles: str, asked: str, text: str) -> float:
    """How far one of a field's parts stands in what is asked, in the headings above it, or in its sentence: nothing of
    one whose first word is nowhere (交通运输结构 is not just any 结构)."""
    whole = context.text(record.document_id)
    asked, text = with_short_form(asked, whole), with_short_form(text, whole)
    fits = []
    for part in parts_of_field(record.field or record.task):
        terms = make_terms(topic_words(part), context.idf)
        named = terms and any(degree(terms[0], where) for where in (asked, titles, text))
        fits.append(coverage(terms, (asked, 1.0), (titles, 0.9), (text, 0.5)) if named else 0.0)
    return max(fits)


_CHARGES = ("牵头", "负责")
_HELPS = ("配合", "参与")
# 办公室设在省发展改革委
_SEATED = re.compile("[设放]在|设于|承担")
# 公安机关是养犬管理工作的主管部门: who has the whole matter of a document
_OWNS = re.compile(
    r"(?:(?:是|为)[^，。；]{2,40}的(?:行政)?(?:主管|监督管理|监管|牵头)"
    r"|(?:^|组成[，,])[^，,。；]{2,40}(?:是|为)牵头)(?:部门|机关|单位)(?=[，。；]|$)"  # 甲部为牵头单位
)
