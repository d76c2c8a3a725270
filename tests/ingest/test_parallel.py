"""Parsing in worker processes: as in one process, whatever happens to the workers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingest import parallel
from ingest.parallel import FEW, MOST_WORKERS, in_order, workers
from ingest.pipeline import IngestReport, ingest_paths
from kb.base import KnowledgeBase, Settings
from kb.errors import Locked
from kb.model import ParsedDocument
from tests.ingest.deadly import parse_or_die, parse_or_die_once, parse_the_first, process_of, talkative
from tests.ingest.test_pipeline import NOTICE, Shelf

REPOSITORY = Path(__file__).parents[2]
Parse = Callable[[Path], ParsedDocument]


@pytest.fixture(autouse=True)
def _two_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "workers", lambda files: 2)


def notices(folder: Path, *names: str) -> Path:
    for n, name in enumerate(names):
        (folder / name).write_text(NOTICE.format(n=n), encoding="utf-8")
    return folder


def lost(path: Path) -> int:
    return 0


def taken_in(folder: Path, parse: Parse) -> tuple[IngestReport, Shelf, list[tuple[int, int, str]]]:
    shelf, steps = Shelf(), list[tuple[int, int, str]]()
    report = ingest_paths(shelf, [folder], lambda *step: steps.append(step), parse)
    return report, shelf, steps


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and nobody waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def workers_of(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(c) for c in children if b"worker.py" in Path(f"/proc/{c}/cmdline").read_bytes()]


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "nothing happened in a minute"
        time.sleep(0.02)


def test_as_in_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    notices(tmp_path, *(f"{n}.txt" for n in range(20)), "出错.txt", "图.svg")
    (tmp_path / "7空.txt").write_bytes(b"")
    (tmp_path / "坏.docx").write_bytes(b"no zip")
    runs = []
    for count in (1, 2):
        monkeypatch.setattr(parallel, "workers", lambda files, count=count: count)
        caplog.clear()
        report, shelf, steps = taken_in(tmp_path, parse_or_die)
        logged = [(record.name, record.levelno) for record in caplog.records]
        runs.append((report, shelf.held, shelf.originals, steps, logged))
        assert "KeyError: '出错.txt'" in caplog.text
    assert runs[0] == runs[1]
    assert runs[1][0].count("added") == 20
    assert [Path(file.path).name for file in runs[1][0].refused] == ["7空.txt", "出错.txt", "坏.docx"]


def test_many_files_go_to_other_processes_which_end(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.txt" for n in range(30)]
    found = set(in_order(process_of, paths, lost, 2))
    assert 1 <= len(found) <= 2
    assert os.getpid() not in found
    assert not any(map(alive, found))
    assert set(in_order(process_of, paths, lost, 1)) == {os.getpid()}


def test_few_files_are_not_worth_a_worker_and_the_cores_limit_them() -> None:
    assert workers(FEW - 1) == 1
    assert workers(FEW) == workers(10_000) == min(len(os.sched_getaffinity(0)), MOST_WORKERS)


def test_no_more_is_parsed_ahead_than_is_soon_taken(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.txt" for n in range(300)]
    with closing(in_order(process_of, paths, lost, 2)) as results:
        for _ in range(10):
            next(results)
        time.sleep(0.5)  # in which the workers would do all
        assert 10 <= len(list(tmp_path.iterdir())) <= 10 + 2 * 3


@pytest.mark.parametrize("deadly", ["3崩溃.txt", "3内存.txt"])
def test_a_file_that_ends_its_process_is_refused_alone(tmp_path: Path, deadly: str) -> None:
    notices(tmp_path, *(f"{n}.txt" for n in range(12)), deadly)
    report, shelf, _ = taken_in(tmp_path, parse_or_die)
    assert report.count("added") == len(shelf.held) == 12
    assert [Path(file.path).name for file in report.refused] == [deadly]
    assert "意外中止" in (report.refused[0].reason or "")
    assert [file.path for file in report.files] == sorted(file.path for file in report.files)


def test_nothing_but_files_that_end_their_process(tmp_path: Path) -> None:
    notices(tmp_path, *(f"崩溃{n}.txt" for n in range(6)))
    report, _, _ = taken_in(tmp_path, parse_or_die)
    assert report.count("refused") == 6


def test_a_file_whose_process_died_once_goes_in(tmp_path: Path) -> None:
    notices(tmp_path, *(f"{n}.txt" for n in range(6)))
    report = ingest_paths(Shelf(), sorted(tmp_path.glob("*.txt")), parse=parse_or_die_once)
    assert report.count("added") == 6


def test_workers_do_not_run_the_main_script_anew(tmp_path: Path) -> None:
    """As where Streamlit, which runs a page as the main script in a thread, is the caller."""
    script = tmp_path / "main.py"
    script.write_text(
        "from pathlib import Path\nfrom threading import Thread\n"
        "from ingest.parallel import in_order\nfrom tests.ingest.deadly import talkative\n"
        "paths = [Path(f'{n}.txt') for n in range(6)]\n"
        "work = Thread(target=lambda: print(sum(1 for _ in in_order(talkative, paths, str, 2))))\n"
        "work.start()\nwork.join()\nprint('once')\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout == "6\nonce\n"
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
def test_where_no_worker_can_start_this_process_parses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    paths = [tmp_path / f"{n}.txt" for n in range(5)]
    assert set(in_order(process_of, paths, lost, 2)) == {os.getpid()}


def test_what_workers_log_is_for_the_parent_to_show(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    names = [f"{n}.txt" for n in range(4)]
    assert list(in_order(talkative, [tmp_path / name for name in names], str, 2)) == names
    logged = [(r.name, r.levelname, r.getMessage()) for r in caplog.records]
    assert logged == [("some.library", "WARNING", f"reading {name}") for name in names]
    assert capfd.readouterr().out == ""


def test_an_error_of_the_base_ends_the_workers_at_once(tmp_path: Path) -> None:
    notices(tmp_path, *(f"{n}.txt" for n in range(1, 9)))
    before = time.monotonic()
    with pytest.raises(Locked):
        ingest_paths(Shelf(Locked("知识库正在被另一个进程写入")), [tmp_path], parse=parse_the_first)
    assert time.monotonic() - before < 300, "it waited for a file that takes 600 s"
    at_work = [int(pid) for path in tmp_path.glob("*.pid") if (pid := path.read_text())]  # empty: ended while writing
    assert at_work
    assert not any(map(alive, at_work))


def _import(home: Path, folder: Path) -> "subprocess.Popen[str]":
    """`policykb ingest`, in a session of its own, as a terminal would have it."""
    return subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "--kb", str(home), "ingest", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        start_new_session=True,
    )


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="on one core there are no workers")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_import_that_is_stopped_leaves_no_process_and_whole_documents(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder, home = tmp_path / "文件", tmp_path / "kb"
    folder.mkdir()
    for n in range(400):
        clauses = "".join(f"第{k}条　各有关部门应当落实第{n}项任务的第{k}条要求。\n" for k in range(1, 60))
        (folder / f"{n}.txt").write_text(NOTICE.format(n=n) + clauses, encoding="utf-8")
    process = _import(home, folder)
    until(lambda: (home / "policykb.sqlite").exists() and len(workers_of(process.pid)) >= 2)
    at_work = workers_of(process.pid)
    until(lambda: _held(home) > 3)
    os.killpg(process.pid, number)  # Ctrl-C in a terminal reaches the whole group
    output, _ = process.communicate(timeout=60)
    assert process.returncode == {signal.SIGTERM: 143, signal.SIGINT: 130}.get(number, -number)
    assert "Traceback" not in output
    until(lambda: not any(map(alive, at_work)))
    with KnowledgeBase.open(Settings(home)) as base:
        assert 3 < len(base.documents()) < 400
        assert all(len(base.clauses(document.id)) >= 60 for document in base.documents())
        assert base.doctor().ok, base.doctor().lines()


def _held(home: Path) -> int:
    with KnowledgeBase.open(Settings(home), encoder=False) as base:
        return len(base.documents())
