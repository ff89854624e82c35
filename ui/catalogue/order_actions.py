"""Buttons for what may be done about the lines that are ticked, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import streamlit as st

from ui import access
from ui.asking import ordering
from ui.doing import do
from ui.words import plain

_OUTCOME: Final = "orders_outcome"
_DONE: Final = "orders_done"
_OPEN: Final = frozenset({"proposed", "accepted", "edited", "rejected", "snoozed"})
_PLACED: Final = frozenset({"placed", "overdue"})
# What the API takes an action from; so that a button that would be refused is not offered.
_FROM: Final[Mapping[str, frozenset[str]]] = {
    "accept": _OPEN - {"accepted"},
    "edit": _OPEN,
    "reject": _OPEN - {"rejected"},
    "snooze": _OPEN - {"snoozed"},
    "place": _OPEN | {"withdrawn"},
    "withdraw": _PLACED,
    "reopen": (_OPEN - {"proposed"}) | {"withdrawn"},
}
_MOST_TOLD: Final = 10
Rows = Sequence[Mapping[str, Any]]


def done_so_far() -> int:
    """How often something was done: a table drawn after it begins with nothing ticked."""
    return int(st.session_state.get(_DONE, 0))


def draw(catalogue_id: str, chosen: Rows) -> None:
    """The buttons; those that fit none of the rows ticked are dimmed."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _button(catalogue_id, chosen, "accept", "Accept", ":material/check:")
        _button(catalogue_id, chosen, "place", "Place", ":material/shopping_cart:", is_primary=True)
        _ask_quantity(catalogue_id, chosen)
        _ask_reason(catalogue_id, chosen)
        _ask_day(catalogue_id, chosen)
        _button(catalogue_id, chosen, "withdraw", "Withdraw", ":material/undo:")
        _button(catalogue_id, chosen, "reopen", "Reopen", ":material/restart_alt:")
    if not chosen:
        st.caption("Tick rows (by keyboard: Shift and Space), then say what is to be done.")


def _button(
    catalogue_id: str, chosen: Rows, action: str, label: str, icon: str, *, is_primary: bool = False
) -> None:
    fitting = _fitting(chosen, action)
    if st.button(
        label,
        icon=icon,
        key=f"orders_{action}",
        type="primary" if is_primary else "secondary",
        disabled=not fitting,
    ):
        _act(catalogue_id, fitting, action)


def _ask_quantity(catalogue_id: str, chosen: Rows) -> None:
    fitting = _fitting(chosen, "edit")
    is_one = len(chosen) == len(fitting) == 1
    with st.popover("Change quantity", icon=":material/edit:", disabled=not is_one):
        now = (fitting[0]["quantity"] or fitting[0]["suggested_quantity"] or 1.0) if is_one else 1.0
        quantity = st.number_input(
            "Quantity", min_value=0.0, value=float(now), key=f"orders_quantity_{done_so_far()}"
        )
        reason = st.text_input("Reason", key="orders_quantity_reason", max_chars=1_000)
        if st.button("Change it", key="orders_edit", type="primary", disabled=not is_one or not quantity):
            _act(catalogue_id, fitting, "edit", quantity=quantity, **_given(reason))


def _ask_reason(catalogue_id: str, chosen: Rows) -> None:
    fitting = _fitting(chosen, "reject")
    with st.popover("Reject", icon=":material/block:", disabled=not fitting):
        reason = st.text_input("Why it is not ordered", key="orders_reason", max_chars=1_000)
        if st.button(
            "Reject", key="orders_reject", type="primary", disabled=not fitting or not reason.strip()
        ):
            _act(catalogue_id, fitting, "reject", **_given(reason))


def _ask_day(catalogue_id: str, chosen: Rows) -> None:
    fitting = _fitting(chosen, "snooze")
    with st.popover("Snooze", icon=":material/snooze:", disabled=not fitting):
        tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - the visitor is asked, the API decides
        day = st.date_input("Propose it again on", value=tomorrow, min_value=tomorrow, key="orders_until")
        if st.button("Snooze", key="orders_snooze", type="primary", disabled=not fitting):
            _act(catalogue_id, fitting, "snooze", until=str(day))


def _given(reason: str) -> dict[str, str]:
    return {"reason": reason.strip()} if reason.strip() else {}


def _fitting(chosen: Rows, action: str) -> Rows:
    return [row for row in chosen if row["state"] in _FROM[action]]


def _act(catalogue_id: str, rows: Rows, action: str, **said: object) -> None:
    sent = [
        {
            "sku": row["sku"],
            "location": row["location"],
            **({"line_id": row["line_id"]} if row["line_id"] else {}),
            "action": action,
            "expected_state": row["state"],
            **said,
        }
        for row in rows
    ]

    def act() -> None:
        st.session_state[_OUTCOME] = ordering.act(access.client(), catalogue_id, sent)
        st.session_state[_DONE] = done_so_far() + 1

    do(act)


def draw_outcome() -> None:
    """What came of the last click: what was done, what was not and why, what breaks a limit."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome is None:
        return
    done = outcome["taken"] + outcome["unchanged"]
    told = [f"Row {one['row']}: {one['message']}. {one['remedy']}" for one in outcome["errors"]]
    doubts = [f"{one['sku']}: {one['message']}." for one in outcome["warnings"]]
    lines = [f"**{done} done, {outcome['errors_total']} not.**" if told else f"**{done} done.**"]
    lines += [plain(words) for words in (told + doubts)[:_MOST_TOLD]]
    show = st.warning if told or doubts else st.success
    show("  \n".join(lines), icon=":material/info:" if told or doubts else ":material/check:")
