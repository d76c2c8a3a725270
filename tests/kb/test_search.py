"""Ranking: words first, coverage beside them, vectors as a small addition."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.base import KnowledgeBase
from kb.search import WEIGHTS, _idf
from kb.terms import bigrams
from tests.kb.conftest import parsed

Opened = Callable[..., KnowledgeBase]

# 乌海市人民政府办公室 乌海政办发〔2025〕38号, shortened
LINES = (
    "第一产业相关工作由市农牧局牵头。",
    "新能源重卡换电站建设由市发展和改革委员会负责。",
    "到2028年底,新能源装机规模达到530万千瓦以上。",
    "加强储能设施建设,推进负荷柔性改造。",
)


@pytest.fixture
def base(opened: Opened) -> KnowledgeBase:
    made = opened()
    with made.writing():
        made.add(parsed("甲政发〔2025〕1号", *LINES, title="低碳发展方案"), b"1", "甲.txt")
        made.add(parsed("乙政发〔2025〕2号", *LINES[2:], title="能源规划"), b"2", "乙.txt")
        made.add(parsed("丙政发〔2025〕3号", *LINES, title="转述", account=True), b"3", "丙.txt")
    return made


def test_the_passage_that_answers_comes_first(base: KnowledgeBase) -> None:
    hits = base.search("谁负责换电站建设")
    assert hits[0].passage.text == LINES[1]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_scores_are_made_of_their_parts(base: KnowledgeBase) -> None:
    for hit in base.search("新能源装机规模是多少"):
        assert hit.parts.keys() <= WEIGHTS.keys()
        assert hit.score == pytest.approx(sum(WEIGHTS[name] * part for name, part in hit.parts.items()))
        assert 0 <= hit.parts["coverage"] <= 1


def test_coverage_is_the_idf_share_of_the_bigrams_in_and_above_the_passage(base: KnowledgeBase) -> None:
    query = "低碳2028年储能设施的价格"
    rarity = _idf(base._lexical.reader(), bigrams(query))
    for hit in base.search(query):
        said = {pair for text in (hit.passage.text, *hit.passage.headings) for pair in bigrams(text)}
        held = sum(weight for pair, weight in rarity.items() if pair in said)
        assert hit.parts["coverage"] == pytest.approx(held / sum(rarity.values()), abs=1e-6)


def test_equal_passages_stand_by_document_and_place(opened: Opened) -> None:
    made = opened()
    with made.writing():
        for name in ("丙", "甲", "乙"):
            made.add(parsed(name, *LINES[:1] * 3, title="分工"), b"1", f"{name}.txt")
    found = [(hit.passage.document_id, hit.passage.start) for hit in made.search("第一产业由谁牵头", k=9)]
    assert found == sorted(found)
    assert [(h.passage.document_id, h.passage.start) for h in made.search("第一产业由谁牵头", k=4)] == found[:4]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("电动重卡", LINES[1]),
        ("电动重卡由谁负责", LINES[1]),
        ("农膜回收", "地膜回收率达到90%以上。"),
        ("gdp增长", "地区生产总值年均增长5%左右。"),
    ],
)
def test_what_documents_write_for_a_word_is_found(opened: Opened, query: str, expected: str) -> None:
    made = opened()
    others = ("重点回收废旧家电。", "电动自行车停放有序。", "人均收入年均增长6%。", "地膜回收率达到90%以上。")
    made.add(parsed("甲", *LINES, *others, "地区生产总值年均增长5%左右。"), b"1", "甲.txt")
    assert made.search(query)[0].passage.text == expected


def test_the_word_itself_counts_more_than_what_is_written_for_it(opened: Opened) -> None:
    made = opened()
    made.add(parsed("甲", "推广地膜回收。", "推广农膜回收。", "推广滴灌技术。"), b"1", "甲.txt")
    for word, other in (("农膜", "地膜"), ("地膜", "农膜")):
        first, second, last = (hit.passage.text for hit in made.search(f"推广{word}", k=3))
        assert (first, second, last) == (f"推广{word}回收。", f"推广{other}回收。", "推广滴灌技术。")


def test_limited_to_documents(base: KnowledgeBase) -> None:
    hits = base.search("储能设施", documents=["乙政发〔2025〕2号"])
    assert hits
    assert {hit.passage.document_id for hit in hits} == {"乙政发〔2025〕2号"}
    assert base.search("储能设施", documents=[]) == ()
    assert base.search("储能设施", documents=["没有"]) == ()


def test_accounts_are_not_ranked(base: KnowledgeBase) -> None:
    assert "丙政发〔2025〕3号" not in {hit.passage.document_id for hit in base.search("储能设施", k=50)}
    assert base.search("储能设施", documents=["丙政发〔2025〕3号"]) == ()


def test_the_title_decides_between_equal_passages(base: KnowledgeBase) -> None:
    first = base.search("能源规划中的储能设施建设")[0].passage
    assert (first.text, first.document_id) == (LINES[3], "乙政发〔2025〕2号")


def test_place_and_issuer_choose_documents_and_are_no_words_to_match(opened: Opened) -> None:
    made = opened()
    with made.writing():
        for n, (place, body) in enumerate((("上海市", "交通委员会"), ("郑州市", "交通运输局")), 1):
            document = parsed(
                f"{n}号",
                "停车场收费应当明码标价。",
                f"{place}{body}",
                title=f"关于停车的规定第{n}号",
                issuer=f"{place}{body}",
            )
            made.add(document, b"1", f"{n}.txt")
    for query in ("郑州市交通运输局 停车收费", "郑州停车收费"):
        first = made.search(query)[0].passage
        assert (first.document_id, first.text) == ("2号", "停车场收费应当明码标价。"), "not the signature"
    assert made.search("郑州市交通运输局")[0].passage.text == "郑州市交通运输局", "alone, they are words"


def test_a_place_that_no_document_is_of_is_a_word(opened: Opened) -> None:
    made = opened()
    made.add(parsed("甲", "到北京就医应当备案。", "到本市医院就医无须备案。"), b"1", "甲.txt")
    assert made.search("北京就医备案")[0].passage.text == "到北京就医应当备案。"


def test_a_whole_text_is_told_by_its_rarest_words(base: KnowledgeBase) -> None:
    filler = "".join(chr(0x4E00 + n) for n in range(1500))
    assert base.search(LINES[1] + filler)[0].passage.text == LINES[1]
    assert base.find(f"{LINES[1]}{filler * 30}")[0].text == LINES[1]


def test_a_vector_alone_never_outranks_the_words(base: KnowledgeBase) -> None:
    # what only the vector finds has no lexical part, and the vector's weight is below the coverage's
    assert WEIGHTS["dense"] <= 0.2 * WEIGHTS["bigrams"]
    assert WEIGHTS["dense"] < WEIGHTS["coverage"]


def test_k_limits(base: KnowledgeBase) -> None:
    assert len(base.search("建设", k=1)) == 1


@settings(max_examples=60, deadline=None)
@given(query=st.text(max_size=40))
def test_any_text_can_be_searched_for(query: str, base_for_any: KnowledgeBase) -> None:
    assert len(base_for_any.search(query, k=3)) <= 3


@pytest.fixture(name="base_for_any", scope="module")
def _base_for_any(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    from kb.base import Settings

    made = KnowledgeBase.open(Settings(tmp_path_factory.mktemp("any")))
    made.add(parsed("甲政发〔2025〕1号", *LINES), b"1", "甲.txt")
    return made


def test_idf_is_higher_for_rarer_words(base: KnowledgeBase) -> None:
    idf = base._searcher.rarities().idf
    assert idf("换电站") > idf("建设")
    assert idf("没有的词语") >= idf("换电站")
