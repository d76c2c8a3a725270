"""HTML pages: the document and the site's metadata block about it, without the site around them.

lxml rather than BeautifulSoup: the same libxml2 tree without a second tree of objects over it (23 times as fast
on a page of 500 KB), and walked without recursion, so that broken nesting cannot exhaust the stack.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.raw import Block
from ingest.readers.content import Content
from ingest.readers.encoding import decode, refuse_other_format
from ingest.readers.html_parts import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD = 4096  # bytes in which a page must state its charset (HTML standard: 1024; some sites put scripts first)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")  # lxml refuses a text that states an encoding


def read_html(name: str, data: bytes) -> Content:
    """Blocks of a page in any Chinese encoding, its `<meta>` names and `<title>` in meta.

    Raises BadFormat when the content is another format or no page, NotText when no encoding fits.
    """
    refuse_other_format(name, data, "网页(HTML)")
    text, warnings = decode(name, data, _declared(data))
    root = _parse(text)
    if root is None:
        return Content((), warnings=warnings)
    page = Page(root)
    return Content(_numbered(page.blocks()), page.meta, warnings)


def _declared(data: bytes) -> str | None:
    """The charset a page states; gb2312 and gbk are read as their superset."""
    found = _CHARSET.search(data[:_HEAD])
    if found is None:
        return None
    charset = found.group(1).decode("ascii").lower()
    return "gb18030" if charset in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else charset


def _parse(text: str) -> "HtmlElement | None":
    from lxml import etree, html

    source = _DECLARATION.sub("", text).replace("\x00", "")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing but comments or white space
        return None


def _numbered(blocks: list[Block]) -> tuple[Block, ...]:
    return tuple(replace(block, line=number) for number, block in enumerate(blocks, start=1))
