"""Upload a sheet: drag it in, see how it is read, mend what is wrong; one button makes the job."""

import uuid
from typing import Any, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui import access, formats, inspected, links, trouble, upload_options
from ui.drafts import DRAFTS, Draft
from ui.problems import ApiAway, ApiError, NotSignedIn

_KINDS: Final = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"]
_KEYS: Final = "upload_keys"  # one Idempotency-Key for each file and its options
_ROUND: Final = "upload_round"  # a new number empties the drop field
_FILE: Final = "file"  # in the address and in the session
_SENT: Final = "upload_sent"  # the job that was made
_REFUSED: Final = "upload_refused"  # the file that was refused, and why
_TEMPLATE: Final = links.File(
    "Download the template", "template.xlsx", "An empty sheet with the columns explained"
)


def show() -> None:
    """The drop field, or how the sheet that was dropped is read; the options; the button."""
    _leave()
    st.title("Upload a sheet")
    draft = _kept()
    if draft is None:
        st.markdown(
            "A spreadsheet with one SKU a row. Lotwise says for each what to order today, "
            "how much is the usual lot, and why. Your own columns come back untouched."
        )
        _take()
        upload_options.ask({})
        links.downloads([_TEMPLATE], key="template")
        st.caption(
            "Needed columns: SKU, demand, unit cost. Order cost, holding rate, lead time and service "
            "level may come from the sheet or from the defaults above; lead time and stock on hand "
            "tell what to order today."
        )
        return
    inspected.draw(draft, formats.here())
    options = {**upload_options.ask(draft.entered), **inspected.options(draft)}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        is_sent = st.button("Compute decisions", type="primary", icon=":material/play_arrow:")
        st.button("Another file", on_click=_drop, icon=":material/close:")
    if is_sent:
        _send(draft, options)


def _kept() -> Draft | None:
    """The sheet of this session, or the one the address names after a reload."""
    file_id = st.session_state.get(_FILE) or st.query_params.get(_FILE, "")
    draft = DRAFTS.find(access.visitor(), file_id) if file_id else None
    if draft is None:
        st.session_state.pop(_FILE, None)
        st.query_params.pop(_FILE, None)
        return None
    st.session_state[_FILE] = draft.file_id
    if st.query_params.get(_FILE) != draft.file_id:  # else it could undo an input's own
        st.query_params[_FILE] = draft.file_id
    return draft


def _take() -> None:
    """The drop field; what is dropped goes to the API at once and is looked at."""
    file = st.file_uploader(
        "Spreadsheet (Excel, OpenDocument or CSV)",
        type=_KINDS,
        key=f"upload_file_{st.session_state.setdefault(_ROUND, 0)}",
    )
    if file is None:
        return
    refused, why = st.session_state.get(_REFUSED, ("", None))
    if refused == file.file_id:
        trouble.show(why)
        return
    with trouble.told():
        _inspect(file)


def _inspect(file: UploadedFile) -> None:
    try:
        with st.spinner(f"Reading {file.name} ({formats.here().size(file.size)}) …", show_time=True):
            found = access.client().inspect(file.name, file, file.type or "application/octet-stream")
    except (NotSignedIn, ApiAway):
        raise  # said by `trouble.told`; the file is still here when the API is back
    except ApiError as error:
        st.session_state[_REFUSED] = (file.file_id, error)
        trouble.show(error)
        return
    draft = Draft(inspection=found)
    DRAFTS.keep(access.visitor(), draft)
    st.session_state[_FILE] = draft.file_id
    st.session_state[_ROUND] += 1  # the file leaves the desk's memory
    st.rerun()


def _drop() -> None:
    DRAFTS.drop(access.visitor(), st.session_state.pop(_FILE, ""))


def _send(draft: Draft, options: dict[str, Any]) -> None:
    if open_questions := inspected.unanswered(draft):
        st.error(
            "Choose an answer to every question." if open_questions > 1 else "Answer the question above."
        )
        return
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    # A re-run or a second click finds the key of the first, so the API makes one job of them.
    key = keys.setdefault(f"{draft.file_id} {sorted(options.items())}", str(uuid.uuid4()))
    try:
        job = access.client().create_job(draft.file_id, options, idempotency_key=key)
    except NotSignedIn:
        trouble.signed_out()
    except ApiError as error:
        trouble.show(error)
        return
    st.session_state[_SENT] = job["id"]
    _leave()


def _leave() -> None:
    """To the page of the job that was made; a second click may have cut off the first on its way there."""
    if job_id := st.session_state.pop(_SENT, ""):
        _drop()
        st.switch_page(links.JOB, query_params={"job": job_id})


if __name__ == "__main__":
    show()
