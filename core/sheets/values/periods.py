"""Columns of past periods (Jan..Dec, 2025-01, W1..W52) become demand and its spread."""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from core.inventory.arrays import Mask, Numbers
from core.inventory.history import Outlook, judge, usable

PER_YEAR: Mapping[str, float] = {
    "day": 365.0,
    "week": 365.0 / 7.0,
    "month": 12.0,
    "quarter": 4.0,
    "year": 1.0,
}
DOUBTS: Mapping[str, str] = {
    "is_short": "short_history",
    "has_negative": "negative_history",
    "is_dominated": "dominated_history",
    "has_trend": "trend",
    "is_dead": "dead",
}
_CELLS_AT_ONCE = 4_000_000  # 32 MB of numbers
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Which columns count, oldest first (positions in the parts given), and what was decided about them.

    `starts` are the first days of those that count, where all are dated.
    """

    order: tuple[int, ...]
    period: str
    last_is_partial: bool = False
    is_forecast: bool = False
    notes: tuple[str, ...] = ()
    starts: tuple[dt.date, ...] = ()

    @property
    def first_month(self) -> dt.date | None:
        """The first of past months that are over; None for other periods."""
        is_over = self.starts[: len(self.starts) - self.last_is_partial]
        return is_over[0] if self.period == "month" and is_over and not self.is_forecast else None

    def history(self, values: pl.DataFrame) -> pl.Series:
        """The months of each row from `first_month` on as a list, null where a row tells of none.

        An empty cell of a row with any number is a month without sales, no column one that is not known.
        """
        order, starts = self.order, self.starts
        if self.last_is_partial:
            order, starts = order[:-1], starts[:-1]
        column_of = {
            day.year * 12 + day.month: values.columns[at] for at, day in zip(order, starts, strict=True)
        }
        is_known = pl.any_horizontal(pl.col(name).is_not_null() for name in column_of.values())
        months = [
            pl.col(column_of[month]).fill_null(0.0) if month in column_of else pl.lit(None, dtype=pl.Float64)
            for month in range(min(column_of), max(column_of) + 1)
        ]
        return values.select(pl.when(is_known).then(pl.concat_list(months)).alias("history")).to_series()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Demand per `period` and its standard deviation, null where nothing is known; doubts by position.

    `blanks` counts the empty cells that were read as no sales.
    """

    demand: pl.Series
    demand_std: pl.Series
    period: str
    warnings: tuple[tuple[pl.Series, str], ...] = ()
    blanks: int = 0


def arranged(
    parts: Sequence[str],
    period: str,
    *,
    filled: Collection[int] | None = None,
    as_of: dt.date | None = None,
) -> Periods:
    """The periods in the order of time, without those no row has a number for and those that lie ahead.

    `parts` are as recognised ("2025-01", "2025-W07", "2025-01-31", or "3" for the third of unknown date);
    `filled` are the positions of those with a number in any row (None: all). With `as_of`, the period it
    falls in is partial. When all lie ahead they are a forecast: their mean is demand, they tell no spread.

    >>> arranged(["2025-02", "2025-01"], "month").order
    (1, 0)
    """
    used = [at for at in range(len(parts)) if filled is None or at in filled]
    starts = {at: _start(parts[at]) for at in used}
    notes: list[str] = []
    if len(used) < len(parts):
        notes.append(f"{len(parts) - len(used)} {period} columns without any number are left out.")
    dated = {at: start for at, start in starts.items() if start is not None}
    if len(dated) < len(used):
        if not dated and all(parts[at].isdecimal() for at in used):
            used.sort(key=lambda at: int(parts[at]))
        return Periods(order=tuple(used), period=period, notes=tuple(notes))
    used.sort(key=lambda at: dated[at])
    ahead = [at for at in used if as_of is not None and dated[at] > as_of]
    if ahead and len(ahead) == len(used):
        notes.append(f"The {period}s lie ahead: they are read as a forecast.")
        return Periods(order=tuple(used), period=period, is_forecast=True, notes=tuple(notes))
    if ahead:
        used = [at for at in used if at not in ahead]
        notes.append(f"{len(ahead)} {period} columns lie ahead and are left out of the history.")
    is_partial = as_of is not None and bool(used) and _end(dated[used[-1]], period) > as_of and len(used) > 1
    if is_partial:
        notes.append(f"{parts[used[-1]]} is not over yet and does not count.")
    return Periods(
        order=tuple(used),
        period=period,
        last_is_partial=is_partial,
        notes=tuple(notes),
        starts=tuple(dated[at] for at in used),
    )


