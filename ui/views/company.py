"""What the company assumes where a sheet says nothing: set once, used by every upload."""

from typing import Any, Final

import streamlit as st

from ui import access, trouble
from ui.problems import ApiError

# Field, label, meaning, and what one unit of the input is in the API's unit.
_FIELDS: Final = (
    (
        "order_cost",
        "Cost of one order",
        "Money per order: the work of placing, receiving and paying it.",
        1.0,
    ),
    ("holding_rate", "Holding (% a year)", "Capital, space and risk, as a share of the price.", 0.01),
    ("lead_time_days", "Lead time (days)", "From order to receipt.", 1.0),
    ("service_level", "Service (%)", "Order cycles that end without a stockout.", 0.01),
    ("demand_cv", "Variation of demand (%)", "Of a month, over its mean; for SKUs without a history.", 0.01),
)


def show() -> None:
    """The form; empty inputs assume nothing."""
    st.title("Company defaults")
    st.markdown(
        "Used where a sheet has no value of its own. Every decision that uses one says so, "
        "and jobs that were computed already keep what they were computed with."
    )
    with trouble.told():
        kept = access.client().settings()["defaults"]
        with st.form("company", border=False):
            columns = st.columns(len(_FIELDS))
            given = {
                name: _ask(column, name, label, meaning, kept.get(name), factor)
                for column, (name, label, meaning, factor) in zip(columns, _FIELDS, strict=True)
            }
            is_sent = st.form_submit_button("Save", type="primary", icon=":material/save:")
        if is_sent:
            _save({name: value for name, value in given.items() if value is not None})


def _ask(
    column: Any,  # noqa: ANN401
    name: str,
    label: str,
    meaning: str,
    kept: float | None,
    factor: float,
) -> float | None:
    value: float | None = column.number_input(
        label,
        value=None if kept is None else round(kept / factor, 9),
        min_value=0.0,
        step=1.0,
        format="%.10g",
        help=meaning,
        placeholder="none",
        key=f"company_{name}",
    )
    return None if value is None else round(value * factor, 12)


def _save(values: dict[str, float]) -> None:
    try:
        access.client().set_settings({"defaults": values})
    except ApiError as error:
        trouble.show(error)
        return
    st.success("Saved. The next upload uses them.", icon=":material/check:")


if __name__ == "__main__":
    show()
