"""Responsibilities that sentences state: 由A牵头，B配合; A负责…; A会同B…; 牵头单位：A."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.tags.brackets import LABEL, ROLE_TAIL, labelled, role_of
from ingest.tags.handed import handed_over
from ingest.tags.joint import Joint, joint_of, partners_of
from ingest.tags.organisations import split_names
from ingest.tags.records import MAX_STATEMENT, MAX_TASK, record
from ingest.tags.spans import Span, segments, sentences
from kb.model import Clause, Document, Responsibility

_NAMES = r"[\u4e00-\u9fff][\u4e00-\u9fff（）()、·]{1,90}?"
# 负责的, 负责人, 负责同志, 责任制: no duty; 负责制定 is one
_NO_DUTY = r"(?!的|人|同志|任|制(?![定订作发]))"
_MANNER = r"(?:按照?[^，；,;。“”谁]{0,14}|具体|主要|统一|共同|分别|统筹|全面|依法|应当?|要|应会同[^，]{0,20}|继续)*"
# 第一产业相关工作由市农牧局牵头 · 由区委统战部牵头负责其申请工作 · 由市委财经委员会领导产业绿色转型发展工作
_BY = re.compile(
    rf"^(?P<task>.*?)由(?P<names>{_NAMES}){_MANNER}(?P<role>牵头|负责|承担|领导(?!小组|组|担任|下)|组织实施|配合|协助|参与){_NO_DUTY}(?P<rest>.*)$"
)
# 市人力资源社会保障部门负责对…的业务指导 · 市民政部门牵头会市财政部门拟订…
_SUBJECT = re.compile(
    rf"^(?P<names>{_NAMES}){_MANNER}[，,]?(?P<role>负责{_NO_DUTY}|牵头(?!的|人|单位|部门|依托|医院))(?P<rest>.+)$"
)
# 各主管部门，| 负责…
_VERB = re.compile(rf"(?:具体|主要|统一|统筹)?负责{_NO_DUTY}")
# 其他有关部门按各自职能配合做好相关工作
_HELPS_BY_DUTY = re.compile(
    rf"^(?P<names>{_NAMES})(?:应当?|要)?(?:按照?|根据|依据|依|在)(?:各自|其|自身)?(?:的)?(?:职责|职能|分工|工作职责|法定职责)"
    r"(?:分工|范围)?内?[，,]?(?:共同|积极|密切|依法)?(?P<role>配合|协助|参与)(?P<rest>(?!的).+)$"
)
# 海关总署要继续做好牵头工作 · 市场监管总局要发挥牵头作用
_LEADING_ROLE = re.compile(
    rf"^(?P<names>{_NAMES})(?:应当?|要|将)?(?:继续|切实|充分)?(?:做好|发挥|履行)(?P<role>牵头)(?P<rest>.*)$"
)
# 市发展改革委牵头，| 市财政局配合 · 市财政局、市民政局等部门按职责分工负责
_LEADS = re.compile(rf"^(?P<names>{_NAMES}){_MANNER}(?P<role>牵头|负责)(?:负责)?(?P<rest>)$")
# X由A牵头、| B配合
_COMPANY = re.compile(r"(?<=牵头|负责)、(?=[^、，,；;][^，,；;]*(?:配合|协助|参与|参加)$)")
# 市医保局配合做好支付政策衔接 after a lead
_HELPS = re.compile(
    rf"^(?P<names>{_NAMES})(?:要|应当?|负责)?(?:积极|密切|协同|共同)?(?P<role>配合|协助|参与)(?P<rest>(?!的).+)$"
)
# 费用由单位承担, 由企业承担责任: bears a cost, does no task
_BEARS = re.compile("费|资金|风险|损失|责任|成本|债务|税")
# 机关负责法制工作的机构具体办理: 负责 only describes the body
_CARRIER = re.compile(
    r"(?:负责|牵头)[^，,；;]{1,24}的(?:工作|行政|主管|专门|职能|内设)?(?:机构|部门|人员)(?![建设改管])"
)
# 县级以上人民政府负责药品监督管理的部门，负责组织…: such a body, as the one that does it
_DESCRIBED = re.compile(
    r"^(?P<names>[\u4e00-\u9fff]{2,20}负责[^，,；;负]{2,20}的(?:工作)?(?:机构|部门))[，,]?(?:具体|统一|统筹|应当)*"
    r"(?P<role>负责)(?!的|人)(?P<rest>.+)$"
)
# 办公室设在市发展和改革委员会
_OFFICE = re.compile(rf"^(?P<task>.{{0,40}}?办公室(?:[（(][^）)]*[)）])?)[,，]?(?:均)?设在(?P<names>{_NAMES})$")
# 各区落实好属地责任 · 各区人民政府要切实履行主体责任
_DUTY = re.compile(
    r"^(?P<names>各[\u4e00-\u9fff（）()、]{1,40}?)(?:应当?|要|须)?(?:切实|严格|全面|认真)?(?:落实|履行|扛起|压实)好?"
    r"(?P<rest>[^，；,;。]{0,12}(?:责任|职责))$"
)
# 市委财经委员会办公室每年形成重点工作任务清单
_YEARLY = re.compile(
    rf"^(?P<names>{_NAMES})(?:每年|每半年|每季度|每月|定期)(?P<rest>(?:形成|制定|组织|开展|编制|发布|通报|调度|召开|公布|牵头).+)$"
)
# 第一产业相关工作 → 第一产业
_FIELD = re.compile(r"^(?P<field>.{2,40}?)(?:的)?(?:相关|有关|各项|方面(?:的)?)工作$")
# 市民政部门是本市…的主管部门，| 负责…的统筹 · 运营单位作为专区运营主体，| 负责…
_OWNER = re.compile(rf"^(?P<names>{_NAMES})(?:是|为|作为)(?!负责|牵头)[^，,]{{2,60}}$")
# 公安机关是养犬管理工作的主管部门
_IS_IN_CHARGE = re.compile(
    rf"^(?P<names>{_NAMES})(?:是|为)(?P<rest>(?!其|该)[^，,]{{2,40}}的(?:行政)?(?:主管|监督管理|监管|牵头)(?:部门|机关|单位))$"
)
# 联席会议由甲部、乙部组成，| 甲部为牵头单位
_MADE_UP = re.compile(r"^(?P<body>[^，,]{2,30}?)由(?P<members>.{4,})组成$")
_LEADS_IT = re.compile(rf"^(?P<names>{_NAMES})(?:是|为)牵头(?:单位|部门|机关)$")
_OWNED = re.compile(rf"^(?:具体|主要|全面)?(?P<role>负责|承担){_NO_DUTY}(?P<rest>.{{2,}})$")
# 将由A牵头: the words before 由 are no task
_NO_TASK = re.compile(r"^(?:其|并)|(?:应当|应|将|要|可|须|则|均)$")
# 做好牵头工作 · 牵头会同相关部门，根据本办法制订细则: the task stands in the next segment
_EMPTY = re.compile(r"^(?:负责)?(?:协调)?(?:工作|作用|职责)?$|^(?:会同?|联合|协调)[^，]{2,30}$")
_QUOTED = re.compile(r"[“\"](?P<words>[^“”\"]+)[”\"]")
_OPENER = re.compile(r"^(?:其中|同时|并且?|原则上|此外|另外)[,，:：]?")


def in_sentence(document: Document, text: str, clause: Clause, sentence: Span) -> Iterator[Responsibility]:
    """Every assignment in a sentence outside brackets, in reading order."""
    label = LABEL.search(text, *sentence)
    if label and (label.start() == sentence[0] or text[label.start() - 1] in "；;，,。 \u3000"):
        for part in labelled(text[label.start() : sentence[1]]):
            end = min(sentence[1], label.start() + MAX_STATEMENT)
            task = (clause.heading or "")[:MAX_TASK]
            yield record(document, text, clause, (label.start(), end), part.role, part.names, task)
        return
    cut = _with_subjects(text, [s for segment in segments(text, *sentence) for s in _companies(text, segment)])
    led: Responsibility | None = None
    for at, (start, end) in enumerate(cut):
        words = text[start:end].rstrip("。；;")
        if quoted := _QUOTED.fullmatch(words):  # 修改为：“A负责…。”
            inside = start + quoted.start("words")
            for inner in sentences(text, inside, inside + len(quoted["words"])):
                yield from in_sentence(document, text, clause, inner)
            continue
        opener = _OPENER.match(words)
        start += opener.end() if opener else 0
        words = words[opener.end() :] if opener else words
        following = cut[at + 1] if at + 1 < len(cut) else None
        own = (start, start + len(words))
        before = cut[max(0, at - 1) : at]
        given = _assignment(document, text, clause, own, following, before)
        if given is None and led is not None:
            given = _companion(document, text, clause, own, cut[at - 1])
            if given and given.role == "参与" and text[slice(cut[at - 1][1], own[0])].strip() in ("；", ";"):
                # A负责甲；会同B制定乙: a further task of A
                yield replace(given, role="牵头", organisations=led.organisations)
        led = given if given is None or given.role in ("牵头", "负责") else led
        if given is not None:
            yield given
        elif handed := handed_over(words):
            yield record(document, text, clause, own, "负责", handed.names, handed.task)
        elif joint := joint_of(words):
            yield from _jointly(document, text, clause, own, joint, following, before)


def _with_subjects(text: str, cut: list[Span]) -> list[Span]:
    """各主管部门，| 负责… as one segment: a subject parted from its verb by a comma."""
    joined: list[Span] = []
    for start, end in cut:
        parted = joined and text[joined[-1][1] : start].strip() in ("，", ",") and _VERB.match(text, start, end)
        body = text[slice(*joined[-1])] if parted else ""
        if parted and (split_names(body) or _DESCRIBED.match(body + text[start:end])):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _companies(text: str, segment: Span) -> Iterator[Span]:
    """A牵头、B配合 as two segments."""
    at = segment[0]
    for match in _COMPANY.finditer(text[slice(*segment)].rstrip("。；; ")):
        yield at, segment[0] + match.start()
        at = segment[0] + match.end()
    yield at, segment[1]


def _jointly(
    document: Document,
    text: str,
    clause: Clause,
    own: Span,
    joint: Joint,
    following: Span | None,
    before: list[Span],
) -> Iterator[Responsibility]:
    """A会同B、C，加强协调: the task may stand in the next segment, or its matter in the one before."""
    task, (start, end) = joint.task.strip("，,、 "), own
    if not task and following and following[1] - own[0] <= MAX_STATEMENT:
        task, end = text[slice(*following)].rstrip("。；; "), following[1]
    if matter := _matter_before(text, own, before):
        start, task = matter[0], text[slice(*matter)] + task
    for role, names in (("牵头", joint.leads), ("参与", joint.partners)):
        if names:
            yield record(document, text, clause, (start, end), role_of(role), names, task)


def _matter_before(text: str, own: Span, before: list[Span]) -> Span | None:
    """The segment that names what 由A… behind a comma speaks of: 低保标准，由市民政局会同市财政局制定."""
    if not before or text[own[0]] != "由" or text[before[-1][1] : own[0]].strip() not in ("，", ","):
        return None
    if text[before[-1][0]] == "由":  # what another body does is a matter of its own
        return None
    return before[-1] if own[1] - before[-1][0] <= MAX_STATEMENT else None


def _assignment(
    document: Document, text: str, clause: Clause, own: Span, following: Span | None, before: list[Span]
) -> Responsibility | None:
    """The responsibility that one comma segment states, None when it states none."""
    words = text[slice(*own)]
    if match := _OFFICE.match(words):
        rest = text[slice(*following)].rstrip("。") if following else ""
        names = split_names(match["names"])
        if following is None or names is None or not re.match("(?:具体|主要)?(?:负责|承担)", rest):
            return None  # where an office sits alone gives no task
        end = following[0] + len(rest)
        return record(document, text, clause, (own[0], end), "负责", names, match["task"] + rest)
    if led := _leader_of(document, text, clause, own, before):
        return led
    if match := _DESCRIBED.match(words):
        return _stated(document, text, clause, own, match, (match["names"],), following, before)
    if _CARRIER.search(words):
        return None
    for pattern in (_BY, _IS_IN_CHARGE, _LEADING_ROLE, _SUBJECT, _LEADS, _HELPS_BY_DUTY, _DUTY, _YEARLY):
        match = pattern.match(words)
        names = split_names(match["names"]) if match else None
        if pattern is _IS_IN_CHARGE and following and _OWNED.match(text[slice(*following)]):
            continue  # 是…的主管部门，负责…: one responsibility
        if (
            match
            and names
            and not (match.groupdict().get("role") == "承担" and _BEARS.search(text, *_around(own, before)))
        ):
            return _stated(document, text, clause, own, match, names, following, before)
    owner = _OWNER.match(text[slice(*before[-1])]) if before else None
    owned = _OWNED.match(words)
    names = split_names(owner["names"]) if owner else None
    if owned and names and own[1] - before[-1][0] <= MAX_STATEMENT:
        return record(document, text, clause, (before[-1][0], own[1]), "负责", names, owned["rest"])
    return None


def _leader_of(document: Document, text: str, clause: Clause, own: Span, before: list[Span]) -> Responsibility | None:
    """The member that leads what several make up."""
    leads = _LEADS_IT.match(text[slice(*own)])
    made_up = _MADE_UP.match(text[slice(*before[-1])]) if leads and before else None
    names = split_names(leads["names"]) if leads and made_up else None
    if made_up is None or names is None or not all(name in made_up["members"] for name in names):
        return None
    start = before[-1][0] if own[1] - before[-1][0] <= MAX_STATEMENT else own[0]
    return record(document, text, clause, (start, own[1]), "牵头", names, made_up["body"])


def _around(own: Span, before: list[Span]) -> Span:
    """The segment with the one before it."""
    return (before[-1][0] if before else own[0], own[1])


def _stated(
    document: Document,
    text: str,
    clause: Clause,
    own: Span,
    match: re.Match[str],
    names: tuple[str, ...],
    following: Span | None,
    before: list[Span],
) -> Responsibility:
    groups = match.groupdict()
    role = role_of(groups.get("role") or "负责")
    task = _NO_TASK.sub("", (groups.get("task") or "").strip("，,、 "))
    rest = groups["rest"].strip("，,、 ")
    field = _FIELD.match(task)
    start, end = own
    if not task and _EMPTY.match(rest):
        if following:  # 由A牵头，制定方案
            end = following[1]
            rest = text[slice(*following)].rstrip("。；; ")
        elif before:
            start = before[-1][0]
            rest = text[slice(*before[-1])]
    elif not task and (matter := _matter_before(text, own, before)):
        start, task = matter[0], text[slice(*matter)] + rest
    task = task or rest
    start = start if end - start <= MAX_STATEMENT else own[0]
    span = (start, min(end, start + MAX_STATEMENT))
    return record(document, text, clause, span, role, names, task, field=field["field"] if field else None)


def _companion(document: Document, text: str, clause: Clause, own: Span, before: Span) -> Responsibility | None:
    """B、C配合 after 由A牵头."""
    words = text[slice(*own)]
    if partners := partners_of(words):  # 由A牵头，会同B制定方案
        start = before[0] if own[1] - before[0] <= MAX_STATEMENT else own[0]
        return record(document, text, clause, (start, own[1]), "参与", partners.partners, partners.task)
    tail = _HELPS.match(words) or ROLE_TAIL.search(words)
    listed = (tail.groupdict().get("names") or words[: tail.start()]) if tail else ""
    names = split_names(listed.removeprefix("由"))
    if tail is None or names is None:
        return None
    start = before[0] if own[1] - before[0] <= MAX_STATEMENT else own[0]
    return record(document, text, clause, (start, own[1]), role_of(tail["role"]), names, text[slice(*before)])
