"""Header questions over several documents: every slot, several at once, documents named in any way."""

from collections.abc import Callable, Iterator

import pytest

from kb.base import KnowledgeBase
from kb.model import Answer
from tests.kb.answers.conftest import build_texts, sound
from tests.kb.answers.registry import REGISTRY

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = build_texts(tmp_path_factory.mktemp("registry"), REGISTRY)
    yield base
    base.close()


@pytest.fixture(scope="module")
def says(registry: KnowledgeBase) -> Ask:
    return lambda question: sound(registry, registry.ask(question))


ORDER = [
    ("云溪市政府令88号是什么办法", "古树名木保护办法"),
    ("云溪市政府第88号令是哪个办法，几时起施行", "古树名木保护办法 2023年5月1日"),
    ("古树名木保护办法是政府令第几号", "令第88号"),
    ("古树名木保护办法是哪次会议通过的", "2023年3月6日市政府第15届42次常务会议审议通过"),
    ("古树名木保护办法什么时候公布、什么时候施行", "2023年3月20日 2023年5月1日"),
    ("古树名木保护办法什么时候公布和施行", "2023年3月20日 2023年5月1日"),
    ("云溪市古树名木保护办法从哪天开始施行", "2023年5月1日"),
    ("古树名木保护办法依据什么法律制定", "森林法 城市绿化条例"),
    ("古树名木保护办法的制定依据", "森林法"),
    ("古树名木保护办法同时废止了哪个文件", "云政规〔2009〕3号"),
    ("哪些文件被古树名木保护办法废止", "古树保护暂行规定"),
    ("古树名木保护办法把哪个旧规定废了", "古树保护暂行规定"),
    ("古树名木保护办法由谁解释", "市园林局"),
    ("古树名木保护办法是谁签发的", "王立"),
    ("云政规〔2009〕3号是什么文件", "古树保护暂行规定 未收原文"),
    ("云政规〔2009〕3号还有效吗", "废止 古树名木保护办法"),
    ("云政规(2009)3号被哪份文件废止了", "废止 古树名木保护办法"),
    ("《云溪市古树保护暂行规定》现在还能用吗", "废止"),
]
JOINT = [
    ("云商规7号叫什么名字", "夜间经济扶持资金管理办法"),
    ("云商规[2024]7号啥时候印发的，叫什么名", "2024年6月18日 夜间经济扶持资金管理办法"),
    ("(2024)7号文是哪几家联合发的", "云溪市商务局 云溪市财政局"),
    ("云商规（2024）7号由哪些单位联合印发", "云溪市商务局 云溪市财政局"),
    ("夜间经济扶持资金管理办法是谁发的", "云溪市商务局 云溪市财政局"),
    ("夜间经济扶持资金管理办法的文号和索引号", "云商规〔2024〕7号 113300/2024-00017"),
    ("夜间经济扶持资金管理办法 文号、施行时间、管几年", "云商规〔2024〕7号 自印发之日起实施 有效期3年"),
    ("夜间经济扶持办法有效期几年", "有效期3年 自印发之日起实施"),
    ("夜间经济扶持办法管到什么时候", "有效期3年"),
    ("夜间经济扶持办法几号印发的", "2024年6月18日 2024年6月21日"),
    ("云商规〔2024〕7号成文和公开日期", "2024年6月18日 2024年6月20日"),
    ("云商规〔2024〕7号哪天公开的", "2024年6月20日"),
    ("云商规〔2024〕7号主送哪些单位", "各区商务局、财政局"),
    ("云商规〔2024〕7号发给谁", "各区商务局、财政局"),
    ("云商规〔2024〕7号的公文种类", "通知"),
    ("云商规〔2024〕7号属于什么主题", "商贸、海关、旅游"),
    ("云商规〔2024〕7号根据什么制定", "云溪市促进消费条例"),
    ("云商规〔2024〕7号还有效吗", "有效期3年"),
    ("云商规〔2024〕7号有效期几年，主送谁，索引号多少", "有效期3年 各区商务局 113300/2024-00017"),
]
OTHERS = [
    ("支持养老托育发展若干政策执行到哪年哪月", "2026年12月31日"),
    ("养老托育发展政策执行期限", "2024年1月1日至2026年12月31日"),
    ("养老托育发展若干政策什么时候失效", "2026年12月31日"),
    ("养老托育发展若干政策哪天印发的", "二〇二三年十二月二十六日"),
    ("养老托育发展若干政策是哪个单位出台的，什么文号", "云溪市人民政府 云政发〔2024〕2号"),
    ("云政发2号是关于什么的", "养老托育"),
    ("云溪市人才公寓管理办法的文号", "云政办规〔2022〕11号"),
    ("人才公寓管理办法有效期到什么时候", "2027年8月31日"),
    ("人才公寓管理办法经谁同意印发", "已经市政府同意"),
    ("人才公寓管理办法实施细则的文号", "云建规〔2022〕5号"),
    ("人才公寓管理办法实施细则从什么时候开始执行", "2022年11月1日"),
    ("人才公寓管理办法实施细则有哪些依据文件，是根据什么制定的", "云溪市人才公寓管理办法"),
    ("谁引用了《云溪市人才公寓管理办法》", "人才公寓管理办法实施细则"),
    ("云政办规〔2022〕11号被哪些文件引用", "云建规〔2022〕5号"),
    ("哪些文件提到了中华人民共和国森林法", "古树名木保护办法"),
    ("哪些文件依据《城市绿化条例》", "古树名木保护办法"),
    ("古树名木保护办法引用了哪些文件", "森林法 城市绿化条例 云政规〔2009〕3号"),
]
CLAUSES = [
    ("古树名木保护办法第二条第二款", "所称名木"),
    ("古树名木保护办法第三条第二款怎么说", "市园林局批准"),
    ("古树名木保护办法第三条第一款第(二)项", "五米内堆放杂物"),
    ("古树名木保护办法第三条第一项", "刻划、钉钉"),
    ("夜间经济扶持资金管理办法第二章讲什么", "自印发之日起实施"),
    ("养老托育发展若干政策第二条", "运营补贴"),
]


