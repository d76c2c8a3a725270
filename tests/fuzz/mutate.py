"""Mutations: of any bytes, of text, of XML and zip packages, of PDF objects."""

import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random

from tests.fuzz.seeds import WEIGHTS, seeds

Mutation = Callable[[Random, bytes], bytes]
_NUMBERS = (b"0", b"-1", b"1e308", b"99999999999", b"2147483648", b"NaN", b"", b"x", b"\xef\xbc\x91", b"-0.0001")
_BYTES = (b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"<", b">", b"&", b"%", b"PK\x03\x04", b"\r", b"\xe4\xb8")
# What sets the rules of this field's text going: openings without ends, labels, numbers, quantities, organisations.
_TOKENS = (
    "《", "》", "〈", "（", "）", "(", "第", "条", "一、", "（一）", "1.", "①", "附件1", "附件：", "——", "|", "：", "。", "；",
    "到2028年", "达到", "以上", "不低于", "分别", "由", "牵头", "负责", "、", "，", "市财政局", "责任单位：", "国发〔", "号", "%", "万元",
    "9", "０", "百分之", "亿", "以下简称", "\u200b", "\ufeff", "\x00", "\u2028", "\ud7ff", "𠮷", "\t", "\u3000", "&#x0;", "&nbsp;",
    "<table>", "</table>", "<tr><td colspan=9999999 rowspan=9999999>", "<div>", "</p>", "<!--", "-->", "<![CDATA[", "<script>",
    "**", "_", "`", "[", "](", "![", "| --- |", "# ", "> ", "---\n", "===PAGE 3===\n", "— 2 —\n", "ICP备12345678号",
)  # fmt: skip
_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a0 "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]>"
)
_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)
_REFERENCE = re.compile(rb"\d+ 0 R")
_DIGITS = re.compile(rb"\d+(?:\.\d+)?")
_TAG = re.compile(rb"<[A-Za-z][^<>]*?/?>|</[A-Za-z][^<>]*>")
_VALUE = re.compile(rb'="[^"]*"')


def made(number: int, seed: int = 0) -> tuple[str, bytes]:
    """Suffix and bytes of input `number`."""
    random, kind = _drawn(number, seed)
    data = random.choice(seeds(kind))
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        data = random.choice(_MUTATIONS[kind])(random, data)
    suffix = random.choice(("doc", "wps")) if kind == "doc" else kind
    return suffix, data


def kind_of(number: int, seed: int = 0) -> str:
    """The format of input `number`, without making it."""
    return _drawn(number, seed)[1]


def _drawn(number: int, seed: int) -> tuple[Random, str]:
    random = Random(f"{seed}:{number}")
    return random, random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]


# Any bytes.


def flip(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 4, 32))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(random: Random, data: bytes) -> bytes:
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return random.choice((data[:start], data[start:], data[:start] + data[end:]))


def repeat(random: Random, data: bytes) -> bytes:
    start = random.randrange(len(data) + 1)
    part = data[start : start + random.choice((1, 16, 400))]
    return data[:start] + part * random.choice((2, 10, 300)) + data[start:]


def insert(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_BYTES) * random.choice((1, 3, 1000)) + data[at:]


def numbers(random: Random, data: bytes) -> bytes:
    """Some numbers written in the file become extreme ones."""
    return _some(random, _DIGITS, data, lambda _: random.choice(_NUMBERS))


# Text.


def tokens(random: Random, data: bytes) -> bytes:
    """Tokens put between characters, some many times over."""
    encoding, text = _decoded(data)
    for _ in range(random.choice((1, 5, 30))):
        at = random.randrange(len(text) + 1)
        times = random.choice((1, 1, 1, 2, 50, 3000 if random.random() < 0.1 else 5))
        text = text[:at] + random.choice(_TOKENS) * times + text[at:]
    return text.encode(encoding, "replace")


