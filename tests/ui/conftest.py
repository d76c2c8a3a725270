"""A knowledge base made of `corpus/` by the real pipeline, once a session; a server and a browser for those
that need them. Each test that changes something works on its own copy."""

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from os import environ
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from ingest.pipeline import ingest_paths
from kb.base import HOME_VARIABLE, KnowledgeBase, Settings
from tests.ingest.formats import pdf
from tests.ingest.samples import Para
from ui import serve

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "tests" / "compare" / "corpora" / "green"  # documents that speak of the same things
CHROMIUM = Path("/usr/bin/chromium")
NASTY = "<script>document.title='坏'</script><b>粗</b> **粗** $x$ :red[红] [链](http://a) `c` =1+1 & &lt;"
NASTY_DOCUMENT = f"""测试市人民政府关于{NASTY}的通知
测政发〔2024〕1号
一、总体要求
(一){NASTY}。到2027年底，=1+1类**绿色**工厂达到30家以上。
(二)由=市**测试**局牵头推进<i>试点</i>工作。
"""


def ingest(home: Path, *paths: Path) -> None:
    """The files into the knowledge base in `home`."""
    with KnowledgeBase.open(Settings(home), write=True) as kb:
        report = ingest_paths(kb, list(paths))
        assert not report.refused


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base of the corpus; not to be changed."""
    home = tmp_path_factory.mktemp("kb")
    ingest(home, ROOT / "corpus")
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it, which POLICYKB_HOME names."""
    copy = tmp_path / "kb"
    shutil.copytree(built, copy)
    monkeypatch.setenv(HOME_VARIABLE, str(copy))
    yield copy
    st.cache_resource.clear()


def plan_as_pdf(folder: Path) -> Path:
    """One of the plans as a PDF, in the folder."""
    title, *lines = (PLANS / "市方案.txt").read_text(encoding="utf-8").splitlines()
    path = folder / "市方案.pdf"
    path.write_bytes(pdf([Para(title, "title"), *(Para(line) for line in lines if line.strip())]))
    return path


@pytest.fixture(scope="session")
def various(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base of documents that speak of the same things, one of them a PDF, one full of markup."""
    folder, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("various")
    plan_as_pdf(folder)
    (folder / "测试.txt").write_text(NASTY_DOCUMENT, encoding="utf-8")
    ingest(home, ROOT / "corpus", folder, *(path for path in PLANS.glob("*.txt") if path.stem != "市方案"))
    return home


@pytest.fixture(scope="session")
def various_server(various: Path) -> Iterator[str]:
    """A server on it, shared: tests that only read."""
    with serving(various) as address:
        yield address


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A document whose text and title look like markup, formulas and scripts."""
    path = tmp_path / "测试.txt"
    path.write_text(NASTY_DOCUMENT, encoding="utf-8")
    return path


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """A server on a free port; gives its address."""
    with closing(socket.socket()) as probe:
        probe.bind((serve.ADDRESS, 0))
        port = probe.getsockname()[1]
    with (home.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(
            serve.command(port=port),
            env=environ | {HOME_VARIABLE: str(home)},
            cwd=home.parent,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://{serve.ADDRESS}:{port}"
            _wait(f"{address}/_stcore/health", process)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, told to leave the outside world alone."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; the tests that need it are skipped where it is missing."""
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: apt-get install chromium fonts-noto-cjk")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def server(built: Path) -> Iterator[str]:
    """A server on the corpus, shared: tests that only read."""
    with serving(built) as address:
        yield address


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[[str], Any]]:
    """Opens an address in a session of its own; requests that leave the machine are a failure."""
    contexts, outside = [], []

    def open_page(url: str) -> Any:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: outside.append(r.url) if not _local(r.url) else None)
        page.goto(url)
        settled(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not outside, f"requests left the machine: {outside}"


def _local(url: str) -> bool:
    return url.startswith((f"http://{serve.ADDRESS}:", f"ws://{serve.ADDRESS}:", "data:", "blob:"))


def settled(page: Any) -> None:
    """Wait until the page is drawn and the script has run to its end."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)
    page.wait_for_selector(".stMainBlockContainer :is(h2, .kb-text, .kb-empty)")
