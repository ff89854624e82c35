"""The charts of a job, drawn as the API has added them up: one currency at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from ui import colours
from ui.formats import Formats

_HEIGHT: Final = 270
Entries = Sequence[Mapping[str, Any]]


def draw(charts: Mapping[str, Mapping[str, Entries]], formats: Formats) -> None:
    """Classes, weeks, the Pareto curve, stock and savings."""
    currency = choose_currency(charts)
    if currency is None:
        st.info("This job was computed before there were charts; compute it again to see them.")
        return
    _draw_classes(charts["classes"].get(currency, ()), currency, formats)
    with st.container(key="charts"):
        left, right = st.columns(2, gap="large")
        with left:
            _draw_weeks(charts["weeks"].get(currency, ()), currency, formats)
            _draw_stock(charts["classes"].get(currency, ()), currency, formats)
        with right:
            _draw_pareto(charts["pareto"].get(currency, ()), formats)
            _draw_savings(charts["savings"].get(currency, ()), currency, formats)


def choose_currency(charts: Mapping[str, Mapping[str, Entries]]) -> str | None:
    """The currency to show, asked where there are several: their money is never added; None where none is."""
    currencies = sorted(charts.get("suppliers") or {})
    if not currencies:
        return None
    if len(currencies) == 1:
        return currencies[0]
    chosen: str = st.segmented_control(
        "Currency",
        currencies,
        default=currencies[0],
        format_func=lambda name: name or "without a currency",
        required=True,
        key="chart_currency",
    )
    return chosen


def _draw_classes(classes: Entries, currency: str, formats: Formats) -> None:
    if not classes:
        return
    st.markdown("**Classes and today's orders**")
    st.dataframe(
        pd.DataFrame(
            {
                "Class": [entry["class"] for entry in classes],
                "SKUs": [formats.number(entry["rows"], 0) for entry in classes],
                "To order now": [formats.number(entry["order_now"], 0) for entry in classes],
                "Not known": [formats.number(entry["today_unknown"], 0) for entry in classes],
                "Value of today's orders": [
                    formats.money(entry["order_value"], currency, digits=0) for entry in classes
                ],
                "Stock on hand": [
                    formats.money(entry["stock_value"], currency, digits=0) for entry in classes
                ],
            }
        ),
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(alignment="right")
            for name in ("SKUs", "To order now", "Not known", "Value of today's orders", "Stock on hand")
        },
        alt="Classes A, B and C with what is to be ordered now",
    )


def _draw_weeks(weeks: Entries, currency: str, formats: Formats) -> None:
    if not weeks:
        return
    st.markdown("**By when to order: SKUs by week**")
    frame = pd.DataFrame(
        [
            {
                "at": position,
                "label": "overdue" if week["overdue"] else formats.day(week["week"])[:-5],
                "rows": week["rows"],
                "due": "Overdue" if week["overdue"] else "This week" if position == 1 else "Later",
                "SKUs": formats.number(week["rows"], 0),
                "Value of their orders": formats.money(week["value"], currency, digits=0),
            }
            for position, week in enumerate(weeks)
        ]
    )
    shade = alt.Scale(
        domain=["Overdue", "This week", "Later"], range=[colours.RED, colours.ORANGE, colours.BLUE]
    )
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("label:N", sort=alt.SortField("at"), title=None, axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("rows:Q", title="SKUs", axis=alt.Axis(tickMinStep=1, tickCount=5)),
            color=alt.Color("due:N", scale=shade, legend=alt.Legend(orient="top", title=None)),
            tooltip=[alt.Tooltip("label", title="Week of"), "SKUs", "Value of their orders"],
        )
        .properties(height=_HEIGHT)
    )
    st.altair_chart(chart, width="stretch")
    st.caption("The last day on which an order still arrives in time, a quarter ahead.")


def _draw_stock(classes: Entries, currency: str, formats: Formats) -> None:
    known = [entry for entry in classes if entry["stock_now"] or entry["stock_recommended"]]
    if not known:
        return
    st.markdown("**Stock value now and with the recommended lots**")
    kinds = {"stock_now": "On hand now", "stock_recommended": "On average, recommended"}
    frame = pd.DataFrame(
        [
            {
                "class": f"Class {entry['class']}",
                "kind": label,
                "value": entry[name],
                "Value": formats.money(entry[name], currency, digits=0),
            }
            for entry in known
            for name, label in kinds.items()
        ]
    )
    shade = alt.Scale(domain=list(kinds.values()), range=[colours.GREY, colours.BLUE])
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y("class:N", title=None),
            yOffset=alt.YOffset("kind:N", sort=list(kinds.values())),
            x=alt.X("value:Q", title=currency, axis=alt.Axis(labelExpr=formats.axis_labels, tickCount=5)),
            color=alt.Color("kind:N", scale=shade, legend=alt.Legend(orient="top", title=None)),
            tooltip=["class", alt.Tooltip("kind", title=" "), "Value"],
        )
        .properties(height=_HEIGHT)
    )
    st.altair_chart(chart, width="stretch")
    st.caption("Of SKUs whose stock on hand and price are known.")


def _draw_pareto(points: Entries, formats: Formats) -> None:
    if len(points) < 2:
        return
    st.markdown("**Few SKUs make most of the value (Pareto)**")
    frame = pd.DataFrame(
        [
            {
                **point,
                "SKUs": formats.percent(point["share_of_skus"]),
                "Purchase value": formats.percent(point["share_of_value"]),
            }
            for point in points
        ]
    )
    share = alt.Axis(format="%", tickCount=5)
    chart = (
        alt.Chart(frame)
        .mark_area(line={"color": colours.BLUE, "strokeWidth": 2.5}, color=colours.BLUE, opacity=0.25)
        .encode(
            x=alt.X("share_of_skus:Q", title="SKUs, the most valuable first", axis=share),
            y=alt.Y("share_of_value:Q", title="Purchase value a year", axis=share),
            tooltip=["SKUs", "Purchase value"],
        )
        .properties(height=_HEIGHT)
    )
    st.altair_chart(chart, width="stretch")


def _draw_savings(rows: Entries, currency: str, formats: Formats) -> None:
    if not rows:
        return
    st.markdown("**Where other lots change most a year**")
    kinds = {"purchase_saving": "Lower prices paid", "operating_saving": "Less ordering and holding"}
    frame = pd.DataFrame(
        [
            {
                "at": position,
                "sku": (row["sku"] or f"row {row['row_no']}") + (" *" if row["assumed"] else ""),
                "What": row["description"] or "",
                "kind": label,
                "value": row[name] or 0.0,
                "A year": formats.money(row[name], currency, digits=0),
            }
            for position, row in enumerate(rows)
            for name, label in kinds.items()
            if row[name]
        ]
    )
    shown = {"purchase_saving": colours.GREEN, "operating_saving": colours.BLUE}
    used = [name for name in shown if any(row[name] for row in rows)]
    shade = alt.Scale(domain=[kinds[name] for name in used], range=[shown[name] for name in used])
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y(
                "sku:N",
                sort=alt.SortField("at"),
                title=None,
                axis=alt.Axis(labelLimit=110, labelOverlap=False),
            ),
            x=alt.X(
                "value:Q",
                title=f"{currency} a year".strip(),
                axis=alt.Axis(labelExpr=formats.axis_labels, tickCount=5),
            ),
            color=alt.Color("kind:N", scale=shade, legend=alt.Legend(orient="top", title=None)),
            tooltip=["sku", "What", alt.Tooltip("kind", title=" "), "A year"],
        )
        .properties(height=max(_HEIGHT, 23 * len(rows) + 60))
    )
    st.altair_chart(chart, width="stretch")
    is_assumed = any(row["assumed"] for row in rows)
    st.caption(f"The {len(rows)} SKUs that change most." + (" * uses assumed values." if is_assumed else ""))
