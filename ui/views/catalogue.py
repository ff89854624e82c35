"""One catalogue: run it, what changed, its items, scenarios, schedules, what came in, how it is computed."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, formats, links, trouble
from ui.asking import catalogues
from ui.asking.problems import ApiError
from ui.catalogue import (
    catalogue_items,
    catalogue_settings,
    changes,
    order_lines,
    overrides,
    scenarios,
    schedule_list,
)
from ui.formats import Formats
from ui.views.catalogues import stock_age
from ui.words import ACTIVE_STATES, plain, state

_SECTIONS: Final = (
    "What changed",
    "Orders",
    "Items",
    "Overrides",
    "Scenarios",
    "Schedules",
    "What came in",
    "Settings",
)
_REFRESH_SECONDS: Final = 2.0


def show() -> None:
    """The catalogue named in the address."""
    catalogue_id = st.query_params.get("catalogue", "")
    st.page_link(links.CATALOGUES, label="All catalogues", icon=":material/arrow_back:")
    if not catalogue_id:
        st.title("Catalogue")
        st.info("No catalogue is chosen. Open one from the list.", icon=":material/inventory_2:")
        return
    with trouble.told():
        one = catalogues.one(access.client(), catalogue_id)
        shape = formats.here()
        _draw_head(one, shape)
        if one["items"] == 0:
            _draw_empty(one)
        section = st.segmented_control(
            "Section",
            _SECTIONS,
            default=_SECTIONS[0] if one["items"] else "Settings",
            key="catalogue_section",
            bind="query-params",
            label_visibility="collapsed",
            required=True,
        )
        # Each in a place of its own: a table where another was takes over in which cell that one was left,
        # and where it has no such cell the Tab key does not leave it any more.
        places = {name: st.container() for name in _SECTIONS}
        with places[section]:
            _draw_section(section, one, shape)


def _draw_section(section: str, one: Mapping[str, Any], shape: Formats) -> None:
    match section:
        case "Orders":
            order_lines.draw(one, shape)
        case "Items":
            catalogue_items.draw(one, shape)
        case "Scenarios":
            scenarios.draw(one, shape)
        case "Overrides":
            overrides.draw(one, shape)
        case "Schedules":
            schedule_list.draw(one, shape)
        case "What came in":
            _draw_feeds(one, shape)
        case "Settings":
            catalogue_settings.draw(one)
        case _:
            _draw_last_run(one, shape)


def _draw_head(one: Mapping[str, Any], shape: Formats) -> None:
    st.title(plain(one["name"]))
    said = [f"{shape.number(one['items'], 0)} items", f"stock figures: {stock_age(one, shape)}"]
    if one["demand_until"]:
        said.append(f"demand known until {shape.day(one['demand_until'])}")
    st.markdown(" \N{MIDDLE DOT} ".join(said))


def _draw_empty(one: Mapping[str, Any]) -> None:
    st.info(
        "**The catalogue is empty.** Upload a sheet and choose this catalogue under *Keep as a catalogue*, "
        f"or let a program send items: `PATCH /catalogues/{one['id']}/items`.",
        icon=":material/inbox:",
    )
    links.to_upload("Upload a sheet")


def _draw_last_run(one: Mapping[str, Any], shape: Formats) -> None:
    job = access.client().job(one["last_run"]) if one["last_run"] else None
    is_running = job is not None and job["state"] in ACTIVE_STATES
    with st.container(horizontal=True, vertical_alignment="center"):
        if access.may("jobs:write"):
            st.button(
                "Run now",
                type="primary",
                icon=":material/play_arrow:",
                disabled=is_running or not one["items"],
                on_click=_run,
                args=(one["id"],),
                help="Decide on every item with the stock and the demand known now.",
            )
        if job is not None:
            _draw_link(job, shape)
    if job is None:
        st.info("No run yet. Once there are two, what changed between them is told here.")
    elif is_running:
        _watch(str(job["id"]))
    elif job["state"] in ("succeeded", "partially_succeeded"):
        changes.draw(str(job["id"]), shape)


def _draw_link(job: Mapping[str, Any], shape: Formats) -> None:
    st.page_link(
        links.JOB,
        label=f"The run of {shape.moment(job['created_at'])}, with its decisions",
        icon=":material/table_view:",
        query_params={"job": job["id"]},
    )
    st.markdown(state(job["state"]).markdown)


@st.fragment(run_every=_REFRESH_SECONDS)
def _watch(job_id: str) -> None:
    with trouble.told():
        job = access.client().job(job_id)
        if job["state"] not in ACTIVE_STATES:
            st.rerun()
        st.progress(min(1.0, job["progress"]["percent"] / 100.0), text=plain(job["status_reason"]))


def _run(catalogue_id: str) -> None:
    try:
        catalogues.run(access.client(), catalogue_id)
    except ApiError as error:
        st.toast(plain(f"{error.message} {error.remedy}"), icon=":material/error:")


def _draw_feeds(one: Mapping[str, Any], shape: Formats) -> None:
    found = catalogues.feeds(access.client(), str(one["id"]))
    if not found:
        st.info("Nothing came in yet.", icon=":material/inbox:")
        return
    st.dataframe(
        [
            {
                "When": shape.moment(feed["received_at"]),
                "What": feed["kind"],
                "By": feed["received_by"],
                "Outcome": outcome(feed["answer"], shape),
            }
            for feed in found
        ],
        column_config={"Outcome": st.column_config.TextColumn(width="large")},
        alt="What came into the catalogue, the newest first",
    )


def outcome(answer: Mapping[str, Any], shape: Formats) -> str:
    """The counts of a delivery in words, or why nothing was taken."""
    if answer.get("refused"):
        return f"failed: {answer['refused']}"
    names = {
        "taken": "taken",
        "created": "made",
        "new": "new",
        "changed": "changed",
        "unchanged": "as before",
        "gone": "not in the sheet",
        "known": "there already",
        "corrected": "corrected",
        "unknown_total": "of unknown items",
        "errors_total": "refused",
        "in_error": "in error",
    }
    said = [f"{shape.number(answer[name], 0)} {words}" for name, words in names.items() if answer.get(name)]
    return ", ".join(said) or "nothing"


if __name__ == "__main__":
    show()
