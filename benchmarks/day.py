"""Twelve things that a civil servant does in a day, done in a real browser: the clicks, the keys typed and the seconds.

    python benchmarks/day.py [--targets N]

A server is started on a knowledge base of `corpus/` and of the plans in `tests/compare/corpora/green`; headless
Chromium does each thing on it, from the page named to the moment at which the result stands on the screen or in the
file saved. Then: the first paint of each page on the warm server, the time to an answer, and a table of N targets
(default 5,000) opened and filtered. Every action asserts what it should have come to, so that a figure stands for a
thing done. A click is a click or a key that chooses (Enter); words typed or pasted count as one `typed`.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ui.conftest import PLANS, ROOT, chromium, ingest, serving, settled

NEW = "某市人民政府关于做好值班工作的通知\n某政发〔2026〕1号\n一、值班要求\n由市应急局牵头做好值班工作。\n"


class Hand:
    """Acts on the page and counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks, self.typed = page, 0, 0

    def click(self, locator: Any, **options: Any) -> None:
        locator.click(**options)
        self.clicks += 1

    def press(self, name: str) -> None:
        """A button or a link with this name."""
        page = self.page
        self.click(page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first)

    def enter(self, label: str, words: str) -> None:
        """Words into a box, then Enter."""
        box = self.page.get_by_label(label).first
        box.fill(words)
        box.press("Enter")
        self.typed += 1
        self.clicks += 1

    def choose(self, label: str, words: str) -> None:
        """One of the options of a box."""
        box = self.page.get_by_role("combobox", name=label).first
        self.click(box)
        box.fill(words)
        self.typed += 1
        self.click(self.page.get_by_role("option").filter(has_text=words).first)
        self.page.keyboard.press("Escape")

    def saved(self, name: str) -> int:
        """The length of the file that a button saves."""
        settled(self.page)
        with self.page.expect_download(timeout=12000) as download:
            self.press(name)
        return Path(download.value.path()).stat().st_size

    def answer(self, words: str) -> None:
        """Wait until the words stand in the answer."""
        self.page.locator(".kb-answer", has_text=words).wait_for()
        settled(self.page)

    def see(self, words: str) -> None:
        """Wait until the words stand in the main part of the page."""
        script = "words => document.querySelector('.stMain').innerText.includes(words)"
        self.page.wait_for_function(script, arg=words, timeout=30_000)


def find_a_target(hand: Hand) -> None:
    hand.enter("您的问题", "2028年绿色电力消费比例目标是多少？")
    hand.answer("25%以上")


def quote_it(hand: Hand) -> None:
    hand.press("复制引文")
    hand.page.get_by_text("已复制").wait_for()


def ask_on(hand: Hand) -> None:
    hand.enter("您的问题", "第一产业相关工作由谁牵头？")
    hand.answer("市农牧局")
    hand.enter("您的问题", "那第三产业呢？")
    hand.answer("市发展和改革委员会")


def read_the_clause(hand: Hand) -> None:
    hand.press("打开原文")
    hand.page.wait_for_selector(".kb-text mark")


def list_a_bureaus_tasks(hand: Hand) -> None:
    hand.press("责任分工")
    hand.page.wait_for_selector(".stDataFrame")
    hand.choose("单位", "市农牧局")
    hand.see("共 1 条")


def export_the_tasks(hand: Hand) -> None:
    assert hand.saved("任务分工表（Word）") > 5000


def filter_and_export_targets(hand: Hand) -> None:
    hand.press("目标指标")
    hand.page.wait_for_selector(".stDataFrame")
    hand.choose("年份", "2030")
    hand.see("项目标")
    assert hand.saved("下载 Excel") > 5000


def one_indicator_across(hand: Hand) -> None:
    hand.press("目标指标")
    hand.click(hand.page.get_by_text("同一指标对照"))
    hand.choose("指标", "非化石能源消费比重")
    hand.page.locator(".kb-table", has_text="非化石能源消费比重").wait_for()


def compare_two_plans(hand: Hand) -> None:
    hand.press("政策对照")
    hand.click(hand.page.get_by_text("两份文件对照"))
    hand.choose("甲", "青政发〔2026〕22号")
    hand.choose("乙", "云政发〔2026〕18号")
    hand.page.locator(".kb-right", has_text="云政发〔2026〕18号").wait_for()
    hand.page.locator(".kb-left", has_text="青政发〔2026〕22号").wait_for()


def who_cites_it(hand: Hand) -> None:
    hand.press("文件库")
    hand.enter("关键词", "国办发〔2026〕31号")
    hand.see("共 1 份文件")
    hand.click(hand.page.get_by_text("被这些文件引用（").first)
    hand.page.locator("details[open] li").first.wait_for()


def collect_and_export(hand: Hand) -> None:
    hand.press("问答")
    hand.enter("您的问题", "列出特色农业的全部指标")
    hand.answer("共")
    hand.press("加入摘编")
    hand.press("摘编（1）")
    assert hand.saved("导出 Word") > 5000


