"""Quantities in official Chinese: numbers, units, comparators. Find, parse, normalise, compare, print.

A value stays in the text's own scale: 3.29亿立方米 is value `3.29` and unit `亿立方米`; `normalise` gives the
base unit (3.29e8 立方米). All functions are total; decimals are exact.
"""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kb.model import Comparator

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_SCALE = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}

_FAMILIES = ("counts", "measures", "shares", "times")
_WIDTHS = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

# 1,000 · 3.29 · 12
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
# 一百二十 · 三千 · 百 (百亿元) · 二十四点一; at most one scale, which stays with the unit
_HAN = r"(?:半(?=个?(?:工作日|小时|天|日))|[零〇○一二三四五六七八九两十百千]{1,9}(?:点[零〇○一二三四五六七八九]{1,4})?)"
# 突破 | 万亿元大关: one of the scale
_ONE = r"(?<=[破超达上到过])(?=万亿)"
# 第3条, 〔2018〕, G1816, *100%, 1.2.3: the number after one of these belongs to a name or a formula
_NAMED = re.compile(r"[第〔\[.\-+＋/*×]$|[A-Za-z]$|\d[、,.]$")
# 3号, 5条, 3.0版, 20+8: a bare number before one of these does too
_NUMBERS_SOMETHING = re.compile(r"[号条款章节页版楼+＋．.:：/、\-—]|\d")
_RANGE = r"\s*(?:[—－–\-~～至到]{1,2})\s*"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at `start:end`, and with the words beside it at `wording_start:wording_end`.

    `value` is a decimal as text, a range `a-b` or a ratio `a:b`; `unit` keeps 万 and 亿, "" for a bare number;
    `comparator` is what the words beside say, None when they say nothing; `kind` is the family of the unit.
    """

    start: int
    end: int
    value: str
    unit: str
    kind: str
    comparator: Comparator | None
    wording_start: int
    wording_end: int


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    """`kb/data/units.toml` as read."""
    return tomllib.loads(files("kb").joinpath("data/units.toml").read_text(encoding="utf-8"))


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """One number, a range or a ratio of two, with scale, unit and rate: 10—15% · 2.6∶1 · 0.35万吨/年 · 百亿元."""
    data = _data()
    units = _either([unit for family in _FAMILIES for unit in data[family]])
    scale = rf"(?!{_either(data['not_scaled'])})(?:{_either(data['scales'])})"
    number = rf"(?:{_ARABIC}|{_HAN}|{_ONE})"
    rates = _either([*data["rates"], *_kinds()])
    return re.compile(
        rf"(?P<percent>百分之)?(?<![\dA-Za-z.])(?P<first>{number})(?P<unit1>(?:{scale})?[%％]?)"
        rf"(?:{_RANGE}(?P<second>{number})|(?P<parts>[:∶：]\d+(?:\.\d+)?))?"
        rf"(?P<more>余|多)?[ ]?(?P<unit>(?:{scale})?(?:余|多)?(?:{units})?(?:/(?:{rates}))?)"
        rf"(?![A-Za-z])"
    )


@lru_cache(maxsize=1)
def unit_pattern() -> str:
    """A regular expression for a unit with or without its scale, or a scale alone: 万千瓦, 个工作日, 万."""
    scale, unit = _either(_data()["scales"]), _either([*_kinds()])
    return f"(?:(?:{scale})?(?:{unit})|(?:{scale}))"


def interchangeable(a: str, b: str) -> bool:
    """Whether one unit may stand for the other in a question: words that count things (家, 户, 座), or spans of time
    (天, 个工作日)."""
    kinds = {_kinds().get(unit.lstrip("万亿千百十")) for unit in (a, b)}
    return kinds in ({"counts"}, {"times"})


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    data = _data()
    return {unit: kind for kind in _FAMILIES for unit in data[kind]}


@lru_cache(maxsize=2)
def _comparators(side: str) -> re.Pattern[str]:
    words = [w for group in _data()[side].values() for w in group]
    tail = rf"(?:{_either(words)})\s*[了至为]?" if side == "before" else f"(?:{_either(words)})"
    return re.compile(rf"{tail}$" if side == "before" else tail)


@lru_cache(maxsize=512)
def _comparator_of(side: str, word: str) -> Comparator | None:
    found: dict[str, Comparator] = {w: c for c, group in _data()[side].items() for w in group}
    return found.get(word)


def parse_number(text: str) -> Decimal | None:
    """The number that `text` writes, None when it writes none.

    >>> parse_number("1,000"), parse_number("一百二十"), parse_number("二〇二八"), parse_number("3.2亿")
    (Decimal('1000'), Decimal('120'), Decimal('2028'), Decimal('320000000.0'))
    """
    flat = re.sub(r"\s+", "", text.translate(_WIDTHS))
    scale = 1
    match = re.fullmatch(rf"({_ARABIC})((?:万亿|亿|万|千|百|十)*)", flat)
    if match:
        for word in re.findall("万亿|亿|万|千|百|十", match[2]):
            scale *= _SCALE[word]
        try:
            return Decimal(match[1].replace(",", "")) * scale
        except InvalidOperation:
            return None
    return _parse_han(flat)


def _parse_han(text: str) -> Decimal | None:
    if text == "半":
        return Decimal("0.5")
    whole, point, part = text.partition("点")
    if point:
        number = _parse_han(whole)
        if number is None or not part or any(c not in _DIGIT for c in part):
            return None
        return number + Decimal("0." + "".join(str(_DIGIT[c]) for c in part))
    if not text or re.search(r"[^零〇○一二三四五六七八九两壹贰叁十百千万亿]", text):
        return None
    if all(c in _DIGIT for c in text):  # 二〇二八, read digit by digit
        return Decimal("".join(str(_DIGIT[c]) for c in text))
    total, section, digit = 0, 0, None
    for at, char in enumerate(text):
        if char in _DIGIT:
            digit = _DIGIT[char]
        elif char in _SMALL:
            section += (1 if digit is None or (digit == 0 and char == "十") else digit) * _SMALL[char]
            digit = None
        else:
            section += digit or 0
            if at and text[at - 1] in "万亿":
                total *= _LARGE[char]
            elif char == "亿":
                total = (total + (section or 1)) * _LARGE[char]
            else:
                total += (section or 1) * _LARGE[char]
            section, digit = 0, None
    return Decimal(total + section + (digit or 0))


def find_quantities(text: str) -> list[Quantity]:
    """Every number with a known unit, and bare decimals or numbers between comparator words, in order.

    Dates, 文号, article numbers, letters with digits (5G, PM2.5) and the 几 of 几十个 are no quantities.
    """
    flat = text.translate(_WIDTHS)
    found = []
    for match in _pattern().finditer(flat):
        quantity = _quantity(flat, match)
        if quantity is not None:
            found.append(quantity)
    return found


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.start(), match.end()
    value, unit = _value_and_unit(match)
    if value is None:
        return None
    before, after = text[max(0, start - 8) : start], text[end : end + 6]
    written = re.search(r"\d", match.group()) is not None
    if _NAMED.search(before) or (not written and before.endswith(("几", "数"))) or _is_date(unit, value, after):
        return None
    base = re.sub(rf"^(?:{_either(_data()['scales'])})(?=.)", "", unit)
    kind = _kinds().get(unit.split("/")[0]) or _kinds().get(base.split("/")[0]) or ("bare" if not unit else "scaled")
    lead = _comparators("before").search(before)
    trail = _comparators("after").match(after)
    if kind in ("bare", "scaled") and not (lead or trail):
        return None
    if after.startswith(("+", "＋")) or (kind == "bare" and _NUMBERS_SOMETHING.match(after)):
        return None
    stands = unit in _data()["alone"] and before[-1:].isalpha() and not after[:1].isalpha()
    if not written and not _han_counts(match, bool(lead or trail) or stands, kind):
        return None
    comparator = _comparator_of("after", trail.group()) if trail else None
    if lead:
        word = lead.group().strip().rstrip("了")
        stated = _comparator_of("before", word) or _comparator_of("before", word[:-1])
        comparator = _stronger(stated, word, comparator)
    return Quantity(
        start=start,
        end=end,
        value=value,
        unit=unit,
        kind=kind,
        comparator=comparator,
        wording_start=start - len(lead.group()) if lead and _is_bound(lead.group()) else start,
        wording_end=end + len(trail.group()) if trail else end,
    )


def _stronger(stated: Comparator | None, word: str, after: Comparator | None) -> Comparator | None:
    """What 控制在…以内, 突破…左右 or 达到…左右 say together: the word behind outweighs a plain 达到."""
    if after is None:
        return stated
    return stated if stated and _is_bound(word) and stated in (">", "<", "~") else after


def _is_bound(word: str) -> bool:
    """Whether a word before the number belongs to the requirement's wording (超, 不低于), unlike 达到."""
    return (
        re.match(r"[≥≤＞＜<>]|不|至|最|超|约|大约|近|接近|突破|高于|低于|大于|小于|多于|少于", word.strip()) is not None
    )


