"""PDF: text by page, running heads and page numbers off, wrapped lines joined; refuses what holds no text."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from time import thread_time
from typing import TYPE_CHECKING

from ingest.readers.content import Content
from ingest.readers.pdf_layout import Page
from ingest.readers.pdf_pages import PageReader, refuse_textless
from ingest.readers.pdf_paragraphs import blocks
from kb.errors import BadFormat, Encrypted, TooLarge

if TYPE_CHECKING:
    from pypdf import PdfReader

_MAX_SECONDS = 120.0  # of processor time, for one file; 400 pages of text take 3 s
_DAMAGED = "请重新下载，或用阅读器打开后另存"
_HEAD = 1024  # bytes in which %PDF- must appear (PDF 32000-1, appendix H.3.4.1)


def read_pdf(name: str, data: bytes) -> Content:
    """Blocks of a PDF with their pages; a page without text is named in the warnings.

    Raises BadFormat (no PDF, damaged, cut off), Encrypted, NeedsOCR (a scan, or a text layer that is noise),
    EmptyFile, TooLarge (takes longer than `_MAX_SECONDS`).
    """
    _check_frame(name, data)
    with _silenced():
        reader = _open(name, data)
        pages = _pages(name, data, reader)
        refuse_textless(name, pages, "PDF")
        return Content(tuple(blocks(pages)), _properties(reader), tuple(_warnings(pages)))


def _check_frame(name: str, data: bytes) -> None:
    if b"%PDF-" not in data[:_HEAD]:
        raise BadFormat(name, "内容不是 PDF", _DAMAGED)
    if data.rfind(b"%%EOF") < data.rfind(b"endobj"):
        raise BadFormat(name, "PDF 不完整，末尾缺失", _DAMAGED)


@contextmanager
def _silenced() -> Iterator[None]:
    """pypdf and its helpers report each oddity of a file to the log; the user gets our sentences instead."""
    loggers = [logging.getLogger(name) for name in ("pypdf", "pdfminer", "pdfplumber", "pypdfium2")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _open(name: str, data: bytes) -> "PdfReader":
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise Encrypted(name, "PDF 有打开密码", "请去掉密码后再导入")
        len(reader.pages)
    except DependencyError:
        raise Encrypted(name, "PDF 已加密，加密方式不支持", "请去掉加密后再导入") from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise BadFormat(name, "PDF 已损坏，无法打开", _DAMAGED) from None
    return reader


def _pages(name: str, data: bytes, reader: "PdfReader") -> list[Page]:
    end = thread_time() + _MAX_SECONDS
    pages: list[Page] = []
    with PageReader(data, reader) as pages_of:
        for number in range(1, len(reader.pages) + 1):
            if thread_time() > end:
                raise TooLarge(name, f"读到第{number}页已用时过长", "请拆分文件后再导入")
            pages.append(pages_of.read(number))
    return pages


def _warnings(pages: list[Page]) -> Iterator[str]:
    empty = [str(page.number) for page in pages if page.has_image and not page.text.strip()]
    if empty:
        yield f"第{'、'.join(empty)}页没有文字层（扫描页），未读入，需先做文字识别(OCR)"
    failed = [str(page.number) for page in pages if page.failed]
    if failed:
        yield f"第{'、'.join(failed)}页已损坏或过大，未读入"


def _properties(reader: "PdfReader") -> dict[str, str]:
    """The document's title and author as the file states them."""
    from pypdf.errors import PyPdfError

    try:
        pairs = {key.lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()}
    except (PyPdfError, ValueError, TypeError, AttributeError):
        return {}
    return {key: value for key, value in pairs.items() if key in ("Title", "Author", "CreationDate") and value}
