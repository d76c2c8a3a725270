"""A document of `samples` as the bytes of a file, one function a format."""

import html
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from tests.ingest.ofd_files import ofd
from tests.ingest.samples import Grid, Para, Part

FONT = "STSong-Light"
DIGITS = "一二三四五六七八九十"
LABEL = re.compile(r"([一二三四五六七八九十]+)、|[(（]([一二三四五六七八九十]+)[)）]|(\d+)\.(?!\d)")


def text(parts: Sequence[Part]) -> str:
    return "".join(
        part.text + "\n" if isinstance(part, Para) else "".join(f"| {' | '.join(row)} |\n" for row in part.rows)
        for part in parts
    )


def markdown(parts: Sequence[Part]) -> bytes:
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Grid):
            filled = [[*row, *[""] * (part.columns - len(row))] for row in part.rows]
            lines += [f"| {' | '.join(row)} |" for row in (filled[0], ["---"] * part.columns, *filled[1:])]
        elif part.style == "title":
            lines += ["", f"# {part.text}", ""]
        else:
            heading = re.match(r"[一二三四五六七八九十]+、", part.text) and not part.text.endswith("。")
            lines += ["", f"## {part.text}" if heading else part.text, ""]
    return "\n".join(lines).encode()


def web_page(parts: Sequence[Part]) -> bytes:
    """The document in a site: menu, path, buttons, share links, footer."""
    body = "".join(
        f"<p style='text-indent:2em'>&emsp;&emsp;{html.escape(part.text)}</p>\n"
        if isinstance(part, Para)
        else _table(part)
        for part in parts
    )
    return (
        "<!doctype html><html><head><meta charset='gbk'><title>通知公告-某市人民政府</title>"
        "<script>var a = '，。，。';</script></head><body><div class='header'><ul><li><a href='/'>首页</a></li>"
        "<li><a href='/a'>政务公开</a></li><li><a href='/b'>办事服务</a></li></ul></div>"
        "<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/x'>政策文件</a></div>"
        f"<div class='TRS_Editor'>{body}</div>"
        "<div class='share'>分享到：<a href='#'>微信</a><a href='#'>微博</a></div><div><a href='#'>【打印】</a>"
        "<a href='#'>【关闭】</a></div><div class='footer'>主办：某市人民政府办公室 版权所有<br>"
        "蒙ICP备12345678号 网站标识码：1503000001</div></body></html>"
    ).encode("gb18030")


def _table(grid: Grid) -> str:
    rows = ""
    for row in grid.rows:
        span = grid.columns - len(row) + 1
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in row[:-1])
        rows += f"<tr>{cells}<td colspan={span}>{html.escape(row[-1])}</td></tr>"
    return f"<table>{rows}</table>"


