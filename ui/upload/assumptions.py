"""Inputs for what is assumed where a sheet says nothing, in the planner's units, not the API's."""

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple

import streamlit as st


class Assumption(NamedTuple):
    """One input: the field, its label and meaning, and what one unit of the input is in the API's unit."""

    field: str
    label: str
    meaning: str
    factor: float = 1.0


ASSUMPTIONS: Final = (
    Assumption("order_cost", "Cost of one order", "Money: the work of placing, receiving and paying it."),
    Assumption(
        "holding_rate", "Holding (% a year)", "Capital, space and risk, as a share of the price.", 0.01
    ),
    Assumption("lead_time_days", "Lead time (days)", "From order to receipt."),
    Assumption("service_level", "Service (%)", "Order cycles that end without a stockout.", 0.01),
    Assumption(
        "demand_cv", "Variation of demand (%)", "Of a month, over its mean; for SKUs without a history.", 0.01
    ),
)


def ask(
    kept: Mapping[str, float | None],
    *,
    key: str,
    placeholder: str,
    needed: Collection[str] = (),
    persist: Literal["session"] | None = None,
) -> dict[str, float]:
    """A row of inputs with the values there are; what is left empty is not assumed.

    Those `needed` say so while they are empty.
    """
    given = {}
    columns = st.columns(len(ASSUMPTIONS), vertical_alignment="bottom")
    for column, one in zip(columns, ASSUMPTIONS, strict=True):
        before = kept.get(one.field)
        value = column.number_input(
            one.label,
            value=None if before is None else round(before / one.factor, 9),
            min_value=0.0,
            step=1.0,
            format="%.10g",
            help=one.meaning,
            placeholder="needed" if one.field in needed else placeholder,
            key=f"{key}_{one.field}",
            persist_state=persist,
        )
        if value is not None:
            given[one.field] = round(value * one.factor, 12)
    return given
