"""What a job's decisions add up to, in the planner's words: today first, then each kind of money apart."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.formats import ABSENT, Formats
from ui.words import plain


def draw(summary: Mapping[str, Any], formats: Formats) -> None:
    """The figures of the day, then one row of figures for every currency that has something to change."""
    figures = [
        (
            "Order today",
            ABSENT if _is_unknown(summary) else formats.number(summary["order_now"], 0),
            _from_suppliers(summary, formats),
        )
    ]
    for currency, totals in summary["totals"].items():
        if totals["order_value"]:
            value = formats.money(totals["order_value"], currency, digits=0)
            figures.append(("Value of these orders", value, "today's suggested quantities"))
    for currency, totals in summary["totals"].items():
        figures += _changes(totals, currency, formats)
    with st.container(horizontal=True, gap="small", key="summary"):
        for label, value, beside in figures:
            with st.container(border=True, width="stretch", height="stretch", gap=None):
                st.metric(label, value)
                st.caption(plain(beside) or "\N{NO-BREAK SPACE}")
    with st.container(horizontal=True, vertical_alignment="center"):
        _draw_words(summary)
        st.caption(plain(_basis(summary, formats)))
    if _is_unknown(summary):
        st.info(
            "**What to order today is not known: the sheet lacks the stock or the lead time.** Give a lead "
            "time below, under *Compute again with other assumptions*, or add the columns to the sheet.",
            icon=":material/help:",
        )


def suppliers(summary: Mapping[str, Any]) -> list[str]:
    """From whom to order today; what the supplier filter offers first."""
    return list(summary.get("suppliers") or [])


def _from_suppliers(summary: Mapping[str, Any], formats: Formats) -> str:
    count = summary["suppliers_count"]
    if _is_unknown(summary):
        return f"not known for {formats.number(summary['today_unknown'], 0)} SKUs"
    said = f"of {formats.number(summary['rows'], 0)} SKUs"
    if summary["order_now"] and count:
        said += f", from {formats.number(count, 0)} supplier{'' if count == 1 else 's'}"
    if summary["today_unknown"]:
        said += f"; not known for {formats.number(summary['today_unknown'], 0)}"
    return said


def _is_unknown(summary: Mapping[str, Any]) -> bool:
    """Whether none of the decisions has advice for today."""
    return bool(summary.get("is_today_unknown"))


def _changes(totals: Mapping[str, Any], currency: str, formats: Formats) -> list[tuple[str, str, str]]:
    """Decreases large, increases in small print below; what does not occur is not shown."""
    kinds = (
        ("Lower prices paid", "a year, cash", "purchase_saving", "purchase_increase"),
        ("Stock to release", "once", "stock_release", "stock_increase"),
        ("Less ordering and holding", "a year, calculated", "operating_saving", "operating_increase"),
    )
    found = []
    for label, when, down, up in kinds:
        if not totals[f"{down}_rows"] and not totals[f"{up}_rows"]:
            continue
        beside = when
        if totals[up] >= 0.5:
            beside += f"; elsewhere {formats.money(totals[up], currency, digits=0)} more"
        found.append((label, formats.money(totals[down], currency, digits=0), beside))
    return found


def _basis(summary: Mapping[str, Any], formats: Formats) -> str:
    if not summary["with_current"]:
        return "The sheet has no current order quantities, so there is nothing to compare with."
    assumed = summary["assumed_costs"]
    said = (
        f"Changes are against today's lots, from {formats.number(summary['with_current'], 0)} of "
        f"{formats.number(summary['rows'], 0)} SKUs with a current quantity"
    )
    return said + (f"; {formats.number(assumed, 0)} use assumed costs." if assumed else ".")


def _draw_words(summary: Mapping[str, Any]) -> None:
    """The API's own sentences, for reading aloud or copying into a mail."""
    words = summary.get("words") or []
    if words:
        with st.popover("In words", icon=":material/notes:", type="tertiary"):
            st.markdown("\n".join(f"- {plain(line)}" for line in words))
