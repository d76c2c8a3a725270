"""Lists of organisations in official documents: cut at 、 and 和 where a name ends, never inside one."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

MAX_NAME = 40  # characters; 广东省第十一届人民代表大会常务委员会 has 19

# 等有关部门 · 等部门 · 等9个部门和单位 · 等
_AND_OTHERS = re.compile(r"等(?:\d+个|[一二三四五六七八九十]+个)?(?P<rest>.*)$")
_BRACKETS = re.compile(r"[（(](?:[^（）()]|[（(][^（）()]*[)）])*[)）]")
# 、 but not that of 各县（市、区）
_SEPARATOR = re.compile(r"、(?![^（()）]*[)）])")
# 市市场监督管理局（以下简称市市场监管局）
_NAMED_SHORT = re.compile(r"[（(]以下(?:统)?简?称[^（）()]*[)）]")
# 医联体牵头医院, 项目牵头单位: a body named for its part
_LEAD_BODY = re.compile(r"(?<=[\u4e00-\u9fff]{2})牵头(?=医院|单位|部门|机构|学校|高校|企业)")
# 镇（街） · 各乡（镇） · 县（市、区）: levels that stand for their governments
_LEVELS = re.compile(r"各?(?:乡镇|[乡镇县市区旗州]|街道)[（(](?:(?:街道|街|乡|镇|县|市|区|旗|州|园区|办)、?)+[)）]")
# A局 B局, one below the other in the source
_SPACED = re.compile(r"(?<=[局委办厅部会府）])[ \u3000]+(?=[市省区县各国州盟旗镇乡])")
# 有关部门和单位 is one party
_GENERIC = ("部门", "单位", "机构", "方面", "企业")
# 和, 及, 与, 以及 between two names
_JOIN = re.compile(r"以及|和|及|与|会同|，|,|；|;|/")


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    """The lists of `kb/data/organisations.toml`."""
    return tomllib.loads(files("kb").joinpath("data/organisations.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _ending(kind: str) -> re.Pattern[str]:
    words = sorted(_words()[kind], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})$")


@lru_cache(maxsize=1)
def _no_name() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words()["no_name"])))


def ends_a_name(word: str, in_list: bool = False) -> bool:
    """Whether `word` ends like an organisation's name; `in_list` also accepts 企业, 高校 and the like."""
    if _LEVELS.fullmatch(word):
        return True
    bare = _BRACKETS.sub("", word)
    if len(bare) < 2 or _ending("no_endings").search(bare):
        return False
    return bool(_ending("endings").search(bare) or (in_list and _ending("list_endings").search(bare)))


def split_names(text: str, in_list: bool = False) -> tuple[str, ...] | None:
    """The organisations that `text` lists, as written; None when it is no such list.

    A part that ends no name belongs to the next one (市、区民政部门 is one), a trailing 等 is dropped, and
    what follows 等 is a name of its own (商务部等有关部门 → 商务部, 有关部门).
    """
    text = _NAMED_SHORT.sub("", text)
    parts = [p for whole in _SEPARATOR.split(text.strip(" \t、，,；;：:。")) for p in _cut_joined(whole, in_list)]
    names: list[str] = []
    pending = ""
    for at, part in enumerate(parts):
        goes_on = at + 1 < len(parts) and not parts[at + 1].startswith(("各", "有关"))
        if part in _words()["unfinished"] and goes_on:
            pending = f"{pending}、{part}" if pending else part
            continue
        if in_list and pending and part.startswith("各") and pending not in _words()["unfinished"]:
            names, pending = [*names, pending], ""  # 国网某市供电、各区人民政府
        candidate = f"{pending}、{part}" if pending else part
        others = _AND_OTHERS.search(part)
        if others and ends_a_name(part[: others.start()], in_list):
            first = candidate[: len(candidate) - len(part) + others.start()]
            names.append(first)
            pending = others["rest"]
            if pending in ("部门", "单位", "方面"):  # A局、B局等部门
                pending = ""
            elif pending and ends_a_name(pending, True):
                names, pending = [*names, pending], ""
        elif ends_a_name(part, in_list):
            names.append(candidate)
            pending = ""
        else:
            pending = candidate
    if pending and not (in_list and names and len(pending) <= 12):
        return None
    names += [pending] if pending and pending not in ("等", "有关方面", "部门", "单位") else []
    if not names or any(len(n) > MAX_NAME or not _plain(n) for n in names):
        return None
    return tuple(dict.fromkeys(names))


def listed_names(text: str) -> tuple[str, ...] | None:
    """The organisations behind a label or in a cell: any mark parts them, and a space before a level does."""
    return split_names(re.sub("[，,；;]", "、", _SPACED.sub("、", text)), in_list=True)


def _cut_joined(part: str, in_list: bool) -> list[str]:
    """Cut at 和, 及, 与 where both sides are names: 市教育局和市体育局, but not 文化和旅游局."""
    for match in _JOIN.finditer(part):
        left, right = part[: match.start()], part[match.end() :]
        if right in _GENERIC:
            continue
        if ends_a_name(left, in_list) and ends_a_name(_AND_OTHERS.sub("", right) or right, True) and len(right) > 1:
            return [left, *_cut_joined(right, in_list)]
    return [part]


def _plain(name: str) -> bool:
    """A name is Chinese characters (brackets, 、 and · inside allowed) without words that no name holds."""
    if re.search(r"[^\u4e00-\u9fffA-Za-z0-9（）()、·“”—\-/]", name):
        return False
    if name.startswith(tuple(_words()["no_openings"])) or (
        len(_BRACKETS.sub("", name)) < 2 and not _LEVELS.fullmatch(name)
    ):
        return False
    return not _no_name().search(_LEAD_BODY.sub("", re.sub("^(?:各相关|其他|其它)", "", name)))
