"""References of a document to others, each placed in the deepest clause that holds it."""

import re
from collections.abc import Sequence

from ingest.tags.spans import Holder
from kb.model import Clause, Document, Reference, ReferenceKind
from kb.references import Mention, find_mentions, normalise_doc_number, reference_kind, same_title

# 一、废止以下3件规范性文件 · 停止执行的文件目录 · 二、修改的行政法规
_LISTED: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("废止", re.compile(r"(?:废止|失效|停止执行|不再执行)(?:.{0,12}(?:文件|法规|规章|规定|目录|通知|清单)|$)")),
    ("修改", re.compile(r"(?:修改|修订)(?:.{0,12}(?:文件|法规|规章|规定|目录|通知|清单)|$)")),
)
_LINE_OPENING = re.compile(r"[\d一二三四五六七八九十（(）)、.．|\s\t]*")


def tag_references(document: Document, text: str, clauses: Sequence[Clause]) -> tuple[Reference, ...]:
    """Every mention of another document outside the 文头信息; the document itself is left out."""
    holder = Holder(clauses)
    found = []
    for mention in find_mentions(text):
        clause = holder.holding(mention.start, mention.end)
        if clause is None or clause.kind == "meta" or _is_self(mention, document):
            continue
        found.append(
            Reference(
                document_id=document.id,
                clause_id=clause.id,
                start=mention.start,
                end=mention.end,
                text=text[mention.start : mention.end],
                title=mention.title,
                doc_number=mention.doc_number,
                kind=_kind(text, mention, clause),
            )
        )
    return tuple(found)


def _kind(text: str, mention: Mention, clause: Clause) -> ReferenceKind:
    """What the sentence does with the mention; a mere list under a heading takes what the heading says."""
    kind = reference_kind(text, mention)
    line = text.rfind("\n", 0, mention.start) + 1
    if kind != "引用" or not _LINE_OPENING.fullmatch(text, line, mention.start):
        return kind
    heading = clause.titles[-2:]
    return next((listed for listed, cue in _LISTED if any(cue.search(title) for title in heading)), kind)


def _is_self(mention: Mention, document: Document) -> bool:
    if mention.doc_number and document.doc_number:
        return normalise_doc_number(mention.doc_number) == normalise_doc_number(document.doc_number)
    return mention.title is not None and same_title(mention.title, document.title)
