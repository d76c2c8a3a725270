"""The record of answers that failed verification and were withheld: a line each, in the knowledge base's folder.

A line is appended at once and needs no writer's lock; where the folder may not be written the answer is withheld all
the same, and only the log tells of it.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

_log = logging.getLogger(__name__)
_FILE = "withheld.jsonl"


@dataclass(frozen=True, slots=True)
class Withheld:
    """When (local time, ISO 8601), what was asked, and what did not stand in the quotes."""

    time: str
    question: str
    faults: tuple[str, ...]


def keep(home: Path, question: str, faults: Sequence[str]) -> None:
    """Log a withheld answer and put it on record; never raises."""
    _log.error("答案未通过核验，已扣留：%s：%s", question, "；".join(faults))
    entry = Withheld(datetime.now().isoformat(timespec="seconds"), question, tuple(faults))
    try:
        with (home / _FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
    except OSError as error:
        _log.warning("扣留记录未能写入 %s：%s", home / _FILE, error)


def kept(home: Path) -> tuple[Withheld, ...]:
    """All on record, oldest first; a damaged line is passed over."""
    path = home / _FILE
    if not path.is_file():
        return ()
    out = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            out.append(Withheld(entry["time"], entry["question"], tuple(entry["faults"])))
        except (ValueError, KeyError, TypeError):
            continue
    return tuple(out)
