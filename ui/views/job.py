"""One job: live progress, then what it says. The job's number is in the address, so a reload returns here."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import streamlit as st

from ui import access, formats, links, trouble
from ui.asking import reports
from ui.asking.problems import ApiError
from ui.catalogue import changes
from ui.formats import Formats
from ui.job import again, decisions, job_files, overview, progress, row_errors, summary, suppliers
from ui.upload import intake, questions, sent, understanding
from ui.words import ACTIVE_STATES, in_words, is_run, is_scenario, kind, plain, sentence, state

_DONE: Final = ("succeeded", "partially_succeeded")
_REFRESH_SECONDS: Final = 1.0
_SECTIONS: Final = (
    "What changed",
    "Decisions",
    "Suppliers",
    "Charts",
    "Refused rows",
    "How the sheet was read",
)
# Stock figures older than this are pointed out: most shelves look different by then.
_OLD_DAYS: Final = 7


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
    sent.arrived()


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
            st.markdown(plain(in_words(job["report"])))
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
    _draw_way_back(job)
    st.title(plain(job["name"]))
    said = [
        state(job["state"]).markdown,
        _stock_age(job["as_of"], shape),
        *([_outcome(job["progress"], shape)] if job["state"] in _DONE else []),
        f"sent {shape.moment(job['created_at'])}",
        shape.size(job["file"]["size"]) if job["file"] else kind(job),
    ]
    st.markdown(" \N{MIDDLE DOT} ".join(said))


def _draw_way_back(job: Mapping[str, Any]) -> None:
    with st.container(horizontal=True):
        st.page_link(links.JOBS, label="All jobs", icon=":material/arrow_back:")
        if job["catalogue_id"]:
            st.page_link(
                links.CATALOGUE,
                label="Its catalogue",
                icon=":material/inventory_2:",
                query_params={"catalogue": job["catalogue_id"]},
            )
        if is_scenario(job):
            st.page_link(
                links.CATALOGUE,
                label="Compared with what is real",
                icon=":material/compare_arrows:",
                query_params={
                    "catalogue": job["catalogue_id"],
                    "catalogue_section": "Scenarios",
                    "scenario": job["id"],
                },
            )


def _outcome(counts: Mapping[str, Any], shape: Formats) -> str:
    refused = f", {shape.number(counts['rows_failed'], 0)} refused" if counts["rows_failed"] else ""
    return f"{shape.number(counts['rows_ok'], 0)} rows with a decision{refused}"


def _stock_age(as_of: str, shape: Formats) -> str:
    said = f"Stock as of **{shape.day(as_of)}**, {shape.age(as_of)}"
    is_old = (datetime.now(shape.zone).date() - date.fromisoformat(as_of)).days > _OLD_DAYS
    return f":orange[{said}]" if is_old else said


def _draw_ended(job: Mapping[str, Any], shape: Formats) -> None:
    if job["state"] == "needs_answer":
        _draw_questions(job)
    elif job["state"] in ("failed", "cancelled"):
        _draw_why(job)
    intake.draw(job, shape)
    if job.get("summary"):
        summary.draw(job["summary"], shape)
    has_rows = job["progress"]["rows_done"] > 0
    offered = [name for name in _SECTIONS if _is_offered(name, job, has_rows=has_rows)]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        section = (
            st.segmented_control(
                "Section",
                offered,
                default=offered[0],
                key="section",
                bind="query-params",
                label_visibility="collapsed",
                required=True,
            )
            if offered
            else None
        )
        job_files.draw(job)
    can_again = access.may("jobs:write") and not is_run(job)
    if job["state"] == "failed" and can_again:
        again.draw(job)
    match section:
        case "What changed":
            changes.draw(str(job["id"]), shape)
        case "Refused rows":
            row_errors.draw(str(job["id"]), shape)
        case "How the sheet was read":
            understanding.draw(job)
        case "Suppliers":
            suppliers.draw(reports.summary(access.client(), str(job["id"]))["charts"], shape)
        case "Charts":
            overview.draw(reports.summary(access.client(), str(job["id"]))["charts"], shape)
        case "Decisions":
            decisions.draw(str(job["id"]), shape, summary.suppliers(job.get("summary") or {}))
    if job["state"] in _DONE and can_again:
        again.draw(job)


def _draw_questions(job: Mapping[str, Any]) -> None:
    if not access.may("jobs:write"):
        st.info("Somebody who may upload sheets has to answer questions about this one.")
        return
    questions.draw(job)
    st.button("Cancel job", icon=":material/cancel:", on_click=_cancel, args=(str(job["id"]),))


def _is_offered(section: str, job: Mapping[str, Any], *, has_rows: bool) -> bool:
    match section:
        case "What changed":
            return is_run(job) and not is_scenario(job) and job["state"] in _DONE
        case "Decisions":
            return has_rows
        case "Suppliers" | "Charts":
            return has_rows and bool(job.get("summary"))
        case "Refused rows":
            return bool(job["progress"]["rows_failed"])
        case _:
            return bool(job.get("understanding"))


def _draw_why(job: Mapping[str, Any]) -> None:
    error = job.get("error") or {}
    reason = error.get("message") or job.get("status_reason") or "The job ended without decisions."
    text = f"**{plain(sentence(reason))}**" + (f"  \n{plain(error['remedy'])}" if error.get("remedy") else "")
    (st.error if job["state"] == "failed" else st.info)(text)
    if job["state"] == "failed" and not is_run(job):
        links.to_upload("Upload the mended sheet")


def _cancel(job_id: str) -> None:
    try:
        access.client().cancel(job_id)
    except ApiError as error:
        # It ended in the same moment, or the API is away: the page, drawn next, shows which.
        st.toast(plain(error.message))


if __name__ == "__main__":
    show()
