"""PDF: wrapped lines, heads, page numbers, inserted blanks, tables, noise."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ingest.clean import clean
from ingest.raw import RawDocument
from ingest.readers import read
from ingest.readers.pdf_layout import Line, Page, unspaced
from ingest.readers.pdf_paragraphs import blocks

reportlab = pytest.importorskip("reportlab")

PARAGRAPHS = (
    "各区人民政府,市直各有关部门,各有关企事业单位:",
    "二、主要目标",
    "到2028年底,我市资源型产业比重稳步下降,清洁低碳安全高效的现代能源体系初步建立,非化石能源消费比重逐年提高,"
    "力争实现绿色电力消费比例提升至25%以上,煤矿采选业企业100%达到基准指标水平,实现10处标杆样板煤矿企业创建。",
    "三、加快推进产业结构调整",
    "(一)推动传统产业提质升级。煤炭采选业方面,要加快矿权整合,采矿业占规上工业的比重稳定在一个合理区间内,"
    "新建煤矿应当同步建设智能化系统,不符合要求的一律不予审批,不得投入生产。",
)  # 乌海政办发〔2025〕38号
FONT = "STSong-Light"


def sheets(repeat: int = 6, head: str = "", foot: str = "", table: bool = False) -> bytes:
    """A document set as 公文 are, `repeat` times PARAGRAPHS, on as many A4 pages as it takes."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle("正文", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK")

    def around(sheet: Any, document: Any) -> None:
        sheet.setFont(FONT, 12)
        sheet.drawString(60, 815, head.format(document.page))
        sheet.drawCentredString(300, 30, foot.format(document.page))

    parts: list[Any] = [Paragraph(text, style) for _ in range(repeat) for text in PARAGRAPHS]
    if table:
        grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), FONT, 12)])
        cells = [
            ["序号", "指标", "目标"],
            ["1", "绿色电力消费比例", "25%以上"],
            ["2", "空冷机组占比", "60%以上"],
        ]
        parts.insert(2, Table(cells, style=grid))
    buffer = BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, title="三年行动计划").build(parts, onFirstPage=around, onLaterPages=around)
    return buffer.getvalue()


def taken(tmp_path: Path, data: bytes) -> RawDocument:
    path = tmp_path / "文.pdf"
    path.write_bytes(data)
    return clean(read(path))


@pytest.mark.parametrize("foot", ["— {} —", "- {} -", "第{}页", "第 {} 页 共 9 页", "{}"])
def test_paragraphs_come_back_whole(tmp_path: Path, foot: str) -> None:
    raw = taken(tmp_path, sheets(head="乌海市人民政府办公室文件", foot=foot))
    assert [block.text for block in raw.blocks] == list(PARAGRAPHS) * 6
    pages = [block.page or 0 for block in raw.blocks]
    assert pages == sorted(pages)
    assert pages[0] == 1
    assert pages[-1] >= 3
    assert [block.line for block in raw.blocks] == list(range(1, 31))
    assert raw.meta["Title"] == "三年行动计划"


def test_tables_are_rows_between_the_lines(tmp_path: Path) -> None:
    raw = taken(tmp_path, sheets(repeat=1, table=True))
    rows = [block for block in raw.blocks if block.kind == "row"]
    assert [block.cells for block in rows] == [
        ("序号", "指标", "目标"),
        ("1", "绿色电力消费比例", "25%以上"),
        ("2", "空冷机组占比", "60%以上"),
    ]
    assert {block.table for block in rows} == {0}
    assert [block.text for block in raw.blocks if block.kind == "paragraph"] == list(PARAGRAPHS)
    assert raw.blocks.index(rows[0]) == 2


def test_a_scanned_page_among_others_is_told(tmp_path: Path) -> None:
    from PIL import Image
    from pypdf import PdfReader, PdfWriter
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    buffer = BytesIO()
    sheet = canvas.Canvas(buffer)
    sheet.drawImage(ImageReader(Image.new("L", (100, 140), 230)), 0, 0, 595, 842)
    sheet.save()
    writer = PdfWriter()
    for data in (sheets(repeat=1), buffer.getvalue()):
        for page in PdfReader(BytesIO(data)).pages:
            writer.add_page(page)
    joined = BytesIO()
    writer.write(joined)
    raw = taken(tmp_path, joined.getvalue())
    assert raw.warnings == ("第2页没有文字层（扫描页），未读入，需先做文字识别(OCR)",)
    assert raw.blocks[-1].text == PARAGRAPHS[-1]


