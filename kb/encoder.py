"""Text → vectors, behind one `Protocol`.

The default is the static encoder shipped in `kb/data/encoder`: a sentence-transformers folder read here with
`tokenizers` and numpy alone (0.2 s and 60 MB, where importing torch takes 6 s and 0.5 GB). Any other
sentence-transformers model goes through `SentenceTransformersEncoder`, which imports torch when it is made.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderError

__all__ = ["Encoder", "SentenceTransformersEncoder", "StaticEncoder", "load_encoder"]

EMBEDDED = Path(__file__).parent / "data" / "encoder"
VARIABLE = "POLICYKB_ENCODER"

Vectors = NDArray[np.float32]

# Texts encoded at a time: bounds the memory of gathered token rows (1,024 sentences of 60 tokens: 60 MB).
_BATCH = 1024
# What a model's vectors depend on; other files in its folder (README.md, onnx/…) leave its id unchanged.
_MODEL_FILES = {".safetensors", ".bin", ".json", ".txt", ".model"}
# Copies of the weights for other runtimes, never downloaded.
_FOREIGN_WEIGHTS = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot"]


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their similarity (cosine)."""

    @property
    def id(self) -> str:
        """Name and content hash of the weights and the tokenizer: equal ids give equal vectors."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """float32 of shape (len(texts), dim); rows have length 1, or are zero for empty or unknown text.

        `query` says that the texts are questions: models with separate prompts for questions and documents
        use it, the embedded one does not.
        """


class StaticEncoder:
    """A sentence-transformers `StaticEmbedding` folder: the mean of the tokens' rows, normalised.

    Equal to `SentenceTransformer(path).encode(…, normalize_embeddings=True)` within 1e-3, without torch.
    Raises EncoderError when the folder is missing, incomplete or damaged.
    """

    def __init__(self, path: str | Path) -> None:
        from tokenizers import Tokenizer

        #: The folder that it was given.
        self.folder = Path(path)
        folder = _static_folder(self.folder)
        if folder is None:
            raise EncoderError(f"{path}：不是静态编码器文件夹；请检查路径，或另选 {VARIABLE}")
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            #: A float32 row a token, (vocabulary, dim).
            self.rows = _read_rows(folder / "model.safetensors")
        except Exception as error:  # tokenizers raises bare Exception
            raise EncoderError(f"{path}：编码器文件缺失或已损坏；请重新拟合或重新安装") from error
        if self.rows.ndim != 2 or len(self.rows) < self._tokenizer.get_vocab_size():
            raise EncoderError(f"{path}：编码器的词表与权重不符；请重新拟合或重新安装")
        self._tokenizer.no_padding()
        digest = _digest([folder / "tokenizer.json", folder / "model.safetensors"], folder)
        self.id = f"static-{self.dim}@{digest}"

    @property
    def dim(self) -> int:
        return int(self.rows.shape[1])

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            ids = self.token_ids(texts[start : start + _BATCH])
            filled = [n for n, row in enumerate(ids) if len(row)]
            if filled:
                tokens = np.concatenate([ids[n] for n in filled])
                begins = np.cumsum([0] + [len(ids[n]) for n in filled[:-1]])
                vectors[start + np.asarray(filled)] = np.add.reduceat(self.rows[tokens], begins, axis=0)
        return _normalised(vectors)

    @property
    def tokens(self) -> list[str]:
        """Every token by its number."""
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        return sorted(vocabulary, key=lambda token: vocabulary[token])

    def token_ids(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """The numbers of each text's tokens: rows of `rows`."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.asarray(encoding.ids, dtype=np.int64) for encoding in encodings]


