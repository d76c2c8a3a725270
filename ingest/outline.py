"""What each line of a document is: start of a unit, of an attachment, of an embedded document, an item, plain text.

`mark_lines` is total and gives one mark a line. Marks are facts about lines; the tree is `ingest.segment`'s.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from ingest.dates import is_date_line
from ingest.header import doc_kind, is_organisation
from ingest.labels import ATTACHMENT, DASH, RANKS, Label, is_decimal, match_bare, match_label, may_refer, ordinal
from ingest.lines import Line
from kb.references import fold

MarkKind = Literal["meta", "label", "attachment", "title", "heading", "dash", "row", "plain", "closing"]

_SENTENCE_END = ("。", "；", ";", "！", "？", "：", ":", "，", ",", "、")
# The notes between a notice and what it issues: （此件公开发布） （本文有删减）
_NOTE = re.compile(r"^[（(][^（()）]{2,40}[）)]$")
# 注：1、坐标系统为深圳独立坐标系统。
_NOTE_LIST = re.compile(r"^(?:备?注|说明)\s*[:：]\s*[(（]?1[)）.．、]")
# 附件1.docx, as portals list what can be downloaded
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|jpe?g|png)$", re.IGNORECASE)
_MAX_TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` of the line; `label` for label and attachment; `lines` how many lines a title or an attachment's
    label and heading take."""

    kind: MarkKind
    label: Label | None = None
    lines: int = 1


@lru_cache(maxsize=1)
def outline_words() -> dict[str, Any]:
    """`kb/data/outline.toml` as read, its patterns compiled where used."""
    return tomllib.loads(files("kb").joinpath("data/outline.toml").read_text(encoding="utf-8"))


def mark_lines(lines: Sequence[Line], metadata_lines: int, title: str, headings: bool = False) -> list[Mark]:
    """One mark for each of `lines`; the first `metadata_lines` are the block of fields.

    `headings` says whether outline levels that the format states (Word styles, `#`) are the author's.
    """
    marks = [Mark("meta")] * min(metadata_lines, len(lines))
    pages = _attachment_pages(lines, len(marks))
    embedded = _embedded_titles(lines, len(marks), title)
    decimal = _numbers_decimally(lines)
    labels = _Labels(decimal)
    listing = False
    for index in range(len(marks), len(lines)):
        line = lines[index]
        if index in pages:
            marks.append(Mark("attachment", pages[index], _heading_lines(lines, index)))
            labels, listing = _Labels(decimal), False
            continue
        if index in embedded:
            marks.append(Mark("title", None, embedded[index]))
            labels, listing = _Labels(decimal), False
            continue
        mark = _mark_line(line, labels, listing, [below.text for below in lines[index + 1 : index + 12]])
        if mark.kind == "plain" and headings and _is_heading(line, title):
            mark = Mark("heading")
        listing = _lists(line.text) or (listing and mark.kind == "plain" and match_label(line.text) is not None)
        marks.append(mark)
    return _mark_closing(lines, marks)


def _mark_line(line: Line, labels: "_Labels", listing: bool, below: Sequence[str]) -> Mark:
    if line.is_row:
        return Mark("row")
    if _FILE.search(line.text):
        return Mark("plain")
    if listing and (item := match_label(line.text)) and item.number != (1,):
        return Mark("plain")  # 2.… under 附件：1.… or 注：1.…
    if label := labels.find(line.text, below):
        return Mark("label", label)
    if DASH.match(line.text):
        return Mark("dash")
    return Mark("plain")


def _is_heading(line: Line, title: str) -> bool:
    return line.block.heading > 0 and len(line.text) <= 60 and fold(line.text) not in fold(title)


class _Labels:
    """Finds labels line by line; remembers the last number of each style to tell labels from look-alikes."""

    def __init__(self, decimal: bool) -> None:
        self._decimal = decimal
        self._last: dict[str, int] = {}

    def find(self, line: str, below: Sequence[str]) -> Label | None:
        """The label of `line`, or None; `below` are the lines after it."""
        label = match_label(line, self._decimal) or (match_bare(line) if self._decimal else None)
        if label is None:
            return None
        number = label.number[0]
        expected = number == self._last.get(label.style, 0) + 1 and number > 1
        if may_refer(line, label) and not (expected or number == 1):
            return None
        if is_decimal(line, label) and not (expected or (number == 1 and _goes_on(label, below))):
            return None
        self._last[label.style] = number
        return label


def _goes_on(label: Label, below: Sequence[str]) -> bool:
    """Whether a second item follows: 1.3人户家庭； is an item when 2.… stands below it."""
    following = (match_label(text) for text in below)
    return any(item is not None and (item.style, item.number) == (label.style, (2,)) for item in following)


