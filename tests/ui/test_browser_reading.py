"""阅读, 政策对照 and 文件库 in a real headless Chromium: places found, a PDF beside its text, two documents together."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from kb.base import KnowledgeBase, Settings
from tests.ui.conftest import NASTY, ROOT, serving, settled

pytestmark = pytest.mark.browser

Visit = Callable[[str], Any]
PLAN = "青政发-2026-22"
PAIR = f"/compare?compare.view={quote('两份文件对照')}&compare.a={quote('青政发〔2026〕22号')}&compare.b="


@pytest.fixture
def own_server(various: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server on a copy that the test may change: its address and the copy."""
    home = tmp_path / "kb"
    shutil.copytree(various, home)
    with serving(home) as address:
        yield address, home


def scroll(page: Any, pane: str, to: int) -> None:
    """As a person does: the pointer on the pane, then its wheel."""
    page.hover(pane)
    page.mouse.wheel(0, to)
    page.wait_for_timeout(500)


def offset(page: Any, pane: str, item: str) -> float:
    """How far below the pane's upper edge the item stands."""
    return float(
        page.evaluate(
            "([pane, item]) => { const box = document.querySelector(pane);"
            "return box.querySelector(item).getBoundingClientRect().top - box.getBoundingClientRect().top; }",
            [pane, item],
        )
    )


def test_words_are_found_one_place_after_the_other(various_server: str, visit: Visit) -> None:
    page = visit(f"{various_server}/reader?document={quote(PLAN)}")
    box = page.get_by_label("文内查找")
    box.fill("到2030年")
    box.press("Enter")
    page.get_by_text("第 1 处，共").wait_for()
    count = len(set(page.eval_on_selector_all("[data-hit]", "items => items.map(item => item.dataset.hit)")))
    assert count > 3
    page.get_by_role("button", name="上一处").click()
    page.get_by_text(f"第 {count} 处，共 {count} 处").wait_for()
    height = page.locator(".kb-text").bounding_box()["height"]
    assert 0 <= offset(page, ".kb-text", ".kb-now") < height
    page.reload()
    page.get_by_text("第 1 处，共").wait_for()
    assert "find=" in page.url
    box = page.get_by_label("文内查找")
    box.fill("没有这样的词")
    box.press("Enter")
    page.get_by_text("没有找到").wait_for()


def test_tags_in_the_margin_lead_to_their_sentence(various_server: str, visit: Visit) -> None:
    page = visit(f"{various_server}/reader?document={quote(PLAN)}")
    tag = page.locator(".kb-tags a", has_text="非化石能源消费比重").first
    assert "目标" in tag.inner_text()
    tag.click()
    page.wait_for_selector(".kb-chosen mark")
    assert "非化石能源消费比重" in page.inner_text(".kb-text mark")


def test_pages_of_a_pdf_stand_beside_the_text_and_follow_it(various_server: str, visit: Visit) -> None:
    page = visit(f"{various_server}/reader?document={quote(PLAN)}")
    page.wait_for_function("[...document.querySelectorAll('.kb-pages img')].every(image => image.naturalWidth > 300)")
    count = page.locator(".kb-pages img").count()
    assert count >= 2
    assert page.locator(".kb-page").count() == count
    scroll(page, ".kb-text", 40)
    assert -120 < offset(page, ".kb-pages", '[data-with="1"]') < 20, "still at the top of its first page"
    page.evaluate(f"document.querySelector('.kb-text .kb-page[data-with=\"{count}\"]').scrollIntoView()")
    scroll(page, ".kb-text", 1)
    assert abs(offset(page, ".kb-pages", f'[data-with="{count}"]')) < 100
    page.get_by_text("对照原件页面").click()
    page.wait_for_selector(".kb-pages", state="detached")
    assert page.locator(".kb-text").count() == 1
    page = visit(f"{various_server}/reader?document={quote('云政发-2026-18')}")
    assert page.locator(".kb-pages").count() == 0, "its source was no PDF"


