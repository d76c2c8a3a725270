"""Everyday names of documents: read backwards from the kind, as far as a title of that kind holds the words."""

from datetime import date

import pytest

from kb.called import by_kind, called
from kb.model import Document
from kb.naming import Catalogue
from kb.question import understand
from kb.terms import fold

REPORTS = tuple(Document(f"报告{year}", f"{year}年青湖省人民政府工作报告") for year in (2001, 2002, 2003))
CONGRESS = Document("大会", "踔厉奋发(十九大)——在中国共产党第十九次全国代表大会上的报告")
DOGS = Document("养犬", "青湖市养犬管理条例")
POINTS = Document(
    "积分", "青湖市人民政府办公厅关于重新发布青湖市积分制入户管理办法的通知", issued_date=date(2025, 3, 1)
)
DETAILS = Document("细则", "青湖市公安局关于印发青湖市积分制入户管理办法实施细则的通知")
TAX = Document("个税", "中华人民共和国个人所得税法实施条例")
GAS = Document(
    "瓦斯",
    "国务院办公厅关于某省四起特大煤矿瓦斯爆炸事故调查处理情况的通报",
    issuer=("国务院办公厅",),
    issued_date=date(2004, 1, 9),
)
RULES = Document("规则", "国务院关于印发《国务院工作规则》的通知", issuer=("国务院",))
HELD = (*REPORTS, CONGRESS, DOGS, POINTS, DETAILS, TAX, GAS, RULES)
TITLES = by_kind(HELD)


@pytest.mark.parametrize(
    ("text", "meant", "rest"),
    [
        ("2003年政府工作报告建议的增长目标", ["报告2003"], " 建议的增长目标"),
        ("增长目标是多少（2002年的政府工作报告）", ["报告2002"], "增长目标是多少( )"),
        ("十九大报告里耕地红线", ["大会"], " 里耕地红线"),
        ("党的十九大报告要求守住多少亩耕地", ["大会"], "党的 要求守住多少亩耕地"),
        ("青湖养犬条例规定一户养几条", ["养犬"], " 规定一户养几条"),
        ("违反养犬管理条例罚多少", ["养犬"], "违反 罚多少"),
        ("新修订的养犬条例何时施行", ["养犬"], "新修订的 何时施行"),
        ("积分入户办法管几年", ["积分"], " 管几年"),
        ("积分入户实施细则管几年", ["细则"], " 管几年"),
        ("个税实施条例规定收多少工本费", ["个税"], " 规定收多少工本费"),
        ("国办2004年煤矿事故通报的文号", ["瓦斯"], " 的文号"),
        ("国务院工作规则里常务会议多久一次", ["规则"], " 里常务会议多久一次"),
    ],
)
def test_everyday_names(text: str, meant: list[str], rest: str) -> None:
    flat = fold(text)
    (found,) = called(flat, TITLES)
    assert [d.id for d in found.documents] == meant
    assert flat[: found.start] + " " + flat[found.end :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "2010年政府工作报告的增长目标",  # no report of that year is held
        "云溪养犬条例规定一户养几条",  # another city's
        "云溪的养犬条例规定一户养几条",
        "国办2004年通报",  # a year and an issuer do not tell which
        "管理办法有哪些",
        "国办函〔2004〕71号",
        "养犬要办什么手续，条例怎么说",
        "报告期内养犬管理情况",
        "",
    ],
)
def test_what_names_no_document(text: str) -> None:
    assert called(fold(text), TITLES) == ()


def test_a_name_in_a_long_text() -> None:
    before, after = "甲乙丙丁,按照" * 300, "罚款," + "戊己庚辛" * 300
    (found,) = called(f"{before}养犬管理条例{after}", TITLES)
    assert (found.start, found.end) == (len(before), len(before) + 6)


def test_a_name_that_several_bear_means_each_of_them() -> None:
    (found,) = called("政府工作报告里的增长目标", TITLES)
    assert {d.id for d in found.documents} == {d.id for d in REPORTS}


def test_a_named_report_is_not_the_work_of_the_government() -> None:
    question = understand("2003年政府工作报告定的增长预期是多少", Catalogue(HELD, ("政府",)))
    assert (question.kind, question.wants, question.documents) == ("target", "value", ("报告2003",))
    assert understand("政府工作报告里有哪些目标", Catalogue((), ("政府",))).kind == "list"
    assert understand("市农牧局的工作", Catalogue((), ("市农牧局",))).wants == "tasks"
