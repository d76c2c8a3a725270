"""A query in words → the terms that are looked for in every field of the word index."""

from collections.abc import Collection
from dataclasses import dataclass

from kb.lexical import Instead, LexicalReader, Terms
from kb.terms import bigrams, expansions, is_place, segment, words

# What each term of another wording (新能源重卡 for 电动重卡) counts where passages are ranked. With these and the share
# that one covers (`kb.search`) MRR@10 is 72.3 on 1,057 questions over 139 documents, without 68.7; at 0.2 and a share
# of 0.3 71.0, at 0.7 and 0.9 72.6.
_REWORDED = 0.3
# So many wordings of a word are looked for; eight find no more.
_MOST_WORDINGS = 4
# A whole text as a query is told by its beginning and its rarest bigrams; it would take seconds by all of them.
_MOST_CHARACTERS, _MOST_PAIRS = 2000, 200

_Counts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as terms: what each counts in every field, its own bigrams, and what may be written for its words."""

    terms: Terms
    pairs: tuple[str, ...]
    instead: tuple[Instead, ...]


def asked(query: str, reader: LexicalReader, issuers: Collection[str]) -> Asked:
    """The query's terms; `issuers` are the names of those who issued what is held.

    Places and issuers that documents are of count above the text alone, which seldom names them but in the lines of
    signature: a passage under such a title or issuer covers them. A query of nothing else looks for them in texts too.
    """
    query = query[:_MOST_CHARACTERS]
    pairs, said = _own(query, reader)
    other_pairs, other_words, instead = _reworded(query, pairs)
    above, its_words = other_pairs | pairs, other_words | said
    in_text = above
    of_documents = _of_documents(query, reader, issuers)
    if not of_documents.issuperset(pairs):
        in_text = other_pairs | {pair: count for pair, count in pairs.items() if pair not in of_documents}
        its_words = {word: count for word, count in its_words.items() if not of_documents.issuperset(bigrams(word))}
    terms = {"bigrams": in_text, "words": its_words, "headings": above, "title": above}
    return Asked(terms, tuple(pairs), instead)


def _own(query: str, reader: LexicalReader) -> tuple[_Counts, _Counts]:
    """The query's bigrams and words; of many the rarest, and the words that are made of them."""
    pairs, said = dict.fromkeys(bigrams(query), 1.0), dict.fromkeys(words(query), 1.0)
    if len(pairs) > _MOST_PAIRS:
        rarest = sorted(pairs, key=lambda pair: reader.frequency("bigrams", pair))[:_MOST_PAIRS]
        pairs = dict.fromkeys(rarest, 1.0)
        said = {word: count for word, count in said.items() if pairs.keys() >= set(bigrams(word))}
    return pairs, said


def _reworded(query: str, pairs: _Counts) -> tuple[_Counts, _Counts, tuple[Instead, ...]]:
    """Bigrams and words of what documents may write for the query's words, and which of its bigrams that stands for."""
    other_pairs: _Counts = {}
    other_words: _Counts = {}
    instead: list[Instead] = []
    left = set(pairs)
    for word, wordings in expansions(query):
        its_own = left.intersection(bigrams(word))
        written = {wording: frozenset(bigrams(wording)) for wording in wordings[:_MOST_WORDINGS]}
        # a lone character (年 for 年产) stands nearly everywhere
        written = {w: t for w, t in written.items() if not t <= pairs.keys() and any(len(term) > 1 for term in t)}
        if not its_own or not written:
            continue
        left -= its_own
        instead.append(Instead(frozenset(its_own), tuple(written.values())))
        for wording, its_terms in written.items():
            other_pairs |= dict.fromkeys(its_terms, _REWORDED)
            other_words |= dict.fromkeys(words(wording), _REWORDED)
    return other_pairs, other_words, tuple(instead)


def _of_documents(query: str, reader: LexicalReader, issuers: Collection[str]) -> frozenset[str]:
    """Bigrams of the places and issuers in the query that stand in a title or among issuers."""
    names = [name for name in issuers if name in query]
    names += [word for word in segment(query) if len(word) > 1 and is_place(word)]
    held = (pairs for pairs in map(bigrams, names) if all(reader.frequency("title", pair) for pair in pairs))
    return frozenset(pair for pairs in held for pair in pairs)
