"""Which documents a filter leaves, and hits as a reader wants them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kb.base import KnowledgeBase
from kb.errors import UsageError
from kb.filters import Filter
from kb.model import ParsedDocument
from tests.kb.conftest import parsed

Opened = Callable[..., KnowledgeBase]
LINE = "加强储能设施建设,推进负荷柔性改造。"


def made(name: str, *lines: str, **header: object) -> ParsedDocument:
    document = parsed(name, *lines)
    return replace(document, document=replace(document.document, **header))  # type: ignore[arg-type]


@pytest.fixture
def base(opened: Opened) -> KnowledgeBase:
    held = opened()
    documents = (
        made("甲政发〔2023〕1号", LINE, issuer=("乌海市人民政府",), issued_date=date(2023, 5, 1), title="能源发展规划"),
        made("乙政发〔2024〕2号", f"{LINE}各区负责。", issuer=("乌海市海勃湾区人民政府",), issued_date=date(2024, 5, 1)),
        made(
            "丙政发〔2025〕3号", f"{LINE}各市负责。", issuer=("内蒙古自治区能源局", "内蒙古自治区财政厅"),
            issued_date=date(2025, 1, 1), expiry_date=date(2025, 6, 1),
        ),
        made("丁政发〔2025〕4号", f"{LINE}各省负责。", issuer=("国务院办公厅",), issued_date=date(2025, 1, 1)),
    )  # fmt: skip
    with held.writing():
        for document in documents:
            held.add(document, document.text.encode(), "甲.txt")
    return held


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Filter(), "甲乙丙丁"),
        (Filter(issuer="财政厅"), "丙"),
        (Filter(level="市级"), "甲"),
        (Filter(level="县级"), "乙"),
        (Filter(level="国家"), "丁"),
        (Filter(place="乌海市"), "甲乙"),
        (Filter(place="内蒙古自治区"), "甲乙丙"),
        (Filter(place="内蒙古"), "甲乙丙"),
        (Filter(place="乌海"), "甲乙"),
        (Filter(years=(2024, 2025)), "乙丙丁"),
        (Filter(state="已失效"), "丙"),
        (Filter(theme="能源"), "甲"),
        (Filter(documents=("乙政发〔2024〕2号", "丁政发〔2025〕4号")), "乙丁"),
        (Filter(years=(2025, 2025), level="省级"), "丙"),
        (Filter(issuer="没有的单位"), ""),
        (Filter(issuer="自治区能源部门"), "丙"),
    ],
)
def test_only_what_fits_is_found(base: KnowledgeBase, asked: Filter, expected: str) -> None:
    found = {one.hit.passage.document_id[0] for one in base.find("储能设施建设", k=20, only=asked)}
    assert found == set(expected)


@pytest.mark.parametrize("slot", [{"level": "乡级"}, {"state": "有效"}, {"theme": "无此主题"}, {"place": "那边"}])
def test_what_there_is_none_of_is_told(slot: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=next(iter(slot.values()))):
        Filter(**slot)  # type: ignore[arg-type]


def test_equal_words_are_shown_once_with_their_other_places(base: KnowledgeBase) -> None:
    with base.writing():
        base.add(parsed("戊政发〔2025〕5号", LINE, "其他事项。", LINE.replace(",", "，")), b"5", "戊.txt")
    found = base.find("储能设施建设", k=20)
    first = next(one for one in found if LINE in (one.hit.passage.text, *(p.text for p in one.also)))
    assert len(first.also) == 2
    assert len({one.hit.passage.text for one in found}) == len(found)


def test_one_document_leaves_room_for_others_unless_it_is_named(base: KnowledgeBase) -> None:
    lines = [f"储能设施建设储能设施建设第{n}批{'一二三四五六七八九十'[n]}项。" for n in range(10)]
    with base.writing():
        base.add(parsed("己政发〔2025〕6号", *lines), b"6", "己.txt")
    plain = [one.hit.passage.document_id for one in base.find("储能设施建设第几批", k=5)]
    assert plain.count("己政发〔2025〕6号") == 4
    only = Filter(documents=("己政发〔2025〕6号",))
    assert len(base.find("储能设施建设第几批", k=5, only=only)) == 5
    named = base.find("己政发〔2025〕6号的储能设施建设第几批", k=5)
    assert {one.hit.passage.document_id for one in named} == {"己政发〔2025〕6号"}


@pytest.mark.parametrize("repeats", [1, 24])
def test_what_crowds_the_first_hits_hides_nothing_behind_them(base: KnowledgeBase, repeats: int) -> None:
    """Lines of one document, each in other words or all in the same, fill all that is looked at first."""
    lines = [f"储能设施建设第{n if repeats == 1 else 1}批。" for n in range(24)]
    with base.writing():
        base.add(parsed("庚政发〔2025〕7号", *lines), b"7", "庚.txt")
    found = base.find("储能设施建设第1批", k=4)
    assert len(found) == 4
    assert {one.hit.passage.document_id for one in found} > {"庚政发〔2025〕7号"}
