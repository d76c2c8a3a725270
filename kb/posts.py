"""Posts in leading groups and the like (组长, 副主任, 成员): which one a question asks the holder of, and which names
stand for one post. The wordings are data (`kb/data/posts.toml`)."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kb.terms import fold

#: Everybody in a group, whatever the post.
EVERYONE = "组成人员"


@dataclass(frozen=True, slots=True)
class PostAsked:
    """The posts whose holders are asked for (`EVERYONE`: all posts), whether they are of the group's office, and the
    question without the words for them."""

    posts: tuple[str, ...]
    in_office: bool
    rest: str

    def means(self, post: str) -> bool:
        """Whether the post is one of those asked for."""
        return any(asked in (EVERYONE, post) or _alike(asked, post) for asked in self.posts)


def post_asked(text: str) -> PostAsked | None:
    """The posts that a question asks the holders of (领导小组组长是谁); None where it asks something else."""
    flat = fold(text).strip(" ?。!")
    for pattern in _asked():
        if match := pattern.search(flat):
            of = match.groupdict().get("of") or ""
            rest = f"{flat[: match.start()]} {of} {flat[match.end() :]}"
            named = re.findall("|".join(data()["names"]), match.groupdict().get("posts") or "")
            posts = tuple(named) or (EVERYONE,)
            if {*posts} & {EVERYONE, *data()["also_elsewhere"]} and not _names_a_group(rest):
                return None
            return PostAsked(posts, in_office(rest), _without_office(rest))
    return None


def in_office(words: str) -> bool:
    """Whether the words speak of a group's office, whose head is not the group's."""
    return re.search(data()["office"], words) is not None


def post_pattern(*, spaced: bool = False) -> str:
    """A pattern of any post as the group `post`; `spaced`: also with spaces inside, as layouts have it (组 长)."""
    gap = r"[ \t\u3000]*" if spaced else ""
    names = "|".join(gap.join(name) for name in data()["names"])
    return f"(?P<post>{names})"


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """`kb/data/posts.toml` as read."""
    return tomllib.loads(files("kb").joinpath("data/posts.toml").read_text(encoding="utf-8"))


def _alike(one: str, other: str) -> bool:
    """Whether two names stand for one post: 成员 and 委员."""
    return any(one in names and other in names for names in data()["alike"])


def _names_a_group(rest: str) -> bool:
    """Whether the question is on what is called like a group, or names nothing of its own."""
    return not rest.strip() or re.search(data()["groups"], rest.rstrip()) is not None


def _without_office(rest: str) -> str:
    """Without a lone 办公室 that only says whose head is meant; 领导小组办公室 leaves the group."""
    return re.sub(rf"({data()['office']})\s*$", " ", rest.rstrip())


@lru_cache(maxsize=1)
def _asked() -> tuple[re.Pattern[str], ...]:
    everyone = data()["everyone"]
    post = "|".join(data()["names"])
    posts = f"(?P<posts>(?:{post})(?:(?:[和及与、]|以及)(?:{post}))*)"
    filled = {"post": f"(?:{posts}|{everyone})", "everyone": everyone, "who": data()["shared"]["who"]}
    return tuple(re.compile(_filled(wording, filled)) for wording in data()["asked"]["wordings"])


def _filled(wording: str, alternatives: dict[str, str]) -> str:
    for name, pattern in alternatives.items():
        wording = wording.replace(f"{{{name}}}", pattern)
    return wording
