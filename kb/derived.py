"""Folders of the derived indexes: built beside, renamed when verified, swept when nothing points to them.

A folder's name is never used twice, so a rename never meets an older folder, and a reader that still has the
older one open (in this process or another) is not disturbed by the new one.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_BUILDING = ".building"


@contextmanager
def new_folder(home: Path, kind: str) -> Iterator[tuple[Path, str]]:
    """(path to build in, final name): renamed when the block ends well, discarded when it raises."""
    name = f"{kind}-{secrets.token_hex(4)}"
    building = home / f"{name}{_BUILDING}"
    building.mkdir()
    try:
        yield building, name
        building.rename(home / name)
    except BaseException:  # SystemExit on SIGTERM too: nothing half-built stays
        shutil.rmtree(building, ignore_errors=True)
        raise


def readable(home: Path, name: str, copies: ExitStack) -> Path:
    """The folder to open for reading: a copy until `copies` is closed where `home` is read only, since both
    libraries write locks beside what they read."""
    folder = home / name
    if os.access(home, os.W_OK) and os.access(folder, os.W_OK):
        return folder
    scratch = Path(copies.enter_context(tempfile.TemporaryDirectory(prefix="policykb-"))) / name
    shutil.copytree(folder, scratch, copy_function=shutil.copyfile)
    scratch.chmod(0o700)
    for path in scratch.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return scratch


def sweep(home: Path, kind: str, keep: str | None) -> None:
    """Delete every folder of this kind but `keep`, also what a killed writer left."""
    for path in home.glob(f"{kind}-*"):
        if path.name != keep and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
