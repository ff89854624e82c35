"""The filters above the decisions; they stand in the address, so a reload or a bookmark keeps them."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from ui.words import STATUSES

_ORDER_NOW: Final = "Order now"
_ALL: Final = "All rows"
_STATUS_NAMES: Final = {badge.label: name for name, badge in STATUSES.items()}


def ask(suppliers: Sequence[str]) -> dict[str, Any]:
    """What the API is asked for; filters that are not used are left out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        what = st.segmented_control(
            "Show",
            [_ALL, _ORDER_NOW],
            default=_ALL,
            key="show",
            bind="query-params",
            label_visibility="collapsed",
            required=True,
        )
        text = st.text_input(
            "Find",
            key="find",
            bind="query-params",
            placeholder="SKU or description",
            icon=":material/search:",
            label_visibility="collapsed",
            width=200,
        )
        # Offered are those to order from today; any other may be typed.
        supplier = st.selectbox(
            "Supplier",
            suppliers,
            index=None,
            placeholder="Any supplier",
            key="supplier",
            bind="query-params",
            accept_new_options=True,
            label_visibility="collapsed",
            width=170,
        )
        status = _choice("Status", list(_STATUS_NAMES), "Any status", width=140)
        abc_class = _choice("Class", ["A", "B", "C"], "Any class", width=120)
    wanted = {
        "order_now": "true" if what == _ORDER_NOW else None,
        "text": text.strip() or None,
        "supplier": supplier or None,
        "status": _STATUS_NAMES[status] if status else None,
        "abc_class": abc_class,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _choice(label: str, options: list[str], placeholder: str, *, width: int) -> str | None:
    return st.selectbox(
        label,
        options,
        index=None,
        placeholder=placeholder,
        key=label.lower(),
        bind="query-params",
        label_visibility="collapsed",
        width=width,
    )
