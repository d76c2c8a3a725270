"""OFD files made by hand: a document of `samples` set on pages, and the bare package around any page content."""

import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO

from ingest.readers.ofd_objects import width
from tests.ingest.samples import Grid, Part

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAPER = (210.0, 297.0)  # millimetres
MARGIN, TOP, BOTTOM = 26.0, 35.0, 262.0
NOT_FIRST = "。，、；：！？”’》）〉」"  # marks that do not start a line


def package(*pages: str, title: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """An OFD file whose pages have the given content (what stands in a Layer)."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts = {
        "OFD.xml": f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}'
        "</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for number, content in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="9">{content}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return archive({name: part.encode() for name, part in parts.items()} | (extra or {}))


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def text_object(text: str, x: float, y: float, size: float = 5.6, attributes: str = "") -> str:
    """`text` with its first character's baseline at (x, y), its boundary above it, all in millimetres."""
    deltas = " ".join(f"{width(char) * size:g}" for char in text[:-1])
    return (
        f'<ofd:TextObject ID="1" Boundary="{x:g} {y - size:g} 180 {1.3 * size:g}" Font="2" Size="{size:g}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{size:g}" DeltaX="{deltas}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="1" Boundary="{x0:g} {y0:g} {x1 - x0 + 1:g} {y1 - y0 + 1:g}" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0:g} {y1 - y0:g}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd(parts: Sequence[Part], columns: int = 1) -> bytes:
    """The document set as 公文 are, in one column or two, with page numbers."""
    setter = _Setter(columns)
    for part in parts:
        if isinstance(part, Grid):
            setter.table(part)
        else:
            setter.paragraph(part.text, part.style)
    numbered = [
        page + text_object(f"— {number} —", 98, 280, 4.9) for number, page in enumerate(setter.pages, start=1) if page
    ]
    return package(*numbered, title="样本")


class _Setter:
    """Sets text line by line, column by column, page by page."""

    def __init__(self, columns: int) -> None:
        self.pages = [""]
        self._columns = columns
        self._size = 5.6 if columns == 1 else 3.7
        self._width = (PAPER[0] - 2 * MARGIN - 8 * (columns - 1)) / columns
        self._column, self._y = 0, TOP

    def paragraph(self, text: str, style: str) -> None:
        size = self._size * (1.375 if style == "title" else 1)
        room = self._width / size
        for start, part in enumerate(_wrapped(text, room, 2.0 if style == "body" else 0.0)):
            length = sum(map(width, part)) * size
            shift = {"title": (self._width - length) / 2, "right": self._width - length}.get(style, 0.0)
            indent = 2 * size if style == "body" and start == 0 else 0.0
            left, y = self._place(1.75 * size)
            self.pages[-1] += text_object(part, left + max(0.0, shift) + indent, y, size)

    def table(self, grid: Grid) -> None:
        size, step = 3.2, self._width / grid.columns
        wrapped = [
            [list(_wrapped(c, (step * (grid.columns - len(row) + 1 if c is row[-1] else 1) - 1) / size)) for c in row]
            for row in grid.rows
        ]
        for row in wrapped:
            height = 5 * max(map(len, row)) + 2
            left, y = self._place(height)
            top = y - height + 1
            for number, cell in enumerate(row):
                x = left + number * step
                self.pages[-1] += line(x, top, x, top + height)
                self.pages[-1] += "".join(
                    text_object(part, x + 0.5, top + 5 * (n + 1), size) for n, part in enumerate(cell)
                )
            right = left + self._width
            self.pages[-1] += line(right, top, right, top + height)
            self.pages[-1] += line(left, top, right, top) + line(left, top + height, right, top + height)

    def _place(self, height: float) -> tuple[float, float]:
        if self._y + height > BOTTOM:
            self._y, self._column = TOP, self._column + 1
            if self._column == self._columns:
                self._column = 0
                self.pages.append("")
        self._y += height
        return MARGIN + self._column * (self._width + 8), self._y


def _wrapped(text: str, room: float, indent: float = 0.0) -> Iterator[str]:
    """`text` in lines of `room` full-width characters; marks hang over instead of starting a line."""
    line, used = "", indent
    for char in text:
        if line and used + width(char) > room + 0.01 and char not in NOT_FIRST:
            yield line
            line, used = "", 0.0
        line += char
        used += width(char)
    if line:
        yield line
