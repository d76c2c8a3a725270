"""Who holds which post, read from a text: lists of persons (组　长：韩　正　国务院副总理, further names in the lines
below) and sentences (组长由…担任). The wordings are data (`kb/data/posts.toml`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.posts import data, in_office, post_pattern
from kb.terms import squeeze

# Longest label in front of a list: 省推进…领导小组办公室主任：
_LONGEST_LABEL = 24
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。！？!?\n]+")
# （一）部门委员: parts a list
_PART = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*[^。；;，,：:]{2,15}$")


@dataclass(frozen=True, slots=True)
class Post:
    """The holders of one post as the text names them, with where each stands. `named_from` and `named_to` are where
    the group is named: the beginning of the list, which the words before introduce; the sentence of a statement."""

    post: str
    in_office: bool
    holders: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    named_from: int
    named_to: int


def posts_in(text: str) -> list[Post]:
    """Every post of the text whose holders it names, in reading order, lists before sentences."""
    return [*_listed(text), *_stated(text)]


def _listed(text: str) -> Iterator[Post]:
    """Lists of persons: a line that opens with a post, and the lines of names that follow."""
    block = 0  # where the list began that the line belongs to
    label: re.Match[str] | None = None
    held: list[tuple[str, int, int]] = []
    for line in _LINE.finditer(text):
        words = line.group().strip()
        start = line.start() + line.group().index(words)
        opened = _label().match(words)
        if opened and not re.match(data()["stated"]["duties"], opened["first"]):
            yield from _post(label, held, block)
            block = block if label else start
            label, held = opened, []
            if opened["first"].strip():
                held.append((_written(opened["first"]), start, start + len(words)))
        elif label and (named := _person(words, held)):
            held.append((named, start, start + len(words)))
        elif label and not _PART.match(words):
            yield from _post(label, held, block)
            label, held = None, []
    yield from _post(label, held, block)


def _post(label: re.Match[str] | None, held: list[tuple[str, int, int]], block: int) -> Iterator[Post]:
    if label and held:
        places = tuple((start, end) for _, start, end in held)
        office = in_office(label["whose"])
        yield Post(squeeze(label["post"]), office, tuple(name for name, _, _ in held), places, block, block)


def _person(words: str, held: list[tuple[str, int, int]]) -> str | None:
    """A further line of a list as written; a name alone only where the names before stand alone."""
    if _named().fullmatch(words):
        return _written(words)
    alone = not held or "（" not in held[-1][0]
    return squeeze(words) if alone and re.fullmatch(data()["stated"]["alone"], words) else None


def _written(words: str) -> str:
    """韩　正　国务院副总理 → 韩正（国务院副总理）; words that are no name and office as they are."""
    match = _named().fullmatch(words.strip())
    if match is None:
        return words.strip(" \t\u3000。；;")
    return f"{squeeze(match['name'])}（{match['office'].strip()}）"


def _stated(text: str) -> Iterator[Post]:
    """Sentences that say who holds a post."""
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        if not _speaks().search(words):
            continue
        for pattern in _sentences():
            for match in pattern.finditer(words):
                held = match["held"].strip()
                if re.search(data()["stated"]["nobody"], held):
                    continue
                groups = match.groupdict()
                post = groups.get("post") or "成员"
                # 下设办公室，主任由…兼任: without a word of its own the post is that of what was named before
                whose = match["whose"] or words[: match.start()]
                place = (sentence.start() + match.start(), sentence.start() + match.end())
                span = sentence.start() + len(words) - len(words.lstrip()), sentence.end()
                yield Post(post, in_office(whose), (held,), (place,), *span)


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    whose = rf"(?P<whose>[一-鿿]{{0,{_LONGEST_LABEL}}}?)"
    return re.compile(rf"{whose}{post_pattern(spaced=True)}[ \t\u3000]*[：:][ \t\u3000]*(?P<first>[^\n]*)$")


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    return re.compile(data()["stated"]["person"])


@lru_cache(maxsize=1)
def _speaks() -> re.Pattern[str]:
    """A quick look before the patterns are tried."""
    return re.compile("|".join((*data()["names"], "组成")))


@lru_cache(maxsize=1)
def _sentences() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(w.replace("{post}", post_pattern())) for w in data()["stated"]["wordings"])
