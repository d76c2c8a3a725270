"""Names of organisations: short and full forms agree, other levels, places and kinds do not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.organisations import body, find_organisations, same_organisation

# Each row: names of one organisation of one city (or one office); no name of a row is one of another row.
ALIASES = [
    ("市发改委", "市发展改革委", "市发展和改革委", "市发展和改革委员会"),
    ("市工信局", "市工业和信息化局"),
    ("市人社局", "市人力资源社会保障局", "市人力资源和社会保障局"),
    ("市住建局", "市住房城乡建设局", "市住房和城乡建设局"),
    ("市卫健委", "市卫生健康委", "市卫生健康委员会"),
    ("市文旅局", "市文化和旅游局", "市文化旅游局"),
    ("市市监局", "市市场监管局", "市市场监督管理局"),
    ("市国资委", "市国有资产监督管理委员会", "市国有资产监管委"),
    ("市科技局", "市科学技术局"),
    ("市应急局", "市应急管理局"),
    ("市医保局", "市医疗保障局"),
    ("市交通局", "市交通运输局"),
    ("市城管局", "市城市管理局"),
    ("市能源局",),
    ("市农牧局",),
    ("市农业农村局", "市农业局"),
    ("市公安局", "市公 安局"),
    ("市司法局",),
    ("市财政局",),
    ("市林草局", "市林业和草原局"),
    ("市退役军人局", "市退役军人事务局"),
    ("市生态环境局", "市环保局"),
    ("市委财经委", "市委财经委员会"),
    ("市委财经委员会办公室", "市委财经委员会办"),
    ("市政府", "市人民政府"),
    ("市政府办公室", "市人民政府办公室", "市政府办"),
    ("区发改委", "区发展和改革委员会"),
    ("县公安局",),
    ("自治区发改委", "自治区发展和改革委员会", "内蒙古自治区发展改革委"),
    ("省财政厅",),
    ("国家发改委", "国家发展改革委", "国家发展和改革委员会"),
    ("国家能源局",),
    ("公安部",),
    ("财政部",),
    ("市场监管总局", "国家市场监督管理总局"),
]
NAMES = [name for row in ALIASES for name in row]


@pytest.mark.parametrize("row", [r for r in ALIASES if len(r) > 1], ids=lambda r: str(r[0]))
def test_short_and_full_names_are_one_organisation(row: tuple[str, ...]) -> None:
    for a, b in combinations(row, 2):
        assert same_organisation(a, b), (a, b)
        assert same_organisation(b, a), (b, a)


def test_names_of_different_rows_are_different_organisations() -> None:
    wrong = [
        (a, b)
        for first, second in combinations(ALIASES, 2)
        for a in first
        for b in second
        if same_organisation(a, b) or same_organisation(b, a)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("发改委", "市发展和改革委员会", True),  # an unsaid level fits any
        ("公安局", "市公安局", True),
        ("财经委", "市委财经委员会", True),
        ("税务总局", "国家税务总局", True),
        ("乌海市公安局", "市公安局", True),  # an unsaid place fits any
        ("乌海市市场监管局", "市市场监督管理局", True),
        ("海南省海口市公安局", "海口市公安局", True),
        ("市人力资源社会保障部门", "市人社局", True),
        ("税务部门", "市税务局", True),
        ("乌海市能源局", "包头市能源局", False),
        ("海淀区教育局", "朝阳区教育局", False),
        ("西藏自治区财政厅", "内蒙古自治区财政厅", False),
        ("自治区发改委", "区发改委", False),
        ("区发改委", "市发改委", False),
        ("市公安局", "公安部", False),
        ("财政局", "财政部", False),
        ("市财政局", "市财政厅", False),
        ("市农牧局", "市农业农村局", False),
        ("市医保局", "市社保局", False),
        ("请问市公安局", "乌海市公安局", True),  # words before a name are no place
    ],
)
def test_levels_places_and_kinds(a: str, b: str, same: bool) -> None:
    assert same_organisation(a, b) is same
    assert same_organisation(b, a) is same


def test_a_name_taken_apart() -> None:
    whole = body("乌海市发改委")
    assert (whole.place, whole.level, whole.stem, whole.kind) == ("乌海", "市", "发展和改革", "委员会")
    assert body("市城市管理局").stem == "城市管理"
    assert body("市场监管局").level is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市公安局、市财政局牵头", ["市公安局", "市财政局"]),
        ("发改委和能源局", ["发改委", "能源局"]),
        ("人力资源社会保障部门负责什么", ["人力资源社会保障部门"]),
        ("住房城乡建设主管部门", ["住房城乡建设主管部门"]),
        ("内蒙古自治区发改委", ["内蒙古自治区发改委"]),
        ("财政部、税务总局", ["财政部", "税务总局"]),
        ("绿电占比是多少", []),
        ("办公室在哪", []),
        ("", []),
    ],
)
def test_mentions_in_a_question(text: str, names: list[str]) -> None:
    found = find_organisations(text)
    assert [name for _, _, name in found] == names
    assert all(text[start:end] == name for start, end, name in found)


def test_names_that_documents_write_are_found_whole() -> None:
    known = ("乌兰布和示范区管委会", "示范区管委会")
    assert find_organisations("乌兰布和示范区管委会负责什么", known) == [(0, 10, known[0])]


@given(st.text(alphabet="市区县省国家委局部办公安发展改革和人民政府乌海 ,、", max_size=12), st.sampled_from(NAMES))
def test_total_reflexive_and_symmetric(text: str, name: str) -> None:
    assert same_organisation(text, text)
    assert same_organisation(text, name) is same_organisation(name, text)
    for start, end, found in find_organisations(text):
        assert text[start:end] == found
