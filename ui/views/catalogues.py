"""Catalogues: named sheets that are computed again and again; make one, open one."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, formats, links, trouble
from ui.asking import catalogues
from ui.doing import do
from ui.formats import Formats
from ui.words import plain, state

_WIDTHS: Final = (2.6, 1.0, 2.2, 1.6, 2.2, 1.8)
_HEADS: Final = ("Catalogue", "Items", "Stock figures", "Demand until", "Last run", "Next run")


def show() -> None:
    """The list, and the form for one more."""
    st.title("Catalogues")
    st.markdown(
        "A catalogue is a sheet that stays: stock and demand flow in, every night Lotwise decides anew, "
        "and in the morning it says what changed."
    )
    with trouble.told():
        found = catalogues.every(access.client())
        shape = formats.here()
        if found:
            _draw_list(found, shape)
        elif not access.may("jobs:write"):
            st.info("There is no catalogue yet.", icon=":material/inbox:")
        if access.may("jobs:write"):
            with st.expander("Make a catalogue", icon=":material/add:", expanded=not found):
                _ask()


def _draw_list(found: list[dict[str, Any]], shape: Formats) -> None:
    with st.container(key="catalogues_head"):
        for column, title in zip(st.columns(_WIDTHS), _HEADS, strict=True):
            column.caption(title)
    for one in found:
        with st.container(border=True, key=f"catalogue_{one['id']}"):
            name, items, stock, demand, last, following = st.columns(_WIDTHS, vertical_alignment="center")
            name.page_link(
                links.CATALOGUE,
                label=f"**{plain(one['name'])}**",
                icon=":material/inventory_2:",
                query_params={"catalogue": one["id"]},
            )
            items.markdown(shape.number(one["items"], 0))
            stock.markdown(f":small[{stock_age(one, shape)}]")
            demand.markdown(f":small[{shape.day(one['demand_until'])}]")
            last.markdown(f":small[{last_run(one, shape)}]")
            following.markdown(f":small[{next_run(one, shape)}]")


def stock_age(one: Mapping[str, Any], shape: Formats) -> str:
    """When the stock figures came."""
    if one["stock_to"] is None:
        return "none yet"
    newest = shape.moment(one["stock_to"])
    oldest = shape.moment(one["stock_from"])
    return newest if newest == oldest else f"{oldest} to {newest}"


def last_run(one: Mapping[str, Any], shape: Formats) -> str:
    """How the last run ended and when; of a run under way how far it is."""
    if one["last_run_state"] is None:
        return "none yet"
    badge = state(one["last_run_state"]).markdown
    ended = one["last_run_ended"]
    return f"{badge} {shape.moment(ended)}" if ended else badge


def next_run(one: Mapping[str, Any], shape: Formats) -> str:
    """When a schedule begins the next run."""
    return shape.moment(one["next_run"]) if one["next_run"] else "not scheduled"


def _ask() -> None:
    with st.form("new_catalogue", border=False, clear_on_submit=False):
        name = st.text_input("Name", placeholder="Main warehouse", max_chars=100)
        st.caption("It is empty at first: upload a sheet into it, or let your ERP send items.")
        is_sent = st.form_submit_button("Make the catalogue", type="primary", icon=":material/add:")
    if not is_sent:
        return
    if not name.strip():
        st.error("Give the catalogue a name.")
        return
    do(lambda: catalogues.make(access.client(), name.strip()), f"{name.strip()} is made.")


if __name__ == "__main__":
    show()
