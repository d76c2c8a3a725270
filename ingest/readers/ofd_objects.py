"""The objects of an OFD layer → pieces of text and ruled lines, in points from the page's top left corner.

An object has a Boundary on the page (x y width height, millimetres) and may have a CTM (a b c d e f) from its own
space to the boundary's (GB/T 33190—2016, 8.5); a TextCode states where its first character stands (X, Y) and how far
each next one is (DeltaX, DeltaY; `g 3 4.5` means 4.5 three times; 11.3).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat
from math import hypot, isfinite
from typing import TYPE_CHECKING

from ingest.readers.page_layout import Piece

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINTS = 72 / 25.4  # a millimetre
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_GAP = 0.9  # of the type's size: a wider gap parts words; letters set wide (关 于) are put together later
_STEP = 0.4  # of the size: characters further apart in height stand on different lines
_SLANTED = 0.1  # of the size: text turned by more than some 6° is a watermark
_PATH = re.compile(r"([A-Za-z])([^A-Za-z]*)")  # M 10 20 L 30 20
_STRAIGHT = 1.0  # points by which a ruled line may be off its axis
_LEAST_RULE = 5.0  # points; shorter strokes are marks


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        return self.y0 == self.y1


@dataclass(frozen=True, slots=True)
class _Frame:
    """From an object's own space to the page."""

    matrix: tuple[float, ...]
    x: float
    y: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return (a * x + c * y + e + self.x) * _POINTS, (b * x + d * y + f + self.y) * _POINTS


def pieces(layer: "_Element") -> Iterator[Piece]:
    """The visible text of `layer`, in the order of the file; text drawn twice (bold by overprinting) comes once."""
    seen: set[tuple[str, int, int]] = set()
    for node in layer.iter("{*}TextObject"):
        if node.get("Visible", "true").lower() in ("false", "0"):
            continue
        for piece in _text(node):
            key = (piece.text, round(piece.left), round(piece.y))
            if key not in seen:
                seen.add(key)
                yield piece


def _text(node: "_Element") -> Iterator[Piece]:
    frame = _frame(node)
    a, b, c, d = frame.matrix[:4]
    if abs(b) > _SLANTED * hypot(a, b) and abs(a) > _SLANTED * hypot(a, b):
        return
    own = next(iter(numbers(node.get("Size"))), 0.0)
    size = own * hypot(c, d) * _POINTS or 1.0
    x = y = 0.0
    for code in node.iterfind("{*}TextCode"):
        x = next(iter(numbers(code.get("X"))), x)
        y = next(iter(numbers(code.get("Y"))), y)
        yield from _runs(_characters(code, own, x, y), frame, size)


def _characters(code: "_Element", size: float, x: float, y: float) -> Iterator[tuple[str, float, float]]:
    """Each character with its place in the object's space; where no distance is stated, the width of its type."""
    across, down = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
    upright = code.get("DeltaX") is None and code.get("DeltaY") is not None  # set from the top down
    for char in "".join(map(str, code.itertext())):
        yield char, x, y
        x += next(across, 0.0 if upright else width(char) * size)
        y += next(down, 0.0)


def _runs(characters: Iterator[tuple[str, float, float]], frame: _Frame, size: float) -> Iterator[Piece]:
    """`characters` cut where they leave the line or a gap opens; blanks count inside a run only."""
    text, left, right, line = "", 0.0, 0.0, 0.0
    for char, own_x, own_y in characters:
        x, y = frame.place(own_x, own_y)
        apart = abs(y - line) > _STEP * size or not -size < x - right < _GAP * size
        if text and apart:
            yield Piece(text.rstrip(), left, right, line, size)
            text = ""
        if char.isspace() and not text:
            continue
        if not text:
            left, line = x, y
        text += char
        if not char.isspace():
            right = x + width(char) * size
    if text:
        yield Piece(text.rstrip(), left, right, line, size)


def rules(layer: "_Element") -> Iterator[Rule]:
    """The straight lines across and down that `layer` draws, alone or as sides of a box."""
    for node in layer.iter("{*}PathObject"):
        frame = _frame(node)
        for x0, y0, x1, y1 in _strokes(node.findtext("{*}AbbreviatedData") or ""):
            (left, top), (right, bottom) = sorted((frame.place(x0, y0), frame.place(x1, y1)))
            if abs(top - bottom) <= _STRAIGHT and right - left >= _LEAST_RULE:
                yield Rule(left, top, right, top)
            elif right - left <= _STRAIGHT and abs(top - bottom) >= _LEAST_RULE:
                yield Rule(left, min(top, bottom), left, max(top, bottom))


def _strokes(data: str) -> Iterator[tuple[float, float, float, float]]:
    """The straight strokes of a path: S or M starts, L draws, C closes; a curve only moves on."""
    start = at = (0.0, 0.0)
    for letter, written in _PATH.findall(data):
        values = numbers(written)
        to = (values[-2], values[-1]) if len(values) >= 2 else start
        if letter in "SM":
            start = to
        elif letter in "LC":
            yield (*at, *to)
        at = to


def _frame(node: "_Element") -> _Frame:
    matrix = numbers(node.get("CTM"))
    x, y = (*numbers(node.get("Boundary")), 0.0, 0.0)[:2]
    return _Frame(tuple(matrix) if len(matrix) == len(_IDENTITY) else _IDENTITY, x, y)


def _deltas(text: str | None) -> Iterator[float]:
    """The distances of a DeltaX; a repeat count is not unrolled before it is asked for."""
    parts = iter((text or "").split())
    return chain.from_iterable(_repeated(part, parts) for part in parts)


def _repeated(part: str, rest: Iterator[str]) -> Iterator[float]:
    if part != "g":
        return iter(numbers(part)[:1] or [0.0])
    count, value = (*(numbers(" ".join(islice(rest, 2)))), 0.0, 0.0)[:2]
    return repeat(value, max(0, int(count)))


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute; what is none counts as 0."""
    return [_number(part) for part in (text or "").replace(",", " ").split()]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if isfinite(value) and abs(value) < 1e6 else 0.0


def width(char: str) -> float:
    """How wide `char` is set, of the type's size."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
