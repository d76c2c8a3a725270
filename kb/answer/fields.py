"""The fields in which a document divides its work: joint ones apart, short forms beside what they stand for."""

import re

# 煤炭及煤电行业“三化”改造: two lines of business under one task
_JOINT = re.compile(r"(.+?)(?:及|与)(.+?(?:行业|产业|领域))(.*)")
# 智能化、绿色化、融合化: what 三化 stands for in the document
_SERIES = re.compile(r"[一-鿿]{2,3}化(?:、[一-鿿]{2,3}化)+")
_NUMERALS = "〇一二三四五六七八九"


def parts_of_field(field: str) -> list[str]:
    """The fields that a joint one names: 煤炭及煤电行业改造和绿电替代 -> 煤炭改造, 煤电行业改造, 绿电替代."""
    out: list[str] = []
    for part in field.split("和"):
        joint = _JOINT.fullmatch(part)
        out.extend([joint[1] + joint[3], joint[2] + joint[3]] if joint else [part])
    return out


def with_short_form(text: str, document: str) -> str:
    """The text with the short form of a series that the document spells out: 智能化 where the document says
    智能化、绿色化、融合化 is also 三化."""
    for series in dict.fromkeys(_SERIES.findall(document)):
        members = series.split("、")
        if len(members) < len(_NUMERALS) and any(m in text for m in members):
            text += f" {_NUMERALS[len(members)]}化"
    return text
