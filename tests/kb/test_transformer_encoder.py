"""A transformer takes the embedded encoder's place: its prompts, normalisation and maximal length are its own.

The model is small and its weights are random, but its architecture (BERT, two layers, mean pooling) and its folder are
what any sentence-transformers model has.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.base import KnowledgeBase, Settings
from kb.encoder import Encoder, SentenceTransformersEncoder, load_encoder
from kb.errors import EncoderMismatch
from tests.kb.conftest import parsed

QUERY, DOCUMENT = "查询：", "文件："
LONGEST = 24  # tokens, with [CLS], [SEP] and the prompt's three
TEXTS = ["到2028年新建换电站12座。", "", "第一产业相关工作由市农牧局牵头。"]
LINES = (
    "第一产业相关工作由市农牧局牵头。",
    "新能源重卡换电站建设由市发展和改革委员会负责。",
    "到2028年新建换电站12座。",
)


@pytest.fixture(scope="module", name="model")
def _model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The model as sentence-transformers made it; its `folder` is where it is saved."""
    pytest.importorskip("sentence_transformers")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("transformer")
    characters = sorted(set("".join((QUERY, DOCUMENT, *TEXTS, *LINES, "甲乙丙丁戊己庚辛"))))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    torch.manual_seed(1)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    # larger weights than those of training: else all texts come out alike
    config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, initializer_range=0.5, **shape)
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab={token: n for n, token in enumerate(vocabulary)}).save_pretrained(folder / "bert")
    layers = Transformer(str(folder / "bert"), max_seq_length=LONGEST)
    made = SentenceTransformer(
        modules=[layers, Pooling(layers.get_embedding_dimension())],
        prompts={"query": QUERY, "document": DOCUMENT},
        device="cpu",
    )
    made.save(str(folder / "saved"))
    made.folder = folder / "saved"
    return made


@pytest.fixture
def encoder(model: Any, monkeypatch: pytest.MonkeyPatch) -> Encoder:
    monkeypatch.setenv("POLICYKB_ENCODER", str(model.folder))
    return load_encoder()


def _unit(rows: Any) -> Any:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_variable_names_it(model: Any, encoder: Encoder) -> None:
    assert isinstance(encoder, SentenceTransformersEncoder)
    assert encoder.dim == 32
    assert encoder.id.startswith(f"{model.folder.name}@")


def test_loading_draws_nothing_over_what_a_command_prints(
    model: Any, encoder: Encoder, capfd: pytest.CaptureFixture[str]
) -> None:
    from transformers.utils import logging

    logging.enable_progress_bar()
    load_encoder(str(model.folder))
    assert capfd.readouterr().err == ""


def test_questions_and_documents_have_prompts_of_their_own(model: Any, encoder: Encoder) -> None:
    texts = [TEXTS[0], TEXTS[2]]
    for query, prompt in ((True, QUERY), (False, DOCUMENT)):
        by_hand = model.encode([f"{prompt}{text}" for text in texts], prompt="")
        np.testing.assert_allclose(encoder.encode(texts, query=query), _unit(by_hand), atol=1e-5)
    assert not np.allclose(encoder.encode(texts), encoder.encode(texts, query=True), atol=1e-2)


def test_its_vectors_are_normalised_though_the_model_does_not(model: Any, encoder: Encoder) -> None:
    assert not np.allclose(np.linalg.norm(model.encode(TEXTS), axis=1), 1.0, atol=1e-2)
    rows = encoder.encode(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1.0, 0.0, 1.0], atol=1e-5)
    assert rows.dtype == np.float32


def test_a_text_is_read_up_to_the_model_s_maximal_length(encoder: Encoder) -> None:
    room = LONGEST - 2 - len(DOCUMENT)
    short, longer, other = encoder.encode(["甲" * room, "甲" * room + "乙" * 500, "甲" * (room - 1) + "乙"])
    np.testing.assert_allclose(short, longer, atol=1e-5)
    assert not np.allclose(short, other, atol=1e-3)


def test_a_knowledge_base_is_made_and_asked_with_it(encoder: Encoder, tmp_path: Path) -> None:
    with KnowledgeBase.open(Settings(tmp_path)) as base:
        base.add(parsed("甲政发〔2025〕1号", *LINES), b"1", "甲.txt")
        assert base.doctor().ok
        hits = base.search("谁负责换电站建设")
    assert hits[0].passage.text == LINES[1]
    assert all("dense" in hit.parts for hit in hits)
    with pytest.raises(EncoderMismatch, match="doctor --rebuild"):
        KnowledgeBase.open(Settings(tmp_path, str(Path(__file__).parents[2] / "kb/data/encoder")))