def _numbers_decimally(lines: Sequence[Line]) -> bool:
    """Whether the document numbers its units 1.1, 1.2, as contingency plans do."""
    labels = (match_label(line.text, decimal=True) for line in lines if not line.is_row)
    numbers = [label.number for label in labels if label and label.style.startswith("1.1")]
    return (1, 1) in numbers and len(numbers) >= 3


# --- attachments


def _attachment_pages(lines: Sequence[Line], first: int) -> dict[int, Label]:
    """The lines where an attachment starts, as against those that only list or mention it."""
    found: dict[int, tuple[Label, str]] = {}
    for index in range(first, len(lines)):
        alone = sum(1 for cell in lines[index].block.cells if cell) <= 1  # a title cell across the table
        label = _attachment_label(lines[index].text) if alone else None
        if label is not None:
            found[index] = (label, lines[index].text[label.rest :].strip())
    pages: dict[int, Label] = {}
    for index, (label, rest) in found.items():
        later = any(other > index and _same_attachment(label, lines, other, found[other]) for other in found)
        if not rest:
            if index + 1 < len(lines) and not _lists_files(lines[index + 1].text, later):
                pages[index] = label
        elif not later and _has_content(lines, index):
            pages[index] = label
    return pages


def _lists_files(text: str, later: bool) -> bool:
    """Whether `text`, the line below a bare 附件, only names an attachment: a file, or an item with its page below."""
    return bool(_FILE.search(text)) or _attachment_label(text) is not None or (later and match_label(text) is not None)


def _attachment_label(text: str) -> Label | None:
    match = ATTACHMENT.match(text)
    if match is None or not (match["what"] or match["sep"] in (":", "：")):
        return None
    rest = text[match.end() :]
    if match["what"] and not (match["n"] or match["sep"] or not rest):
        return None  # 附件所列项目…
    if rest.endswith(("。", "；")) or len(rest) > 80 or _FILE.search(text) or re.match(r"[和与、至及中所的]", rest):
        return None
    number = ordinal(match["n"]) if match["n"] else None
    written = match[0].rstrip()
    if match["sep"] in (":", "："):
        written = written.rstrip(":：").rstrip()
    return Label("附件", (number,) if number else (), written, match.end())


def _same_attachment(label: Label, lines: Sequence[Line], index: int, other: tuple[Label, str]) -> bool:
    """Whether `other` may be the page that `label` points to: a bare number, or the same number."""
    return other[0].number == label.number or not label.number or not other[1]


def _has_content(lines: Sequence[Line], index: int) -> bool:
    """Whether what follows a line 附件：… is the attachment itself, not the signature or the next pointer."""
    following = lines[index + 1 : index + 4]
    label = _attachment_label(lines[index].text)
    listed = match_label(lines[index].text[label.rest :]) if label else None
    if not following or listed or any(is_date_line(line.text) for line in following):
        return False
    first = following[0]
    if first.is_row or _attachment_label(first.text):
        return first.is_row
    return not is_organisation(first.text) and not _is_closing_line(first.text)


def _lists(text: str) -> bool:
    """Whether the line starts a list that is no part of the outline: 附件：1.… or 注：1、…"""
    return _points(text) or _NOTE_LIST.match(text) is not None


def _points(text: str) -> bool:
    label = _attachment_label(text)
    return label is not None and label.rest < len(text)


def _heading_lines(lines: Sequence[Line], index: int) -> int:
    """How many lines the label and heading of the attachment at `index` take: at most the label and three more."""
    label = _attachment_label(lines[index].text)
    rest = lines[index].text[label.rest :].strip() if label else ""
    if rest and _ends_like_title(rest):
        return 1
    taken, joined, best = 1, rest, 1
    while index + taken < len(lines) and taken <= 3:
        line = lines[index + taken]
        if not _may_be_title(line):
            break
        joined += line.text
        taken += 1
        if best == 1:
            best = taken
        if _ends_like_title(joined):
            return taken
    return 1 if rest else best


def _may_be_title(line: Line) -> bool:
    text = line.text
    if line.is_row or len(text) > 60 or text.endswith(_SENTENCE_END) or is_date_line(text) or DASH.match(text):
        return False
    return match_label(text) is None and _attachment_label(text) is None and not _NOTE.match(text)


def _ends_like_title(text: str) -> bool:
    bare = re.sub(r"[（(〔][^（(）)]{1,20}[）)〕]$", "", text.strip().rstrip("》"))
    return doc_kind(bare) is not None or bare.endswith(tuple(outline_words()["title"]["endings"]))


# --- embedded documents


