"""Rows that say what to do about suggestions: each checked by itself before anything is looked up."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from core.sheets.catalogue.given import Given, RowProblem, checked, without_twins
from core.sheets.catalogue.given_values import KEY, BadValue, Parser, number, text
from core.sheets.catalogue.order_states import LineAction, LineState

MOST_QUANTITY: Final = 1e9  # units; beyond it is a slip of the keyboard
LONGEST_SNOOZE: Final = dt.timedelta(days=366)


def _one_of(words: Iterable[str]) -> Parser:
    listed = ", ".join(words)

    def word(value: object) -> str:
        found = str(value).strip().lower()
        if found not in listed.split(", "):
            raise BadValue("unknown_word", f"is none of {listed}", f"Write one of {listed}.")
        return found

    return word


def _quantity(value: object) -> float:
    found = number(value)
    if found <= 0:
        raise BadValue("not_positive", "is not above 0", "Write how many units to order, or reject it.")
    if found > MOST_QUANTITY:
        raise BadValue("absurd", f"is above {MOST_QUANTITY:,.0f}", "Write how many units to order.")
    return found


def _until(today: dt.date) -> Callable[[object], str]:
    def day(value: object) -> str:
        try:
            found = dt.date.fromisoformat(str(value).strip())
        except ValueError as error:
            raise BadValue("not_a_date", "is not a date", "Write it like 2026-01-31.") from error
        if not today < found <= today + LONGEST_SNOOZE:
            raise BadValue("not_ahead", f"is not within a year after {today}", "Write a day to come.")
        return found.isoformat()

    return day


def _uuid(value: object) -> str:
    try:
        return str(UUID(str(value).strip()))
    except ValueError as error:
        raise BadValue("not_an_id", "is no id of a line", "Take it from GET .../orders.") from error


def checked_actions(rows: Iterable[Mapping[str, object]], today: dt.date) -> Given:
    """The rows that say one thing to do each, with what that needs; the others named."""
    fields: Mapping[str, Parser] = {
        **KEY,
        "line_id": _uuid,
        "action": _one_of(LineAction),
        "quantity": _quantity,
        "reason": text,
        "until": _until(today),
        "expected_state": _one_of(LineState),
    }
    given = checked(rows, fields, required=("action",))
    good = []
    for row in given.rows:
        problem = _lacking(row)
        if problem is None:
            good.append(row)
        else:
            given.problems.append(problem)
    given.rows = good
    without_twins(given, ("sku", "location", "line_id"))
    return given


# What an action needs, and which of the fields it has no use for.
_NEEDS: Final[Mapping[str, str]] = {"edit": "quantity", "reject": "reason", "snooze": "until"}
_USED_BY: Final[Mapping[str, tuple[str, ...]]] = {"quantity": ("edit", "place"), "until": ("snooze",)}
_WORDS: Final[Mapping[str, str]] = {
    "quantity": "Write how many units to order.",
    "reason": "Write why it is not ordered.",
    "until": "Write the day on which it is to be proposed again.",
}


def _lacking(row: Mapping[str, Any]) -> RowProblem | None:
    action = row["action"]
    name = _NEEDS.get(action)
    if name is not None and not row.get(name):
        return problem_of(row, name, "missing", f"{name} is missing for {action}", _WORDS[name])
    for name, actions in _USED_BY.items():
        if name in row and action not in actions:
            said = f"{name} means nothing for {action}"
            return problem_of(row, name, "not_used", said, f"Leave it out, or use {' or '.join(actions)}.")
    return None


def problem_of(row: Mapping[str, Any], field: str, code: str, message: str, remedy: str) -> RowProblem:
    """Why a row is not taken, with what it says of the field."""
    value = row.get(field)
    return RowProblem(
        row=row["row"],
        field=field,
        value="" if value is None else str(value),
        code=code,
        message=message,
        remedy=remedy,
    )
