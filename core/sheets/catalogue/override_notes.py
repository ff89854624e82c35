"""What is said of an override in its row: what is set, by whom, until when, why; what it would be else."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from core.inventory.texts import number

if TYPE_CHECKING:
    from core.sheets.catalogue.overrides import Override

MARK: Final = "override: "  # how these notes begin among the warnings of a row
SOON: Final = dt.timedelta(days=7)
CODE: Final = "override"
ACTIVE, NEW, PHASE_OUT, OBSOLETE = "active", "new", "phase_out", "obsolete"
_ENDING: Final = {PHASE_OUT: "it is being phased out", OBSOLETE: "it is obsolete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note among the warnings of a row; `beside` is the output to be told as it would be without it."""

    message: str
    beside: str | None = None


def merged(warnings: str | None, notes: list[Note]) -> str:
    """The `row_warnings` of a row with these behind."""
    kept: list[dict[str, Any]] = json.loads(warnings) if warnings else []
    for note in notes:
        beside = {"beside": note.beside} if note.beside else {}
        kept.append({"field": "sku", "code": CODE, "message": note.message, **beside})
    return json.dumps(kept)


def completed(warnings: str, without: dict[str, float]) -> str:
    """The `row_warnings` of a row, its notes beside what would be calculated without them, where known."""
    notes: list[dict[str, Any]] = json.loads(warnings)
    for note in notes:
        value = without.get(str(note.pop("beside", None)))
        if value is not None and value == value:
            note["message"] += f" (without it {number(value)})"
    return json.dumps(notes)


def notes_of(
    one: "Override",
    as_of: dt.date,
    *,
    demand_before: str | None,
    service_before: str | None,
    is_idle: bool,
) -> list[Note]:
    """One note for everything that is set, and one where it ends soon.

    >>> from core.sheets.catalogue.overrides import Override
    >>> one = Override(item_no=1, set_by="anna@x", reorder_point=60.0, reason="promotion")
    >>> [note.message for note in notes_of(
    ...     one, dt.date(2026, 11, 23), demand_before=None, service_before=None, is_idle=False)]
    ['override: reorder point 60 by anna@x: promotion']
    """
    signed = _signed(one)
    demand = "" if demand_before is None else f" (without it demand {demand_before})"
    notes = []
    if one.order_quantity is not None:
        said = f"order quantity {number(one.order_quantity)}{signed}"
        notes.append(Note(message=said, beside="order_quantity"))
    if one.reorder_point is not None:
        said = f"reorder point {number(one.reorder_point)}{signed}"
        notes.append(Note(message=said, beside="reorder_point"))
    if one.service_level is not None:
        service = "" if service_before is None else f" (without it {service_before})"
        notes.append(Note(message=f"service level {one.service_level:g}{signed}{service}"))
    if one.demand_factor is not None and not is_idle:
        notes.append(Note(message=f"demand times {one.demand_factor:g}{signed}{demand}"))
    if one.do_not_order:
        notes.append(Note(message=f"do not order{signed}", beside="suggested_order"))
    if one.lifecycle is not None and one.lifecycle != ACTIVE:
        said = f"lifecycle {one.lifecycle.replace('_', '-')}{signed}"
        beside = "suggested_order" if one.lifecycle == PHASE_OUT else None
        notes.append(Note(message=said + (demand if one.lifecycle == OBSOLETE else ""), beside=beside))
    if one.replaced_by is not None:
        absent = "" if one.successor_no is not None else ", which the catalogue does not have,"
        said = f"replaced by {_plain(one.replaced_by)}{absent}{signed}"
        notes.append(Note(message=said + (demand if is_idle else ""), beside=None))
    notes = [Note(message=MARK + note.message, beside=note.beside) for note in notes]
    if one.expires_on is not None and one.expires_on - as_of <= SOON:
        notes.append(Note(message=ends_soon(one.expires_on)))
    return notes


def ends_soon(last: dt.date) -> str:
    """What is said in the last week of an override."""
    return f"the override ends after {last}: renew it, or let it go"


def stop_of(one: "Override") -> str | None:
    """Why nothing is ordered of an item, in a planner's words; None where it is ordered."""
    because = [_ENDING[one.lifecycle]] if one.lifecycle in _ENDING else []
    if one.replaced_by is not None:
        because.append(f"it is replaced by {_plain(one.replaced_by)}")
    reason = _plain(one.reason or "")
    if not because:
        return (reason or f"so set by {_plain(one.set_by)}") if one.do_not_order else None
    return ", ".join(because) + (f" ({reason})" if reason else "")


def _signed(one: "Override") -> str:
    until = "" if one.expires_on is None else f" until {one.expires_on}"
    reason = _plain(one.reason or "")
    return f" by {_plain(one.set_by)}{until}" + (f": {reason}" if reason else "")


def _plain(text: str) -> str:
    """A text inside a sentence: what separates warnings stands in none of them."""
    return " ".join(text.replace(";", ",").split()).rstrip(".")
