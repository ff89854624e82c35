"""Scenarios of a catalogue: a form for another, those there are, and the chosen one beside what is real."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, trouble
from ui.asking import catalogues
from ui.asking.problems import ApiAway, ApiError, NotSignedIn
from ui.catalogue import scenario_form, scenario_result
from ui.confirming import confirmed
from ui.doing import do
from ui.formats import Formats
from ui.paging import Pages
from ui.words import ACTIVE_STATES, plain, state

_PAGE_ROWS: Final = 10
_REFRESH_SECONDS: Final = 2.0
_CHOSEN: Final = "scenario"


def draw(one: Mapping[str, Any], shape: Formats) -> None:
    """The chosen scenario first, then the form, then the list."""
    chosen = st.query_params.get(_CHOSEN)
    if chosen:
        _draw_chosen(chosen, str(one["id"]), shape)
    pages = Pages("scenarios", one["id"])
    page = catalogues.scenarios(access.client(), str(one["id"]), limit=_PAGE_ROWS, cursor=pages.cursor)
    if access.may("jobs:write") and one["items"]:
        with st.expander("Try other assumptions", icon=":material/science:", expanded=not page["items"]):
            scenario_form.draw(str(one["id"]))
    for scenario in page["items"]:
        _draw_one(scenario, shape, is_chosen=scenario["id"] == chosen)
    if not page["items"]:
        st.info(
            "No scenario yet. It decides on every item twice, as it is and as you assume, and shows both "
            "side by side. The catalogue, its runs and its changes stay as they are.",
            icon=":material/science:",
        )
    pages.draw(page["next"], back="Newer", forward="Older")


def _draw_one(scenario: Mapping[str, Any], shape: Formats, *, is_chosen: bool) -> None:
    scenario_id = str(scenario["id"])
    with st.container(border=True, key=f"scenario_{scenario_id}"):
        st.markdown(f"**{plain(scenario['name'])}** {state(scenario['state']).markdown}")
        assumed = plain(", ".join(scenario["in_words"]))
        st.caption(
            f"{assumed}; as of {shape.day(scenario['as_of'])}, asked {shape.moment(scenario['created_at'])}"
        )
        with st.container(horizontal=True):
            st.button(
                "Compare",
                key=f"compare_{scenario_id}",
                icon=":material/compare_arrows:",
                disabled=is_chosen,
                on_click=_choose,
                args=(scenario_id,),
            )
            if access.may("jobs:write"):
                _draw_end(scenario)


def _draw_end(scenario: Mapping[str, Any]) -> None:
    scenario_id = str(scenario["id"])
    if scenario["state"] in ACTIVE_STATES:
        if st.button("Cancel", key=f"cancel_{scenario_id}", icon=":material/cancel:"):
            do(lambda: access.client().cancel(scenario_id))
    elif confirmed("Delete", "Delete the scenario?", key=f"delete_{scenario_id}", icon=":material/delete:"):
        do(lambda: _delete(scenario_id), "The scenario is deleted.")


def _choose(scenario_id: str) -> None:
    st.query_params[_CHOSEN] = scenario_id


def _delete(scenario_id: str) -> None:
    catalogues.delete_job(access.client(), scenario_id)
    if st.query_params.get(_CHOSEN) == scenario_id:
        del st.query_params[_CHOSEN]


def _draw_chosen(scenario_id: str, catalogue_id: str, shape: Formats) -> None:
    try:
        scenario = catalogues.scenario(access.client(), scenario_id)
    except (ApiAway, NotSignedIn):
        raise  # `trouble.told` around the page goes on by itself, or leads back to the sign-in
    except ApiError as error:  # an old address: of one that was deleted since
        trouble.show(error)
        return
    if scenario["catalogue_id"] != catalogue_id:
        return
    st.subheader(plain(scenario["name"]))
    st.markdown(f"{state(scenario['state']).markdown} {plain(', '.join(scenario['in_words']))}")
    if scenario["state"] in ACTIVE_STATES:
        _watch(scenario_id)
    elif scenario["comparison"]:
        scenario_result.draw(scenario, shape)
    else:
        st.info(plain(scenario["status_reason"]), icon=":material/info:")


@st.fragment(run_every=_REFRESH_SECONDS)
def _watch(scenario_id: str) -> None:
    with trouble.told():
        scenario = catalogues.scenario(access.client(), scenario_id)
        if scenario["state"] not in ACTIVE_STATES:
            st.rerun()
        done = min(1.0, scenario["progress"]["percent"] / 100.0)
        st.progress(done, text=plain(scenario["status_reason"]))
