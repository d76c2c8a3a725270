"""The static encoder reads a sentence-transformers folder exactly as sentence-transformers does."""

import json
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.encoder import EMBEDDED, SentenceTransformersEncoder, StaticEncoder, load_encoder
from kb.errors import EncoderError

ROOT = Path(__file__).parents[2]
TEXTS = [
    "综合保税区增值税一般纳税人资格试点由哪个部门牵头？",
    "到2025年，新能源装机规模达到500万千瓦。",
    "",
    "，。！",
    "（一）持续推动火电绿色转型",
    "GB18030 and UTF-16",
]


@cache
def _shared() -> StaticEncoder:
    return StaticEncoder(EMBEDDED)


@pytest.fixture
def embedded() -> StaticEncoder:
    return _shared()


def test_embedded_is_small() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED.rglob("*") if path.is_file()) <= 10_000_000


def test_default_path_imports_no_heavy_library() -> None:
    code = (
        "import sys; from kb.encoder import load_encoder; load_encoder().encode(['到2025年']);"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'scipy', 'jieba'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert _python(code) == "[]"


def test_rows_have_length_one_or_are_zero(embedded: StaticEncoder) -> None:
    vectors = embedded.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), embedded.dim)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths[[2, 3]].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(lengths[[0, 1, 4, 5]], 1.0, atol=1e-5)
    assert embedded.encode([]).shape == (0, embedded.dim)


def test_widths_and_punctuation_make_no_difference(embedded: StaticEncoder) -> None:
    full, half = embedded.encode(["（一）到２０２５年，达到ＧＤＰ：３％", "(一)到2025年,达到gdp:3%"])
    np.testing.assert_allclose(full, half, atol=1e-6)


def test_like_is_nearer_than_unlike(embedded: StaticEncoder) -> None:
    asked, near, far = embedded.encode(
        ["幼儿园招生的年龄条件", "年满三周岁的儿童可以申请入园", "天然气管道的安全距离不得小于五米"]
    )
    assert asked @ near > asked @ far


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_a_text_is_encoded_the_same_alone_and_among_others(texts: list[str]) -> None:
    encoder = _shared()
    for text, row in zip(texts, encoder.encode(texts), strict=True):
        np.testing.assert_allclose(encoder.encode([text])[0], row, atol=1e-6)


def test_batches_join_in_order(embedded: StaticEncoder) -> None:
    texts = [f"第{n}条 {n}万元" if n % 7 else "" for n in range(2500)]
    np.testing.assert_allclose(embedded.encode(texts)[2400:], embedded.encode(texts[2400:]), atol=1e-6)


def test_equals_sentence_transformers(embedded: StaticEncoder) -> None:
    pytest.importorskip("sentence_transformers")
    code = (
        "import sys, json; from sentence_transformers import SentenceTransformer;"
        f"print(json.dumps(SentenceTransformer({str(EMBEDDED)!r}).encode({TEXTS!r}).tolist()))"
    )
    theirs = np.array(json.loads(_python(code)), dtype=np.float32)
    np.testing.assert_allclose(embedded.encode(TEXTS), theirs, atol=1e-3)


def test_adapter_loads_the_same_folder() -> None:
    pytest.importorskip("sentence_transformers")
    adapter = SentenceTransformersEncoder(EMBEDDED)
    static = StaticEncoder(EMBEDDED)
    assert adapter.dim == static.dim
    assert adapter.id.startswith("encoder@")
    assert adapter.id == SentenceTransformersEncoder(EMBEDDED).id
    np.testing.assert_allclose(adapter.encode(TEXTS), static.encode(TEXTS), atol=1e-3)
    np.testing.assert_allclose(adapter.encode(TEXTS, query=True), static.encode(TEXTS), atol=1e-3)


def test_load_encoder_obeys_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("POLICYKB_ENCODER", raising=False)
    default = load_encoder()
    assert isinstance(default, StaticEncoder)
    copy = tmp_path / "copied"
    _copy(EMBEDDED, copy)
    monkeypatch.setenv("POLICYKB_ENCODER", str(copy))
    assert load_encoder().id == default.id, "the id tells of the content, not of the place"
    monkeypatch.setenv("POLICYKB_ENCODER", str(tmp_path / "missing"))
    with pytest.raises(EncoderError, match="没有这个编码器文件夹"):
        load_encoder()


def test_changed_weights_change_the_id(tmp_path: Path) -> None:
    _copy(EMBEDDED, tmp_path / "other")
    weights = tmp_path / "other" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(bytes(data))
    assert StaticEncoder(tmp_path / "other").id != StaticEncoder(EMBEDDED).id


@pytest.mark.parametrize("damage", ["missing", "truncated", "tokenizer"])
def test_a_damaged_folder_is_a_chinese_error(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "damaged"
    _copy(EMBEDDED, folder)
    if damage == "missing":
        (folder / "model.safetensors").unlink()
    elif damage == "truncated":
        (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:1000])
    else:
        (folder / "tokenizer.json").write_text("{")
    with pytest.raises(EncoderError, match="缺失或已损坏"):
        StaticEncoder(folder)


def test_a_folder_without_a_model_is_a_chinese_error(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="不是静态编码器文件夹"):
        StaticEncoder(tmp_path)


def test_an_unknown_hub_name_fails_at_once_offline() -> None:
    pytest.importorskip("sentence_transformers")
    began = time.perf_counter()
    with pytest.raises(EncoderError, match=r"本机没有这个编码器模型.*HF_HUB_OFFLINE=0"):
        SentenceTransformersEncoder("nobody/no-such-model-here")
    assert time.perf_counter() - began < 30, "importing torch takes seconds, retries would take over a minute"


def test_missing_library_is_a_chinese_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderError, match=r"policykb\[transformers\]"):
        SentenceTransformersEncoder("anything")


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def _python(code: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "POLICYKB_ENCODER"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