def take_in_a_file(hand: Hand) -> None:
    hand.press("文件库")
    hand.click(hand.page.get_by_text("上传文件"))
    file = {"name": "通知.txt", "mimeType": "text/plain", "buffer": NEW.encode()}
    hand.page.locator('input[type="file"]').set_input_files(file)
    hand.clicks += 2  # the button and the file in the system's window
    hand.see("新文件")
    hand.click(hand.page.get_by_role("button", name="入库", exact=True))
    hand.page.wait_for_selector(".kb-notice.kb-good", timeout=60_000)


# What is done, where it starts (None: where the one before ended), how it is done.
DAY: tuple[tuple[str, str | None, Callable[[Hand], None]], ...] = (
    ("查一个目标值", "/", find_a_target),
    ("带出处引用它", None, quote_it),
    ("问谁牵头，再追问", "/", ask_on),
    ("打开原文条款", None, read_the_clause),
    ("列出一个单位的任务", "/", list_a_bureaus_tasks),
    ("导出任务分工表", None, export_the_tasks),
    ("按年份筛选目标并导出", "/", filter_and_export_targets),
    ("同一指标各文件对照", "/", one_indicator_across),
    ("两份规划逐条对照", "/", compare_two_plans),
    ("看一份文件被谁引用", "/", who_cites_it),
    ("收进摘编并导出公文", "/", collect_and_export),
    ("上传一份文件入库", "/", take_in_a_file),
)


@contextmanager
def opened(browser: Any, url: str) -> Iterator[Any]:
    """A page in a session of its own."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True, locale="zh-CN")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(url)
    settled(page)
    yield page
    context.close()


def day(browser: Any, address: str) -> None:
    """The table of the twelve things."""
    print("| 事项 | 点击 | 输入 | 秒 |\n|---|---|---|---|")
    with opened(browser, address) as page:
        for name, path, act in DAY:
            if path is not None:
                page.goto(address + path)
                settled(page)
            hand = Hand(page)
            start = time.perf_counter()
            act(hand)
            print(f"| {name} | {hand.clicks} | {hand.typed} | {time.perf_counter() - start:.1f} |")


def paints(browser: Any, address: str) -> None:
    """From the address to the first paint and to the page drawn to its end, each page opened afresh by a browser that
    has been here before; from Enter to the answer. Medians of five."""
    paths = {"问答": "/", "目标指标": "/targets", "责任分工": "/duties", "政策对照": "/compare", "文件库": "/library",
             "阅读": "/reader", "摘编": "/excerpts"}  # fmt: skip
    painted = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
    print("| 网页 | 首次绘出（秒） | 全部绘完（秒） |\n|---|---|---|")
    with opened(browser, address) as known:
        for name, path in paths.items():
            first, whole = [], []
            for _ in range(5):
                page = known.context.new_page()
                start = time.perf_counter()
                page.goto(address + path)
                settled(page)
                whole.append(time.perf_counter() - start)
                first.append(page.evaluate(painted))
                page.close()
            print(f"| {name} | {statistics.median(first):.2f} | {statistics.median(whole):.2f} |")
    with opened(browser, address) as page:
        hand, taken = Hand(page), []
        for question in ("第三产业相关工作由谁牵头？", "2030年光伏制氢规模？", "零碳园区怎么说？",
                         "市能源局牵头哪些工作？", "农田灌溉水有效利用系数目标？"):  # fmt: skip
            start = time.perf_counter()
            hand.enter("您的问题", question)
            words = "question => new URLSearchParams(location.search).get('q') === question"
            page.wait_for_function(words, arg=question)
            settled(page)
            page.wait_for_selector(".kb-answer")
            taken.append(time.perf_counter() - start)
        print(f"提问到答案：{statistics.median(taken):.2f} 秒（{len(taken)} 个问题的中位数）")


def many(browser: Any, scratch: Path, count: int) -> None:
    """A table of so many targets: opened, filtered."""
    lines = [f"{n}.到{2025 + n % 10}年，第{n}类企业数量达到{n + 10}家以上。" for n in range(1, count + 1)]
    file = scratch / "大表.txt"
    file.write_text("\n".join(["某市产业规划", "某政发〔2026〕5号", "一、目标", *lines]), encoding="utf-8")
    ingest(scratch / "many", file)
    with serving(scratch / "many") as address:
        for name, path in (("目标指标", "/targets"), ("责任分工", "/duties"), ("阅读", "/reader")):
            for _ in range(2):
                start = time.perf_counter()
                with opened(browser, address + path) as page:
                    taken = time.perf_counter() - start
            print(f"{count} 项目标：{name}打开 {taken:.2f} 秒")
        with opened(browser, f"{address}/targets") as page:
            hand = Hand(page)
            print(page.inner_text(".kb-facts"))
            start = time.perf_counter()
            hand.enter("关键词", "第77类")
            hand.see("共 1 项目标")
            print(f"{count} 项目标：按关键词筛选 {time.perf_counter() - start:.2f} 秒")


def main() -> None:
    """Everything, on one machine, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=5000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        scratch = Path(name)
        ingest(scratch / "kb", ROOT / "corpus", *sorted(PLANS.glob("*.txt")))
        with serving(scratch / "kb") as address:
            with opened(browser, address):
                pass  # the server is warm from here on
            day(browser, address)
            paints(browser, address)
        many(browser, scratch, chosen.targets)


if __name__ == "__main__":
    main()
