"""Documents in force on a day; answers that say when theirs is not; questions as of a day."""

from datetime import date
from pathlib import Path

import pytest

from kb.base import KnowledgeBase, Settings
from kb.compare import conflicts
from kb.model import Document, Reference, ReferenceKind
from kb.validity import validities, validity
from tests.compare.samples import held_text

OLD = Document("旧", "某市节水办法", "某政发〔2020〕1号", None, ("某市人民政府",), issued_date=date(2020, 1, 1))
NEW = Document("新", "某市节水条例", "某政发〔2025〕2号", None, ("某市人民政府",), issued_date=date(2025, 5, 1))


def repeal(kind: ReferenceKind = "废止") -> Reference:
    return Reference("新", "新/1", 0, 8, "《某市节水办法》", "某市节水办法", None, kind)


@pytest.mark.parametrize(
    ("day", "kind", "state"),
    [
        (date(2025, 6, 1), "废止", "已废止"),
        (date(2025, 4, 30), "废止", "现行有效"),
        (date(2019, 12, 31), "废止", "尚未施行"),
        (date(2025, 6, 1), "修改", "现行有效"),
    ],
)
def test_a_repeal_takes_effect_with_the_repealing_document(day: date, kind: ReferenceKind, state: str) -> None:
    assert validities([OLD, NEW], [repeal(kind)], lambda _: "《某市节水办法》同时废止。", day)["旧"].state == state


def test_a_period_of_validity_ends() -> None:
    document = Document("甲", "甲办法", issued_date=date(2020, 1, 1), expiry_date=date(2024, 12, 31))
    assert validity(document, [], date(2024, 12, 31)).state == "现行有效"
    lapsed = validity(document, [], date(2025, 1, 1))
    assert (lapsed.state, lapsed.reason) == ("已失效", "《甲办法》的有效期已于2024年12月31日届满")


def test_a_part_that_is_repealed_leaves_the_whole_in_force() -> None:
    for text, state in (("《某市节水办法》第十条废止。", "现行有效"), ("《某市节水办法》同时废止。", "已废止")):
        standing = validities([OLD, NEW], [repeal()], {"新": text}.__getitem__, date(2026, 1, 1))
        assert standing["旧"].state == state


def test_an_answer_from_a_repealed_document_says_so(home: Path) -> None:
    with KnowledgeBase.open(Settings(home)) as kb:
        answer = kb.ask("青湖市工业绿色发展三年行动计划中2026年绿色工厂的目标是多少？")
        assert "20家" in answer.text
        assert any("已被" in note and "废止" in note for note in answer.notes)
        assert not kb.ask("青湖市绿色低碳转型实施方案中2030年森林覆盖率达到多少？").notes


def test_a_question_as_of_a_day_looks_in_what_held_then(home: Path) -> None:
    with KnowledgeBase.open(Settings(home)) as kb:
        then = kb.ask("按2025年6月1日有效的规定，青湖市2030年再生水利用率达到多少？")
        assert {c.document_id for c in then.citations} == {"青政发-2024-9"}
        assert "40%" in then.text
        assert not then.notes


@pytest.mark.parametrize(
    "said",
    [
        "《临川市绿色发展计划》（临政发〔2023〕9号）自行失效。",
        "原《临川市绿色发展计划》更名为《临川市绿色转型方案》。",
        "此前印发的《临川市绿色发展计划》（临政发〔2023〕9号）与本方案不一致的，以本方案为准。",
        "对《临川市绿色发展计划》（临政发〔2023〕9号）进行了修订。",
    ],
)
def test_what_a_document_replaces_does_not_conflict_with_it(tmp_path: Path, said: str) -> None:
    head = "临川市人民政府关于印发《{0}》的通知\n临政发〔{1}\n临川市人民政府\n{2}年2月5日\n{0}\n一、主要目标\n"
    old = head.format("临川市绿色发展计划", "2023〕9号", 2023) + "到2030年，绿色工厂达到40家。"
    new = head.format("临川市绿色转型方案", "2026〕3号", 2026) + f"到2030年，绿色工厂达到50家。\n二、附则\n{said}"
    found = conflicts(held_text(tmp_path, old=old, new=new), date(2026, 11, 1))
    assert [f.verdict for f in found.targets] == ["无法判断"]
