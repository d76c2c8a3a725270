"""The faster tokenizer cuts as jieba does."""

from functools import cache
from typing import Any

import jieba
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.terms import _jieba

PIECES = st.sampled_from(
    [*"的一二三市县区年月不能源重卡换电站镟囤", "综合保税区", "森林覆盖率", "530万", "GDP", "3.5%", " ", "，", "李小福"]
)


@cache
def _theirs() -> Any:
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    tokenizer.FREQ, tokenizer.total = _jieba().FREQ, _jieba().total
    return tokenizer


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=30))
def test_cuts_as_jieba(text: str) -> None:
    for options in ({}, {"HMM": False}):
        assert list(_jieba().cut(text, **options)) == list(_theirs().cut(text, **options))
    assert list(_jieba().cut_for_search(text)) == list(_theirs().cut_for_search(text))
