"""The knowledge base as a whole: batches, one writer, interruption, other encoders, other processes."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import kb.lock
from kb.base import KnowledgeBase, Settings
from kb.errors import EncoderError, EncoderMismatch, Locked, NotFound, ReadOnly, StoreError, UsageError
from tests.kb.conftest import parsed

Opened = Callable[..., KnowledgeBase]
REPOSITORY = Path(__file__).parents[2]

LINES = ("2028年底前新建充电桩100个以上。", "换电站由市能源局牵头。")

WRITER = """
import sys, time
from pathlib import Path
from kb.base import KnowledgeBase, Settings
from tests.kb.conftest import parsed
with KnowledgeBase.open(Settings(Path(sys.argv[1])), write=True) as kb:
    for n in range(int(sys.argv[2])):
        lines = [f"第{n}份文件的第{m}条,建设换电站{n * m}座。" for m in range(30)]
        kb.add(parsed(f"甲政发〔2025〕{n}号", *lines), f"{n}".encode(), f"{n}.txt")
        print(n, flush=True)
    print("writing the indexes", flush=True)
"""


def fill(base: KnowledgeBase, *names: str) -> None:
    with base.writing():
        for name in names:
            base.add(parsed(name, *LINES), name.encode(), f"{name}.txt")


def test_add_twice_is_unchanged(opened: Opened) -> None:
    base = opened()
    assert base.add(parsed("甲", *LINES), b"1", "a.txt") == "added"
    assert base.add(parsed("甲", *LINES), b"1", "a.txt") == "unchanged"
    assert base.add(parsed("甲", *LINES, "新的。"), b"2", "a.txt") == "updated"
    assert base.search("换电站")[0].passage.text == LINES[1]
    assert base.doctor().ok


def test_empty(opened: Opened) -> None:
    base = opened()
    assert base.documents() == ()
    assert base.search("换电站") == ()
    report = base.doctor()
    assert report.ok, report.lines()
    assert base.counts().documents == 0


def test_a_batch_that_fails_keeps_and_indexes_what_went_in(opened: Opened) -> None:
    base = opened()

    def fail() -> None:
        with base.writing():
            base.add(parsed("甲", *LINES), b"1", "a.txt")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert base.search("换电站")
    assert base.doctor().ok


def test_remove(opened: Opened) -> None:
    base = opened()
    fill(base, "甲政发〔2025〕1号", "乙政发〔2025〕2号")
    assert base.remove("甲政发[2025]1号").id == "甲政发〔2025〕1号"
    assert {hit.passage.document_id for hit in base.search("换电站")} == {"乙政发〔2025〕2号"}
    base.remove("乙政发〔2025〕2号")
    assert base.search("换电站") == ()
    report = base.doctor()
    assert report.ok, report.lines()


def test_find_document(opened: Opened) -> None:
    base = opened()
    base.add(parsed("甲政发〔2025〕1号", "一。", title="关于印发《低碳方案》的通知"), b"1", "a.txt")
    base.add(parsed("乙政发〔2025〕2号", "二。", title="关于印发《能源方案》的通知"), b"2", "b.txt")
    for name in (
        "甲政发〔2025〕1号",
        "甲政发[2025]1号",
        "甲政发(2025)1号",
        "关于印发《低碳方案》的通知",
        "低碳方案",
    ):
        assert base.find_document(name).id == "甲政发〔2025〕1号", name
    with pytest.raises(NotFound, match="policykb list"):
        base.find_document("丙")
    with pytest.raises(UsageError, match="对应 2 份文件"):
        base.find_document("关于印发")


def test_a_second_writer_is_told_to_wait(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.lock, "WAIT_SECONDS", 0.1)
    first = opened(write=True)
    with pytest.raises(Locked, match="正被另一个进程写入"):
        opened(write=True)
    second = opened()
    caught: list[Exception] = []

    def write() -> None:
        try:
            second.add(parsed("乙", *LINES), b"2", "b.txt")
        except Locked as error:
            caught.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert len(caught) == 1
    first.close()
    assert second.add(parsed("乙", *LINES), b"2", "b.txt") == "added"


def test_another_encoder_is_refused_until_rebuilt(opened: Opened) -> None:
    base = opened()
    fill(base, "甲")
    base.close()
    with pytest.raises(EncoderMismatch, match="policykb doctor --rebuild"):
        opened(name="other")
    repair = opened(name="other", encoder=False)
    report = repair.doctor()
    assert not report.ok
    assert (report.encoder, report.encoder_now) == ("hash", "other")
    repair.rebuild()
    report = repair.doctor()
    assert report.ok, report.lines()
    assert repair.search("换电站")[0].parts["dense"] > 0
    assert report.encoder == "other"
    opened(name="other")
    with pytest.raises(EncoderMismatch):
        opened()


def test_an_encoder_that_cannot_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text('[{"type": "models.StaticEmbedding", "path": ""}]')
    settings = Settings(tmp_path / "kb", str(tmp_path))
    with pytest.raises(EncoderError):
        KnowledgeBase.open(settings)
    with KnowledgeBase.open(settings, encoder=False) as base:
        assert base.documents() == ()
        report = base.doctor()
    assert not report.ok
    assert report.encoder_now is None


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="--kb"):
        KnowledgeBase.open(Settings(tmp_path / "file" / "kb"), encoder=False)


def test_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICYKB_HOME", raising=False)
    assert Settings.choose().home == Path("~/.local/share/policykb").expanduser()
    monkeypatch.setenv("POLICYKB_HOME", str(tmp_path))
    assert Settings.choose().home == tmp_path
    assert Settings.choose("~/x").home == Path("~/x").expanduser()


def test_doctor_tells_what_is_wrong(opened: Opened, tmp_path: Path) -> None:
    base = opened()
    fill(base, "甲", "乙")
    base.original("甲")[1].unlink()
    base.original("乙")[1].write_bytes(b"something else")
    shutil.rmtree(next((tmp_path / "kb").glob("dense-*")))
    shutil.rmtree(next((tmp_path / "kb").glob("lexical-*")))
    fresh = opened(encoder=False)  # opening repairs the indexes
    report = fresh.doctor()
    assert [check.text for check in report.checks if not check.ok] == [
        line.removeprefix("异常：") for line in report.lines() if line.startswith("异常：")
    ]
    assert sum(not check.ok for check in report.checks) == 1
    assert any("原件缺少 1 份、被改动 1 份" in line for line in report.lines())
    assert report.to_json()["ok"] is False
    assert fresh.search("换电站")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("lexical-*/*.term", "词索引"), ("lexical-*/*.idx", "词索引")],
)
def test_doctor_sees_damage_that_keeps_the_size(opened: Opened, tmp_path: Path, pattern: str, words: str) -> None:
    base = opened()
    with base.writing():
        lines = [f"第{n}条，建设换电站{n}座，由第{n}局牵头。" for n in range(1100)]
        base.add(parsed("甲", *lines), b"1", "a.txt")
    assert base.doctor().ok
    base.close()
    paths = list((tmp_path / "kb").glob(pattern))
    assert paths
    for path in paths:
        data = path.read_bytes()
        part = len(data) // 4
        path.write_bytes(data[:part] + bytes(byte ^ 0x55 for byte in data[part:-part]) + data[-part:])
    found = [check.text for check in opened(encoder=False).doctor().checks if not check.ok]
    assert len(found) >= 1
    assert words in found[0]
    assert "policykb doctor --rebuild" in found[0]


def test_a_copy_answers_like_the_original(opened: Opened, tmp_path: Path) -> None:
    base = opened()
    fill(base, "甲", "乙")
    hits = base.search("换电站")
    base.close()
    shutil.copytree(tmp_path / "kb", tmp_path / "副本")
    shutil.rmtree(tmp_path / "kb")
    copy = opened(tmp_path / "副本")
    assert copy.search("换电站") == hits
    copy.warm()
    assert copy.doctor().ok


def test_what_was_warmed_up_is_let_go_when_it_is_replaced(opened: Opened) -> None:
    base = opened()
    fill(base, "甲")
    base.warm()
    assert gc.get_freeze_count()
    fill(base, "乙")
    base.ask("换电站由谁负责")
    assert not gc.get_freeze_count()
    base.warm()
    base.close()
    assert not gc.get_freeze_count()


def test_a_read_only_folder_is_read(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "kb"
    base = opened()
    fill(base, "甲", "乙")
    hits = base.search("换电站")
    base.close()
    held = {path: path.stat().st_mtime_ns for path in (home, *home.rglob("*"))}
    for path in held:
        path.chmod(0o555 if path.is_dir() else 0o444)
    access = os.access

    def denied(path: Path, mode: int) -> bool:  # root may write everything
        return access(path, mode) and home not in (path, *path.parents)

    monkeypatch.setattr(os, "access", denied)
    try:
        kept = opened()
        kept.warm()
        assert kept.search("换电站") == hits
        assert len(kept.documents()) == 2
        report = kept.doctor()
        assert report.ok, report.lines()
        with pytest.raises(ReadOnly, match="只读"):
            kept.add(parsed("丙", *LINES), b"3", "c.txt")
        kept.close()
    finally:
        for path in held:
            path.chmod(0o755)
    assert {path: path.stat().st_mtime_ns for path in (home, *home.rglob("*"))} == held


def test_many_threads_read_while_one_writes(opened: Opened) -> None:
    base = opened()
    fill(base, "甲")
    base.warm()
    done, errors = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            try:
                assert base.search("换电站")[0].passage.text == LINES[1]
                targets = len(base.targets())
                assert targets <= len(base.documents())
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(5):
        fill(base, f"乙{n}")
    done.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert {hit.passage.document_id for hit in base.search("换电站", k=20)} == {"甲", *(f"乙{n}" for n in range(5))}


def _start(home: Path, documents: int) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home), str(documents)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=REPOSITORY,
    )


def _await(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdout is not None
    for read in process.stdout:
        if read.strip() == line:
            return
    pytest.fail(f"the writer ended before {line}")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize(("line", "delay"), [("3", 0.0), ("writing the indexes", 0.05), ("writing the indexes", 0.6)])
def test_a_writer_that_is_stopped_leaves_whole_documents(
    tmp_path: Path, number: signal.Signals, line: str, delay: float
) -> None:
    process = _start(tmp_path, 12)
    _await(process, line)
    time.sleep(delay)
    process.send_signal(number)
    process.wait(timeout=30)
    if process.stdout is not None:
        process.stdout.close()
    with KnowledgeBase.open(Settings(tmp_path)) as base:
        held = base.documents()
        assert len(held) >= (4 if line == "3" else 12)
        assert all(len(base.clauses(document.id)) == 30 for document in held)
        assert base.search("第3份文件的第7条")[0].passage.text.startswith("第3份文件的第7条")
        report = base.doctor()
        assert report.ok, report.lines()
    assert not list(tmp_path.glob("*.building"))


def test_another_process_writes_and_an_open_reader_sees_it(tmp_path: Path) -> None:
    with KnowledgeBase.open(Settings(tmp_path)) as base:
        assert base.search("换电站") == ()
        process = _start(tmp_path, 2)
        assert process.communicate(timeout=60)
        assert len(base.documents()) == 2
        assert base.search("第1份文件的第7条")[0].passage.document_id == "甲政发〔2025〕1号"
