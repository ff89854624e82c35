"""Columns without values, and taking out what must not leave the engine."""

from functools import cache

import numpy as np
import numpy.typing as npt

from core.inventory.arrays import Mask
from core.inventory.fields import DECISION, Kind

_KINDS = tuple((name, field.kind) for name, field in DECISION.items())
_NUMBERS = tuple(name for name, field in DECISION.items() if field.kind is Kind.NUMBER)
# Up to here joining the columns to look for infinity once is quicker than looking at each.
_FEW = 64

Column = npt.NDArray[np.generic]


def empty(size: int) -> dict[str, Column]:
    """Return every decision column without a value in it; columns of one kind are one read-only array."""
    absent = _absent_once(size) if size <= _FEW else _absent(size)
    return {name: absent[kind] for name, kind in _KINDS}


def _absent(size: int) -> dict[Kind, Column]:
    columns: dict[Kind, Column] = {
        Kind.NUMBER: np.full(size, np.nan),
        Kind.FLAG: np.full(size, -1, dtype=np.int8),
        Kind.TEXT: np.full(size, None, dtype=object),
        Kind.DATE: np.full(size, "NaT", dtype="datetime64[D]"),
    }
    for column in columns.values():
        column.flags.writeable = False
    return columns


_absent_once = cache(_absent)


def blank(result: dict[str, Column], refused: Mask | None, dropped: Mask) -> None:
    """Take out what must not leave: numbers of refused rows, plans that are not followed, infinity."""
    if refused is not None:
        for name, field in DECISION.items():
            if field.kind is Kind.NUMBER:
                result[name] = np.where(refused, np.nan, result[name])
            elif field.kind is Kind.FLAG:
                result[name] = np.where(refused, np.int8(-1), result[name])
            elif field.kind is Kind.DATE:
                result[name] = np.where(refused, np.datetime64("NaT", "D"), result[name])
            else:
                words = result[name].astype(object)
                words[refused] = None
                result[name] = words
    if dropped.any():
        for name in _PLANNED:
            result[name] = np.where(dropped, np.nan, result[name])
        result["order_quantity"] = np.where(dropped, 0.0, result["order_quantity"])
    if dropped.size <= _FEW and not np.isinf(np.concatenate([result[name] for name in _NUMBERS])).any():
        return
    for name in _NUMBERS:
        endless = np.isinf(result[name])
        if endless.any():
            result[name] = np.where(endless, np.nan, result[name])


_PLANNED = (
    "quantity_low",
    "quantity_high",
    "orders_per_year",
    "cycle_days",
    "safety_stock",
    "safety_stock_cost",
    "reorder_point",
    "order_up_to",
    "achieved_service_level",
    "achieved_fill_rate",
    "average_stock_value",
    "total_cost",
    "power_of_two_days",
    "max_backorder",
    "above_max",
    "cancellable",
)
