"""What the company assumes where a sheet says nothing: set once, used by every upload."""

from collections.abc import Mapping

import streamlit as st

from ui import access, formats, trouble
from ui.asking.problems import ApiError
from ui.formats import Formats
from ui.upload import assumptions
from ui.upload.assumptions import ASSUMPTIONS


def show() -> None:
    """The form; empty inputs assume nothing."""
    st.title("Company defaults")
    st.markdown(
        "Used where a sheet has no value of its own. Every decision that uses one says so, "
        "and jobs that were computed already keep what they were computed with."
    )
    with trouble.told():
        kept = access.client().settings()["defaults"]
        if not access.may("jobs:write"):
            _tell(kept, formats.here())
            return
        with st.form("company", border=False):
            given = assumptions.ask(kept, key="company", placeholder="none")
            is_sent = st.form_submit_button("Save", type="primary", icon=":material/save:")
        if is_sent:
            _save(given)


def _tell(kept: Mapping[str, float | None], shape: Formats) -> None:
    """For those who may not change them."""
    for one in ASSUMPTIONS:
        value = kept.get(one.field)
        said = "none" if value is None else shape.number(value / one.factor)
        st.markdown(f"- {one.label}: **{said}**")
    st.caption("Planners change them.")


def _save(values: dict[str, float]) -> None:
    try:
        access.client().set_settings({"defaults": values})
    except ApiError as error:
        trouble.show(error)
        return
    st.success("Saved. The next upload uses them.", icon=":material/check:")


if __name__ == "__main__":
    show()
