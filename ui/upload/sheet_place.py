"""Where the table is: which sheet of a workbook, and which row is its header."""

import streamlit as st

from ui.upload.drafts import Draft


def draw(draft: Draft) -> None:
    """The place as it is shown, to be chosen otherwise; what differs goes into `draft.place`."""
    understood = draft.inspection["understanding"]
    shown, row = understood.get("sheet"), understood["header_row"]
    sheets: list[str] = understood.get("sheets") or []
    # A key for each place that is shown: what was chosen of the one before is no choice of this one.
    key = f"{draft.file_id}_{shown}_{row}"
    place = {}
    first, second, _ = st.columns([2, 1, 2])
    if len(sheets) > 1 and shown in sheets:
        sheet = first.selectbox(
            "Sheet of the workbook",
            sheets,
            index=sheets.index(draft.place.get("sheet", shown)),
            key=f"sheet_{key}",
        )
        if sheet != shown:
            place["sheet"] = sheet
        beside = second
    else:
        beside = first
    chosen = beside.number_input(
        "Row of the header",
        min_value=1,
        value=draft.place.get("header_row", row),
        step=1,
        key=f"header_row_{key}",
        help="As the spreadsheet numbers its rows; of a header of two rows the lower one.",
    )
    if chosen != row:
        place["header_row"] = chosen
    draft.place = place
