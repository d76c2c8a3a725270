"""Asking and searching on the terminal."""

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import NoPermission, NoSuchPath, UsageError
from kb.references import book_title
from ui.terminal import open_base, plain, print_json

if TYPE_CHECKING:
    from kb.answer import Explained
    from kb.base import KnowledgeBase
    from kb.distinct import Found
    from kb.filters import Filter
    from kb.model import Answer, Citation

# Characters shown of each passage that was weighed.
_SHOWN = 60


def ask(args: argparse.Namespace) -> int:
    """`policykb ask`: one question, or one a line with --batch."""
    questions = _queries(args.question, args.batch)
    with open_base(args, encoder=True) as kb:
        chosen = tuple(kb.find_document(d).id for d in args.document) if args.document else None
        for question in questions:
            if args.explain:
                _explain(kb, question, chosen, args.json)
                continue
            answer = kb.ask(question, chosen)
            if args.json:
                print_json(answer_json(answer))
            else:
                _print_answer(answer)
    return 0


def _explain(kb: "KnowledgeBase", question: str, chosen: Sequence[str] | None, as_json: bool) -> None:
    explanation = kb.explain(question, chosen)
    if as_json:
        print_json(answer_json(explanation.answer) | {"explanation": [plain(e) for e in explanation.questions]})
        return
    _print_answer(explanation.answer)
    for explained in explanation.questions:
        print("\n".join(("", *_explained(explained))))


def _explained(explained: "Explained") -> Iterator[str]:
    """The explanation of one question, line by line."""
    yield f"对问题的理解：{explained.question.raw}"
    yield from (f"  {name}：{value}" for name, value in explained.slots)
    yield "试过的步骤："
    yield from (f"  {tried.step}：{tried.outcome}" for tried in explained.tried)
    if explained.reason:
        yield f"没有答案的原因：{explained.reason}"
    yield f"最接近的段落能回答的可能性：{explained.likelihood:.2f}（门槛 {explained.threshold:.2f}）"
    yield "比较过的段落："
    for number, candidate in enumerate(explained.candidates, 1):
        place = candidate.citation
        yield f"  {number}. {candidate.score:.2f}　{place.doc_number or place.title} {place.path}　[{place.clause_id}]"
        yield f"     {place.quote[:_SHOWN]}{'……' if len(place.quote) > _SHOWN else ''}"
        yield "     " + "，".join(f"{p.name} {p.value:.2f}（{p.share:+.2f}）" for p in candidate.parts if p.share)


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
        "others": [_citation_json(c) for c in answer.others],
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
    for citation in answer.others:
        print(f"另见：{_source(citation)}\n    {citation.quote}")
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
    if args.前后文 < 0:
        raise UsageError(f"--前后文 {args.前后文}：字数不能为负")
    if not args.batch and not (args.query or "").strip():
        raise UsageError("没有检索词：请写出检索词，或用 --batch 指定检索词文件")
    with open_base(args, encoder=True) as kb:
        only = _asked_filter(kb, args)
        for query in _queries(args.query, args.batch):
            rows = [_found_json(kb, found) for found in kb.find(query, k=args.k, only=only, context=args.前后文)]
            if args.json:
                print_json({"hits": rows})
                continue
            for row in rows:
                text = row["text"].replace("\n", "\n    ")
                print(f"{row['score']:.3f}　{row['path']}　[{row['clause_id']}]\n    {text}")
                if row["also"]:
                    print(f"    同样文字另见：{'、'.join(row['also'])}")
    return 0


def _found_json(kb: "KnowledgeBase", found: "Found") -> dict[str, Any]:
    passage = found.hit.passage
    return {
        "document": passage.document_id,
        "clause_id": passage.clause_id,
        "path": kb.clause(passage.clause_id).citation,
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "score": found.hit.score,
        "also": list(dict.fromkeys(other.clause_id for other in found.also)),
    }


def _asked_filter(kb: "KnowledgeBase", args: argparse.Namespace) -> "Filter":
    from kb.filters import Filter

    documents = tuple(kb.find_document(name).id for name in args.文件) if args.文件 else None
    return Filter(documents, args.发文单位, args.层级, args.地区, _years(args.年份), args.状态, args.主题)


def _years(words: str | None) -> tuple[int, int] | None:
    if words is None:
        return None
    match = re.fullmatch(r"((?:19|20)\d\d)(?:[-—~至]((?:19|20)\d\d))?年?", words)
    if match is None:
        raise UsageError(f"--年份 {words}：请写作 2025 或 2023-2025")
    first, last = sorted((int(match[1]), int(match[2] or match[1])))
    return first, last
