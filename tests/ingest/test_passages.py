"""Sentences and passages."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import MAX, _depths, passages, sentences, split
from ingest.segment import segment
from kb.model import Document
from tests.ingest.segmenting import lines_of


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, 0, len(text))]


def test_no_cut_inside_quotes_and_brackets() -> None:
    assert _sentences("他说“行。可以！”后离开。会议（含视频。）结束。") == [
        "他说“行。可以！”后离开。",
        "会议（含视频。）结束。",
    ]


def test_bracketed_duty_stays_with_its_sentence() -> None:
    # 穗埔组通〔2024〕6号
    assert _sentences("给予每人最高30万元资助。（牵头单位：区人力资源社会保障局）另行制定。") == [
        "给予每人最高30万元资助。（牵头单位：区人力资源社会保障局）",
        "另行制定。",
    ]


def test_unbalanced_brackets_do_not_swallow_the_line() -> None:
    assert _sentences("（一项工作。第二项“工作。") == ["（一项工作。", "第二项“工作。"]


def test_short_sentences_are_joined_and_long_ones_cut() -> None:
    assert _split("加强领导。落实责任。") == ["加强领导。落实责任。"]
    long = "；".join("完善" + "相关政策措施" * 12 for _ in range(8)) + "。"
    pieces = _split(long)
    assert len(pieces) > 1
    assert all(len(piece) <= MAX for piece in pieces)
    assert "".join(pieces) == long


def test_run_in_heading_goes_with_its_text_and_a_title_line_does_not() -> None:
    text, lines = lines_of(
        "一、总体要求",
        "坚持生态优先。",
        "二、任务",
        "(一)推动提质升级。" + "煤炭采选业方面,加快整合," * 12 + "。",
    )
    document = Document("某文", "某市行动计划")
    found = passages(document, text, segment(document, text, lines))
    assert [p.clause_id for p in found] == ["某文/1", "某文/2/1"]
    assert found[0].text == "坚持生态优先。"
    assert found[1].text.startswith("(一)推动提质升级。煤炭")
    assert found[1].headings == ("某市行动计划", "二、任务", "(一)推动提质升级")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text("一、（）《》“”。；，1.甲乙丙 \n附件", min_size=1, max_size=200).map(str.strip).filter(bool),
        max_size=8,
    )
)
def test_passages_cover_the_text_once(texts: list[str]) -> None:
    flat = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    text, lines = lines_of(*flat)
    document = Document("某文", "某文")
    clauses = segment(document, text, lines)
    found = passages(document, text, clauses)
    by_id = {clause.id: clause for clause in clauses}
    assert len({passage.id for passage in found}) == len(found)
    last = 0
    for passage in found:
        clause = by_id[passage.clause_id]
        assert passage.start >= last
        assert clause.start <= passage.start < passage.end <= clause.end
        assert passage.text == text[passage.start : passage.end] == passage.text.strip()
        assert not any(c.start <= passage.start < c.end for c in clauses if c.parent == clause.id)
        last = passage.end
    covered = [any(p.start <= at < p.end for p in found) for at in range(len(text))]
    heads = [(c.start, c.body_start) for c in clauses if c.heading is not None]
    for at, char in enumerate(text):
        assert covered[at] or char.isspace() or any(start <= at < end for start, end in heads)


def test_closers_without_openers_cost_no_more_than_letters() -> None:
    start = time.perf_counter()
    text = "](" * 50_000
    assert _depths(text, 0, len(text))[-1] == 0
    assert time.perf_counter() - start < 5
