"""Hand-made lines for the tests of header, clauses and passages."""

from collections.abc import Mapping

from ingest.header import Header, read_header
from ingest.lines import Line, assemble
from ingest.raw import Block, RawDocument
from ingest.segment import segment
from kb.model import Clause, Document

#: A paragraph of running text.
TEXT = "对符合条件的企业，按照有关规定给予最高不超过一百万元的一次性奖励。"
_DIGITS = "一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 199 in Chinese numerals."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    unit = _DIGITS[ones - 1] if ones else ""
    if hundreds:
        middle = f"{_DIGITS[tens - 1]}十" if tens else ("零" if ones else "")
        return f"{_DIGITS[hundreds - 1]}百{middle}{unit}"
    return f"{_DIGITS[tens - 1] if tens > 1 else ''}十{unit}" if tens else unit


def wide(text: str) -> str:
    """ASCII digits, dots and brackets in full width."""
    return text.translate(str.maketrans("0123456789().", "０１２３４５６７８９（）．"))


def blocks(*texts: str) -> tuple[Block, ...]:
    """One paragraph a text; a text with tabs is a table row."""
    return tuple(
        Block(
            text,
            number,
            "row" if "\t" in text else "paragraph",
            tuple(text.split("\t")) if "\t" in text else (),
        )
        for number, text in enumerate(texts, 1)
    )


def lines_of(*texts: str) -> tuple[str, tuple[Line, ...]]:
    """The text and lines of paragraphs."""
    text, lines, _ = assemble(blocks(*texts))
    return text, lines


def clauses_of(*texts: str, title: str = "某市关于印发某某工作方案的通知") -> tuple[Clause, ...]:
    """The clauses of paragraphs without a metadata block."""
    text, lines = lines_of(*texts)
    return segment(Document("某文", title), text, lines)


def outline(*texts: str, title: str = "某市关于印发某某工作方案的通知") -> list[tuple[int, str, str | None]]:
    """(level, label, heading) of the labelled clauses."""
    return [(c.level, c.label, c.heading) for c in clauses_of(*texts, title=title) if c.label]


def header_of(*texts: str, meta: Mapping[str, str] | None = None, name: str = "某文.txt") -> Header:
    """The header read from paragraphs and from what the format states (`meta`)."""
    raw = RawDocument(name, "txt", "0" * 64, blocks(*texts), meta or {})
    text, lines, _ = assemble(raw.blocks)
    return read_header(raw, lines, text)


def check_spans(text: str, clauses: tuple[Clause, ...]) -> None:
    """What holds for the clauses of every text."""
    by_id = {clause.id: clause for clause in clauses}
    assert len(by_id) == len(clauses)
    owners = [0] * len(text)
    for clause in clauses:
        assert 0 <= clause.start <= clause.body_start <= clause.end <= len(text)
        assert clause.text == text[clause.start : clause.end] != ""
        assert clause.text.startswith(clause.label or "")
        inner = [child for child in clauses if child.parent == clause.id]
        for at in range(clause.start, inner[0].start if inner else clause.end):
            owners[at] += 1
        if clause.parent is None:
            assert clause.level == 1
        else:
            above = by_id[clause.parent]
            assert above.start <= clause.start
            assert clause.end <= above.end
            assert clause.level == above.level + 1
            assert clause.id.startswith(above.id + "/")
    assert all(count == 1 or (count == 0 and text[at] == "\n") or text[at] == "\n" for at, count in enumerate(owners))
