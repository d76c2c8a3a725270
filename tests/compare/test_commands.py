"""`policykb compare`, `conflicts`, `refs`, `versions` over the six documents."""

import json
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.compare.conftest import Run
from tests.compare.samples import HERE

CITY, REGION, NATION = "青政发〔2026〕22号", "云政发〔2026〕18号", "国办发〔2026〕31号"


def test_conflicts_are_printed_with_reason_and_place(run: Run, home: Path) -> None:
    code, out, _ = run("conflicts", "--date", "2026-11-01")
    assert code == 0
    assert out.startswith("【冲突】")
    assert "【无法判断】" not in out
    assert "（青工信发〔2026〕45号） 一、发展目标" in out
    assert out.splitlines()[-1].startswith("冲突 10 项，")
    assert "【无法判断】" in run("conflicts", "--all")[1]


def test_conflicts_of_one_document_as_json(run: Run, home: Path) -> None:
    held = json.loads(run("conflicts", "--document", CITY, "--json")[1])
    assert set(held) == {"as_of", "counts", "targets", "leads", "coverage"}
    assert {t["doc_number"] for f in held["targets"] for t in f["left"] + f["right"]} == {CITY}
    assert held["counts"]["冲突"] == 0


def test_a_day_that_is_none(run: Run, home: Path) -> None:
    code, _, err = run("conflicts", "--date", "明天")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "应写作 2026-01-01" in err


def test_compare_two_documents(run: Run, home: Path) -> None:
    code, out, _ = run("compare", CITY, REGION)
    assert code == 0
    assert "相近条款" in out
    assert "用词" in out
    assert "语义" in out
    assert "【更高】" in out
    held = json.loads(run("compare", CITY, REGION, "--json")[1])
    assert held["pairs"]
    assert {"text", "heading", "meaning"} <= set(held["pairs"][0]["parts"])
    start, end = held["pairs"][0]["common_a"][0]
    assert held["pairs"][0]["a"]["text"][start:end]
    assert "户籍人口城镇化率" in {t["indicator"] for t in held["targets_only_b"]}


def test_compare_one_clause_with_all(run: Run, home: Path) -> None:
    code, out, _ = run("compare", "青政发-2026-22/2/3")
    assert code == 0
    assert "相近条款" in out
    assert json.loads(run("compare", "青政发-2026-22/2/3", "--json")[1])["pairs"]
    assert run("compare", "没有这个条款")[0] == 1


def test_refs_both_ways_and_what_is_missing(run: Run, home: Path) -> None:
    held = json.loads(run("refs", NATION, "--json")[1])
    assert [(r["document_id"], r["kind"]) for r in held["cited_by"]] == [("云政发-2026-18", "落实")]
    held = json.loads(run("refs", CITY, "--json")[1])
    assert {(r["kind"], r["status"]) for r in held["references"]} == {("废止", "held")}
    assert run("refs", "--missing")[1].splitlines()[-1] == "共 0 份"


@pytest.mark.parametrize("command", [("conflicts",), ("compare", CITY, REGION), ("refs",)])
def test_exports_open_again(run: Run, home: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    for suffix in ("xlsx", "docx"):
        code, out, _ = run(*command, "-o", tmp_path / f"对照.{suffix}")
        assert (code, out.startswith("已导出")) == (0, True)
    book = openpyxl.load_workbook(tmp_path / "对照.xlsx")
    words = "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    paper = "\n".join(p.text for p in docx.Document(str(tmp_path / "对照.docx")).paragraphs)
    if command[0] != "refs":
        assert "青湖市" in words
        assert "青湖市" in paper
    assert run(*command, "-o", tmp_path / "对照.pdf")[0] == 1


def test_an_exported_comparison_names_both_documents_and_what_only_one_has(
    run: Run, home: Path, tmp_path: Path
) -> None:
    run("compare", CITY, REGION, "-o", tmp_path / "对照.xlsx")
    book = openpyxl.load_workbook(tmp_path / "对照.xlsx")
    assert book.sheetnames == ["对照文件", "条款对照", "目标对照", "分工对照", "一方独有的目标"]
    assert [row[2] for row in book["对照文件"].iter_rows(min_row=2, values_only=True)] == [CITY, REGION]
    alone = list(book["一方独有的目标"].iter_rows(min_row=2, values_only=True))
    assert ("仅乙方有", "户籍人口城镇化率") in {row[:2] for row in alone}
    clauses = list(book["条款对照"].iter_rows(min_row=2, values_only=True))
    own = {line for row in clauses for line in (row[5] or "").split("\n")}
    assert "由市工业和信息化局牵头建设零碳园区。" in own
    assert {row[0] for row in clauses} > {"仅甲方有"}


def test_targets_that_one_level_lacks_are_printed_and_exported(run: Run, home: Path, tmp_path: Path) -> None:
    out = run("conflicts")[1]
    assert "没有对应的目标" in out
    assert "没有依据的目标" in out
    run("conflicts", "-o", tmp_path / "核对.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "核对.xlsx")["上下级目标缺项"]
    rows = {row[:2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {("本级没有对应", "抽水蓄能装机"), ("上级没有依据", "户籍人口城镇化率")} <= rows


def test_exported_references_of_a_document(run: Run, home: Path, tmp_path: Path) -> None:
    run("refs", NATION, "-o", tmp_path / "引用.xlsx")
    book = openpyxl.load_workbook(tmp_path / "引用.xlsx")
    assert book.sheetnames == ["引用关系", "缺失文件清单"]
    (row,) = book["引用关系"].iter_rows(min_row=2, values_only=True)
    assert (row[0], row[1], row[2], row[4]) == ("被引用", "在库", "落实", REGION)


def test_clauses_like_one_are_exported(run: Run, home: Path, tmp_path: Path) -> None:
    run("compare", "青政发-2026-22/2/3", "-o", tmp_path / "相近.docx")
    assert "相近条款" in docx.Document(str(tmp_path / "相近.docx")).paragraphs[0].text


def test_versions_keep_the_old_and_tell_what_changed(run: Run, home: Path, tmp_path: Path) -> None:
    assert "只有一版" in run("versions", CITY)[1]
    text = (HERE / "corpora" / "green" / "市方案.txt").read_text(encoding="utf-8")
    text = text.replace("累计建成绿色工厂40家", "累计建成绿色工厂50家").replace(
        "（四）循环利用", "（四）试点\n支持各区先行先试。\n（五）循环利用"
    )
    changed = tmp_path / "市方案.txt"
    changed.write_text(text, encoding="utf-8")
    assert run("ingest", changed)[0] == 0
    code, out, _ = run("versions", CITY)
    assert code == 0
    assert "修改　绿色工厂40家（2030） → 绿色工厂50家（2030）" in out
    assert "新增　二、重点任务 › （四）试点" in out
    assert run("versions", CITY, "--date", "2020-01-01")[0] == 1
    assert "第 2 版到第 2 版：条款变化 0 处" in run("versions", CITY, "--date", "2099-01-01")[1]
    held = json.loads(run("versions", CITY, "--json")[1])
    assert [v["number"] for v in held["versions"]] == [1, 2]
    assert len(held["changes"]["targets"]) == 1
