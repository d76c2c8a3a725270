"""References both ways: what is held, missing, ambiguous; the picture of a document."""

from kb.compare.graph import backlinks, graph_of, links, missing
from kb.compare.picture import to_dot
from kb.model import Document, Reference, ReferenceKind


def document(name: str, number: str | None = None) -> Document:
    return Document(name, f"某市{name}方案", number)


def mention(source: str, title: str | None, number: str | None = None, kind: ReferenceKind = "依据") -> Reference:
    return Reference(source, f"{source}/1", 0, 2, "提及", title, number, kind)


def test_each_mention_is_resolved_and_found_again_from_the_other_end() -> None:
    held = [document("甲", "某政发〔2025〕1号"), document("乙", "某政发〔2025〕2号"), document("丙"), document("丁")]
    twins = [Document("戊一", "某市同名办法"), Document("戊二", "某市同名办法")]
    found = links(
        [
            mention("乙", None, "某政发[2025] 1号", "落实"),
            mention("丙", "关于印发《某市甲方案》的通知"),
            mention("丁", "某市同名办法"),
            mention("丁", None),
            mention("甲", "某市甲方案"),
        ],
        held + twins,
    )
    assert [link.resolution.status for link in found] == ["held", "held", "ambiguous", "malformed"]
    assert [link.reference.document_id for link in backlinks("甲", found)] == ["乙", "丙"]


def test_what_is_missing_is_listed_once_under_all_its_names_the_most_cited_first() -> None:
    held = [document(name) for name in "甲乙丙"]
    found = links(
        [
            mention("甲", "某省水法办法"),
            mention("甲", "某省大方案", "某政发〔2024〕9号"),
            mention("乙", None, "某政发〔2024〕9号"),
            mention("丙", "某省大方案"),
        ],
        held,
    )
    rows = missing(found)
    assert [(row.title, row.doc_number, row.cited_by) for row in rows] == [
        ("某省大方案", "某政发〔2024〕9号", ("甲", "乙", "丙")),
        ("某省水法办法", None, ("甲",)),
    ]


def test_the_picture_holds_at_most_so_many_nodes_and_quotes_what_it_shows() -> None:
    held = [document("甲")]
    found = links([mention("甲", f'第{n}号“引号"”办法') for n in range(150)], held)
    drawn = graph_of("甲", found, {d.id: d for d in held}, most=100)
    assert len(drawn.nodes) == 100
    assert len(drawn.edges) == 99
    assert drawn.left_out == len(found) - 99
    dot = to_dot(drawn, "甲")
    (arrow,) = (line for line in dot.splitlines() if "->" in line)
    assert '[label="依据 99"]' in arrow
    assert dot.count("</FONT></TD>") == 99
    assert "“引号&quot;”" in dot
    assert 'STYLE="ROUNDED,DASHED"' in dot


def test_signs_of_graphviz_are_shown_as_they_are() -> None:
    held = [document("甲")]
    dot = to_dot(graph_of("甲", links([mention("甲", "a&lt;b\\n办法")], held), {d.id: d for d in held}), "甲")
    assert "a&amp;lt;b\\\\n办法" in dot


def test_a_few_neighbours_are_boxes() -> None:
    held = [document("甲")]
    dot = to_dot(graph_of("甲", links([mention("甲", "某省水法")], held), {d.id: d for d in held}), "甲")
    assert dot.count('style="rounded,dashed"') == 1
    assert '"甲" -> "?某省水法" [label="依据"]' in dot
