"""From files to parsed documents and into a knowledge base."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.pipeline import Added, ingest_paths, parse, to_json
from kb.errors import Locked
from kb.model import ParsedDocument

REPOSITORY = Path(__file__).parents[2]
CORPUS = REPOSITORY / "corpus"
PLAN = CORPUS / "乌海政办发〔2025〕38号.txt"
NOTICE = "某市人民政府关于某事的通知\n某政发〔2024〕{n}号\n一、总体要求\n由市教育局牵头，落实《某办法》。\n"


class Shelf:
    """A base that remembers what it was given."""

    def __init__(self, error: Exception | None = None) -> None:
        self.held: dict[str, str] = {}
        self.originals: dict[str, bytes] = {}
        self._error = error

    def add(self, parsed: ParsedDocument, original: bytes, file_name: str) -> Added:
        if self._error:
            raise self._error
        before = self.held.get(parsed.document.id)
        self.held[parsed.document.id] = parsed.text
        self.originals[file_name] = original
        return "added" if before is None else "unchanged" if before == parsed.text else "updated"


def test_json_has_every_key_and_plain_values() -> None:
    data = to_json(parse(PLAN))
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    assert data["document"]["issued_date"] == "2025-12-14"
    assert data["document"]["issuer"] == ["市人民政府办公室"]
    assert data["document"]["effective_date"] is None
    assert set(data) >= {"text", "document", "clauses", "targets", "responsibilities", "references"}
    assert set(data["clauses"][0]) >= {"id", "label", "heading", "level", "path", "parent", "start", "end"}
    assert data["clauses"][0]["id"] == "乌海政办发-2025-38/0"


def test_origins_lead_back_to_the_lines_of_the_file() -> None:
    parsed = parse(PLAN)
    source = PLAN.read_text(encoding="utf-8").splitlines()
    for origin in parsed.origins[6:]:
        assert parsed.text[origin.start : origin.end] in source[origin.line - 1]


def test_accounts_of_the_corpus() -> None:
    plan = parse(PLAN)
    for number, item in (("乌党办发〔2025〕9号", "1"), ("内政发〔2025〕4号", "2")):
        parsed = parse(CORPUS / f"{number}(转述).md")
        account = parsed.document.account
        assert account is not None
        assert (account.doc_number, account.clause) == ("乌海政办发〔2025〕38号", f"附件/{item}")
        assert account.wording == f"据乌海政办发〔2025〕38号附件第{item}项"
        told = next(c for c in plan.clauses if c.id == f"{plan.document.id}/附件/{item}")
        assert parsed.text in told.text


def test_folders_files_and_what_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "二.txt").write_text(NOTICE.format(n=2), encoding="utf-8")
    (tmp_path / "a.txt").write_text(NOTICE.format(n=1), encoding="gb18030")
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "坏.docx").write_bytes(b"no zip")
    (tmp_path / "图.svg").write_bytes(b"<svg/>")
    (tmp_path / "manifest.toml").write_text("", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("甲", encoding="utf-8")
    seen: list[tuple[int, int, str]] = []
    shelf = Shelf()
    report = ingest_paths(shelf, [tmp_path, tmp_path / "a.txt"], lambda *step: seen.append(step))
    assert sorted(shelf.held) == ["某政发-2024-1", "某政发-2024-2"]
    assert shelf.originals["a.txt"] == NOTICE.format(n=1).encode("gb18030")
    assert {Path(file.path).name: file.outcome for file in report.files} == {
        "a.txt": "added", "二.txt": "added", "坏.docx": "refused", "空.txt": "refused", "图.svg": "skipped",
    }  # fmt: skip
    assert all(file.reason for file in report.files if file.outcome in ("refused", "skipped"))
    assert report.totals["documents"] == 2
    assert report.totals["responsibilities"] == 2
    assert report.totals["references"] == 2
    assert report.totals["clauses"] >= 4
    assert seen[-1][:2] == (len(report.files), len(report.files))
    again = ingest_paths(shelf, [tmp_path])
    assert again.count("unchanged") == 2
    assert again.totals == report.totals


def test_missing_path_is_refused_with_its_name(tmp_path: Path) -> None:
    report = ingest_paths(Shelf(), [tmp_path / "没有.txt"])
    assert [file.outcome for file in report.files] == ["refused"]
    assert report.refused[0].path.endswith("没有.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_folder_without_permission(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    try:
        assert "权限" in (ingest_paths(Shelf(), [tmp_path]).refused[0].reason or "")
    finally:
        closed.chmod(0o700)


def test_a_path_whose_folder_may_not_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (1, 2):
        (tmp_path / f"{n}.txt").write_text(NOTICE.format(n=n), encoding="utf-8")
    real = Path.stat

    def stat(path: Path, **options: bool) -> os.stat_result:
        if path.name == "1.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    for paths in ([tmp_path], [tmp_path / "1.txt", tmp_path / "2.txt"]):
        report = ingest_paths(Shelf(), paths)
        assert [file.outcome for file in report.files] == ["refused", "added"]
        assert "没有读取权限" in (report.refused[0].reason or "")


def test_links_that_lead_back_up_are_followed_once(tmp_path: Path) -> None:
    (tmp_path / "loop").mkdir()
    (tmp_path / "a.txt").write_text(NOTICE.format(n=1), encoding="utf-8")
    (tmp_path / "loop" / "up").symlink_to("..")
    (tmp_path / "loop" / "self").symlink_to("self")
    report = ingest_paths(Shelf(), [tmp_path, tmp_path / "loop"])
    assert [file.outcome for file in report.files if file.outcome != "skipped"] == ["added"]


def test_unforeseen_failure_of_one_file_stops_no_other(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"{n}.txt").write_text(NOTICE.format(n=n), encoding="utf-8")

    def failing(path: Path) -> ParsedDocument:
        if path.name == "1.txt":
            raise KeyError("x")
        return parse(path)

    report = ingest_paths(Shelf(), [tmp_path], parse=failing)
    assert [file.outcome for file in report.files] == ["refused", "added"]
    assert "解析时出错" in (report.refused[0].reason or "")


def test_errors_of_the_base_concern_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NOTICE.format(n=1), encoding="utf-8")
    with pytest.raises(Locked):
        ingest_paths(Shelf(Locked("知识库正在被另一个进程写入")), [tmp_path])


def test_parsing_loads_no_heavy_library() -> None:
    code = (
        "import sys; from pathlib import Path; from ingest.pipeline import parse; parse(Path(sys.argv[1]));"
        "print([m for m in ('torch', 'chromadb', 'jieba', 'pandas', 'streamlit') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code, str(PLAN)], capture_output=True, text=True, cwd=REPOSITORY)
    assert run.stdout.strip() == "[]", run.stderr
