"""The files that mutations start from, small so that many can be tried, one or more for each format."""

import base64
import gzip
from functools import cache
from pathlib import Path

from tests.ingest.formats import markdown, pdf, text, web_page, word
from tests.ingest.ofd_files import ofd
from tests.ingest.samples import NOTICE, Para

_SMALL = (*NOTICE[:3], *NOTICE[5:11], NOTICE[12], *NOTICE[-4:], Para("表后的说明。"))
_FRONT = "---\n文号: 青政办发〔2026〕12号\n---\n[目录](a.html)\n> - **引文** `代码` <b>粗</b> &nbsp; ~~删~~\n\n"
# The small sample as LibreOffice wrote it, so that this format too is tried where LibreOffice can read it.
_LEGACY = Path(__file__).with_name("sample.doc.gz.b64")

# How often each format is drawn. doc starts LibreOffice, which takes seconds.
WEIGHTS = {"txt": 22.0, "md": 14.0, "html": 18.0, "docx": 18.0, "ofd": 16.0, "pdf": 11.6, "doc": 0.4}


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """The files of a format; every one of them can be read."""
    plain = text(_SMALL)
    made = {
        "txt": lambda: (plain.encode(), plain.encode("gb18030"), plain.encode("utf-16"), plain.encode("utf-16-be")),
        "md": lambda: (markdown(_SMALL), _FRONT.encode() + markdown(_SMALL), markdown(_SMALL).decode().encode("gbk")),
        "html": lambda: (web_page(_SMALL),),
        "docx": lambda: (word(_SMALL),),
        "ofd": lambda: (ofd(_SMALL), ofd(_SMALL, columns=2)),
        "pdf": lambda: (pdf(_SMALL, compress=False), pdf(_SMALL, columns=2)),
        "doc": lambda: (gzip.decompress(base64.b64decode(_LEGACY.read_bytes())),),
    }
    return tuple(made[kind]())
