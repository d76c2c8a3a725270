"""The same 公文 in every format gives the same outline, targets, responsibilities and references."""

import re
from functools import cache
from pathlib import Path

import pytest

from ingest.pipeline import parse
from kb.model import ParsedDocument
from tests.ingest.formats import all_formats
from tests.ingest.samples import NOTICE, plan

SAMPLES = {"方案": NOTICE, "计划": plan()}
FORMATS = tuple(all_formats(NOTICE))


@cache
def files(sample: str) -> dict[str, bytes]:
    return all_formats(SAMPLES[sample])


def tight(text: str | None) -> str:
    return re.sub(r"\s+|\|", "", text or "")


def outline(parsed: ParsedDocument) -> list[tuple[str, str, int, str]]:
    return [(tight(c.label), tight(c.heading), c.level, c.kind) for c in parsed.clauses]


def records(parsed: ParsedDocument) -> dict[str, list[tuple[object, ...]]]:
    return {
        "targets": [(tight(t.indicator), t.measure, t.comparator, t.value, t.unit, t.year) for t in parsed.targets],
        "responsibilities": [
            (r.role, tuple(map(tight, r.organisations)), tight(r.task)) for r in parsed.responsibilities
        ],
        "references": [(tight(r.title), r.doc_number, r.kind) for r in parsed.references],
    }


@pytest.fixture(scope="module", params=list(SAMPLES))
def sample(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(sample: str, name: str, folder: Path) -> ParsedDocument:
    path = folder / name
    path.write_bytes(files(sample)[name])
    return parse(path)


@pytest.mark.parametrize("name", FORMATS[1:])
def test_every_format_gives_the_same_document(tmp_path: Path, sample: str, name: str) -> None:
    expected, found = read(sample, FORMATS[0], tmp_path), read(sample, name, tmp_path)
    assert outline(found) == outline(expected)
    assert records(found) == records(expected)
    assert found.document.doc_number == expected.document.doc_number
    assert tight(found.document.title) == tight(expected.document.title)
    assert tight(found.text) == tight(expected.text)


def test_the_samples_hold_what_formats_must_keep(tmp_path: Path, sample: str) -> None:
    found = read(sample, FORMATS[0], tmp_path)
    assert len(found.targets) >= 8
    assert len(found.responsibilities) >= 5
    assert found.references
    assert {clause.level for clause in found.clauses} >= {1, 2}
