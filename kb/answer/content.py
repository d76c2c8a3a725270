"""What a document says: the one to three whole passages that answer the question best, or none."""

import re
from collections.abc import Callable, Iterator, Sequence

from kb.answer import conditions, evidence
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.evidence import Evidence
from kb.answer.items import items_of, opening_of
from kb.answer.measured import of_another
from kb.match import GENERIC_WEIGHT, Term, contradicts, coverage, cues, degree
from kb.model import Passage, Question
from kb.references import book_title
from kb.terms import squeeze

# Likelihood (`evidence.support`) from which passages are shown as the answer. By `benchmarks/evidence.py` on 974
# questions over 125 documents, conditions on year and place not counted: at 0.45, of those with an answer 81 in 100
# get it, 89 in 100 shown are right, and 13 in 100 whose documents are taken away are still answered (0.6: 77, 91, 10).
# A list shows several passages, of which one that misses is seen: with all steps together it answers more questions
# rightly at less.
ENOUGH = 0.45
ENOUGH_OF_LIST = 0.25
# A further passage is shown when its rank score is this near the best (log odds).
NEAR = 4.0
# A passage that holds what is wanted answers nothing when one that does not speaks of the matter so much more: 哪天开工
# of a railway that the document names without a day.
FARTHEST = 2.0
# An answer is read at a glance, with a note beside it; one to a question for a list may be longer.
MOST_CHARS = 350
MOST_PASSAGES = 3
# What a list asks for may stand in several clauses.
MOST_OF_LIST = 5
MOST_LIST_CHARS = 1_450
MOST_LIST_PASSAGES = 30
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# 案例：……，能否领取？ is answered by what follows
_ASKS = re.compile(r"[？?]\s*$")


def only_modifies(terms: Sequence[Term], text: str) -> bool:
    """Whether the last word asked for stands in the text only in front of another measure: GDP in 万元GDP用水量."""
    opaque = "|".join(cues()["words"]["opaque"])
    wordings = [w for t in terms[-1:] for w in (t.text, *t.alternatives)]
    found = [m for w in wordings for m in re.finditer(re.escape(w), text)]
    return bool(found) and all(re.match(opaque, text[m.end() :]) for m in found)


def enough(question: Question) -> float:
    """The likelihood from which passages are shown as the answer to a question of its kind."""
    return ENOUGH_OF_LIST if question.kind == "list" else ENOUGH


def passages_of(
    context: Context,
    question: Question,
    regions: tuple[Region, ...] | None,
    holds: Callable[[Evidence], bool] | None = None,
    least: float | None = None,
) -> Draft | None:
    """The best one to three passages, whole; None when the best answers with less likelihood than `least` (else
    what is `enough`). `holds` tells whether a passage holds what is wanted at all (a value, a body that acts)."""
    ranked = evidence.ranked(context, question, regions)
    found = _near(ranked, lambda e: (holds is None or holds(e)) and not _on_another(context, question, e))
    dated = question.kind in ("target", "content") and question.years
    if found and dated:  # of several values the one of the year is weighed, not the best of any
        found = _meeting(context, question, found) or found
    if found and found[0].score < ranked[0].score - FARTHEST:
        return None
    if evidence.support(context, question, found) < (enough(question) if least is None else least):
        return None
    if not dated and question.kind != "list" and conditions.named(question):
        found = _meeting(context, question, found) or found
    return _draft(context, question, found, regions)


def _near(ranked: Sequence[Evidence], holds: Callable[[Evidence], bool]) -> list[Evidence]:
    """The evidence that holds what is wanted, down to what is too far behind the first of it to be shown; none where
    the first is too far behind the best. The first is one that was read: of three answers that began with one that
    was not, two were wrong."""
    found: list[Evidence] = []
    for next_best in ranked:
        if next_best.score < (found[0].score - NEAR if found else ranked[0].score - FARTHEST):
            break
        if (found or not next_best.features["unread"]) and holds(next_best):
            found.append(next_best)
    return found


def _on_another(context: Context, question: Question, found: Evidence) -> bool:
    """Whether the passage with the headings above is on a rival of what is asked for (初中 where 小学 is), or tells the
    measure asked for of another thing and reading leaves doubt."""
    passage = found.passage
    titles = context.above(passage.document_id, passage.clause_id, passage.start)
    if contradicts(context.terms(question), squeeze(passage.text) + titles):
        return True
    return found.features["reading"] < evidence.SURE and of_another(context, question, passage)


