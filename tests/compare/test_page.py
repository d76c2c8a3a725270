"""The page 政策对照 run by Streamlit's own test driver over the six documents."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.test_pages import html

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
    assert "<mark>" in html(app)
    assert "用词" in html(app)


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
