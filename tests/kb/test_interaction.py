"""Late interaction: what is near piece by piece, and what holds for any text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.interaction import embedded

TEXT = st.text(alphabet="乌海绿电占比2028年目标，。 砍树伐木罚款AI", max_size=40)


def score(question: str, text: str) -> float:
    weights, cosines = embedded().matches(question, [text])
    return float((weights @ cosines).item()) if len(weights) else 0.0


@settings(deadline=None)  # the first call reads the encoder
@given(TEXT, st.lists(TEXT, max_size=4))
def test_shapes_and_bounds(question: str, texts: list[str]) -> None:
    weights, cosines = embedded().matches(question, texts)
    assert cosines.shape == (len(weights), len(texts))
    assert np.isclose(weights.sum(), 1.0 if len(weights) else 0.0)
    assert (np.abs(cosines) <= 1 + 1e-5).all()


@settings(deadline=None)
@given(TEXT)
def test_a_text_is_nearest_to_itself(text: str) -> None:
    _, cosines = embedded().matches(text, [text])
    assert np.allclose(cosines, 1.0, atol=1e-5)


def test_letters_of_an_unknown_word_are_near_nothing() -> None:
    assert score("qxzvw", "推动S37乌海至宁东高速公路、G244公路开工，5GWh电池") == 0.0


@pytest.mark.parametrize(
    ("question", "right", "other"),
    [
        ("砍树罚多少钱", "擅自砍伐树木的，处以罚款。", "擅自占用道路的，责令改正。"),
        ("养猪场的粪便怎么处理", "畜禽养殖废弃物应当综合利用。", "建筑垃圾应当分类堆放。"),
        ("过期了还能补办吗", "逾期未办理的，可以补办。", "应当在营业场所公示。"),
    ],
)
def test_everyday_words_are_near_official_ones(question: str, right: str, other: str) -> None:
    assert score(question, right) > score(question, other)


@pytest.mark.parametrize(("question", "text"), [("", "绿电占比"), ("绿电占比", ""), ("", ""), ("，。", "绿电")])
def test_nothing_to_compare(question: str, text: str) -> None:
    assert score(question, text) == 0.0
