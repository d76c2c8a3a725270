"""Comparisons as tables and papers for export: findings, references missing, clauses side by side; pure."""

from collections.abc import Iterable, Mapping, Sequence

from kb.compare import Comparison, Conflicts, Coverage, Finding, Pair, TaskFinding
from kb.compare.graph import Link, Missing
from kb.compare.overlap import own_sentences
from kb.export import Cell, Table, xml_text
from kb.model import Clause, Document, Target
from kb.references import RESOLUTIONS, book_title

Paths = Mapping[str, str]
Documents = Mapping[str, Document]

_STRICTER = {True: "更严", False: "更宽", None: None}


def named(document_id: str, documents: Documents) -> str:
    """《题名》（文号), the id where it is not held."""
    document = documents.get(document_id)
    if document is None:
        return document_id
    return book_title(document.title) + (f"（{document.doc_number}）" if document.doc_number else "")


def findings_table(findings: Iterable[Finding], documents: Documents, paths: Paths) -> Table:
    """A row a verdict: what the left side says, what the right says, and why."""
    columns = ("结论", "宽严", "指标", "范围", "年份", "甲方要求", "甲方出处", "乙方要求", "乙方出处", "理由")
    rows = tuple(
        (
            f.verdict,
            _STRICTER[f.stricter],
            f.indicator,
            f.place,
            f.year,
            _said(f.left),
            _places(f.left, documents, paths),
            _said(f.right),
            _places(f.right, documents, paths),
            f.reason,
        )
        for f in findings
    )
    return Table("目标对照", columns, (8, 6, 26, 10, 8, 36, 40, 36, 40, 36), rows)


def _said(targets: Sequence[Target]) -> str:
    return "\n".join(dict.fromkeys(target.text for target in targets))


def _places(targets: Sequence[Target], documents: Documents, paths: Paths) -> str:
    return "\n".join(
        dict.fromkeys(f"{named(t.document_id, documents)} {paths.get(t.clause_id, t.clause_id)}" for t in targets)
    )


def leads_table(findings: Iterable[TaskFinding], documents: Documents, paths: Paths) -> Table:
    """A row a task that two statements give to a leader."""
    columns = ("结论", "任务", "甲方单位", "甲方出处", "乙方单位", "乙方出处", "理由")
    rows = []
    for f in findings:
        sides: list[Cell] = []
        for record in (f.left, f.right):
            place = f"{named(record.document_id, documents)} {paths.get(record.clause_id, record.clause_id)}"
            sides += [f"{'、'.join(record.organisations)}（{record.role}）", place]
        rows.append((f.verdict, f.task, *sides, f.reason))
    return Table("分工对照", columns, (8, 36, 26, 40, 26, 40, 36), tuple(rows))


def missing_table(rows: Iterable[Missing], documents: Documents) -> Table:
    """缺失文件清单: what is cited and not held, by how many documents, and by which."""
    columns = ("序号", "文件名", "文号", "被引文件数", "被引次数", "引用关系", "引用文件", "说明")
    cells = tuple(
        (
            number,
            row.title,
            row.doc_number,
            len(row.cited_by),
            len(row.mentions),
            "、".join(dict.fromkeys(m.kind for m in row.mentions)),
            "\n".join(named(i, documents) for i in row.cited_by),
            _told(row, documents),
        )
        for number, row in enumerate(rows, 1)
    )
    return Table("缺失文件清单", columns, (6, 44, 22, 10, 10, 14, 60, 30), cells)


def _told(row: Missing, documents: Documents) -> str | None:
    """How people are told where only another document's account is held."""
    held = documents.get(row.account) if row.account else None
    return f"仅有转述：{held.account.wording}" if held and held.account else None


def relations_table(
    cites: Iterable[Link], cited: Iterable[Link], documents: Documents, paths: Paths, *, of_one: bool = True
) -> Table:
    """What documents cite and by what they are cited; `of_one` when all is about one document, which goes unnamed."""
    rows = []
    for way, links in (("引用", cites), ("被引用", cited)):
        for link in links:
            said, citing = link.reference, documents[link.reference.document_id]
            other = (said.title, said.doc_number) if way == "引用" else (citing.title, citing.doc_number)
            place = "" if of_one else named(citing.id, documents) + " "
            status = RESOLUTIONS[link.resolution.status]
            rows.append((way, status, said.kind, *other, place + paths.get(said.clause_id, "")))
    return Table("引用关系", ("方向", "状态", "关系", "文件名", "文号", "条款"), (8, 10, 8, 60, 24, 24), tuple(rows))