def word(parts: Sequence[Part]) -> bytes:
    """Labels in order are Word's own, others are typed; the longest paragraph holds a tracked change."""
    import docx

    document = docx.Document()
    numbering = _Ladder(
        document, "(%2)" if any(p.text.startswith("(一)") for p in parts if isinstance(p, Para)) else "（%2）"
    )
    longest = max((p for p in parts if isinstance(p, Para)), key=lambda p: len(p.text))
    for part in parts:
        if isinstance(part, Para):
            numbering.add(part, tracked=part is longest)
            continue
        table = document.add_table(len(part.rows), part.columns)
        for number, row in enumerate(part.rows):
            table.cell(number, len(row) - 1).merge(table.cell(number, part.columns - 1))
            for column, cell in enumerate(row):
                table.cell(number, column).text = cell
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class _Ladder:
    """Paragraphs of a Word document, with Word counting the labels where it would count the same."""

    def __init__(self, document: Any, second: str) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._document, self._parse, self._space = document, parse_xml, nsdecls("w")
        self._counts = [0, 0, 0]
        shapes = (("chineseCounting", "%1、"), ("chineseCounting", second), ("decimal", "%3."))
        levels = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{shape}"/></w:lvl>'
            for depth, (kind, shape) in enumerate(shapes)
        )
        root = document.part.numbering_part.element
        root.insert(0, parse_xml(f'<w:abstractNum {self._space} w:abstractNumId="90">{levels}</w:abstractNum>'))
        root.append(parse_xml(f'<w:num {self._space} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))

    def add(self, part: Para, *, tracked: bool) -> None:
        found = LABEL.match(part.text)
        depth = next((i for i, group in enumerate(found.groups()) if group), 0) if found else 0
        counted = found is not None and self._next(depth) == next(filter(None, found.groups()))
        paragraph = self._document.add_paragraph()
        shown = part.text
        if found and counted:
            self._counts[depth] += 1
            self._counts[depth + 1 :] = [0] * (2 - depth)
            shown = part.text[found.end() :]
            paragraph._p.get_or_add_pPr().append(
                self._parse(f'<w:numPr {self._space}><w:ilvl w:val="{depth}"/><w:numId w:val="90"/></w:numPr>')
            )
        self._write(paragraph, shown, tracked=tracked)

    def _next(self, depth: int) -> str:
        number = self._counts[depth] + 1
        return str(number) if depth == 2 else DIGITS[number - 1]

    def _write(self, paragraph: Any, shown: str, *, tracked: bool) -> None:
        if not tracked:
            paragraph.add_run(shown)
            return
        middle = len(shown) // 2
        paragraph.add_run(shown[:middle])
        for xml in (
            f'<w:del {self._space} w:id="7" w:author="甲"><w:r><w:delText>原定99%，</w:delText></w:r></w:del>',
            f'<w:ins {self._space} w:id="8" w:author="甲"><w:r><w:t>{html.escape(shown[middle : middle + 5])}</w:t></w:r></w:ins>',
        ):
            paragraph._p.append(self._parse(xml))
        paragraph.add_run(shown[middle + 5 :])


def pdf(parts: Sequence[Part], columns: int = 1, compress: bool = True) -> bytes:
    """Set as 公文 are, in one column or two, in a CID font, with running head and page numbers."""
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_CENTER, TA_RIGHT
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size = 16 if columns == 1 else 10.5
    plain = {"fontName": FONT, "fontSize": size, "leading": 1.75 * size, "wordWrap": "CJK"}
    large = {**plain, "fontSize": 1.375 * size, "leading": 2 * size, "alignment": TA_CENTER}
    styles = {
        "body": ParagraphStyle("body", firstLineIndent=2 * size, **plain),
        "flush": ParagraphStyle("flush", **plain),
        "right": ParagraphStyle("right", alignment=TA_RIGHT, **plain),
        "title": ParagraphStyle("title", **large),
    }
    width = (A4[0] - 144 - (columns - 1) * 24) / columns
    flow: list[Any] = []
    for part in parts:
        if isinstance(part, Para):
            flow.append(Paragraph(html.escape(part.text), styles[part.style]))
            continue
        cell = ParagraphStyle("cell", **{**plain, "fontSize": 9, "leading": 12})
        cells = [[Paragraph(html.escape(c), cell) for c in row] + [""] * (part.columns - len(row)) for row in part.rows]
        spans = [("SPAN", (len(row) - 1, i), (-1, i)) for i, row in enumerate(part.rows) if len(row) < part.columns]
        style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans])
        flow.append(Table(cells, colWidths=[width / part.columns] * part.columns, style=style))

    def around(sheet: Any, document: Any) -> None:
        sheet.setFont(FONT, 9)
        if columns == 1:
            sheet.drawString(72, 815, "某市人民政府公报")
        sheet.drawCentredString(300, 30, f"— {document.page} —")

    frames = [Frame(72 + i * (width + 24), 72, width, A4[1] - 144, 0, 0, 0, 0) for i in range(columns)]
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        pageTemplates=[PageTemplate(frames=frames, onPage=around)],
        pageCompression=int(compress),
        invariant=1,
    )
    document.build(flow)
    return buffer.getvalue()


def all_formats(parts: Sequence[Part]) -> dict[str, bytes]:
    """File name → bytes."""
    plain = text(parts)
    return {
        "utf8.txt": plain.encode(),
        "gb18030.txt": plain.replace("\n", "\r\n").encode("gb18030"),
        "utf16.txt": plain.encode("utf-16"),
        "文.md": markdown(parts),
        "文.html": web_page(parts),
        "文.docx": word(parts),
        "一栏.pdf": pdf(parts),
        "两栏.pdf": pdf(parts, columns=2),
        "一栏.ofd": ofd(parts),
        "两栏.ofd": ofd(parts, columns=2),
    }
