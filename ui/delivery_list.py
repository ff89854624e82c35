"""What a webhook was told: each with its state, how often it was tried, and what was answered."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access
from ui.asking import webhooks
from ui.doing import do
from ui.formats import Formats
from ui.paging import Pages
from ui.words import Badge, plain

_ROWS: Final = 10
_STATES: Final = {
    "pending": Badge(label="Waiting", colour="blue"),
    "delivered": Badge(label="Delivered", colour="green"),
    "given_up": Badge(label="Given up", colour="red"),
}
EVENTS: Final = {
    "job.finished": "a job has ended",
    "run.changed": "a run has told what changed",
    "webhook.test": "a test",
}


def state(delivery: Mapping[str, Any]) -> Badge:
    """Where it stands; what failed and is tried again is marked as that."""
    if delivery["state"] == "pending" and delivery["attempts"]:
        return Badge(label="Tried again later", colour="orange")
    return _STATES.get(delivery["state"]) or Badge(label=plain(delivery["state"]), colour="gray")


def answer(delivery: Mapping[str, Any]) -> str:
    """The last answer in a few words."""
    if delivery["last_error"]:
        return plain(delivery["last_error"])
    return f"answered {delivery['last_status']}" if delivery["last_status"] else "not tried yet"


def draw(webhook: Mapping[str, Any], shape: Formats) -> None:
    """A page of them."""
    pages = Pages(f"deliveries_{webhook['id']}", webhook["id"])
    found = webhooks.deliveries(access.client(), webhook["id"], limit=_ROWS, cursor=pages.cursor)
    if not found["items"]:
        st.caption("Nothing yet. What is told is kept for 30 days.")
    for delivery in found["items"]:
        _draw(delivery, shape, is_disabled=webhook["disabled_at"] is not None)
    pages.draw(found["next"], back="Newer", forward="Older")


def _draw(delivery: Mapping[str, Any], shape: Formats, *, is_disabled: bool) -> None:
    badge = state(delivery)
    label = f"{shape.moment(delivery['created_at'])}  ·  {plain(delivery['event'])}  ·  {badge.label}"
    with st.expander(label, key=f"delivery_{delivery['id']}"):
        st.markdown(f"{badge.markdown} {answer(delivery)}")
        times = "time" if delivery["attempts"] == 1 else "times"
        tried = f"tried {delivery['attempts']} {times}, last {shape.moment(delivery['tried_at'])}"
        later = f", next {shape.moment(delivery['next_at'])}" if delivery["next_at"] else ""
        st.caption(f"{plain(delivery['id'])}: {tried}{later}")
        if delivery["last_response"]:
            st.markdown("What was answered:")
            st.code(delivery["last_response"], language=None, wrap_lines=True)
        st.markdown("What was said:")
        st.json(delivery["payload"], expanded=False)
        if not is_disabled and st.button(
            "Send again", key=f"resend_{delivery['id']}", icon=":material/refresh:"
        ):
            do(
                lambda: webhooks.resend(access.client(), delivery["webhook_id"], delivery["id"]),
                "It is sent again.",
            )
