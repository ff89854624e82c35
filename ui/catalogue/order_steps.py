"""Everything that was done about an item, step by step."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import access
from ui.asking import ordering
from ui.catalogue.order_table import STATES
from ui.formats import ABSENT, Formats
from ui.words import plain


def draw(catalogue_id: str, row: Mapping[str, Any], shape: Formats) -> None:
    """The steps of the item's lines, the newest line first."""
    lines = [
        one
        for one in ordering.history(access.client(), catalogue_id, row["sku"])
        if one["location"] == row["location"]
    ]
    if not lines:
        return
    st.markdown(f"**What was done about {plain(row['sku'])}**")
    st.dataframe(
        [
            {
                "When": shape.moment(step["at"]),
                "By": step["by_name"],
                "From": STATES.get(step["from_state"], step["from_state"]),
                "To": STATES.get(step["to_state"], step["to_state"]),
                "Quantity": ABSENT if step["quantity"] is None else shape.number(step["quantity"]),
                "Suggested": ABSENT
                if line["suggested_quantity"] is None
                else shape.number(line["suggested_quantity"]),
                "Run of": shape.day(line["as_of"]),
                "Reason": step["reason"],
            }
            for line in lines
            for step in reversed(line["steps"])
        ],
        column_config={"Reason": st.column_config.TextColumn(width="large")},
        placeholder=ABSENT,
        alt="What was done about the item, the newest first",
    )
