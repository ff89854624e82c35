"""Calculate one SKU: a short form, the answer as a sentence, then the numbers."""

from typing import Any

import streamlit as st

from ui import access, answer, formats, item_form, trouble
from ui.problems import ApiAway, ApiError, NotSignedIn

_ANSWER = "calculate_answer"
_TROUBLE = "calculate_trouble"


def show() -> None:
    """The form on the left, the answer on the right."""
    st.title("Calculate one SKU")
    failed: ApiError | None = st.session_state.get(_TROUBLE)
    if isinstance(failed, NotSignedIn):
        trouble.signed_out()
    asked, answered = st.columns([9, 11], gap="large")
    with asked, st.form("item", border=False):
        item_form.draw(failed.fields if failed else ())
        st.form_submit_button("Calculate", type="primary", on_click=_calculate, icon=":material/calculate:")
    with answered:
        if failed:
            _draw_trouble(failed)
        elif decision := st.session_state.get(_ANSWER):
            answer.draw(decision, formats.here())
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


def _draw_trouble(failed: ApiError) -> None:
    beside = frozenset(asked.field for asked in item_form.NUMBERS) | {"price_breaks"}
    trouble.show(failed, without_fields=beside)
    if isinstance(failed, ApiAway):
        st.button("Calculate again", on_click=_calculate)


if __name__ == "__main__":
    show()