def test_two_documents_scroll_together(various_server: str, visit: Visit) -> None:
    page = visit(f"{various_server}{PAIR}{quote('云政发〔2026〕18号')}")
    page.wait_for_selector(".kb-right [data-with]")
    same = '[data-with="1"]'
    for one, other in ((".kb-left", ".kb-right"), (".kb-right", ".kb-left")):
        scroll(page, one, -5000)
        assert offset(page, one, same) > 100
        scroll(page, one, int(offset(page, one, same)) + 5)
        assert abs(offset(page, one, same) - offset(page, other, same)) < 30
    page.reload()
    page.wait_for_selector(".kb-right")
    assert "云政发〔2026〕18号" in page.inner_text(".kb-right")
    page.go_back()


def test_markup_in_documents_held_together_stays_text(various_server: str, visit: Visit) -> None:
    page = visit(f"{various_server}{PAIR}{quote('测政发〔2024〕1号')}")
    page.wait_for_selector(".kb-right")
    assert NASTY in page.inner_text(".kb-right")
    page.goto(
        f"{various_server}/compare?compare.view={quote('引用关系')}&compare.document={quote('测政发〔2024〕1号')}"
    )
    settled(page)
    assert page.title() != "坏"
    assert page.locator(".stMain :is(b, strong, em, .katex)", has_text="粗").count() == 0


def test_a_choice_draws_its_part_of_the_page_and_no_more(various_server: str, visit: Visit) -> None:
    page = visit(f"{various_server}/?q={quote('第一产业相关工作由谁牵头?')}")
    sent: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(data)))
    page.reload()
    for path, act in (
        (None, lambda: (page.get_by_text("年份：").click(), page.get_by_role("combobox", name="年份").click(),
                        page.get_by_role("option").first.click())),
        ("/targets", lambda: page.get_by_text("按主题").click()),
        ("/duties", lambda: page.get_by_text("分工矩阵").click()),
        ("/compare", lambda: page.get_by_text("单位任务").click()),
    ):  # fmt: skip
        if path:
            page.goto(various_server + path)
        settled(page)
        page.wait_for_timeout(500)
        sent.clear()
        act()
        page.wait_for_timeout(1500)
        runs = [BackMsg.FromString(data).rerun_script for data in sent if isinstance(data, bytes)]
        runs = [run for run in runs if run.ByteSize()]
        assert runs, path
        assert all(run.fragment_id for run in runs), path


def test_files_by_status_and_what_is_only_cited(various_server: str, visit: Visit) -> None:
    page = visit(f"{various_server}/library?library.states={quote('失效')}")
    assert "已废止" in page.inner_text(".stMain")
    assert "青政发〔2024〕9号" in page.inner_text(".stMain")
    assert "青政发〔2026〕22号》" not in page.inner_text(".kb-document")
    page.get_by_text("仅被引用").click()
    page.get_by_text("库中没有原文的文件").wait_for()
    page.wait_for_selector(".stDataFrame")


def test_a_file_replaces_another_document(own_server: tuple[str, Path], visit: Visit, tmp_path: Path) -> None:
    address, home = own_server
    new = tmp_path / "新.txt"
    text = (ROOT / "tests" / "compare" / "corpora" / "green" / "市旧计划.txt").read_text(encoding="utf-8")
    new.write_text(text.replace("〔2024〕9号", "〔2024〕19号"), encoding="utf-8")
    page = visit(f"{address}/library?library.words={quote('青政发〔2024〕9号')}")
    page.get_by_text("共 1 份文件").wait_for()
    page.get_by_role("button", name="替换").click()
    page.locator('[role="dialog"] input[type="file"]').set_input_files(str(new))
    page.get_by_text("这是另一份文件").wait_for()
    page.get_by_role("button", name="确认替换").click()
    page.wait_for_selector(".kb-notice.kb-good", timeout=60_000)
    settled(page)
    with KnowledgeBase.open(Settings(home)) as kb:
        numbers = {document.doc_number for document in kb.documents()}
    assert "青政发〔2024〕19号" in numbers
    assert "青政发〔2024〕9号" not in numbers
