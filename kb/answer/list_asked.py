"""What a question for a list asks for all of: the noun (材料), how many, and the name of the whole (三项政策)."""

import re
from dataclasses import dataclass

from kb.match import cues
from kb.quantity import parse_number
from kb.terms import fold, segment, squeeze, word_class


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the noun (材料) with what stands for it; how many, where the question says so; the name that
    counts them, where the question gives one (三项政策, 六稳)."""

    nouns: tuple[str, ...]
    count: int | None
    called: str = ""


def asked_in(raw: str) -> Asked:
    """What the question asks for all of."""
    text = fold(raw)
    match = re.search(cues()["listed"]["asked"], text)
    if match is None:
        return Asked((), None)
    count = int(parse_number(match["n"]) or 0) if match["n"] else None
    before, after = text[: match.start()], text[match.end() :]
    if (called := _called(before)) and count in (None, called[0]):
        return Asked(_alike(_end(called[2])), called[0], called[1])
    named = _last_noun(before + "有") if match.group() == "名单" else None
    noun = named or match["step"] or _first_noun(after) or _last_noun(before)
    kinds = cues()["listed"]["kinds"] if match["kind"] else []
    return Asked((*_alike(noun), *kinds), count)


def _alike(noun: str | None) -> tuple[str, ...]:
    """The noun with those that stand for it."""
    if not noun:
        return ()
    alike = [group for group in cues()["listed"]["alike"] if noun in group]
    return tuple(dict.fromkeys((noun, *(w for group in alike for w in group))))


def _called(before: str) -> tuple[int, str, str] | None:
    """The number, the name and what it counts, where the words before what asks end in such a name ("三项政策"是)."""
    found = re.search(cues()["listed"]["called"], before)
    return (int(parse_number(found["n"]) or 0), squeeze(found["name"]), found["of"] or found["one"]) if found else None


def _end(name: str) -> str:
    """The last word of a name."""
    return name if len(name) < 3 else segment(name)[-1]


def _first_noun(after: str) -> str | None:
    """The noun that the words begin with: 检查方式…… -> 方式, 医生可以当…… -> 医生, 破坏设施的行为 -> 行为."""
    rules = cues()["listed"]
    words = segment(re.split(r"[,;:?()\s]", after)[0])
    if (noun := _modified(words)) is not None:
        return noun
    if after.startswith("人") and not re.match(rules["persons"], after):
        return "人"
    noun = words[0] if len(words) == 1 and len(words[0]) > 1 else None  # 指示
    for word in words:
        kind = word_class(word)
        if re.fullmatch(rules["ends"], word) or (noun and (len(word) == 1 or kind == "ns" or not _is_noun(kind))):
            break
        noun = word if _is_noun(kind) or (noun is None and kind is None) else noun
    return noun


def _modified(words: list[str]) -> str | None:
    """The noun behind 的 that the words before it modify: all nouns (方面的特色), or such as begin with a verb
    (破坏设施的行为); None where a noun comes first that does something."""
    at = next((n for n, word in enumerate(words) if re.fullmatch(cues()["listed"]["modals"], word)), len(words))
    if "的" not in words[1:at]:
        return None
    last = at - 1 - words[:at][::-1].index("的")
    kinds = [word_class(word) for word in words[:last] if word != "的"]
    modifies = all(map(_is_noun, kinds)) or not _is_noun(kinds[0])
    behind = [word for word in words[last + 1 : at] if len(word) > 1]
    return behind[-1] if modifies and behind else None


def _last_noun(before: str) -> str | None:
    """The noun before what asks: 推广的新模式有 -> 模式; None where no verb of having stands between."""
    match = re.search(cues()["listed"]["having"], before)
    if match is None:
        return None
    words = reversed(segment(before[: match.start()]))
    return next((w for w in words if len(w) > 1 and (word_class(w) or "n")[0] in "nv"), None)


def _is_noun(kind: str | None) -> bool:
    return kind is not None and (kind.startswith("n") or kind in ("vn", "an", "zg"))
