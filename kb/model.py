"""The records every room speaks in: frozen, compared by value, tuples inside.

All `start`/`end` are half-open code-point offsets into the `text` of the record's document, and
`text[record.start:record.end] == record.text` wherever a record carries a `text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

Comparator = Literal[">=", "<=", ">", "<", "=", "~"]
Measure = Literal["level", "increase", "annual", "cumulative"]
Role = Literal["牵头", "负责", "责任单位", "配合", "参与", "指导"]
ReferenceKind = Literal["依据", "落实", "转发", "废止", "修改", "引用"]
ClauseKind = Literal["meta", "front", "unit", "item", "row", "back"]
QuestionKind = Literal["lead", "target", "list", "document", "reference", "clause", "content"]

NO_PARTS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Account:
    """Where a 转述 comes from: the document whose words it is, and the clause of it.

    `doc_number` is the 文号 of the telling document, `clause` the labels of the telling clause joined with `/`
    (附件/1), `wording` how people are told (据乌海政办发〔2025〕38号附件第1项).
    """

    doc_number: str
    clause: str
    wording: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document's header. `id` derives from the 文号, else from issuer and title; never from a path.

    `issuer` holds every issuing organisation; dates are None where not stated. `account` is set when only
    another document's account (转述) of it is held.
    """

    id: str
    title: str
    doc_number: str | None = None
    index_number: str | None = None
    issuer: tuple[str, ...] = ()
    addressee: str | None = None
    doc_kind: str | None = None
    issued_date: date | None = None
    published_date: date | None = None
    effective_date: date | None = None
    expiry_date: date | None = None
    status: str | None = None
    topic: str | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A structural unit. Children lie inside it; it ends where the next unit of its level or higher starts.

    `label` as written (一、 (一) 第三条 附件), None for a unit without one; `heading` the title after the label,
    None when the label is followed by running text; `body_start` is where the text after the heading starts;
    `path` the labels from the top, `titles` the same with their headings, for people.
    `id` is `<document id>/3~2/1`: ordinals from the top, `~n` marking the n-th unit of the same number.
    """

    id: str
    document_id: str
    label: str | None
    heading: str | None
    level: int
    kind: ClauseKind
    path: tuple[str, ...]
    titles: tuple[str, ...]
    parent: str | None
    start: int
    body_start: int
    end: int
    text: str

    @property
    def citation(self) -> str:
        """The path for people: 三、着力推动能源结构调整 › (一)持续推动火电绿色转型."""
        return " › ".join(self.titles)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a few, the unit of retrieval and quotation, inside the deepest clause that holds it.

    `headings` are the document's title and the headings above, outermost first. `id` is `<clause id>#<n>`.
    """

    id: str
    document_id: str
    clause_id: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified aim. `text` is the statement (at most 200 characters), `wording` the requirement as written
    (25%以上), `value` a decimal number as text in the document's own unit, a range `a-b`, 全部 or a multiple.

    `indicator` is made of the document's words; `scope` says for whom or where (全市, 规模以上工业企业).
    `year` is the deadline, `year_text` the words it was read from with `year_start`/`year_end` when these stand
    outside the statement (heading, earlier sentence). `binding` is 约束性 or 预期性 where stated.
    """

    document_id: str
    clause_id: str
    start: int
    end: int
    text: str
    indicator: str
    scope: str | None
    measure: Measure
    comparator: Comparator
    value: str
    unit: str
    wording: str
    year: int | None = None
    year_text: str | None = None
    year_start: int | None = None
    year_end: int | None = None
    hedge: str | None = None
    baseline: str | None = None
    binding: str | None = None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who does what. `organisations` as written, aliases not expanded; `text` the statement (at most 300 chars).

    `field` is set when the responsibility is stated for a whole field (第一产业) rather than for one task.
    `rule` holds the words of a document rule that implies the role (列第一位者为牵头单位), with its place.
    """

    document_id: str
    clause_id: str
    start: int
    end: int
    text: str
    role: Role
    organisations: tuple[str, ...]
    task: str
    field: str | None = None
    rule: str | None = None
    rule_start: int | None = None
    rule_end: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another document by title (without 《》) and/or 文号."""

    document_id: str
    clause_id: str
    start: int
    end: int
    text: str
    title: str | None
    doc_number: str | None
    kind: ReferenceKind = "引用"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of the text stands in the original file: page (PDF, from 1), paragraph or line (from 1)."""

    start: int
    end: int
    page: int | None
    line: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """Everything the parser found in one file. `warnings` are Chinese sentences for the user."""

    document: Document
    text: str
    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]
    targets: tuple[Target, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    references: tuple[Reference, ...] = ()
    origins: tuple[Origin, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. Unset slots are empty; `topic` are the words that say what it is about.

    `unit` is the unit asked for (多少万人 -> 万人), `documents` ids of held documents that the question names,
    `doc_numbers` 文号 that it names without a held document, `clause_path` the labels of a clause asked for.
    `wants` names what the answer must show: organisation, person, tasks, value, year, doc_number, issued_date, issuer,
    index_number, status, title, amended, answered, contact, cited, citing, targets, responsibilities, text.
    """

    raw: str
    kind: QuestionKind
    wants: str
    topic: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    unit: str | None = None
    role: Role | None = None
    organisations: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    doc_numbers: tuple[str, ...] = ()
    clause_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the score (higher is better) and its parts by channel."""

    passage: Passage
    score: float
    parts: Mapping[str, float] = field(default_factory=lambda: NO_PARTS)


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and its place. `account_of` is the title of the policy that these words tell of (转述)."""

    document_id: str
    doc_number: str | None
    title: str
    clause_id: str
    path: str
    quote: str
    start: int
    end: int
    account_of: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user is shown. When `abstained`, `text` says what was looked for and `nearest` may hold the
    closest clause, never as the answer. `count` is set for lists and equals the records shown. `others` are passages of
    other documents that fit as well, where the question names no document."""

    question: Question
    text: str
    abstained: bool
    citations: tuple[Citation, ...] = ()
    count: int | None = None
    nearest: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    others: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document that was taken in. `number` counts from 1; `added` is seconds since the epoch;
    `sha256` is the original file's. Earlier versions keep text and clauses, outside search.
    """

    document_id: str
    number: int
    current: bool
    added: float
    file_name: str
    sha256: str
    title: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What the knowledge base holds, earlier versions left out of all but `versions`."""

    documents: int
    versions: int
    clauses: int
    passages: int
    targets: int
    responsibilities: int
    references: int
