"""Questions written for passages: found again by key, and what an encoder learns from them."""

from pathlib import Path

import numpy as np
import pytest

from kb.encoder import EMBEDDED, StaticEncoder
from kb.errors import UsageError
from kb.fit.written import Written, passage_key, read_written, refine
from kb.interaction import Interaction

PASSAGE = "擅自砍伐树木的，由绿化管理部门处绿化补偿标准五至十倍的罚款。"


def test_passages_are_found_by_key_whatever_their_white_space(tmp_path: Path) -> None:
    text = tmp_path / "条例.md"
    text.write_text(
        f"# 条例\n\n第一条 为了绿化，制定本条例。\n\n　{PASSAGE}\n第二条 甲。乙应当报告。\n", encoding="utf-8"
    )
    file = tmp_path / "questions.tsv"
    keys = (passage_key(PASSAGE.replace("，", "， ")), passage_key("乙应当报告。"), passage_key("别处"))
    file.write_text(f"砍树罚几倍\t1\t{keys[0]}\n谁要报告\t0\t{keys[1]}\n没有的\t1\t{keys[2]}\n", encoding="utf-8")
    assert read_written(file, [text]) == [
        Written("砍树罚几倍", PASSAGE, True),
        Written("谁要报告", "乙应当报告。", False),
    ]


@pytest.mark.parametrize("content", ["只有问题\n", "问题\t1\tabcdefabcdef\n"])
def test_a_file_without_use_is_refused_with_a_word(tmp_path: Path, content: str) -> None:
    (tmp_path / "条例.md").write_text("第一条 为了绿化，制定本条例。\n", encoding="utf-8")
    (tmp_path / "questions.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="问题"):
        read_written(tmp_path / "questions.tsv", [tmp_path / "条例.md"])


def test_an_encoder_learns_what_a_word_is_written_for() -> None:
    """A made-up abbreviation comes near the words that it stands for, and no nearer to others."""
    pytest.importorskip("torch")
    from tokenizers import Tokenizer

    encoder = StaticEncoder(EMBEDDED)
    tokenizer = Tokenizer.from_file(str(EMBEDDED / "tokenizer.json"))
    tokenizer.no_padding()
    passages = [
        "废旧农膜应当回收利用。",
        "公共停车场实行分类收费。",
        "中小学校应当配备校医。",
        "出租汽车应当使用计价器。",
    ]
    words = ["薅羊毛", "打酱油", "炒鱿鱼", "拍马屁"]
    written = [Written(f"{w}怎么办", p, True) for w, p in zip(words, passages, strict=True)]
    written += [Written("罚款几元", passages[0], False)]
    before = _right(Interaction(encoder), words, passages)
    encoder.rows = refine(encoder.rows, tokenizer, written, seed=1, epochs=60)
    assert _right(Interaction(encoder), words, passages) == len(words) > before
    assert np.isfinite(encoder.rows).all()


def _right(interaction: Interaction, words: list[str], passages: list[str]) -> int:
    weights_and_cosines = [interaction.matches(w, passages) for w in words]
    return sum(int((w @ c).argmax()) == n for n, (w, c) in enumerate(weights_and_cosines))
