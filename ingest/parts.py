"""The parts of a document besides its body: attachments, and documents that a notice issues with it.

All functions are total; they look at lines only, never at the tree.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ingest.dates import is_date_line
from ingest.header import doc_kind
from ingest.issuers import is_organisation
from ingest.labels import ATTACHMENT, DASH, RANKS, Label, match_label, ordinal
from ingest.lines import Line
from kb.references import fold

_SENTENCE_END = ("。", "；", ";", "！", "？", "：", ":", "，", ",", "、")
# The notes between a notice and what it issues: （此件公开发布） （本文有删减）
NOTE = re.compile(r"^[（(][^（()）]{2,40}[）)]$")
# 附件1.docx, as portals list what can be downloaded
FILE_NAME = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|jpe?g|png)$", re.IGNORECASE)
_MAX_TITLE_LINES = 4


@lru_cache(maxsize=1)
def outline_words() -> dict[str, Any]:
    """`kb/data/outline.toml` as read, its patterns compiled where used."""
    return tomllib.loads(files("kb").joinpath("data/outline.toml").read_text(encoding="utf-8"))


def is_closing_line(text: str) -> bool:
    """Whether `text` is closing matter by its form: 公开方式：主动公开, （此件公开发布）."""
    return any(re.search(pattern, text) for pattern in closing_patterns("lines"))


def closing_patterns(kind: str) -> list[str]:
    """The patterns of closing matter of one kind: strong, weak or lines."""
    return [str(pattern) for pattern in outline_words()["closing"][kind]]


# --- attachments


def attachment_pages(lines: Sequence[Line], first: int) -> dict[int, Label]:
    """The lines where an attachment starts, as against those that only list or mention it."""
    found: dict[int, tuple[Label, str]] = {}
    for index in range(first, len(lines)):
        alone = sum(1 for cell in lines[index].block.cells if cell) <= 1  # a title cell across the table
        label = attachment_label(lines[index].text) if alone else None
        if label is not None:
            found[index] = (label, lines[index].text[label.rest :].strip())
    pages: dict[int, Label] = {}
    below: set[tuple[int, ...] | None] = set()  # numbers of the labels further down, None for a bare one
    for index, (label, rest) in reversed(found.items()):
        later = bool(below) and (not label.number or None in below or label.number in below)
        below.add(label.number if rest else None)
        if not rest:
            if index + 1 < len(lines) and not (_names_files(lines, index, later) or _ends_in_list(lines, index)):
                pages[index] = label
        elif not later and _has_content(lines, index):
            pages[index] = label
    return pages


def _names_files(lines: Sequence[Line], index: int, later: bool) -> bool:
    """Whether the line below the bare 附件 at `index` only names one: a file, or one with a page below."""
    text = lines[index + 1].text
    return (
        bool(FILE_NAME.search(text)) or attachment_label(text) is not None or (later and match_label(text) is not None)
    )


def _ends_in_list(lines: Sequence[Line], index: int) -> bool:
    """Whether the line 附件： starts a list of names, 1. 2. 3., that only the signature or nothing follows."""
    if not lines[index].text.endswith((":", "：")):
        return False
    at = index + 1
    while at < len(lines) and (label := match_label(lines[at].text)) and label.number == (at - index,):
        if len(lines[at].text) > 60 or lines[at].text.endswith(_SENTENCE_END):
            return False
        at += 1
    if at == index + 1:
        return False
    return at == len(lines) or is_organisation(lines[at].text) or is_closing_line(lines[at].text)


def attachment_label(text: str) -> Label | None:
    match = ATTACHMENT.match(text)
    if match is None or not (match["what"] or match["sep"] in (":", "：")):
        return None
    rest = text[match.end() :]
    if match["what"] and not (match["n"] or match["sep"] or not rest):
        return None  # 附件所列项目…
    if rest.endswith(("。", "；")) or len(rest) > 80 or FILE_NAME.search(text) or re.match(r"[和与、至及中所的]", rest):
        return None
    number = ordinal(match["n"]) if match["n"] else None
    written = match[0].rstrip()
    if match["sep"] in (":", "："):
        written = written.rstrip(":：").rstrip()
    return Label("附件", (number,) if number else (), written, match.end())


def _has_content(lines: Sequence[Line], index: int) -> bool:
    """Whether what follows a line 附件：… is the attachment itself, not the signature or the next pointer."""
    following = lines[index + 1 : index + 4]
    label = attachment_label(lines[index].text)
    listed = match_label(lines[index].text[label.rest :]) if label else None
    if not following or listed or any(is_date_line(line.text) for line in following):
        return False
    first = following[0]
    if first.is_row or attachment_label(first.text):
        return first.is_row
    return not is_organisation(first.text) and not is_closing_line(first.text)


def points(text: str) -> bool:
    """Whether the line names an attachment (附件：任务分工表) or starts a list of them (附件：)."""
    label = attachment_label(text)
    return label is not None and (label.rest < len(text) or text.endswith((":", "：")))


def heading_lines(lines: Sequence[Line], index: int) -> int:
    """How many lines label and heading of the attachment at `index` take, at most the label and three."""
    label = attachment_label(lines[index].text)
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
    return match_label(text) is None and attachment_label(text) is None and not NOTE.match(text)


def _ends_like_title(text: str) -> bool:
    bare = re.sub(r"[（(〔][^（(）)]{1,20}[）)〕]$", "", text.strip().rstrip("》"))
    return doc_kind(bare) is not None or bare.endswith(tuple(outline_words()["title"]["endings"]))


# --- embedded documents


def embedded_titles(lines: Sequence[Line], first: int, title: str) -> dict[int, int]:
    """Where a document issued by this one starts with its own title, and how many lines that title takes.

    Either the lines together are part of this document's title (印发《X》的通知), or they end like a title
    and stand below a signature's date or above a unit that starts the numbering anew.
    """
    found: dict[int, int] = {}
    labels = [None if line.is_row else match_label(line.text) for line in lines]
    above: Counter[str] = Counter()
    begun, index = False, first
    while index < len(lines):
        text = lines[index].text
        taken = 0
        if begun and _may_be_title(lines[index]):
            restarts = _restarts(above, labels[index + 1 : index + 6])
            surely = restarts or _after_date(lines, index)
            taken = _title_extent(lines, index, fold(title), surely)
        if taken and index + taken < len(lines):
            found[index] = taken
            index += taken
            continue
        if label := labels[index]:
            above[label.style] += 1
        begun = begun or text.endswith(("。", "：", ":", "；")) or is_date_line(text)
        index += 1
    return found


def _restarts(above: Mapping[str, int], below: Sequence[Label | None]) -> bool:
    """Whether the numbering of the outermost units `above` (how many of each style) restarts in `below`."""
    label = next((found for found in below if found), None)
    if not above or label is None or label.number != (1,):
        return False
    return RANKS[label.style] <= min(RANKS[style] for style in above) and above.get(label.style, 0) > 1


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
    while (
        at >= 0 and (NOTE.match(lines[at].text) or is_closing_line(lines[at].text)) and not is_date_line(lines[at].text)
    ):
        at -= 1
    return at >= 0 and is_date_line(lines[at].text)
