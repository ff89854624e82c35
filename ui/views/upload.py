"""Upload a sheet: drag it in, see how it is read, mend what is wrong; one button makes the job."""

import uuid
from typing import Any, Final

import streamlit as st

from ui import access, formats, links, trouble
from ui.asking.problems import ApiError
from ui.upload import catalogue_choice, chosen_sheet, draft_options, inspected, sent, taking, upload_options
from ui.upload.drafts import DRAFTS, Draft

Json = dict[str, Any]

_KEYS: Final = "upload_keys"  # one Idempotency-Key for each file and its options
_SAID: Final = "upload_said"  # said once after the page was drawn anew
_ASKED: Final = "upload_asked"  # which of these a button has asked for, until it is done
_ENTERED: Final = "upload_entered"  # the options beside the drop field, and what stands in their inputs
_INPUTS: Final = "upload_inputs"
_TO_CHECK: Final = "check"
_TO_SEND: Final = "send"
_FORGOTTEN_WORDS: Final = "The sheet is not kept here any more. Please drop it once more."
_OPEN_WORDS: Final = "Read as you changed it, the sheet leaves something open: look above."
_TEMPLATE: Final = links.File(
    "Download the template", "template.xlsx", "An empty sheet with the columns explained"
)


def show() -> None:
    """The drop field, or how the sheet that was dropped is read; the options; the buttons."""
    file_id = chosen_sheet.file_id()
    _go_to_job(file_id)
    st.title("Upload a sheet")
    with trouble.told():
        try:
            _draw(file_id)
        except ApiError as error:
            if error.code != taking.FORGOTTEN:
                raise
            _drop()
            st.session_state[_SAID] = _FORGOTTEN_WORDS
            st.rerun()


def _draw(file_id: str) -> None:
    draft = DRAFTS.find(access.visitor(), file_id) if file_id else None
    if not file_id:
        _draw_empty()
        return
    above, needed, below = st.container(), st.container(), st.container()
    said = draft.entered if draft is not None else {}
    lacking = draft.inspection["lacking"] if draft is not None else ()
    entered = upload_options.ask(said, lacking=lacking, in_sight=needed)
    if draft is None:
        with above:
            if taking.found_again(file_id, entered, said) is not None:
                st.rerun()
            chosen_sheet.forget()
            _take(entered, said)
        _draw_template()
        return
    chosen_sheet.remember(draft.file_id)
    with above:
        inspected.draw_findings(draft, formats.here())
    with below:
        inspected.draw_columns(draft)
    _draw_buttons(draft, entered, catalogue_choice.ask(draft))


def _draw_empty() -> None:
    """The drop field first: what is dropped while an option is on its way is not to be cut off by it."""
    said = st.session_state.setdefault(_INPUTS, {})
    _take(st.session_state.get(_ENTERED, {}), said)
    st.session_state[_ENTERED] = upload_options.ask(said)
    _draw_template()


def _draw_template() -> None:
    links.downloads([_TEMPLATE], key="template")
    st.caption(
        "Needed columns: SKU, demand, unit cost. Order cost, holding rate, lead time and service "
        "level may come from the sheet or from the defaults above; lead time and stock on hand "
        "tell what to order today."
    )


def _take(entered: Json, said: Json) -> None:
    if message := st.session_state.pop(_SAID, ""):
        st.warning(message, icon=":material/delete:")
    st.markdown(
        "A spreadsheet with one SKU a row. Lotwise says for each what to order today, "
        "how much is the usual lot, and why. Your own columns come back untouched."
    )
    with trouble.told():
        draft = taking.dropped(entered, dict(said))
        if draft is not None:
            chosen_sheet.take(draft.file_id)
            st.rerun()


def _draw_buttons(draft: Draft, entered: Json, intake: Json | None) -> None:
    options = draft_options.options(draft, entered)
    is_changed = draft_options.is_changed(draft, options)
    is_refused = bool(draft.inspection["problem"])
    if is_changed:
        st.caption(
            "You changed how the sheet is read; what is shown above is of before. Check it again to see."
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            "Compute decisions",
            type="secondary" if is_refused else "primary",
            icon=":material/play_arrow:",
            disabled=is_refused,
            on_click=_ask,
            args=(_TO_SEND,),
        )
        st.button(
            "Check again as changed",
            type="primary" if is_refused else "secondary",
            icon=":material/refresh:",
            disabled=not is_changed,
            on_click=_ask,
            args=(_TO_CHECK,),
        )
        st.button("Another file", on_click=_take_another, icon=":material/close:")
    if message := st.session_state.pop(_SAID, ""):
        st.error(message)
    asked = st.session_state.get(_ASKED)
    try:
        if asked == _TO_CHECK:
            _check(draft, options, entered)
        elif asked == _TO_SEND:
            _send(draft, options, entered, intake)
    except ApiError:
        _ask(None)
        raise
    # Not where an edit that was under way cuts this run off: the next one does it with the edit.
    _ask(None)
    if asked == _TO_CHECK:
        st.rerun()
    _go_to_job(draft.file_id)


def _ask(what: str | None) -> None:
    st.session_state[_ASKED] = what


def _check(draft: Draft, options: Json, entered: Json) -> None:
    """Look at the sheet as the planner says it is; raises `ApiError`, and then nothing has changed."""
    with st.spinner("Reading the sheet again …", show_time=True):
        found = access.client().inspect_kept(draft.file_id, options)
    draft_options.looked(draft, found, entered)


def _send(draft: Draft, options: Json, entered: Json, intake: Json | None) -> None:
    if not draft.place and _is_open(draft):
        return
    if draft_options.is_changed(draft, options):
        _check(draft, options, entered)
        if draft.inspection["problem"] or draft_options.unanswered(draft) or draft.inspection["lacking"]:
            st.session_state[_SAID] = inspected.lacking_words(draft) or _OPEN_WORDS
            _ask(None)
            st.rerun()
        options = draft_options.options(draft, entered)
    elif words := inspected.lacking_words(draft):
        st.error(words)
        return
    options = {**options, **catalogue_choice.settled(intake)}
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    # A re-run or a second click finds the key of the first, so the API makes one job of them.
    key = keys.setdefault(f"{draft.file_id} {sorted(options.items())}", str(uuid.uuid4()))
    job = access.client().create_job(draft.file_id, options, idempotency_key=key)
    sent.remember(draft.file_id, str(job["id"]))


def _is_open(draft: Draft) -> bool:
    """Whether a question is not answered, which is said."""
    count = draft_options.unanswered(draft)
    if count:
        st.error("Choose an answer to every question." if count > 1 else "Answer the question above.")
    return count > 0


def _drop() -> None:
    _ask(None)
    DRAFTS.drop(access.visitor(), chosen_sheet.kept())
    chosen_sheet.forget()


def _take_another() -> None:
    chosen_sheet.leave()
    _drop()


def _go_to_job(file_id: str) -> None:
    """To the page of the job that was made of it, if one was; this run may have cut off an earlier way."""
    if job_id := sent.job_of(file_id):
        _drop()
        st.switch_page(links.JOB, query_params={"job": job_id})


if __name__ == "__main__":
    show()
