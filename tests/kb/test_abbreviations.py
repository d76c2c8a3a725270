"""Names that an abbreviation stands for, found in titles."""

import pytest

from kb.abbreviations import may_abbreviate, written_out

_TITLES = (
    "青湖市人民政府关于开展第三次全市湿地资源普查的通知",
    "国务院关于同意青州、云岭、白河高新技术产业开发区建设国家自主创新示范区的批复",
    "青湖市政府数据管理办法",
)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("三湿普", "第三次全市湿地资源普查"),
        ("青云白", "青州、云岭、白河"),
        ("自创区", "自主创新示范区"),
    ],
)
def test_an_abbreviated_name(word: str, name: str) -> None:
    assert written_out(word, _TITLES) == (name,)


@pytest.mark.parametrize("word", ["四湿普", "湿三普", "青数办资", "三普湿"])
def test_no_abbreviation(word: str) -> None:
    assert written_out(word, _TITLES) == ()


def test_one_word_for_two_names() -> None:
    assert written_out("三湿普", (*_TITLES, "云岭市第三次湿度普查通知")) == ()


@pytest.mark.parametrize(
    ("word", "may"), [("三普", False), ("三湿普", True), ("5g网", False), ("三湿普领导小组", False)]
)
def test_lengths(word: str, may: bool) -> None:
    assert may_abbreviate(word) is may
