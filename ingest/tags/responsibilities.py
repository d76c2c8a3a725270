"""Who does what: brackets after a task （A牵头，B配合）, lists after 责任单位：, sentences, tables.

A role needs a word that says it and a list of names that end like organisations: 龙头企业牵头, 主要负责人 and
谁主管谁负责 name none. A document's own rule (列第一位者为牵头单位，下同) adds a lead from its bracket on.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.tags.brackets import BRACKET, FIRST_LEADS, LABELLED_ROLES, Part, parts_of
from ingest.tags.organisations import listed_names, split_names
from ingest.tags.records import MAX_STATEMENT, MAX_TASK, Rule, record
from ingest.tags.spans import Span, Stretch, sentences, stretches
from ingest.tags.stated import in_sentence
from ingest.tags.tables import rows
from ingest.tags.words import pattern
from kb.model import Clause, Document, Responsibility

_PARAGRAPH_END = re.compile(r"[。；;]?[ \t\u3000]*(?:\n|$)")
# 牵头单位 · 责任部门 · 牵头责任单位, heading a column
_ROLE_HEADER = re.compile(
    r"(?P<role>牵头|主办|配合|协办|协同|参与|参加|指导|责任|负责|落实|实施)(?:责任)?(?:单位|部门|机构)(?:[（(].*[)）])?"
)  # 主管部门（市教育局、市民政局）: names whom the words before mean
_APPOSED = re.compile(r"(?:部门|单位|机关|机构|成员|政府|主体|组织|会议|小组|专班|[等人方者的为是含])$")
# （市教育局、市民政局；2025年底前）
_WHEN = re.compile(r"[，,；;]\s*(?:完成时[限间][:：]|20\d\d年|\d{1,2}月|年底|长期|持续|常态)[^，,；;]*")
_LEVELLED = re.compile(r"国家|省|自治区|市|区|县|州|盟|旗|各")


def tag_responsibilities(document: Document, text: str, clauses: Sequence[Clause]) -> tuple[Responsibility, ...]:
    """Every assignment of a task to organisations, in reading order; each text is at most 300 characters."""
    match = FIRST_LEADS.search(text)
    rule = Rule(match.start(), match.end(), match.group()) if match else None
    found: list[Responsibility] = []
    for stretch in stretches(clauses):
        brackets = _role_brackets(text, stretch)
        found += _in_brackets(document, text, stretch, brackets, rule)
        for start, end in _between([m.span() for m, _ in brackets], stretch):
            for sentence in sentences(text, start, end):
                found += in_sentence(document, text, stretch.clause, sentence)
    found += _in_tables(document, text, clauses)
    return tuple(sorted(found, key=lambda r: (r.start, r.end)))


def _in_tables(document: Document, text: str, clauses: Sequence[Clause]) -> Iterator[Responsibility]:
    """任务分工表: columns headed 牵头单位 or 配合单位 give a row its roles, the one before them the task."""
    for row in rows(text, clauses, _ROLE_HEADER):
        columns = [(i, m) for i, h in enumerate(row.header) if (m := _ROLE_HEADER.fullmatch(h))]
        tasks = [c for i in range(columns[0][0] if columns else 0) if (c := row.column(i))]
        task = tasks[-1] if tasks else None
        title = text[slice(*tasks[-2])] if len(tasks) > 1 else ""
        words = text[slice(*task)] if task else ""
        words = f"{title} {words}" if 2 < len(title) <= 30 else words
        named = [
            (match, cell, names)
            for at, match in columns
            if (cell := row.column(at)) and (names := listed_names(text[slice(*cell)]))
        ]
        if not named:
            continue
        # one statement, of which a long task is left out
        first, last = named[0][1][0], named[-1][1][1]
        start = task[0] if task and last - task[0] <= MAX_STATEMENT else first
        for match, _, names in named:
            role = next(r for word, r in LABELLED_ROLES if match["role"] == word)
            yield record(document, text, row.clause, (start, min(last, start + MAX_STATEMENT)), role, names, words)


def _role_brackets(text: str, stretch: Stretch) -> list[tuple[re.Match[str], list[Part]]]:
    """The brackets of a stretch that assign roles."""
    found = [
        (m, parts_of(m["inside"]) or _bare_list(text, m)) for m in BRACKET.finditer(text, stretch.start, stretch.end)
    ]
    return [(m, parts) for m, parts in found if parts]


def _bare_list(text: str, bracket: re.Match[str]) -> list[Part]:
    """。（市财政局、市民政局） or …建设（市财政局、市民政局）。: bodies named without a role are responsible.

    A single one is taken when its name says its level: 。（省财政厅）, but not 。（新华社）.
    """
    before = text[max(0, bracket.start() - 4) : bracket.start()]
    behind = before.endswith(("。", "；", ";"))
    closes = _PARAGRAPH_END.match(text, bracket.end())
    if not behind and (not closes or not before.strip() or _APPOSED.search(before)):
        return []
    names = split_names(re.sub("[，,；;]", "、", _WHEN.sub("", bracket["inside"])))
    if not names or (len(names) == 1 and not (behind and closes and _LEVELLED.match(names[0]))):
        return []
    return [Part("负责", names, False)]


def _between(taken: list[Span], stretch: Stretch) -> Iterator[Span]:
    """What of the stretch lies outside the spans `taken`."""
    at = stretch.start
    for start, end in [*taken, (stretch.end, stretch.end)]:
        if at < start:
            yield at, start
        at = end


def _in_brackets(
    document: Document,
    text: str,
    stretch: Stretch,
    brackets: list[tuple[re.Match[str], list[Part]]],
    rule: Rule | None,
) -> Iterator[Responsibility]:
    begin = stretch.start
    for match, parts in brackets:
        task = _task_before(text, stretch.clause, begin, match.start(), alone=len(brackets) == 1)
        start = _statement_start(text, begin, match.start(), match.end())
        end = min(match.end(), start + MAX_STATEMENT)
        for part in parts:
            yield record(document, text, stretch.clause, (start, end), part.role, part.names, task)
        if rule and match.end() > rule.start and not any(p.led for p in parts):
            for part in parts:
                if part.role in ("负责", "责任单位") and len(part.names) > 1:
                    yield record(document, text, stretch.clause, (start, end), "牵头", part.names[:1], task, rule=rule)
        begin = match.end()


def _task_before(text: str, clause: Clause, begin: int, end: int, alone: bool) -> str:
    """The heading when the bracket closes the whole unit and its heading says what is to be done, else the first
    words since the bracket before."""
    if (
        alone
        and clause.heading
        and not pattern("task_headings", before="^", after="$").match(clause.heading.strip("。"))
    ):
        return clause.heading.strip("。")[:MAX_TASK]
    start = max(begin, clause.body_start) if clause.body_start < end else begin
    own = list(sentences(text, start, end))
    if not own:
        return (clause.heading or clause.label or "")[:MAX_TASK]
    return text[own[0][0] : own[0][1]].strip("。；;，, ")[:MAX_TASK]


def _statement_start(text: str, begin: int, bracket: int, end: int) -> int:
    """Start of the sentence that the bracket closes, or of the bracket when that would be too long."""
    before = list(sentences(text, begin, bracket))
    start = before[-1][0] if before and "\n" not in text[before[-1][1] : bracket].strip(" ") else bracket
    return start if end - start <= MAX_STATEMENT else bracket
