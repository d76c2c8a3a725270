"""A place named in a question must be one that the answer speaks of."""

from kb.answer.context import Context, Draft
from kb.model import Question
from kb.terms import segment, squeeze, word_class

_SUFFIXES = ("自治区", "省", "市", "区", "县", "旗", "盟", "州")
# The dictionary's class for places also holds 城市, 普及 and 美丽; what it knows as a city or province too is a place.
_CERTAIN = ("市", "省", "自治区", "盟")


def speaks_of_elsewhere(context: Context, question: Question, draft: Draft) -> bool:
    """Whether the question names places and the answer's sources none of them: neither the documents' titles and
    issuers nor the quotes and their headings. A question that names its document has chosen."""
    places = named_places(question.raw)
    if not places or question.documents:
        return False
    sources = squeeze(
        " ".join(
            f"{c.title} {context.header(c.document_id)} {c.path} {c.quote} {c.account_of or ''}"
            for c in draft.citations
        )
    )
    return not any(place in sources for place in places)


def named_places(text: str) -> tuple[str, ...]:
    """Places that the dictionary knows, without 市, 省 and the like: 包头市绿电占比 -> 包头."""
    found: list[str] = []
    words = segment(text)
    for word, after in zip(words, (*words[1:], ""), strict=True):
        suffix = next((s for s in _SUFFIXES if word.endswith(s) and len(word) - len(s) > 1), "")
        name = word.removesuffix(suffix)
        stated = _place(word) and (suffix or after in _SUFFIXES)
        if len(word) > 1 and (stated or any(_place(name + s) for s in _CERTAIN)):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _place(word: str) -> bool:
    return (word_class(word) or "").startswith("ns")
