"""Whether everyone can use the pages: axe-core on each of them, keys alone, the width of a phone, colours apart."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.ui.conftest import settled

pytestmark = pytest.mark.browser

QUESTION = "第一产业相关工作由谁牵头?"
PAGES = (
    "/",
    f"/?q={quote(QUESTION)}",
    "/targets",
    f"/targets?targets.view={quote('按主题')}",
    f"/targets?targets.view={quote('同一指标对照')}",
    "/duties",
    f"/duties?duties.view={quote('分工矩阵')}",
    "/compare",
    f"/compare?compare.view={quote('两份文件对照')}",
    f"/compare?compare.view={quote('引用关系')}",
    "/library",
    f"/reader?document=青政发-2026-22&find={quote('绿色')}",
    "/excerpts",
)
# What only Streamlit can change: its own widgets' markup, told by the element that axe names.
STREAMLIT = (
    "stSidebarNav",
    "stDataFrame",
    "stSelectbox",
    "stMultiSelect",
    "stVegaLite",
    "stFileUploader",
    "stGraphVizChart",
)


def ours(node: dict[str, Any], page: Any) -> bool:
    """Whether the element stands in what this project writes and not inside a widget of Streamlit's."""
    selector = node["target"][0]
    inside = page.evaluate(
        "([selector, names]) => { const item = document.querySelector(selector);"
        'return !!item && names.some(name => item.closest(`[data-testid="${name}"]`)); }',
        [selector if isinstance(selector, str) else selector[0], list(STREAMLIT)],
    )
    return not inside


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(various_server: str, visit: Any, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install -e '.[dev]'").Axe()
    page = visit(various_server + path)
    page.wait_for_timeout(500)
    found = axe.run(page).response["violations"]
    serious = {
        (violation["id"], node["html"][:160])
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if ours(node, page)
    }
    assert not serious


def test_keys_alone_ask_read_and_collect(various_server: str, visit: Any) -> None:
    page = visit(various_server)
    page.wait_for_function("document.activeElement.getAttribute('aria-label') === '您的问题'")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".kb-answer")
    settled(page)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText") or "")
        if "打开原文" in reached[-1]:
            break
    assert any("类型：" in name for name in reached), "the chips come before the sources"
    seen = "(() => { const look = getComputedStyle(document.activeElement); return look.outlineStyle + look.boxShadow; })()"
    assert page.evaluate(seen) != "nonenone", "where the keys are can be seen"
    page.keyboard.press("Enter")
    page.wait_for_selector(".kb-text mark")
    assert "/reader?clause=" in page.url


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(various_server: str, visit: Any, path: str) -> None:
    page = visit(various_server + path)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(400)
    wide = page.evaluate(
        """() => {
            const main = document.querySelector('.stMain');
            if (main.scrollWidth <= main.clientWidth) return [];
            return [...main.querySelectorAll('*')].filter(item => item.getBoundingClientRect().right > innerWidth + 1)
                .map(item => item.outerHTML.slice(0, 120)).slice(0, 5);
        }"""
    )
    assert not wide
