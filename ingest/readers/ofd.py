"""OFD, the fixed-layout format of Chinese offices (GB/T 33190—2016): a zip of XML with each text at its place.

A reader of our own: the libraries for it that we found depend on PyMuPDF (AGPL), or are young and made for invoices.
Seals, annotations and drawings are left out; text that a page takes from its template is read with the page.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ingest.readers.content import Content, squash
from ingest.readers.ofd_objects import Rule, pieces, rules
from ingest.readers.ofd_tables import tables
from ingest.readers.page_layout import Piece, arranged, gutter
from ingest.readers.pdf_layout import Page
from ingest.readers.pdf_pages import refuse_textless
from ingest.readers.pdf_paragraphs import blocks
from kb.errors import BadFormat, Encrypted, TooLarge

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_UNPACKED = 400_000_000  # bytes of all parts, as for docx
_MAX_READ = 60_000_000  # bytes of XML read, a part counted each time it is used; a page of text takes some 20 KB
_MAX_PAGES = 20_000  # a list of pages that costs no bytes each is no document's
_ENTRY = "OFD.xml"
_RESAVE = "请用 OFD 阅读器打开，另存为 PDF 或重新导出后再导入"
_PASSWORD = 0x1  # the bit of a zip entry's flags that says it is encrypted


def read_ofd(name: str, data: bytes) -> Content:
    """Blocks of an OFD file with their pages; title, author and creation date in meta.

    Raises BadFormat (no OFD, damaged), Encrypted, NeedsOCR (images without text), EmptyFile, TooLarge.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = _Package(name, archive)
            body = package.root(_ENTRY).find("{*}DocBody")
            start = body.findtext("{*}DocRoot") if body is not None else None
            if body is None or not start:
                raise BadFormat(name, "OFD 里没有文档", _RESAVE)
            pages = _pages(package, package.path(_ENTRY, start))
            meta = dict(_properties(body))
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError):
        raise BadFormat(name, "不是 OFD 文件，或文件不完整", _RESAVE) from None
    refuse_textless(name, pages, "OFD")
    failed = "、".join(str(page.number) for page in pages if page.failed)
    return Content(tuple(blocks(pages)), meta, (f"第{failed}页已损坏，未读入",) if failed else ())


class _Package:
    """The parts of an OFD file as XML trees; counts what it reads, so that no part is unpacked without end."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self._name = name
        self._archive = archive
        self._parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}
        self._read = 0
        size = sum(info.file_size for info in archive.infolist())
        if size > _MAX_UNPACKED:
            raise TooLarge(name, f"解压后有 {size / 1e6:.0f} MB，超出文档应有的大小", "请核对文件来源，或拆分后再导入")
        if any(info.flag_bits & _PASSWORD for info in archive.infolist()):
            raise Encrypted(name, "OFD 文件已加密", "请去掉密码后再导入")
        if _ENTRY.lower() not in self._parts:
            raise BadFormat(name, "是压缩包，不是 OFD 文件", "请先解压，再导入其中的文件")

    @staticmethod
    def path(base: str, location: str) -> str:
        """The path of `location` as the part `base` names it: from the root, or from its own folder."""
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), location.strip().replace("\\", "/")))

    def root(self, path: str) -> "_Element":
        """The tree of the part at `path`. Raises BadFormat where it is missing or no XML, TooLarge."""
        from lxml import etree

        info = self._parts.get(path.lstrip("/").lower())
        if info is None:
            raise BadFormat(self._name, f"OFD 不完整，缺少 {path.lstrip('/')[:60]}", _RESAVE)
        self._read += info.file_size
        if self._read > _MAX_READ:
            raise TooLarge(self._name, f"文字部分超过 {_MAX_READ / 1e6:.0f} MB，超出文档应有的大小", "请拆分后再导入")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._archive.read(info), parser)
        except etree.XMLSyntaxError:
            root = None
        if (
            root is None or root.getroottree().docinfo.internalDTD is not None
        ):  # OFD has no DTD; one could only define entities
            raise BadFormat(self._name, "OFD 已损坏，无法读取", _RESAVE)
        return root


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a page shows; all empty for one that cannot be read."""

    pieces: tuple[Piece, ...] = ()
    rules: tuple[Rule, ...] = ()
    image: bool = False
    failed: bool = False


def _pages(package: _Package, path: str) -> list[Page]:
    """The pages in the order of the document."""
    drawn = list(_drawn_pages(package, path))
    middle = next(filter(None, (gutter(page.pieces) for page in drawn)), None)
    return [
        Page(number, arranged(page.pieces, tables(page.rules), middle), page.image, page.failed)
        for number, page in enumerate(drawn, start=1)
    ]


def _drawn_pages(package: _Package, path: str) -> Iterator[_Drawn]:
    document = package.root(path)
    templates = {
        node.get("ID", ""): package.path(path, node.get("BaseLoc", ""))
        for node in document.iterfind("{*}CommonData/{*}TemplatePage")
    }
    for node in document.findall("{*}Pages/{*}Page")[:_MAX_PAGES]:
        try:
            root = package.root(package.path(path, node.get("BaseLoc", "")))
            used = [templates.get(own.get("TemplateID", "")) for own in root.iterfind("{*}Template")]
            roots = [root, *(package.root(own) for own in used if own)]
        except (BadFormat, zipfile.BadZipFile, zlib.error, EOFError):
            yield _Drawn(failed=True)
            continue
        layers = [layer for one in roots for layer in one.iterfind("{*}Content/{*}Layer")]
        yield _Drawn(
            tuple(piece for layer in layers for piece in pieces(layer)),
            tuple(rule for layer in layers for rule in rules(layer)),
            any(layer.find(".//{*}ImageObject") is not None for layer in layers),
        )


def _properties(body: Any) -> Iterator[tuple[str, str]]:
    for key in ("Title", "Author", "CreationDate"):
        if value := squash(body.findtext("{*}DocInfo/{*}" + key) or ""):
            yield key, value