def _meeting(context: Context, question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """The passages that each meet the question's conditions (its year, its place) by themselves; none where the first
    of them is far behind the best."""
    near = [e for e in found if e.score >= found[0].score - NEAR]
    meeting = [e for e in near if not conditions.unmet(context, question, _alone(context, e.passage))]
    return meeting if meeting and meeting[0].score >= found[0].score - FARTHEST else []


def _alone(context: Context, passage: Passage) -> Draft:
    """The passage as an answer."""
    return Draft(passage.text, (context.cite(passage.document_id, passage.start, passage.end),))


def nearest(context: Context, question: Question, regions: tuple[Region, ...] | None) -> Passage | None:
    """The passage nearest to a question that has no answer; None when none has a word of it."""
    terms = [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]
    for found in evidence.ranked(context, question, regions)[:5]:
        if any(degree(t, squeeze(found.passage.text)) for t in terms):
            return found.passage
    return None


def _draft(
    context: Context, question: Question, found: Sequence[Evidence], regions: tuple[Region, ...] | None
) -> Draft:
    account = next((r.account_of for r in regions or () if r.account_of), None)
    most = MOST_OF_LIST if question.kind == "list" else MOST_PASSAGES
    near = [e.passage for e in found[:most] if e.score >= found[0].score - NEAR]
    shown = _shown(context, question, near)
    quotes = unique(context.cite(p.document_id, p.start, p.end, account) for p, _ in shown)
    notes: tuple[str, ...] = ()
    if account is not None and account.account is not None:
        notes = (f"{book_title(account.title)}未收原文，以上{account.account.wording}转述。",)
    return Draft("\n".join(text for _, text in shown), quotes, notes=notes)


def _shown(context: Context, question: Question, near: Sequence[Passage]) -> list[tuple[Passage, str]]:
    """Passages with what is shown of each, within what is read at a glance: the best one whole with what it means
    nothing without, of the others the sentence on the topic where the whole would be too much."""
    a_list = question.kind == "list"
    room, most = (MOST_LIST_CHARS, MOST_LIST_PASSAGES) if a_list else (MOST_CHARS, MOST_PASSAGES)
    terms = context.terms(question)
    out: dict[str, tuple[Passage, str]] = {}
    for passage in near:
        for part in _whole(context, passage, a_list):
            text = part.text if len(part.text) <= room or not out else _telling_sentence(terms, part.text)
            told = part.id in out or any(text == other for _, other in out.values())
            if not told and len(text) <= max(room, 0 if out else MOST_CHARS) and len(out) < most:
                out[part.id] = (part, text)
                room -= len(text)
    return _with_what_they_open(list(out.values()))


def _with_what_they_open(shown: list[tuple[Passage, str]]) -> list[tuple[Passage, str]]:
    """What is shown without what only opens items for which there was no room (满足以下条件之一：); the first stays."""
    following = [*shown[1:], None]
    return [
        one
        for n, (one, after) in enumerate(zip(shown, following, strict=True))
        if n == 0
        or not one[1].rstrip().endswith(("：", ":"))
        or (after is not None and after[0].document_id == one[0].document_id and after[0].start >= one[0].end)
    ]


def _whole(context: Context, passage: Passage, a_list: bool) -> Iterator[Passage]:
    """The passage with what it means nothing without: what opens the items it is one of (有下列情形之一的，处……罚款：),
    the items it opens, of which a list shows all, and what answers a question that it asks."""
    opening = opening_of(context, passage)
    if opening is not None:
        yield opening
        if a_list:
            yield from items_of(context, opening)
            return
    yield passage
    if _ASKS.search(passage.text) and (answer := _next(context, passage)):
        yield answer
    yield from items_of(context, passage)


def _next(context: Context, passage: Passage) -> Passage | None:
    """The passage after the one given."""
    return next((p for p in context.passages(passage.document_id) if p.start >= passage.end), None)


def _telling_sentence(terms: Sequence[Term], text: str) -> str:
    """The sentence of a passage that covers the topic best, whole."""
    sentences = [m.group().strip() for m in _SENTENCE.finditer(text)]
    return max(sentences, key=lambda s: coverage(terms, (squeeze(s), 1.0)), default=text)
