"""The terminal: what each command prints, its exit codes, and bad input in one folder."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase, Settings
from tests.ingest.test_readers_refused import archive, encrypted_pdf, latin, pdf, scan
from ui.cli import main

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
PLAN = CORPUS / "乌海政办发〔2025〕38号.txt"
PLAN_ID = "乌海政办发-2025-38"
SENTENCE = "一、总体目标\n到2028年，全市新建公园12个。\n"
HEAVY = ("torch", "chromadb", "jieba", "pandas", "streamlit", "sentence_transformers")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process; gives exit code, standard output and standard error."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return call


def shell(*arguments: str | Path | bytes, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs `policykb` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
    )


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# -- parse ---------------------------------------------------------------------------------------------------


def test_parse_json_has_the_agreed_keys(run: Run) -> None:
    code, out, _ = run("parse", PLAN, "--json")
    parsed = json.loads(out)
    assert code == 0
    text = parsed["text"]
    header = parsed["document"]
    assert header["doc_number"] == "乌海政办发〔2025〕38号"
    assert (header["issued_date"], header["published_date"]) == ("2025-12-14", "2025-12-15")
    assert {"title", "index_number", "issuer", "addressee", "doc_kind", "effective_date", "expiry_date"} <= set(header)
    wanted = {
        "clauses": {"id", "label", "heading", "level", "path", "parent", "start", "end"},
        "targets": {"indicator", "scope", "measure", "comparator", "value", "unit", "year", "clause_id"},
        "responsibilities": {"role", "organisations", "task", "clause_id", "start", "end"},
        "references": {"title", "doc_number", "clause_id", "start", "end"},
    }
    ids = {clause["id"] for clause in parsed["clauses"]}
    for kind, keys in wanted.items():
        assert parsed[kind]
        for record in parsed[kind]:
            assert keys <= set(record)
            assert text[record["start"] : record["end"]] == record["text"]
            assert record.get("clause_id", record.get("id")) in ids


def test_parse_for_people(run: Run) -> None:
    code, out, _ = run("parse", PLAN)
    assert code == 0
    assert "着力推动能源结构调整" in out
    assert "条款 " in out.splitlines()[-1]


def test_parse_is_light() -> None:
    code = (
        "import sys; from ui.cli import main; code = main(['parse', sys.argv[1], '--json']); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, PLAN], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")


def test_asking_needs_no_torch(home: Path) -> None:
    code = (
        "import sys; from ui.cli import main; main(['ask', '绿电占比目标']); "
        "print([m for m in ('torch', 'streamlit', 'pandas') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert "25%以上" in done.stdout
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("path", ["/nonexistent.txt", "/tmp", "corpus/manifest.toml"])
def test_parse_of_what_is_no_document(run: Run, path: str) -> None:
    code, out, err = run("parse", path)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "；" in err


# -- taking in, listing, removing ----------------------------------------------------------------------------


def test_ingest_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    code, out, _ = run("--kb", kb, "ingest", CORPUS)
    assert code == 0
    assert "文件 3 份" in out
    assert "新入库 3 份" in out
    before = run("list", "--kb", kb)[1]
    generation = json.loads(run("doctor", "--kb", kb, "--json")[1])
    code, out, _ = run("ingest", "--kb", kb, CORPUS)
    assert code == 0
    assert "内容未变，未作改动 3 份" in out
    assert "知识库没有改动" in out
    assert run("--kb", kb, "list")[1] == before
    assert json.loads(run("doctor", "--kb", kb, "--json")[1]) == generation


def test_ingest_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "好.txt").write_text(SENTENCE, encoding="utf-8")
    code, out, _ = run("--kb", tmp_path / "kb", "ingest", tmp_path / "坏.pdf", tmp_path / "好.txt", "--json")
    assert code == 1
    report = json.loads(out)
    assert [f["outcome"] for f in report["files"]] == ["refused", "added"]
    assert report["files"][0]["reason"]
    assert report["totals"]["documents"] == 1


def test_list_and_remove(run: Run, home: Path) -> None:
    code, out, _ = run("list")
    assert code == 0
    assert out.splitlines()[-1] == "共 3 份"
    assert "转述（据乌海政办发〔2025〕38号附件第1项；未收原文）" in out
    held = json.loads(run("list", "--json")[1])
    assert {d["id"] for d in held} == {PLAN_ID, "乌党办发-2025-9", "内政发-2025-4"}
    code, out, err = run("remove", "乌党办发[2025]9号", "没有这份")
    assert code == 1
    assert "没有这份" in err
    assert run("list")[1].splitlines()[-1] == "共 3 份"  # all or none
    code, out, _ = run("remove", "乌党办发[2025]9号", "内政发-2025-4")
    assert code == 0
    assert out.count("已移除") == 2
    assert run("list")[1].splitlines()[-1] == "共 1 份"


def test_place_of_the_knowledge_base(run: Run, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "别处"
    assert run("list")[1].splitlines()[-1] == "共 3 份"  # POLICYKB_HOME
    assert run("--kb", other, "list")[1] == "共 0 份\n"
    assert run("list", "--kb", other)[1] == "共 0 份\n"
    assert run("--kb", tmp_path / "无", "list", "--kb", home)[1].splitlines()[-1] == "共 3 份"
    code, _, err = run("--kb", "/proc/不能建", "list")
    assert code == 1
    assert len(err.splitlines()) == 1


# -- asking, searching, showing ------------------------------------------------------------------------------


def test_ask_for_people(run: Run, home: Path) -> None:
    code, out, _ = run("ask", "绿电占比2028年目标")
    assert code == 0
    assert "25%以上" in out
    assert "[1] 《乌海市人民政府办公室关于印发" in out
    code, out, _ = run("ask", "殡葬改革谁牵头")
    assert code == 0
    assert out.startswith("语料中未找到")


def test_ask_explains_itself(run: Run, home: Path, tmp_path: Path) -> None:
    code, out, _ = run("ask", "2030年绿电占比目标", "--explain")
    assert code == 0
    assert out.startswith("语料中未找到")
    for words in (
        "类型：目标值",
        "年份：2030年",
        "查目标指标：没有结果",
        "没有答案的原因：有这项指标",
        "门槛",
        "词语覆盖",
    ):
        assert words in out
    batch = tmp_path / "问题.txt"
    batch.write_text("绿电占比2028年目标\n殡葬改革谁牵头\n", encoding="utf-8")
    found, missing = records(run("ask", "--batch", batch, "--explain", "--json")[1])
    assert found["explanation"][0]["tried"][-1]["stands"]
    assert found["explanation"][0]["candidates"][0]["citation"]["clause_id"].startswith(PLAN_ID)
    assert missing["explanation"][0]["reason"].startswith("库中没有出现")


def test_ask_batch_prints_an_answer_a_line(run: Run, home: Path, tmp_path: Path) -> None:
    questions = ["绿电占比目标", "殡葬改革谁牵头", "", "主要目标有哪些", "乌党办发9号是什么文件", "x" * 500]
    batch = tmp_path / "问题.txt"
    batch.write_text("\ufeff" + "\r\n".join(questions) + "\n", encoding="utf-8", newline="")
    code, out, _ = run("ask", "--batch", batch, "--json")
    answers = records(out)
    assert code == 0
    assert len(answers) == len(questions)
    assert [a["abstained"] for a in answers] == [False, True, True, False, False, True]
    for answer in answers:
        assert isinstance(answer["answer"], str)
        for citation in answer["citations"]:
            keys = {"doc_number", "title", "clause_id", "path", "quote", "start", "end"}
            assert keys <= set(citation)
            assert citation["end"] - citation["start"] == len(citation["quote"])
    assert answers[3]["count"] > 1


def test_ask_of_an_empty_batch(run: Run, home: Path, tmp_path: Path) -> None:
    batch = tmp_path / "空.txt"
    batch.touch()
    assert run("ask", "--batch", batch, "--json")[:2] == (0, "")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_nothing_to_ask(run: Run, home: Path, tmp_path: Path, command: str) -> None:
    binary = tmp_path / "乱码.txt"
    binary.write_bytes(b"\xff\xfe\x00\xd8")
    for arguments in ((), ("--batch", tmp_path / "没有.txt"), ("--batch", binary), ("--batch", tmp_path)):
        code, out, err = run(command, *arguments)
        assert (code, out) == (1, "")
        assert len(err.splitlines()) == 1


def test_ask_within_a_document(run: Run, home: Path) -> None:
    assert "25%以上" in run("ask", "绿电占比目标", "--document", PLAN_ID)[1]
    assert run("ask", "绿电占比目标", "--document", "内政发〔2025〕4号")[1].startswith("语料中未找到")
    assert run("ask", "绿电占比目标", "--document", "没有这份")[0] == 1


def test_search(run: Run, home: Path, tmp_path: Path) -> None:
    batch = tmp_path / "词.txt"
    batch.write_text("虚拟电厂\n重卡\n", encoding="utf-8")
    code, out, _ = run("search", "--batch", batch, "--json", "-k", "3")
    found = records(out)
    assert code == 0
    assert len(found) == 2
    for line in found:
        assert 1 <= len(line["hits"]) <= 3
        assert {"document", "clause_id", "path", "text", "start", "end", "score", "also"} == set(line["hits"][0])
        scores = [hit["score"] for hit in line["hits"]]
        assert scores == sorted(scores, reverse=True)
    assert "虚拟电厂" in found[0]["hits"][0]["text"]
    assert "虚拟电厂" in run("search", "虚拟电厂", "-k", "1")[1]
    first, around = (
        records(run("search", "虚拟电厂", "--json", "-k", "1", *more)[1])[0]["hits"][0]
        for more in ((), ("--前后文", "500"))
    )
    assert first["text"] in around["text"]
    assert len(first["text"]) < len(around["text"]) <= 500
    with KnowledgeBase.open(Settings(home)) as kb:
        assert kb.text(around["document"])[around["start"] : around["end"]] == around["text"]
    wrong = (
        (("词", "-k", "0"), "至少为 1"),
        (("词", "-k", "-2"), "至少为 1"),
        (("词", "--前后文", "-5"), "不能为负"),
        ((" ",), "没有检索词"),
    )
    for arguments, words in wrong:
        code, _, err = run("search", *arguments)
        assert code != 0
        assert words in err


def test_search_is_limited(run: Run, home: Path) -> None:
    def documents(*arguments: str) -> set[str]:
        code, out, err = run("search", "虚拟电厂", "--json", *arguments)
        assert (code, err) == (0, "")
        return {hit["document"] for hit in records(out)[0]["hits"]}

    assert documents("--年份", "2020-2030", "--地区", "乌海市", "--层级", "市级", "--发文单位", "政府办公室") == {
        PLAN_ID
    }
    assert documents("--文件", "乌海政办发〔2025〕38号") == {PLAN_ID}
    assert documents("--年份", "2030-2020", "--地区", "乌海") == documents("--年份", "2020-2030", "--地区", "乌海市")
    assert documents("--年份", "1999") == documents("--状态", "已废止") == documents("--层级", "国家") == set()
    for arguments in (("--年份", "去年"), ("--层级", "乡级"), ("--状态", "有效"), ("--文件", "没有这份")):
        assert run("search", "虚拟电厂", *arguments)[0] == 1


def test_show(run: Run, home: Path) -> None:
    code, out, _ = run("show", PLAN_ID)
    assert code == 0
    assert f"[{PLAN_ID}/5]" in out
    code, out, _ = run("show", f"{PLAN_ID}/5")
    assert code == 0
    assert "第一产业相关工作由市农牧局牵头" in out
    code, _, err = run("show", "没有这份")
    assert code == 1
    assert "没有这份" in err


# -- exporting, comparing, references, doctor ----------------------------------------------------------------


def test_export_clauses(run: Run, home: Path, tmp_path: Path) -> None:
    from docx import Document

    for name in ("摘编.docx", "摘编.md"):
        assert run("export", f"{PLAN_ID}/5", f"{PLAN_ID}/附件/1", "-o", tmp_path / name)[0] == 0
    text = (tmp_path / "摘编.md").read_text(encoding="utf-8")
    word = "\n".join(p.text for p in Document(str(tmp_path / "摘编.docx")).paragraphs)
    for found in (text, word):
        assert "五、保障措施" in found
        assert "第一产业相关工作由市农牧局牵头" in found
        assert "乌海政办发〔2025〕38号" in found


@pytest.mark.parametrize(("what", "words"), [("目标", "绿色电力消费比例"), ("分工", "市农牧局")])
def test_export_tables(run: Run, home: Path, tmp_path: Path, what: str, words: str) -> None:
    from openpyxl import load_workbook

    for name in ("表.xlsx", "表.csv"):
        assert run("export", what, "-o", tmp_path / name)[0] == 0
    with (tmp_path / "表.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    sheet = load_workbook(BytesIO((tmp_path / "表.xlsx").read_bytes())).active
    assert sheet is not None
    cells = [[str(c.value or "") for c in row] for row in sheet.iter_rows()]
    assert len(cells) == len(rows) > 5
    for table in (rows, cells):
        assert any(words in cell for row in table for cell in row)


@pytest.mark.parametrize(
    ("items", "output"),
    [
        (["目标"], "表.docx"),
        ([f"{PLAN_ID}/5"], "摘编.xlsx"),
        ([f"{PLAN_ID}/5"], "摘编"),
        ([f"{PLAN_ID}/999"], "摘编.md"),
        ([f"{PLAN_ID}/5"], "没有的文件夹/摘编.md"),
    ],
)
def test_what_cannot_be_exported(run: Run, home: Path, tmp_path: Path, items: list[str], output: str) -> None:
    code, out, err = run("export", *items, "-o", tmp_path / output)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert not (tmp_path / output).exists()


def test_refs(run: Run, home: Path) -> None:
    code, out, _ = run("refs")
    assert code == 0
    assert out.splitlines()[-1] == "共 4 处"
    assert out.count("仅有转述") == 3
    assert out.count("未收") == 1
    rows = json.loads(run("refs", PLAN_ID, "--json")[1])["references"]
    assert {row["status"] for row in rows} == {"account", "absent"}


def test_doctor(run: Run, home: Path) -> None:
    code, out, _ = run("doctor")
    assert code == 0
    assert "一切正常" in out
    code, out, _ = run("doctor", "--rebuild")
    assert code == 0
    assert "一切正常" in out
    (home / "policykb.sqlite").write_bytes(b"no database" * 500)
    code, _, err = run("list")
    assert code == 1
    assert len(err.splitlines()) == 1


def test_wrong_arguments(run: Run) -> None:
    for arguments in ((), ("无此命令",), ("search", "词", "-k", "三"), ("export", "目标")):
        code, _, err = run(*arguments)
        assert code == 2
        assert "参数有误" in err
    code, out, _ = run("--help")
    assert code == 0
    assert "政策文件知识库" in out


# -- bad input -----------------------------------------------------------------------------------------------

_GOOD = "青湖市人民政府关于印发青湖市绿化方案的通知\n青政发〔2026〕{}号\n" + SENTENCE
_REFUSED: dict[str, Callable[[], bytes]] = {
    "空.txt": lambda: b"",
    "图片.txt": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
    "加密.pdf": encrypted_pdf,
    "截断.pdf": lambda: pdf(latin, pages=3)[:-400],
    "扫描.pdf": lambda: pdf(scan, pages=2),
    "不是压缩包.docx": lambda: "这是文本".encode(),
    "别的压缩包.docx": lambda: archive(a=b"1"),
    "换\n行[红]😀.txt": lambda: b"",
}
_TAKEN = {
    "国标.txt": _GOOD.format(1).encode("gb18030"),
    "宽字符.txt": _GOOD.format(2).encode("utf-16"),
    "表情😀\n〔换行〕[bold].txt": _GOOD.format(3).encode(),
}


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """One folder with everything that goes wrong, and three files that go in."""
    folder = tmp_path / "来文"
    folder.mkdir()
    for name, content in _REFUSED.items():
        (folder / name).write_bytes(content())
    with (folder / "巨大.txt").open("wb") as file:
        file.truncate(210 * 1024 * 1024)
    for name, data in _TAKEN.items():
        (folder / name).write_bytes(data)
    Path(os.fsdecode(bytes(folder) + b"/\xb2\xbb\xca\xc7utf8.txt")).write_bytes(_GOOD.format(4).encode())
    return folder


def test_bad_input_in_one_folder(bad: Path, tmp_path: Path) -> None:
    done = shell("--kb", str(tmp_path / "kb"), "ingest", str(bad))
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    refused = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert f"未能入库 {len(_REFUSED) + 1} 份" in done.stdout
    assert len(refused) == len(_REFUSED) + 1  # a line each, names with line breaks too
    assert all("；" in line for line in refused)
    for name, reason in {"扫描.pdf": "扫描件", "加密.pdf": "密码", "空.txt": "空", "巨大.txt": "MB"}.items():
        assert any(name in line and reason in line for line in refused), name
    assert f"新入库 {len(_TAKEN) + 1} 份" in done.stdout

    listed = shell("list", "--kb", str(tmp_path / "kb"))
    assert f"共 {len(_TAKEN) + 1} 份" in listed.stdout
    assert all(f"青政发〔2026〕{n}号" in listed.stdout for n in (1, 2, 3, 4))

    for path in bad.iterdir():
        if path.name in _REFUSED or path.name == "巨大.txt":
            path.unlink()
    again = shell("--kb", str(tmp_path / "kb"), "ingest", str(bad))
    assert again.returncode == 0
    assert "知识库没有改动" in again.stdout


def test_a_folder_without_permission(run: Run, tmp_path: Path) -> None:
    closed = tmp_path / "来文" / "不许看"
    closed.mkdir(parents=True)
    (tmp_path / "来文" / "好.txt").write_text(_GOOD.format(1), encoding="utf-8")
    closed.chmod(0)
    try:
        if os.access(closed, os.R_OK):
            pytest.skip("the superuser may read everything")
        code, out, _ = run("--kb", tmp_path / "kb", "ingest", tmp_path / "来文")
        assert code == 1
        assert "没有读取权限" in out
        assert "新入库 1 份" in out
    finally:
        closed.chmod(0o700)


def test_a_second_writer_is_told(home: Path, run: Run, tmp_path: Path) -> None:
    from kb.base import KnowledgeBase, Settings

    path = tmp_path / "好.txt"
    path.write_text(_GOOD.format(1), encoding="utf-8")
    with KnowledgeBase.open(Settings(home), write=True):
        done = shell("ingest", str(path), POLICYKB_HOME=str(home))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert run("ingest", path)[0] == 0


def test_a_reader_that_leaves_early(home: Path) -> None:
    code = f"{sys.executable} -m ui.cli parse '{PLAN}' --json | head -c 10"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""
