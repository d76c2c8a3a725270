"""Documents that a question names: by 《题名》, by 文号 in any writing, by the words of a title."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb.called import Title, by_kind, called
from kb.model import Document
from kb.organisations import same_organisation
from kb.references import find_doc_numbers, find_titles, normalise_doc_number, same_title
from kb.terms import fold, squeeze

# 乌党办发9号 · 乌党办发2025年9号 · 38号文 · 内政发[2025]4号 · (2018)118号 · 政府令179号 · 令第179号
_LOOSE_NUMBER = re.compile(
    r"(?P<code>[一-鿿]{0,12}?)[\[(〔【]?(?P<year>(?:19|20)\d\d)?[\])〕】]?年?第?(?P<serial>\d{1,4})号(?:文件?|令)?(?![楼线厂院馆厅栋室门房库机])"
)
_PARTS = re.compile(r"(.*?)(?:〔(\d{4})〕)?(?:第)?(\d+)号")

# “无需个人垫付！异地就医备案”: the title of a page, or its beginning
_QUOTED = re.compile(r'"([^"]+)"')

# A shorter title is too common a phrase to name one document.
LEAST_CORE = 8


@dataclass(frozen=True)
class Catalogue:
    """What the knowledge base holds, as far as understanding needs it: documents, names of organisations as
    written, and 文号 that held documents cite."""

    documents: tuple[Document, ...] = ()
    organisations: tuple[str, ...] = ()
    cited_numbers: tuple[str, ...] = ()

    @cached_property
    def titles(self) -> Mapping[str, Sequence[Title]]:
        """The documents' titles by the kinds that they end with."""
        return by_kind(self.documents)

    @cached_property
    def cores(self) -> Sequence[tuple[Document, str]]:
        """The words by which people call each document, without 的; none of those that are too common a phrase."""
        cores = ((d, title_core(d.title).replace("的", "").replace(" ", "")) for d in self.documents)
        return [(document, core) for document, core in cores if len(core) >= LEAST_CORE]


