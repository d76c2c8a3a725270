"""Asking and searching on the terminal."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import NoPermission, NoSuchPath, UsageError
from kb.references import book_title
from ui.terminal import open_base, print_json

if TYPE_CHECKING:
    from kb.model import Answer, Citation


def ask(args: argparse.Namespace) -> int:
    """`policykb ask`: one question, or one a line with --batch."""
    questions = _queries(args.question, args.batch)
    with open_base(args, encoder=True) as kb:
        chosen = tuple(kb.find_document(d).id for d in args.document) if args.document else None
        for question in questions:
            answer = kb.ask(question, chosen)
            if args.json:
                print_json(answer_json(answer))
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
    with open_base(args, encoder=True) as kb:
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
                print_json({"hits": rows})
                continue
            for row in rows:
                print(f"{row['score']:.3f}　{row['path']}　[{row['clause_id']}]\n    {row['text']}")
    return 0