def mixed(random: Random, data: bytes) -> bytes:
    """One long line of tokens alone."""
    encoding, text = _decoded(data)
    chosen = random.choices(_TOKENS, k=random.choice((2, 4, 12)))
    line = "".join(random.choice(chosen) for _ in range(random.choice((50, 1000, 8000))))
    return (text + "\n" + line + "\n" + text).encode(encoding, "replace")


def lines(random: Random, data: bytes) -> bytes:
    """Lines moved, doubled, joined, dropped."""
    encoding, text = _decoded(data)
    parts = text.split("\n")
    for _ in range(random.choice((1, 4, 20))):
        at, other = random.randrange(len(parts)), random.randrange(len(parts))
        action = random.randrange(4)
        if action == 0:
            parts[at], parts[other] = parts[other], parts[at]
        elif action == 1:
            parts.insert(at, parts[other])
        elif action == 2 and len(parts) > 1:
            parts[at : at + 2] = ["".join(parts[at : at + 2])]
        elif len(parts) > 1:
            del parts[at]
    return "\n".join(parts).encode(encoding, "replace")


def recoded(random: Random, data: bytes) -> bytes:
    """The text in another encoding, or its bytes read in a wrong one."""
    _, text = _decoded(data)
    others = ("utf-8", "gb18030", "utf-16", "utf-16-be", "utf-32", "big5", "utf-8-sig", "latin-1", "shift-jis")
    return text.encode(random.choice(others), random.choice(("replace", "ignore", "xmlcharrefreplace")))


def deep(random: Random, data: bytes) -> bytes:
    """Nesting thousands deep."""
    depth = random.choice((300, 5000))
    start, end = random.choice(
        ((b"<div>", b"</div>"), (b"<table><tr><td>", b""), (b"<b>", b""), (b"> ", b""), (b"(", b")"), (b"[", b"](x)"))
    )
    at = random.randrange(len(data) + 1)
    return data[:at] + start * depth + data[at : at + 50] + end * depth + data[at + 50 :]


# XML in zip packages.


def part(random: Random, data: bytes) -> bytes:
    """One part of the package mutated as XML or as bytes."""
    parts = _unpacked(data)
    if not parts:
        return data
    weights = [len(content) for content in parts.values()]
    name = (
        random.choices(list(parts), weights)[0]
        if random.random() < 0.5 and any(weights)
        else random.choice(list(parts))
    )
    parts[name] = random.choice((tags, tags, values, values, numbers, flip, cut, laughs, nested, xml_tokens))(
        random, parts[name]
    )
    return _packed(parts)


def package(random: Random, data: bytes) -> bytes:
    """Parts dropped, exchanged, named otherwise, or one that unpacks to much."""
    parts = _unpacked(data)
    if not parts:
        return data
    name, other = random.choice(list(parts)), random.choice(list(parts))
    action = random.randrange(5)
    if action == 0:
        del parts[name]
    elif action == 1:
        parts[name], parts[other] = parts[other], parts[name]
    elif action == 2:
        parts[random.choice(("../x", "/abs", name.upper(), name + "\x01", "x"))] = parts.pop(name)
    elif action == 3:
        parts[name] = parts[name][:50] + b" " * random.choice((3_000_000, 70_000_000))
    else:
        parts[name] = b""
    return _packed(parts)


def tags(random: Random, data: bytes) -> bytes:
    """Tags dropped, doubled, exchanged."""
    found = [match.span() for match in _TAG.finditer(data)]
    if not found:
        return data
    (a, b), (c, d) = sorted((random.choice(found), random.choice(found)))
    choices = (data[:a] + data[b:], data[:b] + data[a:], data[:a] + data[c:d] + data[b:], data[:a] + data[c:])
    grown = data[:a] + data[a:d] * random.choice((2, 50)) + data[d:]
    return random.choice((*choices, grown if len(grown) < 3_000_000 else data))


