"""One job: live progress, then what it says. The job's number is in the address, so a reload returns here."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import (
    access,
    again,
    decisions,
    formats,
    links,
    progress,
    questions,
    row_errors,
    summary,
    trouble,
    understanding,
)
from ui.formats import Formats
from ui.links import File
from ui.problems import ApiError
from ui.words import ACTIVE_STATES, plain, sentence, state

_REFRESH_SECONDS: Final = 1.0
_SECTIONS: Final = ("Decisions", "Refused rows", "How the sheet was read")


def show() -> None:
    """The job named in the address."""
    job_id = st.query_params.get("job", "")
    if not job_id:
        st.title("Job")
        st.info("No job is chosen. Open one from the list.", icon=":material/list_alt:")
        st.page_link(links.JOBS, label="All jobs", icon=":material/list_alt:")
        return
    with trouble.told():
        job = access.client().job(job_id)
        shape = formats.here()
        if job["state"] in ACTIVE_STATES:
            _draw_live(job_id)
        else:
            _draw_head(job, shape)
            _draw_ended(job, shape)


@st.fragment(run_every=_REFRESH_SECONDS)
def _draw_live(job_id: str) -> None:
    with trouble.told():
        job = access.client().job(job_id)
        if job["state"] not in ACTIVE_STATES:
            st.rerun()
        shape = formats.here()
        _draw_head(job, shape)
        progress.draw(job, shape)
        if job.get("report"):
            st.markdown(plain(job["report"]))
        st.caption("You may close this page; the job goes on. Its address brings you back.")
        if access.may("jobs:write"):
            st.button(
                "Cancel job",
                icon=":material/cancel:",
                disabled=job["state"] == "cancelling",
                on_click=_cancel,
                args=(job_id,),
            )


def _draw_head(job: Mapping[str, Any], shape: Formats) -> None:
    st.page_link(links.JOBS, label="All jobs", icon=":material/arrow_back:")
    st.title(plain(job["file"]["name"]))
    said = [
        state(job["state"]).markdown,
        f"Stock as of **{shape.day(job['as_of'])}**",
        f"sent {shape.moment(job['created_at'])}",
        shape.size(job["file"]["size"]),
    ]
    st.markdown(" \N{MIDDLE DOT} ".join(said))


def _draw_ended(job: Mapping[str, Any], shape: Formats) -> None:
    if job["state"] == "needs_answer":
        questions.draw(job)
        st.button("Cancel job", icon=":material/cancel:", on_click=_cancel, args=(str(job["id"]),))
    elif job["state"] in ("failed", "cancelled"):
        _draw_why(job)
    elif job.get("status_reason"):
        st.markdown(plain(sentence(job["status_reason"])))
    if job.get("summary"):
        summary.draw(job["summary"], shape)
    has_rows = job["progress"]["rows_done"] > 0
    failed = job["progress"]["rows_failed"]
    labels = {
        "Decisions": "Decisions",
        "Refused rows": f"Refused rows ({shape.number(failed, 0)})",
        "How the sheet was read": "How the sheet was read",
    }
    offered = [name for name in _SECTIONS if _is_offered(name, job, has_rows=has_rows)]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        section = (
            st.segmented_control(
                "Section",
                offered,
                default=offered[0],
                format_func=labels.__getitem__,
                key="section",
                label_visibility="collapsed",
                required=True,
            )
            if offered
            else None
        )
        _draw_downloads(job, has_rows=has_rows)
    if job["state"] != "needs_answer" and job["state"] != "cancelled":
        again.draw(job)
    match section:
        case "Refused rows":
            row_errors.draw(str(job["id"]), shape)
        case "How the sheet was read":
            understanding.draw(job)
        case "Decisions":
            decisions.draw(str(job["id"]), shape, summary.suppliers(job.get("summary") or {}))


def _is_offered(section: str, job: Mapping[str, Any], *, has_rows: bool) -> bool:
    match section:
        case "Decisions":
            return has_rows
        case "Refused rows":
            return bool(job["progress"]["rows_failed"])
        case _:
            return bool(job.get("understanding"))


def _draw_why(job: Mapping[str, Any]) -> None:
    error = job.get("error") or {}
    reason = error.get("message") or job.get("status_reason") or "The job ended without decisions."
    text = f"**{plain(sentence(reason))}**" + (f"  \n{plain(error['remedy'])}" if error.get("remedy") else "")
    (st.error if job["state"] == "failed" else st.info)(text)
    if job["state"] == "failed":
        st.page_link(links.UPLOAD, label="Upload the mended sheet", icon=":material/upload_file:")


def _draw_downloads(job: Mapping[str, Any], *, has_rows: bool) -> None:
    at = f"jobs/{job['id']}"
    files = []
    if has_rows:
        files = [
            File("Excel", f"{at}/decisions.xlsx", "Decisions, orders by supplier, summary and errors"),
            File("CSV", f"{at}/decisions.csv", "Comma between values, decimal point"),
            File(
                "CSV, decimal comma",
                f"{at}/decisions.csv",
                "Semicolon between values, decimal comma",
                {"delimiter": ";", "decimal": ","},
            ),
        ]
    if job["progress"]["rows_failed"]:
        files.append(File("Refused rows", f"{at}/errors.xlsx", "The refused rows with cell and reason"))
    files.append(File("Original file", f"{at}/file", "The sheet as it was sent"))
    links.downloads(files, key="downloads")


def _cancel(job_id: str) -> None:
    try:
        access.client().cancel(job_id)
    except ApiError as error:
        # It ended in the same moment, or the API is away: the page, drawn next, shows which.
        st.toast(plain(error.message))


if __name__ == "__main__":
    show()
