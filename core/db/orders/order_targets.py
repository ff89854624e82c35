"""Which line a row is about: the one it names, that of the last run, or one from before that still holds."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row

from core.db.catalogue.last_run import LastRun
from core.sheets.catalogue.given import RowProblem
from core.sheets.catalogue.order_rows import problem_of
from core.sheets.catalogue.order_states import LineAction, LineState, way_out

# What holds for the suggestion of its run only.
_OVER: Final = (LineState.REJECTED, LineState.WITHDRAWN)
Lines = Sequence[Row[Any]]
Target = Row[Any] | RowProblem | None


def is_asleep(line: Row[Any], run: LastRun | None) -> bool:
    """Whether the line rests since before the last run, and still does."""
    is_of_run = run is None or line.job_id == run.id
    return line.standing == LineState.SNOOZED and not is_of_run


def target_of(given: Mapping[str, Any], lines: Lines, item: Mapping[str, Any], run: LastRun | None) -> Target:
    """The line; None for a suggestion, or an order, that nobody has acted on yet."""
    run_id = run.id if run else None
    action = LineAction(given["action"])
    if "line_id" in given:
        return _named(given, lines, action, run_id)
    own = next((line for line in lines if line.job_id == run_id), None)
    if action is LineAction.WITHDRAW:
        return _to_withdraw(given, lines, own)
    if own is not None:
        return own
    asleep = next((line for line in lines if is_asleep(line, run)), None)
    if asleep is not None and (item["order_now"] or action is LineAction.REOPEN):
        return asleep
    if item["order_now"] or (action is LineAction.PLACE and "quantity" in given):
        return None
    if item["item_no"] is None:
        said = f"the catalogue has no item {given['sku']}, and nothing is suggested of it"
        return problem_of(given, "sku", "unknown_item", said, "Check sku and location.")
    said = f"nothing is suggested of {given['sku']}"
    return problem_of(
        given, "sku", "not_suggested", said, "To order it all the same, place it with a quantity."
    )


def _named(given: Mapping[str, Any], lines: Lines, action: LineAction, run_id: object) -> Target:
    named = next((line for line in lines if str(line.id) == given["line_id"]), None)
    if named is None:
        said = f"{given['sku']} has no such line here"
        return problem_of(given, "line_id", "unknown_line", said, "Look at GET .../orders.")
    if named.job_id != run_id and named.state in _OVER and action is not LineAction.WITHDRAW:
        said = f"{given['sku']} was {named.state} in an earlier run"
        return problem_of(given, "line_id", "not_allowed", said, way_out(LineState.SUPERSEDED))
    return named


def _to_withdraw(given: Mapping[str, Any], lines: Lines, own: Row[Any] | None) -> Target:
    """What was placed of the last run's suggestion; else the one order placed before it."""
    if own is not None and own.state == LineState.PLACED:
        return own
    placed = [line for line in lines if line.state == LineState.PLACED]
    if len(placed) == 1:
        return placed[0]
    if not placed:
        if own is not None:
            return own
        said = f"nothing is placed of {given['sku']}"
        return problem_of(given, "action", "not_placed", said, "Look at GET .../orders?state=placed.")
    ids = ", ".join(f"{line.id} ({line.quantity:.12g} on {line.placed_on})" for line in placed)
    said = f"several orders of {given['sku']} are placed"
    return problem_of(given, "line_id", "several_lines", said, f"Say which by `line_id`: {ids}.")
