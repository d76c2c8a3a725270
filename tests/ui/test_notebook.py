"""The notebook of a browser: kept in a file of its own, safe against what a browser may send."""

import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ui.notebook import FOLDER, KEPT_DAYS, Collected, Notebook, Notebooks, is_token, new_token

ITEM = Collected("甲/1", 3, 9, note="=1+1 <b>")


def test_it_outlives_the_server_and_keeps_to_its_browser(tmp_path: Path) -> None:
    mine, other = new_token(), new_token()
    Notebooks(tmp_path).change(mine, lambda held: replace(held, items=(ITEM,), questions=("甲？",)))
    assert Notebooks(tmp_path).read(mine) == Notebook((ITEM,), ("甲？",))
    assert Notebooks(tmp_path).read(other) == Notebook()


@pytest.mark.parametrize("sent", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", None, 5])
def test_only_its_own_kind_of_token_is_taken(sent: object, tmp_path: Path) -> None:
    assert not is_token(sent)
    with pytest.raises(ValueError, match="^" + re.escape(str(sent))):
        Notebooks(tmp_path).read(str(sent))


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"items": [{"x": 1}], "questions": []}'])
def test_a_file_that_makes_no_sense_is_an_empty_notebook(content: str, tmp_path: Path) -> None:
    token = new_token()
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / f"{token}.json").write_text(content, encoding="utf-8")
    held = Notebooks(tmp_path)
    assert held.read(token) == Notebook()
    held.change(token, lambda notebook: replace(notebook, items=(ITEM,)))
    assert held.read(token).items == (ITEM,)


def test_where_nothing_can_be_written_it_lasts_as_long_as_the_server(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    held, token = Notebooks(tmp_path), new_token()
    held.change(token, lambda notebook: replace(notebook, items=(ITEM,)))
    assert held.read(token).items == (ITEM,)


def test_a_notebook_that_nobody_opened_for_a_year_is_dropped(tmp_path: Path) -> None:
    old, young = new_token(), new_token()
    for token in (old, young):
        Notebooks(tmp_path).change(token, lambda held: replace(held, items=(ITEM,)))
    then = time.time() - (KEPT_DAYS + 1) * 86_400
    os.utime(tmp_path / FOLDER / f"{old}.json", (then, then))
    again = Notebooks(tmp_path)
    assert again.read(old) == Notebook()
    assert again.read(young).items == (ITEM,)
