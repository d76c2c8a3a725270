"""Who issues a document: stated in fields, signed above the date, named in the title or the number of an order."""

import re
from collections.abc import Mapping, Sequence

from ingest.dates import is_date_line
from ingest.lines import Line
from ingest.metadata import header_words
from kb.references import fold

_TITLE_ISSUER = re.compile(r"^(?P<who>.{2,80}?)(?:关于|印发|转发|批转|公布|发布)")


def is_organisation(text: str) -> bool:
    """Whether a line of a signature or of a title's head may be the name of an organisation."""
    endings = tuple(header_words()["organisation"]["endings"])
    return 2 <= len(text) <= 40 and text.endswith(endings) and not re.search("[，。；：:《》0-9]", text)


def find_issuers(values: Mapping[str, str], title: str, number: str | None, body: Sequence[Line]) -> tuple[str, ...]:
    """Who issues: as stated in the block of fields, else as signed, as the title or an order's number names them."""
    stated = _split_organisations(values.get("issuer", ""))
    signed = _signature(body)
    head = _TITLE_ISSUER.match(title)
    named = _split_organisations(head["who"]) if head else ()
    if (
        len(stated) == len(signed) == 1
        and stated != named
        and stated[0] in (signed[0] + "办公室", signed[0] + "办公厅")
    ):
        return signed  # the portal names the office that publishes what its government signs
    jointly = set(stated) < set(signed) and fold("".join(signed)) == fold("".join(named))
    if stated and not jointly and not _republished(stated, named, signed):
        return stated
    if signed and (not named or fold("".join(signed)) == fold("".join(named)) or len(named) == 1 < len(signed)):
        return signed
    if named and all(is_organisation(name) for name in named):
        return named
    order = re.match(r"(?:中华人民共和国)?(?P<who>.{2,60}?)(?:令|公告(?=第))", number or "")
    ordering = _split_organisations(order["who"]) if order else ()
    return signed or (ordering if all(is_organisation(name) for name in ordering) else ())


def _republished(stated: Sequence[str], named: Sequence[str], signed: Sequence[str]) -> bool:
    """Whether the portal names itself as the issuer: title and signature agree on others."""
    if not named or not signed or not set(signed) & set(named):
        return False
    return not any(a.endswith(b) or b.endswith(a) or a[:6] == b[:6] for a in stated for b in (*named, *signed))


def _split_organisations(text: str) -> tuple[str, ...]:
    """市财政局 市教育局 → both; a space inside a name stays."""
    parts: list[str] = []
    for part in re.split(r"[\s、;；,，]+", text.strip()):
        if parts and not is_organisation(parts[-1]):
            parts[-1] += part
        elif part:
            parts.append(part)
    return tuple(dict.fromkeys(parts))


def _signature(body: Sequence[Line]) -> tuple[str, ...]:
    """The organisations above the first line that is a date alone."""
    index = next((i for i, line in enumerate(body) if is_date_line(line.text)), None)
    if index is None:
        return ()
    offices = tuple(header_words()["organisation"]["offices"])
    names: list[str] = []
    for line in reversed(body[max(0, index - 20) : index]):
        text = re.sub(r"[\s　]+", " ", line.text)
        pieces = _split_organisations(text)
        if text.replace(" ", "").startswith(offices) and not names:
            continue
        if not pieces or not all(is_organisation(piece) for piece in pieces):
            break
        names[:0] = pieces
    return tuple(dict.fromkeys(names))
