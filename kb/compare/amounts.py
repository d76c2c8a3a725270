"""How much a target asks for, in one unit: 0.45GW以上 and 45万千瓦以上 are the same."""

import re
import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from kb.model import Comparator, Target
from kb.quantity import normalise, parse_number

# Two amounts as stated: the same; one within what the other asks; apart; not to be told apart for sure.
Relation = Literal["same", "within", "apart", "unclear"]

# 约10% and 10.5% may mean the same: a figure said to be about so much may be off by a twentieth.
ABOUT = Decimal("0.05")
# 以上, 以内, 左右, 不低于, 超过: what makes an amount a bound by its own words
_BOUND = re.compile("以|左右|不|超|突破|至少|至多|最|近|[≥≤><＞＜]|[高低大小多少]于")
_DIRECTION: dict[Comparator, int] = {">=": 1, ">": 1, "<=": -1, "<": -1, "=": 0, "~": 0}


@dataclass(frozen=True, slots=True)
class Amount:
    """A bound or a point in base units: at least (`direction` 1), at most (-1) or just (0) `low`, up to `high` for a
    range. `about` when stated as 约; `implied` when 达到 or 控制在 alone makes the bound; `written` are the digits and
    unit as written."""

    low: Decimal
    high: Decimal
    unit: str
    direction: int
    about: bool
    written: tuple[str, str]
    implied: bool = False


@lru_cache(maxsize=1)
def _units() -> dict[str, Any]:
    """`[convert]` of `kb/data/units.toml`: unit -> the unit it is held in and how many of it one is."""
    listed = tomllib.loads(files("kb").joinpath("data/units.toml").read_text(encoding="utf-8"))
    return dict(listed["convert"])


def amount(target: Target) -> Amount | None:
    """What the target asks for; None where it is no number. A multiple counts as the growth that it comes to: 翻一番
    and 达到2025年的2倍 are a growth of 100%."""
    direction, about = _DIRECTION[target.comparator], target.comparator == "~"
    if target.value == "全部":
        return _percent(Decimal(100), 0, about=False)
    if target.value.startswith("翻"):
        times = next((n for n, digit in enumerate("一两三四", 1) if digit in target.value), 1)
        return _percent(Decimal(100 * (2**times - 1)), direction, about)
    low, _, high = target.value.partition("-")
    first, last = _in_base(low, target.unit), _in_base(high or low, target.unit)
    if first is None or last is None:
        return None
    if is_multiple(target) and first == last:
        return _percent(first[0] - 100, direction, about)
    implied = _BOUND.search(target.wording) is None
    return Amount(first[0], last[0], first[1], direction, about, (target.value, target.unit), implied)


def _percent(share: Decimal, direction: int, about: bool) -> Amount:
    return Amount(share, share, "%", direction, about, (str(share), "%"))


def is_multiple(target: Target) -> bool:
    """Whether the target tells a growth by what the thing is to become: 翻一番, 达到2025年的2倍."""
    becomes = target.unit == "倍" and target.measure == "level" and target.baseline is not None
    return target.value.startswith("翻") or becomes


@lru_cache(maxsize=65536)
def _in_base(value: str, unit: str) -> tuple[Decimal, str] | None:
    """The number in the unit that all of its kind are held in: 0.45 GW -> 450000 千瓦."""
    if parse_number(value) is None:
        return None
    known = _units()
    unit = known["spelling"].get(unit, unit)
    try:
        number, base = normalise(value, unit)
    except (ValueError, InvalidOperation):
        return None
    if base in known["factor"]:  # 14/10万 has no unit before the stroke
        held, factor = known["factor"][base]
        return number * Decimal(str(factor)), held
    head, slash, rate = base.partition("/")
    head = known["spelling"].get(head, head)
    if head in known["counts"]:
        head = "个"
    if head in known["people"]:
        head = "人"
    if head in known["factor"]:
        held, factor = known["factor"][head]
        number, head = number * Decimal(str(factor)), held
    if rate == "年":  # a capacity of 1.2亿吨/年 is one of 1.2亿吨
        return number, head
    return number, head + slash + rate


def relation(a: Amount, b: Amount) -> Relation:
    """How two amounts of one unit stand to each other."""
    if (a.low, a.high) == (b.low, b.high):
        return "same" if a.direction * b.direction != -1 else "unclear"
    if a.about or b.about:
        return "unclear" if _near(a.low, b.low) else "apart"
    if _rounded(a, b) or _rounded(b, a):
        return "same"
    if a.direction * b.direction == -1:
        return "unclear" if _overlap(a, b) else "apart"
    if a.low != a.high or b.low != b.high:
        return "unclear" if _overlap(a, b) else "apart"
    if a.direction != b.direction:
        bound = a if a.direction else b
        return "within" if _overlap(a, b) and not bound.implied else "apart"
    return "apart"


def _near(x: Decimal, y: Decimal) -> bool:
    return abs(x - y) <= ABOUT * max(abs(x), abs(y))


def _overlap(a: Amount, b: Amount) -> bool:
    (low_a, high_a), (low_b, high_b) = _span(a), _span(b)
    return low_a <= high_b and low_b <= high_a


def _span(x: Amount) -> tuple[Decimal, Decimal]:
    far = Decimal("Infinity")
    return (-far if x.direction < 0 else x.low), (far if x.direction > 0 else x.high)


def _rounded(fine: Amount, coarse: Amount) -> bool:
    """Whether `coarse` is `fine` rounded on the way to another unit: 45.2万千瓦 written as 0.45GW. In the same unit a
    different number is another number."""
    if fine.written[1] == coarse.written[1] or fine.direction != coarse.direction or coarse.low != coarse.high:
        return False
    digits = coarse.written[0]
    if not coarse.low or len(digits.replace(".", "").strip("0")) < 2:
        return False
    step = coarse.low / Decimal(digits) / (10 ** len(digits.partition(".")[2]))
    return bool((fine.low / step).quantize(Decimal(1), ROUND_HALF_UP) * step == coarse.low)
