"""Whole pages as portals build them: nothing of the site stays in a clause, nothing of the document is lost."""

from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import parse
from kb.model import ParsedDocument

_HEAD = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>"


def _parsed(folder: Path, title: str, body: str) -> ParsedDocument:
    path = folder / "page.html"
    path.write_text(_HEAD.format(title=title) + body + "</body></html>", encoding="utf-8")
    return parse(path)


def test_a_page_laid_out_with_tables_and_breaks(tmp_path: Path) -> None:
    parsed = _parsed(
        tmp_path,
        "关于做好冬季供暖工作的通知_某县人民政府",
        """<table><tr><td><table><tr><td><a>网站首页</a></td><td><a>走进某县</a></td><td><a>新闻动态</a></td></tr></table>
        </td></tr><tr><td>当前位置：<a>首页</a> &gt;&gt; 通知公告</td></tr><tr><td><b>关于做好冬季供暖工作的通知</b></td></tr>
        <tr><td>作者：住建局　来源：某县住建局　发布时间：2026-10-15　点击数：1,356　【字体：<a>大</a> <a>中</a> <a>小</a>】</td></tr>
        <tr><td><div><!-- 正文 -->各乡镇人民政府：<br><br>　　一、储备燃料。各企业要提前储备煤炭，<br>不低于15天用量。<br>
        &nbsp;&nbsp;二、检修设备。整改率达到100%。<br><p>某县住房和城乡建设局</p><p>2026年10月12日</p></div></td></tr>
        <tr><td><a>【打印本页】</a>　<a>【关闭窗口】</a> <a>【收藏】</a></td></tr><tr><td>上一篇：<a>关于停水的公告</a></td></tr>
        <tr><td>相关文章：<ul><li><a>关于供暖收费的通知</a> 2026-10-01</li><li><a>供暖问答</a> 2026-09-21</li></ul></td></tr></table>
        <div>主办单位：某县政府办公室 承办单位：某县大数据中心<br>地址：某路1号 邮编：000000<br>某ICP备00000001号</div>""",
    )
    assert parsed.text.splitlines() == [
        "关于做好冬季供暖工作的通知",
        "作者：住建局 来源：某县住建局 发布时间：2026-10-15",
        "各乡镇人民政府：",
        "一、储备燃料。各企业要提前储备煤炭，不低于15天用量。",
        "二、检修设备。整改率达到100%。",
        "某县住房和城乡建设局",
        "2026年10月12日",
    ]
    assert parsed.clauses[-1].kind == "back"


def test_title_and_signature_outside_the_densest_element_stay(tmp_path: Path) -> None:
    parsed = _parsed(
        tmp_path,
        "政策速递丨某市劳动者权益保障若干措施",
        """<div><div>某市人力资源和社会保障局</div><div><a>首页</a><a>公开</a><a>服务</a></div></div><div><div>
        <div>某市劳动者权益保障若干措施</div><div><div>时间：2026-07-01 11:20</div><div>浏览：88次</div><div>字体：[大] [中] [小]</div></div>
        <div><section><section>为维护权益，制定以下措施。</section><section>一、明确报酬</section><section>应当按时、足额支付，
        不得拖欠。</section><section>二、完善保险</section><section>引导参保，做好服务。</section></section>
        <section>某市人力资源和社会保障局</section><section>2026年6月28日</section></div>
        <div><span>【TOP】</span><span>【打印页面】</span></div></div></div>
        <div><div>主办单位：某市人社局</div><div>政府网站标识码：0000000077</div></div>""",
    )
    assert parsed.text.splitlines() == [
        "某市劳动者权益保障若干措施", "时间：2026-07-01 11:20", "为维护权益，制定以下措施。", "一、明确报酬",
        "应当按时、足额支付，不得拖欠。", "二、完善保险", "引导参保，做好服务。", "某市人力资源和社会保障局", "2026年6月28日",
    ]  # fmt: skip


