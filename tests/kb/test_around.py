"""What stands around a place: whole lines, or whole sentences, never more than asked for."""

from hypothesis import given
from hypothesis import strategies as st

from kb.around import around

TEXT = "一、总体要求\n建设换电站。\n（一）储能。到2028年达到50万千瓦。\n二、保障\n加强领导。"


def cut(inside: str, most: int, text: str = TEXT) -> str:
    start = text.index(inside)
    first, last = around(text, start, start + len(inside), most)
    return text[first:last]


def test_grows_by_whole_lines_what_follows_first() -> None:
    assert cut("建设换电站", 10) == "建设换电站。"
    assert cut("建设换电站", 13) == "一、总体要求\n建设换电站。"
    assert cut("建设换电站", 29) == "建设换电站。\n（一）储能。到2028年达到50万千瓦。"
    assert cut("建设换电站", 1000) == TEXT


def test_a_long_line_is_grown_by_sentences() -> None:
    line = "甲。" * 3 + "乙在中间。" + "丙；" * 3
    assert cut("乙在中间。", 6, line) == "乙在中间。"
    assert cut("乙在中间。", 9, line) == "甲。乙在中间。丙；"
    assert cut("在中", 5, line) == "乙在中间。"


def test_a_span_that_is_longer_stays_as_it_is() -> None:
    assert cut(TEXT[3:30], 5) == TEXT[3:30]
    assert cut("换电站", 0) == "换电站"


@given(st.text("甲乙。；\n", max_size=60), st.data())
def test_holds_the_span_and_no_more_than_asked_for(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    most = data.draw(st.integers(0, 80))
    first, last = around(text, start, end, most)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert last - first <= max(most, end - start)
