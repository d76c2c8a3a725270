"""Every page run by Streamlit's own test driver: on the corpus, on nothing, on a document full of markup."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.base import HOME_VARIABLE, KnowledgeBase, Settings
from kb.themes import themes
from tests.ui.conftest import NASTY, ROOT, ingest

PAGES = ("ask", "targets", "duties", "compare", "library", "reader", "excerpts")


def app(page: str = "ask", **query: str) -> AppTest:
    """The app on a page, run once."""
    test = AppTest.from_file(str(ROOT / "ui" / "app.py"), default_timeout=60)
    if page != "ask":
        test.run().switch_page(f"app_pages/{page}.py")
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def html(test: AppTest) -> str:
    """All that the page put out as HTML, the style sheet left out."""
    bodies = [element.proto.body for element in test.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def buttons(test: AppTest) -> list[str]:
    """The labels of the page's buttons."""
    return [button.label for button in test.button]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws(page: str) -> None:
    test = app(page)
    assert not test.exception
    assert 'kb-bad"' not in html(test)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_knowledge_base_says_what_to_do(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "empty"))
    test = app(page)
    assert not test.exception
    if page == "excerpts":
        assert "还没有摘编" in html(test)
    else:
        assert "知识库还是空的" in html(test)
        assert "policykb ingest" in html(test)


@pytest.mark.usefixtures("home")
def test_a_question_is_answered_with_the_sentence_marked_in_its_clause() -> None:
    test = app()
    test.text_input(key="q").set_value("第一产业相关工作由谁牵头?").run()
    shown = html(test)
    assert "市农牧局" in shown.split("kb-answer")[1].split("</div>")[0]
    assert "<mark>" in shown
    assert "第一产业相关工作由市农牧局牵头" in shown.split("<mark>")[1].split("</mark>")[0]
    assert "乌海政办发〔2025〕38号" in shown
    assert "五、保障措施" in shown


@pytest.mark.usefixtures("home")
def test_what_the_corpus_does_not_hold_is_said_so() -> None:
    test = app(q="2030年绿色电力消费比例目标是多少?")
    assert "语料中未找到" in html(test)
    assert not test.subheader or "不是答案" in test.subheader[0].value


@pytest.mark.usefixtures("home")
def test_examples_come_from_the_corpus_and_are_answered() -> None:
    test = app()
    examples = [button for button in test.button if button.key and button.key.startswith("ask.example")]
    assert len(examples) >= 3
    examples[0].click().run()
    assert "依据" in test.subheader[0].value


@pytest.mark.usefixtures("home")
def test_an_account_is_marked_wherever_it_appears() -> None:
    test = app(q="乌党办发9号文明确的硅基新材料重点产品有哪些")
    assert "转述《" in html(test)
    assert "转述：据乌海政办发〔2025〕38号" in html(app("library"))
    held = {d.doc_number: d.id for d in KnowledgeBase.open(Settings.choose()).documents()}
    reader = app("reader", document=held["乌党办发〔2025〕9号"])
    assert "本库未收原文" in html(reader)


@pytest.mark.usefixtures("home")
def test_filters_narrow_the_targets() -> None:
    test = app("targets")
    everything = len(test.dataframe[0].value)
    assert everything > 20
    test.text_input(key="targets.words").set_value("农田灌溉").run()
    assert 0 < len(test.dataframe[0].value) < everything
    assert set(test.dataframe[0].value["数值"]) == {0.605}
    test.multiselect(key="targets.years").set_value([2028]).run()
    assert set(test.dataframe[0].value["年份"]) == {2028}


@pytest.mark.usefixtures("home")
def test_targets_by_theme_and_one_indicator_across_documents() -> None:
    test = app("targets")
    test.segmented_control(key="targets.view").set_value("按主题").run()
    assert not test.exception
    shown = list(test.dataframe[0].value["主题"])
    assert next(iter(test.dataframe[0].value.columns)) == "主题"
    assert len(set(shown)) > 2
    assert shown == sorted(shown, key=themes().index)
    test.multiselect(key="targets.themes").set_value(["能源"]).run()
    assert set(test.dataframe[0].value["主题"]) == {"能源"}
    test.segmented_control(key="targets.view").set_value("同一指标对照").run()
    test.selectbox(key="targets.indicator").set_value("服务业增加值").run()
    table = html(test).split('class="kb-table"')[1].split("</table>")[0]
    assert table.count("<tr>") >= 2
    assert "服务业增加值" in table


@pytest.mark.usefixtures("home")
def test_duties_by_organisation_and_by_task() -> None:
    test = app("duties")
    assert list(test.dataframe[0].value.columns[:3]) == ["单位", "职责", "任务"]
    test.multiselect(key="duties.organisations").set_value(["市农牧局"]).run()
    assert set(test.dataframe[0].value["单位"]) == {"市农牧局"}
    assert any("第一产业" in task for task in test.dataframe[0].value["任务"])
    test.multiselect(key="duties.organisations").set_value([]).run()
    test.segmented_control(key="duties.view").set_value("分工矩阵").run()
    matrix = test.dataframe[0].value.set_index("任务")
    assert matrix.loc["第一产业相关工作", "市农牧局"] == "牵头"
    assert matrix.loc["第一产业相关工作", "市交通运输局"] != "牵头"


@pytest.mark.usefixtures("home")
def test_a_clause_link_opens_the_clause_marked() -> None:
    kb = KnowledgeBase.open(Settings.choose())
    lead = next(r for r in kb.responsibilities() if "市农牧局" in r.organisations)
    test = app("reader", clause=lead.clause_id, start=str(lead.start), end=str(lead.end))
    shown = html(test)
    assert "kb-chosen" in shown
    assert f"<mark>{lead.text}</mark>" in shown
    assert "kb-chosen" not in html(app("reader"))


@pytest.mark.usefixtures("home")
def test_a_link_to_a_clause_that_is_gone_says_so() -> None:
    test = app("reader", clause="没有/1")
    assert "没有条款" in html(test)
    assert not test.exception


@pytest.mark.usefixtures("home")
def test_collecting_keeps_a_clause_once_and_can_be_undone() -> None:
    test = app(q="第一产业相关工作由谁牵头?")
    collect = next(button for button in test.button if button.label == "加入摘编")
    collect.click().run()
    assert "已加入摘编" in buttons(test)
    test.switch_page("app_pages/excerpts.py").run()
    assert "共 1 条" in html(test)
    assert "第一产业相关工作由市农牧局牵头" in html(test)
    next(button for button in test.button if button.label == "移除").click().run()
    assert "还没有摘编" in html(test)


def test_nothing_of_a_document_or_question_is_interpreted(home: Path, nasty: Path) -> None:
    ingest(home, nasty)
    for page in PAGES:
        test = app(page)
        assert not test.exception
        shown = html(test)
        assert "<script>document.title" not in shown
        assert "<b>粗" not in shown
        assert not any("**粗**" in element.value for element in test.markdown)
    test = app(q=NASTY)
    assert "<script>document.title" not in html(test)
    unescaped = [re.sub(r"\\.", "", label) for label in buttons(app())]
    assert not [label for label in unescaped if set(label) & set("*_`$[]<>:")]
