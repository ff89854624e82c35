"""What people have set of some items, put into a run: demand in its first pass, all else in the second.

An item that is obsolete, or whose sales count for its successor, has no demand of its own: its stock is
excess, to be sold off, and is not counted for the successor.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from core.inventory.arrays import Rows
from core.inventory.fixed import LEVEL, QUANTITY, STOP
from core.inventory.texts import number
from core.sheets.catalogue.demand import Inherited, Outlook, months_of, outlook_of
from core.sheets.catalogue.months import Window
from core.sheets.catalogue.override_notes import NEW, OBSOLETE, merged, notes_of, stop_of

_OF_NEW: Final = ("short_history", "dead")  # what is no surprise of an item that has just come


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What somebody has set of an item, by its number; None: nothing of that.

    `successor_no` is the item `replaced_by` names at the same location; None where the catalogue has none.
    """

    item_no: int
    set_by: str
    order_quantity: float | None = None
    reorder_point: float | None = None
    service_level: float | None = None
    demand_factor: float | None = None
    do_not_order: bool | None = None
    lifecycle: str | None = None
    replaced_by: str | None = None
    successor_no: int | None = None
    expires_on: dt.date | None = None
    reason: str | None = None


class Overrides:
    """The overrides in force on the day of a run; without any, every page passes as it is."""

    def __init__(self, found: Sequence[Override], as_of: dt.date) -> None:
        self._of = {one.item_no: one for one in found}
        self._numbers = np.array(sorted(self._of), dtype=np.int64)
        self._as_of = as_of
        self._heirs = _heirs(self._of)
        self._moved: frozenset[int] = frozenset()
        self._inherited: Inherited | None = None
        self._demand_before: dict[int, str] = {}

    @property
    def replaced(self) -> tuple[int, ...]:
        """The items whose sales count for another one, in the order of their numbers."""
        return tuple(sorted(self._heirs))

    def inherit(self, items: pl.DataFrame, lines: pl.DataFrame, window: Window) -> None:
        """Take what the replaced items sold; `items` and `lines` are of them, as `months_of` takes them."""
        months = months_of(items, lines, window)
        numbers = items["item_no"].to_list()
        told = ~np.isnan(months.sold).all(axis=1) | months.sold_before
        # Of one that nothing is known of nothing can be moved: it keeps the demand it was given.
        self._moved = frozenset(one for one, known in zip(numbers, told, strict=True) if known)
        heirs = np.array([self._heirs[one] for one in numbers], dtype=np.int64)
        self._inherited = Inherited(item_no=heirs, months=months)

    def given(self, items: pl.DataFrame) -> pl.DataFrame:
        """A page of items with the demand they were given as it is set to be."""
        rows = self._rows(items["item_no"])
        if not rows.size:
            return items
        demands: list[tuple[int, float | None]] = []
        spreads: list[tuple[int, float | None]] = []
        told = items.select("demand", "demand_std", "period")[rows].iter_rows()
        for (at, one), (demand, std, period) in zip(self._at(items["item_no"], rows), told, strict=True):
            if demand is not None:
                said = f"{number(demand)} a {period or 'year'}"
                self._demand_before.setdefault(one.item_no, said)
            if self._is_idle(one):
                demands.append((at, 0.0))
                spreads.append((at, None))
            elif one.demand_factor is not None:
                demands.append((at, _times(demand, one.demand_factor)))
                spreads.append((at, _times(std, one.demand_factor)))
        return _with(items, ("demand", pl.Float64, demands), ("demand_std", pl.Float64, spreads))

    def outlook(self, items: pl.DataFrame, lines: pl.DataFrame, window: Window, method: str) -> Outlook:
        """Demand from history as it is set to be; `items` have been through `given`."""
        found = outlook_of(items, lines, window, method, self._inherited)
        rows = self._rows(items["item_no"])
        if not rows.size:
            return found
        is_given = items["demand"].is_not_null().to_list()
        demand, std = found.rolled.demand.copy(), found.rolled.demand_std.copy()
        used = found.is_used.copy()
        doubts = {code: where.copy() for code, where in found.rolled.doubts.items()}
        for at, one in self._at(items["item_no"], rows):
            if self._is_idle(one) or (one.lifecycle == NEW and is_given[at]):
                if used[at] and self._is_idle(one):
                    self._demand_before[one.item_no] = f"{number(float(demand[at]))} a month"
                used[at] = False
                continue
            if one.lifecycle == NEW:
                for code in _OF_NEW:
                    doubts[code][at] = False
            if used[at]:
                self._demand_before[one.item_no] = f"{number(float(demand[at]))} a month"
            if one.demand_factor is not None:
                demand[at] *= one.demand_factor
                std[at] *= one.demand_factor
        rolled = found.rolled._replace(demand=demand, demand_std=std, doubts=doubts)
        return Outlook(rolled=rolled, is_used=used)

    def applied(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A cleaned page with all else that is set, and notes of it among the warnings of its rows."""
        rows = self._rows(frame["row_no"])
        if not rows.size:
            return frame
        pairs = list(self._at(frame["row_no"], rows))
        levels = [(at, one.service_level) for at, one in pairs if one.service_level is not None]
        before = [None] * rows.size
        if levels and "service_level" in frame.columns:
            before = frame["service_level"].gather(rows.tolist()).to_list()
        warnings = frame["row_warnings"].gather(rows.tolist()).to_list()
        notes = []
        for (at, one), was, doubts in zip(pairs, before, warnings, strict=True):
            says = notes_of(
                one,
                self._as_of,
                demand_before=self._demand_before.get(one.item_no),
                service_before=None if was is None else f"{was:g}",
                is_idle=self._is_idle(one),
            )
            if says:
                notes.append((at, merged(doubts, says)))
        return _with(
            frame,
            (QUANTITY, pl.Float64, [(at, one.order_quantity) for at, one in pairs]),
            (LEVEL, pl.Float64, [(at, one.reorder_point) for at, one in pairs]),
            (STOP, pl.String, [(at, stop_of(one)) for at, one in pairs]),
            ("service_level", pl.Float64, levels),
            ("fill_rate", pl.Float64, [(at, None) for at, _ in levels]),
            ("row_warnings", pl.String, notes),
        )

    def _is_idle(self, one: Override) -> bool:
        return one.lifecycle == OBSOLETE or one.item_no in self._moved

    def _rows(self, numbers: pl.Series) -> Rows:
        """Where items with an override stand in a page."""
        if not self._numbers.size:
            return np.zeros(0, dtype=np.intp)
        return np.flatnonzero(np.isin(numbers.to_numpy(), self._numbers))

    def _at(self, numbers: pl.Series, rows: Rows) -> "zip[tuple[int, Override]]":
        places = rows.tolist()
        return zip(places, (self._of[one] for one in numbers.gather(places).to_list()), strict=True)


def _heirs(of: dict[int, Override]) -> dict[int, int]:
    """The last successor of every replaced item; none where they go round in a circle."""
    heirs: dict[int, int] = {}
    for first in of:
        seen, last = {first}, first
        while (one := of.get(last)) is not None and one.successor_no is not None:
            last = one.successor_no
            if last in seen:
                break
            seen.add(last)
        else:
            if last != first:
                heirs[first] = last
    return heirs


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


_Cells = tuple[str, type[pl.DataType], Sequence[tuple[int, object]]]


def _with(frame: pl.DataFrame, *columns: _Cells) -> pl.DataFrame:
    """The frame with some cells of some columns another way; a column without any value is not made."""
    made = []
    for name, kind, cells in columns:
        has_it = name in frame.columns
        if not cells or (not has_it and all(value is None for _, value in cells)):
            continue
        empty = pl.Series(name, [None], dtype=kind).new_from_index(0, frame.height)
        column = frame[name].cast(kind) if has_it else empty
        values = pl.Series([value for _, value in cells], dtype=kind)
        made.append(column.clone().scatter([at for at, _ in cells], values))
    return frame.with_columns(made)
