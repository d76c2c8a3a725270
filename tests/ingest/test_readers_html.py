"""Web pages: the document and its metadata block, in any encoding, whatever the site puts around them."""

from pathlib import Path

import pytest

from ingest.clean import clean
from ingest.readers import read

BODY = (
    "<p>为贯彻落实《国务院关于<b>加快</b>推进\n农业机械化的意见》，经市政府同意，现提出以下意见。</p>"
    "<p>一、总体要求</p><p>&emsp;&emsp;到2025年，<span>综合机械化率</span>达到75%以上，成效&nbsp;明显。</p>"
    "<div>（一）强化支持。<br>（二）加强组织，明确分工，压实责任。</div>"
)


def page(body: str, head: str = "", around: tuple[str, str] = ("", "")) -> str:
    return f"<!doctype html><html><head>{head}</head><body>{around[0]}{body}{around[1]}</body></html>"


def blocks(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[tuple[str, int]]:
    path = tmp_path / "页.html"
    path.write_bytes(text.encode(encoding))
    return [(block.text, block.heading) for block in clean(read(path)).blocks]


PARAGRAPHS = [
    "为贯彻落实《国务院关于加快推进农业机械化的意见》，经市政府同意，现提出以下意见。",
    "一、总体要求",
    "到2025年，综合机械化率达到75%以上，成效 明显。",
    "（一）强化支持。",
    "（二）加强组织，明确分工，压实责任。",
]


def test_inline_tags_do_not_break_sentences(tmp_path: Path) -> None:
    assert [text for text, _ in blocks(tmp_path, page(BODY))] == PARAGRAPHS


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("gb18030", "gb2312"),
        ("gbk", ""),
        ("utf-8-sig", "gbk"),
        ("utf-16", ""),
        ("gbk", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, declared: str) -> None:
    text = page(BODY, f'<meta charset="{declared}">' if declared else "")
    assert [shown for shown, _ in blocks(tmp_path, text, encoding)] == PARAGRAPHS


@pytest.mark.parametrize(
    "container",
    [
        '<div id="UCAP-CONTENT">{}</div>',
        '<div class="a TRS_Editor b">{}</div>',
        '<article class="x9">{}</article>',
    ],
)
def test_site_around_the_document_is_left_out(tmp_path: Path, container: str) -> None:
    before = (
        "<div class='top'><a href='/'>首页</a><a href='/'>政务公开</a></div>"
        "<div>您当前所在的位置：首页 &gt; 文件</div>"
        "<h1>某市人民政府关于加快推进农业机械化的意见</h1>"
        "<div class='info'>发布时间：2025-01-02 来源：某市农业农村局 浏览次数：12 【字体：大 中 小】</div>"
    )
    after = (
        "<div>上一篇：某某通知</div><div class='footer-box'>主办：某市人民政府 地址：某市某路1号</div>"
        "<p>某ICP备05000809号</p>"
        "<script>var a='不是正文，不是。';</script><div style='display: none'>藏</div>"
    )
    head = "<title>某市人民政府关于加快推进农业机械化的意见-某市人民政府网</title>"
    head += "<meta name='PubDate' content='2025-01-02'>"
    found = blocks(tmp_path, page(container.format(BODY), head, (before, after)))
    assert found[0] == ("某市人民政府关于加快推进农业机械化的意见", 1)
    assert found[1] == ("发布时间：2025-01-02 来源：某市农业农村局", 0)
    assert [text for text, _ in found[2:]] == PARAGRAPHS


METADATA = [
    "<table><tr><td>索 引 号：</td><td>000014349/2018-00223</td><td>主题分类：</td><td>农业</td></tr>"
    "<tr><td>发文机关：</td><td>国务院</td><td>成文日期：</td><td>2018年12月21日</td></tr></table>",
    "<ul><li><b>索 引 号：</b>000014349/2018-00223</li><li>主题分类：农业</li><li>发文机关：国务院</li>"
    "<li>成文日期：2018年12月21日</li></ul>",
    "<dl><dt>索 引 号：</dt><dd>000014349/2018-00223</dd><dt>主题分类：</dt><dd>农业</dd><dt>发文机关：</dt>"
    "<dd>国务院</dd><dt>成文日期：</dt><dd>2018年12月21日</dd></dl>",
]


@pytest.mark.parametrize("metadata", METADATA, ids=["table", "list", "pairs"])
def test_metadata_block_outside_the_container_stays(tmp_path: Path, metadata: str) -> None:
    text = page(f'<div class="box">{metadata}</div><div id="zoom">{BODY}</div>')
    found = [text.replace("\t", "") for text, _ in blocks(tmp_path, text)]
    joined = "\n".join(found[: -len(PARAGRAPHS)])
    for pair in (
        "索 引 号：000014349/2018-00223",
        "主题分类：农业",
        "发文机关：国务院",
        "成文日期：2018年12月21日",
    ):
        assert pair in joined
    assert found[-len(PARAGRAPHS) :] == PARAGRAPHS


def test_data_tables_are_rows_and_layout_tables_are_not(tmp_path: Path) -> None:
    data = (
        "<table><tr><th>指标</th><th colspan=2>目标</th></tr>"
        "<tr><td rowspan=2>比例</td><td>2025年</td><td>20%</td></tr>"
        "<tr><td>2028年</td><td>25%<br>以上</td></tr></table>"
    )
    path = tmp_path / "页.html"
    path.write_text(page(f"<table><tr><td>{BODY}{data}</td></tr></table>"), encoding="utf-8")
    raw = read(path)
    assert [b.text for b in raw.blocks if b.kind == "paragraph"] == PARAGRAPHS
    assert [(b.cells, b.table) for b in raw.blocks if b.kind == "row"] == [
        (("指标", "目标", ""), 0),
        (("比例", "2025年", "20%"), 0),
        (("", "2028年", "25% 以上"), 0),
    ]
    assert [b.line for b in raw.blocks] == list(range(1, 9))


def test_a_container_hidden_until_a_script_runs_is_the_document(tmp_path: Path) -> None:
    text = page(f'<div style="display:none">{BODY}</div><p>请稍候</p>')
    assert [shown for shown, _ in blocks(tmp_path, text)][: len(PARAGRAPHS)] == PARAGRAPHS


def test_deep_and_broken_nesting(tmp_path: Path) -> None:
    text = page("<div><font>" * 900 + BODY + "<table><tr><td colspan=99999999 rowspan=-1>孤")
    assert PARAGRAPHS[1] in [shown for shown, _ in blocks(tmp_path, text)]


def test_real_pages_keep_no_site_text() -> None:
    folder = Path(__file__).parents[2] / "../shared/data/policies"
    if not folder.is_dir():
        pytest.skip("the sample pages are not part of the project")
    words = (
        "ICP备",
        "公网安备",
        "网站标识码",
        "版权所有",
        "分享到",
        "浏览次数",
        "当前位置",
        "扫一扫在手机",
        "返回顶部",
    )
    for path in sorted(folder.glob("*.html")):
        shown = [block.text for block in clean(read(path)).blocks]
        assert shown
        assert not [text for text in shown if any(word in text for word in words)], path.name
