"""Ranking passages as answers, and telling when none is one."""

from kb.answer import evidence
from kb.answer.context import Context, Region
from kb.answer.spoken import weights
from kb.base import KnowledgeBase
from kb.model import Question
from kb.question import searched_words, understand


def context_of(base: KnowledgeBase) -> Context:
    return Context(base._store, base._searcher)


def found_for(context: Context, text: str) -> tuple[Question, tuple[evidence.Evidence, ...]]:
    question = understand(text, context.catalogue)
    return question, evidence.ranked(context, question, context.regions(question, None))


def test_every_feature_is_weighed(corpus: KnowledgeBase) -> None:
    _, found = found_for(context_of(corpus), "公转铁怎么推进")
    assert found[0].features.keys() == weights()["rank"].keys()
    assert {*evidence.support_features(found), "intercept"} == weights()["support"].keys()


def test_best_first_and_no_passage_twice(corpus: KnowledgeBase) -> None:
    _, found = found_for(context_of(corpus), "大宗固废综合利用")
    scores = [e.score for e in found]
    assert scores == sorted(scores, reverse=True)
    assert len({e.passage.id for e in found}) == len(found)
    assert "固" in found[0].passage.text


def test_a_matter_that_is_held_is_likelier_than_one_that_is_not(corpus: KnowledgeBase) -> None:
    context = context_of(corpus)
    held, absent = found_for(context, "低空经济有什么安排"), found_for(context, "殡葬改革怎么推进")
    assert evidence.support(context, *held) > 0.6
    assert evidence.support(context, *absent) == 0.0
    assert evidence.support(context, held[0], ()) == 0.0


def test_a_small_region_is_looked_at_as_a_whole(corpus: KnowledgeBase) -> None:
    context = context_of(corpus)
    question, found = found_for(context, "公转铁怎么推进")
    best = found[0].passage
    inside = evidence.ranked(context, question, (Region(best.document_id, best.start, best.end),))
    assert [e.passage.id for e in inside] == [best.id]


def test_what_is_searched_for_is_the_question_without_its_asking_words() -> None:
    assert searched_words("请问积分入户要够多少分才能申请？") == "积分入户 够 分才 申请?"
    assert searched_words("是多少") == ""


def test_a_sentence_without_a_word_asked_for_does_not_state_its_amount(corpus: KnowledgeBase) -> None:
    """Other products' capacities in tons stand in the plan, none of raw coal."""
    context = context_of(corpus)
    question, found = found_for(context, "乌海三年行动计划要求原煤产量控制在多少万吨")
    assert evidence.support(context, question, found) == 0
