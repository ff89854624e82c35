"""What people set of some items of a catalogue: the list, a form to set one, a way to end one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from ui import access, links, trouble
from ui.asking import catalogues
from ui.catalogue import override_form
from ui.confirming import confirmed
from ui.doing import do
from ui.formats import ABSENT, Formats
from ui.links import File
from ui.paging import Pages
from ui.words import spoken

_PAGE_ROWS: Final = 100
_STATES: Final = {"Active": "active", "Expired": "expired", "All": None}


@st.fragment
def draw(one: Mapping[str, Any], shape: Formats) -> None:
    """The list, its file, the form."""
    with trouble.told():
        catalogue_id = str(one["id"])
        sku, state = _draw_filters(catalogue_id)
        pages = Pages("overrides", (catalogue_id, sku, state))
        page = catalogues.overrides(
            access.client(), catalogue_id, limit=_PAGE_ROWS, cursor=pages.cursor, sku=sku, state=state
        )
        rows = page["items"]
        if rows:
            st.dataframe(
                table(rows, shape),
                hide_index=True,
                placeholder=ABSENT,
                column_config={"Set": st.column_config.TextColumn(width="large")},
                alt="Overrides of the catalogue's items",
            )
            first = (pages.number - 1) * _PAGE_ROWS + 1
            said = f"Overrides {shape.number(first, 0)} to {shape.number(first + len(rows) - 1, 0)}."
            pages.draw(page["next"], back="Previous", forward="Next", said=said)
        else:
            st.info(
                "No override fits." if sku or state == "expired" else "All items go as they are calculated.",
                icon=":material/tune:",
            )
        if access.may("jobs:write"):
            with st.expander("Set an override", icon=":material/add:", expanded=not rows):
                override_form.draw(catalogue_id)
            if rows:
                _draw_end(catalogue_id, rows)


def _draw_filters(catalogue_id: str) -> tuple[str, str | None]:
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        sku = st.text_input("SKU", placeholder="a whole SKU", key="overrides_sku", width=240).strip()
        state = st.segmented_control(
            "Shown", list(_STATES), default="Active", key="overrides_state", required=True
        )
        links.downloads(
            [File("Overrides, CSV", f"catalogues/{catalogue_id}/overrides.csv", "As they can be sent back")],
            key="override_files",
            what="Overrides",
        )
    return sku, _STATES[str(state)]


def table(rows: Sequence[Mapping[str, Any]], shape: Formats) -> list[dict[str, Any]]:
    """A line an override; that an item is not there is said where one is not."""
    all_there = all(row["is_in_catalogue"] for row in rows)
    return [
        {
            "SKU": row["sku"],
            "Location": row["location"],
            "Set": said(row, shape),
            "Until": _until(row, shape),
            "Why": row["reason"],
            "By": row["set_by"],
            "When": shape.moment(row["set_at"]),
            **({} if all_there else {"Item": None if row["is_in_catalogue"] else "not in the catalogue now"}),
        }
        for row in rows
    ]


def said(row: Mapping[str, Any], shape: Formats) -> str:
    """What is set, in words."""
    told = [
        f"{spoken(name)} {shape.number(row[name])}"
        for name in ("order_quantity", "reorder_point")
        if row[name] is not None
    ]
    if row["service_level"] is not None:
        told.append(f"service level {shape.percent(row['service_level'])}")
    if row["demand_factor"] is not None:
        told.append(f"demand at {shape.percent(row['demand_factor'])}")
    if row["do_not_order"]:
        told.append("do not order")
    if row["lifecycle"] is not None:
        told.append(override_form.LIFECYCLES[row["lifecycle"]])
    if row["replaced_by"] is not None:
        told.append(f"replaced by {row['replaced_by']}")
    return ", ".join(told)


def _until(row: Mapping[str, Any], shape: Formats) -> str:
    if row["expires_on"] is None:
        return "no end"
    shown = shape.day(row["expires_on"])
    if row["state"] == "expired":
        return f"expired: {shown}"
    return f"soon: {shown}" if row["ends_soon"] else shown


def _draw_end(catalogue_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "An override to end",
            range(len(rows)),
            format_func=lambda at: " ".join(filter(None, (rows[at]["sku"], rows[at]["location"]))),
            key="override_to_end",
            width=320,
        )
        row = rows[chosen]
        if confirmed(
            "End it",
            "The next run calculates all of the item again. End the override?",
            key=f"end_override_{row['sku']}_{row['location']}",
            icon=":material/undo:",
        ):
            do(
                lambda: catalogues.end_override(access.client(), catalogue_id, row["sku"], row["location"]),
                "The override is ended.",
            )
