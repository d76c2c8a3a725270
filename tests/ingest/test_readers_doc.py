"""Legacy Word and WPS files: through LibreOffice where it is installed; what only bears the name, without it."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from ingest.readers import doc, read
from kb.errors import BadFormat, TooLarge, UnknownFormat
from tests.ingest.formats import web_page, word
from tests.ingest.samples import NOTICE, Para
from tests.ingest.test_readers_refused import word_stream

DOCUMENT = (*NOTICE, Para("表后的说明。"))  # LibreOffice writes a table at the very end as text
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def legacy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("doc")
    (folder / "文.docx").write_bytes(word(DOCUMENT))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(folder),
        str(folder / "文.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "文.doc").read_bytes()


@office
@pytest.mark.parametrize("suffix", ["doc", "wps"])
def test_through_libreoffice(tmp_path: Path, legacy: bytes, suffix: str) -> None:
    path = tmp_path / f"文.{suffix}"
    path.write_bytes(legacy)
    raw = read(path)
    assert [b.text for b in raw.blocks if b.kind == "paragraph"] == [p.text for p in DOCUMENT if isinstance(p, Para)]
    assert raw.format == "doc"
    assert [b.cells for b in raw.blocks if b.kind == "row"][1] == ("1", "充电桩保有量", "万个", "1.2", "市能源局")


@office
def test_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "坏.doc"
    path.write_bytes(word_stream(0))
    with pytest.raises(BadFormat):
        read(path)


def test_without_libreoffice_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc.shutil, "which", lambda _: None)
    path = tmp_path / "旧.doc"
    path.write_bytes(word_stream(0))
    with pytest.raises(UnknownFormat, match="另存为 docx 后再导入，或安装 LibreOffice"):
        read(path)


@pytest.mark.parametrize("data", [word(NOTICE), web_page(NOTICE)], ids=["docx", "html"])
def test_other_formats_under_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(doc.shutil, "which", lambda _: None)
    path = tmp_path / "其实不是.doc"
    path.write_bytes(data)
    texts = [block.text for block in read(path).blocks]
    assert all(part.text in texts for part in NOTICE if isinstance(part, Para))


def test_a_conversion_that_hangs_ends_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    note = tmp_path / "child"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > '{note}'\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(doc.shutil, "which", lambda _: str(program))
    monkeypatch.setattr(doc, "_SECONDS", 1)
    path = tmp_path / "慢.doc"
    path.write_bytes(word_stream(0))
    with pytest.raises(TooLarge, match="超过 1 秒"):
        read(path)
    child = int(note.read_text())
    for _ in range(50):
        if not running(child):
            break
        time.sleep(0.05)
    assert not running(child)


def running(process: int) -> bool:
    """Whether `process` lives; a zombie does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
