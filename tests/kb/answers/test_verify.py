"""The last gate: what is not in the quotes is withheld, whoever wrote it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.answer import answerer, targets, verify
from kb.answer.context import Context, Draft
from kb.base import KnowledgeBase
from kb.terms import fold
from kb.withheld import keep, kept
from tests.kb.answers.conftest import CORPUS, build, sound
from tests.kb.answers.questions import GOLDEN, read

COUNT = re.compile(r"共 \d+ 项")
SAMPLES = sorted((Path(__file__).parents[3] / "../shared/gold").glob("*/source.*"))


@pytest.fixture(scope="module")
def context(corpus: KnowledgeBase) -> Context:
    answerer_ = answerer.Answerer(corpus._store, corpus._searcher)
    return answerer_._current()


@pytest.fixture(scope="module")
def draft(context: Context) -> Draft:
    """A sound draft: 绿色电力消费比例 25%以上（2028年）."""
    target = next(t for t in context.targets if "绿色电力消费比例" in t.indicator)
    return Draft(targets.line(target), tuple(targets.citations(context, target)))


def test_the_sound_draft_passes(context: Context, draft: Draft) -> None:
    assert verify.faults(context, draft) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ("绿色电力消费比例：26%以上（2028年）", "数值不在引文中：26"),
        ("绿色电力消费比例：2.5%以上（2028年）", "数值不在引文中：2.5"),
        ("绿色电力消费比例：25%以上（2027年）", "数值不在引文中：2027"),
        ("绿色电力消费比例：２６%以上", "数值不在引文中：26"),
        ("绿色电力消费比例：250%以上", "数值不在引文中：250"),
    ],
)
def test_a_number_that_no_quote_holds(context: Context, draft: Draft, changed: str, fault: str) -> None:
    assert fault in verify.faults(context, replace(draft, text=changed))


def test_a_changed_quote(context: Context, draft: Draft) -> None:
    (citation, *rest) = draft.citations
    for changed in (
        replace(citation, quote=citation.quote.replace("25%", "35%")),
        replace(citation, quote=citation.quote[:-1]),
        replace(citation, quote=citation.quote.replace(",", "，")),
        replace(citation, start=citation.start + 1),
    ):
        faults = verify.faults(context, replace(draft, citations=(changed, *rest)))
        assert any(f.startswith("引文与原文不一致") for f in faults)


def test_no_quote_at_all(context: Context, draft: Draft) -> None:
    assert "没有引文" in verify.faults(context, replace(draft, text="有", citations=()))


@pytest.mark.parametrize("count", [0, 2, 3])
def test_a_wrong_count(context: Context, draft: Draft, count: int) -> None:
    text = f"共 {count} 项：\n【二、主要目标】\n{draft.text}"
    assert any("计数" in f for f in verify.faults(context, replace(draft, text=text, count=count)))
    assert verify.faults(context, replace(draft, text=text, count=1)) == []


def test_a_value_that_no_quote_holds(context: Context, draft: Draft) -> None:
    assert verify.faults(context, replace(draft, values=("25%以上",))) == []
    assert verify.faults(context, replace(draft, values=("市能源局",))) == ["内容不在引文中：市能源局"]


@given(number=st.integers(0, 99_999))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_number_is_either_quoted_or_caught(context: Context, draft: Draft, number: int) -> None:
    quoted = {
        int(n) for c in draft.citations for n in re.findall(r"\d+", fold(c.quote + c.title + (c.doc_number or "")))
    }
    faults = verify.faults(context, replace(draft, text=f"绿色电力消费比例：{number}%"))
    assert bool(faults) is (number not in quoted)


def test_a_draft_with_faults_is_withheld(corpus: KnowledgeBase, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever step errs, the answer is an abstention."""
    for wrong in (
        replace(draft, text="绿色电力消费比例：99%以上"),
        replace(draft, citations=(replace(draft.citations[0], quote="改过的引文25%2028"),)),
        replace(draft, count=7),
    ):
        monkeypatch.setattr(answerer, "_steps", lambda question, wrong=wrong: [("wrong", lambda c, q, r: wrong)])
        answer = corpus.ask("绿电占比目标是多少")
        assert answer.abstained
        assert answer.text.startswith("语料中未找到")
        assert answer.citations == ()


