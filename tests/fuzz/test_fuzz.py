"""A seeded part of the fuzzing in the normal run: `python -m tests.fuzz` does the whole."""

from pathlib import Path

import pytest

from ingest.pipeline import parse
from tests.fuzz.mutate import kind_of, made
from tests.fuzz.run import Outcome, fuzz
from tests.fuzz.seeds import WEIGHTS, seeds

COUNT = 300
FORMATS = [kind for kind in WEIGHTS if kind != "doc"]


def test_only_read_errors_come_out() -> None:
    outcomes: list[Outcome] = []
    without_office = (n for n in range(2 * COUNT) if kind_of(n, seed=1) != "doc")
    fuzz([n for _, n in zip(range(COUNT), without_office, strict=False)], 1, 2, outcomes.append)
    assert len(outcomes) == COUNT
    assert [outcome for outcome in outcomes if outcome["kind"] == "failed"] == []
    assert {outcome["suffix"] for outcome in outcomes} == set(FORMATS)


@pytest.mark.parametrize("kind", FORMATS)
def test_seeds_can_be_read(tmp_path: Path, kind: str) -> None:
    for number, data in enumerate(seeds(kind)):
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(data)
        assert parse(path).targets


def test_an_input_is_known_by_its_number() -> None:
    assert [made(n) for n in range(20)] == [made(n) for n in range(20)]
    assert made(3, seed=1) != made(3, seed=2)
