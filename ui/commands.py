"""What each command of the terminal does: takes the parsed arguments, prints, returns the exit code."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import NoPermission, NoSuchPath, UsageError
from kb.references import book_title

if TYPE_CHECKING:
    from ingest.pipeline import IngestReport
    from kb.base import KnowledgeBase
    from kb.model import Answer, Citation, Document

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
        _print_json(to_json(parsed))
        return 0
    print(parsed.document.title)
    for clause in parsed.clauses:
        if clause.label:
            print(f"{'　' * clause.level}{clause.label}{clause.heading or ''}")
    print(_counted(parsed.clauses, parsed.targets, parsed.responsibilities, parsed.references))
    return 0


def _counted(
    clauses: Sequence[Any], targets: Sequence[Any], leads: Sequence[Any], refs: Sequence[Any]
) -> str:
    return f"条款 {len(clauses)} 个，目标 {len(targets)} 项，责任分工 {len(leads)} 条，引用 {len(refs)} 处"


@contextmanager
def _open(
    args: argparse.Namespace, *, write: bool = False, encoder: bool = False
) -> "Iterator[KnowledgeBase]":
    """The knowledge base; `encoder`: with its encoder, which asking, searching and taking in need."""
    from kb.base import KnowledgeBase, Settings

    with KnowledgeBase.open(Settings.choose(args.kb), write=write, encoder=encoder) as kb:
        yield kb


def ingest(args: argparse.Namespace) -> int:
    """`policykb ingest`: 0 when all went in, 1 when a file was refused."""
    from ingest.pipeline import ingest_paths

    with _progress("入库") as advance, _open(args, write=True, encoder=True) as kb:
        report = ingest_paths(kb, [Path(p) for p in args.paths], advance)
    if args.json:
        _print_json({"files": [asdict(f) for f in report.files], "totals": report.totals})
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


@contextmanager
def _progress(words: str) -> "Iterator[Callable[[int, int, str], None]]":
    """A progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.fields[words]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(words, total=None, words=words)

        def advance(done: int, total: int, name: str) -> None:
            # the name is free text: rich would read [..] in it as markup
            shown = name.replace("[", "［") if name else "建立索引" if done == total else words
            bar.update(task, completed=done, total=total, words=shown)

        yield advance


def list_documents(args: argparse.Namespace) -> int:
    """`policykb list`."""
    with _open(args) as kb:
        documents = kb.documents()
    if args.json:
        _print_json([_plain(d) for d in documents])
        return 0
    for document in documents:
        print(
            f"{document.id}\t{document.doc_number or '无文号'}\t{_state(document)}\t{document.title}"
        )
    print(f"共 {len(documents)} 份")
    return 0


def _state(document: "Document") -> str:
    return (
        f"转述（{document.account.wording}；未收原文）"
        if document.account
        else document.status or "全文"
    )


def remove(args: argparse.Namespace) -> int:
    """`policykb remove`: all of the named documents or none."""
    with _open(args, write=True) as kb:
        documents = [kb.find_document(text) for text in args.documents]
        for document in documents:
            kb.remove(document.id)
    for document in documents:
        print(f"已移除：{document.title}")
    return 0


def ask(args: argparse.Namespace) -> int:
    """`policykb ask`: one question, or one a line with --batch."""
    questions = _queries(args.question, args.batch)
    with _open(args, encoder=True) as kb:
        chosen = tuple(kb.find_document(d).id for d in args.document) if args.document else None
        for question in questions:
            answer = kb.ask(question, chosen)
            if args.json:
                _print_json(answer_json(answer))
            else:
                _print_answer(answer)
    return 0


