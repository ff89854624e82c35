"""Webhooks: what programs are told of by themselves, whether it reaches them, and what they answered."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, delivery_list, formats, shown_once, trouble
from ui.asking import webhooks
from ui.confirming import confirmed
from ui.doing import do
from ui.formats import Formats
from ui.words import Badge, plain

PAGE: Final = "webhooks"

_CHOICES: Final = ("job.finished", "run.changed")
_TESTED: Final = "webhook_tested"
_GOOD: Final = Badge(label="In use", colour="green")
_FAILING: Final = Badge(label="Failing", colour="orange")
_DISABLED: Final = Badge(label="Disabled", colour="red")


def show() -> None:
    """The webhooks, and the form for one more."""
    st.title("Webhooks")
    st.markdown(
        "Lotwise tells your programs when something happens, by a signed request to an address of theirs "
        "(Standard Webhooks). What fails is tried again for a day."
    )
    shown_once.draw(PAGE)
    with trouble.told():
        found = webhooks.webhooks(access.client())
        with st.expander("Add a webhook", icon=":material/add:", expanded=not found):
            _ask()
        shape = formats.here()
        for webhook in found:
            _draw(webhook, shape)


def _ask() -> None:
    with st.form("new_webhook", border=False):
        url = st.text_input("Address", placeholder="https://hooks.example.com/lotwise", max_chars=2_000)
        st.markdown("Tell it when")
        events = [event for event in _CHOICES if st.checkbox(_event(event), value=True)]
        is_sent = st.form_submit_button("Add it", type="primary", icon=":material/webhook:")
    if not is_sent:
        return
    if not url.strip() or not events:
        st.error("Give the address, and choose what it is told.")
        return
    do(lambda: _show(webhooks.make(access.client(), url.strip(), events)))


def _event(name: str) -> str:
    return f"`{name}` {delivery_list.EVENTS.get(name, '')}"


def _show(made: Mapping[str, Any]) -> None:
    shown_once.put(
        PAGE,
        f"The secret of {_address(made)}",
        made["secret"],
        "The receiver checks the signature with it; who loses it has it replaced.",
    )


def _address(webhook: Mapping[str, Any]) -> str:
    """As code, which is no link."""
    return f"`{webhook['url'].replace('`', '')}`"


def state(webhook: Mapping[str, Any]) -> Badge:
    """How it goes."""
    if webhook["disabled_at"] is not None:
        return _DISABLED
    return _FAILING if webhook["failures"] else _GOOD


def _draw(webhook: Mapping[str, Any], shape: Formats) -> None:
    webhook_id = str(webhook["id"])
    badge = state(webhook)
    with st.container(border=True, key=f"webhook_{webhook_id}"):
        st.markdown(f"{badge.markdown} {_address(webhook)}")
        st.caption(f"Told when {plain(' and when '.join(map(_told, webhook['events'])))}.{_trouble(webhook)}")
        if webhook["disabled_at"] is not None:
            since = shape.moment(webhook["disabled_at"])
            st.warning(f"Disabled {since}: {plain(webhook['disabled_reason'])}.", icon=":material/block:")
        _draw_tested(webhook_id)
        _draw_buttons(webhook)
        if st.toggle("Deliveries", key=f"deliveries_{webhook_id}"):
            delivery_list.draw(webhook, shape)


def _told(event: str) -> str:
    return delivery_list.EVENTS.get(event, event)


def _trouble(webhook: Mapping[str, Any]) -> str:
    failures = webhook["failures"]
    if not failures:
        return ""
    return f" {failures} attempt{'' if failures == 1 else 's'} failed since one got through."


def _draw_buttons(webhook: Mapping[str, Any]) -> None:
    webhook_id = str(webhook["id"])
    is_disabled = webhook["disabled_at"] is not None
    with st.container(horizontal=True):
        if not is_disabled and st.button("Send a test", key=f"test_{webhook_id}", icon=":material/send:"):
            do(lambda: _test(webhook_id))
        if st.button(
            "Enable" if is_disabled else "Disable",
            key=f"disable_{webhook_id}",
            icon=":material/play_arrow:" if is_disabled else ":material/pause:",
        ):
            do(lambda: webhooks.change(access.client(), webhook_id, disabled=not is_disabled))
        if confirmed(
            "Replace the secret",
            "The new secret is shown once. For a day everything is signed with both.",
            key=f"rotate_{webhook_id}",
            icon=":material/autorenew:",
        ):
            do(lambda: _show(webhooks.rotate(access.client(), webhook_id)))
        if confirmed(
            "Delete",
            "It goes with its deliveries, those that wait too. Delete the webhook?",
            key=f"delete_{webhook_id}",
            icon=":material/delete:",
        ):
            do(lambda: webhooks.delete(access.client(), webhook_id), "The webhook is deleted.")


def _test(webhook_id: str) -> None:
    with st.spinner("Waiting for the answer ..."):
        st.session_state[_TESTED] = (webhook_id, webhooks.send_test(access.client(), webhook_id))


def _draw_tested(webhook_id: str) -> None:
    """What came of the test that was asked for last, once."""
    tested, delivery = st.session_state.get(_TESTED, ("", {}))
    if tested != webhook_id:
        return
    st.session_state.pop(_TESTED)
    said = delivery_list.answer(delivery)
    if delivery["state"] == "delivered":
        st.success(f"The test got through: {said}.", icon=":material/check:")
    elif delivery["state"] == "pending":
        st.info("Nothing has come of the test yet: look at the deliveries.", icon=":material/schedule:")
    else:
        st.error(f"The test did not get through: {said}.", icon=":material/error:")


if __name__ == "__main__":
    show()
