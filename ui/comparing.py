"""`policykb compare`, `conflicts`, `refs` and `versions`: documents held against each other in the terminal."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import NotFound, UsageError
from kb.references import RESOLUTIONS, book_title
from ui.terminal import open_base, plain, print_json

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.compare import Comparison, Conflicts, Coverage, Finding, TaskFinding
    from kb.compare.align import Pair
    from kb.compare.graph import Link
    from kb.export import Table
    from kb.model import Clause, Target

PARTS = {"text": "用词", "heading": "标题", "meaning": "语义", "records": "记录"}
_NEAR = 60  # clauses of the knowledge base that a clause is held against, found by search


def conflicts(args: argparse.Namespace) -> int:
    """`policykb conflicts`: what documents say of one indicator or task, with a verdict each."""
    from kb import report
    from kb.compare import conflicts as hold

    with open_base(args) as kb:
        chosen = [kb.find_document(name).id for name in args.document] if args.document else None
        found = hold(kb, args.date or date.today(), chosen)
        documents, paths = _names(kb)
    if args.output:
        tables = report.conflicts_tables(found, documents, paths, undecided=args.all)
        return _save(args.output, "政策对照：目标和分工", tables)
    if args.json:
        print_json(_conflicts_json(found, documents, paths))
        return 0
    shown = [f for f in found.targets if args.all or f.verdict != "无法判断"]
    for finding in shown:
        print("\n".join(_finding_lines(finding, documents, paths)))
    for task in found.leads:
        if args.all or task.verdict != "无法判断":
            print("\n".join(_task_lines(task, documents, paths)))
    for covered in found.coverage:
        print("\n".join(_coverage_lines(covered, documents)))
    print("，".join(f"{verdict} {count} 项" for verdict, count in found.counts().items()))
    return 0


def _coverage_lines(covered: "Coverage", documents: Any) -> list[str]:
    """What an upper document aims at and the lower one does not, and the other way round."""
    upper, lower = (book_title(documents[i].title) for i in (covered.upper, covered.lower))
    lines = []
    for said, targets in (
        (f"{upper}有而{lower}没有对应的目标", covered.missing),
        (f"{lower}有而{upper}没有依据的目标", covered.groundless),
    ):
        lines += [f"{said} {len(targets)} 项", *(f"　{t.indicator}　{t.text}" for t in targets)] if targets else []
    return lines


def compare(args: argparse.Namespace) -> int:
    """`policykb compare`: two documents side by side, or one clause against all others."""
    if args.b is None:
        return _compare_clause(args)
    from kb import report
    from kb.compare import compare as hold

    with open_base(args, encoder=True) as kb:
        a, b = kb.find_document(args.a), kb.find_document(args.b)
        compared = hold(kb, a, b, args.date or date.today(), kb.encode)
        documents, paths = _names(kb, (a.id, b.id))
    if args.output:
        return _save(args.output, "两份文件对照", report.comparison_tables(compared, documents, paths))
    if args.json:
        print_json(_comparison_json(compared, documents, paths))
        return 0
    _print_comparison(compared, documents, paths)
    return 0


def _print_comparison(compared: "Comparison", documents: Any, paths: Any) -> None:
    pairs, only_a, only_b = compared.clauses.pairs, compared.clauses.only_a, compared.clauses.only_b
    print(f"甲：{compared.a.title}\n乙：{compared.b.title}\n相近条款 {len(pairs)} 对")
    for pair in pairs:
        print(f"{_score(pair)}　甲 {pair.a.citation}　‖　乙 {pair.b.citation}")
    for name, clauses in (("甲", only_a), ("乙", only_b)):
        print(f"仅{name}有的条款 {len(clauses)} 个" + "".join(f"\n　{c.citation}" for c in clauses))
    for finding in compared.targets:
        print("\n".join(_finding_lines(finding, documents, paths)))
    for task in compared.leads:
        print("\n".join(_task_lines(task, documents, paths)))
    for name, targets in (("甲", compared.only_a), ("乙", compared.only_b)):
        print(f"仅{name}有的目标 {len(targets)} 项" + "".join(f"\n　{t.indicator}{t.wording}" for t in targets))


def _compare_clause(args: argparse.Namespace) -> int:
    from kb.compare import like_clause

    with open_base(args, encoder=True) as kb:
        try:
            clause = kb.clause(args.a)
        except NotFound:
            raise UsageError(f"没有条款「{args.a}」；对照两份文件请写明文件乙，条款编号见 policykb show 文件") from None
        pairs = like_clause(kb, clause, near_clauses(kb, clause), kb.encode)[:20]
        documents, _ = _names(kb, ())
    if args.output:
        from kb import report

        title = f"相近条款：{clause.citation}"
        return _save(args.output, title, (report.likeness_table(pairs, documents),))
    if args.json:
        print_json({"clause": plain(clause), "pairs": [_pair_json(pair) for pair in pairs]})
        return 0
    print(f"{documents[clause.document_id].title} {clause.citation}\n相近条款 {len(pairs)} 个")
    for pair in pairs:
        print(f"{_score(pair)}　{documents[pair.b.document_id].title} {pair.b.citation}")
    return 0


def near_clauses(kb: "KnowledgeBase", clause: "Clause") -> "list[Clause]":
    """Clauses that search finds for the words of `clause`, of any document."""
    hits = kb.search(f"{clause.heading or ''}{clause.text}"[:300], k=_NEAR)
    return [kb.clause(i) for i in dict.fromkeys(hit.passage.clause_id for hit in hits)]


def refs(args: argparse.Namespace) -> int:
    """`policykb refs`: what documents cite, what cites them, what is missing."""
    from kb import report
    from kb.compare import graph

    with open_base(args) as kb:
        chosen = kb.find_document(args.document).id if args.document else None
        found = graph.links(kb.references(), kb.documents())
        documents, paths = _names(kb, {link.reference.document_id for link in found} if args.output else ())
    cites = [link for link in found if chosen in (None, link.reference.document_id)]
    cited = graph.backlinks(chosen, found) if chosen else ()
    lacking = graph.missing(cites)
    if args.output:
        relations = report.relations_table(cites, cited, documents, paths, of_one=chosen is not None)
        shown = (report.missing_table(lacking, documents),)
        title = book_title(documents[chosen].title) if chosen else "全库"
        return (
            _save(args.output, "缺失文件清单", shown)
            if args.missing
            else _save(args.output, f"引用关系：{title}", (relations, *shown))
        )
    if args.json:
        print_json(
            {
                "references": [_link_json(link) for link in cites],
                "cited_by": [_link_json(link) for link in cited],
                "missing": [plain(row) | {"cited_by": row.cited_by} for row in lacking],
            }
        )
        return 0
    if args.missing:
        for row in lacking:
            print(f"被 {len(row.cited_by)} 份文件引用　{_mention(row.title, row.doc_number)}")
            print("".join(f"　{report.named(i, documents)}\n" for i in row.cited_by), end="")
        print(f"共 {len(lacking)} 份")
        return 0
    for link in (*cites, *cited):
        said, status = link.reference, RESOLUTIONS[link.resolution.status]
        arrow = "被引　" if link in cited else ""
        print(f"{arrow}{status}　{said.kind}　{_mention(said.title, said.doc_number)}　[{said.clause_id}]")
    print(f"共 {len(cites)} 处" + (f"，被引 {len(cited)} 处" if chosen else ""))
    return 0


def _mention(title: str | None, number: str | None) -> str:
    return (f"《{title}》" if title else "") + (f"（{number}）" if number else "")


def _link_json(link: "Link") -> dict[str, Any]:
    return plain(link.reference) | {"status": link.resolution.status, "candidates": link.resolution.candidates}


def versions(args: argparse.Namespace) -> int:
    """`policykb versions`: the versions held of a document, and what changed between two of them."""
    from kb.compare import changes, version_as_of

    with open_base(args) as kb:
        document = kb.find_document(args.document)
        held = kb.versions(document.id)
        new = args.new or len(held)
        then = version_as_of(held, args.date) if args.date else None
        if args.date and then is None:
            raise UsageError(f"{args.date} 时「{document.title}」还没有入库；各版的入库日期见 policykb versions 文件")
        old = args.old or (then.number if then else new - 1)
        found = changes(kb, document.id, old, new) if old >= 1 else None
    if args.json:
        print_json({"versions": [plain(v) for v in held], "changes": plain(found) if found else None})
        return 0
    for version in held:
        day = date.fromtimestamp(version.added)
        print(f"第 {version.number} 版　{day} 入库　{version.file_name}　{version.title}")
    if found is None:
        print("只有一版，没有前后变化")
        return 0
    print(f"第 {old} 版到第 {new} 版：条款变化 {len(found.clauses)} 处，目标变化 {len(found.targets)} 项")
    for change in found.clauses:
        clause = change.new or change.old
        print(f"{change.kind}　{clause.citation if clause else ''}")
    for moved in found.targets:
        sides = [f"{t.indicator}{t.wording}（{t.year or '未写年份'}）" for t in (moved.old, moved.new) if t]
        print(f"{moved.kind}　{' → '.join(sides)}")
    return 0


def _names(kb: "KnowledgeBase", ids: Iterable[str] | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """Documents by id, and citation paths of the clauses of those in `ids` (None: of all that set targets or leads)."""
    documents = {d.id: d for d in kb.documents()}
    if ids is None:
        ids = {t.document_id for t in kb.targets()} | {r.document_id for r in kb.responsibilities()}
    return documents, {c.id: c.citation for i in ids for c in kb.clauses(i)}


def _finding_lines(finding: "Finding", documents: Any, paths: Any) -> list[str]:
    year = f" {finding.year}年" if finding.year else ""
    lines = [f"【{finding.verdict}】{finding.indicator}　{finding.place}{year}　{finding.reason}"]
    for name, side in (("甲", finding.left), ("乙", finding.right)):
        lines += [f"　{name} {t.text}　——{_source(t.document_id, t.clause_id, documents, paths)}" for t in side]
    return lines


def _task_lines(finding: "TaskFinding", documents: Any, paths: Any) -> list[str]:
    lines = [f"【{finding.verdict}】{finding.task}　{finding.reason}"]
    for name, r in (("甲", finding.left), ("乙", finding.right)):
        who = f"{'、'.join(r.organisations)}（{r.role}）"
        lines.append(f"　{name} {who}　——{_source(r.document_id, r.clause_id, documents, paths)}")
    return lines


def _source(document_id: str, clause_id: str, documents: Any, paths: Any) -> str:
    from kb.report import named

    return f"{named(document_id, documents)} {paths.get(clause_id, clause_id)}"


def _score(pair: "Pair") -> str:
    parts = "，".join(f"{PARTS[name]} {value:.2f}" for name, value in pair.parts.items())
    return f"{pair.score:.2f}（{parts}）"


def _pair_json(pair: "Pair") -> dict[str, Any]:
    from kb.compare import common_spans, own_sentences

    return plain(pair) | {
        "common_a": common_spans(pair.a.text, pair.b.text),
        "common_b": common_spans(pair.b.text, pair.a.text),
        "own_a": own_sentences(pair.a.text, pair.b.text),
        "own_b": own_sentences(pair.b.text, pair.a.text),
    }


def _comparison_json(compared: "Comparison", documents: Any, paths: Any) -> dict[str, Any]:
    target = _target_json(documents, paths)
    return {
        "a": plain(compared.a),
        "b": plain(compared.b),
        "pairs": [_pair_json(pair) for pair in compared.clauses.pairs],
        "only_a": [plain(clause) for clause in compared.clauses.only_a],
        "only_b": [plain(clause) for clause in compared.clauses.only_b],
        "targets": [_finding_json(finding, target) for finding in compared.targets],
        "leads": [plain(finding) for finding in compared.leads],
        "targets_only_a": [target(t) for t in compared.only_a],
        "targets_only_b": [target(t) for t in compared.only_b],
    }


def _conflicts_json(found: "Conflicts", documents: Any, paths: Any) -> dict[str, Any]:
    target = _target_json(documents, paths)
    return {
        "as_of": found.as_of,
        "counts": found.counts(),
        "targets": [_finding_json(f, target) for f in found.targets],
        "leads": [plain(f) for f in found.leads],
        "coverage": [
            {
                "upper": c.upper,
                "lower": c.lower,
                "missing": [target(t) for t in c.missing],
                "groundless": [target(t) for t in c.groundless],
            }
            for c in found.coverage
        ],
    }


def _finding_json(finding: "Finding", target: "Callable[[Target], dict[str, Any]]") -> dict[str, Any]:
    held = {name: getattr(finding, name) for name in ("verdict", "reason", "stricter", "indicator", "place", "year")}
    return held | {"left": [target(t) for t in finding.left], "right": [target(t) for t in finding.right]}


def _target_json(documents: Any, paths: Any) -> "Callable[[Target], dict[str, Any]]":
    def shown(target: "Target") -> dict[str, Any]:
        document = documents[target.document_id]
        return plain(target) | {
            "title": document.title,
            "doc_number": document.doc_number,
            "path": paths.get(target.clause_id, target.clause_id),
        }

    return shown


def _save(output: str, title: str, tables: "Sequence[Table]") -> int:
    from kb.export import tables_xlsx
    from kb.report import tables_docx

    path = Path(output)
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".docx"):
        raise UsageError(f"{path}：不支持的导出格式；请用 .xlsx、.docx 结尾的文件名")
    data = tables_xlsx(tables) if suffix == ".xlsx" else tables_docx(title, tables)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path}：无法写入（{error.strerror}）；请换一个位置") from None
    print(f"已导出：{path}")
    return 0