def _han_counts(match: re.Match[str], compared: bool, kind: str) -> bool:
    """百亿元, 百分之二十 and 三十家 count; a lone small numeral only beside words that compare, or standing alone."""
    if match["percent"] or match["first"] == "半" or (match["unit"].startswith(("万", "亿")) and kind != "times"):
        return True
    if kind not in ("counts", "measures", "shares"):
        return False
    return compared or (len(match["first"]) > 1 and re.search("[十百千]", match["first"]) is not None)


def _value_and_unit(match: re.Match[str]) -> tuple[str | None, str]:
    first, second = parse_number(match["first"] or "1"), parse_number(match["second"] or "")
    if first is None:
        return None, ""
    unit = re.sub("余|多", "", match["unit"]).replace("％", "%")
    own = match["unit1"].replace("％", "%")
    if match["percent"]:
        return _text(first), "%"
    if match["parts"]:
        return (None if unit or own else f"{_text(first)}:{match['parts'][1:]}"), ""
    if second is None:
        return _text(first), own + unit
    if own and own != unit and own != "%":
        factor = normalise("1", own)[0] / normalise("1", unit)[0] if unit.startswith(own[:1]) else Decimal(1)
        first *= factor
    return f"{_text(first)}-{_text(second)}", unit or own


def _is_date(unit: str, value: str, after: str) -> bool:
    """2025年, 12月, 3日 and 38号 are no quantities; 3年 and 15个工作日 are."""
    if unit.startswith(("年", "日")):
        years = re.fullmatch(r"(?:\d{4}-)?(?:19|20)\d\d", value)
        return bool(years) or unit == "日" or after.startswith(("级", "度", "代"))
    return not unit and after.startswith(("年", "月", "日", "号", "时", "期", "届"))