class SentenceTransformersEncoder:
    """Any sentence-transformers model: a folder, or a name looked up in the local model cache.

    Works offline unless the user has set HF_HUB_OFFLINE=0, so that a name which is not held fails at once
    instead of after a minute of retries. Uses the model's own prompts for questions and for documents.
    Raises EncoderError when sentence-transformers is not installed or the model is not found or unreadable.
    """

    def __init__(self, name_or_path: str | Path) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when huggingface_hub is first imported
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderError(
                f"{name_or_path}：使用这个编码器需要 sentence-transformers 和 torch；"
                "请执行 pip install 'policykb[transformers]'，或不设 "
                f"{VARIABLE} 以使用内置编码器"
            ) from error
        _without_bars()
        folder = _model_folder(str(name_or_path))
        try:
            self._model: Any = SentenceTransformer(str(folder), local_files_only=True)
        except Exception as error:  # whatever transformers, safetensors or a model's config can raise
            raise EncoderError(f"{name_or_path}：编码器无法加载；请检查模型文件是否完整") from error
        name = folder.name if Path(name_or_path).is_dir() else str(name_or_path)
        files = [path for path in folder.rglob("*") if path.is_file() and path.suffix in _MODEL_FILES]
        self.id = f"{name}@{_digest(files, folder)}"
        self.dim = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        filled = [n for n, text in enumerate(texts) if text.strip()]
        if filled:
            encode = self._model.encode_query if query else self._model.encode_document
            vectors[filled] = encode([texts[n] for n in filled], show_progress_bar=False)
        return _normalised(vectors)


def is_embedded(encoder: Encoder) -> bool:
    """Whether it is the one shipped, not another static one."""
    return isinstance(encoder, StaticEncoder) and encoder.folder == EMBEDDED


def load_encoder(name: str | None = None) -> Encoder:
    """The encoder called `name`: a folder or a sentence-transformers model name; when None, what the
    environment variable POLICYKB_ENCODER says, else the embedded one. Static folders need no torch.

    Raises EncoderError.
    """
    chosen = name or os.environ.get(VARIABLE) or str(EMBEDDED)
    folder = Path(chosen).expanduser()
    if folder == EMBEDDED or (folder.is_dir() and _static_folder(folder)):
        return StaticEncoder(folder)
    return SentenceTransformersEncoder(folder if folder.is_dir() else chosen)


def _static_folder(path: Path) -> Path | None:
    """Where tokenizer and weights lie, when the folder's modules are a StaticEmbedding and no more than a
    Normalize after it; None for any other folder."""
    try:
        modules = json.loads((path / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        first = str(modules[0]["path"]) if modules else ""
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return path / first if kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]) else None


def _read_rows(path: Path) -> Vectors:
    """One float32 row per token: as sentence-transformers saves them, or packed (`embeddings` with a
    scale per row in `weights`), as sentence-transformers reads them too."""
    from safetensors.numpy import load_file

    tensors = load_file(path)
    if "embedding.weight" in tensors:
        return np.asarray(tensors["embedding.weight"], dtype=np.float32)
    rows = np.asarray(tensors["embeddings"], dtype=np.float32)
    if "mapping" in tensors:
        rows = rows[tensors["mapping"]]
    if "weights" in tensors:
        rows = rows * np.asarray(tensors["weights"], dtype=np.float32)[:, None]
    return rows


def _normalised(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors


def _without_bars() -> None:
    """Loading takes a moment; transformers would draw bars of it, in English, over what a command prints."""
    from transformers.utils import logging

    untyped: Any = logging
    untyped.disable_progress_bar()


def _model_folder(name: str) -> Path:
    """The folder of a model: itself, or its place in the local cache (downloaded only if the user allows)."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or name.startswith((".", "~")):
        raise EncoderError(f"{name}：没有这个编码器文件夹；请检查 {VARIABLE} 或路径")
    from huggingface_hub import snapshot_download

    offline = os.environ["HF_HUB_OFFLINE"].upper() in {"1", "ON", "YES", "TRUE"}
    try:
        return Path(snapshot_download(name, local_files_only=offline, ignore_patterns=_FOREIGN_WEIGHTS))
    except Exception as error:  # missing in the cache, no such name, no network
        hint = "需要联网下载时请先设 HF_HUB_OFFLINE=0" if offline else "请检查名称和网络"
        raise EncoderError(f"{name}：本机没有这个编码器模型；请改用模型文件夹的路径，{hint}") from error


def _digest(files: Sequence[Path], folder: Path) -> str:
    """The first 12 hex digits of a SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(str(path.relative_to(folder)).encode())
        for chunk in _chunks(path):
            total.update(chunk)
    return total.hexdigest()[:12]


def _chunks(path: Path, size: int = 1 << 20) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(size):
            yield chunk
