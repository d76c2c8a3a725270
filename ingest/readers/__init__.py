"""A file → `RawDocument`: checks what can be checked before reading, then one reader a format.

    read(Path("通知.docx")) -> RawDocument
    SUFFIXES                -> {".txt": "txt", ".md": "md", ...}

The libraries of a format are imported by its reader when first needed: reading a text file loads none of
them.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from ingest.raw import RawDocument
from ingest.readers.content import Content
from ingest.wrap import is_page_number
from kb.errors import BadFormat, EmptyFile, NeedsOCR, NoPermission, NoSuchPath, ReadError, TooLarge, UnknownFormat

__all__ = ["MAX_BYTES", "SUFFIXES", "read"]

# Bytes. A notice with scanned maps takes tens of megabytes; beyond this a file is an archive or a video under
# a wrong name, and reading it would take the memory of everything else.
MAX_BYTES = 100_000_000

# The format of each suffix that `read` takes.
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "txt",
        ".text": "txt",
        ".md": "md",
        ".markdown": "md",
        ".html": "html",
        ".htm": "html",
        ".pdf": "pdf",
        ".docx": "docx",
        ".doc": "doc",
        ".wps": "doc",
        ".ofd": "ofd",
    }
)
_READERS = {
    "txt": ("ingest.readers.text", "read_text"),
    "md": ("ingest.readers.markdown", "read_markdown"),
    "html": ("ingest.readers.html", "read_html"),
    "pdf": ("ingest.readers.pdf", "read_pdf"),
    "docx": ("ingest.readers.docx", "read_docx"),
    "doc": ("ingest.readers.doc", "read_doc"),
    "ofd": ("ingest.readers.ofd", "read_ofd"),
}
# What to do with a file of another format.
_REMEDIES = {
    **dict.fromkeys((".wpt", ".dot", ".rtf", ".odt"), "请用 Word 或 WPS 打开，另存为 docx 后再导入"),
    **dict.fromkeys((".ceb", ".caj"), "请用阅读器打开，另存为 PDF 后再导入"),
    **dict.fromkeys((".xls", ".xlsx", ".et", ".csv"), "请把表格贴入文档，另存为 docx 后再导入"),
    **dict.fromkeys((".ppt", ".pptx", ".dps"), "请另存为 PDF 后再导入"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), "请先解压，再导入其中的文件"),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp"),
        "请先做文字识别(OCR)，存为文本或 docx 后再导入",
    ),
}
_FORMATS = "txt、md、html、pdf、docx、doc、wps、ofd"


def read(path: Path) -> RawDocument:
    """The blocks of the file at `path`, in reading order, with the sha256 of its bytes.

    Raises a subclass of ReadError, one Chinese line naming the file, for anything that cannot be read:
    missing, a folder, unreadable, over MAX_BYTES, empty, of an unknown or a wrong format, damaged,
    encrypted, scanned.
    """
    name = printable(path.name or str(path))
    size = _checked_size(path, name)
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        shown = printable(path.suffix) or "无扩展名"
        remedy = _REMEDIES.get(path.suffix.lower(), f"可导入的格式：{_FORMATS}")
        raise UnknownFormat(name, f"不支持的格式（{shown}）", remedy)
    if size > MAX_BYTES:
        reason = f"文件有 {size / 1e6:.0f} MB，超过上限 {MAX_BYTES / 1e6:.0f} MB"
        raise TooLarge(name, reason, "请拆分文件或去掉其中的图片后再导入")
    data = _bytes(path, name)
    content = _content(kind, name, data)
    if not content.blocks:
        raise EmptyFile(name, "文件里没有文字", "请核对文件内容后再导入")
    if all(is_page_number(block.text) for block in content.blocks):
        reason = f"只有页码，没有文字（{len(content.blocks)}页，可能由扫描件导出）"
        raise NeedsOCR(name, reason, "请对原扫描件做文字识别(OCR)后再导入")
    return RawDocument(
        name=name,
        format=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=content.blocks,
        meta=MappingProxyType(dict(content.meta)),
        warnings=content.warnings,
    )


def printable(name: str) -> str:
    """`name` with every character that has no shape (line breaks, undecodable bytes) as `�`."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def _checked_size(path: Path, name: str) -> int:
    """The size in bytes of a regular file; raises for whatever else `path` is."""
    try:
        status = path.stat()
    except PermissionError:
        raise NoPermission(name, "没有读取权限", "请检查文件和所在文件夹的权限") from None
    except (OSError, ValueError):
        raise NoSuchPath(name, "找不到文件", "请检查路径") from None
    if stat.S_ISDIR(status.st_mode):
        raise UnknownFormat(name, "是文件夹，不是文件", "请指定其中的文件，或用导入命令导入整个文件夹")
    if not stat.S_ISREG(status.st_mode):
        raise UnknownFormat(name, "不是普通文件", "请指定磁盘上的文件")
    if not os.access(path, os.R_OK):
        raise NoPermission(name, "没有读取权限", "请检查文件的权限")
    return status.st_size


def _bytes(path: Path, name: str) -> bytes:
    try:
        data = path.read_bytes()
    except PermissionError:
        raise NoPermission(name, "没有读取权限", "请检查文件的权限") from None
    except OSError as error:
        raise BadFormat(name, f"读取失败（{error.strerror}）", "请检查磁盘或重新复制文件") from None
    if not data.strip():
        raise EmptyFile(name, "文件是空的", "请核对文件内容后再导入")
    return data


def _content(kind: str, name: str, data: bytes) -> Content:
    """The content of `data`; whatever a library throws at damaged input becomes BadFormat."""
    module, function = _READERS[kind]
    reader: Callable[[str, bytes], Content] = getattr(import_module(module), function)
    try:
        return reader(name, data)
    except ReadError:
        raise
    except MemoryError:
        raise TooLarge(name, "内容太大，内存不足", "请拆分文件后再导入") from None
    except Exception as error:
        reason = f"文件已损坏，无法读取（{type(error).__name__}）"
        raise BadFormat(name, reason, "请重新下载，或用原来的程序打开后另存") from error
