"""One action about one suggestion: what comes of it, or why it is refused. Nothing is looked up here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.sheets.catalogue.given import RowProblem
from core.sheets.catalogue.order_rows import problem_of
from core.sheets.catalogue.order_states import RULES, LineAction, LineState, allows, way_out

CONFLICT: Final = "conflict"
# Of what was suggested or is usually ordered: what is more is taken for a slip of the keyboard.
_MOST_TIMES: Final = 100
_ALMOST_WHOLE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is acted on: where it stands, who last did what about it (nobody: None), and what is suggested."""

    standing: LineState
    by: str | None
    by_name: str | None
    at: dt.datetime | None
    quantity: float | None
    reason: str | None
    snoozed_until: dt.date | None
    suggested: float | None

    @property
    def told(self) -> str:
        """Such as "placed (40, by Anna at 2026-11-20 10:03 UTC)"."""
        if self.by is None or self.at is None:
            return self.standing
        what = "" if self.quantity is None else f"{self.quantity:.12g}, "
        return f"{self.standing} ({what}by {self.by_name} at {self.at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What becomes of the line; `is_same` where it was so already."""

    state: LineState
    quantity: float | None
    reason: str | None
    snoozed_until: dt.date | None
    is_same: bool = False


def act(row: Mapping[str, Any], line: Line, item: Mapping[str, Any], by: str) -> Done | RowProblem:
    """Do what a checked row says."""
    action = LineAction(row["action"])
    quantity = _quantity(row, action, line)
    until = dt.date.fromisoformat(row["until"]) if "until" in row else None
    expected = row.get("expected_state")
    done = Done(
        state=RULES[action].to,
        quantity=quantity,
        reason=row.get("reason"),
        snoozed_until=until,
    )
    if _is_same(row, done, line) and (expected is None or line.by == by or expected == line.standing):
        return Done(
            state=done.state,
            quantity=line.quantity,
            reason=line.reason,
            snoozed_until=line.snoozed_until,
            is_same=True,
        )
    if expected is not None and expected != line.standing:
        return problem_of(
            row,
            "expected_state",
            CONFLICT,
            f"{row['sku']} is {line.told} by now, not {expected}",
            "Look at it again, then decide.",
        )
    if not allows(line.standing, action):
        said = f"{row['sku']} is {line.told}: {action} does not go"
        return problem_of(row, "action", "not_allowed", said, way_out(line.standing))
    if quantity is None and action in (LineAction.ACCEPT, LineAction.PLACE):
        said = f"no quantity is suggested of {row['sku']}"
        return problem_of(row, "quantity", "missing", said, "Give one: edit or place with a quantity.")
    usual = max(line.suggested or 0.0, item.get("order_quantity") or 0.0)
    if "quantity" in row and usual > 0.0 and row["quantity"] > _MOST_TIMES * usual:
        said = f"quantity is more than {_MOST_TIMES} times what is suggested or usual ({usual:.12g})"
        return problem_of(row, "quantity", "absurd", said, "Write how many units to order, in stock units.")
    return done


def _quantity(row: Mapping[str, Any], action: LineAction, line: Line) -> float | None:
    suggested = line.suggested or None
    match action:
        case LineAction.EDIT:
            return float(row["quantity"])
        case LineAction.PLACE:
            return row.get("quantity") or line.quantity or suggested
        case LineAction.ACCEPT:
            return suggested
        case LineAction.WITHDRAW:
            return line.quantity
        case _:
            return None


def _is_same(row: Mapping[str, Any], done: Done, line: Line) -> bool:
    """Whether the line is already what the row makes of it; an overdue order is still a placed one."""
    standing = LineState.PLACED if line.standing is LineState.OVERDUE else line.standing
    return (
        standing is done.state
        and ("quantity" not in row or row["quantity"] == line.quantity)
        and ("until" not in row or done.snoozed_until == line.snoozed_until)
        and ("reason" not in row or row["reason"] == line.reason)
    )


def doubts(quantity: float, item: Mapping[str, Any]) -> list[str]:
    """What of an item's limits the quantity breaks: said, and taken all the same."""
    least, multiple, most = (
        item.get(name) or 0.0 for name in ("min_order_qty", "order_multiple", "max_order_qty")
    )
    found = []
    if quantity < least * (1.0 - _ALMOST_WHOLE):
        found.append(f"{quantity:.12g} is below the minimum order of {least:.12g}")
    if multiple > 0.0:
        packs = quantity / multiple
        if abs(packs - round(packs)) > _ALMOST_WHOLE * max(1.0, packs):
            found.append(f"{quantity:.12g} is no multiple of the pack of {multiple:.12g}")
    if 0.0 < most < quantity * (1.0 - _ALMOST_WHOLE):
        found.append(f"{quantity:.12g} is above the maximum order of {most:.12g}")
    return found
