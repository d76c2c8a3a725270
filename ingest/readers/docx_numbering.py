"""The labels that Word computes for numbered paragraphs (ISO/IEC 29500-1, 17.9): 一、 （一） 第三条 ① A."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingest.readers.docx_text import Styles, W

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_NO_GAP = "、.．)）:：】"  # a label that ends so needs no blank before the text
_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    gap: bool
    restarts: bool


class Numbering:
    """Counts numbered paragraphs in the order they are asked for."""

    def __init__(self, document: Any, styles: Styles) -> None:
        self._styles = styles
        self._lists = _Lists(document)
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> tuple[str, str]:
        """The label of `paragraph` and what parts it from the text; two empty strings without numbering."""
        number, depth = self._place(paragraph)
        found = self._lists.levels(number) if number else None
        if number is None or found is None or depth not in found[1]:
            return "", ""
        abstract, levels = found
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        self._advance(counts, number, depth, levels)
        level = levels[depth]
        if level.format in ("bullet", "none"):
            return "", ""
        text = _PLACE.sub(lambda m: _shown(levels, counts, int(m.group(1)) - 1), level.text).strip()
        return text, " " if text and level.gap and text[-1] not in _NO_GAP else ""

    def _advance(self, counts: list[int | None], number: str, depth: int, levels: dict[int, _Level]) -> None:
        override = self._lists.override(number, depth)
        current = counts[depth]
        if override is not None and (number, depth) not in self._started:
            counts[depth] = override
        else:
            counts[depth] = levels[depth].start if current is None else current + 1
        self._started.add((number, depth))
        for deeper in range(depth + 1, _LEVELS):
            if deeper not in levels or levels[deeper].restarts:
                counts[deeper] = None

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        """The list's number and the level (from 0) of `paragraph`, stated by it or by its style."""
        number: str | None = None
        depth: int | None = None
        for element in (paragraph, *self._styles.chain(paragraph)):
            own = element.find(f"{W}pPr/{W}numPr")
            if own is None:
                continue
            depth = _value(own.find(W + "ilvl")) if depth is None else depth
            stated = own.find(W + "numId")
            if stated is not None:
                number = stated.get(W + "val")
                break
        return (None if number in (None, "0") else number), min(depth or 0, _LEVELS - 1)


class _Lists:
    """The definitions of the numbering part."""

    def __init__(self, document: Any) -> None:
        self._root = next(
            (r.target_part.element for r in document.part.rels.values() if r.reltype.endswith("/numbering")),
            None,
        )
        self._known: dict[str, tuple[str, dict[int, _Level]] | None] = {}

    def levels(self, number: str) -> tuple[str, dict[int, _Level]] | None:
        """The id of the abstract list behind list `number`, and its levels."""
        if number not in self._known:
            self._known[number] = self._read(number)
        return self._known[number]

    def override(self, number: str, depth: int) -> int | None:
        """The number at which list `number` starts anew at `depth`, where it says so."""
        own = self._find("num", "numId", number)
        if own is None:
            return None
        for stated in own.findall(W + "lvlOverride"):
            if _value(stated, "ilvl") == depth and stated.find(W + "startOverride") is not None:
                return _value(stated.find(W + "startOverride"))
        return None

    def _read(self, number: str) -> tuple[str, dict[int, _Level]] | None:
        own = self._find("num", "numId", number)
        reference = own.find(W + "abstractNumId") if own is not None else None
        if own is None or reference is None:
            return None
        name = reference.get(W + "val")
        abstract = self._linked(self._find("abstractNum", "abstractNumId", name))
        if abstract is None:
            return None
        stated = [*abstract.findall(W + "lvl"), *own.findall(f"{W}lvlOverride/{W}lvl")]
        return name, {_value(level, "ilvl") or 0: _level(level) for level in stated}

    def _linked(self, abstract: Any) -> Any:
        """The list itself where `abstract` only names the style that holds it."""
        link = abstract.find(W + "numStyleLink") if abstract is not None else None
        if link is None or self._root is None:
            return abstract
        for other in self._root.findall(W + "abstractNum"):
            style = other.find(W + "styleLink")
            if style is not None and style.get(W + "val") == link.get(W + "val"):
                return other
        return abstract

    def _find(self, tag: str, key: str, value: str | None) -> Any:
        if self._root is None:
            return None
        return next((e for e in self._root.findall(W + tag) if e.get(W + key) == value), None)


def _level(element: Any) -> _Level:
    def stated(tag: str, default: str) -> str:
        found = element.find(W + tag)
        return str(found.get(W + "val", default)) if found is not None else default

    start = stated("start", "1")
    return _Level(
        start=int(start) if start.isdecimal() else 1,
        format=stated("numFmt", "decimal"),
        text=stated("lvlText", ""),
        gap=stated("suff", "tab") != "nothing",
        restarts=stated("lvlRestart", "1") != "0",
    )


def _value(element: Any, key: str = "val") -> int | None:
    value = element.get(W + key, "") if element is not None else ""
    return int(value) if value.isdecimal() else None


def _shown(levels: dict[int, _Level], counts: list[int | None], depth: int) -> str:
    """The number of level `depth` in its own format; a level not yet counted shows its start."""
    level = levels.get(depth)
    if level is None:
        return ""
    count = counts[depth]
    return print_number(level.start if count is None else count, level.format)


def print_number(n: int, kind: str) -> str:
    """`n` as Word's number format `kind` prints it; decimal for formats that no 公文 uses."""
    printer = _FORMATS.get(kind)
    return printer(n) if printer else str(n)


def chinese(n: int) -> str:
    """`n` (0..9999) in Chinese as read aloud: 10 十, 12 十二, 105 一百零五."""
    text = _counted(n, "零一二三四五六七八九", "十百千")
    return text.removeprefix("一") if 10 <= n < 20 else text


def _counted(n: int, digits: str, units: str) -> str:
    if n <= 0 or n > 9999:
        return digits[0] if n == 0 else str(n)
    parts: list[str] = []
    for place, digit in enumerate(reversed(str(n))):
        if digit != "0":
            parts.append(digits[int(digit)] + (units[place - 1] if place else ""))
        elif parts and parts[-1] != digits[0]:
            parts.append(digits[0])
    return "".join(reversed(parts))


def _roman(n: int) -> str:
    pairs = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    text = ""
    for value, letters in pairs:
        text += letters * (n // value)
        n %= value
    return text


def _letter(n: int) -> str:
    """A, B, … Z, AA, BB (Word repeats the letter)."""
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1) if n > 0 else str(n)


def _from(first: str, last: int) -> Callable[[int], str]:
    """Printer of characters that follow `first` in Unicode, for 1..last."""
    return lambda n: chr(ord(first) + n - 1) if 1 <= n <= last else str(n)


def _cycle(letters: str) -> Callable[[int], str]:
    return lambda n: letters[(n - 1) % len(letters)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "chineseLegalSimplified": lambda n: _counted(n, _LEGAL_DIGITS, "拾佰仟"),
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({ord("0") + i: ord("０") + i for i in range(10)}),
    "decimalFullWidth2": lambda n: str(n).translate({ord("0") + i: ord("０") + i for i in range(10)}),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
}
