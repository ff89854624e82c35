"""How far a job is: a bar, rows, speed, time left, and why it waits."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.formats import Formats
from ui.words import plain, state, why


def draw(job: Mapping[str, Any], formats: Formats) -> None:
    """The progress of a job that has not ended."""
    progress = job["progress"]
    total, done = progress["rows_total"], progress["rows_done"]
    if total is None:
        st.progress(0.0, text=f"{state(job['state']).label} …")
    else:
        st.progress(min(1.0, progress["percent"] / 100.0), text=line(job, formats))
    st.caption(plain(why(job)) or "\N{NO-BREAK SPACE}")
    if total is not None:
        shown = (
            ("Rows done", f"{formats.number(done, 0)} of {formats.number(total, 0)}"),
            ("Rows refused", formats.number(progress["rows_failed"], 0)),
            ("Rows a second", formats.number(progress["rows_per_second"], 0)),
            ("Time left", formats.duration(progress["eta_seconds"])),
        )
        for column, (label, value) in zip(st.columns(4), shown, strict=True):
            column.metric(label, value, border=True)


def line(job: Mapping[str, Any], formats: Formats) -> str:
    """The progress in one line."""
    progress = job["progress"]
    if progress["rows_total"] is None:
        return state(job["state"]).label
    return (
        f"{formats.number(progress['percent'], 0)} % · {formats.number(progress['rows_done'], 0)} of "
        f"{formats.number(progress['rows_total'], 0)} rows"
    )
