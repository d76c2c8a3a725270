"""Fitting on small texts: reading, the vocabulary, and a model that is the same each time."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.encoder import StaticEncoder
from kb.errors import EncoderError, UsageError
from kb.fit import fit
from kb.fit.contrast import _ranking_gradient
from kb.fit.folder import packed_rows
from kb.fit.texts import read_texts
from kb.fit.vocabulary import build_tokenizer
from kb.fit.written import passage_key

LAW = """# 某市节约用水条例

<!-- INFO END -->

## 第一章 总则

第一条 为了加强节约用水管理，合理利用水资源，制定本条例。

第二条 本市行政区域内的节约用水适用本条例。

(一)工业企业应当循环用水；

## 第二章 法律责任

第三条 违反本条例规定浪费用水的，由水行政主管部门责令改正。
"""
REPORT = {
    "title": "某年政府工作报告",
    "url": "https://example.org/",
    "content": "一、工作回顾\n经济总量稳步增长，人民生活水平持续提高。\n"
    "二、主要任务\n着力推动能源结构调整，发展风电和光伏发电。",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "law.md").write_text(LAW, encoding="utf-8")
    (folder / "reports.jsonl").write_text(json.dumps(REPORT, ensure_ascii=False) + '\n{"torn": \n', encoding="utf-8")
    lines = [f"支持第{n}个县区发展乡村旅游和特色农业，带动农民增收。" for n in range(40)]
    plain = "\n".join(["关于扩大内需的通知", *lines])
    (folder / "plain.txt").write_bytes(plain.encode("gb18030"))
    (folder / "ignored.bin").write_bytes(b"\x00\x01")
    return folder


def test_read_texts_knows_headings_and_titles(corpus: Path) -> None:
    texts = read_texts([corpus])
    assert texts.files == 3
    found = {unit.text: unit.headings for unit in texts.units}
    assert found["为了加强节约用水管理，合理利用水资源，制定本条例。"] == ("某市节约用水条例", "总则")
    assert found["工业企业应当循环用水；"] == ("某市节约用水条例", "总则")
    assert found["违反本条例规定浪费用水的，由水行政主管部门责令改正。"] == ("某市节约用水条例", "法律责任")
    assert found["着力推动能源结构调整，发展风电和光伏发电。"] == ("某年政府工作报告", "主要任务")
    assert found["支持第3个县区发展乡村旅游和特色农业，带动农民增收。"] == ("关于扩大内需的通知",)
    assert len(texts.units) == len(found), "each text once"
    assert {unit.document for unit in texts.units} == {0, 1, 2}


def test_unreadable_files_are_named(corpus: Path) -> None:
    (corpus / "broken.txt").write_bytes(b"\xff\xff\xff\x00\x80")
    (path, reason), *others = read_texts([corpus]).skipped
    assert not others
    assert path.endswith("broken.txt")
    assert "无法读取" in reason


def test_no_text_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有可用于拟合的文本"):
        read_texts([tmp_path])
    with pytest.raises(UsageError, match="没有这个文件或文件夹"):
        read_texts([tmp_path / "missing"])


def test_tokenizer_has_short_words_and_no_punctuation(corpus: Path) -> None:
    tokenizer = build_tokenizer(read_texts([corpus]).units, 500)
    tokens = tokenizer.encode("支持第３个县区发展（乡村旅游）。").tokens
    assert "旅游" in tokens
    assert "3" in tokens
    assert all(len(token) <= 3 and token.isalnum() for token in tokens)
    assert tokenizer.encode("龘").ids == [0]


def test_same_seed_same_bytes_and_other_seed_others(corpus: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    first = fit([corpus], tmp_path / "a", dim=16, progress=lambda stage, done, total: stages.append(stage))
    fit([corpus], tmp_path / "b", dim=16)
    fit([corpus], tmp_path / "c", dim=16, seed=1)
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    assert _bytes(tmp_path / "a") != _bytes(tmp_path / "c")
    assert list(dict.fromkeys(stages)) == ["读取文本", "统计词语", "分解共现矩阵", "对比训练"]
    assert first.size == sum(map(len, _bytes(tmp_path / "a").values()))
    assert first.encoder_id == StaticEncoder(tmp_path / "b").id


def test_fitted_folder_is_replaced_as_a_whole_and_nothing_else_is(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    fit([corpus], out, dim=16)
    (out / "stale.json").write_text("{}")
    fit([corpus], out, dim=8)
    assert not (out / "stale.json").exists()
    assert StaticEncoder(out).dim == 8
    with pytest.raises(UsageError, match="已有其他内容"):
        fit([corpus], corpus)
    assert (corpus / "law.md").exists()


def test_fitted_folder_loads_in_sentence_transformers(corpus: Path, tmp_path: Path) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    fit([corpus], tmp_path / "model", dim=16)
    texts = ["发展乡村旅游", "", "节约用水的法律责任"]
    theirs = sentence_transformers.SentenceTransformer(str(tmp_path / "model")).encode(texts)
    np.testing.assert_allclose(StaticEncoder(tmp_path / "model").encode(texts), theirs, atol=1e-3)


def test_fit_without_scipy_says_what_to_install(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.sparse", None)
    with pytest.raises(EncoderError, match="需要 scipy"):
        fit([corpus], tmp_path / "model")


def test_ranking_gradient_is_the_slope_of_the_loss() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((8, 5)).astype(np.float32) * 0.2
    same = np.zeros((4, 4), dtype=bool)
    same[0, 2] = True
    gradient, _ = _ranking_gradient(vectors[:4], vectors[4:], same)
    for row, column in [(0, 0), (2, 3), (5, 1), (7, 4)]:
        nudge = np.zeros_like(vectors)
        nudge[row, column] = 1e-2
        up = _ranking_gradient((vectors + nudge)[:4], (vectors + nudge)[4:], same)[1]
        down = _ranking_gradient((vectors - nudge)[:4], (vectors - nudge)[4:], same)[1]
        assert gradient[row, column] == pytest.approx((up - down) / 2e-2, abs=5e-3)


def test_packing_keeps_directions() -> None:
    rows = np.random.default_rng(0).standard_normal((50, 64)).astype(np.float32)
    packed, scales = packed_rows(rows)
    restored = packed.astype(np.float32) * scales[:, None]
    assert not restored[0].any()
    cosines = (rows * restored).sum(axis=1)[1:] / (
        np.linalg.norm(rows, axis=1)[1:] * np.linalg.norm(restored, axis=1)[1:]
    )
    assert cosines.min() > 0.999


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_fit_with_questions_written_for_the_texts(corpus: Path, tmp_path: Path) -> None:
    """The rows move where questions were written, and the folder is as whole as without them."""
    pytest.importorskip("scipy")
    pytest.importorskip("torch")
    passage = "第三条 违反本条例规定浪费用水的，由水行政主管部门责令改正。"
    questions = tmp_path / "questions.tsv"
    questions.write_text(
        f"浪费水谁来管\t1\t{passage_key(passage)}\n罚多少\t0\t{passage_key(passage)}\n", encoding="utf-8"
    )
    plain = fit([corpus], tmp_path / "plain", vocabulary=300, dim=8, epochs=1)
    refined = fit([corpus], tmp_path / "refined", questions=questions, vocabulary=300, dim=8, epochs=1)
    assert refined.encoder_id != plain.encoder_id
    assert StaticEncoder(tmp_path / "refined").encode(["节约用水"]).any()
