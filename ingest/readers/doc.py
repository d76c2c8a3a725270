"""Legacy Word and WPS files (doc, wps): turned into docx by LibreOffice where it is installed.

What carries the name but is another format (docx, or a web page saved as doc, as many sites offer) is read as what
it is, without LibreOffice.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from ingest.readers.content import Content
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from kb.errors import BadFormat, Encrypted, TooLarge, UnknownFormat

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120  # a start takes 3 to 10 s, 500 pages some 20 s
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_HEAD = 1024  # bytes in which a web page shows a tag
_FIB = 0xA5EC  # first bytes of a WordDocument stream (MS-DOC 2.5.2); flags stand 10 bytes in
_FIB_FLAGS, _FIB_ENCRYPTED = 10, 0x0100
_SECTOR = 512
# Settings of the profile: no macros, and no link to another machine is followed.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_RESAVE = "请用 Word 或 WPS 打开，另存为 docx 后再导入"


def read_doc(name: str, data: bytes) -> Content:
    """Blocks of a legacy Word or WPS file, through docx.

    Raises UnknownFormat (LibreOffice is not installed), BadFormat (no Word file, or LibreOffice cannot open it),
    Encrypted, TooLarge (takes longer than `_SECONDS`).
    """
    if data.startswith(_ZIP):
        return read_docx(name, data)
    if b"<html" in data[:_HEAD].lower():
        return read_html(name, data)
    if not data.startswith((_OLE, _RTF)) or (data.startswith(_OLE) and _WORD_STREAM not in data):
        raise BadFormat(name, "不是 Word 或 WPS 文字文件，或文件不完整", _RESAVE)
    if _locked(data):
        raise Encrypted(name, "Word 文件有打开密码", "请去掉密码后再导入")
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        reason = "是旧版 Word/WPS 文件，本机没有安装 LibreOffice，无法转换"
        raise UnknownFormat(name, reason, "请用 Word 或 WPS 打开，另存为 docx 后再导入，或安装 LibreOffice")
    return read_docx(name, _converted(name, data, program))


def _locked(data: bytes) -> bool:
    """Whether the WordDocument stream says that it is encrypted; the stream starts at a sector's start."""
    for at in range(_SECTOR, len(data) - _SECTOR, _SECTOR):
        if int.from_bytes(data[at : at + 2], "little") == _FIB:
            flags = int.from_bytes(data[at + _FIB_FLAGS : at + _FIB_FLAGS + 2], "little")
            return bool(flags & _FIB_ENCRYPTED)
    return False


def _converted(name: str, data: bytes, program: str) -> bytes:
    """The file as docx. LibreOffice gets a profile of its own: one profile serves one process at a time."""
    with tempfile.TemporaryDirectory(prefix="policykb-", ignore_cleanup_errors=True) as folder:
        # By suffix LibreOffice would take a wps for Microsoft Works; WPS Office writes Word's own format.
        source = Path(folder, "source.rtf" if data.startswith(_RTF) else "source.doc")
        source.write_bytes(data)
        profile = Path(folder, "profile")
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        options = [
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nologo",
            f"-env:UserInstallation={profile.as_uri()}",
        ]
        options.append(f"-env:UserInstallation={profile.as_uri()}")
        _run(name, [program, *options, "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)])
        try:
            return source.with_suffix(".docx").read_bytes()
        except OSError:
            raise BadFormat(name, "LibreOffice 无法打开该文件", _RESAVE) from None


def _run(name: str, command: list[str]) -> None:
    """Run `command`; soffice starts children of its own, which end with it."""
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        raise TooLarge(name, f"LibreOffice 转换超过 {_SECONDS} 秒", "请拆分文件，或另存为 docx 后再导入") from None
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of the process's group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