def test_owner_password_alone_does_not_lock(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(sheets(repeat=1))))
    writer.encrypt(user_password="", owner_password="主", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    assert [block.text for block in taken(tmp_path, buffer.getvalue()).blocks] == list(PARAGRAPHS)


def test_nothing_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = sheets(repeat=1)
    taken(tmp_path, data.replace(b"startxref\n", b"startxref\n9"))
    assert caplog.records == []


def line(text: str, offset: float = 0.0, size: float = 16.0) -> Line:
    return Line(text, 90.0 + offset * size, size)


def test_indents_tell_paragraphs_apart() -> None:
    """A full line that ends a sentence goes on, one at the margin that looks like a label too, titles join."""
    body = "正文" * 13 + "文。"
    items = (
        line("某市人民政府办公室关于印发", 3, 22),
        line("行动方案的通知", 6, 22),
        line("各区人民政府，市直各部门："),
        line(body[:-2], 2),
        line("第三条规定的情形除外，并按照前款办理，" + "正文" * 4 + "。"),
        line("（某局、某委负责）"),
        line("一、总体要求", 2),
        line(body[:-2], 2),
        line("末句。"),
        line("2025年1月2日", 18),
    )
    assert [block.text for block in blocks([Page(1, items)])] == [
        "某市人民政府办公室关于印发行动方案的通知",
        "各区人民政府，市直各部门：",
        body[:-2] + items[4].text + "（某局、某委负责）",
        "一、总体要求",
        body[:-2] + "末句。",
        "2025年1月2日",
    ]


@pytest.mark.parametrize(
    ("read_as", "shown"),
    [
        ("到 2024 年，增长 6% 以上", "到2024年，增长6%以上"),
        ("关 于 印 发 方 案 的 通 知", "关于印发方案的通知"),
        ("广州市民政局 广州市财政局", "广州市民政局 广州市财政局"),
        ("第一条 为了规范管理", "第一条 为了规范管理"),
        ("第三十六条 本条例自 2019 年 1 月 1 日起施行。", "第三十六条 本条例自2019年1月1日起施行。"),
        ("国发〔 2023 〕 5 号", "国发〔2023〕5号"),
        ("推广 ， 应用 。", "推广，应用。"),
        ("Phase II trial", "Phase II trial"),
    ],
)
def test_inserted_blanks(read_as: str, shown: str) -> None:
    assert unspaced(read_as) == shown


def test_running_heads_differ_on_left_and_right_pages() -> None:
    body = [f"第{'一二三四五六'[n]}段" + "正文" * 10 + "。" for n in range(6)]
    pages = [
        Page(n + 1, (Line("乌海市人民政府公报" if n % 2 else "政策文件"), Line(body[n]), Line(str(n + 1))))
        for n in range(6)
    ]
    assert [block.text for block in blocks(pages)] == body


def test_noise_is_refused(tmp_path: Path) -> None:
    """Glyph numbers instead of characters, as fonts without a map to Unicode give."""
    from reportlab.pdfgen import canvas

    from kb.errors import NeedsOCR

    for noise in ("\x0f\x11Ø÷ôłøœªä\x12þÿ¥œ˝tqE" * 8, "!\"#$%&'()*+,/:;<=>?@A" * 8):
        buffer = BytesIO()
        sheet = canvas.Canvas(buffer)
        for at in range(5):
            sheet.drawString(40, 800 - 20 * at, noise[:90])
        sheet.save()
        path = tmp_path / "乱.pdf"
        path.write_bytes(buffer.getvalue())
        with pytest.raises(NeedsOCR, match="乱码"):
            read(path)


def test_a_page_that_unpacks_without_end_is_left_to_no_library(tmp_path: Path) -> None:
    """PDFium would unpack it all and, short of memory, end the process."""
    import zlib

    from kb.errors import BadFormat

    packed = zlib.compress(b"0 0 m 9 9 l S " * 6_000_000, 9)
    bomb = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        bomb,
    ]
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, start=1))
    (tmp_path / "炸弹.pdf").write_bytes(data + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n")
    with pytest.raises(BadFormat, match="过大"):
        read(tmp_path / "炸弹.pdf")
