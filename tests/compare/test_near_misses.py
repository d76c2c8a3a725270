"""Short pairs that differ in one facet: what may be called a conflict and what may not."""

from datetime import date
from pathlib import Path

import pytest

from kb.compare import conflicts
from kb.compare.places import COUNTRY, document_place
from kb.model import Document
from tests.compare.samples import held_text

HEAD = "临川市人民政府关于印发{title}的通知\n临政发〔2026〕{n}号\n临川市人民政府\n2026年2月5日\n{title}\n一、主要目标\n"


def verdicts(tmp_path: Path, *sentences: str) -> list[str]:
    """The sure verdicts on documents of one city that hold a sentence each."""
    texts = {f"d{n}": HEAD.format(title=f"临川市第{n}方案", n=n) + s for n, s in enumerate(sentences, 1)}
    found = conflicts(held_text(tmp_path, **texts), date(2026, 11, 1))
    return [f.verdict for f in found.targets if f.verdict != "无法判断"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("到2027年，全市PM2.5年均浓度降至30微克/立方米以下。", "到2027年，全市细颗粒物浓度控制在32微克/立方米以内。"),
        ("到2027年，全市规上工业企业达到300户。", "到2027年，全市规模以上工业企业户数达到320户。"),
        ("到2027年，全市粮食总产量达到130万吨以上。", "到2027年，全市粮食产量达到128万吨以上。"),
        ("到2027年，新型储能装机达到500兆瓦以上。", "到2027年，新型储能装机容量达到60万千瓦以上。"),
        ("到2027年，绿电占比达到30%以上。", "到2027年，绿色电力消费比重达到35%以上。"),
        ("2026年，固定资产投资同比增长10%以上。", "2026年，固定资产投资增长8%以上。"),
        ("2026年，城镇新增就业2.2万人以上。", "2026年，城镇新增就业2万人以上。"),
        ("到2027年，绿色工厂累计达到40家。", "到2027年，累计建成绿色工厂50家。"),
        ("到2027年，研发投入占GDP比重达到2.5%。", "到2027年，全社会研发经费投入强度达到2.8%。"),
        ("到2027年，煤炭产能稳定在1.2亿吨/年。", "到2027年，煤炭产能控制在1.1亿吨以内。"),
        ("到2027年，风电达到300万千瓦。", "到2027年，风电装机达到4吉瓦。"),
        ("“十五五”期间，完成交通投资260亿元。", "2026—2030年，交通投资累计完成250亿元。"),
        ("到2027年，产值比2025年翻一番。", "到2027年，产值比2025年增长1.5倍。"),
        ("到2027年，孕产妇死亡率控制在12/10万以内。", "到2027年，孕产妇死亡率控制在0.15‰以内。"),
    ],
)
def test_conflicts(tmp_path: Path, a: str, b: str) -> None:
    assert verdicts(tmp_path, a, b) == ["冲突"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2026年一季度，规模以上工业增加值增长7%以上。", "2026年，规模以上工业增加值增长8%以上。"),
        ("到2027年，城市污水处理率达到98%以上。", "到2027年，县城污水处理率达到95%以上。"),
        ("到2027年，小麦耕种收综合机械化率达到98%以上。", "到2027年，水稻耕种收综合机械化率达到90%以上。"),
        ("到2027年，生猪出栏达到200万头以上。", "到2027年，生猪存栏达到110万头以上。"),
        ("到2027年，全市绿色工厂达到40家。", "到2027年，东江县绿色工厂达到10家。"),
        ("到2027年，全市绿色工厂达到40家。", "到2027年，每县绿色工厂达到3家以上。"),
        ("到2027年，新建高标准农田12万亩。", "到2027年，改造提升高标准农田8万亩。"),
        ("到2027年，一般公共预算收入达到120亿元以上。", "到2027年，全口径一般公共预算收入达到180亿元以上。"),
        ("到2027年，货运量中铁路占比达到20%。", "到2027年，客运量中铁路占比达到35%。"),
        ("到2027年，单位工业增加值能耗比2020年下降18%。", "到2027年，单位工业增加值能耗比2025年下降6%。"),
        ("到2027年，游客达到900万人。", "到2027年，游客达到1200万人次。"),
        ("到2027年，全市森林覆盖率达到18%左右。", "到2027年，全市森林覆盖率达到18.3%以上。"),
        ("到2027年，数字经济规模达到2025年的1.5倍。", "到2027年，数字经济规模达到1.5亿元。"),
        ("到2027年，污水治理率比2025年提高10个百分点。", "到2027年，污水治理率比2025年提高10%。"),
        ("2026年，固定资产投资同比增长10%。", "“十五五”期间，固定资产投资年均增长8%。"),
        ("到2027年，交通投资达到60亿元。", "“十五五”期间，完成交通投资260亿元。"),
        ("到2027年，全市焦炭产能控制在1500万吨以内。", "到2027年，全市焦炭产量达到1200万吨。"),
    ],
)
def test_near_misses(tmp_path: Path, a: str, b: str) -> None:
    assert verdicts(tmp_path, a, b) == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("到2027年，全市森林覆盖率达到18%。", "到2027年，全市森林覆盖率达到18%以上。"),
        ("到2027年，煤矿全部完成智能化改造。", "到2027年，煤矿全部完成智能化改造。"),
        ("到2027年，焦炭产能控制在1500万吨以内。", "到2027年，焦炭产能控制在0.15亿吨以内。"),
        ("到2027年，人工造林3000公顷以上。", "到2027年，人工造林4.5万亩以上。"),
        ("到2027年，数字经济规模达到2025年的2倍。", "到2027年，数字经济规模比2025年增长1倍。"),
        ("到2027年，数字经济规模比2025年翻一番。", "到2027年，数字经济规模较2025年增长100%。"),
        ("到2027年，绿色建筑占新建建筑比重达到90%。", "到2027年，新建建筑中绿色建筑占比达到90%。"),
        ("到2027年，数字经济占地区生产总值的10%以上。", "到2027年，数字经济占GDP比重达到10%以上。"),
        ("到2027年，粮食产量达到3亿斤以上。", "到2027年，粮食总产量达到15万吨以上。"),
    ],
)
def test_agreements(tmp_path: Path, a: str, b: str) -> None:
    assert verdicts(tmp_path, a, b) == ["一致"]


def test_two_districts_in_one_sentence_are_no_conflict(tmp_path: Path) -> None:
    assert verdicts(tmp_path, "到2027年，东江县绿色工厂达到10家，西山县绿色工厂达到8家。") == []


def test_a_goal_and_what_is_striven_for_beyond_it(tmp_path: Path) -> None:
    both = "到2027年，全市绿色工厂达到60家，力争达到70家。"
    assert verdicts(tmp_path, both) == []
    assert verdicts(tmp_path, both, "到2027年，绿色工厂达到60家。") == ["一致"]
    assert verdicts(tmp_path, both, "到2027年，绿色工厂达到50家。") == ["冲突"]


def test_a_report_of_the_state_council_is_about_the_country() -> None:
    found = document_place(Document("a", "2026年中华人民共和国国务院政府工作报告"))
    assert found == COUNTRY


def test_bare_names_lean_on_their_headings(tmp_path: Path) -> None:
    text = "（一）煤炭行业\n到2027年，智能化率达到60%。\n（二）电力行业\n到2027年，智能化率达到80%。"
    assert verdicts(tmp_path, text) == []
