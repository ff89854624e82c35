"""Upload a sheet: drag it in, say what it lacks, one button; the job's page takes over."""

import uuid
from datetime import date
from typing import Any, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui import access, formats, links, trouble
from ui.problems import ApiError, NotSignedIn

_KINDS: Final = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"]
_KEYS: Final = "upload_keys"  # one Idempotency-Key for each file and its options
_ROUND: Final = "upload_round"  # a new number empties the drop field
_DECIMALS: Final = {"as in the file": None, "point (1,234.5)": ".", "comma (1.234,5)": ","}


def show() -> None:
    """The drop field, the options, the button."""
    st.title("Upload a sheet")
    st.markdown(
        "A spreadsheet with one SKU a row. Lotwise says for each what to order today, "
        "how much is the usual lot, and why. Your own columns come back untouched."
    )
    file = st.file_uploader(
        "Spreadsheet (Excel, OpenDocument or CSV)",
        type=_KINDS,
        key=f"upload_file_{st.session_state.setdefault(_ROUND, 0)}",
    )
    options = _ask_options()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        is_sent = st.button(
            "Compute decisions", type="primary", disabled=file is None, icon=":material/play_arrow:"
        )
        links.downloads(
            [
                links.File(
                    "Download the template", "template.xlsx", "An empty sheet with the columns explained"
                )
            ],
            key="template",
        )
    if is_sent and file is not None:
        _send(file, options)
    elif file is None:
        st.caption(
            "Needed columns: SKU, demand, unit cost. Order cost, holding rate, lead time and service "
            "level may come from the sheet or from the defaults above; lead time and stock on hand "
            "tell what to order today."
        )


def _ask_options() -> dict[str, Any]:
    """What the sheet lacks; empty inputs are not sent."""
    with st.expander("Options: date, defaults for what the sheet lacks, decimal sign", key="upload_options"):
        first, second, third = st.columns(3)
        as_of = first.date_input(
            "As of",
            value="today",
            format="YYYY-MM-DD",
            key="upload_as_of",
            persist_state="session",
            help="The day the stock figures are from; dates and days of cover count from it.",
        )
        decimal = second.selectbox(
            "Decimal sign of text numbers", list(_DECIMALS), key="upload_decimal", persist_state="session"
        )
        third.markdown("")
        st.markdown(
            "**Used where the sheet has no value;** every decision that uses one is marked as assumed."
        )
        columns = st.columns(4)
        order_cost = _default(columns[0], "order_cost", "Cost of one order", "Money per order.")
        holding = _default(columns[1], "holding_rate", "Holding (% a year)", "As a share of the price.")
        lead_time = _default(columns[2], "lead_time_days", "Lead time (days)", "From order to receipt.")
        service = _default(columns[3], "service_level", "Service (%)", "Order cycles without a stockout.")
    defaults = {
        "order_cost": order_cost,
        "holding_rate": None if holding is None else holding / 100.0,
        "lead_time_days": lead_time,
        "service_level": None if service is None else service / 100.0,
    }
    given = {name: value for name, value in defaults.items() if value is not None}
    options: dict[str, Any] = {"as_of": as_of.isoformat()} if isinstance(as_of, date) else {}
    if _DECIMALS[decimal]:
        options["decimal"] = _DECIMALS[decimal]
    return {**options, **({"defaults": given} if given else {})}


def _default(column: Any, field: str, label: str, meaning: str) -> float | None:  # noqa: ANN401
    value: float | None = column.number_input(
        label,
        value=None,
        min_value=0.0,
        step=1.0,
        format="%.10g",
        help=meaning,
        placeholder="from the sheet",
        key=f"upload_{field}",
        persist_state="session",
    )
    return value


def _send(file: UploadedFile, options: dict[str, Any]) -> None:
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    # A re-run or a second click finds the key of the first, so the API makes one job of them.
    key = keys.setdefault(f"{file.file_id} {sorted(options.items())}", str(uuid.uuid4()))
    try:
        with st.spinner(f"Sending {file.name} ({formats.here().size(file.size)}) …"):
            job = access.client().create_job(
                file.name, file, file.type or "application/octet-stream", options, idempotency_key=key
            )
    except NotSignedIn:
        trouble.signed_out()
    except ApiError as error:
        trouble.show(error)
        return
    st.session_state[_ROUND] += 1  # the next visit starts empty, and the file leaves the desk's memory
    st.switch_page(links.JOB, query_params={"job": job["id"]})


if __name__ == "__main__":
    show()
