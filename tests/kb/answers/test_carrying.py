"""Who carries out or watches over a document itself."""

from collections.abc import Iterator

import pytest

from kb.base import KnowledgeBase
from tests.kb.answers.conftest import build, sound

_FARES = """青湖市老年人乘车优待办法

第一条 为做好老年人乘车优待工作，制定本办法。
第二条 本办法由市交通运输主管部门负责组织实施。各有关部门按照职责协同实施本办法。
第三条 市老龄工作机构负责组织、协调、督促有关单位做好老年人乘车优待工作，核发乘车优待证。
第四条 市财政部门负责监督乘车优待补贴的使用。
"""
_LOANS = """青湖市人民政府办公室关于发展农户联保贷款的指导意见

一、完善机制
市金融局负责监督农户联保贷款的发放。
二、抓好落实
市财政局要会同市农业农村局等部门，加强统筹协调，对本意见执行情况进行督促检查，重大事项及时报告市政府。
违反本意见规定的，由有关部门监督整改。
"""
_SAFETY = """青湖市餐饮燃气安全管理规定

第一条 青湖市燃气事务管理中心（以下简称市燃气中心）负责餐饮燃气安全的日常检查。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("rules")
    for name, text in {"优待.txt": _FARES, "贷款.txt": _LOANS, "燃气.txt": _SAFETY}.items():
        (folder / name).write_text(text, encoding="utf-8")
    base = build(tmp_path_factory.mktemp("kb"), folder)
    yield base
    base.close()


@pytest.mark.parametrize(
    ("question", "body", "said"),
    [
        ("青湖市老年人乘车优待办法由哪个部门组织实施", "市交通运输主管部门", "本办法由市交通运输主管部门负责组织实施"),
        ("青湖老年人乘车优待办法谁来落实", "市交通运输主管部门", "本办法由市交通运输主管部门负责组织实施"),
        ("农户联保贷款这份指导意见的落实情况谁牵头督查", "牵头：市财政局", "对本意见执行情况进行督促检查"),
        ("农户联保贷款指导意见由哪个部门监督检查", "市财政局", "对本意见执行情况进行督促检查"),
    ],
)
def test_what_a_document_says_of_itself(rules: KnowledgeBase, question: str, body: str, said: str) -> None:
    answer = sound(rules, rules.ask(question))
    assert f"{body}（{said}）" in answer.text or f"；参与：市农业农村局（{said}）" in answer.text
    assert body in answer.text
    assert len(answer.text.splitlines()) == 1
    assert any(said in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("老年人乘车优待补贴的使用由谁监督", "市财政部门"),
        ("农户联保贷款的发放由谁监督", "市金融局"),
        ("老年人乘车优待工作由谁督促有关单位做好", "市老龄工作机构"),
    ],
)
def test_another_matter_of_the_document(rules: KnowledgeBase, question: str, body: str) -> None:
    assert body in sound(rules, rules.ask(question)).text


def test_the_document_chosen(rules: KnowledgeBase) -> None:
    (fares,) = (d.id for d in rules.documents() if "乘车" in d.title)
    answer = rules.ask("这个办法由哪个部门组织实施", documents=[fares])
    assert "市交通运输主管部门" in answer.text


def test_a_body_is_called_by_both_its_names(rules: KnowledgeBase) -> None:
    answer = sound(rules, rules.ask("餐饮燃气安全日常检查由谁负责"))
    assert "青湖市燃气事务管理中心（以下简称市燃气中心）" in answer.text