def _queries(one: str | None, batch: str | None) -> Sequence[str]:
    if batch is None and one is None:
        raise UsageError("没有问题：请写出问题，或用 --batch 指定问题文件")
    if batch is None:
        return [one or ""]
    try:
        text = Path(batch).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NoSuchPath(batch, "文件不存在", "请检查路径") from None
    except IsADirectoryError:
        raise UsageError(f"{batch}：是文件夹；请指定一个文本文件，每行一个问题") from None
    except PermissionError:
        raise NoPermission(batch, "没有读取权限", "请检查文件权限") from None
    except (UnicodeDecodeError, OSError):
        raise UsageError(f"{batch}：不是 UTF-8 文本；请另存为 UTF-8，每行一个问题") from None
    # one answer a line of the file, in order; only the end of the file is no question
    return text.rstrip("\n").split("\n") if text.strip() else []


def answer_json(answer: "Answer") -> dict[str, Any]:
    """An answer as printed by `ask --json`."""
    return {
        "answer": "\n".join((answer.text, *answer.notes)) if answer.notes else answer.text,
        "abstained": answer.abstained,
        "count": answer.count,
        "kind": answer.question.kind,
        "citations": [_citation_json(c) for c in answer.citations],
        "nearest": [_citation_json(c) for c in answer.nearest],
    }


def _citation_json(citation: "Citation") -> dict[str, Any]:
    return {
        "doc_number": citation.doc_number,
        "title": citation.title,
        "clause_id": citation.clause_id,
        "path": citation.path,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "account_of": citation.account_of,
    }


def _print_answer(answer: "Answer") -> None:
    print(answer.text)
    for note in answer.notes:
        print(note)
    for number, citation in enumerate(answer.citations, 1):
        print(f"[{number}] {_source(citation)}\n    {citation.quote}")
    for citation in answer.nearest:
        print(f"相近原文（不作为答案）：{_source(citation)}\n    {citation.quote}")


def _source(citation: "Citation") -> str:
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    told = f"，转述{book_title(citation.account_of)}" if citation.account_of else ""
    return f"{book_title(citation.title)}{number} {citation.path}{told}　[{citation.clause_id}]"


def search(args: argparse.Namespace) -> int:
    """`policykb search`."""
    if args.k < 1:
        raise UsageError(f"-k {args.k}：返回条数至少为 1")
    if not args.batch and not (args.query or "").strip():
        raise UsageError("没有检索词：请写出检索词，或用 --batch 指定检索词文件")
    with _open(args, encoder=True) as kb:
        for query in _queries(args.query, args.batch):
            hits = kb.search(query, k=args.k)
            rows = []
            for hit in hits:
                p = hit.passage
                path = kb.clause(p.clause_id).citation
                rows.append(
                    {
                        "document": p.document_id,
                        "clause_id": p.clause_id,
                        "path": path,
                        "text": p.text,
                    }
                    | {"start": p.start, "end": p.end, "score": hit.score}
                )
            if args.json:
                _print_json({"hits": rows})
                continue
            for row in rows:
                print(f"{row['score']:.3f}　{row['path']}　[{row['clause_id']}]\n    {row['text']}")
    return 0


def show(args: argparse.Namespace) -> int:
    """`policykb show`: a clause's text, or a document's outline."""
    from kb.errors import NotFound

    with _open(args) as kb:
        try:
            clause = kb.clause(args.id)
        except NotFound:
            document = kb.find_document(args.id)
            print(f"{document.title}\n{document.doc_number or '无文号'}　{_state(document)}")
            for item in kb.clauses(document.id):
                print(f"{'　' * item.level}{item.titles[-1] if item.titles else ''}　[{item.id}]")
            return 0
        document = kb.document(clause.document_id)
        number = f"（{document.doc_number}）" if document.doc_number else ""
        told = f"　{_state(document)}" if document.account else ""
        print(f"{book_title(document.title)}{number} {clause.citation}{told}\n{clause.text}")
    return 0


def export(args: argparse.Namespace) -> int:
    """`policykb export`: clauses as docx or md; 目标 or 分工 as xlsx or csv."""
    from kb import export as files

    output = Path(args.output)
    with _open(args) as kb:
        documents = {d.id: d for d in kb.documents()}
        if args.items in (["目标"], ["分工"]):
            table = (
                files.targets_table(kb.targets(), documents, _paths(kb))
                if args.items == ["目标"]
                else files.responsibilities_table(kb.responsibilities(), documents, _paths(kb))
            )
            write = {".xlsx": files.table_xlsx, ".csv": files.table_csv}
            data = _writer(write, output)(table)
        else:
            clauses = [kb.clause(item) for item in args.items]
            excerpts = [files.clause_excerpt(documents[c.document_id], c) for c in clauses]
            data = _writer({".docx": files.excerpts_docx, ".md": files.excerpts_md}, output)(
                excerpts
            )
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


