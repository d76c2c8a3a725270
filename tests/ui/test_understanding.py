"""The question as understood, changed by its chips, and the fold-out that explains an answer."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from kb.base import KnowledgeBase, Settings
from tests.ui.conftest import ingest, settled
from tests.ui.test_pages import app, html

Visit = Callable[[str], Any]
QUESTION = "2030年绿电占比目标"


def answer(test: AppTest) -> str:
    return html(test).split('role="status">')[1].split("</div>")[0]


def chip(page: Any, name: str) -> Any:
    return page.locator(".st-key-ask-chips").get_by_role("button", name=re.compile(f"{name}："))


@pytest.mark.usefixtures("home")
def test_chips_show_what_was_understood() -> None:
    test = app(q=QUESTION)
    assert "没有写明" in answer(test)
    assert test.radio(key="ask.kind").value == "target"
    assert test.text_input(key="ask.topic").value == "绿电占比"
    assert test.multiselect(key="ask.year").value == [2030]
    assert test.multiselect(key="ask.file").value == []


@pytest.mark.usefixtures("home")
def test_a_changed_year_is_another_answer_kept_in_the_address() -> None:
    test = app(q=QUESTION)
    test.multiselect(key="ask.year").set_value([2028]).run()
    assert "25%以上" in answer(test)
    assert test.query_params["year"] == "2028"
    test.multiselect(key="ask.year").set_value([2030]).run()
    assert "没有写明" in answer(test)
    assert "year" not in test.query_params, "as it was understood"


@pytest.mark.usefixtures("home")
def test_topic_kind_and_document_can_be_changed() -> None:
    test = app(q="2028年绿电占比目标")
    test.text_input(key="ask.topic").set_value("农田灌溉 有效利用系数").run()
    assert "0.605" in answer(test)
    test.text_input(key="ask.topic").set_value("第一产业").run()
    test.radio(key="ask.kind").set_value("lead").run()
    test.multiselect(key="ask.year").set_value([]).run()
    assert "市农牧局" in answer(test)
    assert test.query_params["year"] == ""
    held = {d.doc_number: d.id for d in KnowledgeBase.open(Settings.choose()).documents()}
    test.multiselect(key="ask.file").set_value([held["内政发〔2025〕4号"]]).run()
    assert "没有写明" in answer(test)
    next(button for button in test.button if button.label == "恢复").click().run()
    assert "25%以上" in answer(test)


@pytest.mark.usefixtures("home")
def test_another_question_is_understood_anew() -> None:
    test = app(q=QUESTION, year="2028")
    assert "25%以上" in answer(test)
    test.text_input(key="q").set_value("2035年绿电占比目标").run()
    assert test.multiselect(key="ask.year").value == [2035]
    assert "year" not in test.query_params


@pytest.mark.usefixtures("home")
def test_an_address_that_makes_no_sense_is_passed_over() -> None:
    test = app(q=QUESTION, kind="<b>", year="二", file="没有这份")
    assert not test.exception
    assert test.radio(key="ask.kind").value == "target"


@pytest.mark.usefixtures("home")
def test_parts_of_a_question_are_answered_one_by_one() -> None:
    test = app(q="农业地膜目标是什么，谁牵头")
    assert "全生物降解地膜覆盖率：100%" in answer(test)
    assert "牵头：市农牧局" in answer(test)


@pytest.mark.usefixtures("home")
def test_several_questions_have_no_chips() -> None:
    test = app(q="绿电占比目标是多少？由谁牵头？")
    assert not test.radio
    assert "这里有 2 个问题" in html(test)


def test_another_document_that_fits_as_well_is_a_click_away(home: Path, tmp_path: Path) -> None:
    hours = {"青湖": "六时", "云溪": "七时", "白塔": "八时", "金沙": "九时", "松江": "十时"}
    for city, hour in hours.items():
        path = tmp_path / f"{city}.txt"
        lines = f"{city}市人民政府关于城市绿化的通知", f"{city[0]}政发〔2025〕7号", f"一、口袋公园每日{hour}开放。"
        path.write_text("\n".join(lines), encoding="utf-8")
        ingest(home, path)
    test = app(q="口袋公园怎么开放")
    shown = [hour for hour in hours.values() if hour in answer(test)]
    other = next(button for button in test.button if button.key and button.key.startswith("ask.other"))
    other.click().run()
    (second,) = (hour for hour in hours.values() if hour in answer(test))
    assert shown
    assert second not in shown
    assert test.multiselect(key="ask.file").value == [test.query_params["file"]]


@pytest.mark.browser
def test_a_chip_changes_the_answer_and_the_link_gives_it_again(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?q={quote(QUESTION)}")
    assert "没有写明" in page.inner_text(".kb-answer")
    chip(page, "年份").click()
    years = page.locator('[data-testid="stPopoverBody"]')
    years.locator("input").click()
    page.get_by_role("option", name="2028年").click()
    page.wait_for_function("document.querySelector('.kb-answer').innerText.includes('25%以上')")
    settled(page)
    assert "year=2028" in page.url
    assert "q=" in page.url
    assert page.locator(".kb-answer").bounding_box()["y"] < 400, "the answer stands in the first screen"
    again = visit(page.url)
    assert "25%以上" in again.inner_text(".kb-answer")
    assert "2028" in chip(again, "年份").inner_text()
    again.get_by_role("link", name="目标指标").click()
    again.wait_for_selector(".stDataFrame")
    again.get_by_role("link", name="问答").click()
    again.wait_for_selector(".kb-answer")
    settled(again)
    assert "25%以上" in again.inner_text(".kb-answer")
    again.get_by_role("button", name="恢复").click()
    again.wait_for_function("document.querySelector('.kb-answer').innerText.includes('没有写明')")
    assert "year=" not in again.url


@pytest.mark.browser
def test_the_fold_out_explains_the_answer(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?q={quote(QUESTION)}")
    assert page.locator(".kb-why").count() == 0
    page.get_by_text("答案是怎么来的").click()
    page.wait_for_selector(".kb-why")
    shown = page.inner_text(".kb-why")
    for words in ("目标值", "绿电占比", "没有结果", "没有答案的原因：有这项指标", "门槛", "词语覆盖"):
        assert words in shown
    assert not re.findall(r"[A-Za-z]{2,}", shown.split("比较过的段落")[0])
