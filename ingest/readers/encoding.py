"""Bytes to text: byte order mark, UTF-8, then whichever Chinese encoding gives plausible Chinese.

GB18030 decodes almost any bytes, so a strict decode proves little: candidates are compared by how much of
what they give is everyday Chinese.
"""

import codecs
import re

from kb.errors import BadFormat, NotText

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("gb18030", "utf-16-le", "utf-16-be", "big5")
# First bytes of formats that are no text, and what people call them.
_SIGNATURES = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "压缩包或 Office 文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x7fELF", "程序文件"),
    (b"MZ\x90", "程序文件"),
)
_SAMPLE = 200_000  # bytes looked at to tell candidates apart; more changes nothing and costs time
# Real official texts measured 0.99 and more; UTF-16 read as GB18030 up to 0.65, GB18030 read as UTF-16 0.02,
# random bytes up to 0.5. The room below 0.99 is for rosters of rare names and for lists of characters.
_PLAUSIBLE = 0.75
_BROKEN = 0.002  # share of undecodable characters that is damage to warn of, not another encoding
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
_READABLE = re.compile(
    r"[\x20-\x7e\s\u00b7\u2013-\u2026\u3001-\u301f\uff01-\uff5e\u2160-\u217f\u2460-\u249b\u3220-\u3229]"
)


def decode(name: str, data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and warnings. `declared` is the encoding a page states for itself, tried after
    UTF-8.

    Raises NotText when the content is binary or no encoding gives readable text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(name, data[len(mark) :], encoding)
    _refuse_known_binary(name, data)
    for encoding in filter(None, ("utf-8", declared)):
        text = _strict(data, encoding)
        if text is not None and _plain(text):
            return text, ()
    best = max(_CANDIDATES, key=lambda candidate: plausibility(_sample(data, candidate)))
    if plausibility(_sample(data, best)) >= _PLAUSIBLE:
        return _tolerant(name, data, best)
    return _tolerant(name, data, "utf-8")


def plausibility(text: str) -> float:
    """Share (0..1) of `text` that is everyday Chinese, printable ASCII or Chinese punctuation."""
    if not text:
        return 0.0
    letters = [c for c in text if not c.isspace()]
    readable = sum(1 for c in letters if _READABLE.match(c) or _everyday(c))
    return readable / max(1, len(letters))


def _everyday(c: str) -> bool:
    """Whether `c` is among the 3755 characters of GB 2312 level 1, or the common ones of Big5."""
    try:
        return 0xB0 <= c.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        pass
    try:
        return "\u4e00" <= c <= "\u9fff" and 0xA4 <= c.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def _sample(data: bytes, encoding: str) -> str:
    return data[:_SAMPLE].decode(encoding, "replace")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _plain(text: str) -> bool:
    """No more control and private-use characters than a damaged text may hold."""
    return len(_NOT_TEXT.findall(text)) <= len(text) * _BROKEN


def _tolerant(name: str, data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken > max(1, len(text) * _BROKEN) or not _plain(text):
        raise NotText(name, "内容不是文本，或文字编码无法识别", "请用原来的程序打开，另存为 UTF-8 文本后再导入")
    return text, (f"有 {broken} 处字符损坏，显示为“\ufffd”",) if broken else ()


def _refuse_known_binary(name: str, data: bytes) -> None:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise NotText(name, f"内容是{what}，不是文本", "请改回正确的扩展名，或另存为文本后再导入")


def refuse_other_format(name: str, data: bytes, wanted: str) -> None:
    """Raise BadFormat when `data` starts like another format than `wanted` (PDF, docx), saying which."""
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise BadFormat(name, f"内容是{what}，不是 {wanted}", "请改回正确的扩展名后再导入")
