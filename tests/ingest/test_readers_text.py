"""Plain text and markdown: encodings, tables, marks of the notation."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import SUFFIXES, read
from ingest.readers.encoding import decode
from ingest.readers.markdown import plain
from ingest.readers.text import pipe_cells

TEXT = (
    "| 标 题 | 乌海市人民政府办公室关于印发三年行动计划的通知 | ||||||||\n"
    "| 成文日期 | 2025-12-14 00:00:00 | 公开日期 | 2025-12-15 17:37:14 | ||||\n"
    "各区人民政府,市直各有关部门:\n\n"
    "\u3000\u3000到2028年底,“绿色电力”消费比例提升至25%以上。\n"
)  # 乌海政办发〔2025〕38号


def written(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "a.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_encoding_gives_the_same_blocks(tmp_path: Path, encoding: str, ends: str) -> None:
    raw = read(written(tmp_path, TEXT.replace("\n", ends), encoding))
    assert [block.text for block in raw.blocks] == [
        "标 题 | 乌海市人民政府办公室关于印发三年行动计划的通知",
        "成文日期 | 2025-12-14 00:00:00 | 公开日期 | 2025-12-15 17:37:14",
        "各区人民政府,市直各有关部门:",
        "到2028年底,“绿色电力”消费比例提升至25%以上。",
    ]
    assert [block.line for block in raw.blocks] == [1, 2, 3, 5]
    assert raw.warnings == ()


def test_traditional_chinese_in_big5(tmp_path: Path) -> None:
    text = "行政院各部會應於三個月內提出實施計畫，並送請國家發展委員會審議。" * 3
    assert read(written(tmp_path, text, "big5")).blocks[0].text == text


def test_a_damaged_byte_is_replaced_and_told(tmp_path: Path) -> None:
    path = tmp_path / "损.txt"
    path.write_bytes(("一、总体要求。" * 200).encode() + b"\xff" + "完。".encode())
    raw = read(path)
    assert "\ufffd" in raw.blocks[0].text
    assert raw.warnings == ("有 1 处字符损坏，显示为“\ufffd”",)


def test_rows_carry_all_cells_and_number_tables(tmp_path: Path) -> None:
    raw = read(written(tmp_path, "| a | | b |\n|---|:-:|---|\n| c | d | |\n正文\n| e | f |\n"))
    assert [(b.kind, b.cells, b.table) for b in raw.blocks] == [
        ("row", ("a", "", "b"), 0),
        ("row", ("c", "d", ""), 0),
        ("paragraph", (), None),
        ("row", ("e", "f"), 1),
    ]


def test_sha256_is_of_the_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT, "gb18030")
    assert read(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@given(st.text(alphabet=st.characters(codec="gb18030", categories=("Lo", "Nd", "Po")), min_size=1))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    assert decode("a", text.encode())[0] == text


@given(st.text())
def test_pipe_cells_is_total(line: str) -> None:
    cells = pipe_cells(line)
    assert cells is None or line.startswith("|")


def test_plain_text_loads_no_format_library(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT)
    script = (
        "import sys; from pathlib import Path\n"
        "from ingest.readers import read; from ingest.clean import clean\n"
        f"clean(read(Path({str(path)!r})))\n"
        "heavy = {'pypdf', 'pypdfium2', 'pdfplumber', 'lxml', 'bs4', 'docx', 'torch', 'jieba', 'numpy'}\n"
        "sys.exit(str(sorted(heavy & set(sys.modules))) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_suffixes_name_formats() -> None:
    assert SUFFIXES[".htm"] == "html"
    assert set(SUFFIXES.values()) == {"txt", "md", "html", "pdf", "docx", "doc", "ofd"}


MARKDOWN = """---
文号: 某政发〔2025〕1号
title: "某市行动方案"
---
# 某市行动方案
<!-- 内部 -->
二级标题
-----
## **一、总体要求** ##

- 到*2027年*，比例达到 **25%以上**；见[《意见》](https://example.cn/a(1).html "题")。
> 引用的话

| 指标 | **目标** |
|---|---|
| 比例 | 25% |

1. 编号保留 3*4*5 不变
- 2 -
---
```
原样
```
![图](a.png)
"""


def test_markdown(tmp_path: Path) -> None:
    raw = read(written(tmp_path, MARKDOWN, name="a.md"))
    assert dict(raw.meta) == {"文号": "某政发〔2025〕1号", "title": "某市行动方案"}
    assert [(b.text, b.heading) for b in raw.blocks] == [
        ("某市行动方案", 1),
        ("二级标题", 2),
        ("一、总体要求", 2),
        ("到2027年，比例达到 25%以上；见《意见》。", 0),
        ("引用的话", 0),
        ("指标 | 目标", 0),
        ("比例 | 25%", 0),
        ("1. 编号保留 3*4*5 不变", 0),
        ("- 2 -", 0),
        ("原样", 0),
    ]
    assert raw.blocks[0].line == 5
    assert raw.blocks[6].cells == ("比例", "25%")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("__粗__ 和 ~~删~~ `码`", "粗 和 删 码"),
        (r"\*星\* &amp; a_b_c", "*星* & a_b_c"),
        ("<u>线</u>行<br>下", "线行 下"),
        ("<https://example.cn>", "https://example.cn"),
        ("***重点***", "重点"),
    ],
)
def test_inline_marks(source: str, shown: str) -> None:
    assert plain(source) == shown


def test_menus_go_and_file_lists_stay(tmp_path: Path) -> None:
    menu = "\n".join(f"* [栏目{i}](https://example.cn/{i})" for i in range(5))
    files = "\n".join(f"[附件{i}.docx](https://example.cn/{i}.docx)" for i in range(1, 4))
    raw = read(written(tmp_path, f"{menu}\n\n正文。\n\n{files}\n", name="a.md"))
    assert [b.text for b in raw.blocks] == ["正文。", "附件1.docx", "附件2.docx", "附件3.docx"]


def test_comments_of_markdown_go_and_one_that_stays_open_is_text(tmp_path: Path) -> None:
    path = tmp_path / "文.md"
    path.write_text("甲<!-- 不显示\n两行 -->乙\n\n末段<!--未完\n" + "<!--" * 100_000, encoding="utf-8")
    start = time.perf_counter()
    assert [(block.text[:6], block.line) for block in read(path).blocks[:3]] == [("甲", 1), ("乙", 2), ("末段<!--", 4)]
    assert time.perf_counter() - start < 5


def test_a_table_copied_with_tabs(tmp_path: Path) -> None:
    path = tmp_path / "某文.txt"
    path.write_text(
        "一、\t总体\t要求\n正文。\n序号\t指标\t目标\n1\t产值\t3亿元\n2\t\t5家\n某市财政局\n", encoding="utf-8"
    )
    assert [(b.kind, b.cells) for b in read(path).blocks] == [
        ("paragraph", ()), ("paragraph", ()), ("row", ("序号", "指标", "目标")), ("row", ("1", "产值", "3亿元")),
        ("row", ("2", "", "5家")), ("paragraph", ()),
    ]  # fmt: skip
