"""The text as HTML: places found, tags, pages, and nothing of it interpreted."""

import html as entities
import re
from pathlib import Path

import pytest

from ingest.pipeline import parse
from kb.model import Origin
from tests.ui.conftest import NASTY
from ui import pdf_pages, reading


def words(html: str) -> str:
    """The text of the units as a reader sees it, tags and links left out."""
    units = re.findall(r'<div class="kb-words">(.*?)(?:<a class="kb-permalink".*?)?</div>', html, re.S)
    return "".join(entities.unescape(re.sub(r"<[^>]+>", "", unit)) for unit in units)


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("绿色工厂30家，绿色\n工厂", "绿色 工厂", ["绿色工厂", "绿色\n工厂"]),
        ("ＧＤＰ能耗，gdp", "GDP", ["ＧＤＰ", "gdp"]),
        ("青政发〔2026〕22号", "青政发[2026]22号", ["青政发〔2026〕22号"]),
        ("a.b axb", "a.b", ["a.b"]),
        ("绿色", " ", []),
        ("绿色", "红色", []),
    ],
)
def test_places_of_words_are_found_in_any_width_and_over_line_ends(text: str, asked: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in reading.search(text, asked)] == found


def test_a_document_full_of_markup_is_shown_as_it_is_with_all_marks(nasty: Path) -> None:
    parsed = parse(nasty)
    tags = reading.tags_of(parsed.targets, parsed.responsibilities, parsed.references)
    assert {tag.kind for held in tags.values() for tag in held} >= {"目标"}
    hits = reading.search(parsed.text, "b")
    marks = reading.Marks((3, len(parsed.text) - 3), hits, tags, [(0, 1), (40, 2)])
    shown = reading.document(parsed.text, parsed.clauses, parsed.clauses[-1], marks)
    assert "".join(words(shown).split()) == "".join(parsed.text.split())
    assert NASTY.split("<b>")[0] not in shown
    assert "<script" not in shown
    assert {int(n) for n in re.findall(r'data-hit="(\d+)"', shown)} == set(range(len(hits)))
    assert re.findall(r'data-with="(\d)"', shown) == ["1", "2"]


def test_many_tags_of_a_clause_are_folded_in() -> None:
    tags = [reading.Tag("目标", f"指标{n}", n, n + 1) for n in range(9)]
    shown = reading._margin("文/1", tags)
    assert shown.count("<li>") == 9
    assert "另有 4 项" in shown
    assert "start=8&amp;end=9" in shown


def test_pages_start_where_their_first_line_stands() -> None:
    origins = [Origin(0, 5, 1, 1), Origin(5, 9, 2, 1), Origin(9, 12, 2, 2), Origin(12, 15, None, 3)]
    assert reading.page_starts(origins) == [(0, 1), (5, 2)]


def test_pages_of_a_pdf_are_drawn_and_a_broken_one_is_none(tmp_path: Path) -> None:
    from tests.ingest.formats import pdf
    from tests.ingest.samples import Para

    path = tmp_path / "长.pdf"
    path.write_bytes(pdf([Para(f"第{n}条　办法。" * 30) for n in range(60)]))
    count, first, pictures = pdf_pages.around(str(path), 6)
    assert count > pdf_pages.WINDOW
    assert first == 5
    assert len(pictures) == pdf_pages.WINDOW
    assert pdf_pages.around(str(path), count)[1] == count - pdf_pages.WINDOW + 1
    shown = pdf_pages.pane(pictures, first, count)
    assert shown.count("data:image/webp;base64,") == pdf_pages.WINDOW
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    assert pdf_pages.around(str(broken), 1) == (0, 1, ())
