"""What is installed is this repository, with its data, and the front door is light."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

import ingest
import kb
import ui

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
READER = ("model.onnx", "tokenizer.json", "LICENSE")
ENCODER = ("model.safetensors", "tokenizer.json", "modules.json", "config_sentence_transformers.json")


@pytest.mark.parametrize("package", [kb, ingest, ui], ids=lambda p: p.__name__)
def test_packages_lie_in_the_repository(package: object) -> None:
    """Another distribution also installs a package named kb."""
    assert Path(str(package.__file__)).parent.parent == ROOT  # type: ignore[attr-defined]


def test_data_is_found() -> None:
    data = files("kb").joinpath("data")
    for path in (ROOT / "kb" / "data").glob("*.toml"):
        assert tomllib.loads(data.joinpath(path.name).read_text(encoding="utf-8"))
    for name in ENCODER:
        assert data.joinpath("encoder", name).is_file()
    for name in READER:
        assert data.joinpath("reader", name).is_file()


def test_the_embedded_encoder_is_small() -> None:
    size = sum(p.stat().st_size for p in (ROOT / "kb" / "data" / "encoder").rglob("*") if p.is_file())
    assert size <= 10_000_000


def test_the_reader_is_small() -> None:
    size = sum(p.stat().st_size for p in (ROOT / "kb" / "data" / "reader").iterdir())
    assert size <= 25_000_000


def test_the_wheel_holds_code_and_data(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"kb/data/encoder/{name}" for name in ENCODER}
    wanted |= {f"kb/data/reader/{name}" for name in READER}
    wanted |= {str(p.relative_to(ROOT)) for p in (ROOT / "kb" / "data").glob("*.toml")}
    for package in ("kb", "ingest", "ui"):
        wanted |= {str(p.relative_to(ROOT)) for p in (ROOT / package).rglob("*.py")}
        wanted |= {f"{package}/py.typed"}
    wanted |= {str(p.relative_to(ROOT)) for p in (ROOT / "ui").iterdir() if p.suffix in (".css", ".svg")}
    assert wanted <= names
    assert not [n for n in names if n.startswith(("tests/", "corpus/", "benchmarks/"))]


def test_the_front_door_imports_nothing_heavy() -> None:
    heavy = ("torch", "chromadb", "streamlit", "pandas", "jieba", "sqlalchemy", "numpy")
    code = f"import sys, ui.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_may_be_published() -> None:
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]
    assert PROJECT["project"]["scripts"] == {"policykb": "ui.cli:main"}


def test_every_dependency_is_pinned() -> None:
    pinned = {
        re.split("==", line)[0].strip().lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    }
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=!~ ;]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names <= pinned


def test_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", make, re.MULTILINE))
    named = set(re.findall(r"(?:`|^\s*|&& )make ([a-z][a-z-]*)", readme, re.MULTILINE))
    assert {"run", "test", "check"} <= targets
    assert named
    assert named <= targets
    from ui.cli import build_parser

    usage = build_parser().format_help()
    for command in set(re.findall(r"\bpolicykb ([a-z][a-z-]+)", readme)):
        assert command in usage