def coverage_table(covered: Iterable[Coverage], documents: Documents, paths: Paths) -> Table:
    """Targets of an upper document without a counterpart in one that implements it, and the other way round."""
    columns = ("情况", "指标", "要求", "年份", "出处", "对照文件")
    rows: list[tuple[Cell, ...]] = []
    for c in covered:
        for case, targets, other in (("本级没有对应", c.missing, c.lower), ("上级没有依据", c.groundless, c.upper)):
            rows += [(case, *_target_cells(t, documents, paths), named(other, documents)) for t in targets]
    return Table("上下级目标缺项", columns, (14, 30, 40, 8, 40, 40), tuple(rows))


def _target_cells(target: Target, documents: Documents, paths: Paths) -> tuple[Cell, ...]:
    return target.indicator, target.text, target.year, _places((target,), documents, paths)


def pairs_table(compared: Comparison) -> Table:
    """Clauses side by side with what either says alone, then those of either document without a counterpart."""
    columns = ("相近程度", "甲方条款", "甲方原文", "乙方条款", "乙方原文", "甲方独有语句", "乙方独有语句")
    rows: list[tuple[Cell, ...]] = []
    for p in compared.clauses.pairs:
        alone = (_own(p.a, p.b), _own(p.b, p.a))
        rows.append((round(p.score, 2), p.a.citation, p.a.text, p.b.citation, p.b.text, *alone))
    rows += [("仅甲方有", c.citation, c.text, None, None, None, None) for c in compared.clauses.only_a]
    rows += [("仅乙方有", None, None, c.citation, c.text, None, None) for c in compared.clauses.only_b]
    return Table("条款对照", columns, (10, 30, 60, 30, 60, 40, 40), tuple(rows))


def _own(clause: Clause, other: Clause) -> str:
    """The sentences of a clause, its heading apart, that say what the other does not."""
    return "\n".join(own_sentences(clause.text[clause.body_start - clause.start :], other.text))


def sides_table(compared: Comparison) -> Table:
    """Which document is 甲 and which is 乙."""
    rows = tuple(
        (side, d.title, d.doc_number, "、".join(d.issuer), str(d.issued_date or "") or None)
        for side, d in (("甲方", compared.a), ("乙方", compared.b))
    )
    return Table("对照文件", ("方", "文件名", "文号", "发文机关", "成文日期"), (8, 70, 26, 40, 14), rows)


def alone_table(compared: Comparison, documents: Documents, paths: Paths) -> Table:
    """Targets for indicators that only one of the two documents has."""
    rows = tuple(
        (side, *_target_cells(t, documents, paths))
        for side, targets in (("仅甲方有", compared.only_a), ("仅乙方有", compared.only_b))
        for t in targets
    )
    return Table("一方独有的目标", ("情况", "指标", "要求", "年份", "出处"), (10, 30, 40, 8, 60), rows)


def comparison_tables(compared: Comparison, documents: Documents, paths: Paths) -> tuple[Table, ...]:
    """Everything two documents say, as tables."""
    return (
        sides_table(compared),
        pairs_table(compared),
        findings_table(compared.targets, documents, paths),
        leads_table(compared.leads, documents, paths),
        alone_table(compared, documents, paths),
    )


def likeness_table(pairs: Iterable[Pair], documents: Documents) -> Table:
    """Clauses of any documents that speak of the same as one clause, best first."""
    rows = tuple(
        (
            round(p.score, 2),
            named(p.b.document_id, documents),
            p.b.citation,
            p.b.text,
            "\n".join(own_sentences(p.b.text, p.a.text)),
        )
        for p in pairs
    )
    return Table("相近条款", ("相近程度", "文件", "条款", "原文", "独有语句"), (10, 50, 30, 60, 40), tuple(rows))


def conflicts_tables(found: Conflicts, documents: Documents, paths: Paths, *, undecided: bool) -> tuple[Table, ...]:
    """All verdicts as tables; those of 无法判断 only where asked for."""
    targets = [f for f in found.targets if undecided or f.verdict != "无法判断"]
    leads = [f for f in found.leads if undecided or f.verdict != "无法判断"]
    return (
        findings_table(targets, documents, paths),
        leads_table(leads, documents, paths),
        coverage_table(found.coverage, documents, paths),
    )


def tables_docx(title: str, tables: Sequence[Table]) -> bytes:
    """A paper with each row of each table as a numbered paragraph of 名：value lines, which a page holds where a
    wide table would not fit."""
    from kb.paper import Paper  # python-docx takes 0.2 s to import

    paper = Paper(xml_text(title))
    for table in tables:
        paper.heading(f"{table.name}（{len(table.rows)} 项）")
        for number, row in enumerate(table.rows, 1):
            cells = [(name, str(cell)) for name, cell in zip(table.columns, row, strict=True) if cell not in (None, "")]
            head = f"{number}. {'　'.join(value for _, value in cells[:2])}"
            rest = "\n".join(f"{name}：{value}" for name, value in cells[2:])
            paper.clause(xml_text(f"{head}\n{rest}"), len(xml_text(head)))
    return paper.bytes()
