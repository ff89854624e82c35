"""Between the models of the door and the engine's columns: translates, decides nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from api.models.item import Item
from core.errors import FieldProblem
from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION, ITEM, Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.inventory.decide import Decisions

# A single call is an engineer's question: nothing is assumed that was not asked for.
_NO_DEFAULTS = Defaults(review_period_days=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision as it is answered, and what the engine refused about its item."""

    fields: dict[str, Any]
    refused: tuple[FieldProblem, ...]


def decide_items(items: Sequence[Item], as_of: date) -> list[Decided]:
    """A decision for each item, in their order."""
    return list(_rows(decide(columns(items), defaults=_NO_DEFAULTS, as_of=as_of), len(items)))


def columns(items: Sequence[Item]) -> dict[str, "NDArray[Any]"]:
    """The items as columns by field name; a field no item has is no column."""
    named = sorted({name for item in items for name in item.model_fields_set if name in ITEM})
    made: dict[str, NDArray[Any]] = {}
    for name in named:
        values = [getattr(item, name) for item in items]
        match ITEM[name].kind:
            case Kind.NUMBER:
                made[name] = np.array(values, dtype=np.float64)  # None becomes NaN
            case Kind.FLAG:
                made[name] = np.array([-1 if value is None else int(value) for value in values], np.int8)
            case Kind.BREAKS:
                made.update(_breaks(values))
            case _:
                made[name] = np.array(values, dtype=object)
    # By a column the engine knows how many there are, also where nothing is said of them.
    return made or {"demand": np.full(len(items), np.nan)}


def _breaks(values: Sequence[Any]) -> dict[str, "NDArray[np.float64]"]:
    tiers = max((len(value or ()) for value in values), default=0)
    if tiers == 0:
        return {}
    quantities = np.full((len(values), tiers), np.nan)
    costs = np.full((len(values), tiers), np.nan)
    for row, value in enumerate(values):
        for tier, step in enumerate(value or ()):
            quantities[row, tier] = step.min_qty
            costs[row, tier] = step.unit_cost
    return {"price_breaks_min_qty": quantities, "price_breaks_unit_cost": costs}


def _rows(decisions: "Decisions", count: int) -> Iterator[Decided]:
    names = list(DECISION)
    plain = [_plain(DECISION[name].kind, decisions.columns[name]) for name in names]
    refused: dict[int, list[FieldProblem]] = {}
    warned: dict[int, list[dict[str, str]]] = {}
    for problem in decisions.problems:
        for row, value, message in zip(problem.rows.tolist(), problem.values, problem.messages, strict=True):
            if problem.severity == "error":
                refused.setdefault(row, []).append(
                    FieldProblem(
                        field=problem.field,
                        value=value,
                        code=problem.code,
                        message=message,
                        remedy=problem.remedy,
                    )
                )
            else:
                warned.setdefault(row, []).append(
                    {"field": problem.field, "code": problem.code, "message": message}
                )
    for row in range(count):
        fields = {name: column[row] for name, column in zip(names, plain, strict=True)}
        fields["assumed"] = [name.strip() for name in (fields["assumed"] or "").split(",") if name.strip()]
        fields["warnings"] = warned.get(row, [])
        yield Decided(fields=fields, refused=tuple(refused.get(row, ())))


def _plain(kind: Kind, column: "NDArray[Any]") -> list[Any]:
    """A column as JSON values; whatever is absent is None."""
    match kind:
        case Kind.NUMBER:
            return [None if value != value else value for value in column.tolist()]
        case Kind.FLAG:
            return [None if value < 0 else bool(value) for value in column.tolist()]
        case Kind.DATE:
            return [None if value is None else value.isoformat() for value in column.tolist()]
        case _:
            return list(column.tolist())
