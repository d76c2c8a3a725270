"""The main path of every page in a real headless Chromium: ask, read, download, collect, export, upload."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docx
import openpyxl
import pytest

from ingest.parallel import FEW
from kb.base import KnowledgeBase, Settings
from tests.ui.conftest import NASTY, ingest, serving, settled

pytestmark = pytest.mark.browser

Visit = Callable[[str], Any]
QUESTION = "第一产业相关工作由谁牵头?"
SENTENCE = "第一产业相关工作由市农牧局牵头"


@pytest.fixture
def own_server(built: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server on a copy that the test may change: its address and the copy."""
    home = tmp_path / "kb"
    shutil.copytree(built, home)
    with serving(home) as address:
        yield address, home


def saved(page: Any, button: str) -> bytes:
    """What the download button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def in_view(page: Any, selector: str) -> bool:
    """Whether the element is inside the window and inside what scrolls around it."""
    return bool(
        page.evaluate(
            """selector => {
                const a = document.querySelector(selector).getBoundingClientRect();
                const b = document.querySelector('.kb-text').getBoundingClientRect();
                return a.bottom > b.top && a.top < Math.min(b.bottom, innerHeight);
            }""",
            selector,
        )
    )


def test_ask_read_the_sentence_and_open_its_clause(server: str, visit: Visit) -> None:
    page = visit(server)
    box = page.get_by_label("您的问题")
    box.fill(QUESTION)
    box.press("Enter")
    page.wait_for_selector(".kb-answer")
    settled(page)
    assert "市农牧局" in page.inner_text(".kb-answer")
    assert SENTENCE in page.inner_text(".kb-quote mark")
    assert "q=" in page.url
    top = page.locator(".kb-answer").bounding_box()["y"]
    assert top < 400, "the answer stands in the first screen"

    page.get_by_role("link", name="打开原文").first.click()
    page.wait_for_selector(".kb-text mark")
    settled(page)
    assert "/reader?clause=" in page.url
    assert SENTENCE in "".join(page.locator(".kb-text mark").all_inner_texts())
    page.wait_for_timeout(300)
    assert in_view(page, ".kb-text mark")


def test_an_answer_and_a_clause_can_be_linked(server: str, visit: Visit, built: Path) -> None:
    page = visit(f"{server}/?q={quote(QUESTION)}")
    page.wait_for_selector(".kb-answer")
    assert "市农牧局" in page.inner_text(".kb-answer")
    with KnowledgeBase.open(Settings(built)) as kb:
        clause = [c for d in kb.documents() for c in kb.clauses(d.id) if c.heading][-1]
    for path in ("/reader", "/"):
        page = visit(f"{server}{path}?clause={quote(clause.id)}")
        page.wait_for_selector(".kb-chosen")
        page.wait_for_timeout(300)
        assert in_view(page, ".kb-chosen")
        assert page.inner_text(".kb-chosen").startswith(clause.text[:10])
        assert page.evaluate("document.querySelector('.stMain').scrollTop") == 0, "only the text is scrolled"


def test_the_tree_leads_to_the_clause(server: str, visit: Visit) -> None:
    page = visit(f"{server}/reader")
    link = page.locator(".kb-tree a").last
    target = link.get_attribute("href")
    assert not in_view(page, target)
    link.click()
    page.wait_for_timeout(300)
    assert in_view(page, target)


def test_reload_and_back_keep_the_question(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?q={quote(QUESTION)}")
    page.get_by_role("link", name="打开原文").first.click()
    page.wait_for_selector(".kb-text mark")
    page.reload()
    page.wait_for_selector(".kb-text mark")
    page.go_back()
    page.wait_for_selector(".kb-answer")
    settled(page)
    assert "市农牧局" in page.inner_text(".kb-answer")


def test_the_workbook_holds_what_is_shown(server: str, visit: Visit, built: Path) -> None:
    page = visit(f"{server}/targets")
    page.get_by_label("关键词").fill("农田灌溉")
    page.get_by_label("关键词").press("Enter")
    page.wait_for_function("/共 [1-3] 项目标/.test(document.body.innerText)")
    settled(page)
    sheet = openpyxl.load_workbook(io.BytesIO(saved(page, "下载 Excel"))).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert f"共 {len(rows)} 项目标" in page.inner_text(".stMain")
    assert rows[0][head.index("数值")] == 0.605
    assert rows[0][head.index("年份")] == 2028
    with KnowledgeBase.open(Settings(built)) as kb:
        assert {row[head.index("原文")] for row in rows} <= {target.text for target in kb.targets()}
    csv = saved(page, "下载 CSV")
    assert csv.startswith(b"\xef\xbb\xbf")
    assert "0.605" in csv.decode()


def test_duties_download(server: str, visit: Visit) -> None:
    page = visit(f"{server}/duties")
    sheet = openpyxl.load_workbook(io.BytesIO(saved(page, "下载 Excel"))).active
    assert ("市农牧局", "牵头") in {row[:2] for row in sheet.iter_rows(values_only=True)}
    paper = docx.Document(io.BytesIO(saved(page, "任务分工表（Word）")))
    assert paper.paragraphs[0].text == "任务分工表"
    leads = {row.cells[1].text: row.cells[2].text for row in paper.tables[0].rows}
    assert leads["第一产业相关工作"] == "市农牧局"
    sheet = openpyxl.load_workbook(io.BytesIO(saved(page, "任务分工表（Excel）"))).active
    assert {row[1]: row[2] for row in sheet.iter_rows(values_only=True)}["第一产业相关工作"] == "市农牧局"
    page.get_by_text("分工矩阵").click()
    page.get_by_text("个单位").wait_for()
    settled(page)
    sheet = openpyxl.load_workbook(io.BytesIO(saved(page, "下载 Excel"))).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert {row[0]: row[head.index("市农牧局")] for row in rows}["第一产业相关工作"] == "牵头"


def test_the_first_click_after_a_choice_lands(server: str, visit: Visit) -> None:
    page = visit(f"{server}/duties")
    page.get_by_role("combobox", name="单位").click()
    page.get_by_role("option", name="市农牧局").click()
    page.keyboard.press("Escape")
    page.get_by_text("共 1 条").wait_for()
    settled(page)
    sheet = openpyxl.load_workbook(io.BytesIO(saved(page, "任务分工表（Excel）"))).active
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["市农牧局"]


def test_filters_are_in_the_address_and_outlive_a_reload_and_another_page(server: str, visit: Visit) -> None:
    page = visit(f"{server}/targets")
    page.get_by_label("关键词").fill("农田灌溉")
    page.get_by_label("关键词").press("Enter")
    page.wait_for_function("/共 [1-3] 项目标/.test(document.body.innerText)")
    settled(page)
    shown = page.inner_text(".kb-facts")
    address = page.url
    page.reload()
    settled(page)
    assert page.inner_text(".kb-facts") == shown
    assert visit(address).inner_text(".kb-facts") == shown
    page.get_by_role("link", name="责任分工").click()
    page.get_by_text("任务分工表（Word）").wait_for()
    page.go_back()
    page.wait_for_function("/共 [1-3] 项目标/.test(document.body.innerText)")
    page.get_by_text("同一指标对照").click()
    page.wait_for_selector(".kb-table")


def test_collect_and_export(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?q={quote(QUESTION)}")
    page.get_by_role("button", name="加入摘编").first.click()
    page.get_by_role("button", name="已加入摘编").wait_for()
    page.get_by_role("link", name="摘编（1）").click()
    page.get_by_role("button", name="导出 Word").wait_for()
    settled(page)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(saved(page, "导出 Word"))).paragraphs)
    assert SENTENCE in text
    assert "各牵头部门要积极争取" in text, "the whole clause"
    assert "乌海政办发〔2025〕38号" in text
    assert "五、保障措施" in text
    markdown = saved(page, "导出 Markdown").decode()
    assert SENTENCE in markdown
    page.get_by_text("仅引文").click()
    page.wait_for_function("!document.querySelector('.kb-clause').innerText.includes('各牵头部门')")
    settled(page)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(saved(page, "导出 Word"))).paragraphs)
    assert SENTENCE in text
    assert "各牵头部门要积极争取" not in text


def test_two_sessions_do_not_disturb_each_other(server: str, visit: Visit) -> None:
    one, other = visit(f"{server}/?q={quote(QUESTION)}"), visit(f"{server}/excerpts")
    one.get_by_role("button", name="加入摘编").first.click()
    one.get_by_role("link", name="摘编（1）").wait_for()
    other.reload()
    settled(other)
    assert "还没有摘编" in other.inner_text(".stMain")


def test_upload_read_and_remove(own_server: tuple[str, Path], visit: Visit, nasty: Path, tmp_path: Path) -> None:
    address, _ = own_server
    scan = tmp_path / "坏.pdf"
    scan.write_bytes(b"%PDF-1.4 nothing")
    page = visit(f"{address}/library")
    page.get_by_text("上传文件").click()
    page.locator('input[type="file"]').set_input_files([str(nasty), str(scan)])
    page.get_by_text("新文件").wait_for()
    settled(page)
    assert "坏.pdf：不能入库" in page.inner_text(".kb-notice.kb-bad")
    assert "目标 1 项" in page.inner_text(".stMain")
    assert "共 3 份文件" in page.inner_text(".stMain"), "nothing is taken in yet"
    page.get_by_role("button", name="入库", exact=True).click()
    page.wait_for_selector(".kb-notice.kb-good", timeout=60_000)
    settled(page)
    assert "坏.pdf：未能入库" in page.inner_text(".kb-notice.kb-bad")
    assert "已入库" in page.inner_text(".kb-notice.kb-good")
    assert "共 4 份文件" in page.inner_text(".stMain")
    card = page.locator(".stVerticalBlock", has_text="测政发〔2024〕1号").last
    card.get_by_role("button", name="移除").click()
    page.get_by_role("button", name="确认移除").click()
    page.wait_for_function("document.body.innerText.includes('共 3 份文件')")


def test_many_files_uploaded_at_once(own_server: tuple[str, Path], visit: Visit, tmp_path: Path) -> None:
    """So many that worker processes of the server parse them."""
    address, home = own_server
    files = [tmp_path / f"通知{n}.txt" for n in range(FEW + 2)]
    for n, path in enumerate(files):
        path.write_text(
            f"某市人民政府关于第{n}项工作的通知\n某政发〔2024〕{n + 1}号\n一、落实责任。\n", encoding="utf-8"
        )
    page = visit(f"{address}/library")
    page.get_by_text("上传文件").click()
    page.locator('input[type="file"]').set_input_files(files)
    page.get_by_text(f"通知{FEW + 1}.txt：条款").wait_for(timeout=60_000)
    settled(page)
    page.get_by_role("button", name="入库", exact=True).click()
    page.wait_for_function(f"document.body.innerText.includes('共 {3 + len(files)} 份文件')", timeout=60_000)
    settled(page)
    assert page.locator(".kb-notice.kb-good").count() == len(files)
    assert "Traceback" not in (home.parent / "server.log").read_text(encoding="utf-8")


def test_markup_in_a_document_stays_text(own_server: tuple[str, Path], visit: Visit, nasty: Path) -> None:
    address, home = own_server
    ingest(home, nasty)
    with KnowledgeBase.open(Settings(home)) as kb:
        document = next(d for d in kb.documents() if d.doc_number == "测政发〔2024〕1号")
        clause = kb.clauses(document.id)[-1]
    pages = ["/", "/targets", "/duties", "/library", "/excerpts", f"/reader?document={quote(document.id)}"]
    for path in [*pages, f"/?q={quote(NASTY)}", f"/?q={quote('绿色工厂达到多少家')}"]:
        page = visit(address + path)
        assert page.title() != "坏"
        assert page.locator(".stMain :is(b, strong, em, .katex)", has_text="粗").count() == 0
        assert page.locator(".stMain .katex").count() == 0
    page = visit(f"{address}/reader?clause={quote(clause.id)}")
    assert NASTY in page.inner_text(".kb-text")


def test_an_empty_knowledge_base_shows_the_way(tmp_path: Path, visit: Visit) -> None:
    with serving(tmp_path / "empty") as address:
        page = visit(address)
        assert "知识库还是空的" in page.inner_text(".stMain")
        page.get_by_role("link", name="去文件库上传").click()
        page.wait_for_selector('input[type="file"]', state="attached")


# Formats, and the command that the empty knowledge base names.
LATIN = {"Excel", "CSV", "Word", "Markdown", "txt", "md", "html", "pdf", "docx", "MB", "policykb", "ingest"}


@pytest.mark.parametrize(
    "path", ["/", f"/?q={quote('2030年绿电占比目标')}", "/targets", "/duties", "/library", "/excerpts", "/reader"]
)
def test_no_english_is_left(server: str, visit: Visit, path: str) -> None:
    page = visit(server + path)
    if path == "/library":
        page.get_by_text("上传文件").click()
        page.wait_for_timeout(500)
    words = page.evaluate(
        r"""() => {
            const shown = [];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode());) {
                const parent = node.parentElement, style = getComputedStyle(parent);
                const icon = parent.closest('[data-testid="stIconMaterial"], style, script, canvas, noscript');
                const box = parent.getBoundingClientRect();
                const drawn = box.width > 1 && style.visibility !== 'hidden' && style.fontSize !== '0px';
                if (!icon && drawn && parent.checkVisibility()) shown.push(node.textContent);
            }
            return shown.join('\n');
        }"""
    )
    corpus = page.inner_text(".kb-text") if path == "/reader" else ""
    left = {w for w in re.findall(r"[A-Za-z]{2,}", words) if w not in LATIN and w not in corpus}
    assert not left


def test_emptying_the_box_brings_the_examples_back(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?q={quote(QUESTION)}")
    page.get_by_role("link", name="目标指标").click()
    page.wait_for_selector(".stDataFrame")
    page.get_by_role("link", name="问答").click()
    page.wait_for_selector(".kb-answer")
    settled(page)
    page.get_by_label("您的问题").fill("")
    page.get_by_label("您的问题").press("Enter")
    page.get_by_text("可以这样问").wait_for()
    assert "q=" not in page.url


def ask(page: Any, question: str) -> str:
    """Type the question, press Enter; gives the answer."""
    box = page.get_by_label("您的问题")
    box.fill(question)
    box.press("Enter")
    page.wait_for_timeout(300)
    settled(page)
    page.wait_for_selector(".kb-answer")
    return str(page.inner_text(".kb-answer"))


def test_excerpts_are_put_in_order_noted_and_kept_over_a_reload(server: str, visit: Visit) -> None:
    page = visit(server)
    for n, question in enumerate(("列出特色农业的全部指标", QUESTION), 1):
        ask(page, question)
        page.get_by_role("button", name="加入摘编", exact=True).first.click()
        page.get_by_role("link", name=f"摘编（{n}）").wait_for()
        settled(page)
    page.goto(f"{server}/excerpts")
    settled(page)
    first, second = page.locator(".kb-clause").all_inner_texts()
    assert first != second
    note = page.get_by_label("备注").nth(1)
    note.fill("=核对**口径**")
    note.press("Enter")
    settled(page)
    page.get_by_role("button", name="下移").first.click()
    page.wait_for_function("first => document.querySelector('.kb-clause').innerText !== first", arg=first)
    page.reload()
    settled(page)
    assert page.locator(".kb-clause").all_inner_texts() == [second, first]
    page.wait_for_function(
        "note => document.querySelector('input[aria-label=备注]')?.value === note", arg="=核对**口径**"
    )
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(saved(page, "导出 Word"))).paragraphs)
    assert text.index(second[-30:]) < text.index("备注：=核对**口径**") < text.index(first[-30:])
    page.get_by_text("按主题").click()
    page.get_by_role("heading", name="农业农村").wait_for()
    page.get_by_role("button", name="全部清空").click()
    page.get_by_role("button", name="确认清空").click()
    page.get_by_text("还没有摘编").wait_for()


def test_a_question_that_leans_on_the_one_before_is_completed(server: str, visit: Visit) -> None:
    page = visit(f"{server}/?q={quote(QUESTION)}")
    page.wait_for_selector(".kb-answer")
    assert "市发展和改革委员会" in ask(page, "那第三产业呢？")
    assert page.get_by_label("您的问题").input_value() == "第三产业由谁牵头?"
    assert "已补全" in page.inner_text(".stMain")
    assert "乌海政办发〔2025〕38号" in ask(page, "它的文号是什么？")
    assert "最近问过" in page.inner_text('[data-testid="stSidebar"]')
    page.get_by_role("button", name=QUESTION).click()
    page.wait_for_function("document.querySelector('.kb-answer').innerText.includes('市农牧局')")


def test_an_unknown_address_says_so_in_chinese(server: str, visit: Visit) -> None:
    page = visit(f"{server}/nothing-here")
    page.get_by_text("没有这个网页").wait_for()
    page.get_by_text("地址不存在，已打开首页。").wait_for()
    assert "Page not found" not in page.inner_text("body")


def test_the_library_shows_what_cites_and_is_cited(server: str, visit: Visit) -> None:
    page = visit(f"{server}/library")
    page.get_by_text("引用的文件（").first.click()
    assert "大抓重点产业链工作方案" in page.inner_text("details[open]")
    citing = page.locator("details", has_text="被这些文件引用（").first
    citing.locator("summary").click()
    assert "三年行动计划" in citing.inner_text()
