"""A docx in the layout of official papers: GB/T 9704—2012《党政机关公文格式》.

A4, margins 37/35/28/26 mm, 22 lines of 28 characters, title 2号小标宋, body 3号仿宋, first-level headings
3号黑体, second-level 3号楷体, page number — 1 — in 4号宋体, outside on odd and even pages.
"""

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

# The fonts of the standard, each with its substitutes (Windows, UOS and Kylin, Linux).
TITLE, BODY, HEADING, SUBHEADING, SONG = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
SUBSTITUTES = {
    TITLE: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,Noto Serif CJK SC",
    BODY: "仿宋_GB2312,FangSong,方正仿宋_GBK,华文仿宋,Noto Serif CJK SC",
    HEADING: "SimHei,方正黑体_GBK,文泉驿正黑,Noto Sans CJK SC",
    SUBHEADING: "楷体_GB2312,KaiTi,方正楷体_GBK,华文楷体,Noto Serif CJK SC",
    SONG: "SimSun,方正书宋_GBK,Noto Serif CJK SC",
}

ER_HAO, SAN_HAO, SI_HAO, WU_HAO = Pt(22), Pt(16), Pt(14), Pt(10.5)
LINE = Pt(28.95)  # 版心 225 mm high holds 22 lines: 637.8 pt / 22
TITLE_LINE = Pt(36)
TABLE_LINE = Pt(16)
NARROWEST = 13  # mm
CELL_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:top w:w="45" w:type="dxa"/><w:bottom w:w="45" w:type="dxa"/></w:tblCellMar>'
)
# 版心 156 mm holds 28 characters of 15.79 pt, 3号 is 16 pt: each run is drawn in by 0.25 pt (in twentieths).
# A character grid (linesAndChars) says the same to Word, but LibreOffice then gives a character two cells.
TIGHT = -5


class Paper:
    """One paper under construction: parts are added in order, `bytes()` closes it."""

    def __init__(self, title: str, *, across: bool = False) -> None:
        self._docx = docx.Document()
        self._width = 225 if across else 156  # mm between the margins
        self._page(across)
        self._fonts()
        self._page_numbers()
        self._docx.core_properties.title = title
        self._docx.core_properties.author = ""
        paragraph = self._paragraph(title, TITLE, ER_HAO, TITLE_LINE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._outline(paragraph, 0)
        self._paragraph("", BODY)

    def heading(self, text: str) -> None:
        """A first-level heading: 黑体, two characters in."""
        paragraph = self._indented(self._paragraph(text, HEADING))
        paragraph.paragraph_format.keep_with_next = True
        self._outline(paragraph, 1)

    def clause(self, text: str, head: int) -> None:
        """A clause's text, a paragraph a line; its opening `head` characters are set as a heading in 楷体."""
        first, *rest = text.split("\n")
        paragraph = self._indented(self._paragraph(first[:head], SUBHEADING))
        self._run(paragraph, first[head:], BODY)
        for line in rest:
            self._indented(self._paragraph(line, BODY))

    def source(self, text: str) -> None:
        """Where the words above come from, in 楷体 after them."""
        self._indented(self._paragraph(text, SUBHEADING, SI_HAO))

    def table(self, columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """A ruled table; the head row repeats on every page. `widths` are relative."""
        table = self._docx.add_table(rows=1 + len(rows), cols=len(columns), style="Table Grid")
        table.autofit = False
        across = _widths(widths, self._width)
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(parse_xml(CELL_MARGINS))
        for column, width in zip(table.columns, across, strict=True):
            column.width = Mm(width)
        for row, cells in zip(table.rows, [columns, *rows], strict=True):
            for cell, text, width in zip(row.cells, cells, across, strict=True):
                cell.width = Mm(width)
                _lines(cell.paragraphs[0], TABLE_LINE)
                cell.paragraphs[0]._p.get_or_add_pPr().insert_element_before(
                    parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'), "w:spacing", "w:ind", "w:jc"
                )
                self._run(cell.paragraphs[0], text, HEADING if cells is columns else BODY, WU_HAO)
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def bytes(self) -> bytes:
        """The finished file."""
        out = io.BytesIO()
        self._docx.save(out)
        return out.getvalue()

    def _page(self, across: bool) -> None:
        """Upright, or laid across: the same margins with the binding edge (28 mm) on top."""
        section = self._docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        if across:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
            section.top_margin, section.bottom_margin = Mm(28), Mm(26)
            section.left_margin, section.right_margin = Mm(35), Mm(37)
        # The number's dash stands 7 mm below the 版心; its line is 5 mm high.
        section.footer_distance = Mm(section.bottom_margin.mm - 12)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(int(LINE.twips)))

    def _fonts(self) -> None:
        """The document's default font, and the substitutes in the font table."""
        normal = self._docx.styles["Normal"]
        normal.font.size = SAN_HAO
        _set_font(normal.element.get_or_add_rPr(), BODY)
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
            for name, others in SUBSTITUTES.items()
        )
        part = next(p for p in self._docx.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
        part._blob = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()

    def _page_numbers(self) -> None:
        self._docx.settings.odd_and_even_pages_header_footer = True
        section = self._docx.sections[0]
        odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
        odd.alignment, even.alignment = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
        odd.paragraph_format.right_indent = even.paragraph_format.left_indent = SI_HAO
        for paragraph in (odd, even):
            self._run(paragraph, "— ", SONG, SI_HAO)
            field = self._run(paragraph, "", SONG, SI_HAO)
            field._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="begin"/>'))
            field._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>'))
            field._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="separate"/>'))
            field._r.append(parse_xml(f"<w:t {nsdecls('w')}>1</w:t>"))
            field._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="end"/>'))
            self._run(paragraph, " —", SONG, SI_HAO)

    def _paragraph(self, text: str, font: str, size: Pt = SAN_HAO, line: Pt = LINE) -> Any:
        paragraph = self._docx.add_paragraph()
        _lines(paragraph, line)
        if text:
            self._run(paragraph, text, font, size)
        return paragraph

    @staticmethod
    def _run(paragraph: Any, text: str, font: str, size: Pt = SAN_HAO) -> Any:
        run = paragraph.add_run(text)
        run.font.size = size
        properties = run._r.get_or_add_rPr()
        _set_font(properties, font)
        if size == SAN_HAO:
            properties.find(qn("w:sz")).addprevious(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{TIGHT}"/>'))
        return run

    @staticmethod
    def _indented(paragraph: Any) -> Any:
        """First line two characters in, counted in characters (firstLineChars) as Chinese editors do."""
        paragraph.paragraph_format.first_line_indent = SAN_HAO * 2
        paragraph._p.get_or_add_pPr().ind.set(qn("w:firstLineChars"), "200")
        return paragraph

    @staticmethod
    def _outline(paragraph: Any, level: int) -> None:
        """Lists the paragraph in the editor's navigation pane."""
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level))
        paragraph._p.get_or_add_pPr().append(outline)


def _widths(relative: Sequence[int], whole: float) -> list[float]:
    """Millimetres for each column, together `whole`; none narrower than a head of two characters needs."""
    narrow = [width for width in relative if whole * width / sum(relative) < NARROWEST]
    left, rest = whole - NARROWEST * len(narrow), sum(relative) - sum(narrow)
    return [NARROWEST if width in narrow else left * width / rest for width in relative]


def _lines(paragraph: Any, height: Pt) -> None:
    """Lines of exactly this height, nothing before or after."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = height


def _set_font(properties: Any, name: str) -> None:
    """One font for Chinese and Latin text; the standard has no other for letters and digits."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