def values(random: Random, data: bytes) -> bytes:
    """Attribute values exchanged or made extreme."""
    pool = [b'="%s"' % number for number in _NUMBERS] + _VALUE.findall(data)
    return _some(random, _VALUE, data, lambda _: random.choice(pool))


def xml_tokens(random: Random, data: bytes) -> bytes:
    return _some(random, re.compile(rb"(?<=>)[^<>]+(?=<)"), data, lambda _: random.choice(_TOKENS).encode() * 9)


def laughs(random: Random, data: bytes) -> bytes:
    """Entities that grow to gigabytes, used in the text or in an attribute."""
    head, _, rest = data.partition(b"?>")
    at = rest.find(b">", random.randrange(len(rest) + 1)) + 1
    return head + b"?>" + _LAUGHS + rest[:at] + b"&a8;" + rest[at:] if rest else data


def nested(random: Random, data: bytes) -> bytes:
    found = [match for match in _TAG.finditer(data) if not match.group().endswith(b"/>")]
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + match.group() * random.choice((50, 5000)) + data[match.end() :]


# PDF.


def objects(random: Random, data: bytes) -> bytes:
    """Objects dropped, doubled, cut, exchanged."""
    found = [match.span() for match in _OBJECT.finditer(data)]
    if len(found) < 2:
        return data
    (a, b), (c, d) = sorted(random.sample(found, 2))
    choices = (
        data[:a] + data[b:],
        data[:b] + data[a:b] * 20 + data[b:],
        data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:],
        data[: (a + b) // 2] + data[b:],
    )
    return random.choice(choices)


def references(random: Random, data: bytes) -> bytes:
    """References that point elsewhere: to themselves, in circles, to nothing."""
    pool = [*_REFERENCE.findall(data), b"0 0 R", b"99999 0 R", b"null", b"[]", b"<<>>"]
    return _some(random, _REFERENCE, data, lambda _: random.choice(pool))


def stream_bomb(random: Random, data: bytes) -> bytes:
    """A page's content that unpacks to much."""
    found = [match for match in _OBJECT.finditer(data) if b"stream" in match.group()]
    if not found:
        return data
    match = random.choice(found)
    packed = zlib.compress(random.choice((b"0 0 m 9 9 l S ", b"q ", b" ")) * random.choice((100_000, 20_000_000)), 9)
    number = match.group().split(b" ", 1)[0]
    body = b"%s 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj" % (number, len(packed), packed)
    return data[: match.start()] + body + data[match.end() :]


def _some(random: Random, pattern: re.Pattern[bytes], data: bytes, new: Callable[[re.Match[bytes]], bytes]) -> bytes:
    """`data` with one or some of the pattern's matches replaced."""
    found = list(pattern.finditer(data))
    for match in sorted(random.sample(found, min(len(found), random.choice((1, 3, 12)))), key=lambda m: -m.start()):
        data = data[: match.start()] + new(match) + data[match.end() :]
    return data


def _decoded(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        try:
            return encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "latin-1", data.decode("latin-1")


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            return {info.filename: file.read(info) for info in file.infolist()}
    except Exception:  # the mutation before this one broke the package
        return {}


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # dated 1980, whenever made
    return buffer.getvalue()


_ANY: tuple[Mutation, ...] = (flip, cut, repeat, insert)
_TEXT: tuple[Mutation, ...] = (tokens, mixed, lines, recoded, deep, numbers)
_PACKAGE: tuple[Mutation, ...] = (part, part, part, part, package)
_MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "txt": _ANY + _TEXT,
    "md": _ANY + _TEXT,
    "html": (*_ANY, *_TEXT, tags, values),
    "docx": _ANY[:2] + _PACKAGE,
    "ofd": _ANY[:2] + _PACKAGE,
    "pdf": (*_ANY, numbers, objects, references, stream_bomb, deep),
    "doc": (flip, flip, flip, *_ANY),
}