def test_fields_without_colons_and_lists_of_files_stay(tmp_path: Path) -> None:
    parsed = _parsed(
        tmp_path,
        "某省财政厅关于下达补助资金的通知",
        """<table><tr><td>索引号</td><td>000/2027-1</td><td>发文机关</td><td>某省财政厅</td></tr><tr><td>成文日期</td>
        <td>2027-01-05</td><td>发文字号</td><td>某财社〔2027〕2号</td></tr></table><div id="zoom"><p>各市财政局：</p>
        <p>　　现将资金下达你们，请按规定使用。</p><p>　　一、专款专用，加强监管。</p><p>　　二、及时、足额拨付。</p>
        <p>某省财政厅<br>2027年1月5日</p><p>附件下载：</p><p><a href="1.xlsx">附件1.资金分配表.xlsx</a></p>
        <p><a href="2.docx">附件2.绩效目标表.docx</a></p><div>【我要打印】【关闭】【返回顶部】</div><div><p>相关信息</p>
        <p><a>·关于下达补助资金的通知</a> [2026-01-09]</p><p><a>·关于修订办法的通知</a> [2025-06-20]</p></div></div>""",
    )
    assert [c.kind for c in parsed.clauses] == ["meta", "front", "unit", "unit", "back"]
    assert parsed.document.doc_number == "某财社〔2027〕2号"
    assert parsed.clauses[-1].text.splitlines()[2:] == [
        "附件下载：", "附件1.资金分配表.xlsx", "附件2.绩效目标表.docx",
    ]  # fmt: skip


_NOTICE = "关于下达补助资金的通知"
_TEXT = "<div class='TRS_Editor'><p>各区财政局：</p><p>现下达补助资金，请按规定使用，专款专用。</p>{more}<p>2023年5月4日</p></div>"
_FIELDS = (
    "<table><tr><td>索引号：</td><td>01/2023-1</td><td>文号：</td><td>某财〔2023〕5号</td></tr>"
    "<tr><td>发布机构：</td><td>某市财政局</td><td>发文日期：</td><td>2023年5月4日</td></tr></table>"
)


@pytest.mark.parametrize(
    "info",
    [
        f"{_FIELDS}<div>发布日期：2023-05-06　来源：某市财政局　访问量：<span>3</span>　【打印】</div>",
        "<div class='info-print'>发布日期：2023-05-06 来源：某市财政局 访问量：3 【打印】</div>",
        "<div class='share'><span>发布日期：2023-05-06</span><span>来源：某市财政局</span><a>分享</a></div>",
        "<div>2023-05-06 10:20:11 来源：某市财政局 浏览量：12</div>",
        "<div>来源：某市财政局 2023-05-06 10:20 打印本页 【关闭】</div>",
        "<div>时间：2023年05月06日 作者：办公室 点击：12次</div>",
    ],
)
def test_the_date_of_a_line_of_publication_is_read(info: str, tmp_path: Path) -> None:
    parsed = _parsed(tmp_path, _NOTICE, f"<h1>{_NOTICE}</h1>{info}{_TEXT.format(more='')}")
    assert parsed.document.published_date == date(2023, 5, 6)
    assert parsed.document.issued_date == date(2023, 5, 4)
    assert not any(word in parsed.text for word in ("打印", "本页", "访问量", "分享"))


@pytest.mark.parametrize(
    ("paragraph", "headings"),
    [
        ("一、资金用于城乡居民<br>基本医疗保险补助", ["资金用于城乡居民基本医疗保险补助"]),
        ("一、申请条件<br>城乡居民", ["申请条件"]),
        ("（一）加强资金使用管理<br>（二）加强资金监督检查", ["加强资金使用管理", "加强资金监督检查"]),
    ],
)
def test_a_long_heading_broken_within_its_paragraph(paragraph: str, headings: list[str], tmp_path: Path) -> None:
    parsed = _parsed(
        tmp_path, _NOTICE, f"<h1>{_NOTICE}</h1>{_TEXT.format(more=f'<p>{paragraph}</p><p>管好资金。</p>')}"
    )
    assert [c.heading for c in parsed.clauses if c.kind == "unit"] == headings
