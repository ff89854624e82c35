"""The cost curve: what lots of other sizes would cost in a year, and where today's and the best one lie."""

from collections.abc import Mapping
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from ui import colours
from ui.formats import Formats

_HEIGHT: Final = 290
_LINES: Final = {
    "ordering": ("Ordering", colours.ORANGE),
    "holding": ("Holding", colours.GREEN),
    "upkeep": ("Both together", colours.BLUE),
}
_WITH_GOODS: Final = {"total": ("All, with the goods", colours.BLUE)}
# Drawn in this order, so that the lot to order stays on top where it is the EOQ itself.
_MARKS: Final = {
    "eoq": ("EOQ, without limits", colours.GREY),
    "current_order_qty": ("Lot until now", colours.VIOLET),
    "order_quantity": ("Recommended lot", colours.RED),
}
_DASHES: Final = {"eoq": [1, 0], "current_order_qty": [2, 3], "order_quantity": [6, 4]}


def draw(curve: Mapping[str, Any], decision: Mapping[str, Any], formats: Formats) -> None:
    """The curve of an item; prices that fall with the lot are drawn with the goods, others without."""
    lines = _WITH_GOODS if decision.get("price_breaks") else _LINES
    st.markdown("**What other lots would cost a year**")
    st.altair_chart(_chart(curve, decision, lines, formats), width="stretch")
    low, high = decision.get("quantity_low"), decision.get("quantity_high")
    if low is not None and high is not None:
        st.caption(
            f"Shaded: lots from {formats.number(low)} to {formats.number(high)} units cost at most 5 % more "
            "than the recommended one, so there is no need to be exact."
        )


def _chart(
    curve: Mapping[str, Any], decision: Mapping[str, Any], lines: Mapping[str, Any], formats: Formats
) -> alt.LayerChart | alt.FacetChart:
    points = curve["points"]
    current = decision.get("current_order_qty")
    # The chart ends where the engine's curve ends; a lot beyond is said in the facts, not drawn.
    least, most = points[0]["quantity"], points[-1]["quantity"]
    places = {**curve, "current_order_qty": current}
    marks = [
        (label, colour, places[name], _DASHES[name])
        for name, (label, colour) in _MARKS.items()
        if places.get(name) is not None and least <= places[name] <= most
    ]
    named = [*lines.values(), *((label, colour) for label, colour, *_ in marks)]
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=[label for label, _ in named], range=[shade for _, shade in named]),
        legend=alt.Legend(orient="top", columns=3, symbolType="stroke", symbolStrokeWidth=3, labelLimit=220),
    )
    currency = decision.get("currency") or ""
    axis = alt.Axis(labelExpr=formats.axis_labels, grid=False)
    across = alt.X(
        "quantity:Q",
        title="Lot (units)",
        scale=alt.Scale(type="log", domain=[least, most], nice=False),
        axis=axis,
    )
    up = alt.Y(
        "cost:Q",
        title=f"{currency} a year".strip(),
        scale=alt.Scale(zero=lines is _LINES, nice=True),
        axis=alt.Axis(labelExpr=formats.axis_labels, tickCount=5),
    )
    frame = pd.DataFrame(
        [
            {
                "quantity": point["quantity"],
                "cost": point[name],
                "what": label,
                "Lot": f"{formats.number(point['quantity'])} units",
                "A year": formats.money(point[name], currency),
            }
            for name, (label, _) in lines.items()
            for point in points
        ]
    )
    drawn = alt.Chart(frame).mark_line(strokeWidth=2.5, clip=True)
    layers: list[alt.Chart] = []
    low, high = decision.get("quantity_low"), decision.get("quantity_high")
    if low is not None and high is not None and low < most and high > least:
        band = pd.DataFrame({"low": [max(low, least)], "high": [min(high, most)]})
        layers.append(
            alt.Chart(band).mark_rect(color=colours.BLUE, opacity=0.13).encode(x="low:Q", x2="high:Q")
        )
    layers.append(
        drawn.encode(x=across, y=up, color=colour, tooltip=[alt.Tooltip("what", title=" "), "Lot", "A year"])
    )
    if marks:
        dashes = alt.Scale(domain=[label for label, *_ in marks], range=[list(dash) for *_, dash in marks])
        rules = pd.DataFrame(
            [
                {"quantity": at, "what": label, "Lot": f"{formats.number(at)} units"}
                for label, _, at, _ in marks
            ]
        )
        layers.append(
            alt.Chart(rules)
            .mark_rule(strokeWidth=2.5)
            .encode(
                x=across,
                color=colour,
                strokeDash=alt.StrokeDash("what:N", scale=dashes, legend=None),
                tooltip=[alt.Tooltip("what", title=" "), "Lot"],
            )
        )
    return alt.layer(*layers).properties(height=_HEIGHT)
