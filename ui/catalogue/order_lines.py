"""What a catalogue's last run suggests to order, and what is done about it: ticked, decided, placed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from ui import access, links, trouble
from ui.asking import ordering
from ui.catalogue import order_actions, order_steps, order_table
from ui.formats import Formats
from ui.links import File
from ui.paging import Pages
from ui.words import plain

_PAGE_ROWS: Final = 100
# As they are offered: what is shown by each, and the states the API is asked for.
_SHOWN: Final[Mapping[str, Sequence[str]]] = {
    "To do": ("proposed",),
    "Accepted": ("accepted", "edited"),
    "Placed": ("placed", "overdue"),
    "Snoozed": ("snoozed",),
    "Rejected": ("rejected",),
    "In the stock figures": ("shown",),
    "Withdrawn": ("withdrawn",),
    "Superseded by a later run": ("superseded",),
}


@st.fragment
def draw(one: Mapping[str, Any], shape: Formats) -> None:
    """The counts, filters, the table, and what may be done about the rows that are ticked."""
    with trouble.told():
        catalogue_id = str(one["id"])
        if one["last_run"] is None:
            st.info("No run yet, so nothing is suggested. Run it under *What changed*.")
            return
        wanted = _ask()
        pages = Pages("orders", (catalogue_id, str(wanted)))
        page = ordering.page(access.client(), catalogue_id, wanted, limit=_PAGE_ROWS, cursor=pages.cursor)
        st.session_state["orders_suppliers"] = page["suppliers"]
        _draw_counts(page, shape)
        order_actions.draw_outcome()
        rows: list[dict[str, Any]] = page["items"]
        if not rows:
            _draw_nothing(wanted)
            return
        chosen = order_table.draw(
            rows, shape, key=f"orders_{pages.number}_{wanted}_{order_actions.done_so_far()}"
        )
        if access.may("jobs:write"):
            order_actions.draw(catalogue_id, chosen)
        first = (pages.number - 1) * _PAGE_ROWS + 1
        said = f"Lines {shape.number(first, 0)} to {shape.number(first + len(rows) - 1, 0)}."
        pages.draw(page["next"], back="Previous", forward="Next", said=said)
        if len(chosen) == 1:
            order_steps.draw(catalogue_id, chosen[0], shape)


def _ask() -> dict[str, Any]:
    """The filters; those of suppliers offered are those to order from."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        shown = st.selectbox(
            "State",
            list(_SHOWN),
            index=None,
            placeholder="To do, and what was done",
            key="orders_state",
            bind="query-params",
            label_visibility="collapsed",
            width=250,
        )
        supplier = st.selectbox(
            "Supplier",
            st.session_state.get("orders_suppliers", []),
            index=None,
            placeholder="Any supplier",
            key="orders_supplier",
            bind="query-params",
            accept_new_options=True,
            label_visibility="collapsed",
            width=200,
        )
    wanted = {"state": list(_SHOWN[shown]) if shown else None, "supplier": supplier or None}
    return {name: value for name, value in wanted.items() if value}


def _draw_counts(page: Mapping[str, Any], shape: Formats) -> None:
    counts: Mapping[str, int] = page["counts"]
    left = counts.get("proposed", 0)
    said = [f"**{shape.number(left, 0)} still to do**" if left else "**Nothing is left to do**"]
    said += [
        f"{shape.number(counts[name], 0)} {order_table.STATES[name].lower()}"
        for name in order_table.STATES
        if name != "proposed" and counts.get(name)
    ]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"{' · '.join(said)} (run of {shape.day(page['as_of'])})")
        _draw_files()


def _draw_files() -> None:
    at = f"catalogues/{st.query_params.get('catalogue', '')}/orders.csv"
    supplier = st.session_state.get("orders_supplier")
    query = {"supplier": str(supplier)} if supplier else None
    help_words = "What was accepted, changed or placed, by supplier, for the ERP"
    links.downloads([File("Orders, CSV", at, help_words, query)], key="orders_files", what="Orders")


def _draw_nothing(wanted: Mapping[str, Any]) -> None:
    if wanted in ({}, {"state": ["proposed"]}):
        st.success("Nothing has to be ordered today.", icon=":material/check:")
    else:
        words = plain(wanted.get("supplier") or "these filters")
        st.info(f"No line fits {words}. Clear a filter to see more.", icon=":material/filter_alt:")
