"""How the sheet was read: which column was taken as what, and what was left as it is."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ui.words import in_words, plain, spoken


def draw(job: Mapping[str, Any]) -> None:
    """The importer's report and its columns."""
    understood = job.get("understanding")
    if not understood:
        st.info("The sheet was not read.", icon=":material/inbox:")
        return
    st.markdown(plain(in_words(job.get("report") or understood.get("report"))))
    columns = understood["columns"]
    st.dataframe(
        pd.DataFrame(
            {
                "Column": [column.get("letter") or "" for column in columns],
                "Header in the sheet": [column["header"] for column in columns],
                "Taken as": [
                    spoken(column["field"]) if column.get("field") else "kept as it is" for column in columns
                ],
                "Because": [column.get("reason") or "" for column in columns],
            }
        ),
        hide_index=True,
        column_config={"Column": st.column_config.TextColumn(width=70)},
        alt="Columns of the sheet and what they were taken as",
    )
