"""A sheet taken in: dropped here, or kept by the API and named by the address of the page."""

from typing import Any, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui import access, formats, trouble
from ui.asking.problems import ApiAway, ApiError, NotSignedIn
from ui.upload import draft_options
from ui.upload.drafts import DRAFTS, Draft

Json = dict[str, Any]

FORGOTTEN: Final = "file_not_found"  # what the API answers about a file it does not keep
_KINDS: Final = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"]
_ROUND: Final = "upload_round"  # a new number empties the drop field
_REFUSED: Final = "upload_refused"  # the file that was refused, and why


def dropped(entered: Json, said: Json) -> Draft | None:
    """The drop field; what is dropped goes to the API at once and is looked at.

    `entered` are the options beside the sheet, `said` is what stands in their inputs.
    """
    file = st.file_uploader(
        "Spreadsheet (Excel, OpenDocument or CSV)",
        type=_KINDS,
        key=f"upload_file_{st.session_state.setdefault(_ROUND, 0)}",
    )
    if file is None:
        return None
    refused, why = st.session_state.get(_REFUSED, ("", None))
    if refused == file.file_id:
        trouble.show(why)
        return None
    return _inspected(file, entered, said)


def found_again(file_id: str, entered: Json, said: Json) -> Draft | None:
    """A sheet this desk knows no more, as after its restart; None where it is refused, which is said.

    Raises `ApiError` with the code `FORGOTTEN` where the API does not keep it any more.
    """
    try:
        with st.spinner("Looking at the sheet again …", show_time=True):
            found = access.client().inspect_kept(file_id, entered)
    except (NotSignedIn, ApiAway):
        raise  # the address still names the sheet
    except ApiError as error:
        if error.code == FORGOTTEN:
            raise
        trouble.show(error)
        return None
    return _kept(found, entered, said)


def _inspected(file: UploadedFile, entered: Json, said: Json) -> Draft | None:
    kind = file.type or "application/octet-stream"
    try:
        with st.spinner(f"Reading {file.name} ({formats.here().size(file.size)}) …", show_time=True):
            found = access.client().inspect(file.name, file, kind, entered)
    except (NotSignedIn, ApiAway):
        raise  # the file is still here when the API is back
    except ApiError as error:
        st.session_state[_REFUSED] = (file.file_id, error)
        trouble.show(error)
        return None
    st.session_state[_ROUND] += 1  # the file leaves the desk's memory
    return _kept(found, entered, said)


def _kept(found: Json, entered: Json, said: Json) -> Draft:
    draft = Draft(inspection=found, entered=said)
    draft_options.looked(draft, found, entered)
    DRAFTS.keep(access.visitor(), draft)
    return draft
