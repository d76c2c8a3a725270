"""Words of everyday speech in a question count little beside the words that an answer states."""

from kb.answer.spoken import features, weighed, weights
from kb.match import make_terms


def idf(word: str) -> float:
    """Every word is as rare as every other."""
    return 5.0


def weight_of(word: str, rarity: float = 5.0) -> float:
    (term,) = weighed(make_terms([word], idf), lambda w: rarity if w == word else 10.0)
    return term.weight


def test_every_feature_has_its_weight() -> None:
    (term,) = make_terms(["公路"], idf)
    assert features(term, idf).keys() == weights()["stated"].keys()


def test_a_noun_says_more_than_a_pronoun_or_a_particle() -> None:
    assert weight_of("公路") > 2 * weight_of("自己")
    assert weight_of("补贴") > weight_of("还")


def test_a_word_kept_whole_says_more_than_one_no_dictionary_has() -> None:
    assert weight_of("合作社") > weight_of("房缺")


def test_a_general_word_decides_nothing() -> None:
    assert weight_of("工作") < weight_of("公路") / 10
