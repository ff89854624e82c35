"""What is said about a sheet beside the sheet: its day, its decimal sign, defaults for what it lacks.

What was entered is kept beside the sheet's draft, so a reload finds it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.upload import assumptions

Json = dict[str, Any]

_DECIMALS: Final = {"as in the file": None, "point (1,234.5)": ".", "comma (1.234,5)": ","}
_DEFAULTS: Final = "defaults"
_NEEDED: Final = "needed"  # the defaults without which nothing could be computed, as the sheet was first read
# The default that gives all rows what none of them has.
_GIVEN_BY: Final = {"order_cost": "order_cost", "holding_cost": "holding_rate"}


def ask(
    said: Json, *, lacking: Iterable[Mapping[str, Any]] = (), in_sight: DeltaGenerator | None = None
) -> Json:
    """The options of the job; empty inputs are not sent. `said` is what was entered, before and now.

    The defaults are asked for `in_sight` once a sheet was found `lacking` what they give.
    """
    needed = {_GIVEN_BY[one["field"]] for one in lacking if one["field"] in _GIVEN_BY}
    said[_NEEDED] = sorted({*said.get(_NEEDED, ()), *needed})
    is_in_sight = in_sight is not None and bool(said[_NEEDED])
    named = "date, decimal sign" if is_in_sight else "date, defaults for what the sheet lacks, decimal sign"
    with st.expander(f"Options: {named}", key="upload_options"):
        options = _ask_reading(said)
        place = in_sight if is_in_sight and in_sight is not None else st.container()
    with place:
        _ask_defaults(said)
    return {**options, **({_DEFAULTS: said[_DEFAULTS]} if said[_DEFAULTS] else {})}


def _ask_reading(said: Json) -> Json:
    first, second, _ = st.columns(3)
    as_of = first.date_input(
        "As of",
        value=said.get("as_of", "today"),
        format="YYYY-MM-DD",
        key="as_of",
        persist_state="session",
        help="The day the stock figures are from; dates and days of cover count from it.",
    )
    decimal = second.selectbox(
        "Decimal sign of text numbers",
        list(_DECIMALS),
        index=list(_DECIMALS).index(said.get("decimal", next(iter(_DECIMALS)))),
        key="decimal",
        persist_state="session",
    )
    said |= {"as_of": as_of, "decimal": decimal}
    options: Json = {"as_of": as_of.isoformat()} if isinstance(as_of, date) else {}
    return options | ({"decimal": _DECIMALS[decimal]} if _DECIMALS[decimal] else {})


def _ask_defaults(said: Json) -> None:
    st.markdown(
        "**Used where the sheet has no value;** every decision that uses one is marked as assumed. "
        "What is left empty comes from the company defaults."
    )
    said[_DEFAULTS] = assumptions.ask(
        said.get(_DEFAULTS, {}),
        key="upload",
        placeholder="from the sheet",
        needed=said[_NEEDED],
        persist="session",
    )
