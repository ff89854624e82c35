"""Status: whether everything works, who works, and what waits."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui import access, formats, links, trouble
from ui.asking import reports
from ui.words import plain, sentence, state

_REFRESH_SECONDS: Final = 5.0
_MOST_JOBS: Final = 50


def show() -> None:
    """The parts, the workers, the queue; refreshed by itself."""
    st.title("Status")
    _draw()


@st.fragment(run_every=_REFRESH_SECONDS)
def _draw() -> None:
    with trouble.told():
        client = access.client()
        parts = reports.readiness(client)
        workers = reports.workers(client)
        active = [
            job
            for name in ("queued", "reading", "computing", "finishing", "cancelling")
            for job in client.jobs(limit=_MOST_JOBS, state=name)["items"]
        ]
        alive = [worker for worker in workers if worker["is_alive"]]
        _draw_parts(parts, alive, active)
        _draw_workers(workers)
        _draw_queue(active)


def _draw_parts(parts: Mapping[str, Any], alive: list[Any], active: list[Any]) -> None:
    processes = sum(worker["processes"] for worker in alive)
    shown = (
        ("Database", "works" if parts["postgresql"] == "ok" else "away"),
        ("Queue", "works" if parts["redis"] == "ok" else "away"),
        ("Workers", f"{len(alive)} with {processes} processes" if alive else "none"),
        ("Jobs under way", str(len(active))),
    )
    with st.container(horizontal=True, gap="small"):
        for label, value in shown:
            st.metric(label, value, border=True, width="stretch")
    if parts["redis"] != "ok":
        st.warning("The queue is away: jobs are taken and kept, but start later.", icon=":material/schedule:")
    if not alive:
        st.warning(
            "No worker is at work, so jobs wait. Whoever runs Lotwise here starts one: `./lotwise worker`.",
            icon=":material/engineering:",
        )


def _draw_workers(workers: list[Any]) -> None:
    st.markdown("**Workers**")
    if not workers:
        st.caption("None was heard of within a day.")
        return
    shape = formats.here()
    st.dataframe(
        pd.DataFrame(
            {
                "Worker": [worker["name"] for worker in workers],
                "State": [
                    "stopping" if worker["is_stopping"] else "at work" if worker["is_alive"] else "silent"
                    for worker in workers
                ],
                "Processes": [worker["processes"] for worker in workers],
                "Computes now (chunks)": [worker["chunks_running"] for worker in workers],
                "Version": [worker["version"] for worker in workers],
                "Started": [shape.moment(worker["started_at"]) for worker in workers],
                "Last heard of": [shape.moment(worker["heartbeat_at"]) for worker in workers],
            }
        ),
        hide_index=True,
        alt="Workers, those at work first",
    )


def _draw_queue(active: list[Any]) -> None:
    st.markdown("**Under way**")
    if not active:
        st.caption("Nothing waits and nothing is being computed.")
    shape = formats.here()
    for job in active:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.page_link(links.JOB, label=plain(job["name"]), query_params={"job": job["id"]}, width=320)
            st.markdown(state(job["state"]).markdown, width=120)
            st.caption(plain(sentence(job["status_reason"])), width="stretch")
            st.caption(shape.moment(job["created_at"]), width=170)


if __name__ == "__main__":
    show()
