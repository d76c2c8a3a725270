"""The shipped corpus is what its manifest says, and each account is the plan's own words."""

import hashlib
import tomllib
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus"
MANIFEST = tomllib.loads((CORPUS / "manifest.toml").read_text(encoding="utf-8"))["file"]


def test_manifest_lists_every_file_with_its_hash() -> None:
    shipped = {p.name for p in CORPUS.iterdir()} - {"manifest.toml"}
    assert {entry["path"] for entry in MANIFEST} == shipped
    for entry in MANIFEST:
        assert hashlib.sha256((CORPUS / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


def test_accounts_are_verbatim_in_the_document_that_tells_them() -> None:
    plan = (CORPUS / "乌海政办发〔2025〕38号.txt").read_text(encoding="utf-8")
    accounts = [entry for entry in MANIFEST if entry["holding"] == "转述"]
    assert len(accounts) == 2
    for entry in accounts:
        body = (CORPUS / entry["path"]).read_text(encoding="utf-8").split("---\n", 2)[2].strip()
        assert body in plan
        assert entry["doc_number"] in body