def combine(values: pl.DataFrame, periods: Periods) -> Demand:
    """Demand from the numbers of past periods, a column per part in the order of the parts.

    Empty cells count as no sales where the row has any number, but not before its first sale. Intermittent
    items are forecast by SBA or TSB, others by their mean (`core.inventory.history`); the spread is the
    sample standard deviation over all periods that count.
    """
    names = [values.columns[at] for at in periods.order]
    kept = values.select(names)
    height, width = kept.height, max(len(names), 1)
    demand, std = np.full(height, np.nan), np.full(height, np.nan)
    doubts = {code: np.zeros(height, dtype=np.bool_) for code in DOUBTS.values()}
    blanks = 0
    rows = max(_CELLS_AT_ONCE // width, 1)
    for start in range(0, height if names else 0, rows):
        # fill_null, and C order: a reduction must not depend on how the frame lies in memory.
        block = np.ascontiguousarray(
            kept.slice(start, rows).fill_null(float("nan")).to_numpy(), dtype=np.float64
        )
        is_blank = np.isnan(block)
        is_known = np.asarray((~is_blank).any(axis=1))
        blanks += int(is_blank[is_known].sum())
        block = np.where(is_blank & is_known[:, None], 0.0, block)
        here = slice(start, start + block.shape[0])
        if periods.is_forecast:
            demand[here] = _means(block, is_known)
            continue
        outlook = outlook_of(usable(block, last_is_partial=periods.last_is_partial), periods.period, is_known)
        demand[here], std[here] = outlook[0], outlook[1]
        for code, where in outlook[2].items():
            doubts[code][here] = where
    return Demand(
        demand=pl.Series("demand", demand, nan_to_null=True),
        demand_std=pl.Series("demand_std", std, nan_to_null=True),
        period=periods.period,
        warnings=tuple(
            (pl.Series(np.flatnonzero(where), dtype=pl.UInt32), code)
            for code, where in doubts.items()
            if where.any()
        ),
        blanks=blanks,
    )


def outlook_of(history: Numbers, period: str, is_known: Mask) -> tuple[Numbers, Numbers, dict[str, Mask]]:
    """Demand and standard deviation per period, and the doubts by code; rows not known have neither."""
    a_year = PER_YEAR[period]
    outlook: Outlook = judge(history, a_year)
    demand = np.where(is_known, outlook.annual_demand / a_year, np.nan)
    std = np.where(is_known, outlook.annual_std / np.sqrt(a_year), np.nan)
    return demand, std, {code: getattr(outlook, name) & is_known for name, code in DOUBTS.items()}


def _means(block: Numbers, is_known: Mask) -> Numbers:
    total = np.zeros(block.shape[0])
    for column in block.T:
        total = total + np.nan_to_num(column)
    return np.where(is_known, total / block.shape[1], np.nan)


def _start(part: str) -> dt.date | None:
    """The first day a part names, None for a part of unknown date."""
    try:
        if found := re.fullmatch(r"([0-9]{4})-W([0-9]{2})", part):
            return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
        if found := re.fullmatch(r"([0-9]{4})-Q([1-4])", part):
            return dt.date(int(found[1]), 3 * int(found[2]) - 2, 1)
        if found := re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", part):
            return dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:  # no such week or day
        return None
    return None


def _end(start: dt.date, period: str) -> dt.date:
    """The day after a period that holds the day `start`; a week or day begins with it."""
    months = _MONTHS.get(period)
    if months is None:
        return start + dt.timedelta(days=7 if period == "week" else 1)
    last = (start.year * 12 + start.month - 1) // months * months + months
    return dt.date(last // 12, last % 12 + 1, 1)
