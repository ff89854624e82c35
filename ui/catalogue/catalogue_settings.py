"""How runs over a catalogue find demand, and what they tell; its name; its end."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, links
from ui.asking import catalogues
from ui.confirming import confirmed
from ui.doing import do

_DEMAND: Final = {
    "history": "from what was sold in past months",
    "given": "as the sheet or the ERP gives it",
}
_METHODS: Final = {
    "auto": "chosen for each item",
    "mean": "mean of the months",
    "sba": "SBA (intermittent demand)",
    "tsb": "TSB (intermittent, dying out)",
}
_INBOX_MODES: Final = {
    "merge": "is merged: items it does not have stay",
    "replace": "replaces: items it does not have are taken out",
}


def draw(one: Mapping[str, Any]) -> None:
    """The form; whoever may only look sees it without its button."""
    may = access.may("jobs:write")
    settings = one["settings"]
    with st.form("catalogue_settings", border=True):
        name = st.text_input("Name", value=one["name"], max_chars=100, disabled=not may)
        first, second = st.columns(2)
        demand = first.selectbox(
            "Demand",
            list(_DEMAND),
            index=list(_DEMAND).index(settings["demand_from"]),
            format_func=_DEMAND.__getitem__,
            disabled=not may,
            help="An item without any history always keeps the demand it was given.",
        )
        method = second.selectbox(
            "Method",
            list(_METHODS),
            index=list(_METHODS).index(settings["method"]),
            format_func=_METHODS.__getitem__,
            disabled=not may,
        )
        window = first.number_input(
            "Months looked back", 3, 120, value=int(settings["window_months"]), disabled=not may
        )
        percent = second.number_input(
            "A number has changed when it moved by more than [%]",
            0.0,
            1000.0,
            value=float(settings["change_percent"]),
            step=1.0,
            disabled=not may,
        )
        inbox_mode = second.selectbox(
            "A sheet that is dropped into the inbox",
            list(_INBOX_MODES),
            index=list(_INBOX_MODES).index(settings["inbox_mode"]),
            format_func=_INBOX_MODES.__getitem__,
            disabled=not may,
        )
        placed_days = first.number_input(
            "Days an order placed counts as on order",
            1,
            365,
            value=int(settings["placed_days"]),
            disabled=not may,
            help="Unless the stock figures show it before; then they count.",
        )
        is_sent = st.form_submit_button("Save", type="primary", disabled=not may)
    if is_sent:
        said = {
            "name": name.strip(),
            "settings": {
                "demand_from": demand,
                "method": method,
                "window_months": int(window),
                "change_percent": float(percent),
                "inbox_mode": inbox_mode,
                "placed_days": int(placed_days),
            },
        }
        do(
            lambda: catalogues.change(access.client(), str(one["id"]), said),
            "Saved; the next run goes by it.",
        )
    st.markdown(f"Programs name this catalogue by its number: `{one['id']}`")
    st.markdown(
        f"Files that an ERP drops into the folder `{one['inbox']}` of the inbox are taken in: `stock...` as "
        "stock figures, `orders...` as order lines, `items...` as items, any other as a sheet. What became "
        "of them stands in its folders `done` and `failed`, and under *What came in*."
    )
    if may and confirmed(
        "Delete the catalogue",
        "Its items, their history and its schedules are deleted; the runs stay as jobs. Delete it?",
        key=f"delete_catalogue_{one['id']}",
        icon=":material/delete:",
    ):
        do(lambda: _delete(str(one["id"])))


def _delete(catalogue_id: str) -> None:
    catalogues.delete(access.client(), catalogue_id)
    st.switch_page(links.CATALOGUES)
