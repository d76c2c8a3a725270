"""Random trees of clauses, in random numbering, widths and noise, are found back; any text gives sound clauses."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pipeline import parse
from tests.ingest.segmenting import TEXT, check_spans, chinese, clauses_of, lines_of, wide

_STYLES = ("第{c}章 ", "第{c}条 ", "{c}、", "（{c}）", "{n}.", "（{n}）", "{n}）")


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[int, str, str]]:
    """Units in reading order as (level, label, line), of random styles, widths and sizes."""
    depth = draw(st.integers(1, 4))
    first = draw(st.integers(0, len(_STYLES) - depth))
    styles = _STYLES[first : first + depth]
    narrow = draw(st.booleans())
    units: list[tuple[int, str, str]] = []

    def add(level: int) -> None:
        for number in range(1, draw(st.integers(2, 3)) + 1):
            label = styles[level].format(c=chinese(number), n=number)
            label = label.replace("（", "(").replace("）", ")") if narrow else wide(label)
            units.append((level + 1, label.strip(), label + "加强某项工作" + "的安排" * draw(st.integers(0, 2))))
            if level + 1 < depth:
                add(level + 1)

    add(0)
    return units


@settings(max_examples=150, deadline=None)
@given(trees())
def test_a_tree_of_units_is_found_back(units: list[tuple[int, str, str]]) -> None:
    found = clauses_of(*(line for _, _, line in units))
    assert [(c.level, c.label) for c in found] == [(level, label) for level, label, _ in units]


_NOISE = st.sampled_from(["", "　　", "\u00a0 ", "\n\n", "\n　\n", "\u200b"])
_BODY = st.sampled_from(
    [TEXT, f"{TEXT}{TEXT}", "根据第五条第（二）项的规定，由市财政局牵头办理。", "到2027年，产值达到3.5亿元。"]
)


@st.composite
def papers(draw: st.DrawFn) -> tuple[list[tuple[int, str]], str]:
    """(levels and labels of the units, the text of a notice with them): bodies, noise, closing, site chrome."""
    units = draw(trees())
    text = ["某市人民政府关于加强某项工作的通知", "各区人民政府：", "现将有关事项通知如下：" + TEXT]
    for _, _, line in units:
        text.append(line)
        text += [draw(_BODY) for _ in range(draw(st.integers(0, 2)))]
    text += ["某市人民政府", "2025年12月14日", "扫一扫在手机打开当前页", "版权所有：某市人民政府"]
    noisy = "\n".join(draw(_NOISE) + line + draw(st.sampled_from(["", "　", "\u00a0"])) for line in text)
    return [(level, label) for level, label, _ in units], noisy


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(papers())
def test_the_tree_of_a_noisy_file_is_found_back(tmp_path: Path, paper: tuple[list[tuple[int, str]], str]) -> None:
    units, text = paper
    path = tmp_path / "某文.txt"
    path.write_text(text, encoding="utf-8")
    parsed = parse(path)
    check_spans(parsed.text, parsed.clauses)
    assert [(c.level, c.label) for c in parsed.clauses if c.label] == units
    assert "扫一扫" not in parsed.text
    back = [c for c in parsed.clauses if c.kind == "back"]
    assert [c.text for c in back] == ["某市人民政府\n2025年12月14日"]


_PIECES = st.lists(
    st.sampled_from(
        ["一、", "（一）", "1.", "第一条 ", "第二章 ", "附件", "附件1：", "——", "总体要求",
         "为加强管理，", "制定本办法。", "2025年1月1日",
         "某市人民政府", "某某办法", "各有关单位：", "特此通知。", "（此件公开发布）",
         "a", "\t", "1）", "①", "注：1.", "《", "》", "3.5万"]
    ),
    min_size=1, max_size=5,
).map("".join).map(str.strip).filter(bool)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(min_size=1).filter(lambda t: "\n" not in t and t.strip()), min_size=1, max_size=25))
def test_any_text_gives_sound_clauses(texts: list[str]) -> None:
    text, _ = lines_of(*texts)
    check_spans(text, clauses_of(*texts))
