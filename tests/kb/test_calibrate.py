"""What vectors weigh beside words, calibrated per encoder and kept with the index."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.base import KnowledgeBase, Settings
from kb.calibrate import LEAST, Probe, better, made_probes, read_probes
from kb.encoder import EMBEDDED
from kb.errors import UsageError
from kb.search import WEIGHTS
from kb.store import Calibration
from tests.kb.conftest import parsed
from ui.cli import main

Opened = Callable[..., KnowledgeBase]

# Distinct matters, so that every question has one place.
MATTERS = (
    "农业保险",
    "养老服务",
    "河道管护",
    "校车安全",
    "供热改造",
    "商标注册",
    "林木采伐",
    "文物保护",
    "疫苗流通",
    "道路清扫",
)
LINES = tuple(f"{m}工作由第{n}工作组负责,每年检查一次。" for n, m in enumerate(MATTERS * 2, 1))


@pytest.fixture
def base(opened: Opened) -> KnowledgeBase:
    made = opened()
    with made.writing():
        made.add(parsed("甲政发〔2025〕1号", *LINES, title="检查方案"), b"1", "甲.txt")
    return made


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "问题.tsv"
    rows = [f"{m}多久检查一次\t{line}" for m, line in zip(MATTERS * 2, LINES, strict=True)]
    path.write_text("\n".join(("# 问题\t原文", *rows)), encoding="utf-8")
    return path


def test_vectors_that_say_nothing_get_no_weight(base: KnowledgeBase, questions: Path) -> None:
    found = base.calibrate(questions)  # the encoder of these tests hashes characters
    assert found.questions == len(LINES)
    assert found.with_vectors >= found.words_alone
    kept = base.doctor()
    assert kept.calibration == found
    assert any(f"向量 {found.dense:g}（{len(LINES)} 个问题校准" in line for line in kept.lines())


@pytest.mark.parametrize("weight", [0.0, 0.7])
def test_the_weight_ranks(base: KnowledgeBase, weight: float) -> None:
    base._store.calibrate(Calibration("hash", weight, 20, 0.5, 0.5))
    hit = base.search(MATTERS[0])[0]
    assert ("dense" in hit.parts) == bool(weight)  # without a weight, vectors are not asked
    words = sum(WEIGHTS[name] * value for name, value in hit.parts.items() if name != "dense")
    assert hit.score == pytest.approx(words + weight * hit.parts.get("dense", 0.0))


def test_a_weight_of_nothing_can_be_found_again(base: KnowledgeBase, questions: Path) -> None:
    base._store.calibrate(Calibration("hash", 0.0, 20, 0.5, 0.5))
    again = base.calibrate(questions)
    base._store.calibrate(Calibration("hash", 3.2, 20, 0.5, 0.5))
    assert base.calibrate(questions) == again


def test_a_new_encoder_is_calibrated_when_its_index_is_built(opened: Opened) -> None:
    made = opened()
    assert made.doctor().calibration is None
    with made.writing():
        for n in range(12):
            made.add(parsed(f"甲政发〔2025〕{n}号", *LINES, title="检查方案"), b"1", "甲.txt")
    found = made.doctor().calibration
    assert found is not None
    assert found.with_vectors >= found.words_alone


def test_a_new_encoder_is_calibrated_anew_while_twice_as_much_is_held(opened: Opened, questions: Path) -> None:
    made = opened()

    def hold(documents: int) -> Calibration:
        with made.writing():
            for n in range(documents):
                made.add(parsed(f"甲政发〔2025〕{n}号", *LINES[:3], title=f"第{n}号检查方案"), b"1", "甲.txt")
        found = made.doctor().calibration
        assert found is not None
        return found

    few, no_more, many = hold(5), hold(7), hold(20)
    assert few == no_more
    assert many.questions >= 2 * few.questions
    kept = made.calibrate(questions)
    assert (kept.asked, kept.questions) == (True, len(LINES))
    assert hold(48) == kept


@pytest.mark.parametrize(
    ("gains", "told"),
    [
        ([0.0] * 10, False),
        ([1.0] + [0.0] * 9, False),  # one question of ten is chance
        ([0.5] * 4 + [0.0] * 6, True),
        ([1.0, 1.0, 1.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0], False),
        ([0.05] * 10, True),
        ([-0.1] * 10, False),
    ],
)
def test_a_weight_is_kept_for_more_than_chance(gains: list[float], told: bool) -> None:
    assert better(gains) == told


def test_a_static_encoder_of_the_user_s_own_is_calibrated_too(tmp_path: Path) -> None:
    own = tmp_path / "encoder"
    shutil.copytree(EMBEDDED, own)
    for number, (encoder, expected) in enumerate(((str(own), True), (None, False))):
        with KnowledgeBase.open(Settings(tmp_path / f"{number}", encoder)) as made:
            with made.writing():
                for n in range(12):
                    made.add(parsed(f"甲政发〔2025〕{n}号", *LINES, title="检查方案"), b"1", "甲.txt")
            assert (made.doctor().calibration is not None) == expected


def test_a_weight_is_of_one_encoder(base: KnowledgeBase, opened: Opened, questions: Path) -> None:
    base.calibrate(questions)
    home = base.settings.home
    base.close()
    other = opened(home, "other", encoder=False)
    other.rebuild()
    found = other.doctor().calibration
    assert found is not None
    assert found.encoder == "other"


def test_too_few_questions_are_refused(base: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "少.tsv"
    path.write_text(f"{MATTERS[0]}\t{LINES[0]}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"不足 {LEAST} 个"):
        base.calibrate(path)


def test_questions_without_a_quote_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "题.tsv"
    path.write_text("甲\t乙|丙 丁\n戊\t\n己\ndev\tcontent\t庚\t\t\t辛\n", encoding="utf-8")
    assert read_probes(path) == [Probe("甲", ("乙", "丙丁")), Probe("庚", ("辛",))]


def test_made_questions_are_answered_by_a_passage_of_their_document(base: KnowledgeBase) -> None:
    probes = made_probes(base._store)
    assert probes == made_probes(base._store)
    passages = [p for d in base.documents() for p in base.passages((d.id,))]
    assert probes
    assert all(any(probe.answered_by(passage) for passage in passages) for probe in probes)


def test_from_the_shell(base: KnowledgeBase, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(base.settings.home)
    base.close()
    assert main(["--kb", home, "calibrate", "--questions", str(tmp_path / "无.tsv")]) == 1
    assert "问题文件" in capsys.readouterr().err
