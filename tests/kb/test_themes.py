"""The field of administration that a text speaks of."""

import pytest

from kb.themes import OTHER, theme, themes


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (("绿色电力消费比例提升至25%以上",), "能源"),
        (("农田灌溉水有效利用系数达到0.605",), "水利与水资源"),
        (("新建充换电站",), "能源"),
        (("每千人口拥有3岁以下婴幼儿托位数",), "卫生健康"),
        (("达到30家以上", "(二)建设绿色工厂", "生态方案"), "工业与制造"),
        (("本办法自印发之日起施行", None), OTHER),
    ],
)
def test_the_longest_word_decides_and_the_text_comes_before_its_headings(
    texts: tuple[str | None, ...], name: str
) -> None:
    assert theme(*texts) == name


def test_every_theme_has_its_place_and_the_rest_comes_last() -> None:
    assert len(set(themes())) == len(themes())
    assert themes()[-1] == OTHER
