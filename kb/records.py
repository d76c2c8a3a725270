"""Targets and responsibilities as tables, for pages and for files (`kb.export`). Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from kb.export import Cell, Table
from kb.model import Document, Responsibility, Target
from kb.references import book_title
from kb.terms import squeeze
from kb.themes import theme

#: Share of bigrams by which two names are taken for one indicator's. Lower than where the product pairs them by itself:
#: it is the reader who asked for what is alike.
ALIKE = 0.45
DUTIES_TITLE = "任务分工表"
COMPARATORS = {">=": "不低于", "<=": "不高于", ">": "高于", "<": "低于", "=": "等于", "~": "约"}
MEASURES = {"level": "达到", "increase": "增减", "annual": "年均", "cumulative": "累计"}

_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")  # 25  3.29  -0.5, and neither 5-10 nor 全部


def target_theme(target: Target, path: str = "", document: Document | None = None) -> str:
    """The theme of a target: by its indicator, else its statement, its headings, its document's title."""
    return theme(target.indicator, target.text, path, document.title if document else None)


def targets_table(targets: Iterable[Target], documents: Mapping[str, Document], paths: Mapping[str, str]) -> Table:
    """A row a target; `paths` maps a clause id to its citation path for people."""
    columns = (
        "主题", "指标", "要求", "比较", "数值", "单位", "年份", "类型", "约束性", "范围", "文件", "文号", "条款",
        "原文",
    )  # fmt: skip
    rows = [
        (
            target_theme(target, paths.get(target.clause_id, ""), documents.get(target.document_id)),
            target.indicator, target.wording, COMPARATORS[target.comparator], number(target.value),
            target.unit, target.year, MEASURES[target.measure], target.binding, target.scope,
            *_document_cells(documents.get(target.document_id), target.document_id),
            paths.get(target.clause_id, target.clause_id), target.text,
        )
        for target in targets
    ]  # fmt: skip
    return Table("目标指标", columns, (14, 24, 14, 8, 10, 10, 8, 8, 8, 12, 30, 18, 30, 60), tuple(rows))


def indicators_alike(targets: Iterable[Target], indicator: str) -> list[Target]:
    """The targets that speak of the same indicator, in whichever words (绿色电力消费比例, 绿电消费占比)."""
    wanted = _bigrams(indicator)
    return [
        target
        for target in targets
        if 2 * (wanted & (held := _bigrams(target.indicator))).total() >= ALIKE * (wanted.total() + held.total())
    ]


def _bigrams(text: str) -> Counter[str]:
    flat = squeeze(text)
    return Counter(flat[i : i + 2] for i in range(max(1, len(flat) - 1)))


def comparison_table(targets: Iterable[Target], documents: Mapping[str, Document]) -> Table:
    """A row an indicator of a document, a column a year (不限年份 first): what it is to be by then, in the document's
    own words."""
    held = list(targets)
    years = sorted({target.year or 0 for target in held})
    rows: dict[tuple[str, str, str | None, str], dict[int, list[str]]] = {}
    for target in held:
        key = (target.indicator, target.document_id, target.scope, target.measure)
        said = rows.setdefault(key, {}).setdefault(target.year or 0, [])
        if target.wording not in said:
            said.append(target.wording)
    columns = ("指标", *(f"{year}年" if year else "未写年份" for year in years), "类型", "范围", "文件", "文号")
    cells = tuple(
        (indicator, *("；".join(said.get(year, ())) or None for year in years), MEASURES[measure], scope,
         *_document_cells(documents.get(document_id), document_id))
        for (indicator, document_id, scope, measure), said in rows.items()
    )  # fmt: skip
    return Table("指标对照", columns, (24, *(16 for _ in years), 8, 12, 30, 18), cells)


