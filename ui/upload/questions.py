"""What a sheet leaves open, as questions with choices; the answers set its job going again."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, trouble
from ui.asking.problems import ApiError
from ui.words import in_words, plain

_MOST_RADIO: Final = 6  # more choices are a list to pick from
_NEEDED: Final = ("sku", "demand")  # without a column for these nothing can be computed


def draw(job: Mapping[str, Any]) -> None:
    """The questions of a waiting job, and the button that answers them."""
    understood = job.get("understanding") or {}
    questions, suggestions = understood.get("questions") or [], understood.get("suggestions") or []
    count = len(questions)
    st.info(
        f"**{count} question{'s' if count != 1 else ''} before this sheet can be computed.** "
        "Nothing was guessed; your answers hold for this sheet and, if you like, for the next ones like it.",
        icon=":material/help:",
    )
    with st.form(f"questions_{job['id']}", border=False):
        given = {question["id"]: ask(question) for question in questions}
        if any(question["about"] in _NEEDED for question in questions):
            st.caption("None of these? Add the column to the sheet and upload it again.")
        if suggestions:
            with st.expander(f"Taken for now, {len(suggestions)} to check"):
                given |= {question["id"]: ask(question) for question in suggestions}
        is_remembered = st.checkbox(
            "Read the next sheets with the same headers in the same way",
            value=True,
            help="Remembered for your whole workspace, until somebody decides otherwise.",
        )
        is_sent = st.form_submit_button("Go on", type="primary", icon=":material/play_arrow:")
    if is_sent:
        _send(job, questions, suggestions, given, is_remembered=is_remembered)


def ask(question: Mapping[str, Any]) -> str | None:
    """One question with its choices; None while nothing is chosen."""
    choices = {choice["value"]: choice["label"] for choice in question["choices"]}
    values = list(choices)
    taken = question.get("taken")
    examples = question.get("examples") or []
    st.markdown(f"**{plain(in_words(question['text']))}**")
    if examples:
        st.caption("For example: " + ", ".join(f"`{example}`" for example in map(_quoted, examples[:5])))
    said: dict[str, Any] = {
        "label": question["text"],
        "options": values,
        "index": values.index(taken) if taken in values else None,
        "format_func": lambda value: plain(in_words(choices[value])),
        "key": f"question_{question['id']}",
        "label_visibility": "collapsed",
    }
    answer: str | None = st.radio(**said) if len(values) <= _MOST_RADIO else st.selectbox(**said)
    return answer


def _quoted(example: object) -> str:
    return str(example).replace("`", "'").replace("\n", " ")


def _send(
    job: Mapping[str, Any],
    questions: list[Mapping[str, Any]],
    suggestions: list[Mapping[str, Any]],
    given: Mapping[str, str | None],
    *,
    is_remembered: bool,
) -> None:
    if any(given[question["id"]] is None for question in questions):
        st.error("Choose an answer to every question.")
        return
    as_taken = {question["id"] for question in suggestions if given[question["id"]] == question.get("taken")}
    answers = {name: value for name, value in given.items() if value is not None and name not in as_taken}
    try:
        access.client().answer(str(job["id"]), answers, remember=is_remembered)
    except ApiError as error:
        trouble.show(error)
        return
    st.rerun()
