"""Tasks done jointly: A会同B、C制定办法. The first leads, those named after 会同 take part."""

import re
from dataclasses import dataclass

from ingest.tags.organisations import split_names

# 市商务局要会同市文化和旅游局、市体育局制定… · 财政部会同有关部门，加强…
_JOINT = re.compile(
    r"^(?:由|经)?(?P<names>[\u4e00-\u9fff][\u4e00-\u9fff（）()、]{1,60}?)(?:要|应当?|将|可以?|须)?"
    r"(?:积极|及时|定期|抓紧|尽快)?(?:牵头)?会同(?P<rest>.{2,})$"
)
# 由市住房城乡建设局牵头，| 会同市财政局编制计划
_PARTNERS = re.compile(r"^(?:要|应当?)?(?:会同|联合)(?P<rest>.{2,})$")
# Where the partners end and the task begins.
_TASK = re.compile(
    r"制[定订]|研究|拟[订定]|提出|编制|组织|开展|建立|健全|做好|推[进动]|落实|加[强快大]|完善|修订|出台|确定|发布|公布|负责|共同|联合|对|"
    r"根据|按照?|结合|依据|依法|适时|定期|及时|督促|指导|统筹|协调|审[核查]|评估|印发|实施|抓好|建设|成立|组建|筛选|进行|向|在|将|把|就|"
    r"尽快|认定|明确|监督|规定|另行|参照|综合|深入|积极|切实|持续|进一步|继续|于|每年|$"
)
# 研究提出了办理意见, 拟定的《…》: done already
_TOLD = re.compile("[\u4e00-\u9fff]{1,6}(?:了|过)|[\u4e00-\u9fff]{2}的")
# 有关部门, 相关方面: nobody in particular
_ANYONE = re.compile(
    r"(?:各|国务院|省|市|区|县|同级|其他)?(?:有关|相关)?(?:行政|主管|职能)?(?:部门|单位|方面|地方|部委)(?:和[^、]{2,6})?"
)


@dataclass(frozen=True, slots=True)
class Joint:
    """Who leads, who takes part (() when only 有关部门 are named), and the words of the task."""

    leads: tuple[str, ...]
    partners: tuple[str, ...]
    task: str


def joint_of(words: str) -> Joint | None:
    """The joint task that a comma segment states, None when it states none."""
    match = _JOINT.match(words)
    leads = split_names(match["names"]) if match else None
    if match is None or leads is None:
        return None
    return _joint(leads, match["rest"])


def partners_of(words: str) -> Joint | None:
    """会同B、C编制计划 after 由A牵头: the partners and the task; None when none is named."""
    match = _PARTNERS.match(words)
    found = _joint((), match["rest"]) if match else None
    return found if found and found.partners else None


def _joint(leads: tuple[str, ...], rest: str) -> Joint | None:
    """The joint task of `leads` with the partners that open `rest`; None when it is told as done."""
    for cut in _TASK.finditer(rest):
        if rest[: cut.start()].endswith(("、", "和")):  # 水利部、建设部
            continue
        if _ANYONE.fullmatch(rest[: cut.start()]):
            return None if _TOLD.match(rest, cut.start()) else Joint(leads, (), rest[cut.start() :])
        partners = split_names(rest[: cut.start()])
        if partners:
            named = tuple(p for p in partners if not _ANYONE.fullmatch(p.removeprefix("等")))
            return None if _TOLD.match(rest, cut.start()) else Joint(leads, named, rest[cut.start() :])
    return None
