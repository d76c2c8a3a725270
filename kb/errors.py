"""The error tree. Every message is Chinese and says what happened, to which file, and what to do.

PolicyKBError
├── ReadError            a file cannot be read as a document
│   ├── EmptyFile        no text in it
│   ├── NotText          binary content, or an encoding that cannot be told
│   ├── BadFormat        damaged or not what its name says (pdf, docx, html)
│   ├── Encrypted        needs a password
│   ├── NeedsOCR         a scan: pages without a text layer
│   ├── TooLarge         over the size limit
│   ├── NoPermission     the system refuses access
│   ├── NoSuchPath       nothing is there
│   └── UnknownFormat    a format policykb does not read
├── StoreError           the knowledge base on disk
│   ├── NotFound         no such document or clause
│   ├── Locked           another process is writing
│   ├── ReadOnly         the folder may not be written
│   └── Damaged          the truth itself cannot be read
├── EncoderError         an encoder cannot be loaded
│   └── EncoderMismatch  the index was made by another encoder
└── UsageError           arguments that cannot be served
"""

#: What to say of a knowledge base that may be read only, after its folder.
READ_ONLY = "知识库文件夹只读，可以查询，不能入库、移除或重建；请检查文件夹权限"


class PolicyKBError(Exception):
    """Base of all errors shown to a user; `str(error)` is one Chinese line."""


class ReadError(PolicyKBError):
    """A file cannot be taken in: `name` (file name), `reason` (what is wrong) and `remedy` (what to do)."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        super().__init__(f"{name}：{reason}；{remedy}")
        self.name = name
        self.reason = reason
        self.remedy = remedy


class EmptyFile(ReadError):
    """No text in the file."""


class NotText(ReadError):
    """Binary content under a text name, or an encoding that cannot be told."""


class BadFormat(ReadError):
    """Damaged, or not the format that its name says."""


class Encrypted(ReadError):
    """The file needs a password."""


class NeedsOCR(ReadError):
    """A scan: pages without a text layer."""


class TooLarge(ReadError):
    """Over the size limit."""


class NoPermission(ReadError):
    """The system refuses access."""


class NoSuchPath(ReadError):
    """Nothing is there."""


class UnknownFormat(ReadError):
    """A format that policykb does not read."""


class StoreError(PolicyKBError):
    """The knowledge base on disk."""


class NotFound(StoreError):
    """No such document or clause."""


class Locked(StoreError):
    """Another process is writing."""


class ReadOnly(StoreError):
    """The folder may be read and not written."""


class Damaged(StoreError):
    """The truth itself cannot be read."""


class EncoderError(PolicyKBError):
    """An encoder cannot be loaded."""


class EncoderMismatch(EncoderError):
    """The index was made by another encoder than the one now asked for."""


class UsageError(PolicyKBError):
    """Arguments that cannot be served."""
