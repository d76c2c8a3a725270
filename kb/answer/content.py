"""What a document says: the one to three whole passages that answer the question best, or none."""

import re
from collections.abc import Callable, Sequence

from kb.answer import evidence
from kb.answer.context import Context, Draft, Region, unique
from kb.answer.evidence import Evidence
from kb.match import GENERIC_WEIGHT, Term, coverage, cues, degree
from kb.model import Passage, Question
from kb.references import book_title
from kb.terms import squeeze

# Likelihood (`evidence.support`) from which passages are shown as the answer. By `benchmarks/evidence.py` on 371
# questions over 107 documents, conditions on year and place not counted: at 0.45, of those with an answer 80 in 100
# get it, 84 in 100 shown are right, and 24 in 100 whose documents are taken away are still answered (0.6: 71, 86,
# 14). With all steps together, 0.45 answered six more of 405 rightly than 0.5 and no more without an answer.
ENOUGH = 0.45
# A further passage is shown when its rank score is this near the best (log odds).
NEAR = 2.0
# A passage that holds what is wanted answers nothing when one that does not speaks of the matter so much more: 哪天开工
# of a railway that the document names without a day.
FARTHEST = 2.0
# An answer is read at a glance; one to a question for a list may be longer.
MOST_CHARS = 390
MOST_PASSAGES = 3
# What a list asks for may stand in several clauses.
MOST_OF_LIST = 5
MOST_LIST_CHARS = 1_450
MOST_LIST_PASSAGES = 30
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# 有下列情形之一的： · 应当提交以下材料： · ……包括：
_OPENS = re.compile(r"[：:]\s*$|[下以][列下](?!称简)[^。]{0,30}[：:。]?\s*$")
# 有下列情形之一的申请人，还应进行现场审查。未按规定……不予受理。: more is said before the items begin
_NAMES_ITEMS = re.compile(r"下列|如下|(?<![\d岁级人元名%倍年])以下(?!简?称)")


def only_modifies(terms: Sequence[Term], text: str) -> bool:
    """Whether the last word asked for stands in the text only in front of another measure: GDP in 万元GDP用水量."""
    opaque = "|".join(cues()["words"]["opaque"])
    wordings = [w for t in terms[-1:] for w in (t.text, *t.alternatives)]
    found = [m for w in wordings for m in re.finditer(re.escape(w), text)]
    return bool(found) and all(re.match(opaque, text[m.end() :]) for m in found)


def passages_of(
    context: Context,
    question: Question,
    regions: tuple[Region, ...] | None,
    holds: Callable[[Passage], bool] | None = None,
    enough: float = ENOUGH,
) -> Draft | None:
    """The best one to three passages, whole; None when the best answers with less likelihood than `enough`. `holds`
    tells whether a passage holds what is wanted at all (a value, a body that acts)."""
    ranked = evidence.ranked(context, question, regions)
    found = [e for e in ranked if holds is None or holds(e.passage)]
    if found and found[0].score < ranked[0].score - FARTHEST:
        return None
    if evidence.support(context, question, found) < enough:
        return None
    return _draft(context, question, found, regions)


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
    """Passages with what is shown of each, within what is read at a glance: the best one whole with the items it
    opens, of the others the sentence on the topic where the whole would be too much. Of a list one item stands for
    all."""
    a_list = question.kind == "list"
    room, most = (MOST_LIST_CHARS, MOST_LIST_PASSAGES) if a_list else (MOST_CHARS, MOST_PASSAGES)
    terms = context.terms(question)
    out: dict[str, tuple[Passage, str]] = {}
    for passage in near:
        first = (_opening(context, passage) if a_list else None) or passage
        for part in (first, *_items(context, first)):
            text = part.text if len(part.text) <= room or not out else _telling_sentence(terms, part.text)
            if part.id not in out and len(text) <= max(room, 0 if out else MOST_CHARS) and len(out) < most:
                out[part.id] = (part, text)
                room -= len(text)
    return list(out.values())


def _telling_sentence(terms: Sequence[Term], text: str) -> str:
    """The sentence of a passage that covers the topic best, whole."""
    sentences = [m.group().strip() for m in _SENTENCE.finditer(text)]
    return max(sentences, key=lambda s: coverage(terms, (squeeze(s), 1.0)), default=text)


def _opening(context: Context, item: Passage) -> Passage | None:
    """What opens the items of which the passage is one (有下列情形之一的：); None where it is none of several."""
    parent = context.clause(item.document_id, item.clause_id).parent
    if parent is None:
        return None
    above = [p for p in context.passages(item.document_id) if p.clause_id == parent and p.end <= item.start]
    return above[-1] if above and _OPENS.search(above[-1].text) else None


def _items(context: Context, opening: Passage) -> list[Passage]:
    """The items that a passage opens (有下列情形之一的：) and means nothing without: what lies below its clause."""
    opens, names_items = _OPENS.search(opening.text), _NAMES_ITEMS.search(opening.text)
    if not opens and not names_items:
        return []
    clause = context.clause(opening.document_id, opening.clause_id)
    below = [p for p in context.passages(opening.document_id) if opening.end <= p.start and p.end <= clause.end]
    return below if opens else [p for p in below if p.clause_id != clause.id]
