"""A job done again: the same file with the defaults it lacked, or read otherwise where it was doubted."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, links, trouble
from ui.asking.problems import ApiError
from ui.upload import assumptions, questions

_KEY: Final = "again_key"  # one Idempotency-Key for each job and its new options


def draw(job: Mapping[str, Any]) -> None:
    """The form; a new job is made of the same file, this one stays as it is."""
    suggestions = (job.get("understanding") or {}).get("suggestions") or []
    before = (job.get("options") or {}).get("defaults") or {}
    with (
        st.expander("Compute again with other assumptions", expanded=job["state"] == "failed"),
        st.form(f"again_{job['id']}", border=False),
    ):
        st.markdown(
            "**Used where the sheet has no value;** every decision that uses one is marked as assumed."
        )
        given = assumptions.ask(before, key="again", placeholder="from the sheet")
        answers = {question["id"]: questions.ask(question) for question in suggestions}
        is_sent = st.form_submit_button("Compute again", icon=":material/replay:")
    if is_sent:
        _send(job, given, answers)


def _send(job: Mapping[str, Any], defaults: dict[str, float], answers: Mapping[str, str | None]) -> None:
    options = changes(job, defaults, answers)
    keys: dict[str, str] = st.session_state.setdefault(_KEY, {})
    key = keys.setdefault(f"{job['id']} {options}", str(uuid.uuid4()))
    try:
        made = access.client().retry(str(job["id"]), options, idempotency_key=key)
    except ApiError as error:
        trouble.show(error)
        return
    st.switch_page(links.JOB, query_params={"job": made["id"]})


def changes(
    job: Mapping[str, Any], defaults: Mapping[str, float], answers: Mapping[str, str | None]
) -> dict[str, Any]:
    """What the form changes, as options of a job; objects are those of the job with the changes in them."""
    options: dict[str, Any] = {"defaults": dict(defaults)} if defaults else {}
    for question in (job.get("understanding") or {}).get("suggestions") or []:
        value = answers.get(question["id"])
        if value is None or value == question.get("taken"):
            continue
        chosen = next(choice["options"] for choice in question["choices"] if choice["value"] == value)
        for name, change in chosen.items():
            before = options.get(name, (job.get("options") or {}).get(name))
            options[name] = {**(before or {}), **change} if isinstance(change, Mapping) else change
    return options
