"""A sheet that was looked at: what is understood, what is asked, which cells are wrong."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from ui.formats import Formats
from ui.job import row_errors
from ui.upload import mapping_editor, questions, sheet_place
from ui.upload.drafts import Draft
from ui.words import in_words, plain, sentence

_MOST_SHOWN: Final = 200


def draw_findings(draft: Draft, formats: Formats) -> None:
    """The sheet in a line, then what is to be looked at, the most pressing first."""
    found = draft.inspection
    understood = found["understanding"]
    said = [f"**{plain(found['file']['name'])}**", formats.size(found["file"]["size"])]
    if understood.get("rows"):
        said.append(f"{formats.number(understood['rows'], 0)} rows")
    if understood.get("sheet"):
        said.append(f"sheet {plain(understood['sheet'])}")
    if found["is_remembered"]:
        said.append("read as you decided before")
    st.markdown(" \N{MIDDLE DOT} ".join(said))
    if found["problem"]:
        _draw_refusal(found["problem"])
    _draw_questions(draft)
    _draw_lacking(found["lacking"])
    if not found["problem"] and not found["understanding"].get("questions"):
        _draw_problems(found, formats)


def lacking_words(draft: Draft) -> str:
    """Why nothing can be computed yet; empty where it can."""
    missing = [plain(in_words(one["message"])) for one in draft.inspection["lacking"]]
    return f"Nothing can be computed yet, as {'; '.join(missing)}. See above." if missing else ""


def draw_columns(draft: Draft) -> None:
    """What each column is taken as, to be changed."""
    with st.expander("What each column is taken as", expanded=True, icon=":material/view_column:"):
        sheet_place.draw(draft)
        mapping_editor.draw(draft)


def _draw_refusal(problem: Mapping[str, Any]) -> None:
    st.error(
        f"**{plain(in_words(problem['detail']))}**  \n{plain(in_words(problem['remedy']))}  \n"
        "If the sheet has it all the same, choose below which row is the header and what the columns are, "
        "then check again.",
        icon=":material/block:",
    )


def _draw_lacking(lacking: Sequence[Mapping[str, Any]]) -> None:
    if lacking:
        named = "  \n".join(
            f"{plain(sentence(in_words(one['message'])))}: {plain(in_words(one['remedy']))}."
            for one in lacking
        )
        st.warning(
            f"**No row has all that a decision needs.**  \n{named}  \n"
            "Enter it here once for all rows, or choose below which column it is.",
            icon=":material/edit_note:",
        )


def _draw_questions(draft: Draft) -> None:
    understood = draft.inspection["understanding"]
    asked, suggested = understood.get("questions") or [], understood.get("suggestions") or []
    if asked:
        many = len(asked) != 1
        st.info(
            f"**{len(asked)} question{'s' if many else ''} before this sheet can be computed.** "
            "Nothing was guessed.",
            icon=":material/help:",
        )
        for question in asked:
            _ask(draft, question)
    if suggested:
        with st.expander(
            f"Taken for now, {len(suggested)} to check",
            expanded=bool(draft.inspection["problem"] or draft.inspection["lacking"]),
            icon=":material/fact_check:",
        ):
            for question in suggested:
                _ask(draft, question)


def _ask(draft: Draft, question: Mapping[str, Any]) -> None:
    before = draft.answers.get(question["id"], question.get("taken"))
    answer = questions.ask({**question, "taken": before})
    if answer is not None and answer != question.get("taken"):
        draft.answers[question["id"]] = answer
    else:
        draft.answers.pop(question["id"], None)


def _draw_problems(found: Mapping[str, Any], formats: Formats) -> None:
    count = found["rows_with_errors"]
    if not count and not found["lacking"]:
        st.success("Every row that was looked at is understood.", icon=":material/check:")
    elif count:
        rows = "1 row has" if count == 1 else f"{formats.number(count, 0)} rows have"
        st.warning(
            f"**{rows} errors** and would be left out; the others are computed. Mend the cells in the sheet "
            "and upload it again, or go on and mend them later.",
            icon=":material/report:",
        )
        with st.expander("The cells and what to do"):
            row_errors.table(found["errors"][:_MOST_SHOWN])
    if found["rows_with_warnings"]:
        rows = formats.number(found["rows_with_warnings"], 0)
        with st.expander(f"Looks odd: {rows} rows; computed all the same"):
            row_errors.table(found["warnings"][:_MOST_SHOWN])
