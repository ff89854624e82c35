"""Jobs: every sheet that was sent, newest first, with its state; open one to see its decisions."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, formats, links, trouble
from ui.asking.problems import ApiError
from ui.formats import ABSENT, Formats
from ui.job import progress
from ui.paging import Pages
from ui.words import ACTIVE_STATES, STATES, is_run, is_scenario, kind, plain, sentence, state, why

_PAGE_ROWS: Final = 20
_REFRESH_SECONDS: Final = 2.0
_PLAIN: Final = ("succeeded", "partially_succeeded", "cancelled")  # their counts say it all
_WIDTHS: Final = (4.2, 2.4, 3.0, 2.2)


def show() -> None:
    """The list, refreshed by itself."""
    st.title("Jobs")
    choices = {badge.label: name for name, badge in STATES.items() if name != "needs_answer"}
    chosen = st.selectbox(
        "State",
        list(choices),
        index=None,
        placeholder="All states",
        key="jobs_state",
        width=280,
        label_visibility="collapsed",
    )
    _draw(choices.get(chosen) if chosen else None)


@st.fragment(run_every=_REFRESH_SECONDS)
def _draw(wanted: str | None) -> None:
    pages = Pages("jobs", wanted)
    with trouble.told():
        page = access.client().jobs(limit=_PAGE_ROWS, cursor=pages.cursor, state=wanted)
        if not page["items"]:
            _draw_nothing(is_filtered=wanted is not None)
            return
        shape = formats.here()
        with st.container(key="jobs_head"):
            for column, title in zip(st.columns(_WIDTHS), ("Sheet", "State", "Rows", "Sent"), strict=True):
                column.caption(title)
        for job in page["items"]:
            _draw_row(job, shape)
        pages.draw(page["next"], back="Newer", forward="Older")


def _draw_row(job: Mapping[str, Any], shape: Formats) -> None:
    with st.container(border=True, key=f"job_{job['id']}"):
        name, where, rows, sent = st.columns(_WIDTHS, vertical_alignment="center")
        name.page_link(
            links.JOB,
            label=f"**{plain(job['name'])}**",
            icon=_icon(job),
            query_params={"job": job["id"]},
        )
        if is_run(job):
            name.caption(sentence(kind(job)))
        where.markdown(state(job["state"]).markdown)
        if job["state"] not in _PLAIN:
            where.caption(plain(why(job)))
        if job["state"] in ACTIVE_STATES:
            rows.progress(min(1.0, job["progress"]["percent"] / 100.0), text=progress.line(job, shape))
        else:
            rows.markdown(_outcome(job, shape))
        sent.markdown(f":small[{shape.moment(job['created_at'])}]")
        if job["state"] in ACTIVE_STATES | {"needs_answer"} and access.may("jobs:write"):
            sent.button(
                "Cancel",
                icon=":material/cancel:",
                type="tertiary",
                key=f"cancel_{job['id']}",
                disabled=job["state"] == "cancelling",
                on_click=_cancel,
                args=(str(job["id"]),),
            )


def _icon(job: Mapping[str, Any]) -> str:
    if is_scenario(job):
        return ":material/science:"
    return ":material/inventory_2:" if is_run(job) else ":material/table_view:"


def _cancel(job_id: str) -> None:
    try:
        access.client().cancel(job_id)
    except ApiError as error:
        st.toast(plain(error.message))


def _outcome(job: Mapping[str, Any], shape: Formats) -> str:
    counts = job["progress"]
    refused = f", {shape.number(counts['rows_failed'], 0)} refused" if counts["rows_failed"] else ""
    return f"{shape.number(counts['rows_done'], 0)} rows{refused}" if counts["rows_total"] else ABSENT


def _draw_nothing(*, is_filtered: bool) -> None:
    if is_filtered:
        st.info(
            "No job is in this state. Choose another, or clear the choice to see all.",
            icon=":material/filter_alt:",
        )
        return
    st.info("No sheet was sent yet. Once one is, it appears here with its progress.", icon=":material/inbox:")
    links.to_upload("Upload a sheet")


if __name__ == "__main__":
    show()
