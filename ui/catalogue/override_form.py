"""The form that sets an override: what each field does, and what is sent of it."""

from typing import Any, Final

import streamlit as st

from ui import access
from ui.asking import catalogues
from ui.asking.problems import ApiError
from ui.doing import do

LIFECYCLES: Final = {
    "active": "active",
    "new": "new",
    "phase_out": "being phased out",
    "obsolete": "obsolete",
}
_PERCENT: Final = 100.0
_NO_EFFECT: Final = ("sku", "location", "expires_on", "reason")


def draw(catalogue_id: str) -> None:
    """What is left empty is calculated; an override there was of the item gives way to this one."""
    with st.form("override", border=False):
        left, right = st.columns(2)
        sku = left.text_input("SKU", max_chars=1_000, key="override_sku")
        location = right.text_input(
            "Location", max_chars=1_000, key="override_location", help="Empty for an item without one."
        )
        st.caption(
            "What is left empty is calculated as usual, also where something is set of the item by now."
        )
        given = _draw_numbers()
        left, right = st.columns(2)
        given["lifecycle"] = left.selectbox(
            "Lifecycle",
            list(LIFECYCLES),
            index=None,
            format_func=LIFECYCLES.__getitem__,
            placeholder="as it is",
            key="override_lifecycle",
            help="New: the given demand counts, not a short history. Being phased out: sold, not ordered. "
            "Obsolete: no demand is expected, all stock is excess.",
        )
        replaced_by = right.text_input(
            "Replaced by",
            max_chars=1_000,
            key="override_replaced_by",
            help="A SKU of the same location: what this item sold counts for that one. This one is sold off, "
            "not ordered; its stock is not counted for the other.",
        )
        given["do_not_order"] = (
            st.checkbox("Do not order", key="override_stop", help="Nothing is suggested, whatever the stock.")
            or None
        )
        left, right = st.columns(2)
        last = left.date_input(
            "Last day",
            value=None,
            key="override_last",
            help="The last day it holds; from the next day on all is calculated again. Empty: until ended.",
        )
        reason = right.text_input(
            "Reason", max_chars=200, key="override_reason", help="Said wherever the override is."
        )
        is_sent = st.form_submit_button("Set the override", type="primary", icon=":material/tune:")
    if is_sent:
        row = {
            "sku": sku.strip(),
            "location": location.strip() or None,
            **given,
            "replaced_by": replaced_by.strip() or None,
            "expires_on": None if last is None else last.isoformat(),
            "reason": reason.strip() or None,
        }
        do(lambda: _set(catalogue_id, row), "The override is set; the next run goes by it.")


def _draw_numbers() -> dict[str, Any]:
    first, second, third, fourth = st.columns(4)
    quantity = first.number_input(
        "Order quantity",
        min_value=0.0,
        value=None,
        key="override_quantity",
        help="Units of every order; costs and order cycles follow from it.",
    )
    level = second.number_input(
        "Reorder point",
        min_value=0.0,
        value=None,
        key="override_level",
        help="Units: at or below it an order is due. The service it gives is told.",
    )
    service = third.number_input(
        "Service level (%)",
        min_value=0.0,
        max_value=100.0,
        value=None,
        key="override_service",
        help="In so many of 100 order cycles there is no stockout.",
    )
    factor = fourth.number_input(
        "Demand (%)",
        min_value=0.0,
        value=None,
        key="override_factor",
        help="Of the demand expected else: 120 is a fifth more, for a promotion.",
    )
    return {
        "order_quantity": quantity,
        "reorder_point": level,
        "service_level": None if service is None else round(service / _PERCENT, 10),
        "demand_factor": None if factor is None else round(factor / _PERCENT, 10),
    }


def _set(catalogue_id: str, row: dict[str, Any]) -> None:
    if not row["sku"] or all(row[name] is None for name in row if name not in _NO_EFFECT):
        raise ApiError("Nothing is set yet.", remedy="Give the SKU, and at least one thing to be set of it.")
    answer = catalogues.set_override(access.client(), catalogue_id, row)
    if answer["unknown_total"]:
        raise ApiError(
            f"The catalogue has no item {row['sku']}"
            + (f" in {row['location']}." if row["location"] else "."),
            remedy="Look for it under Items, and give its location if it has one.",
        )
    for problem in answer["errors"]:
        raise ApiError(f"{problem['message']}.", remedy=problem["remedy"])
