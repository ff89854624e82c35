"""The rows of a sheet that were refused: the cell, what stands there, why not, and what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui import access, trouble
from ui.formats import Formats
from ui.job import mending
from ui.words import in_words, sentence

_MOST: Final = 200


@st.fragment
def draw(job_id: str, formats: Formats) -> None:
    """The first refused rows; the file of all errors is among the downloads."""
    with trouble.told():
        page = access.client().row_errors(job_id, limit=_MOST)
        errors: list[dict[str, Any]] = page["items"]
        if not errors:
            st.success("Every row of the sheet was understood.", icon=":material/check:")
            return
        st.markdown("These rows were not computed; all others were.")
        table(errors)
        mending.draw(job_id)
        if page["next"]:
            st.caption(f"The first {formats.number(len(errors), 0)}; download the errors to see all.")


def table(errors: Sequence[Mapping[str, Any]]) -> None:
    """Each problem at its cell."""
    st.dataframe(
        pd.DataFrame(
            {
                "Cell": [error["cell"] for error in errors],
                "Row": [error["row"] for error in errors],
                "Column": [error["column"] for error in errors],
                "Found": [error["value"] for error in errors],
                "What is wrong": [sentence(in_words(error["message"])) for error in errors],
                "What to do": [sentence(in_words(error["remedy"])) for error in errors],
            }
        ),
        hide_index=True,
        column_config={
            "Cell": st.column_config.TextColumn(width=80),
            "Row": st.column_config.NumberColumn(width=70, format="%d"),
        },
        alt="Rows that were refused",
    )
