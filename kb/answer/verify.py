"""The last gate: no answer leaves unless its quotes are verbatim and its values stand in them."""

import re

from kb.answer.context import Context, Draft
from kb.terms import fold, squeeze

_COUNT = re.compile(r"共 \d+ 项")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def faults(context: Context, draft: Draft) -> list[str]:
    """What is wrong with the draft, in Chinese for the log; empty when it may be shown.

    Every quote is read again from the store and compared character by character; every number of the answer
    stands in a quote or in the name of a cited document or clause; its values stand in a quote as they are; the
    count equals the lines shown.
    """
    found = []
    for citation in draft.citations:
        if context.store.text(citation.document_id)[citation.start : citation.end] != citation.quote:
            found.append(f"引文与原文不一致：{citation.clause_id}")
    shown = " ".join(f"{c.quote} {c.title} {c.doc_number or ''} {c.path} {c.account_of or ''}" for c in draft.citations)
    known = set(_numbers(shown))
    found.extend(f"数值不在引文中：{n}" for n in _numbers(_COUNT.sub("", draft.text)) if n not in known)
    quotes = squeeze(" ".join(c.quote for c in draft.citations))
    found.extend(f"内容不在引文中：{v}" for v in draft.values if squeeze(v) not in quotes)
    if draft.count is not None:
        shown_lines = [x for x in draft.text.splitlines() if not x.startswith("【") and not _COUNT.search(x)]
        if len(shown_lines) != draft.count:
            found.append(f"计数与所列条目不符：{draft.count}")
    if not draft.citations:
        found.append("没有引文")
    return found


def _numbers(text: str) -> list[str]:
    """Numbers of the folded text in plain form: 01 and 1 are the same, 10.50 and 10.5 too."""
    return [f"{float(m):g}" if "." in m else str(int(m)) for m in _NUMBER.findall(fold(text))]
