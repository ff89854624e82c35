"""When a catalogue is computed by itself: its schedules, a form for one more, what came of the last times."""

from collections.abc import Mapping
from datetime import time
from typing import Any, Final
from zoneinfo import available_timezones

import streamlit as st

from ui import access, links
from ui.asking import catalogues
from ui.confirming import confirmed
from ui.doing import do
from ui.formats import Formats
from ui.words import plain

_DAYS: Final = {
    "every day": "*",
    "Monday to Friday": "1-5",
    "Mondays": "1",
    "Sundays": "0",
    "the first of the month": "",
}
_BY_HAND: Final = "as a cron expression"


def draw(one: Mapping[str, Any], shape: Formats) -> None:
    """The list and the form."""
    found = catalogues.schedules(access.client(), str(one["id"]))
    for schedule in found:
        _draw(schedule, shape)
    if not found:
        st.info("The catalogue is computed only when somebody asks for it.", icon=":material/schedule:")
    if access.may("jobs:write"):
        with st.expander("Make a schedule", icon=":material/add:", expanded=not found):
            _ask(str(one["id"]))


def _ask(catalogue_id: str) -> None:
    days = st.selectbox("On", [*_DAYS, _BY_HAND], key="schedule_days", width=320)
    if days == _BY_HAND:
        cron = st.text_input(
            "Cron expression", value="0 2 * * *", help="minute, hour, day, month, day of week", width=320
        )
    else:
        at = st.time_input("At", value=time(2, 0), step=900, width=320)
        cron = f"{at.minute} {at.hour} * * {_DAYS[days]}" if _DAYS[days] else f"{at.minute} {at.hour} 1 * *"
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    here = st.context.timezone
    zone = st.selectbox(
        "Time zone",
        zones,
        index=zones.index(here) if here in zones else zones.index("UTC"),
        width=320,
        help="Summer and winter time are minded: the run comes once on every day it is due.",
    )
    if st.button("Make the schedule", type="primary", icon=":material/schedule:"):
        do(
            lambda: catalogues.make_schedule(access.client(), catalogue_id, cron, zone),
            "The schedule is made.",
        )


def _draw(schedule: Mapping[str, Any], shape: Formats) -> None:
    schedule_id = str(schedule["id"])
    is_paused = schedule["paused_at"] is not None
    with st.container(border=True, key=f"schedule_{schedule_id}"):
        badge = ":gray-badge[Paused]" if is_paused else ":green-badge[Active]"
        st.markdown(f"**{plain(schedule['in_words'])}**, {plain(schedule['time_zone'])} {badge}")
        st.caption(f"`{schedule['cron']}`, made by {plain(schedule['created_by'])}")
        if not is_paused:
            following = ", ".join(shape.moment(one) for one in schedule["next_times"][:3])
            st.markdown(f"Next: {following} (your time)")
        _draw_last(schedule_id, schedule["last"], shape)
        if access.may("jobs:write"):
            _draw_buttons(schedule_id, is_paused=is_paused)


def _draw_last(schedule_id: str, last: Mapping[str, Any] | None, shape: Formats) -> None:
    if last is None:
        st.caption("It was not due yet.")
        return
    for due in catalogues.due_runs(access.client(), schedule_id):
        missed = f", made up for {due['missed']} missed" if due["missed"] else ""
        if due["job_id"] is None:
            st.markdown(f":orange[{shape.moment(due['due_at'])}: refused. {plain(due['refused'])}]")
            continue
        st.page_link(
            links.JOB,
            label=f"The run of {shape.moment(due['due_at'])}{missed}",
            icon=":material/table_view:",
            query_params={"job": due["job_id"]},
        )


def _draw_buttons(schedule_id: str, *, is_paused: bool) -> None:
    with st.container(horizontal=True):
        words = "Resume" if is_paused else "Pause"
        icon = ":material/play_arrow:" if is_paused else ":material/pause:"
        if st.button(words, key=f"pause_{schedule_id}", icon=icon):
            do(lambda: catalogues.change_schedule(access.client(), schedule_id, paused=not is_paused))
        if confirmed(
            "Delete",
            "The runs it made stay. Delete the schedule?",
            key=f"delete_{schedule_id}",
            icon=":material/delete:",
        ):
            do(lambda: catalogues.delete_schedule(access.client(), schedule_id), "The schedule is deleted.")
