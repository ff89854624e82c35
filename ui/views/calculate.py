"""Calculate one SKU: a short form, the answer as a sentence, then the numbers."""

from typing import Any

import streamlit as st

from ui import access, formats, trouble
from ui.asking import reports
from ui.asking.problems import ApiAway, ApiError, NotSignedIn
from ui.item import answer, as_curl, cost_curve, item_form
from ui.item.item_inputs import NUMBERS, SERVICE_KINDS
from ui.words import plain

_ANSWER = "calculate_answer"
_ITEM = "calculate_item"
_CURVE = "calculate_curve"
_TROUBLE = "calculate_trouble"


def show() -> None:
    """The form on the left, the answer on the right."""
    st.title("Calculate one SKU")
    failed: ApiError | None = st.session_state.get(_TROUBLE)
    if isinstance(failed, NotSignedIn):
        trouble.signed_out()
    with st.container(key="calculate_halves"):
        asked, answered = st.columns([9, 11], gap="large")
    with asked, st.form("item", border=False):
        item_form.draw(failed.fields if failed else ())
        st.form_submit_button("Calculate", type="primary", on_click=_calculate, icon=":material/calculate:")
    with answered:
        if failed:
            _draw_trouble(failed)
        elif decision := st.session_state.get(_ANSWER):
            answer.draw(decision, formats.here())
            st.caption(plain(item_form.breaks_in_words(st.session_state[_ITEM], formats.here())))
            if curve := st.session_state.get(_CURVE):
                cost_curve.draw(curve, decision, formats.here())
            as_curl.draw(st.session_state[_ITEM])
        else:
            st.info(
                "Fill in what you know and choose **Calculate**. Demand and costs give the quantity "
                "to order; with lead time and stock you also learn whether to order today.",
                icon=":material/arrow_back:",
            )


def _calculate() -> None:
    """Before the page is drawn, so that refused values can be marked where they stand."""
    item = item_form.item({str(name): value for name, value in st.session_state.items()})
    st.session_state.pop(_TROUBLE, None)
    try:
        decision: dict[str, Any] = access.client().calculate(item)
    except ApiError as error:
        st.session_state[_TROUBLE] = error
        return
    st.session_state[_ANSWER] = {**item, **decision}
    st.session_state[_ITEM] = item
    st.session_state[_CURVE] = _curve(item) if decision.get("order_quantity") else None


def _curve(item: dict[str, Any]) -> dict[str, Any] | None:
    """For the chart; without it the answer still stands."""
    try:
        return reports.item_curve(access.client(), item)
    except ApiError:
        return None


def _draw_trouble(failed: ApiError) -> None:
    beside = frozenset(asked.field for asked in NUMBERS)
    beside |= {"price_breaks", *SERVICE_KINDS.values()}
    trouble.show(failed, without_fields=beside)
    if isinstance(failed, ApiAway):
        st.button("Calculate again", on_click=_calculate)


if __name__ == "__main__":
    show()
