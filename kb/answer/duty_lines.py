"""Stated responsibilities written as the lines of an answer, with their citations."""

import re
from collections import defaultdict
from collections.abc import Sequence

from kb.answer.context import Context, Draft, unique
from kb.model import Citation, Responsibility
from kb.references import book_title

_ORDER = ("牵头", "负责", "责任单位", "配合", "参与", "指导")
# 国家市场监督管理总局（以下简称市场监管总局）: what stands behind the name where it is first written
_CALLED = r"[（(]以下(?:统)?简?称[^（）()\n]{2,30}[)）]"


def stated(context: Context, groups: Sequence[Sequence[Responsibility]]) -> Draft:
    """One line a statement: who has which role, and the task."""
    lines, citations = [], []
    in_several = len({group[0].document_id for group in groups}) > 1
    for group in groups:
        quotes = _citations(context, group)
        tasks = "；".join(dict.fromkeys(r.task for r in group if r.task))
        document = context.documents[group[0].document_id]
        source = document.doc_number or book_title(document.title) if in_several else ""
        bracket = "，".join(filter(None, (tasks, source)))
        who = _by_role(group, "\n".join(q.quote for q in quotes))
        lines.append(f"{who}（{bracket}）" if bracket else who)
        citations.extend(quotes)
    bodies = tuple(o for group in groups for r in group for o in r.organisations)
    return Draft("\n".join(dict.fromkeys(lines)), unique(citations), values=bodies)


def listed(context: Context, records: Sequence[Responsibility]) -> Draft:
    """One line a task, counted."""
    lines: dict[str, None] = {}
    for role in _ORDER:
        for record in records:
            if record.role == role:
                lines[f"{'、'.join(record.organisations)}{role}：{record.task or record.text}"] = None
    count = len(lines)
    head = f"共 {count} 项。\n" if count > 1 else ""
    bodies = tuple(o for r in records for o in r.organisations)
    quotes = unique(_citations(context, records))
    return Draft(head + "\n".join(lines), quotes, count if count > 1 else None, values=bodies)


def _by_role(records: Sequence[Responsibility], quoted: str) -> str:
    """牵头：A；参与：B、C. A body that the quotes also give a short name is called by both."""
    roles: dict[str, list[str]] = defaultdict(list)
    for record in records:
        roles[record.role].extend(_as_introduced(name, quoted) for name in record.organisations)
    return "；".join(f"{role}：{'、'.join(dict.fromkeys(roles[role]))}" for role in _ORDER if roles[role])


def _as_introduced(name: str, quoted: str) -> str:
    """国家市场监督管理总局（以下简称市场监管总局）, where the quotes write so."""
    match = re.search(re.escape(name) + _CALLED, quoted)
    return match.group() if match else name


def _citations(context: Context, group: Sequence[Responsibility]) -> list[Citation]:
    out = []
    for record in group:
        out.append(context.cite(record.document_id, record.start, record.end))
        if record.rule_start is not None and record.rule_end is not None:
            out.append(context.cite(record.document_id, record.rule_start, record.rule_end))
    return out
