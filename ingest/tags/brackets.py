"""What a bracket or a label says of roles: （A牵头，B、C配合）, （牵头单位：A；配合单位：B）."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.tags.organisations import listed_names, split_names
from kb.model import Role

# （税务总局、财政部负责） · 【责任单位：市教育局】 · [市发改委牵头]
BRACKET = re.compile(
    r"[（(【\[〔［](?P<inside>[^（）()【】\[\]〔〕［］\n]*(?:[（(](?:[^（）()\n]|[（(][^（）()\n]*[)）])*[)）][^（）()【】\[\]〔〕［］\n]*)*)[)）】\]〕］]"
)
# 列第一位者为牵头单位 · 排在第一位的部门为牵头部门 · 排名第一的单位为牵头单位 · 第一个单位为牵头单位
FIRST_LEADS = re.compile(
    r"(?:(?:位?列|排|位)(?:名|在|于)?(?:第[一1]|首)位?(?:者|的)?|(?:第一个|首个))(?:责任)?(?:单位|部门)?"
    r"[为是]?(?:牵头|主办)(?:责任)?(?:单位|部门)?"
)
LABELLED_ROLES: tuple[tuple[str, Role], ...] = (
    ("牵头", "牵头"),
    ("主办", "牵头"),
    ("配合", "配合"),
    ("协办", "配合"),
    ("协同", "配合"),
    ("参与", "参与"),
    ("参加", "参与"),
    ("指导", "指导"),
    ("责任", "责任单位"),
    ("负责", "责任单位"),
    ("落实", "责任单位"),
    ("实施", "责任单位"),
)
# 牵头单位： · 责任部门: · 配合单位为
LABEL = re.compile(
    r"(?P<role>牵头|主办|配合|协办|协同|参与|参加|指导|责任|负责|落实|实施)(?:责任)?(?:单位|部门|科室|处室|机构)[:：]\s*"
)
# A、B按职责分工负责 · A牵头负责 · B、C配合 · D参与 · E指导
ROLE_TAIL = re.compile(
    r"(?:按照?(?:各自)?(?:职责|职能|分工|任务)[^，；,;。]{0,10}?|按照?分工|分工|分别|共同|具体|统一|联合|积极|予以|给予)*"
    r"(?P<role>牵头负责|牵头组织实施|牵头落实|牵头实施|牵头推进|牵头|负责落实|负责实施|组织实施|负责|配合落实|协助配合|密切配合|"
    r"配合|协助|协同|参与|参加|指导)(?:落实|实施|推进)?$"
)


# 主办单位：某市人民政府　承办单位：某中心: who runs a site or an event
_HOSTED = re.compile("(?:承办|技术支持|运维|维护|建设运维)(?:单位)?[:：]|版权所有")
_LED = re.compile(r"(?:牵头(?:负责)?|配合|参与)(?=[，,；;、]|$)")
# 责任单位：A、B | 按职责分工负责，C
_SHARED_OUT = re.compile(
    r"(?:等(?:部门|单位)?)?(?:按照?|根据)?(?:各自)?(?:的)?(?:职责|职能)?(?:分工)?(?:分别|共同|具体)?负责(?:落实)?(?=[，,；;、。]|$)"
)
# 责任单位：A局，| 完成时限：2025年底
_NEXT_LABEL = re.compile(r"[，,；;。\s]+[\u4e00-\u9fff]{2,8}[:：]|[，,；;]\s*(?:20\d\d年|年底|长期|持续)")


@dataclass(frozen=True, slots=True)
class Part:
    """One role with its organisations inside a bracket or sentence."""

    role: Role
    names: tuple[str, ...]
    led: bool  # whether the words themselves say who leads


def parts_of(inside: str) -> list[Part]:
    """The roles of a bracket, [] when it assigns none."""
    if not re.search("牵头|负责|单位|部门|配合|参与|指导|实施|落实", inside):
        return []
    if rule := FIRST_LEADS.search(inside):
        inside = inside[: rule.start()]
    stated = list(labelled(inside))
    if stated:
        return stated
    return tailed(inside)


def tailed(inside: str) -> list[Part]:
    """A牵头，B、C配合: roles behind the names."""
    parts: list[Part] = []
    waiting = ""
    for piece in re.split("[，,；;。]", inside):
        tail = ROLE_TAIL.search(piece.strip())
        if tail is None:
            waiting = waiting + piece + "、" if _could_be_names(piece) else ""
            continue
        names = split_names((waiting + piece.strip()[: tail.start()]).removeprefix("由"), in_list=True)
        waiting = ""
        if names:
            role = role_of(tail["role"])
            parts.append(Part(role, names, role == "牵头"))
    return parts


def labelled(inside: str) -> Iterator[Part]:
    """牵头单位：A、B；配合单位：C."""
    labels = [m for m in LABEL.finditer(inside) if m["role"] != "主办" or not _HOSTED.search(inside)]
    for at, match in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(inside)
        words = _NEXT_LABEL.split(inside[match.end() : end])[0].strip(" \t，,；;。、")
        role = next(r for word, r in LABELLED_ROLES if match["role"] == word)
        if _LED.search(words) and (own := tailed(words)):  # 责任单位：A牵头，B配合
            yield from own
            continue
        names = listed_names(_SHARED_OUT.sub("", words))
        if names:
            yield Part(role, names, role == "牵头")


def _could_be_names(piece: str) -> bool:
    return split_names(piece, in_list=True) is not None


def role_of(words: str) -> Role:
    for cue, role in (("牵头", "牵头"), ("配合", "配合"), ("协", "配合"), ("参", "参与"), ("指导", "指导")):
        if cue in words:
            return role  # type: ignore[return-value]
    return "负责"
