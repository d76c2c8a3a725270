"""Word documents: order, computed labels, tracked changes, tables."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ingest.raw import RawDocument
from ingest.readers import read
from ingest.readers.docx_numbering import chinese, print_number

docx = pytest.importorskip("docx")

from docx.oxml import parse_xml  # noqa: E402
from docx.oxml.ns import nsdecls  # noqa: E402

NS = nsdecls("w")


def level(depth: int, kind: str, text: str, suffix: str = "nothing") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def with_list(document: Any, *levels: str) -> None:
    numbering = document.part.numbering_part.element
    abstract = f'<w:abstractNum {NS} w:abstractNumId="90">{"".join(levels)}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    plain = f'<w:num {NS} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
    restart = (
        f'<w:num {NS} w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    for number in (plain, restart):
        numbering.append(parse_xml(number))


def item(document: Any, text: str, depth: int, number: int = 90) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {NS}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'))


def saved(document: Any, tmp_path: Path) -> RawDocument:
    buffer = BytesIO()
    document.save(buffer)
    path = tmp_path / "文.docx"
    path.write_bytes(buffer.getvalue())
    return read(path)


def test_labels_that_word_computes(tmp_path: Path) -> None:
    document = docx.Document()
    with_list(
        document,
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCountingThousand", "（%2）"),
        level(2, "decimal", "%3.", "tab"),
        level(3, "decimalEnclosedCircle", "%4", "space"),
        level(4, "bullet", "●"),
    )
    for text, depth in (
        ("甲", 0),
        ("乙", 1),
        ("丙", 2),
        ("丁", 3),
        ("戊", 4),
        ("己", 1),
        ("庚", 0),
        ("辛", 1),
    ):
        item(document, text, depth)
    item(document, "壬", 0, number=91)
    raw = saved(document, tmp_path)
    assert [b.text for b in raw.blocks] == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "① 丁",
        "戊",
        "（二）己",
        "二、庚",
        "（一）辛",
        "一、壬",
    ]
    assert [b.numbering for b in raw.blocks][:5] == ["一、", "（一）", "1.", "①", None]


def test_articles_count_on_across_other_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    with_list(document, level(0, "chineseCounting", "第%1条", "tab"))
    for _ in range(11):
        item(document, "条文。", 0)
        document.add_paragraph("第二款。")
    raw = saved(document, tmp_path)
    assert raw.blocks[-2].text == "第十一条 条文。"


def test_tracked_changes_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("保留")._p
    for xml in (
        f'<w:ins {NS} w:id="1" w:author="a"><w:r><w:t>插入</w:t></w:r></w:ins>',
        f'<w:del {NS} w:id="2" w:author="a"><w:r><w:delText>删除</w:delText></w:r></w:del>',
        f"<w:r {NS}><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>",
        f'<w:r {NS}><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>',
        f"<w:r {NS}><w:t>末</w:t><w:br/><w:t>次行</w:t></w:r>",
    ):
        paragraph.append(parse_xml(xml))
    first = document.add_paragraph("前半，")._p
    first.get_or_add_pPr().append(parse_xml(f'<w:rPr {NS}><w:del w:id="3" w:author="a"/></w:rPr>'))
    document.add_paragraph("后半。")
    assert [b.text for b in saved(document, tmp_path).blocks] == ["保留插入末", "次行", "前半，后半。"]


def test_tables_in_order_with_spans(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "某市行动方案"
    document.add_heading("总体要求", 1)
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "指标"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "比例"
    for place, text in (
        ((0, 2), "备注"),
        ((1, 1), "2025年"),
        ((1, 2), "20%"),
        ((2, 1), "2028年"),
        ((2, 2), "25%"),
    ):
        table.cell(*place).text = text
    document.add_paragraph("表后正文。")
    boxed = document.add_table(1, 1)
    boxed.cell(0, 0).text = "方框里的段落。"
    raw = saved(document, tmp_path)
    assert raw.meta["Title"] == "某市行动方案"
    assert [(b.text, b.heading) for b in raw.blocks if b.kind == "paragraph"] == [
        ("总体要求", 1),
        ("表后正文。", 0),
        ("方框里的段落。", 0),
    ]
    assert [b.cells for b in raw.blocks if b.kind == "row"] == [
        ("指标", "", "备注"),
        ("比例", "2025年", "20%"),
        ("", "2028年", "25%"),
    ]
    assert [b.line for b in raw.blocks] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("n", "kind", "shown"),
    [
        (10, "chineseCounting", "十"),
        (19, "chineseCounting", "十九"),
        (20, "chineseCountingThousand", "二十"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (1003, "chineseCounting", "一千零三"),
        (12, "ideographDigital", "一二"),
        (3, "chineseLegalSimplified", "叁"),
        (3, "decimalZero", "03"),
        (12, "decimalEnclosedCircle", "⑫"),
        (2, "decimalEnclosedParen", "⑵"),
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (28, "upperLetter", "BB"),
        (2, "lowerLetter", "b"),
        (2, "ideographTraditional", "乙"),
        (12, "decimalFullWidth", "１２"),
        (7, "someFutureFormat", "7"),
    ],
)
def test_number_formats(n: int, kind: str, shown: str) -> None:
    assert print_number(n, kind) == shown


def test_chinese_numbers_are_all_different() -> None:
    assert len({chinese(n) for n in range(1, 2000)}) == 1999


def test_damaged_properties_cost_the_properties_alone(tmp_path: Path) -> None:
    import zipfile

    document = docx.Document()
    document.add_paragraph("一、总体要求")
    document.save(str(tmp_path / "好.docx"))
    with zipfile.ZipFile(tmp_path / "好.docx") as good, zipfile.ZipFile(tmp_path / "坏.docx", "w") as bad:
        for name in good.namelist():
            bad.writestr(name, b"<other/>" if name == "docProps/core.xml" else good.read(name))
    raw = read(tmp_path / "坏.docx")
    assert [block.text for block in raw.blocks] == ["一、总体要求"]
    assert not raw.meta