def _text(number: Decimal) -> str:
    """Plain digits without exponent or needless zeros: 0.605, 1000."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def chinese_number(n: int) -> str:
    """1–99 as 一 … 九十九; larger ones in digits."""
    digits = "零一二三四五六七八九"
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")


def normalise(value: str, unit: str) -> tuple[Decimal, str]:
    """Number in the base unit: ("3.29", "亿立方米") → (329000000, 立方米). A range gives its lower end.

    Raises `ValueError` when `value` holds no number (全部).
    """
    number = parse_number(re.split(r"(?<=\d)-", value)[0])
    if number is None:
        raise ValueError(f"不是数值：{value}")
    unit = unit.strip().translate(_WIDTHS)
    while not unit.startswith(tuple(_data()["not_scaled"])):
        scale = next((word for word in _SCALE if unit.startswith(word)), None)
        if scale is None:
            break
        number, unit = number * _SCALE[scale], unit.removeprefix(scale)
    return number, unit


def compare(a: tuple[str, str], b: tuple[str, str]) -> int | None:
    """-1, 0 or 1 as amount `a` (value, unit) is less than, equal to or more than `b`; None across units."""
    try:
        (x, unit_x), (y, unit_y) = normalise(*a), normalise(*b)
    except ValueError:
        return None
    if unit_x != unit_y:
        return None
    return (x > y) - (x < y)


def show(value: str, unit: str) -> str:
    """For people: `3.29`, `亿立方米` → 3.29亿立方米; a range with —: 10—15%."""
    return re.sub(r"(?<=\d)-(?=\d)", "—", value) + unit
