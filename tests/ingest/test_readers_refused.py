"""Files that cannot be read: each gives its own error, one Chinese line that names the file."""

import contextlib
import os
import socket
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

import ingest.readers as readers
from ingest.readers import MAX_BYTES, read
from kb.errors import (
    BadFormat,
    EmptyFile,
    Encrypted,
    NeedsOCR,
    NoPermission,
    NoSuchPath,
    NotText,
    ReadError,
    TooLarge,
    UnknownFormat,
)

CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf(draw: Callable[..., None], pages: int = 1, **options: object) -> bytes:
    from reportlab.pdfgen import canvas

    buffer = BytesIO()
    sheet = canvas.Canvas(buffer, **options)
    for _ in range(pages):
        draw(sheet)
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


def latin(sheet: object) -> None:
    sheet.drawString(72, 700, "A line of text that is long enough to be one.")  # type: ignore[attr-defined]


def scan(sheet: object) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    image = ImageReader(Image.new("L", (200, 280), 240))
    sheet.drawImage(image, 0, 0, 595, 842)  # type: ignore[attr-defined]


def encrypted_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return pdf(latin, encrypt=StandardEncryption("secret", strength=128))


def archive(**parts: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def word_stream(flags: int) -> bytes:
    """An OLE file with a WordDocument stream whose header has `flags`."""
    header = (0xA5EC).to_bytes(2, "little") + bytes(8) + flags.to_bytes(2, "little")
    return CFB + bytes(504) + "WordDocument".encode("utf-16-le").ljust(512, b"\0") + header.ljust(1024, b"\0")


CASES: list[tuple[str, Callable[[], bytes], type[ReadError], str]] = [
    ("空.txt", lambda: b"", EmptyFile, "空"),
    ("空白.txt", lambda: b" \r\n\t\n", EmptyFile, "空"),
    ("只有空格.txt", lambda: "\u3000\u3000\n\ufeff\n".encode(), EmptyFile, "没有文字"),
    ("空.pdf", lambda: b"", EmptyFile, "空"),
    ("空.docx", lambda: b"", EmptyFile, "空"),
    ("空.html", lambda: b"<html><body><script>x</script></body></html>", EmptyFile, "没有文字"),
    ("图片.txt", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), NotText, "图片"),
    ("压缩包.md", lambda: archive(a=b"1"), NotText, "压缩包"),
    ("程序.txt", lambda: bytes(range(256)) * 40, NotText, "不是文本"),
    ("随机.txt", lambda: b"".join(os.urandom(64) for _ in range(64)), NotText, "不是文本"),
    ("其实是.html", lambda: pdf(latin), BadFormat, "PDF"),
    ("网页.pdf", lambda: "<html>不是</html>".encode(), BadFormat, "不是 PDF"),
    ("断.pdf", lambda: pdf(latin, pages=3)[:-400], BadFormat, "不完整"),
    ("只有头.pdf", lambda: b"%PDF-1.7\n%%EOF\n", BadFormat, "损坏"),
    ("密.pdf", encrypted_pdf, Encrypted, "密码"),
    ("扫描.pdf", lambda: pdf(scan, pages=2), NeedsOCR, "扫描件"),
    ("白页.pdf", lambda: pdf(lambda sheet: None), EmptyFile, "没有文字"),
    ("文本.docx", lambda: "这是文本".encode(), BadFormat, "不是 docx"),
    ("包.docx", lambda: archive(a=b"1"), BadFormat, "压缩包"),
    ("断.docx", lambda: archive(word__document=b"1" * 9999)[:-30], BadFormat, "不完整"),
    ("坏.docx", lambda: archive(**{"word/document.xml": b"<w"}), BadFormat, "损坏"),
    ("旧.docx", lambda: CFB + bytes(600), BadFormat, "旧版"),
    ("密.docx", lambda: CFB + "EncryptedPackage".encode("utf-16-le"), Encrypted, "密码"),
    ("炸弹.docx", lambda: archive(**{"word/document.xml": bytes(70_000_000)}), TooLarge, "解压后"),
    ("表格.doc", lambda: CFB + bytes(600), BadFormat, "不是 Word"),
    ("空壳.WPS", lambda: CFB, BadFormat, "不是 Word"),
    ("密.doc", lambda: word_stream(0x0100), Encrypted, "密码"),
    ("旧.rtf", lambda: b"{\\rtf1", UnknownFormat, "另存为 docx"),
    ("包.ofd", lambda: archive(a=b"1"), BadFormat, "压缩包"),
    ("文本.ofd", lambda: "这是文本".encode(), BadFormat, "不是 OFD"),
    ("页码.txt", lambda: b"===PAGE 1===\n\n===PAGE 2===\n", NeedsOCR, "只有页码"),
    ("页码.md", lambda: "第1页\n\n— 2 —\n\n===PAGE 3===".encode(), NeedsOCR, "只有页码"),
    ("照片.jpg", lambda: b"\xff\xd8\xff", UnknownFormat, "文字识别"),
    ("无扩展名", lambda: b"x", UnknownFormat, "无扩展名"),
]