def _embedded_titles(lines: Sequence[Line], first: int, title: str) -> dict[int, int]:
    """Where a document issued by this one starts with its own title line, and how many lines that title takes.

    Either the lines together are part of this document's title (印发《X》的通知), or they end like a title and
    stand below a signature's date or above a unit that starts the numbering anew.
    """
    found: dict[int, int] = {}
    begun, index = False, first
    while index < len(lines):
        text = lines[index].text
        taken = 0
        if begun and _may_be_title(lines[index]):
            surely = _after_date(lines, index) or _restarts_below(lines, first, index)
            taken = _title_extent(lines, index, fold(title), surely)
        if taken and index + taken < len(lines):
            found[index] = taken
            index += taken
            continue
        begun = begun or text.endswith(("。", "：", ":", "；")) or is_date_line(text)
        index += 1
    return found


def _restarts_below(lines: Sequence[Line], first: int, index: int) -> bool:
    """Whether the numbering of the outermost units starts anew within a few lines after the one at `index`."""
    labels = [(i, match_label(line.text)) for i, line in enumerate(lines[first : index + 6], first)]
    above = [label for i, label in labels if label and i < index]
    below = next((label for i, label in labels if label and i > index), None)
    if not above or below is None or below.number != (1,):
        return False
    outermost = min(RANKS[label.style] for label in above)
    return RANKS[below.style] <= outermost and sum(label.style == below.style for label in above) > 1


def _title_extent(lines: Sequence[Line], index: int, title: str, surely: bool) -> int:
    joined, best = "", 0
    for taken in range(1, _MAX_TITLE_LINES + 1):
        if index + taken > len(lines) or not _may_be_title(lines[index + taken - 1]):
            break
        joined += lines[index + taken - 1].text
        whole = _bare_title(joined)
        if doc_kind(joined) is None or len(whole) < 4:
            continue
        if len(whole) >= 6 and whole in _bare_title(title) and (surely or whole != _bare_title(title)):
            return taken
        if surely and len(whole) <= 60 and not is_organisation(joined) and not best:
            best = taken
    return best


def _bare_title(text: str) -> str:
    return re.sub('[〈〉"“”\\s]', "", fold(text))


def _after_date(lines: Sequence[Line], index: int) -> bool:
    """Whether only notes stand between a date line and the line at `index`."""
    at = index - 1
    while at >= 0 and (_NOTE.match(lines[at].text) or _is_closing_line(lines[at].text)) and not is_date_line(lines[at].text):
        at -= 1
    return at >= 0 and is_date_line(lines[at].text)


# --- closing matter


def _mark_closing(lines: Sequence[Line], marks: list[Mark]) -> list[Mark]:
    """Marks the plain lines at the end of each part that belong to the document, not to its last unit."""
    starts = [i for i, mark in enumerate(marks) if mark.kind in ("attachment", "title")] + [len(lines)]
    begin = 0
    for end in starts:
        body = marks[begin].kind != "attachment" if begin < len(marks) else False
        for index in range(_closing_start(lines, marks, begin, end, body), end):
            if marks[index].kind == "plain":
                marks[index] = Mark("closing")
        begin = end
    return marks


def _closing_start(lines: Sequence[Line], marks: Sequence[Mark], begin: int, end: int, body: bool) -> int:
    """Where the closing matter of the part `begin..end` starts; `end` when there is none or no unit before it."""
    if not any(mark.kind == "label" for mark in marks[begin:end]):
        return end
    unit = next(i for i in range(end - 1, begin - 1, -1) if marks[i].kind != "plain")
    start = end
    while start - 1 > unit and _is_signature(lines, start - 1, body):
        start -= 1
    if not body:
        return start
    run_in = marks[unit].kind == "label" and lines[unit].text.endswith(("。", "）", ")")) and len(lines[unit].text) > 40
    text_begins = unit + 1 if run_in or marks[unit].kind == "row" else unit + 2
    patterns = [re.compile(pattern) for pattern in _closing("strong") + (_closing("weak") if run_in else [])]
    for index in range(text_begins, start):
        if any(pattern.search(lines[index].text) for pattern in patterns):
            return index
    return start


def _is_signature(lines: Sequence[Line], index: int, body: bool) -> bool:
    text = lines[index].text
    if _is_closing_line(text):
        return True
    if not body:
        return False
    if is_date_line(text) or _points(text) or _NOTE.match(text):
        return True
    if all(is_organisation(part) for part in re.split(r"[\s　]+", text.strip())):
        return True
    return match_label(text) is not None and any(_points(lines[i].text) for i in range(max(0, index - 12), index))


def _is_closing_line(text: str) -> bool:
    return any(re.search(pattern, text) for pattern in _closing("lines"))


def _closing(kind: str) -> list[str]:
    return [str(pattern) for pattern in outline_words()["closing"][kind]]
