"""Two 公文 as parts, to be set in every format: the plan of the corpus, and one with a table and a numbering ladder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.readers.text import pipe_cells

Style = Literal["title", "flush", "right", "body"]
CORPUS = Path(__file__).parents[2] / "corpus"


@dataclass(frozen=True)
class Para:
    text: str
    style: Style = "body"


@dataclass(frozen=True)
class Grid:
    """A table; a row that is shorter than others has its last cell span the rest."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> int:
        return max(map(len, self.rows))


Part = Para | Grid

NOTICE: tuple[Part, ...] = (
    Para("青岭市人民政府办公室关于印发《青岭市推动设备更新行动方案（2026—2028年）》的通知", "title"),
    Para("青政办发〔2026〕12号", "right"),
    Para("各县（区）人民政府，市政府各部门、各直属机构：", "flush"),
    Para("现将《青岭市推动设备更新行动方案（2026—2028年）》印发给你们，请结合实际认真组织实施，并按时报送进展情况。"),
    Para("青岭市人民政府办公室", "right"),
    Para("2026年3月20日", "right"),
    Para("青岭市推动设备更新行动方案（2026—2028年）", "title"),
    Para(
        "为贯彻落实《国务院关于印发〈推动大规模设备更新和消费品以旧换新行动方案〉的通知》（国发〔2024〕7号）精神，"
        "推动全市设备更新，培育新的增长点，结合我市实际，制定本方案。"
    ),
    Para("一、总体目标"),
    Para(
        "坚持市场为主、政府引导，统筹扩大内需和深化供给侧结构性改革。到2028年，工业领域设备投资规模较2023年增长25%以上，"
        "重点行业能效基准水平以下产能基本退出，报废汽车回收量提高到6万辆，再生材料使用占比不低于30%。"
    ),
    Para("二、重点任务"),
    Para("（一）实施工业设备更新"),
    Para(
        "1.推进装备升级。聚焦化工、建材、机械等行业，支持企业更新高耗能、高排放设备，加快布局一批智能车间。"
        "到2027年，规模以上工业企业数字化研发设计工具普及率达到90%以上。（市工业和信息化局牵头，市发展改革委、市财政局配合）"
    ),
    Para(
        "2.加快节能改造。对标国家能效标杆水平，推动锅炉、电机、变压器等通用设备改造，到2028年累计改造300台（套）以上，"
        "万元工业增加值用水量控制在18立方米以内。（市能源局、市水务局负责）"
    ),
    Para("（二）实施农业机械更新"),
    Para(
        "1.淘汰老旧农机。落实农机报废更新补贴政策，引导农民选用大型、高端、智能机械，"
        "到2028年农作物耕种收综合机械化率达到88%左右。（市农业农村局牵头，各县（区）人民政府配合）"
    ),
    Para("三、保障措施"),
    Para(
        "（一）加强组织领导。由市发展改革委牵头，建立部门协同机制，定期调度工作进展，协调解决重大问题，"
        "各县（区）要压实主体责任，细化工作举措，确保各项任务落到实处。"
    ),
    Para("（二）强化资金支持。统筹用好各级财政资金，引导金融机构加大信贷投放，切实减轻企业负担。（市财政局负责）"),
    Para("附件：青岭市设备更新主要指标"),
    Para("附件"),
    Para("青岭市设备更新主要指标", "title"),
    Grid(
        (
            ("序号", "指标", "单位", "2028年目标", "责任单位"),
            ("1", "充电桩保有量", "万个", "1.2", "市能源局"),
            ("2", "老旧电梯更新数量", "部", "800", "市市场监管局"),
            ("3", "新能源公交车占比", "%", "≥75", "市交通运输局"),
        )
    ),
)


def plan() -> tuple[Part, ...]:
    """The plan as it stands in the corpus, its metadata rows as a table."""
    lines = next(CORPUS.glob("*38号.txt")).read_text(encoding="utf-8").splitlines()
    parts: list[Part] = []
    rows: list[tuple[str, ...]] = []
    for line in filter(None, map(str.strip, lines)):
        cells = pipe_cells(line)
        if cells is not None:
            rows.append(_without_end(cells))
            continue
        if rows:
            parts.append(Grid(tuple(rows)))
            rows = []
        parts.append(Para(line, _style(line)))
    return tuple(parts)


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    filled = [place for place, cell in enumerate(cells) if cell]
    return cells[: filled[-1] + 1]


def _style(line: str) -> Style:
    if line.startswith("乌海市加快绿色转型创新发展三年行动计划"):
        return "title"
    if line.endswith(":") and line.startswith("各"):
        return "flush"
    return "right" if line.startswith("2025年12月") and len(line) < 12 else "body"
