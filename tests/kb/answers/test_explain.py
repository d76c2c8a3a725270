"""How an answer came about, and a question changed by its asker."""

import pytest

from kb.answer import Correction, answerer, corrected, evidence, kinds_for, names
from kb.answer.explain import Explained
from kb.base import KnowledgeBase
from kb.model import Question
from tests.kb.answers.questions import GOLDEN, read


def explained(base: KnowledgeBase, text: str) -> Explained:
    (one,) = base.explain(text).questions
    return one


def question(base: KnowledgeBase, text: str) -> Question:
    (one,) = base.understood(text)
    return one


def test_everything_has_a_chinese_name() -> None:
    assert set(evidence.weights()["rank"]) <= set(names()["features"])
    kinds = kinds_for(Question("", "content", "text", clause_path=("附件",)))
    assert set(names()["kinds"]) == set(names()["wants"]) == set(kinds)
    steps = {
        name
        for kind in kinds
        for wants in ("text", "tasks", "targets", "value", "person")
        for raw in ("", "评多少名，每人资助多少")
        for name, _ in answerer._steps(Question(raw, kind, wants))
    }
    assert steps == set(names()["steps"])


@pytest.mark.parametrize("name", GOLDEN)
def test_the_answer_explained_is_the_answer_given(corpus: KnowledgeBase, name: str) -> None:
    for asked in read(name)[::7]:
        explanation = corpus.explain(asked.text)
        assert explanation.answer == corpus.ask(asked.text)
        if len(explanation.questions) == 1:
            (one,) = explanation.questions
            assert any(t.stands for t in one.tried) is not explanation.answer.abstained
            assert bool(one.reason) is explanation.answer.abstained


def test_slots_steps_and_candidates(corpus: KnowledgeBase) -> None:
    one = explained(corpus, "2028年农田灌溉水有效利用系数目标是多少")
    slots = dict(one.slots)
    assert slots["类型"] == "目标值"
    assert slots["年份"] == "2028年"
    assert slots["文件"] == "全部文件"
    assert "灌溉" in slots["主题（权重）"]
    assert [(t.step, t.outcome) for t in one.tried] == [("查目标指标", "作为答案")]
    best, *others = one.candidates
    assert "0.605" in best.citation.quote
    assert best.score == pytest.approx(sum(part.share for part in best.parts))
    assert all(other.score <= best.score for other in others)
    assert 0 <= one.threshold <= one.likelihood <= 1


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("2030年绿电占比目标", "年份"),
        ("殡葬改革谁牵头", "库中没有出现：殡葬"),
        ("国发〔1999〕1号要求什么", "没有收录"),
    ],
)
def test_why_there_is_no_answer(corpus: KnowledgeBase, asked: str, reason: str) -> None:
    assert reason in explained(corpus, asked).reason


def test_a_condition_that_refuses_a_draft_is_named(crowd: KnowledgeBase) -> None:
    one = explained(crowd, "2021年智慧社区怎么建设")
    assert one.reason == "找到的内容与所问的条件不符：年份不符。"
    assert one.tried[0].outcome == "有结果，但年份不符"


def test_a_withheld_draft_is_named(corpus: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.answer.verify.faults", lambda context, draft: ["数值不在引文中：26"])
    one = explained(corpus, "绿电占比2028年目标")
    assert one.reason == "找到的答案未通过核验，已扣留。"
    assert one.tried[0].outcome == "有结果，但未通过核验：数值不在引文中：26"


def test_two_questions_are_explained_one_by_one(corpus: KnowledgeBase) -> None:
    first, second = corpus.explain("绿电占比目标是多少？由谁牵头？").questions
    assert (first.question.kind, second.question.kind) == ("target", "lead")
    assert second.question.topic == first.question.topic


def test_another_year_is_another_answer(corpus: KnowledgeBase) -> None:
    asked = question(corpus, "2030年绿电占比目标")
    assert corpus.ask(asked.raw).abstained
    assert "25%以上" in corpus.ask(asked.raw, understood=corrected(asked, Correction(years=(2028,)))).text


def test_another_document_is_another_answer(crowd: KnowledgeBase) -> None:
    asked = question(crowd, "数字经济核心产业增加值占地区生产总值比重目标")
    one, other = sorted(d.id for d in crowd.documents() if "数字经济" in d.title)
    texts = [crowd.ask(asked.raw, understood=corrected(asked, Correction(documents=(i,)))).text for i in (one, other)]
    assert sorted("12%" in text for text in texts) == sorted("15%" in text for text in texts) == [False, True]


def test_other_documents_that_fit_as_well_are_offered(crowd: KnowledgeBase) -> None:
    answer = crowd.ask("5G网络谁牵头")
    titles = {c.title[:2] for c in (*answer.citations, *answer.others)}
    assert titles == {"青湖", "云溪"}
    (other,) = answer.others
    assert crowd.text(other.document_id)[other.start : other.end] == other.quote
    asked = question(crowd, "5G网络谁牵头")
    there = crowd.ask(asked.raw, understood=corrected(asked, Correction(documents=(other.document_id,))))
    assert {c.document_id for c in there.citations} == {other.document_id}
    assert there.others == ()
    for elsewhere in ("云溪市5G网络谁牵头", "公共停车场由谁管", "市通信管理局牵头哪些工作"):
        assert crowd.ask(elsewhere).others == (), elsewhere


def test_another_topic_is_searched_for(corpus: KnowledgeBase) -> None:
    asked = question(corpus, "零碳园区怎么说")
    changed = corrected(asked, Correction(topic=("特色农业",)))
    assert "零碳园区" not in changed.raw
    assert "特色农业" in changed.raw
    assert "特色农业" in corpus.ask(asked.raw, understood=changed).text


def test_another_kind(corpus: KnowledgeBase) -> None:
    asked = question(corpus, "第一产业")
    changed = corrected(asked, Correction(kind="lead"))
    assert (changed.kind, changed.wants, changed.role) == ("lead", "organisation", "牵头")
    assert "市农牧局" in corpus.ask(asked.raw, understood=changed).text
    assert "clause" not in kinds_for(asked)


def test_no_correction_changes_nothing(corpus: KnowledgeBase) -> None:
    for asked in read(GOLDEN[0])[::9]:
        for one in corpus.understood(asked.text):
            same = Correction(one.kind, one.topic, one.years)
            assert corrected(one, same) == one


@pytest.mark.parametrize(("question", "asked"), [("抽查比例封不封顶", True), ("抽查比例是多少", False)])
def test_how_or_whether_is_looked_for_in_passages_even_beside_a_measure(
    corpus: KnowledgeBase, question: str, asked: bool
) -> None:
    (one,) = corpus.explain(question).questions
    assert ("选取最相关的段落" in [t.step for t in one.tried]) is asked
