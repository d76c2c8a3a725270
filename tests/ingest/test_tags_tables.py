"""Tables: 任务分工表 and tables of indicators."""

from datetime import date

from ingest.tags import Tags, tag
from kb.model import Clause, Document


def _tag_table(*lines: str) -> Tags:
    heading = "主要指标\n"
    text = heading + "\n".join(lines)
    clauses = [
        Clause(
            "d/1",
            "d",
            "",
            "主要指标",
            1,
            "unit",
            ("",),
            ("主要指标",),
            None,
            0,
            len(heading),
            len(text),
            text,
        )
    ]
    at = len(heading)
    for n, line in enumerate(lines):
        ident = f"d/1/r{n + 1}"
        clauses.append(Clause(ident, "d", None, None, 2, "row", ("",), ("",), "d/1", at, at, at + len(line), line))
        at += len(line) + 1
    return tag(Document("d", "某市发展规划", issued_date=date(2021, 5, 1)), text, clauses)


def test_columns_of_roles() -> None:
    found = _tag_table(
        "序号\t工作事项\t主要内容\t牵头单位\t配合单位",
        "1\t扩大来源\t力争达到目标\t各区政府\t市卫生健康委、市人社局",
        "完善机制\t市医保局\t/",
    ).responsibilities
    assert [(r.role, r.organisations, r.task) for r in found] == [
        ("牵头", ("各区政府",), "扩大来源 力争达到目标"),
        ("配合", ("市卫生健康委", "市人社局"), "扩大来源 力争达到目标"),
        ("牵头", ("市医保局",), "完善机制"),
    ]


def test_the_roles_of_a_row_are_one_statement() -> None:
    for task in ("扩大来源", "落实政策，" * 70):
        found = _tag_table("主要内容\t牵头单位\t配合单位", f"{task}\t市医保局\t市卫生健康委、各区政府").responsibilities
        assert [r.role for r in found] == ["牵头", "配合"]
        assert len({(r.start, r.end) for r in found}) == 1
        assert found[0].text.endswith("市医保局\t市卫生健康委、各区政府")


def test_names_one_below_the_other_in_a_cell() -> None:
    found = _tag_table("任务\t牵头单位\t配合单位", "建设养老院\t县民政局\t县发改局 县自然资源局").responsibilities
    assert [r.organisations for r in found] == [("县民政局",), ("县发改局", "县自然资源局")]


def test_columns_of_years() -> None:
    found = _tag_table(
        "序号\t指标\t单位\t2020年\t2025年\t属性",
        "1\t常住人口城镇化率\t%\t65.5\t75以上\t预期性",
        "2\t单位GDP能耗降低\t%\t-\t〔13.5〕\t约束性",
    ).targets
    assert [(t.indicator, t.comparator, t.value, t.unit, t.year, t.baseline, t.binding) for t in found] == [
        ("常住人口城镇化率", ">=", "75", "%", 2025, "65.5", "预期性"),
        ("单位GDP能耗降低", "=", "13.5", "%", 2025, "-", "约束性"),
    ]


def test_a_cell_without_subject_takes_the_cell_before() -> None:
    found = _tag_table("指标\t评价标准", "1.签约居民续约率\t较上一年增加，力争2023年达到80%。").targets
    assert [(t.indicator, t.comparator, t.value, t.year) for t in found] == [("签约居民续约率", ">=", "80", 2023)]


def test_a_cell_of_two_sentences_measures_each_by_its_own() -> None:
    found = _tag_table("指标\t要求", "签约服务覆盖率\t每年增加1-3个百分点。2025年达到75%").targets
    assert [(t.measure, t.value, t.year) for t in found] == [("annual", "1-3", None), ("level", "75", 2025)]
