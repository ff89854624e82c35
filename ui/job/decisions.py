"""The decisions of a job: order-now first, filtered and paged by the server, one row explained."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from ui import access, trouble
from ui.asking import reports
from ui.formats import ABSENT, Formats
from ui.item import answer, cost_curve
from ui.job import decision_columns, decision_filters
from ui.paging import Pages
from ui.words import plain

PAGE_ROWS: Final = 100
_HEADER_PIXELS: Final = 37
_ROW_PIXELS: Final = 34
_ROWS_SHOWN: Final = 14
_ROWS_EXPLAINED: Final = 5  # so few, so that the explanation below is on the screen


@st.fragment
def draw(job_id: str, formats: Formats, suppliers: Sequence[str]) -> None:
    """Filters, the table, and the explanation of the row that is chosen."""
    wanted = decision_filters.ask(suppliers)
    pages = Pages("decisions", (job_id, tuple(sorted(wanted.items()))))
    with trouble.told():
        page = access.client().decisions(job_id, limit=PAGE_ROWS, cursor=pages.cursor, wanted=wanted)
        rows: list[dict[str, Any]] = page["items"]
        if not rows:
            _draw_nothing(wanted)
            return
        chosen = _draw_table(rows, key=f"decisions_{job_id}_{pages.number}_{sorted(wanted.items())}")
        first = (pages.number - 1) * PAGE_ROWS + 1
        pages.draw(
            page["next"],
            back="Previous",
            forward="Next",
            said=f"Rows {formats.number(first, 0)} to {formats.number(first + len(rows) - 1, 0)}. "
            "Tick a row (by keyboard: Shift and Space) to see its explanation.",
        )
        if chosen is not None:
            with st.container(border=True, key="explanation"):
                _explain(job_id, chosen, formats)


def _explain(job_id: str, row: Mapping[str, Any], formats: Formats) -> None:
    """The answer, and the curve behind a row with a lot; what has none has nothing to draw."""
    if not row.get("order_quantity"):
        answer.draw(row, formats, title=_title(row))
        return
    curve = reports.row_curve(access.client(), job_id, row["row_no"])
    answer.draw({**row, "assumed_values": curve["assumed"]}, formats, title=_title(row))
    cost_curve.draw(curve, row, formats)


def _draw_table(rows: Sequence[dict[str, Any]], *, key: str) -> dict[str, Any] | None:
    """The table; the row that is ticked, if one is."""
    is_explained = bool(_ticked(st.session_state.get(key)))
    shown = min(len(rows), _ROWS_EXPLAINED if is_explained else _ROWS_SHOWN)
    frame = decision_columns.table(rows)
    state = st.dataframe(
        frame,
        hide_index=True,
        height=_HEADER_PIXELS + _ROW_PIXELS * shown,
        row_height=_ROW_PIXELS,
        column_config=decision_columns.settings(frame.columns),
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        placeholder=ABSENT,
        alt="Decisions, what is to be ordered today first",
    )
    ticked = _ticked(state)
    return rows[ticked[0]] if ticked and ticked[0] < len(rows) else None


def _ticked(state: Any) -> list[int]:  # noqa: ANN401 - the table's state, or None before it was drawn
    return list(state["selection"]["rows"]) if state else []


def _draw_nothing(wanted: Mapping[str, Any]) -> None:
    if wanted == {"order_now": "true"}:
        st.success("Nothing has to be ordered today.", icon=":material/check:")
    elif wanted:
        st.info("No row fits these filters. Clear one of them to see more.", icon=":material/filter_alt:")
    else:
        st.info("This job has no decisions.", icon=":material/inbox:")


def _title(row: Mapping[str, Any]) -> str:
    parts = (row.get("sku"), row.get("description"), row.get("supplier"))
    return " · ".join(plain(part) for part in parts if part)
