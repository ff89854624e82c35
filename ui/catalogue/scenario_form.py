"""The form for a scenario: what is to be another way, in the planner's units, not the API's."""

from typing import Final, NamedTuple

import streamlit as st

from ui import access
from ui.asking import catalogues
from ui.doing import do


class _Input(NamedTuple):
    """One input: the API's name, its label, what it means, and what one unit of it is in the API's unit."""

    name: str
    label: str
    meaning: str
    least: float
    most: float
    factor: float = 1.0


_CHANGED: Final = (
    _Input("demand_percent", "Demand (± %)", "Its variation changes with it.", -99.0, 1000.0),
    _Input(
        "order_cost_percent",
        "Cost of an order (± %)",
        "Of every item, and where it is assumed.",
        -99.0,
        1000.0,
    ),
    _Input("holding_percent", "Cost of holding (± %)", "Rates and holding costs alike.", -99.0, 1000.0),
    _Input("lead_time_days_percent", "Lead time (± %)", "Its variation changes with it.", -99.0, 1000.0),
    _Input("lead_time_days_add", "Lead time (± days)", "Longer or shorter, never below 0.", -3650.0, 3650.0),
)
_SET: Final = (
    _Input("order_cost", "Cost of an order", "Money, in the currency of each item.", 0.0, 1e12),
    _Input(
        "holding_rate",
        "Holding (% a year)",
        "Of the price, also in place of a holding cost.",
        0.01,
        1000.0,
        0.01,
    ),
    _Input(
        "service_level",
        "Service (%)",
        "Order cycles without a stockout; items with a fill rate keep it.",
        0.01,
        99.999,
        0.01,
    ),
    _Input(
        "fill_rate",
        "Fill rate (%)",
        "Units from the shelf; of items with a fill rate only.",
        0.01,
        99.999,
        0.01,
    ),
)


def draw(catalogue_id: str) -> None:
    """Ask, and begin the scenario; the page then shows it."""
    with st.form("scenario", border=False):
        name = st.text_input("Name", max_chars=100, placeholder="such as: dearer transport", width=420)
        st.caption("Change every item's own value by")
        given = _ask(_CHANGED)
        st.caption("or give every item the same")
        given |= _ask(_SET)
        is_sent = st.form_submit_button("Compute the scenario", type="primary", icon=":material/science:")
    if is_sent:
        do(lambda: _begin(catalogue_id, name.strip() or _unnamed(given), given))


def _ask(inputs: tuple[_Input, ...]) -> dict[str, float]:
    given = {}
    for column, one in zip(st.columns(len(_CHANGED), vertical_alignment="bottom"), inputs, strict=False):
        value = column.number_input(
            one.label,
            one.least,
            one.most,
            value=None,
            step=1.0,
            format="%.10g",
            help=one.meaning,
            placeholder="as it is",
            key=f"scenario_{one.name}",
        )
        if value is not None:
            given[one.name] = round(value * one.factor, 12)
    return given


def _unnamed(given: dict[str, float]) -> str:
    """A name of what is assumed, for who gives none."""
    labels = {one.name: (one.label, one.factor) for one in (*_CHANGED, *_SET)}
    said = [
        f"{labels[name][0].partition(' (')[0]} {value / labels[name][1]:g}" for name, value in given.items()
    ]
    return ", ".join(said)[:100] or "Scenario"


def _begin(catalogue_id: str, name: str, given: dict[str, float]) -> None:
    job = catalogues.begin_scenario(access.client(), catalogue_id, name, given)
    st.query_params["scenario"] = str(job["id"])
