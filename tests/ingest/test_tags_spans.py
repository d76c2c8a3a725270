"""Cutting text into sentences and segments: brackets hold together, and long texts take time in proportion."""

import time

from ingest.tags.spans import segments, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in segments(text, 0, len(text))]


def test_marks_in_brackets_do_not_cut() -> None:
    assert cut("推进改造（含锅炉，电机），加快更新") == ["推进改造（含锅炉，电机）", "加快更新"]
    assert cut("按照（一）、(二，甲（乙，丙）丁)，执行") == ["按照（一）、(二，甲（乙，丙）丁)", "执行"]
    assert cut("半角(开，全角闭）合，执行") == ["半角(开，全角闭）合", "执行"]


def test_a_bracket_that_stays_open_holds_nothing() -> None:
    assert cut("推进（改造，加快，更新") == ["推进（改造", "加快", "更新"]
    assert cut("推进（改造，加快" + "更" * 400 + "）") == ["推进（改造", "加快" + "更" * 400 + "）"]


def test_brackets_that_stay_open_cost_no_more_than_letters() -> None:
    start = time.perf_counter()
    assert len(list(segments("（《" * 200_000, 0, 400_000))) == 1
    assert len(list(sentences("（。" * 200_000, 0, 400_000))) > 0
    assert time.perf_counter() - start < 5