@pytest.mark.parametrize(("name", "content", "error", "words"), CASES, ids=[case[0] for case in CASES])
def test_refused_with_a_reason(
    tmp_path: Path, name: str, content: Callable[[], bytes], error: type[ReadError], words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(error) as caught:
        read(path)
    message = str(caught.value)
    assert type(caught.value) is error
    assert message.startswith(f"{name}：")
    assert words in message
    assert message.isprintable()
    assert caught.value.remedy


def test_size_is_checked_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: takes no disk
    monkeypatch.setattr(readers, "_bytes", lambda *_: pytest.fail("read before its size was checked"))
    with pytest.raises(TooLarge, match="200 MB，超过上限 100 MB"):
        read(path)
    assert MAX_BYTES == 100_000_000


def test_missing_folder_and_special_files(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        read(tmp_path / "没有.txt")
    with pytest.raises(NoSuchPath):
        read(tmp_path / ("长" * 300 + ".txt"))
    with pytest.raises(NoSuchPath):
        read(tmp_path / "零\x00字节.txt")
    with pytest.raises(UnknownFormat, match="文件夹"):
        read(tmp_path)
    os.mkfifo(tmp_path / "管道.txt")
    with pytest.raises(UnknownFormat, match="不是普通文件"):
        read(tmp_path / "管道.txt")
    (tmp_path / "断链.txt").symlink_to(tmp_path / "没有.txt")
    with pytest.raises(NoSuchPath):
        read(tmp_path / "断链.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.txt"))
        with pytest.raises(UnknownFormat):
            read(tmp_path / "s.txt")


def test_odd_names_give_printable_messages(tmp_path: Path) -> None:
    for raw in (b"line\nbreak.txt", b"bad\xff\xfebytes.txt", "红\u202e色.txt".encode()):
        path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), raw)))  # noqa: PTH118
        path.write_bytes(b"")
        with pytest.raises(EmptyFile) as caught:
            read(path)
        assert str(caught.value).isprintable()
        str(caught.value).encode("utf-8")
        path.write_text("正文。", encoding="utf-8")
        assert read(path).name.isprintable()


@pytest.mark.skipif(os.geteuid() == 0, reason="the super-user may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "锁.txt"
    path.write_text("正文", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(NoPermission):
        read(path)


def test_permission_refused_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "锁.txt"
    path.write_text("正文", encoding="utf-8")

    def refuse(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(NoPermission, match=r"^锁\.txt：没有读取权限"):
        read(path)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_cut_files_never_leak_other_errors(tmp_path: Path, cut: float) -> None:
    import docx

    buffer = BytesIO()
    document = docx.Document()
    document.add_paragraph("第一条 为了规范管理，制定本办法。")
    document.save(buffer)
    for name, data in (("断.docx", buffer.getvalue()), ("断.pdf", pdf(latin, pages=5))):
        path = tmp_path / name
        path.write_bytes(data[: int(len(data) * cut)])
        with pytest.raises(ReadError):
            read(path)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".pdf", ".docx"])
def test_noise_never_leaks_other_errors(tmp_path: Path, suffix: str) -> None:
    import random

    noise = random.Random(7)
    heads = {".pdf": b"%PDF-1.7\n1 0 obj\n", ".docx": b"PK\x03\x04", ".html": b"<html><table><td>"}
    for size in (1, 7, 100, 5000):
        path = tmp_path / f"噪声{suffix}"
        path.write_bytes(heads.get(suffix, b"") + noise.randbytes(size))
        with contextlib.suppress(ReadError):
            assert read(path).blocks
