"""Which texts hold a word, told by an index."""

from hypothesis import given
from hypothesis import strategies as st

from kb.holding import Holding

TEXT = st.text(alphabet="绿电占比𠮷a1 ", max_size=8)


@given(st.lists(TEXT, max_size=6), TEXT)
def test_holds_what_stands_in_the_text(texts: list[str], word: str) -> None:
    assert Holding(texts).holding(word).tolist() == [word in text for text in texts]


@given(st.lists(TEXT, max_size=6), st.lists(TEXT, max_size=3))
def test_any_of_several_words(texts: list[str], words: list[str]) -> None:
    assert Holding(texts).any_of(words).tolist() == [any(w in text for w in words) for text in texts]


def test_no_word_spans_two_texts() -> None:
    assert not Holding(["绿", "电"]).holding("绿电").any()
