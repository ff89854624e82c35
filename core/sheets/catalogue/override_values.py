"""The values of overrides as they are sent: taken, or refused at once with the reason."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from core.sheets.catalogue.given import Given, RowProblem
from core.sheets.catalogue.given_values import KEY, BadValue, Parser, flag, number, text
from core.sheets.catalogue.override_notes import ACTIVE, NEW, OBSOLETE, PHASE_OUT

LIFECYCLES: Final = (ACTIVE, NEW, PHASE_OUT, OBSOLETE)
EFFECTS: Final = (
    "order_quantity",
    "reorder_point",
    "service_level",
    "demand_factor",
    "do_not_order",
    "lifecycle",
    "replaced_by",
)
FIELDS: Final = (*EFFECTS, "expires_on", "reason")
# Demand a hundred times what was sold is a slip of the pen.
_LARGEST_FACTOR: Final = 100.0
_LAST_DAY: Final = dt.date(2999, 12, 31)
_LONGEST_REASON: Final = 200


def _quantity(value: object) -> float:
    found = number(value)
    if found <= 0.0:
        raise BadValue("not_positive", "is not above 0", "Write a number above 0, or set do_not_order.")
    return found


def _level(value: object) -> float:
    found = number(value)
    if found < 0.0:
        raise BadValue("negative", "is negative", "Write 0 or more.")
    return found


def _share(value: object) -> float:
    found = number(value)
    if not 0.0 < found < 1.0:
        remedy = "Write a share above 0 and below 1, for example 0.95."
        if 1.0 < found < 100.0:
            remedy = f"Write {found / 100.0:g} for {found:g} %."
        raise BadValue("not_a_share", "is no share above 0 and below 1", remedy)
    return found


def _factor(value: object) -> float:
    found = number(value)
    if found < 0.0:
        raise BadValue("negative", "is negative", "Write 1.2 for 20 % more, 0.8 for 20 % less.")
    if found > _LARGEST_FACTOR:
        raise BadValue(
            "too_high", f"is above {_LARGEST_FACTOR:g}", "It multiplies demand: write 1.2 for 20 % more."
        )
    return found


def _lifecycle(value: object) -> str:
    word = text(value).lower().replace("-", "_").replace(" ", "_")
    if word not in LIFECYCLES:
        raise BadValue("unknown_word", "is no lifecycle", f"Write one of: {', '.join(LIFECYCLES)}.")
    return word


def _reason(value: object) -> str:
    found = text(value)
    if len(found) > _LONGEST_REASON:
        raise BadValue("too_long", f"is longer than {_LONGEST_REASON} characters", "Shorten the reason.")
    return found


def _last_day(today: dt.date) -> Parser:
    def day(value: object) -> str:
        try:
            found = dt.date.fromisoformat(text(value))
        except ValueError as error:
            raise BadValue("not_a_date", "is not a date", "Write it like 2026-12-31.") from error
        if found < today:
            raise BadValue(
                "past_date", f"lies before {today}", "Write the last day it is to hold, today or later."
            )
        if found > _LAST_DAY:
            raise BadValue("too_far", "is after 2999", "Leave it empty for an override without an end.")
        return found.isoformat()

    return day


def override_fields(today: dt.date) -> Mapping[str, Parser]:
    """The fields of overrides; none of them ends before `today`."""
    return {
        **KEY,
        "order_quantity": _quantity,
        "reorder_point": _level,
        "service_level": _share,
        "demand_factor": _factor,
        "do_not_order": flag,
        "lifecycle": _lifecycle,
        "replaced_by": text,
        "expires_on": _last_day(today),
        "reason": _reason,
    }


def refuse_same(given: Given) -> None:
    """Move rows of items that are to replace themselves to the problems; a false flag is as good as none."""
    kept = []
    for row in given.rows:
        if row.get("do_not_order") is False:
            row["do_not_order"] = None
        if row.get("replaced_by") is not None and row["replaced_by"] == row["sku"]:
            given.problems.append(
                RowProblem(
                    row=row["row"],
                    field="replaced_by",
                    value=row["replaced_by"],
                    code="itself",
                    message="replaced_by is the item itself",
                    remedy="Name the item that is sold in its place.",
                )
            )
        else:
            kept.append(row)
    given.rows = kept
