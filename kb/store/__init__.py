"""The truth: documents with their versions, clauses, passages, facts and vectors in one SQL database.

The only room that knows SQL. Everything lies in one folder, without absolute paths: copying the folder copies
the knowledge base.


    policykb.sqlite                    the database (WAL)
    originals/<sha256><suffix>         each original file, byte for byte

A document goes in, is replaced or leaves in one transaction, which also raises the generation; readers in
other threads and processes see all of it or none. Writers hold the lock that `kb.base` takes.
"""

from kb.store.database import Calibration, IndexState, State
from kb.store.indexed import Fetch, Keys, Vectors
from kb.store.reading import ClausePlace, PassagePlace, Reading
from kb.store.writing import Outcome, Store

__all__ = [
    "Calibration",
    "ClausePlace",
    "Fetch",
    "IndexState",
    "Keys",
    "Outcome",
    "PassagePlace",
    "Reading",
    "State",
    "Store",
    "Vectors",
]
