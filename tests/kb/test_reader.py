"""The reader: how far a passage answers a question, read together."""

from pathlib import Path

import numpy as np
import pytest

from kb.errors import EncoderError
from kb.reader import EMBEDDED, TEXT, TITLE, Read, Reader, embedded, shown

FORESTS = Read("森林采伐更新管理办法", "第二章 森林采伐", "森林采伐，包括主伐、抚育采伐、更新采伐和低产林改造。")
LICENCE = Read("森林采伐更新管理办法", "第二章 森林采伐", "采伐林木必须申请林木采伐许可证，按照许可证的规定进行采伐。")
LEAVE = Read("企业职工带薪年休假实施办法", "", "单位应当按照职工日工资收入的300%支付未休年休假工资报酬。")


def test_an_answer_is_told_from_what_is_near() -> None:
    """The words asked for stand in both passages on forests."""
    scores = embedded().scores("森林采伐分哪几种", [LICENCE, FORESTS, LEAVE])
    assert scores.dtype == np.float32
    assert scores.argmax() == 1
    assert embedded().scores("没休年假单位按几倍工资补", [FORESTS, LEAVE]).argmax() == 1


def test_each_passage_is_read_for_itself() -> None:
    """An int8 model rounds by the greatest number of a batch: company changes a score a little."""
    together = embedded().scores("森林采伐分哪几种", [LICENCE, FORESTS, LEAVE])
    alone = [embedded().scores("森林采伐分哪几种", [passage])[0] for passage in (LICENCE, FORESTS, LEAVE)]
    assert np.allclose(together, alone, atol=1.5)
    assert np.argsort(together)[-1] == np.argsort(alone)[-1]


@pytest.mark.parametrize("question", ["", "？？？", "森林" * 400, "\u3000\n", "🌲"])
def test_any_text_has_a_score(question: str) -> None:
    passages = [Read("", "", ""), Read("标题" * 100, "第一条" * 100, "采伐" * 1000)]
    scores = embedded().scores(question, passages)
    assert scores.shape == (2,)
    assert np.isfinite(scores).all()


def test_no_passages_no_scores() -> None:
    assert embedded().scores("森林采伐分哪几种", []).shape == (0,)


def test_as_much_is_read_as_was_trained_on() -> None:
    text = shown(Read("甲" * 99, "乙" * 99 + "丙", "丁" * 999))
    assert text.startswith("甲" * TITLE + " ")
    assert text.split("\n")[0].endswith("丙")
    assert text.split("\n")[1] == "丁" * TEXT


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_a_damaged_folder_is_said_in_words(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "model.onnx").write_bytes(content)
        (tmp_path / "tokenizer.json").write_bytes((EMBEDDED / "tokenizer.json").read_bytes())
    with pytest.raises(EncoderError, match="阅读模型"):
        Reader(tmp_path)
