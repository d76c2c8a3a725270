"""References of a document: others apart from itself, each in the clause that holds it."""

from ingest.tags import tag
from kb.model import Clause, Document
from tests.ingest.tagging import tag_passage


def test_the_document_itself_is_left_out() -> None:
    found = tag_passage(
        "现将《某市工业发展行动方案》印发给你们。依据《某市工业条例》制定。",
        title="某市关于印发《某市工业发展行动方案》的通知",
    ).references
    assert [(r.title, r.kind, r.text) for r in found] == [("某市工业条例", "依据", "《某市工业条例》")]


def test_the_deepest_clause_holds_it() -> None:
    text = "一、总则\n(一)落实《甲条例》。\n二、附则"
    unit = Clause("d/1", "d", "一、", "总则", 1, "unit", ("一、",), ("一、总则",), None, 0, 4, 17, text[:17])
    child = Clause(
        "d/1/1", "d", "(一)", None, 2, "unit", ("一、", "(一)"), ("", ""), "d/1", 5, 8, 17, text[5:17]
    )
    last = Clause(
        "d/2", "d", "二、", "附则", 1, "unit", ("二、",), ("二、附则",), None, 17, 21, 21, text[17:]
    )
    (found,) = tag(Document("d", "甲意见"), text, [unit, child, last]).references
    assert (found.clause_id, found.kind, found.text) == ("d/1/1", "落实", "《甲条例》")


def test_the_header_block_refers_to_nothing() -> None:
    text = "文号：甲发〔2020〕1号"
    block = Clause("d/0", "d", None, None, 1, "meta", (), (), None, 0, 0, len(text), text)
    assert tag(Document("d", "甲意见"), text, [block]).references == ()
