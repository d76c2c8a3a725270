"""Short pairs of assignments in two documents of one city: who leads what."""

from datetime import date
from pathlib import Path

import pytest

from kb.compare import TaskFinding, conflicts, tasks_of
from tests.compare.samples import held_text

HEAD = "临川市人民政府关于印发{title}的通知\n临政发〔2026〕{n}号\n临川市人民政府\n2026年2月5日\n{title}\n一、重点任务\n"


def leads(tmp_path: Path, *bodies: str) -> list[TaskFinding]:
    texts = {f"d{n}": HEAD.format(title=f"临川市第{n}方案", n=n) + body for n, body in enumerate(bodies, 1)}
    return list(conflicts(held_text(tmp_path, **texts), date(2026, 11, 1)).leads)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("由市水务局牵头编制城市供水专项规划。", "由市住房和城乡建设局牵头编制城市供水专项规划。"),
        ("编制城市供水专项规划。（市水务局牵头，市财政局配合）", "编制城市供水专项规划。（牵头单位：市住建局）"),
        ("由市教育局牵头建设区域教研中心。", "由市财政局、市科学技术局牵头建设区域教研中心。"),
    ],
)
def test_one_task_with_two_leads(tmp_path: Path, a: str, b: str) -> None:
    assert [f.verdict for f in leads(tmp_path, a, b)] == ["冲突"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("市卫计委", "市卫生健康委员会"),
        ("市水利局", "市水务局"),
        ("市工商行政管理局", "市市场监督管理局"),
        ("市国土资源局", "市自然资源和规划局"),
        ("市经济和信息化委员会", "市工业和信息化局"),
        ("市扶贫办", "市乡村振兴局"),
    ],
)
def test_renamed_bodies(tmp_path: Path, old: str, new: str) -> None:
    (found,) = leads(tmp_path, f"由{old}牵头建立信用公示平台。", f"由{new}牵头建立信用公示平台。")
    assert (found.verdict, found.reason) == ("一致", f"{old}与{new}为同一单位的先后名称")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("由市水务局牵头编制城市供水规划。", "由市住房和城乡建设局牵头编制城市排水规划。"),
        ("由市教育局牵头加强组织领导。", "由市财政局牵头加强组织领导。"),
        ("新建学校。（市教育局牵头，市财政局配合）", "编制供水专项规划。（市水务局牵头）"),
        ("由市水务局牵头编制城市供水专项规划。", "由市住建局配合编制城市供水专项规划。"),
    ],
)
def test_near_misses(tmp_path: Path, a: str, b: str) -> None:
    assert leads(tmp_path, a, b) == []


def test_leaders_that_are_the_same_in_part(tmp_path: Path) -> None:
    found = leads(tmp_path, "由市教育局、市科技局牵头建设教研中心。", "由市教育局牵头建设教研中心。")
    assert [(f.verdict, f.reason) for f in found] == [("无法判断", "承担单位部分相同")]


def test_tasks_under_the_old_and_the_new_name(tmp_path: Path) -> None:
    held = held_text(
        tmp_path,
        a=HEAD.format(title="临川市甲方案", n=1) + "由市环保局牵头编制污染源清单。",
        b=HEAD.format(title="临川市乙方案", n=2) + "由市生态环境局牵头建设监测站网。由市教育局牵头新建学校。",
    )
    found = tasks_of("市生态环境局", held.responsibilities())
    assert [r.task for r in found] == ["编制污染源清单", "建设监测站网"]
