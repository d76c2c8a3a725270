"""OFD: places, transforms, templates, tables; bombs and damage refused."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ingest.raw import RawDocument
from ingest.readers import read
from kb.errors import BadFormat, NeedsOCR, ReadError, TooLarge
from tests.ingest.ofd_files import SPACE, archive, line, ofd, package, text_object
from tests.ingest.samples import NOTICE

LONG = "到2028年，全市储能规模达到45万千瓦以上。"


def taken(tmp_path: Path, data: bytes) -> RawDocument:
    path = tmp_path / "文.ofd"
    path.write_bytes(data)
    return read(path)


def lines(tmp_path: Path, *pages: str) -> list[str]:
    return [block.text for block in taken(tmp_path, package(*pages)).blocks]


def test_text_comes_by_place_not_by_order_in_the_file(tmp_path: Path) -> None:
    content = text_object("二、主要任务", 40, 80) + text_object("一、总体要求", 40, 60) + text_object(LONG, 40, 70)
    raw = taken(tmp_path, package(content, text_object("三、保障措施", 40, 60), title="样本"))
    assert [block.text for block in raw.blocks] == ["一、总体要求", LONG, "二、主要任务", "三、保障措施"]
    assert [block.page for block in raw.blocks] == [1, 1, 1, 2]
    assert raw.meta["Title"] == "样本"


def test_repeated_distances_and_parts_of_one_line(tmp_path: Path) -> None:
    code = '<ofd:TextCode X="0" Y="5" DeltaX="g 5 5">推进装备升级</ofd:TextCode><ofd:TextCode X="30" Y="5">工程。</ofd:TextCode>'
    content = f'<ofd:TextObject ID="1" Boundary="20 20 100 8" Font="1" Size="5">{code}</ofd:TextObject>'
    assert lines(tmp_path, content + text_object(LONG, 20, 40)) == ["推进装备升级工程。", LONG]


def test_a_wide_gap_is_a_blank_and_letters_set_wide_are_none(tmp_path: Path) -> None:
    apart = text_object("甲市财政局", 20, 40) + text_object("乙市能源局：", 80, 40)
    wide = "".join(text_object(char, 40 + 15 * n, 60) for n, char in enumerate("行动方案"))
    assert lines(tmp_path, apart + wide + text_object(LONG, 20, 80)) == ["甲市财政局 乙市能源局：", "行动方案", LONG]


def test_transforms_scale_and_shift_and_slanted_text_is_a_watermark(tmp_path: Path) -> None:
    def turned(text: str, matrix: str, y: float) -> str:
        return text_object(text, 20, y, attributes=f'CTM="{matrix}"')

    content = turned("第二行", "2 0 0 2 0 40", 30) + turned(LONG, "1 0 0 1 0 0", 20)
    content += turned("内部资料", "0.7 0.7 -0.7 0.7 0 0", 25) + text_object(
        "看不见", 20, 50, attributes='Visible="false"'
    )
    assert lines(tmp_path, content) == [LONG, "第二行"]


def test_text_drawn_twice_comes_once(tmp_path: Path) -> None:
    assert lines(tmp_path, text_object(LONG, 20, 40) + text_object(LONG, 20.1, 40)) == [LONG]


def test_text_of_a_template_belongs_to_the_page(tmp_path: Path) -> None:
    page = f'<ofd:Page {SPACE}><ofd:Template TemplateID="7"/><ofd:Content><ofd:Layer>{text_object(LONG, 20, 60)}</ofd:Layer></ofd:Content></ofd:Page>'
    head = f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{text_object('某市人民政府文件', 60, 40)}</ofd:Layer></ofd:Content></ofd:Page>"
    document = (
        f'<ofd:Document {SPACE}><ofd:CommonData><ofd:TemplatePage ID="7" BaseLoc="/Doc_0/Tpls/t.xml"/></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="p.xml"/></ofd:Pages></ofd:Document>'
    )
    start = f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    parts = {"OFD.xml": start, "Doc_0/Document.xml": document, "Doc_0/p.xml": page, "Doc_0/Tpls/t.xml": head}
    raw = taken(tmp_path, archive({name: text.encode() for name, text in parts.items()}))
    assert [block.text for block in raw.blocks] == ["某市人民政府文件", LONG]


def test_ruled_tables_are_rows_where_they_stand(tmp_path: Path) -> None:
    rules = "".join(line(20, y, 140, y) for y in (50, 60, 70)) + "".join(line(x, 50, x, 70) for x in (20, 80, 140))
    cells = "".join(
        text_object(text, x, y, 4)
        for text, x, y in (("指标", 22, 57), ("2028年目标", 82, 57), ("绿色电力消费比例", 22, 67), ("25%以上", 82, 67))
    )
    content = text_object("表后的文字。", 20, 90) + rules + cells + text_object(LONG, 20, 40)
    raw = taken(tmp_path, package(content))
    assert [block.kind for block in raw.blocks] == ["paragraph", "row", "row", "paragraph"]
    assert [block.cells for block in raw.blocks[1:3]] == [("指标", "2028年目标"), ("绿色电力消费比例", "25%以上")]


def test_a_page_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    data = package(text_object(LONG, 20, 40), "<broken", text_object(LONG, 20, 60))
    raw = taken(tmp_path, data)
    assert [block.page for block in raw.blocks] == [1, 3]
    assert raw.warnings == ("第2页已损坏，未读入",)


def test_a_scan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeedsOCR, match="扫描件"):
        taken(tmp_path, package('<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="3"/>'))


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMBS: dict[str, tuple[bytes, type[ReadError]]] = {
    "billion laughs": (
        archive({"OFD.xml": f'<!DOCTYPE o [<!ENTITY a0 "啊">{LAUGHS}]><o>&a9;</o>'.encode()}),
        BadFormat,
    ),
    "external entity": (
        archive(
            {
                "OFD.xml": b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><o><DocBody><DocRoot>&x;</DocRoot></DocBody></o>'
            }
        ),
        BadFormat,
    ),
    "unpacks without end": (archive({"OFD.xml": b"<o>" + b" " * 70_000_000}), TooLarge),
    "one page many times": (
        archive(
            {
                "OFD.xml": b"<o><DocBody><DocRoot>d.xml</DocRoot></DocBody></o>",
                "d.xml": b"<d><Pages>" + b'<Page BaseLoc="p.xml"/>' * 1000 + b"</Pages></d>",
                "p.xml": b"<p>" + b" " * 1_000_000 + b"</p>",
            }
        ),
        TooLarge,
    ),
    "repeats without end": (
        package(
            '<ofd:TextObject Boundary="0 0 1 1" Size="4"><ofd:TextCode X="1" Y="1" DeltaX="g 1e300 5 g 999999999 1">   </ofd:TextCode></ofd:TextObject>'
        ),
        ReadError,
    ),
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_bombs_are_refused(tmp_path: Path, name: str) -> None:
    data, error = BOMBS[name]
    with pytest.raises(error):
        taken(tmp_path, data)


def test_names_of_parts_in_other_spellings(tmp_path: Path) -> None:
    source = package(text_object(LONG, 20, 40))
    with zipfile.ZipFile(tmp_path / "文.ofd", "w") as target, zipfile.ZipFile(BytesIO(source)) as file:
        for name in file.namelist():
            target.writestr(name.replace("/", "\\").upper(), file.read(name))
    assert [block.text for block in read(tmp_path / "文.ofd").blocks] == [LONG]


def test_columns_one_after_the_other_even_where_the_last_is_short(tmp_path: Path) -> None:
    whole = [part.text for part in NOTICE[:-1]]
    raw = taken(tmp_path, ofd(NOTICE[:-1], columns=2))
    assert [block.text for block in raw.blocks if "—" not in block.text[:1]] == whole
