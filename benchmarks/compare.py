"""Time of comparing documents: two of 15,000 characters aligned, and verdicts over many documents.

    python benchmarks/compare.py [--documents 3500]

Documents are made up, each of a place of one of three levels with 12 targets. Seconds depend on the machine, those of
the verdicts are of its processor; the ratio of twice the targets should stay near 2.
"""

import argparse
import random
import time
from collections.abc import Callable
from datetime import date

from kb.compare import align, conflicts
from kb.encoder import load_encoder
from kb.model import Clause, Document, Reference, Responsibility, Target

INDICATORS = [
    f"{thing}{kind}"
    for thing in (
        "秸秆",
        "再生水",
        "工业固废",
        "绿色电力",
        "畜禽粪污",
        "城市污水",
        "农膜",
        "新型储能",
        "公交",
        "养老床位",
    )
    for kind in ("利用率", "覆盖率", "处理率", "普及率", "使用率", "达标率")
]
WORDS = "推进能源产业农业科技交通水利生态城市乡村教育医疗改造建设提升管理服务安全监测数据平台企业项目资金机制".strip()


class Made:
    """Made documents in the place of a knowledge base."""

    def __init__(self, count: int, seed: int = 0) -> None:
        chance = random.Random(seed)
        self._documents, self._targets, self._clauses = [], [], {}
        for n in range(count):
            issuer = ("国务院", "云原自治区人民政府", f"第{n}甲市人民政府")[
                0 if n % 50 == 0 else 1 if n % 50 == 1 else 2
            ]
            document = Document(f"文-{n}", f"方案{n}", f"文〔2026〕{n}号", None, (issuer,))
            clause = Clause(
                f"文-{n}/1", document.id, "一、", "目标", 1, "unit", ("一、",), ("目标",), None, 0, 0, 1, "一"
            )
            self._documents.append(document)
            self._clauses[document.id] = (clause,)
            for at in range(12):
                name, value = chance.choice(INDICATORS), str(chance.randint(40, 99))
                text = f"{name}达到{value}%以上"
                self._targets.append(
                    Target(
                        document.id, clause.id, at, at + len(text), text, name, None, "level", ">=", value, "%",
                        f"{value}%以上", chance.choice((2027, 2028, 2030)), "到2030年",
                    )
                )  # fmt: skip

    def documents(self) -> tuple[Document, ...]:
        return tuple(self._documents)

    def text(self, document_id: str) -> str:
        return ""

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        return self._clauses[document_id]

    def targets(self) -> tuple[Target, ...]:
        return tuple(self._targets)

    def responsibilities(self) -> tuple[Responsibility, ...]:
        return ()

    def references(self) -> tuple[Reference, ...]:
        return ()


def long_document(name: str, characters: int, seed: int) -> list[Clause]:
    """A document of clauses of about 150 characters."""
    chance = random.Random(seed)
    clauses = []
    for n in range(characters // 150):
        text = "".join(chance.choice(WORDS) + chance.choice(WORDS) for _ in range(75))
        clauses.append(
            Clause(f"{name}/{n}", name, f"{n}.", None, 1, "item", (f"{n}.",), (text[:8],), None, 0, 0, len(text), text)
        )
    return clauses


def seconds(work: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The shortest of several runs."""
    best = float("inf")
    for _ in range(times):
        start = clock()
        work()
        best = min(best, clock() - start)
    return best


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=3500)
    count: int = parser.parse_args().documents
    encode = load_encoder().encode
    a, b = long_document("甲", 15_000, 1), long_document("乙", 15_000, 2)
    align(a, b, encode)
    print(f"two documents of 15,000 characters aligned, warm: {seconds(lambda: align(a, b, encode), 3):.3f} s")
    before = None
    for size in (count // 4, count // 2, count):
        made = Made(size)
        took = seconds(lambda made=made: conflicts(made, date(2026, 11, 1)), 2, time.process_time)  # type: ignore[misc]
        ratio = "" if before is None else f", {took / before:.2f} times the half"
        print(f"conflicts over {size} documents, {size * 12} targets: {took:.2f} s{ratio}")
        before = took


if __name__ == "__main__":
    main()
