"""Pictures of every page: `python -m tests.ui.screenshots docs/images`, on a knowledge base of `corpus/`."""

import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kb.base import KnowledgeBase, Settings
from tests.ui.conftest import CHROMIUM, PLANS, ROOT, chromium, ingest, plan_as_pdf, serving, settled

LIST_QUESTION = "列出特色农业的全部指标"


def main(folder: Path) -> int:
    """Write the pictures; 1 when Chromium is missing."""
    if not CHROMIUM.exists():
        print("no /usr/bin/chromium: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home, empty = Path(scratch) / "kb", Path(scratch) / "empty"
        plans = Path(scratch) / "plans"
        ingest(home, ROOT / "corpus")
        ingest(plans, plan_as_pdf(Path(scratch)), *(p for p in PLANS.glob("*.txt") if p.stem != "市方案"))
        with chromium() as browser:
            with serving(home) as address:
                _pages(browser, address, home, folder)
            with serving(plans) as address:
                _together(browser, address, folder)
            with serving(empty) as address:
                _shoot(_open(browser, address), folder / "空知识库.png")
    return 0


def _pages(browser: Any, address: str, home: Path, folder: Path) -> None:
    page = _open(browser, address)
    page.wait_for_selector("text=可以这样问")
    _shoot(page, folder / "问答-首页.png")
    _shoot(_open(browser, f"{address}/?q={quote(LIST_QUESTION)}"), folder / "问答-清单.png")
    account = quote("乌党办发9号文明确的硅基新材料重点产品有哪些")
    _shoot(_open(browser, f"{address}/?q={account}"), folder / "问答-转述.png")
    none = quote("2030年绿色电力消费比例目标是多少?")
    page = _open(browser, f"{address}/?q={none}")
    _shoot(page, folder / "问答-未找到.png")
    page.get_by_text("答案是怎么来的").click()
    page.wait_for_selector(".kb-why")
    page.wait_for_timeout(800)  # it unfolds
    page.evaluate("document.querySelector('.kb-why').scrollIntoView()")
    _shoot(page, folder / "问答-由来.png")
    page = _open(browser, f"{address}/?q={quote('第一产业相关工作由谁牵头?')}")
    _shoot(page, folder / "问答.png")
    for n in range(page.get_by_role("button", name="加入摘编", exact=True).count()):
        page.get_by_role("button", name="加入摘编", exact=True).nth(n).click()
        settled(page)
    page.get_by_role("link", name="摘编").click()
    page.wait_for_selector("text=导出 Word")
    _shoot(page, folder / "摘编.png")
    for path, name in (
        ("targets", "目标指标"),
        ("targets?targets.view=按主题", "目标指标-按主题"),
        ("duties?duties.view=分工矩阵", "责任分工-矩阵"),
        ("duties", "责任分工"),
    ):
        _shoot(_open(browser, f"{address}/{path}"), folder / f"{name}.png")
    with KnowledgeBase.open(Settings(home)) as kb:
        target = next(t for t in kb.targets() if t.value == "0.605")
    place = f"clause={quote(target.clause_id)}&start={target.start}&end={target.end}"
    _shoot(_open(browser, f"{address}/reader?{place}"), folder / "阅读.png")


def _together(browser: Any, address: str, folder: Path) -> None:
    """What needs documents that speak of the same things, or a PDF."""
    pair = f"compare.a={quote('青政发〔2026〕22号')}&compare.b={quote('云政发〔2026〕18号')}"
    for path, name in (
        ("compare", "政策对照"),
        (f"compare?compare.view={quote('引用关系')}&compare.document={quote('云政发〔2026〕18号')}", "政策对照-引用"),
        ("library", "文件库"),
        (
            f"targets?targets.view={quote('同一指标对照')}&targets.indicator={quote('非化石能源消费比重')}",
            "目标指标-对照",
        ),
    ):
        _shoot(_open(browser, f"{address}/{path}"), folder / f"{name}.png")
    page = _open(browser, f"{address}/compare?compare.view={quote('两份文件对照')}&{pair}")
    page.hover(".kb-left")
    page.mouse.wheel(0, 380)
    _shoot(page, folder / "政策对照-两份文件.png")
    page = _open(browser, f"{address}/reader?document={quote('青政发-2026-22')}&find={quote('新增新型储能')}")
    _shoot(page, folder / "阅读-原件.png")


def _open(browser: Any, url: str) -> Any:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(url)
    settled(page)
    return page


def _shoot(page: Any, path: Path) -> None:
    settled(page)
    page.wait_for_timeout(800)  # fades and the table's canvas
    page.screenshot(path=str(path))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")))