def named_documents(raw: str, rest: str, catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Ids of held documents that the question names, 文号 of others, and `rest`, the folded question, without
    these words."""
    ids: list[str] = []
    unknown: list[str] = []
    for _, _, title in find_titles(raw):
        held = _titled(title, catalogue)
        ids.extend(held)
        if held:
            rest = rest.replace(fold(f"《{title}》"), " ")
    for match in _QUOTED.finditer(rest):
        held = _titled(match[1], catalogue) if len(match[1]) >= LEAST_CORE else []
        ids.extend(held)
        if held:
            rest = rest.replace(match.group(), " ")
    cores = list(_cores_in(rest, catalogue))
    for document, words in cores:
        if words in rest:
            ids.append(document.id)
    for words in sorted({words for _, words in cores}, key=len, reverse=True):
        rest = rest.replace(words, " ")
    for name in called(rest, catalogue.titles):
        ids.extend(document.id for document in name.documents)
        rest = rest[: name.start] + " " + rest[name.end :]
    for start, end, number in reversed(find_doc_numbers(rest)):
        canonical = _canonical(number)
        found = {d.id: d.doc_number for d in catalogue.documents if _ends_with_number(canonical, d.doc_number)}
        ids.extend(found)
        if not found:
            unknown.append(normalise_doc_number(number))
        longest = max((len(_canonical(n or "")) for n in found.values()), default=len(canonical))
        lead_in = max(0, len(canonical) - longest)
        rest = rest[: start + lead_in] + " " + rest[end:]
    for match in reversed(list(_LOOSE_NUMBER.finditer(rest))):
        meant = _loosely_named(match, catalogue)
        if meant:
            ids.extend(i for i in meant if not i.startswith("#"))
            unknown.extend(i[1:] for i in meant if i.startswith("#"))
            rest = rest[: match.start()] + " " + rest[match.end() :]
    return tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(unknown)), rest


def _titled(title: str, catalogue: Catalogue) -> list[str]:
    """Held documents of the 题名: those so called, else those whose title holds it."""
    same = [d.id for d in catalogue.documents if same_title(title, d.title)]
    flat = squeeze(title)
    return same or [d.id for d in catalogue.documents if flat in _squeezed_title(d.title)]


_squeezed_title = lru_cache(maxsize=8192)(squeeze)


def _cores_in(text: str, catalogue: Catalogue) -> Iterator[tuple[Document, str]]:
    """Documents whose title's core stands in the text, 的 apart, with the words as they stand there; of titles one
    inside the other the longer one."""
    plain = text.replace("的", "")
    held = [(document, core) for document, core in catalogue.cores if core in plain]
    for document, core in held:
        if not any(core != other and core in other for _, other in held):
            match = re.search("的?".join(map(re.escape, core)), text)
            if match:
                yield document, match.group()


def title_core(title: str) -> str:
    """The words by which people call a document: what it issues, else what it is about, without place and period.
    关于印发《青湖市大抓产业链工作方案(2025—2027年)》的通知 -> 大抓产业链工作方案."""
    inner = re.search(r"[《〈<]([^《》〈〉<>]+)[》〉>]", title)
    core = re.sub(r"^.*?关于", "", inner[1] if inner else title)
    core = re.sub(r"\(.*?\)", "", fold(core)).rstrip("?!。 ")
    # only what an issuing title wraps has 的通知 behind a name of its own (印发…办法的通知)
    core = re.sub(r"^(?:印发|发布|公布|转发|重新)+(.*?)的(?:通知|公告|通告)$", r"\1", core)
    core = re.sub(r"^(?:进一步|加快|推进|促进)+|的通知$", "", core)
    return re.sub(r"^[一-鿿]{2,3}(?:省|市|自治区|区|县|旗)", "", core)


@lru_cache(maxsize=16384)
def _canonical(number: str) -> str:
    """The 文号 as compared: 广州市人民政府令第179号 is the 广州市政府令第179号."""
    return normalise_doc_number(number).replace("人民政府", "政府")


def _ends_with_number(words: str, number: str | None) -> bool:
    """Whether the words end with the 文号: verbs before it are read as part of it (引用了乌党办发〔2025〕9号)."""
    if number is None:
        return False
    return words.endswith(_canonical(number)) or _same_order(words, _canonical(number))


def _same_order(words: str, number: str) -> bool:
    """Whether both are one order of one body, by its short name or its full one (市场监管总局令第43号)."""
    (body, _, serial), (other, _, other_serial) = words.partition("令"), number.partition("令")
    return bool(serial) and serial == other_serial and bool(body) and same_organisation(body, other)


def _loosely_named(match: re.Match[str], catalogue: Catalogue) -> list[str]:
    """Ids of held documents, and `#文号` of cited ones, that 38号文 or 乌党办发9号 may mean."""
    held = {_canonical(d.doc_number): d.id for d in catalogue.documents if d.doc_number}
    cited = {number: f"#{number}" for number in map(_canonical, catalogue.cited_numbers)}
    before = match.string[: match.end("code")]
    out: dict[str, bool] = {}
    for number, target in (cited | held).items():
        if not number.endswith(f"{match['serial']}号"):
            continue
        parts = _PARTS.fullmatch(number)
        if parts is None or parts[3] != match["serial"] or match["year"] not in (None, parts[2]):
            continue
        whole = before.endswith(parts[1]) and bool(parts[1])
        if whole or _names_code(before, match["code"], parts[1], dated=match["year"] is not None):
            out[target] = whole
    # 国发 is no 国办发: where a code stands whole before the number, others that only end alike are not meant
    return [target for target, whole in out.items() if whole or not any(out.values())]


def _names_code(before: str, words: str, code: str, *, dated: bool) -> bool:
    """Whether the words before a number leave its code unsaid, or stand for its end (政府令 for 广州市人民政府令)."""
    if not words:
        return bool(code)
    ending = before.replace("人民", "")[-3:]
    return (len(ending) >= 2 and code.endswith(ending)) or (dated and not re.search("[发函办规字令]$", words))
