"""What is said about a sheet beside the sheet: its day, its decimal sign, defaults for what it lacks.

What was entered is kept beside the sheet's draft, so a reload finds it.
"""

from datetime import date
from typing import Any, Final

import streamlit as st

from ui.assumptions import ASSUMPTIONS

_DECIMALS: Final = {"as in the file": None, "point (1,234.5)": ".", "comma (1.234,5)": ","}


def ask(said: dict[str, Any]) -> dict[str, Any]:
    """The options of the job; empty inputs are not sent. `said` is what was entered, before and now."""
    with st.expander("Options: date, defaults for what the sheet lacks, decimal sign", key="upload_options"):
        first, second, _ = st.columns(3)
        as_of = first.date_input(
            "As of",
            value=said.get("as_of", "today"),
            format="YYYY-MM-DD",
            key="as_of",
            persist_state="session",
            help="The day the stock figures are from; dates and days of cover count from it.",
        )
        decimal = second.selectbox(
            "Decimal sign of text numbers",
            list(_DECIMALS),
            index=list(_DECIMALS).index(said.get("decimal", next(iter(_DECIMALS)))),
            key="decimal",
            persist_state="session",
        )
        said |= {"as_of": as_of, "decimal": decimal}
        st.markdown(
            "**Used where the sheet has no value;** every decision that uses one is marked as assumed. "
            "What is left empty comes from the company defaults."
        )
        given = {}
        for column, one in zip(st.columns(len(ASSUMPTIONS)), ASSUMPTIONS, strict=True):
            value = column.number_input(
                one.label,
                value=said.get(one.field),
                min_value=0.0,
                step=1.0,
                format="%.10g",
                help=one.meaning,
                placeholder="from the sheet",
                key=one.field,
                persist_state="session",
            )
            said[one.field] = value
            if value is not None:
                given[one.field] = round(value * one.factor, 12)
    options: dict[str, Any] = {"as_of": as_of.isoformat()} if isinstance(as_of, date) else {}
    if _DECIMALS[decimal]:
        options["decimal"] = _DECIMALS[decimal]
    return {**options, **({"defaults": given} if given else {})}