def test_a_withheld_answer_is_on_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that no longer stands in the stored original: no answer, and the doctor tells of it."""
    path = tmp_path / "通知.txt"
    path.write_text(
        "青湖市人民政府关于印发青湖市绿化方案的通知\n一、目标\n到2028年，新建公园12个。\n", encoding="utf-8"
    )
    with build(tmp_path / "kb", path) as base:
        assert "未通过核验而扣留的答案：0 条" in base.doctor().lines()
        assert "12个" in base.ask("新建公园多少个").text
        monkeypatch.setattr(base._store, "text", lambda _: "到2028年，新建公园99个。" * 9)
        base._answerer = None
        assert base.ask("新建公园多少个").abstained
        (entry, *_) = kept(tmp_path / "kb")
        assert entry.question == "新建公园多少个"
        assert "新建公园多少个" in "".join(base.doctor().lines())


def test_a_record_that_cannot_be_written_or_read_stops_nothing(tmp_path: Path) -> None:
    keep(tmp_path / "none", "问题", ["原因"])
    (tmp_path / "withheld.jsonl").write_text("{坏行\n[]\n", encoding="utf-8")
    assert kept(tmp_path) == ()
    keep(tmp_path, "问题", ["原因"])
    assert [(e.question, e.faults) for e in kept(tmp_path)] == [("问题", ("原因",))]


def test_an_answer_follows_a_new_version(tmp_path: Path) -> None:
    """Records of an earlier generation are never quoted from the present text."""
    path = tmp_path / "通知.txt"
    first = "青湖市人民政府关于印发青湖市绿化方案的通知\n青政发〔2026〕7号\n一、目标\n到2028年，新建公园12个。\n"
    path.write_text(first, encoding="utf-8")
    with build(tmp_path / "kb", path) as base:
        assert "12个" in base.ask("新建公园多少个").text
        path.write_text(first.replace("一、目标", "各部门：\n一、目标").replace("12个", "15个"), encoding="utf-8")
        build(tmp_path / "kb", path).close()
        answer = sound(base, base.ask("新建公园多少个"))
        assert "15个" in answer.text
        assert "12个" not in answer.text


def numbers(text: str) -> Iterator[str]:
    for match in re.findall(r"\d+(?:\.\d+)?", fold(text)):
        yield f"{float(match):g}"


@pytest.mark.parametrize("name", GOLDEN)
def test_every_answer_to_the_plans_questions(corpus: KnowledgeBase, name: str) -> None:
    """All quotes verbatim, all numbers of all answers in what is cited, all counts those of the lines."""
    for question in read(name):
        check(corpus, question.text)


@pytest.mark.skipif(not SAMPLES, reason="no folder of further documents and questions beside the repository")
def test_every_answer_over_other_documents(tmp_path: Path) -> None:
    """The same over a crowd of documents of other kinds, with the questions written for them."""
    with build(tmp_path, CORPUS, *SAMPLES) as base:
        for path in SAMPLES:
            for line in (path.parent / "questions.tsv").read_text(encoding="utf-8-sig").splitlines():
                if line.strip() and not line.startswith("#"):
                    check(base, line.split("\t")[2])


def check(base: KnowledgeBase, question: str) -> None:
    """The answer's quotes are verbatim, its numbers stand in what is cited, its count is that of its lines."""
    answer = sound(base, base.ask(question))
    cited = {
        number
        for c in answer.citations
        for part in (c.quote, c.title, c.doc_number or "", c.path, c.account_of or "")
        for number in numbers(part)
    }
    if answer.abstained:
        return
    assert set(numbers(COUNT.sub("", answer.text))) <= cited, question
    if answer.count is not None:
        lines = [x for x in answer.text.splitlines() if not x.startswith("【") and not COUNT.search(x)]
        assert len(lines) == answer.count, question
