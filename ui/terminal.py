"""What the commands of the terminal share: the open knowledge base, the progress bar, JSON."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.model import Document


@contextmanager
def open_base(args: argparse.Namespace, *, write: bool = False, encoder: bool = False) -> "Iterator[KnowledgeBase]":
    """The knowledge base; `encoder`: with its encoder, which asking, searching and taking in need."""
    from kb.base import KnowledgeBase, Settings

    with KnowledgeBase.open(Settings.choose(args.kb), write=write, encoder=encoder) as kb:
        yield kb


@contextmanager
def progress_bar(words: str) -> "Iterator[Callable[[int, int, str], None]]":
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


def state_of(document: "Document") -> str:
    return f"转述（{document.account.wording}；未收原文）" if document.account else document.status or "全文"


def plain(record: Any) -> dict[str, Any]:
    return asdict(record)


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, default=str)
    sys.stdout.write("\n")
    sys.stdout.flush()
