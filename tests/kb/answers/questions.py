"""The practice questions on the plan (`tests/golden/plan.questions*.tsv`) and how an answer is marked.

Columns: split, type, question, what the answer must hold (all of `;`, either of `|`), must not hold, what a quote
must hold (either of `|`).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from kb.model import Answer
from kb.terms import squeeze

FOLDER = Path(__file__).parents[2] / "golden"
GOLDEN = sorted(path.name for path in FOLDER.glob("plan.questions*.tsv"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One practice question; `kind` none: the plan does not hold the answer."""

    kind: str
    text: str
    must: str
    must_not: str
    quote: str


def read(name: str) -> list[Asked]:
    """The questions of one file."""
    found = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            _, kind, text, must, must_not, quote = (line.split("\t") + [""] * 6)[:6]
            found.append(Asked(kind, text, must, must_not, quote))
    return found


def holds(text: str, wanted: str) -> bool:
    """Whether the text holds the words, a number only as a whole one."""
    before = r"(?<![\d.])" if wanted[:1].isdigit() else ""
    after = r"(?!\d|\.\d)" if wanted[-1:].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def right_and_cited(asked: Asked, answer: Answer) -> bool:
    """Whether the answer holds all it must and nothing it must not, is short enough, and cites the sentence."""
    if asked.kind == "none" or answer.abstained:
        return asked.kind == "none" and answer.abstained
    text = squeeze("\n".join((answer.text, *answer.notes)))
    every = all(any(holds(text, squeeze(x)) for x in m.split("|")) for m in asked.must.split(";") if m)
    none = not any(squeeze(x) in text for x in re.split("[;|]", asked.must_not) if x)
    long, many = (1500, 40) if asked.kind == "list" else (400, 5)
    quotes = [squeeze(c.quote) for c in answer.citations]
    wanted = [squeeze(x) for x in asked.quote.split("|") if x]
    cited = not wanted or any(w in q or (q in w and len(q) >= 8) for w in wanted for q in quotes)
    return every and none and cited and len(text) <= long and len(quotes) <= many
