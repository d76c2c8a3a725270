"""The page 政策对照 run by Streamlit's own test driver over the six documents."""

import html as entities
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingest.pipeline import parse
from kb.compare import align
from tests.ui.conftest import NASTY_DOCUMENT
from tests.ui.test_pages import html
from ui import side_by_side

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(home: Path) -> AppTest:
    test = AppTest.from_file(str(ROOT / "ui" / "app.py"), default_timeout=60)
    test.run().switch_page("app_pages/compare.py")
    return test.run()


def test_verdicts_are_shown_as_tables(app: AppTest) -> None:
    assert not app.exception
    frame = app.dataframe[0].value
    assert {"冲突", "更高", "更低", "一致"} == set(frame["结论"])
    app.multiselect(key="compare.verdicts").set_value(["冲突"]).run()
    assert set(app.dataframe[0].value["结论"]) == {"冲突"}
    assert len(app.dataframe[1].value) == 2  # tasks with two leads


def test_two_documents_side_by_side(app: AppTest) -> None:
    app.segmented_control(key="compare.view").set_value("两份文件对照").run()
    assert not app.exception
    shown = html(app)
    left, right = (shown.split(f"kb-side {side}")[1].split("</section>")[0] for side in ("kb-left", "kb-right"))
    assert "<mark>" in left
    assert "用词" in left
    numbers = set(re.findall(r'data-with="(\d+)"', left.split("kb-side")[0]))
    assert numbers
    assert numbers == set(re.findall(r'data-with="(\d+)"', right))
    assert "仅甲有" in left
    assert "仅乙有" in right


def test_two_columns_hold_all_words_and_interpret_none(tmp_path: Path) -> None:
    parsed = [parse(_written(tmp_path / f"{n}.txt", NASTY_DOCUMENT.replace("1号", f"{n}号"))) for n in (1, 2)]
    aligned = align(parsed[0].clauses, parsed[1].clauses)
    assert aligned.pairs
    for column, document in zip(
        side_by_side.columns((parsed[0].text, parsed[1].text), (parsed[0].clauses, parsed[1].clauses), aligned),
        parsed,
        strict=True,
    ):
        units = re.findall(r'<div class="kb-words[^"]*">(.*?)</div>', column, re.S)
        words = "".join(entities.unescape(re.sub(r"<[^>]+>", "", unit)) for unit in units)
        assert "".join(words.split()) == "".join(document.text.split())
        assert "<script" not in column


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_selected_verdict_leads_to_its_statements(app: AppTest) -> None:
    app.session_state["compare.目标对照.table"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    assert len([b for b in app.button if b.label == "加入摘编"]) >= 2


def test_tasks_of_an_organisation_under_its_old_and_present_name(app: AppTest) -> None:
    app.segmented_control(key="compare.view").set_value("单位任务").run()
    app.selectbox(key="compare.organisation").set_value("自治区生态环境厅").run()
    assert not app.exception
    assert set(app.dataframe[0].value["单位"]) == {"自治区环境保护厅", "自治区生态环境厅"}


def test_references_as_a_picture_and_tables(app: AppTest) -> None:
    app.segmented_control(key="compare.view").set_value("引用关系").run()
    app.selectbox(key="compare.document").set_value("国办发-2026-31").run()
    assert not app.exception
    (picture,) = app.get("graphviz_chart")
    assert '"云政发-2026-18" -> "国办发-2026-31" [label="落实"]' in picture.proto.spec
    assert list(app.dataframe[0].value["方向"]) == ["被引用"]
