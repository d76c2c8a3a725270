"""What each command of the terminal does: takes the parsed arguments, prints, returns the exit code."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import UsageError
from kb.references import book_title
from ui.asking import ask, search
from ui.comparing import compare, conflicts, refs, versions
from ui.terminal import open_base, plain, print_json, progress_bar, state_of

if TYPE_CHECKING:
    from ingest.pipeline import IngestReport
    from kb.base import KnowledgeBase

__all__ = ["ask", "compare", "conflicts", "refs", "search", "versions"]

_OUTCOMES = {
    "added": "新入库",
    "updated": "已更新为新版本",
    "unchanged": "内容未变，未作改动",
    "kept": "已收原文，转述未采用",
    "skipped": "跳过",
    "refused": "未能入库",
}


def parse(args: argparse.Namespace) -> int:
    """`policykb parse`: one file, no index touched."""
    from ingest.pipeline import parse as parse_file
    from ingest.pipeline import to_json

    parsed = parse_file(Path(args.file))
    if args.json:
        print_json(to_json(parsed))
        return 0
    print(parsed.document.title)
    for clause in parsed.clauses:
        if clause.label:
            print(f"{'　' * clause.level}{clause.label}{clause.heading or ''}")
    print(_counted(parsed.clauses, parsed.targets, parsed.responsibilities, parsed.references))
    return 0


def _counted(clauses: Sequence[Any], targets: Sequence[Any], leads: Sequence[Any], refs: Sequence[Any]) -> str:
    return f"条款 {len(clauses)} 个，目标 {len(targets)} 项，责任分工 {len(leads)} 条，引用 {len(refs)} 处"


def ingest(args: argparse.Namespace) -> int:
    """`policykb ingest`: 0 when all went in, 1 when a file was refused."""
    from ingest.pipeline import ingest_paths

    with progress_bar("入库") as advance, open_base(args, write=True, encoder=True) as kb:
        report = ingest_paths(kb, [Path(p) for p in args.paths], advance)
    if args.json:
        print_json({"files": [plain(f) for f in report.files], "totals": report.totals})
    else:
        _print_report(report)
    return 1 if report.refused else 0


def _print_report(report: "IngestReport") -> None:
    totals = report.totals
    print(
        f"文件 {totals['documents']} 份：条款 {totals['clauses']} 个，段落 {totals['passages']} 个，"
        f"目标 {totals['targets']} 项，责任分工 {totals['responsibilities']} 条，引用 {totals['references']} 处"
    )
    for outcome, words in _OUTCOMES.items():
        files = [f for f in report.files if f.outcome == outcome]
        if files:
            print(f"{words} {len(files)} 份")
        for file in files if outcome in ("skipped", "refused", "kept") else []:
            print(f"  {file.path}：{file.reason}" if file.reason else f"  {file.path}")
    if report.files and report.count("unchanged") == len(report.files):
        print("全部文件均已在库且内容未变，知识库没有改动")


def list_documents(args: argparse.Namespace) -> int:
    """`policykb list`."""
    with open_base(args) as kb:
        documents = kb.documents()
    if args.json:
        print_json([plain(d) for d in documents])
        return 0
    for document in documents:
        print(f"{document.id}\t{document.doc_number or '无文号'}\t{state_of(document)}\t{document.title}")
    print(f"共 {len(documents)} 份")
    return 0


def remove(args: argparse.Namespace) -> int:
    """`policykb remove`: all of the named documents or none."""
    with open_base(args, write=True) as kb:
        documents = [kb.find_document(text) for text in args.documents]
        for document in documents:
            kb.remove(document.id)
    for document in documents:
        print(f"已移除：{document.title}")
    return 0


def show(args: argparse.Namespace) -> int:
    """`policykb show`: a clause's text, or a document's outline."""
    from kb.errors import NotFound

    with open_base(args) as kb:
        try:
            clause = kb.clause(args.id)
        except NotFound:
            document = kb.find_document(args.id)
            print(f"{document.title}\n{document.doc_number or '无文号'}　{state_of(document)}")
            for item in kb.clauses(document.id):
                print(f"{'　' * item.level}{item.titles[-1] if item.titles else ''}　[{item.id}]")
            return 0
        document = kb.document(clause.document_id)
        number = f"（{document.doc_number}）" if document.doc_number else ""
        told = f"　{state_of(document)}" if document.account else ""
        print(f"{book_title(document.title)}{number} {clause.citation}{told}\n{clause.text}")
    return 0


def export(args: argparse.Namespace) -> int:
    """`policykb export`: clauses as docx or md; 目标 or 分工 as xlsx or csv."""
    from kb import export as files
    from kb import records

    output = Path(args.output)
    with open_base(args) as kb:
        documents = {d.id: d for d in kb.documents()}
        if args.items in (["目标"], ["分工"]):
            table = (
                records.targets_table(kb.targets(), documents, _paths(kb))
                if args.items == ["目标"]
                else records.responsibilities_table(kb.responsibilities(), documents, _paths(kb))
            )
            write = {".xlsx": files.table_xlsx, ".csv": files.table_csv}
            data = _writer(write, output)(table)
        else:
            clauses = [kb.clause(item) for item in args.items]
            excerpts = [files.clause_excerpt(documents[c.document_id], c) for c in clauses]
            data = _writer({".docx": files.excerpts_docx, ".md": files.excerpts_md}, output)(excerpts)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{output}：无法写入（{error.strerror}）；请换一个位置") from None
    print(f"已导出：{output}")
    return 0


def _paths(kb: "KnowledgeBase") -> dict[str, str]:
    return {c.id: c.citation for d in kb.documents() for c in kb.clauses(d.id)}


def _writer(writers: dict[str, Any], output: Path) -> Any:
    if output.suffix.lower() not in writers:
        raise UsageError(f"{output}：不支持的导出格式；请用 {'、'.join(writers)} 结尾的文件名")
    return writers[output.suffix.lower()]


def fit_encoder(args: argparse.Namespace) -> int:
    """`policykb fit-encoder`."""
    from kb.fit import SEED, fit

    with progress_bar("拟合编码器") as advance:
        report = fit(
            [Path(t) for t in args.texts],
            Path(args.out),
            questions=Path(args.questions) if args.questions else None,
            seed=SEED if args.seed is None else args.seed,
            progress=lambda stage, done, total: advance(done, total, stage),
        )
    print(f"编码器 {report.encoder_id} 已写入 {report.out}：{report.size / 1e6:.1f} MB，词表 {report.vocabulary}")
    for path, reason in report.skipped:
        print(f"跳过 {path}：{reason}")
    return 0


def fit_reader(args: argparse.Namespace) -> int:
    """`policykb fit-reader`."""
    from kb.train import STEPS, fit_reader

    with progress_bar("训练阅读模型") as advance, open_base(args, encoder=True) as kb:
        report = fit_reader(
            kb,
            Path(args.start),
            Path(args.questions),
            Path(args.out),
            steps=STEPS if args.steps is None else args.steps,
            progress=lambda stage, done, total: advance(done, total, stage),
        )
    print(
        f"阅读模型已写入 {report.out}：{report.size / 1e6:.1f} MB，{report.questions} 个问题，"
        f"词表 {report.pieces}，{report.steps} 步，损失 {report.loss:.3f}"
    )
    return 0


def calibrate(args: argparse.Namespace) -> int:
    """`policykb calibrate`."""
    questions = Path(args.questions) if args.questions else None
    with progress_bar("校准") as advance, open_base(args, write=True, encoder=True) as kb:
        found = kb.calibrate(questions, lambda done, total: advance(done, total, "校准"))
    print(
        f"向量权重 {found.dense:g}（{found.questions} 个问题；MRR@10 {found.with_vectors:.3f}，"
        f"只用词 {found.words_alone:.3f}）"
    )
    return 0


def doctor(args: argparse.Namespace) -> int:
    """`policykb doctor`: 0 when all is well, 1 when something needs attention."""
    if args.rebuild:
        with progress_bar("重建索引"), open_base(args, write=True) as kb:
            kb.rebuild()
        print("检索索引已按原文重建")
    with open_base(args) as kb:
        report = kb.doctor()
    if args.json:
        print_json(report.to_json())
    else:
        print("\n".join(report.lines()))
    return 0 if report.ok else 1


def serve(args: argparse.Namespace) -> int:
    """`policykb serve`."""
    from kb.base import Settings
    from ui.serve import run

    return run(Settings.choose(args.kb), port=args.port)
