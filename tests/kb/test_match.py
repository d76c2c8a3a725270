"""How far a text speaks of a topic."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.match import (
    GENERIC_WEIGHT,
    contradicts,
    coverage,
    degree,
    generic_words,
    holds,
    make_terms,
    needles,
    share_of,
    topic_words,
)
from kb.terms import fold, squeeze, stop_words

RARITY: Mapping[str, float] = {"虚拟电厂": 6.0, "煤矿": 4.0, "绿电": 5.0}
TEXT = st.text(alphabet="绿电占比煤矿智能化建设的2028%，。", max_size=30)


def rarity(word: str) -> float:
    return RARITY.get(word, 2.0)


@pytest.mark.parametrize(
    ("text", "word", "held"),
    [
        ("新建10座", "10", True),
        ("新建210座", "10", False),
        ("新建10.5万千瓦", "10", False),
        ("新建1.10万", "10", False),
        ("新建100座", "10", False),
        ("到2028年", "2028", True),
        ("发展尼龙66等", "尼龙66", True),
        ("2.尼龙66等", "尼龙66", True),
        ("发展尼龙660", "尼龙66", False),
        ("新建5g基站3000个", "5g基站", True),
        ("新建15g基站", "5g基站", False),
        ("绿色电力消费", "绿色电力", True),
        ("", "绿电", False),
    ],
)
def test_numbers_are_held_whole(text: str, word: str, held: bool) -> None:
    assert holds(text, word) is held


@pytest.mark.parametrize(
    ("text", "word", "held"),
    [("提高就医保障水平", "医保", False), ("参加医保", "医保", True), ("就医保障由医保支付", "医保", True)],
)
def test_short_words_are_no_pieces_of_others(text: str, word: str, held: bool) -> None:
    assert holds(text, word) is held


def test_topic_words_keep_lexicon_words_and_drop_function_words() -> None:
    found = topic_words("煤矿的绿电占比和GDP")
    assert {"煤矿", "绿电占比", "gdp"} <= set(found)
    assert not set(found) & stop_words()


@given(TEXT)
def test_topic_words_are_of_the_text_without_repeats(text: str) -> None:
    found = topic_words(text)
    assert len(set(found)) == len(found)
    assert all(word in fold(text) for word in found)


def test_generic_words_decide_nothing() -> None:
    generic, rare = make_terms(("工作", "虚拟电厂"), rarity)
    assert generic.weight == GENERIC_WEIGHT
    assert rare.weight > 1
    assert coverage((generic, rare), ("推进工作", 1.0)) < 0.1
    assert {"工作", "目标"} <= generic_words()


def test_degree_prefers_the_word_itself_to_another_wording() -> None:
    (term,) = make_terms(("绿电",), rarity)
    assert degree(term, "绿电替代") == 1.0
    assert 0.5 < degree(term, "绿色电力消费比例") < 1.0
    assert degree(term, "煤矿") == 0.0


@pytest.mark.parametrize(
    ("word", "text", "held"),
    [
        ("注册量", "标识注册总量突破5亿", True),
        ("覆盖率", "签约服务覆盖人口", False),
        ("就诊率", "县域内就诊率", True),
        ("占用率", "占用耕地面积总率", False),
    ],
)
def test_a_measure_with_a_word_put_into_its_name(word: str, text: str, held: bool) -> None:
    (term,) = make_terms((word,), rarity)
    assert (degree(term, text) > 0) is held


def test_coverage_counts_where_a_word_stands() -> None:
    terms = make_terms(("煤矿", "绿电"), rarity)
    everywhere = coverage(terms, ("煤矿绿电", 1.0))
    in_heading = coverage(terms, ("煤矿", 1.0), ("绿电", 0.5))
    assert everywhere == 1.0
    assert 0.5 < in_heading < everywhere
    assert coverage(terms, ("公路", 1.0)) == 0.0
    assert coverage((), ("煤矿", 1.0)) == 0.0


@given(TEXT, TEXT)
def test_coverage_and_share_stay_between_0_and_1(topic: str, text: str) -> None:
    terms = make_terms(topic_words(topic), rarity)
    assert 0.0 <= coverage(terms, (squeeze(text), 1.0)) <= 1.0 + 1e-9
    assert 0.0 <= share_of(text, terms) <= 1.0


@given(TEXT)
@example("煤化化化")
def test_a_text_covers_its_own_words(text: str) -> None:
    terms = make_terms(topic_words(text), rarity)
    if terms:
        assert coverage(terms, (squeeze(text), 1.0)) == pytest.approx(1.0)


def test_share_says_how_little_else_is_spoken_of() -> None:
    terms = make_terms(("绿电",), rarity)
    assert share_of("绿电", terms) == 1.0
    assert share_of("绿电替代", terms) == 0.5
    assert share_of("", terms) == 0.0


@pytest.mark.parametrize(
    ("words", "text", "contradicted"),
    [
        (["公办小学", "班"], "公办初中新增35个班", True),
        (["公办小学", "班"], "公办小学、初中新增35个班", False),
        (["进出口", "总额"], "进口总额增长", False),
        (["一级", "残疾"], "残疾等级为一、二级的重度残疾人", False),
        (["三级", "医院"], "二级及以上医院", False),
        (["一级", "医院"], "二级医院", True),
        (["职工医保"], "城乡居民基本医疗保险按14400元", True),
    ],
)
def test_kinds_that_exclude_each_other(words: list[str], text: str, contradicted: bool) -> None:
    assert contradicts(make_terms(words, lambda _: 1.0), text) is contradicted


def test_rivals_contradict() -> None:
    terms = make_terms(("公路", "货运"), rarity)
    assert contradicts(terms, "铁路货运量")
    assert not contradicts(terms, "公路和铁路货运量")
    assert not contradicts(terms, "货运量")


@given(TEXT, TEXT)
@example("注册量", "注册总量")
@example("规模以上", "规模(限额)以上")
@example("光伏占比", "光伏发电占总装机比")
def test_what_holds_a_term_holds_one_of_its_needles(asked: str, text: str) -> None:
    flat = squeeze(text)
    for term in make_terms(topic_words(asked), rarity):
        if degree(term, flat) > 0:
            assert any(needle in flat for needle in needles(term))
