"""Tasks that one body hands to another: A委托B负责…, A已委托B对…进行评估, 请B加快…的研究."""

import re
from dataclasses import dataclass

from ingest.tags.organisations import split_names

_NAMES = r"[\u4e00-\u9fff][\u4e00-\u9fff（）()、·]{1,60}?"
# 市民政局委托市社会福利院负责… · 县人民政府已委托某地质大学（青湖）对…进行了勘查
_ENTRUSTED = re.compile(
    rf"^(?P<by>{_NAMES})(?:已经?|可以?|应当?|要|将)?委托(?P<names>{_NAMES})(?:具体|统一)?"
    r"(?P<verb>负责|承担|组织|开展|进行|实施|办理|承办|对)(?P<rest>.{2,})$"
)
# 请市气象局抓紧完善…: the words that follow say what is to be done, 请市气象局反映 does not
_REQUESTED = re.compile(
    rf"^(?:现|并|拟)?(?:商)?请(?P<names>{_NAMES})"
    r"(?P<task>(?:抓紧|加快|尽快|认真|继续|进一步|研究|组织|牵头|协助|负责|商有关|制[定订]|提出)[^，；。]{3,})$"
)
# 第三方机构 · 有资质的单位: a kind of body, nobody by name
_ANYBODY = re.compile("^(?:第三方|专业|社会|其他|其它|有|具有|具备|相关|依法|符合|一家|本|你|各|该|贵)|第三方")
# 委托B对… and 委托B承担…: what is kept of the verb in the task
_KEPT = ("对", "组织", "开展", "进行", "实施", "办理")


@dataclass(frozen=True, slots=True)
class Handed:
    """The bodies that are to do a task, and the task in the text's words."""

    names: tuple[str, ...]
    task: str


def handed_over(words: str) -> Handed | None:
    """What one comma segment hands to whom; None where it hands nothing over, or to nobody by name."""
    if match := _ENTRUSTED.match(words):
        names = _named(match["names"])
        verb = match["verb"] if match["verb"] in _KEPT else ""
        return Handed(names, verb + match["rest"]) if names and split_names(match["by"]) else None
    match = _REQUESTED.match(words)
    names = _named(match["names"]) if match else None
    return Handed(names, match["task"]) if match and names else None


def _named(text: str) -> tuple[str, ...] | None:
    """The bodies that the words name, none where one is anybody of a kind."""
    names = split_names(text, in_list=True)
    return None if names is None or any(_ANYBODY.search(name) for name in names) else names
