"""A knowledge base of the six documents, built once; each test gets a copy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.base import HOME_VARIABLE
from tests.compare.samples import HERE
from ui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared") / "kb"
    assert main(["--kb", str(folder), "ingest", str(HERE / "corpora" / "green")]) == 0
    return folder


@pytest.fixture
def home(compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy, which POLICYKB_HOME names."""
    copy = tmp_path / "kb"
    shutil.copytree(compared, copy)
    monkeypatch.setenv(HOME_VARIABLE, str(copy))
    return copy


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process; gives exit code, standard output and standard error."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return call
