"""Words: folding, bigrams, jieba words, 文号 as one term, the lexicon."""

import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.terms import (
    bigrams,
    cuts_words,
    doc_number_terms,
    expansions,
    fold,
    inner_words,
    lexicon,
    segment,
    squeeze,
    stop_words,
    synonym_lines,
    synonyms,
    word_class,
    words,
)

MIXED = st.text(alphabet="绿电占比发展和改革〔〕[]（）2028.5％%号年 ＡａGDP，。“”\n", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("２０２８年", "2028年"),
        ("（一）", "(一)"),
        ("ＧＤＰ", "gdp"),
        ("“三化”", '"三化"'),
        ("2026—2028年", "2026-2028年"),
        ("①", "1"),
        ("25％", "25%"),
    ],
)
def test_fold_width_case_and_quotes(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@given(MIXED)
def test_fold_and_squeeze_settle(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert squeeze(squeeze(text)) == squeeze(text)
    assert not any(c.isspace() for c in squeeze(text))


@pytest.mark.parametrize(
    "text",
    ["乌海政办发〔2025〕38号", "乌海政办发[2025]38号", "乌海政办发（2025）38号", "乌海政办发【２０２５】 第３８ 号"],
)
def test_document_numbers_are_one_term_in_any_width(text: str) -> None:
    assert doc_number_terms(text) == ["2025-38号"]
    assert "2025-38号" in bigrams(text)
    assert "2025-38号" in words(text)


@pytest.mark.parametrize("text", ["2025年38号", "〔1825〕3号", "第38号", "〔2025〕号", ""])
def test_what_is_no_document_number(text: str) -> None:
    assert doc_number_terms(text) == []


def test_bigrams_keep_numbers_latin_words_and_lone_characters() -> None:
    assert bigrams("绿电占比25.5%以上，BDO") == ["绿电", "电占", "占比", "25.5", "以上", "bdo"]
    assert bigrams("电，A") == ["电", "a"]
    assert bigrams("") == []


@given(MIXED)
def test_bigrams_are_of_the_text(text: str) -> None:
    flat = fold(text)
    numbers = set(doc_number_terms(text))
    assert all(gram in flat for gram in bigrams(text) if gram not in numbers)


@given(MIXED)
def test_words_drop_function_words_and_punctuation(text: str) -> None:
    for word in words(text):
        assert word not in stop_words()
        assert word not in string.punctuation + "，。“”〔〕（）"


@given(MIXED)
def test_segment_uses_each_character_once(text: str) -> None:
    at = 0
    for word in segment(text):
        found = fold(text).find(word, at)
        assert found >= at
        at = found + len(word)


def test_lexicon_words_stay_whole() -> None:
    assert "公转铁" in words("推动大宗货物公转铁")
    assert segment("智能化、绿色化、融合化改造")[:3] == ["智能化", "绿色化", "融合化"]


def test_wordings_of_one_thing_are_mutual() -> None:
    for said, group in synonym_lines():
        for word in group if said is None else (said,):
            assert set(group) <= {word, *synonyms(word)}


def test_what_is_only_written_is_no_colloquial_word() -> None:
    assert {"补助", "补贴", "奖励"} <= set(synonyms("补钱"))
    assert "补钱" not in synonyms("补贴")
    assert "奖励" not in synonyms("补贴")


def test_groups_that_share_a_word_add_up() -> None:
    lines = [set(group) | {said} for said, group in synonym_lines()]
    assert sum("农村居民" in line for line in lines) > 1
    assert {"农民", "村民"} <= set(synonyms("农村居民"))


def test_stop_words_are_no_lexicon_words() -> None:
    known = {w for said, group in synonym_lines() for w in (said, *group)} | set(lexicon()["words"])
    assert not known & stop_words()


def test_synonyms_in_any_width() -> None:
    assert "绿色电力" in synonyms("绿电")
    assert "地区生产总值" in synonyms("ＧＤＰ")
    assert synonyms("无此词") == ()


def test_expansions_longest_first_without_overlap() -> None:
    found = dict(expansions("绿电占比和GDP"))
    assert "绿色电力消费比例" in found["绿电占比"]
    assert "gdp" in found
    assert "绿电" not in found
    assert "占比" not in found


def test_expansions_leave_latin_words_whole() -> None:
    assert expansions("training") == []
    assert [word for word, _ in expansions("GDP总量")] == ["gdp"]


@pytest.mark.parametrize(
    ("text", "word"),
    [("就医保障", "医保"), ("低保障水平", "低保"), ("提交税单", "交税"), ("校舍建设", "高校"), ("高校舍", "高校")],
)
def test_expansions_do_not_cut_through_words(text: str, word: str) -> None:
    assert word not in dict(expansions(text))


@pytest.mark.parametrize(
    ("text", "word"), [("参加医保的", "医保"), ("办低保要", "低保"), ("个人交税吗", "交税"), ("国企业务", "国企")]
)
def test_expansions_find_words_beside_others(text: str, word: str) -> None:
    assert word in dict(expansions(text))


@pytest.mark.parametrize(
    ("text", "word", "cut"),
    [
        ("保障群众就医保障水平", "医保", True),
        ("实行低保障的地区", "低保", True),
        ("全市低保对象", "低保", False),
        ("农机", "农机", False),
        ("住房公积金", "公积金", False),
    ],
)
def test_words_that_others_hold_by_chance(text: str, word: str, cut: bool) -> None:
    at = text.index(word)
    assert cuts_words(text, at, at + len(word)) is cut


@given(MIXED)
def test_expansions_do_not_overlap(text: str) -> None:
    flat = fold(text)
    for word, others in expansions(text):
        assert word in flat
        assert word not in others
    assert sum(len(word) for word, _ in expansions(text)) <= len(flat)


@pytest.mark.parametrize(
    ("word", "first"),
    [("煤矿", "n"), ("提高", "v"), ("乌海", "n"), ("非常", "d"), ("他们", "r")],
)
def test_word_class(word: str, first: str) -> None:
    assert (word_class(word) or "")[0] == first


def test_unknown_words_have_no_class() -> None:
    assert word_class("绿电占比") is None
    assert word_class("") is None


def test_inner_words_tile_the_compound() -> None:
    assert inner_words("公路货运") == ("公路", "货运")
    assert inner_words("公路") == ()
    for word in ("清洁运输", "机动车污染", "高新技术企业"):
        parts = inner_words(word)
        assert not parts or "".join(parts) == word


def test_folding_and_bigrams_need_no_jieba() -> None:
    code = "import sys; from kb.terms import bigrams; bigrams('绿电'); assert 'jieba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_word_classes_are_those_of_the_dictionary() -> None:
    assert [word_class(w) for w in ("的", "提高", "乌海市", "没有的词语", "")] == ["uj", "v", "ns", None, None]