def compare(args: argparse.Namespace) -> int:
    """`policykb compare`: clauses that speak of the same, targets of one indicator."""
    from kb.compare import align, side_by_side

    with _open(args) as kb:
        a, b = kb.find_document(args.a), kb.find_document(args.b)
        pairs = align(kb.clauses(a.id), kb.clauses(b.id))
        groups = [g for g in side_by_side(kb.targets((a.id, b.id))) if len(g.documents) > 1]
    if args.json:
        _print_json(
            {"pairs": [_plain(p) for p in pairs], "indicators": [_plain(g) for g in groups]}
        )
        return 0
    print(f"甲：{a.title}\n乙：{b.title}\n相近条款 {len(pairs)} 对")
    for pair in pairs:
        print(f"{pair.score:.2f}　甲 {pair.a.citation}　‖　乙 {pair.b.citation}")
    for group in groups:
        print(
            "同一指标："
            + "；".join(f"{t.indicator}{t.wording}（{t.document_id}）" for t in group.targets)
        )
    return 0


def refs(args: argparse.Namespace) -> int:
    """`policykb refs`: what documents cite, and whether it is held."""
    from kb.references import resolve

    with _open(args) as kb:
        chosen = (kb.find_document(args.document).id,) if args.document else None
        held = {d.id: d for d in kb.documents()}
        rows = []
        for r in kb.references(chosen):
            resolution = resolve(r.title, r.doc_number, held)
            rows.append(
                _plain(r) | {"status": resolution.status, "candidates": resolution.candidates}
            )
    if args.json:
        _print_json(rows)
        return 0
    words = {
        "held": "在库",
        "account": "仅有转述",
        "absent": "未收",
        "ambiguous": "有歧义",
        "malformed": "写法不规范",
    }
    for row in rows:
        name = f"《{row['title']}》" if row["title"] else ""
        number = f"（{row['doc_number']}）" if row["doc_number"] else ""
        print(f"{words[row['status']]}　{row['kind']}　{name}{number}　[{row['clause_id']}]")
    print(f"共 {len(rows)} 处")
    return 0


def fit_encoder(args: argparse.Namespace) -> int:
    """`policykb fit-encoder`."""
    from kb.fit import SEED, fit

    with _progress("拟合编码器") as advance:
        report = fit(
            [Path(t) for t in args.texts],
            Path(args.out),
            seed=SEED if args.seed is None else args.seed,
            progress=lambda stage, done, total: advance(done, total, stage),
        )
    print(
        f"编码器 {report.encoder_id} 已写入 {report.out}：{report.size / 1e6:.1f} MB，词表 {report.vocabulary}"
    )
    for path, reason in report.skipped:
        print(f"跳过 {path}：{reason}")
    return 0


def doctor(args: argparse.Namespace) -> int:
    """`policykb doctor`: 0 when all is well, 1 when something needs attention."""
    if args.rebuild:
        with _progress("重建索引"), _open(args, write=True) as kb:
            kb.rebuild()
        print("检索索引已按原文重建")
    with _open(args) as kb:
        report = kb.doctor()
    if args.json:
        _print_json(report.to_json())
    else:
        print("\n".join(report.lines()))
    return 0 if report.ok else 1


def serve(args: argparse.Namespace) -> int:
    """`policykb serve`."""
    from kb.base import Settings
    from ui.serve import run

    return run(Settings.choose(args.kb), port=args.port)


def _plain(record: Any) -> dict[str, Any]:
    return asdict(record)


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, default=str)
    sys.stdout.write("\n")
    sys.stdout.flush()
