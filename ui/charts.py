"""Pictures, drawn where they tell more than the table beside them. Names of documents and indicators are data of the
chart, never markup: Vega draws them as text."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from kb.model import Document, Target
from kb.records import number

UNSAID = "未写"
# Okabe and Ito's colours, told apart by the colour-blind; shapes tell the lines apart as well.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
_NAME = 24  # characters of a document's name in the key


def themes_by_year(rows: Sequence[tuple[str, int | None]]) -> None:
    """How many targets each theme sets for each year, as a field of numbers; nothing where one theme or one year
    is all there is."""
    counts = Counter((theme, str(year) if year else UNSAID) for theme, year in rows)
    if len({theme for theme, _ in counts}) < 2 or len({year for _, year in counts}) < 2:
        return
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame([(*key, count) for key, count in counts.items()], columns=["主题", "年份", "项数"])
    most = frame.groupby("主题")["项数"].sum().sort_values(ascending=False)
    years = sorted(set(frame["年份"]), key=lambda year: (year == UNSAID, year))
    base = alt.Chart(frame).encode(
        x=alt.X("年份:N", sort=years, axis=alt.Axis(orient="top", labelAngle=0, title=None)),
        y=alt.Y("主题:N", sort=list(most.index), axis=alt.Axis(title=None, labelLimit=160)),
        tooltip=["主题", "年份", "项数"],
    )
    darkest = int(frame["项数"].max())
    cells = base.mark_rect(stroke="#ffffff").encode(
        color=alt.Color("项数:Q", scale=alt.Scale(range=["#e3ecf7", "#1a4f8b"]), legend=None)
    )
    shade = alt.condition(alt.datum["项数"] > darkest / 2, alt.value("#ffffff"), alt.value("#1f2937"))
    figures = base.mark_text(fontSize=13).encode(text="项数:Q", color=shade)
    with st.expander("各主题、各年份的目标项数", expanded=True, key="targets.chart"):
        st.altair_chart((cells + figures).properties(height=26 * len(most) + 30), width="stretch")


def values_by_year(targets: Sequence[Target], documents: Mapping[str, Document]) -> None:
    """The values of one indicator over the years, a line a document; one picture a unit, where there are two years."""
    import altair as alt
    import pandas as pd

    points = [
        (t.year, value, _name(documents.get(t.document_id)), t.indicator, t.wording, t.unit or "")
        for t in targets
        if t.year and t.measure == "level" and not isinstance(value := number(t.value), str)
    ]
    frame = pd.DataFrame(points, columns=["年份", "数值", "文件", "指标", "要求", "单位"])
    for unit in dict.fromkeys(frame["单位"]):
        held = frame[frame["单位"] == unit]
        if held["年份"].nunique() < 2:
            continue
        held = held.astype({"年份": str})
        chart = (
            alt.Chart(held)
            .mark_line(point=alt.OverlayMarkDef(size=70, filled=True))
            .encode(
                x=alt.X("年份:N", axis=alt.Axis(labelAngle=0, title=None)),
                y=alt.Y("数值:Q", scale=alt.Scale(zero=False), title=f"数值（{unit}）" if unit else "数值"),
                color=alt.Color(
                    "文件:N", scale=alt.Scale(range=list(COLOURS)),
                    legend=alt.Legend(orient="bottom", title=None, columns=2, labelLimit=420),
                ),
                shape=alt.Shape("文件:N", legend=None),
                tooltip=["指标", "文件", "年份", "要求"],
            )
        )  # fmt: skip
        st.altair_chart(chart.properties(height=240), width="stretch")


def _name(document: Document | None) -> str:
    if document is None:
        return ""
    name = document.doc_number or document.title
    return name if len(name) <= _NAME else f"{name[:_NAME]}……"
