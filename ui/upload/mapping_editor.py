"""What each column of a sheet is taken as, beside its first rows, to be changed where it is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui.upload.drafts import Draft
from ui.words import in_words, sentence, spoken

_KEPT: Final = "-"  # a column that is no field comes back as it is; the API says "" for it
_TAKEN: Final = "Taken as"
_ROWS: Final = 3
_ROW_PIXELS: Final = 34
_MOST_ROWS: Final = 12


def draw(draft: Draft) -> None:
    """A line for each column; what is chosen otherwise goes into `draft.mapping`."""
    found = draft.inspection
    columns: list[Mapping[str, Any]] = found["understanding"]["columns"]
    names = {entry["field"]: spoken(entry["field"]) for entry in found["fields"]}
    names |= {column["field"]: spoken(column["field"]) for column in columns if column["field"]}
    # The same after another look at this table, so that an edit made meanwhile stays.
    place = f"{found['understanding'].get('sheet')}_{found['understanding']['header_row']}"
    key = f"mapping_{draft.file_id}_{place}"
    # What this session began with: the table's edits are counted from there.
    before: dict[str, str] = st.session_state.setdefault(f"{key}_before", dict(draft.mapping))
    rows = found["preview"][:_ROWS]
    frame = pd.DataFrame(
        {
            "Column": [column.get("letter") or "" for column in columns],
            "Header": [column["header"] for column in columns],
            _TAKEN: [before.get(column["key"], column["field"]) or _KEPT for column in columns],
            **{
                f"row {at}": [row["texts"].get(column["key"], "") for column in columns]
                for at, row in enumerate(rows)
            },
            "Because": [sentence(in_words(column.get("reason"))) for column in columns],
        }
    )
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        disabled=[name for name in frame.columns if name != _TAKEN],
        row_height=_ROW_PIXELS,
        height=_ROW_PIXELS * (min(len(columns), _MOST_ROWS) + 1) + 3,
        column_config={
            "Column": st.column_config.TextColumn(width=66),
            **{f"row {at}": st.column_config.TextColumn(f"Row {row['row']}") for at, row in enumerate(rows)},
            _TAKEN: st.column_config.SelectboxColumn(
                options=[_KEPT, *sorted(names, key=names.__getitem__)],
                format_func=lambda name: names.get(name, "kept as it is"),
                required=True,
                width=180,
                help="Click a cell to choose another meaning",
            ),
        },
    )
    said = {**before, **edited(columns, (st.session_state.get(key) or {}).get("edited_rows") or {})}
    shown = {column["key"]: column["field"] or "" for column in columns}
    draft.mapping = {name: field for name, field in said.items() if field != shown.get(name)}


def edited(columns: Sequence[Mapping[str, Any]], edits: Mapping[int, Mapping[str, Any]]) -> dict[str, str]:
    """The field each edited line was given, by the column's key."""
    return {
        columns[int(line)]["key"]: "" if change[_TAKEN] in (None, _KEPT) else str(change[_TAKEN])
        for line, change in edits.items()
        if _TAKEN in change
    }
