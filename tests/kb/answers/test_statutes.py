"""Fields in the document's own words, several at once, and what statutes, replies and portals say of themselves."""

from collections.abc import Callable, Iterator

import pytest

from kb.base import KnowledgeBase
from kb.model import Answer
from kb.terms import squeeze
from tests.kb.answers.conftest import build_texts, sound
from tests.kb.answers.statutes import STATUTES

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def statutes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = build_texts(tmp_path_factory.mktemp("statutes"), STATUTES)
    yield base
    base.close()


@pytest.fixture(scope="module")
def says(statutes: KnowledgeBase) -> Ask:
    return lambda question: sound(statutes, statutes.ask(question))


ENACTED = [
    ("电梯修理更换责任规定是总局第几号令、何时生效", "国家市场监督管理总局令第943号|2022年1月1日"),
    ("电梯修理更换责任规定什么时候发布、什么时候施行", "2021年7月22日|2022年1月1日"),
    ("电梯修理更换责任规定是谁公布的", "国家市场监督管理总局"),
    ("青湖市水库渔业条例由谁通过、由谁批准", "青湖市第九届人民代表大会常务委员会|云山省第十三届人民代表大会常务委员会"),
    ("市场监管总局令第943号是什么规定", "电梯修理更换责任规定"),
    ("举报火情奖励办法什么时候施行", "自公布之日起施行|2022年6月6日"),
    ("古迹登记条例是国务院令第几号", "国务院令第991号"),
    ("古迹登记条例是哪天通过的", "2004年6月4日国务院第53次常务会议通过"),
    ("古迹登记条例最近一次修订是哪年", "2019年3月2日"),
    ("古迹登记条例什么时候修订过", "2019年3月2日|2016年2月6日"),
    ("代理人登记条例是第几号令，哪天通过的", "国令第906号|2018年9月6日国务院第23次常务会议修订通过"),
    ("代理人登记条例最近一次修订是什么时候", "2018年9月6日"),
    ("青湖市港口条例哪天通过、哪天批准、修正过几次", "1999年9月17日|1999年10月25日|第四次修正"),
    ("古迹登记条例修订过没有", "2019年3月2日"),
    ("古迹登记条例是第几号国务院令公布的", "国务院令第991号"),
    ("古迹登记条例从什么时候起施行", "2004年10月1日"),
    ("青湖市水库渔业条例是哪次会议通过的", "第九届人民代表大会常务委员会第二十四次会议通过|2020年1月15日"),
    ("青湖市水库渔业条例什么时候制定的", "2019年12月26日"),
]
FIELDS = [
    ("云科规〔2025〕1号到哪天失效", "失效日期：2028年05月15日"),
    ("云科规〔2025〕1号发布日期", "发布日期：2025年05月16日"),
    ("科技信贷管理办法的通知 发文字号和日期", "云科规〔2025〕1号|成文日期：2025年05月09日|发布日期：2025年05月16日"),
    ("云溪市科技信贷管理办法文号和成文日期", "云科规〔2025〕1号|2025年05月09日"),
    ("云科规〔2025〕1号发文单位和发文时间", "云溪市科技局|2025年05月09日"),
    ("云溪市科技信贷管理办法 文号 日期", "云科规〔2025〕1号|2025年05月09日"),
    ("云科规〔2025〕1号的日期", "2025年05月09日|2025年05月16日"),
    ("云府办函〔2025〕80号哪天发的", "成文日期：二〇二五年三月三日"),
    ("村级账务清单的通知哪天印发的", "２０２４年８月５日"),
    ("云溪市科技信贷管理办法依据哪些文件制定", "云山财〔2024〕19号"),
    ("云溪市2026年护理补贴提高标准依据哪个省文件", "云山财社〔2026〕19号"),
]
LETTERS = [
    ("南岭区请示南岭山体滑坡治理的文号，市政府办复函文号", "南岭府〔2025〕15号|云府办函〔2025〕80号"),
    ("云府办函〔2025〕80号答复的是哪份请示", "《关于恳请解决南岭山体滑坡治理有关问题的请示》（南岭府〔2025〕15号）"),
    ("开通古渡口夜航班线的提案是哪位委员提的，第几号", "关于开通古渡口夜航班线的提案|王明委员|第4126号"),
    ("开通古渡口夜航班线的提案 答复文号", "云府办函〔2024〕82号"),
    ("锅炉修理责任规定废止了哪个文件", "锅炉修理、更换规定|国家质量监督检验检疫总局令第950号"),
    ("南岭区请示南岭山体滑坡治理是几号文，市政府办哪天复函的", "南岭府〔2025〕15号|二〇二五年三月三日"),
    ("云府办函〔2025〕80号是哪个单位发的什么文件", "云溪市人民政府办公室|山体滑坡治理有关问题的复函"),
    ("云府办函〔2025〕80号讲的是什么", "南岭山体滑坡治理有关问题的复函"),
    ("云府办函〔2025〕80号主送谁", "南岭区人民政府"),
    ("云府办函〔2025〕80号的联系人和联系电话", "李明|0999-88886666"),
]


@pytest.mark.parametrize(("question", "values"), [*ENACTED, *FIELDS, *LETTERS])
def test_what_is_asked_is_answered_in_the_words_that_are_cited(says: Ask, question: str, values: str) -> None:
    answer = says(question)
    quotes = squeeze(" ".join(c.quote for c in answer.citations))
    for value in values.split("|"):
        assert value in answer.text
        assert squeeze(value.rsplit("：", 1)[-1]) in quotes
    assert len(answer.citations) <= 5


def test_the_last_revision_is_told_first(says: Ask) -> None:
    text = says("古迹登记条例最近一次修订是哪年").text
    assert text.index("2019年3月2日") < text.index("2016年2月6日")


def test_a_number_that_is_not_in_the_text(says: Ask) -> None:
    text = says("青湖市水库渔业条例的文号和通过日期").text
    assert "发文字号：文中未写明" in text
    assert "2019年12月26日" in text
    assert says("青湖市水库渔业条例最近一次修订是哪年").abstained


def test_the_issuer_is_cited_where_it_issues(says: Ask) -> None:
    (citation,) = says("电梯修理更换责任规定是谁发布的").citations
    assert citation.quote == "2021年7月22日 国家市场监督管理总局令第943号公布"


def test_fields_that_a_document_does_not_state_are_not_looked_for_elsewhere(says: Ask) -> None:
    assert says("青湖市水库渔业条例是第几号公告，哪天公布的").abstained


def test_an_approval_told_in_passing_is_none_of_the_document(says: Ask) -> None:
    assert says("锅炉修理责任规定是哪次会议通过的").abstained


@pytest.mark.parametrize("question", ["入户申请什么时候修改资料", "科技信贷申报日期", "报名 时间"])
def test_what_is_asked_of_other_things(statutes: KnowledgeBase, question: str) -> None:
    assert statutes.ask(question).question.kind != "document"


def test_more_fields_than_citations_of_a_usual_answer(says: Ask) -> None:
    text = says("云科规〔2025〕1号的标题、文号、发文机关、主送机关、成文日期、发布日期、失效日期和索引号").text
    assert text.count("文中未写明") == 1
    for value in ("云溪市科技局", "各有关单位", "2025年05月09日", "2025年05月16日", "2028年05月15日"):
        assert value in text
