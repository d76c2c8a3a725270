"""What stands around a place in a text: whole lines, or whole sentences of a long line."""

import re
from collections.abc import Callable

_SENTENCE_END = re.compile(r"[。；！？]")
#: From a border of the span, the next one outwards; the border itself where there is none.
_Step = Callable[[int], int]


def around(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """The span with the lines around it, what follows first, as many as are together at most `most` characters; with
    the sentences around it where its own lines are longer; the span itself where no more fits."""
    first, last = text.rfind("\n", 0, start) + 1, _line_end(text, end)
    if last - first <= most:
        return _widened(first, last, most, lambda at: _line_end(text, at + 1), lambda at: _line_start(text, at))
    ends = [first, *(match.end() for match in _SENTENCE_END.finditer(text, first, last)), last]
    return _widened(
        start,
        end,
        most,
        lambda at: min(e for e in ends if e > at or e == last),
        lambda at: max(e for e in ends if e < at or e == first),
    )


def _widened(start: int, end: int, most: int, after: _Step, before: _Step) -> tuple[int, int]:
    """Grown on either side in turn, while it is at most `most` long."""
    while True:
        held = start, end
        if after(end) - start <= most:
            end = after(end)
        if end - before(start) <= most:
            start = before(start)
        if held == (start, end):
            return held


def _line_start(text: str, at: int) -> int:
    """Where the line before the one that starts at `at` starts."""
    return text.rfind("\n", 0, max(0, at - 1)) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
