"""A scenario beside its baseline: totals side by side, then the items whose costs differ most."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui import access, links
from ui.asking import catalogues
from ui.formats import ABSENT, Formats
from ui.links import File
from ui.paging import Pages
from ui.words import plain, status

_PAGE_ROWS: Final = 50
_ROWS_SHOWN: Final = 12
_ROW_PIXELS: Final = 35
# As the API names them, in the order they are told.
_AMOUNTS: Final = {
    "total_cost": "All costs, a year",
    "purchase": "Purchase, a year",
    "annual_cost": "Ordering and holding, a year",
    "safety_stock_cost": "Holding the safety stock, a year",
    "average_stock_value": "Average stock",
    "safety_stock_value": "Safety stock",
    "excess_value": "Excess stock",
    "order_value": "To order today",
    "orders_per_year": "Orders a year",
}
_COUNTED: Final = frozenset({"orders_per_year"})  # no money
_OUTPUTS: Final = {
    "suggested_order": "Order today",
    "order_quantity": "Usual lot",
    "reorder_point": "Reorder point",
    "order_up_to": "Order-up-to level",
    "safety_stock": "Safety stock",
    "average_stock_value": "Average stock value",
    "annual_cost": "Ordering and holding",
    "total_cost": "All costs",
}


def draw(scenario: Mapping[str, Any], shape: Formats) -> None:
    """What it comes to, in words and in figures, and its files."""
    comparison = scenario["comparison"]
    st.markdown("\n".join(f"- {plain(words)}" for words in comparison["words"]))
    _draw_totals(comparison, shape)
    scenario_id = str(scenario["id"])
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.page_link(
            links.JOB,
            label="All decisions as assumed",
            icon=":material/table_view:",
            query_params={"job": scenario_id},
        )
        if comparison["rows_other"]:
            _draw_files(scenario_id)
    if comparison["rows_other"]:
        _draw_rows(scenario_id, comparison["rows_other"], shape)


def _draw_totals(comparison: Mapping[str, Any], shape: Formats) -> None:
    orders = comparison["order_now"]
    rows = [_line("Items to order today", orders | _apart(orders), None, shape)]
    for currency, amounts in comparison["totals"].items():
        for name, label in _AMOUNTS.items():
            if name in amounts and (amounts[name]["baseline"] or amounts[name]["scenario"]):
                rows.append(_line(label, amounts[name], None if name in _COUNTED else currency, shape))
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height="content",
        alt="Totals as they are and as assumed",
    )


def _apart(sides: Mapping[str, Any]) -> dict[str, float | None]:
    before, after = sides["baseline"], sides["scenario"]
    return {"difference": after - before, "percent": (after - before) / before * 100.0 if before else None}


def _line(label: str, told: Mapping[str, Any], currency: str | None, shape: Formats) -> dict[str, str]:
    digits = 0 if abs(told["baseline"]) >= 100 or currency is None else None
    return {
        "": label,
        "As it is": shape.money(told["baseline"], currency, digits=digits),
        "As assumed": shape.money(told["scenario"], currency, digits=digits),
        "Difference": _signed(shape.money(told["difference"], currency, digits=digits), told["difference"]),
        "By": ABSENT
        if told["percent"] is None
        else _signed(f"{shape.number(told['percent'], 1)} %", told["percent"]),
    }


def _signed(text: str, value: float) -> str:
    return f"+{text}" if value > 0 else text


def _draw_files(scenario_id: str) -> None:
    links.downloads(
        [
            File("Comparison, Excel", f"scenarios/{scenario_id}/rows.xlsx", "Totals, and a row an item"),
            File("Comparison, CSV", f"scenarios/{scenario_id}/rows.csv", "A line an item"),
        ],
        key="scenario_files",
        what="Comparison",
    )


def _draw_rows(scenario_id: str, total: int, shape: Formats) -> None:
    pages = Pages("scenario_rows", scenario_id)
    page = catalogues.scenario_rows(access.client(), scenario_id, limit=_PAGE_ROWS, cursor=pages.cursor)
    rows = page["items"]
    st.dataframe(
        _table(rows, shape),
        hide_index=True,
        height=_ROW_PIXELS * (1 + min(len(rows), _ROWS_SHOWN)) + 3,
        placeholder=ABSENT,
        alt="Items that are decided otherwise, those whose costs differ most first",
    )
    begin = (pages.number - 1) * _PAGE_ROWS + 1
    end = begin + len(rows) - 1
    said = f"Items {shape.number(begin, 0)} to {shape.number(end, 0)} of {shape.number(total, 0)}"
    pages.draw(
        page["next"],
        back="Previous",
        forward="Next",
        said=f"{said} that are decided otherwise, those whose costs differ most first.",
    )


def _table(rows: Sequence[Mapping[str, Any]], shape: Formats) -> pd.DataFrame:
    """Texts no row has, and numbers that are the same on both sides of all, are left out."""
    columns: dict[str, list[Any]] = {
        "SKU": [row["sku"] for row in rows],
        "Location": [row["location"] for row in rows],
        "Description": [row["description"] for row in rows],
        "Costs a year": [_difference(row["cost_difference"], row["currency"], shape) for row in rows],
    }
    states = [(row["baseline_status"], row["scenario_status"]) for row in rows]
    if any(before != after for before, after in states):
        columns["Status"] = [
            _arrow(status(before).label, status(after).label) if before != after else None
            for before, after in states
        ]
    for name, label in _OUTPUTS.items():
        pairs = [(row[f"baseline_{name}"], row[f"scenario_{name}"]) for row in rows]
        if any(before != after for before, after in pairs):
            columns[label] = [_arrow(shape.number(before), shape.number(after)) for before, after in pairs]
    columns["Supplier"] = [row["supplier"] for row in rows]
    return pd.DataFrame(
        {name: values for name, values in columns.items() if any(value is not None for value in values)}
    )


def _difference(value: float | None, currency: str | None, shape: Formats) -> str | None:
    return None if value is None else _signed(shape.money(value, currency), value)


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} \N{RIGHTWARDS ARROW} {after}"
