"""What a document says: the whole sentences that cover the question's words best."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.answer.context import Context, Draft, Region, unique
from kb.match import GENERIC_WEIGHT, Term, coverage, cues, degree
from kb.model import Passage, Question
from kb.references import book_title
from kb.terms import squeeze

# Share of the question's words (weighted) that a passage with its headings must cover to answer it.
ENOUGH = 0.5
# Share that the passage alone must cover of what title and headings do not explain.
OWN_ENOUGH = 0.5
# The same for the passage that search puts far ahead of every other clause. On practice questions over 97 documents
# the runner-up of a question without an answer came within 0.89 of the first, that of an answered one rarely did.
LEADING_ENOUGH = 0.35
FAR_AHEAD = 0.88
# How much the search's own ranking counts beside the coverage.
STANDING_WORTH = 0.25
# A further passage is shown when it is nearly as good as the best.
NEARLY = 0.9
MOST_CHARS = 390
MOST_PASSAGES = 3
_CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage with its search score relative to the best one (0 to 1), and whether it leads by far."""

    passage: Passage
    standing: float = 0.0
    leads: bool = False


def only_modifies(terms: Sequence[Term], text: str) -> bool:
    """Whether the last word asked for stands in the text only in front of another measure: GDP in 万元GDP用水量."""
    opaque = "|".join(cues()["words"]["opaque"])
    wordings = [w for t in terms[-1:] for w in (t.text, *t.alternatives)]
    found = [m for w in wordings for m in re.finditer(re.escape(w), text)]
    return bool(found) and all(re.match(opaque, text[m.end() :]) for m in found)


def passages_of(
    context: Context,
    question: Question,
    regions: Sequence[Region] | None,
    holds: Callable[[Passage], bool] | None = None,
    enough: float = ENOUGH,
) -> Draft | None:
    """The best one to three passages, whole; None when none covers `enough` of the question. `holds` tells
    whether a passage holds what is wanted at all (a number, a body that acts)."""
    terms = context.terms(question)
    scored = []
    for candidate in _candidates(context, question, regions):
        if holds is not None and not holds(candidate.passage):
            continue
        score = _score(context, terms, candidate, regions)
        if score >= enough:
            scored.append((score + STANDING_WORTH * candidate.standing, candidate.passage))
    if not scored:
        return None
    scored.sort(key=lambda s: -s[0])
    best = scored[0][0]
    chosen = [p for score, p in scored[:MOST_PASSAGES] if score >= best * NEARLY]
    while len(chosen) > 1 and sum(len(p.text) for p in chosen) > MOST_CHARS:
        chosen.pop()
    return _draft(context, chosen, regions)


def nearest(
    context: Context, question: Question, regions: Sequence[Region] | None
) -> Passage | None:
    """The passage nearest to a question that has no answer; None when none has a word of it."""
    terms = [t for t in context.terms(question) if t.weight > GENERIC_WEIGHT]
    for candidate in _candidates(context, question, regions)[:5]:
        if any(degree(t, squeeze(candidate.passage.text)) for t in terms):
            return candidate.passage
    return None


def _candidates(
    context: Context, question: Question, regions: Sequence[Region] | None
) -> list[_Candidate]:
    """Passages worth scoring, best first; all of a region that is small."""
    query = " ".join(question.topic) or question.raw
    if regions is not None and sum(r.end - r.start for r in regions) < 5_000:
        inside = [p for r in regions for p in context.passages(r.document_id) if r.start <= p.start and p.end <= r.end]
        return [_Candidate(p) for p in inside]
    documents = None if regions is None else {r.document_id for r in regions}
    hits = context.searcher.search(query, k=_CANDIDATES, documents=documents)
    found = [h for h in hits if context.within(regions, h.passage.document_id, h.passage.start, h.passage.end)]
    if not found:
        return []
    best = found[0]
    others = [h.score for h in found if h.passage.clause_id != best.passage.clause_id]
    ahead = not others or others[0] <= FAR_AHEAD * best.score
    return [
        _Candidate(h.passage, h.score / best.score if best.score else 0.0, ahead and h is best) for h in found
    ]


def _score(
    context: Context, terms: Sequence[Term], candidate: _Candidate, regions: Sequence[Region] | None
) -> float:
    passage = candidate.passage
    text = squeeze(passage.text)
    titles = context.above(passage.document_id, passage.clause_id, passage.start)
    header = context.header(passage.document_id)
    told = " ".join(squeeze(r.account_of.title) for r in regions or () if r.account_of)
    specific = [t for t in terms if degree(t, header) < 1]
    own = coverage(specific, (text, 1.0), (titles, 0.7), (told, 0.7))
    if specific and own < (LEADING_ENOUGH if candidate.leads else OWN_ENOUGH):
        return 0.0
    return coverage(terms, (text, 1.0), (titles, 0.9), (header, 0.9), (told, 0.9))


def _draft(context: Context, chosen: Sequence[Passage], regions: Sequence[Region] | None) -> Draft:
    account = next((r.account_of for r in regions or () if r.account_of), None)
    quotes = unique(context.cite(p.document_id, p.start, p.end, account) for p in chosen)
    notes: tuple[str, ...] = ()
    if account is not None and account.account is not None:
        notes = (f"{book_title(account.title)}未收原文，以上{account.account.wording}转述。",)
    return Draft("\n".join(c.quote for c in quotes), quotes, notes=notes)
