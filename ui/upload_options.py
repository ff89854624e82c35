"""What is said about a sheet beside the sheet: its day, its decimal sign, defaults for what it lacks.

The inputs stand in the address, so a reload keeps them.
"""

from datetime import date
from typing import Any, Final

import streamlit as st

from ui.assumptions import ASSUMPTIONS

_DECIMALS: Final = {"as in the file": None, "point (1,234.5)": ".", "comma (1.234,5)": ","}


def ask() -> dict[str, Any]:
    """The options of the job; empty inputs are not sent."""
    with st.expander("Options: date, defaults for what the sheet lacks, decimal sign", key="upload_options"):
        first, second, _ = st.columns(3)
        as_of = first.date_input(
            "As of",
            value="today",
            format="YYYY-MM-DD",
            key="as_of",
            persist_state="session",
            help="The day the stock figures are from; dates and days of cover count from it.",
        )
        decimal = second.selectbox(
            "Decimal sign of text numbers", list(_DECIMALS), key="decimal", persist_state="session"
        )
        st.markdown(
            "**Used where the sheet has no value;** every decision that uses one is marked as assumed. "
            "What is left empty comes from the company defaults."
        )
        given = {}
        for column, one in zip(st.columns(len(ASSUMPTIONS)), ASSUMPTIONS, strict=True):
            value = column.number_input(
                one.label,
                value=None,
                min_value=0.0,
                step=1.0,
                format="%.10g",
                help=one.meaning,
                placeholder="from the sheet",
                key=one.field,
                persist_state="session",
                bind="query-params",
            )
            if value is not None:
                given[one.field] = round(value * one.factor, 12)
    options: dict[str, Any] = {"as_of": as_of.isoformat()} if isinstance(as_of, date) else {}
    if _DECIMALS[decimal]:
        options["decimal"] = _DECIMALS[decimal]
    return {**options, **({"defaults": given} if given else {})}
