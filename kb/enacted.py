"""The lines under the title of a statute or an order that say how it came about: who passed, approved, promulgated and
revised it, on what day, by the order of what number, and from when it is in force.

Two writings are read: a line an act (2019年3月2日 某部令第8号公布), and all acts in one bracket (题注):
（2004年6月4日国务院第53次常务会议通过 根据2016年2月6日《…的决定》第一次修订）. Total; what is no act is passed over.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.references import find_doc_numbers

_CN = "〇○Ｏ零O一二三四五六七八九十"
_DAY = rf"(?:\d{{4}}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|[{_CN}]{{4}}年[{_CN}]{{1,3}}月[{_CN}]{{1,3}}日)"
_DID = {
    "adopted": "(?:审议|表决)?通过|批准",
    "promulgated": "公布|发布|颁布",
    "amended": r"修订通过|通过修订|(?:第\s*[一二三四五六七八九十\d]+\s*次\s*)?(?:修订|修正|修改)",
    "effective": r"起?(?:施行|实施|生效)",
}
_ALL_DID = "|".join(f"(?P<{kind}>{verbs})" for kind, verbs in _DID.items())
_LEAD = r"(?:根据|自|于|经|由)?"
# An act ends where the next begins, or the line; 通过的《…决定》, 批准的… and 通过并经… go on.
_ACT = re.compile(
    rf"{_LEAD}\s*(?P<day>{_DAY})(?P<who>.*?)(?:{_ALL_DID})(?=[\s，,；;。）)]*(?:根据)?\s*(?:$|{_LEAD}\s*{_DAY}))",
    re.DOTALL,
)
_ENDED = re.compile(rf"(?:{'|'.join(_DID.values())})[\s，,；;。）)]*(?:根据)?\s*$")
# A date alone is that of a signature.
_LINE = re.compile(rf"^[（(]?\s*{_LEAD}\s*{_DAY}[ \t　]*[^\s，,。）)][^\n]*$", re.MULTILINE)
# The text proper begins here, below a note also where an order stands above the title; without such a mark, at the
# first sentence.
_BODY = re.compile(r"^\s*(?:第\s*[一1]\s*[编章节条]|目\s*[录次]\s*$)", re.MULTILINE)
_SENTENCE = re.compile(r"^\s*一、|[。；]\s*$", re.MULTILINE)
# A note of more characters is none; a line too long goes on in as many at most.
_MOST = 3000
_MOST_MORE = 2
# The number of an announcement (公告) of a congress, which 文号 as a rule do not have.
_SERIAL = re.compile(
    r"(?:公告|令)\s*(?:[〔\[(（]?\d{4}[〕\])）]?\s*年?)?\s*第?\s*[\d〇零一二三四五六七八九十百]{1,6}\s*号"
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `kind` is adopted (通过, 批准), promulgated (公布), amended (修订) or effective (施行). `start`, `end`
    bound its words in the text, `day` is the date in them, `who` the words between (empty for 施行)."""

    kind: str
    start: int
    end: int
    day: str
    who: str

    @property
    def number(self) -> str | None:
        """The number of the order or announcement that did it: 国务院令第412号; that of two bodies as written."""
        if not _SERIAL.search(self.who):
            return None
        words = re.sub(r"\s+", "", self.who)
        if "、" in words:
            return words
        found = find_doc_numbers(re.sub("^中华人民共和国(?=国务院|主席)", "", words))
        return found[0][2] if found else None


def acts(text: str) -> tuple[Act, ...]:
    """The acts named under the title, in the order in which they stand; a sentence with a comma is none."""
    return _acts(text[:_MOST])


@lru_cache(maxsize=4096)
def _acts(text: str) -> tuple[Act, ...]:
    begins = _BODY.search(text) or _SENTENCE.search(text)
    head = text[: begins.start()] if begins else text
    found: list[Act] = []
    for start, end in _notes(head):
        for match in _ACT.finditer(text, start, end):
            kind, who = next(kind for kind in _DID if match[kind]), match["who"].strip()
            if not re.search("[，。；]", re.sub("《.*》", "", who)):
                found.append(Act(kind, match.start("day"), match.end(kind), match["day"], who))
    return tuple(found)


def _notes(head: str) -> list[tuple[int, int]]:
    """The stretches of the head that may name acts: a bracket as a whole, else a line with what it goes on in."""
    found: list[tuple[int, int]] = []
    for match in _LINE.finditer(head):
        if found and match.start() < found[-1][1]:
            continue
        start, end = match.span()
        if head[start] in "（(" and (closed := re.search(r"[）)]\s*$", head[start:], re.MULTILINE)):
            start, end = start + 1, start + closed.start()
        for _ in range(_MOST_MORE):
            if _ENDED.search(head[start:end]) or end >= len(head):
                break
            if head[end + 1 : end + 2] in ("（", "("):
                break
            after = head.find("\n", end + 1)
            end = after if after >= 0 else len(head)
        found.append((start, end))
    return found
