"""Examination of a knowledge base: what it was made with, what it holds, and whether its parts agree."""

import hashlib
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any

import numpy as np

from kb.dense import DenseIndex
from kb.errors import EncoderError
from kb.lexical import LexicalIndex
from kb.model import Counts
from kb.search import WEIGHTS
from kb.store import Calibration, Keys, State, Store
from kb.withheld import Withheld, kept

_LIBRARIES = ("policykb", "sqlalchemy", "tantivy", "chromadb", "numpy", "jieba", "tokenizers", "streamlit")
# Passages looked up in each index: a search each, milliseconds.
_PROBES = 20
_REBUILD = "请运行 policykb doctor --rebuild"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined: `text` says in Chinese what was found and, when not `ok`, what to do."""

    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """`encoder` made the vectors held (None: nothing held yet), `encoder_now` is the one now set (None: it
    cannot be loaded), `withheld` are the answers that failed verification, `calibration` is what the encoder's
    vectors weigh (None: the default)."""

    versions: Mapping[str, str]
    generation: int
    counts: Counts
    encoder: str | None
    encoder_now: str | None
    checks: tuple[Check, ...]
    withheld: tuple[Withheld, ...]
    calibration: Calibration | None

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return asdict(replace(self, versions=dict(self.versions))) | {"ok": self.ok}

    def lines(self) -> tuple[str, ...]:
        """The report for people."""
        held = self.counts
        parts = (
            f"文件 {held.documents} 份（含历史版本 {held.versions} 版）",
            f"条款 {held.clauses} 条",
            f"段落 {held.passages} 段",
            f"目标 {held.targets} 项",
            f"责任 {held.responsibilities} 项",
            f"引用 {held.references} 处",
        )
        return (
            "、".join(f"{name} {number}" for name, number in self.versions.items()),
            f"第 {self.generation} 代：{'，'.join(parts)}",
            f"编码器：{self.encoder or '尚未使用'}",
            _weights_line(self.calibration),
            _withheld_line(self.withheld),
            *(f"{'正常' if check.ok else '异常'}：{check.text}" for check in self.checks),
            "结论：一切正常" if self.ok else "结论：发现问题，见上面标为「异常」的各行",
        )


def _weights_line(calibration: Calibration | None) -> str:
    if calibration is None:
        return f"检索权重：向量 {WEIGHTS['dense']:g}（默认，未经校准；可运行 policykb calibrate）"
    return (
        f"检索权重：向量 {calibration.dense:g}（{calibration.questions} 个问题校准；"
        f"MRR@10 {calibration.with_vectors:.3f}，只用词 {calibration.words_alone:.3f}）"
    )


def _withheld_line(withheld: Sequence[Withheld]) -> str:
    if not withheld:
        return "未通过核验而扣留的答案：0 条"
    last = withheld[-1]
    return (
        f"未通过核验而扣留的答案：{len(withheld)} 条（最近一条 {last.time}：{last.question}：{'；'.join(last.faults)}）"
    )


def examine(store: Store, lexical: LexicalIndex, dense: DenseIndex, encoder: str | EncoderError) -> DoctorReport:
    """`encoder`: the id of the one now set, or why it cannot be loaded."""
    state = store.state()
    checks = (
        _database(store),
        _originals(store),
        _encoder(state, encoder),
        _lexical(store, state, lexical),
        *_dense(store, state, dense),
    )
    now = encoder if isinstance(encoder, str) else None
    return DoctorReport(
        _versions(),
        state.generation,
        store.counts(),
        state.encoder,
        now,
        checks,
        kept(store.home),
        state.calibration,
    )


def _versions() -> Mapping[str, str]:
    found = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # run from a checkout
            found[name] = "未安装"
    return MappingProxyType(found)


def _database(store: Store) -> Check:
    if store.integrity() == "ok":
        return Check(True, "数据库完好")
    return Check(False, "数据库有损坏；请从备份恢复这个文件夹，或删除后重新入库")


def _originals(store: Store) -> Check:
    wanted = store.originals()
    missing = [path.name for path in wanted if not path.is_file()]
    changed = [
        path.name
        for path in wanted
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != path.name[:64]
    ]
    if not missing and not changed:
        return Check(True, f"原件 {len(wanted)} 份齐全")
    names = "、".join(sorted(missing + changed)[:3])
    return Check(False, f"原件缺少 {len(missing)} 份、被改动 {len(changed)} 份（{names}）；请移除相应文件后重新入库")


def _encoder(state: State, encoder: str | EncoderError) -> Check:
    if isinstance(encoder, EncoderError):
        return Check(False, f"编码器无法加载：{encoder}")
    if state.encoder in (None, encoder):
        return Check(True, f"编码器 {encoder} 与索引一致")
    return Check(False, f"索引由编码器 {state.encoder} 建立，现在用的是 {encoder}；请改回，或{_REBUILD[1:]}")


def _lexical(store: Store, state: State, lexical: LexicalIndex) -> Check:
    expected = store.passage_count(store.searchable())
    probes = store.passages_by_key(_probes(store).tolist())
    if lexical.fresh() and not lexical.finds(probes):
        return Check(False, f"词索引的内容已损坏：库中段落按原文检索不到；{_REBUILD}")
    reader = lexical.reader()
    held = reader.passages if reader is not None else 0
    if held == expected and lexical.fresh():
        return Check(True, f"词索引与数据库一致（{held} 段，抽查 {len(probes)} 段均能检出）")
    at = f"第 {state.lexical.generation} 代" if state.lexical else "未建立"
    return Check(False, f"词索引与数据库不一致（{at}，{held}/{expected} 段）；{_REBUILD}")


def _probes(store: Store) -> Keys:
    """Keys of a few passages, from the first to the last, that both indexes have to find."""
    keys = store.vector_keys(store.searchable())
    return keys[np.unique(np.linspace(0, len(keys) - 1, _PROBES, dtype=np.int64))] if len(keys) else keys


def _dense(store: Store, state: State, dense: DenseIndex) -> Iterator[Check]:
    expected = len(store.vector_keys(store.searchable()))
    if not expected and state.dense is None:
        yield Check(True, "尚无向量")
        return
    probes = _probes(store)
    if dense.fresh() and not dense.finds(probes):
        yield Check(False, dense.trouble or f"向量索引的内容已损坏：与建立时不符；{_REBUILD}")
        return
    held = dense.count()
    if held == expected and dense.fresh():
        yield Check(True, f"向量索引与数据库一致（{held} 条，抽查 {len(probes)} 条均能检出）")
        return
    at = f"第 {state.dense.generation} 代" if state.dense else "未建立"
    yield Check(False, f"向量索引与数据库不一致（{at}，{held or 0}/{expected} 条），检索改用逐一比较；{_REBUILD}")
    if dense.trouble:
        yield Check(False, dense.trouble)
