"""Responsibilities held against each other: one task and who leads it, in several documents."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kb.compare.overlap import bigrams, dice, plain
from kb.compare.places import document_place, lies_in, same_place
from kb.compare.targets import Verdict
from kb.compare.words import data
from kb.model import Document, Responsibility
from kb.naming import title_core
from kb.organisations import Body, body

# Dice of the tasks' bigrams. 编制绿色电力交易实施细则 / 编制绿色电力交易细则 0.9; to be kept apart:
# 编制供水规划 / 编制排水规划 0.6, 建设零碳园区 / 建设零碳工厂 0.6.
SAME_TASK = 0.85
# With fewer characters of its own than this (加强统筹协调: none) a task is no one task.
LEAST_OWN = 4
# 国务院生态环境主管部门 · 县级以上地方人民政府水行政主管部门 · 市经济信息化行政管理部门
_OF_GOVERNMENT = re.compile(r"^(?:国务院|.*人民政府)(?=.{2,}部门)")
_ADMINISTRATIVE = re.compile(r"(?:行政)?(?:主管|管理)(?=部门)|行政(?=主管|部门)")
_LEADING = ("牵头", "负责", "责任单位")
_FILLERS = re.compile(r"^(?:负责|牵头|组织|统筹|做好|开展|推进|抓好|落实)+|(?:工作|等工作|相关工作)$")


@dataclass(frozen=True, slots=True)
class TaskFinding:
    """Two statements on who leads one task: 一致, 冲突, or 无法判断 with the reason."""

    verdict: Verdict
    reason: str
    task: str
    left: Responsibility
    right: Responsibility


@lru_cache(maxsize=1)
def _renamed() -> Mapping[str, str]:
    stems: dict[str, str] = tomllib.loads(files("kb").joinpath("data/renamed.toml").read_text(encoding="utf-8"))[
        "stems"
    ]
    return stems


@lru_cache(maxsize=16384)
def present_body(name: str) -> Body:
    """The organisation under its present name: 市环境保护局 -> the 生态环境局 of the city."""
    held = body(_OF_GOVERNMENT.sub("", _ADMINISTRATIVE.sub("", name)))
    return Body(held.place, held.level, _renamed().get(held.stem, held.stem), held.kind)


def same_today(a: str, b: str) -> bool:
    """Whether two names stand for one organisation, old and present names held equal."""
    x, y = present_body(a), present_body(b)
    levels = x.level == y.level or None in (x.level, y.level)
    places = x.place == y.place or None in (x.place, y.place)
    return x.stem == y.stem and levels and places


def was_renamed(a: str, b: str) -> bool:
    """Whether the two are one organisation under an old and a present name."""
    return same_today(a, b) and body(a).stem != body(b).stem


def tasks_of(name: str, records: Iterable[Responsibility]) -> tuple[Responsibility, ...]:
    """What an organisation is charged with over all documents, under whatever name it goes there."""
    return tuple(r for r in records if any(same_today(name, held) for held in r.organisations))


def hold_leads_together(
    records: Iterable[Responsibility], documents: Mapping[str, Document], lapsed: Mapping[str, str] | None = None
) -> tuple[TaskFinding, ...]:
    """Tasks that several statements give to a leader: to the same, or to different ones."""
    leading = [r for r in records if r.role in _LEADING and r.organisations and _is_current(r, documents, lapsed or {})]
    found = []
    for a, b in _same_tasks(leading):
        if finding := _verdict(a, b, documents[a.document_id], documents[b.document_id]):
            found.append(finding)
    return tuple(sorted(found, key=lambda f: ("冲突", "无法判断", "一致").index(f.verdict)))


def _is_current(record: Responsibility, documents: Mapping[str, Document], lapsed: Mapping[str, str]) -> bool:
    document = documents.get(record.document_id)
    return document is not None and document.account is None and document.id not in lapsed


def _same_tasks(records: Sequence[Responsibility]) -> Iterable[tuple[Responsibility, Responsibility]]:
    """Pairs of statements on one task. Only those that share their rarest bigrams are looked at."""
    tasks = [plain(_FILLERS.sub("", record.task)) for record in records]
    grams = [bigrams(task) for task in tasks]
    spread: defaultdict[str, int] = defaultdict(int)
    for held in grams:
        for gram in held:
            spread[gram] += 1
    by_gram: defaultdict[str, list[int]] = defaultdict(list)
    for at, held in enumerate(grams):
        if _own_length(tasks[at]) < LEAST_OWN:
            continue
        # two sets that share 85% of their bigrams share one of the rarest 30% of either
        rare = sorted(held, key=lambda gram: (spread[gram], gram))[: max(2, round(len(held) * 0.3) + 1)]
        near = {other for gram in rare for other in by_gram[gram]}
        for other in sorted(near):
            if _differ(records[other], records[at]) and dice(grams[at], grams[other]) >= SAME_TASK:
                yield records[other], records[at]
        for gram in rare:
            by_gram[gram].append(at)


def _differ(a: Responsibility, b: Responsibility) -> bool:
    """Whether the two are two statements, not two leaders that one statement names."""
    return (a.document_id, a.start) != (b.document_id, b.start)


def _own_length(task: str) -> int:
    """How many characters are left of the task without what any task may say."""
    for word in sorted(data()["tasks"]["general"], key=len, reverse=True):
        task = task.replace(word, "")
    return len(task)


def _verdict(a: Responsibility, b: Responsibility, first: Document, second: Document) -> TaskFinding | None:
    x, y = document_place(first), document_place(second)
    pairs = [(m, n) for m in a.organisations for n in b.organisations if same_today(m, n)]
    here = first.id == second.id or (x is not None and y is not None and same_place(x, y))
    if not here:
        related = x is not None and y is not None and (lies_in(x, y) or lies_in(y, x))
        reason = "两份文件层级不同，各定各的承担单位"
        return TaskFinding("无法判断", reason, a.task, a, b) if related else None
    if pairs and not (_all_in(a.organisations, b) and _all_in(b.organisations, a)):
        return TaskFinding("无法判断", "承担单位部分相同", a.task, a, b)
    if pairs:
        renamed = next((pair for pair in pairs if was_renamed(*pair)), None)
        reason = f"{renamed[0]}与{renamed[1]}为同一单位的先后名称" if renamed else "承担单位相同"
        return TaskFinding("一致", reason, a.task, a, b)
    return TaskFinding("冲突", "同一任务由不同单位牵头", a.task, a, b) if _is_sure(a, b, first, second) else None


def _all_in(names: Sequence[str], other: Responsibility) -> bool:
    return all(any(same_today(name, held) for held in other.organisations) for name in names)


def _is_sure(a: Responsibility, b: Responsibility, first: Document, second: Document) -> bool:
    """Whether two leaders of one task cannot both be meant: single bodies, charged with a task that both name whole."""
    words = data()["tasks"]
    if a.role != "牵头" or b.role != "牵头" or (first.id == second.id and a.clause_id == b.clause_id):
        return False
    if any(title_core(d.title).endswith(tuple(words["statutes"])) for d in (first, second)):
        return False
    if any(r.task.startswith(tuple(words["fragments"])) for r in (a, b)):
        return False
    return not any(name.endswith(tuple(words["kinds_of_body"])) for r in (a, b) for name in r.organisations)
