"""The exported paper as LibreOffice lays it out: lines, characters, page numbers, and every word of it."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kb import export
from kb.export import Excerpt, Table

SIGNS = "加快绿色转型推动高质量发展坚持系统观念统筹推进重点任务落实到位确保取得实效"
NASTY = "<script>alert(1)</script> **粗** $x$ :red[红] =1+1 &lt;"


@pytest.fixture
def rendered(tmp_path: Path) -> Any:
    """Turns a docx into the pages of a PDF, by pdfplumber."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no soffice: apt-get install libreoffice-writer fonts-noto-cjk")
    import pdfplumber

    opened = []

    def render(data: bytes) -> list[Any]:
        source = tmp_path / "文.docx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        opened.append(pdfplumber.open(io.BytesIO(source.with_suffix(".pdf").read_bytes())))
        return list(opened[-1].pages)

    yield render
    for pdf in opened:
        pdf.close()


def lines(page: Any) -> list[str]:
    """The lines of the page, from the top."""
    rows: dict[int, list[Any]] = {}
    for char in page.chars:
        rows.setdefault(round(char["bottom"] / 5), []).append(char)
    return ["".join(c["text"] for c in sorted(row, key=lambda c: c["x0"])).strip() for _, row in sorted(rows.items())]


def test_a_page_holds_22_lines_of_28_characters_and_its_number(rendered: Any) -> None:
    excerpt = Excerpt("某市三年行动计划", "某政发〔2025〕3号", "一、总体要求", SIGNS * 60)
    pages = rendered(export.excerpts_docx([excerpt]))
    body = lines(pages[1])
    assert len(pages) >= 3
    assert len(body) == 22 + 1, "and the number"
    assert {len(line) for line in body[:22]} == {28}
    assert body[-1].replace(" ", "") == "—2—"
    first, second = (page.chars[-1]["x1"] for page in pages[:2])
    assert first > 400 > second, "odd numbers stand on the right, even ones on the left"
    edge = [min(char["x0"] for char in page.chars[:200]) / 72 * 25.4 for page in pages[:2]]
    assert edge == pytest.approx([28, 28], abs=1)


def test_the_page_shows_every_word_of_an_excerpt_full_of_markup(rendered: Any) -> None:
    excerpt = Excerpt(
        f"关于{NASTY}的通知", "某政发〔2025〕3号", "一、总体要求", f"(一){NASTY}。到2027年。", remark=NASTY
    )
    shown = "".join("".join(line.split()) for page in rendered(export.excerpts_docx([excerpt])) for line in lines(page))
    assert shown.count("".join(NASTY.split())) >= 3


def test_a_table_laid_across_stays_inside_its_page(rendered: Any) -> None:
    rows = tuple((n, f"任务{n}" + SIGNS, "市农牧局、市工业和信息化局", None) for n in range(1, 40))
    table = Table("任务分工表", ("序号", "任务", "牵头单位", "配合单位"), (6, 40, 30, 20), rows)
    pages = rendered(export.table_docx(table, "任务分工表"))
    assert len(pages) > 1
    for page in pages:
        assert page.width > page.height
        assert max(char["x1"] for char in page.chars) <= page.width - 36 / 25.4 * 72
        assert "序号任务牵头单位配合单位" in lines(page), "the head is repeated, each name on one line"
    words = "".join("".join(lines(page)) for page in pages)
    assert all(f"任务{n}" in words for n in range(1, 40))