@pytest.mark.parametrize(("question", "values"), [*ORDER, *JOINT, *OTHERS])
def test_what_is_asked_is_stated_and_cited(says: Ask, question: str, values: str) -> None:
    answer = says(question)
    assert answer.question.kind in ("document", "reference")
    assert not [v for v in values.split() if v not in answer.text], answer.text
    assert len(answer.citations) <= 5
    assert len(answer.text) <= 400


@pytest.mark.parametrize(("question", "words"), CLAUSES)
def test_clauses_and_their_paragraphs(says: Ask, question: str, words: str) -> None:
    answer = says(question)
    assert answer.question.kind == "clause"
    assert words in answer.text


def test_the_rules_of_an_office_are_not_the_rules_under_them(says: Ask) -> None:
    assert "云建规" not in says("人才公寓管理办法的文号").text
    assert "云政办规" not in says("人才公寓管理办法实施细则的文号").text


def test_what_is_missing_is_said_beside_what_is_stated(says: Ask) -> None:
    text = says("人才公寓管理办法实施细则的文号和有效期").text
    assert "云建规〔2022〕5号" in text
    assert "有效期：文中未写明" in text


def test_a_day_that_is_computed_is_said_to_be(says: Ask) -> None:
    answer = says("夜间经济扶持资金管理办法什么时候失效")
    assert "2027" not in answer.text
    assert any("有效期3年" in c.quote for c in answer.citations)
    (note,) = (n for n in answer.notes if "推算" in n)
    assert "“有效期3年”" in note
    assert "2027年6月17日" in note
    assert not any("推算" in n for n in says("人才公寓管理办法有效期到什么时候").notes)


@pytest.mark.parametrize(
    "question",
    [
        "人才公寓管理办法实施细则有效期几年",
        "云政发〔2024〕2号的索引号",
        "《云溪市消防办法》的文号",
        "云消规〔2020〕1号哪天印发的",
    ],
)
def test_what_no_document_states_is_not_answered(says: Ask, question: str) -> None:
    assert says(question).abstained


@pytest.mark.parametrize(
    "question",
    ["人才公寓租期多久", "品牌叫什么", "居住证有效期几年", "云商规〔2024〕7号要求各区哪天发布申报公告并组织评审"],
)
def test_what_a_document_says_is_no_header_question(registry: KnowledgeBase, question: str) -> None:
    assert registry.ask(question).question.kind not in ("document", "reference")