def responsibilities_table(
    records: Iterable[Responsibility],
    documents: Mapping[str, Document],
    paths: Mapping[str, str],
    by_organisation: bool = False,
) -> Table:
    """A row a task with its organisations, or (`by_organisation`) a row an organisation with its task."""
    rows = []
    for record in records:
        rest = (
            record.field, f"按规则推定：{record.rule}" if record.rule else "原文明确",
            *_document_cells(documents.get(record.document_id), record.document_id),
            paths.get(record.clause_id, record.clause_id), record.text,
        )  # fmt: skip
        if by_organisation:
            rows += [(name, record.role, record.task, *rest) for name in record.organisations]
        else:
            rows.append((record.task, record.role, "、".join(record.organisations), *rest))
    first = ("单位", "职责", "任务") if by_organisation else ("任务", "职责", "单位")
    widths = (24, 8, 44) if by_organisation else (44, 8, 24)
    columns = (*first, "领域", "依据", "文件", "文号", "条款", "原文")
    return Table("责任分工", columns, (*widths, 14, 16, 30, 18, 30, 60), tuple(rows))


def duties_table(
    records: Iterable[Responsibility], documents: Mapping[str, Document], paths: Mapping[str, str]
) -> Table:
    """任务分工表: a row a task, the bodies by their roles; what a rule of the document implies says so (推定)."""
    tasks: dict[tuple[str, str, str], list[Responsibility]] = {}
    for record in records:
        tasks.setdefault((record.document_id, record.clause_id, record.task), []).append(record)
    rows = []
    for number, ((document_id, clause_id, task), group) in enumerate(tasks.items(), 1):
        title, doc_number = _document_cells(documents.get(document_id), document_id)
        source = doc_number or book_title(title)  # a title would fill the column
        rules = "；".join(dict.fromkeys(f"推定依据：{r.rule}" for r in group if r.rule))
        rows.append(
            (number, task, *_by_role(group), f"{source} {paths.get(clause_id, clause_id)}", rules or None)
        )  # fmt: skip
    columns = ("序号", "任务", "牵头单位", "责任单位", "配合单位", "出处", "说明")
    return Table(DUTIES_TITLE, columns, (8, 44, 20, 24, 24, 30, 20), tuple(rows))


def _by_role(records: Iterable[Responsibility]) -> tuple[str | None, ...]:
    """The bodies that lead, that are responsible, and that take part, each in its column."""
    columns: tuple[dict[str, None], ...] = ({}, {}, {})
    for record in records:
        place = {"牵头": 0, "负责": 1, "责任单位": 1}.get(record.role, 2)
        mark = "（指导）" if record.role == "指导" else ""
        mark += "（推定）" if record.rule else ""
        columns[place].update(dict.fromkeys(name + mark for name in record.organisations))
    return tuple("、".join(column) or None for column in columns)


def busiest(records: Iterable[Responsibility]) -> list[str]:
    """The bodies named, those with most tasks first."""
    busy = Counter(name for record in records for name in dict.fromkeys(record.organisations))
    return [name for name, _ in busy.most_common()]


def matrix_table(
    records: Iterable[Responsibility], documents: Mapping[str, Document], paths: Mapping[str, str]
) -> Table:
    """Tasks in rows, bodies in columns (the busiest first), the role where they meet; 推定 marks an implied one."""
    held = list(records)
    names = busiest(held)
    tasks: dict[tuple[str, str, str], dict[str, str]] = {}
    for record in held:
        row = tasks.setdefault((record.document_id, record.clause_id, record.task), {})
        for name in record.organisations:
            role = record.role + ("（推定）" if record.rule else "")
            row[name] = role if name not in row or role in row[name] else f"{row[name]}、{role}"
    rows = [
        (task, *(row.get(name) for name in names), paths.get(clause_id, clause_id),
         _document_cells(documents.get(document_id), document_id)[0])
        for (document_id, clause_id, task), row in tasks.items()
    ]  # fmt: skip
    widths = (44, *(max(14, min(24, 2 * len(name))) for name in names), 30, 30)
    return Table("分工矩阵", ("任务", *names, "条款", "文件"), widths, tuple(rows))


def number(value: str) -> Cell:
    """A plain decimal as a number; a range (5-10), 全部 or a multiple as the text it is."""
    if not _PLAIN_NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)


def _document_cells(document: Document | None, document_id: str) -> tuple[str, str | None]:
    if document is None:
        return document_id, None
    told = f" [转述：{document.account.wording}]" if document.account else ""
    return document.title + told, document.doc_number
