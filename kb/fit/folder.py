"""The model on disk: a folder that sentence-transformers loads as a StaticEmbedding, rows packed to int8.

sentence-transformers (≥ 6) reads `embeddings` (int8) times `weights` (a scale per row); float32 rows would
take four times the space. Cosine similarities change by less than 0.002.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import UsageError

_MODULES = [
    ("", "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"),
    ("1_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
]
_SETTINGS = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def check_folder(out: Path) -> None:
    """Raises UsageError when `out` holds something else than an encoder: it would be replaced."""
    if out.exists() and not (out / "modules.json").is_file() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out}：已有其他内容；请另选一个空文件夹存放编码器")


def write_folder(out: Path, tokenizer: Any, rows: NDArray[np.float32]) -> int:
    """Writes the model as a whole, in place of an earlier one; returns its size in bytes."""
    from safetensors.numpy import save

    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as temporary:
        folder = Path(temporary) / out.name
        modules = []
        for n, (place, kind) in enumerate(_MODULES):
            (folder / place).mkdir(parents=True, exist_ok=True)
            modules.append({"idx": n, "name": str(n), "path": place, "type": kind})
            if place:
                (folder / place / "config.json").write_text("{}\n")
        (folder / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")
        (folder / "config_sentence_transformers.json").write_text(json.dumps(_SETTINGS, indent=2) + "\n")
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        packed, scales = packed_rows(rows)
        (folder / "model.safetensors").write_bytes(save({"embeddings": packed, "weights": scales}))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if out.exists():
            shutil.rmtree(out)
        folder.rename(out)
    return size


def packed_rows(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and the float32 scale of each, so that rows ≈ packed · scale; token 0, unknown, is zero."""
    scales = np.abs(rows).max(axis=1) / 127
    scales[0] = 0.0
    safe = np.where(scales > 0, scales, 1.0)
    packed = np.rint(rows / safe[:, None]).clip(-127, 127).astype(np.int8)
    packed[0] = 0
    return packed, scales.astype(np.float32)
