"""Demand from history: month columns or order lines become demand, its spread and what to beware of."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Dates, Mask, Numbers, Rows, Words
from core.inventory.intermittent import SMOOTH, forecast

_DOMINANT_SHARE = 0.5
_LEAST_PERIODS = 12
# A slope whose t-value is beyond this is no chance at usual history lengths.
_TREND_T = 3.0
_LONG_GAP = 3.0

AUTO = "auto"
_FORECASTS = ("mean", "sba", "tsb")
METHODS = (AUTO, *_FORECASTS)


class History(NamedTuple):
    """Demand a year, mean and standard deviation of a period, and the standard deviation of a year."""

    annual_demand: Numbers
    mean: Numbers
    std: Numbers
    annual_std: Numbers


class Outlook(NamedTuple):
    """Demand to plan with, how it was found, and what to beware of."""

    annual_demand: Numbers
    annual_std: Numbers
    kind: Words
    method: Words
    is_short: Mask
    has_negative: Mask
    is_dominated: Mask
    has_trend: Mask
    is_dead: Mask


def from_periods(demand: Numbers, periods_per_year: float = 12.0) -> History:
    """Return demand and its spread from the demand of past periods.

    Parameters
    ----------
    demand : (n, periods) units, oldest first; NaN: a period that does not count (`usable` says which)
    periods_per_year : 12 for months, 365/7 for weeks

    Returns
    -------
    annual_demand : mean * periods_per_year [units per year]
    mean, std : mean and sample standard deviation (n - 1) of a period [units]; NaN with fewer than 1 or 2
        periods
    annual_std : std * sqrt(periods_per_year), periods being independent [units]

    Source
    ------
    Silver, Pyke and Thomas, 4th ed., section 5.2. supplychainpy divides by n and multiplies mean demand by
    the root of the lead time: its reorder points give 48.5 % service instead of 90 %.

    Example
    -------
    >>> months = np.array([[120.0, 80, 100, 140, 60, 100, 110, 90, 130, 70, 100, 100]])
    >>> history = from_periods(months)
    >>> float(history.annual_demand[0]), history.std.round(6).tolist(), history.annual_std.round(6).tolist()
    (1200.0, [23.354968], [80.903983])

    """
    total, count = _sum(demand)
    mean = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    squares, _ = _sum(np.square(demand - mean[:, None]))
    variance = np.divide(squares, count - 1.0, out=np.full_like(total, np.nan), where=count > 1)
    std = np.sqrt(variance)
    return History(mean * periods_per_year, mean, std, std * np.sqrt(periods_per_year))


def usable(
    demand: Numbers, *, last_is_partial: bool = False, was_out_of_stock: Mask | None = None
) -> Numbers:
    """Return the periods that count, others NaN.

    Left out are the current partial period, those before the first sale, and those out of stock.

    >>> usable(np.array([[0.0, 5.0, 0.0, 3.0, 1.0]]), last_is_partial=True).tolist()
    [[nan, 5.0, 0.0, 3.0, nan]]
    """
    result = demand.copy()
    if last_is_partial:
        result[:, -1] = np.nan
    if was_out_of_stock is not None:
        result[was_out_of_stock] = np.nan
    started = np.maximum.accumulate(np.where(np.isnan(demand), 0.0, demand) != 0.0, axis=1)
    # An item without any sale keeps its zeros: it is dead, not unknown.
    result[~started & started[:, -1:]] = np.nan
    return result


def per_month(
    item: Rows, date: Dates, quantity: Numbers, items: int, first_month: np.datetime64, months: int
) -> Numbers:
    """Return order lines summed by item and month, shape (items, months).

    >>> days = np.array(["2026-01-05", "2026-01-20", "2026-03-01"], dtype="datetime64[D]")
    >>> sold = np.array([2.0, 3.0, 4.0])
    >>> per_month(np.array([0, 0, 0]), days, sold, 1, np.datetime64("2026-01"), 3).tolist()
    [[5.0, 0.0, 4.0]]
    """
    column = date.astype("datetime64[M]").astype(np.int64) - first_month.astype("datetime64[M]").astype(
        np.int64
    )
    inside = (column >= 0) & (column < months)
    cell = item[inside] * months + column[inside]
    summed = np.bincount(cell, weights=quantity[inside], minlength=items * months)
    return summed.astype(np.float64).reshape(items, months)


@np.errstate(divide="ignore", invalid="ignore")
def judge(demand: Numbers, periods_per_year: float = 12.0, method: str = AUTO) -> Outlook:
    """Return demand to plan with: the mean for smooth items, SBA for intermittent ones, TSB after a long gap.

    Parameters
    ----------
    demand : (n, periods) units, oldest first, NaN where a period does not count
    periods_per_year : 12 for months
    method : one of `METHODS`; "auto" chooses as above for each item, the others hold for all of them

    Returns
    -------
    annual_demand, annual_std : units per year; sigma over all periods, zeros included
    kind : smooth, intermittent, erratic or lumpy (Syntetos and Boylan)
    method : mean, sba, or tsb when the last gap is longer than three intervals
    is_short : fewer than twelve periods; has_negative : more returned than sold in a period
    is_dominated : one period is more than half of the last year; has_trend : the slope is no chance
    is_dead : nothing sold in the last year

    >>> outlook = judge(np.array([[0.0, 0, 3, 0, 0, 0, 5, 0, 2, 0, 0, 4]]))
    >>> str(outlook.kind[0]), str(outlook.method[0]), round(float(outlook.annual_demand[0]), 4)
    ('intermittent', 'sba', 12.0899)

    """
    plain = from_periods(demand, periods_per_year)
    sold = forecast(demand)
    steady = sold.interval < SMOOTH.interval
    gap = _last_gap(demand)
    faded = ~steady & (gap > _LONG_GAP * sold.interval)
    best = np.where(steady | np.isnan(sold.interval), 0, np.where(faded, 2, 1))
    chosen = best if method == AUTO else np.full_like(best, _FORECASTS.index(method))
    # Nothing was ever sold: there is no interval to forecast by, and the mean is as good as any.
    chosen = np.where(np.isnan(sold.interval), 0, chosen)
    rate = np.choose(chosen, (plain.mean, sold.sba, sold.tsb))
    last_year = demand[:, -round(periods_per_year) :]
    recent, _ = _sum(last_year)
    _, count = _sum(demand)
    return Outlook(
        annual_demand=np.maximum(rate, 0.0) * periods_per_year,
        annual_std=plain.annual_std,
        kind=sold.kind,
        method=np.array(_FORECASTS, dtype=object)[chosen],
        is_short=count < _LEAST_PERIODS,
        has_negative=np.asarray((demand < 0.0).any(axis=1)),
        is_dominated=(last_year > _DOMINANT_SHARE * recent[:, None]).any(axis=1) & (recent > 0.0),
        has_trend=_has_trend(demand),
        is_dead=~(recent > 0.0),
    )


def _sum(values: Numbers) -> tuple[Numbers, Numbers]:
    # Column by column: a reduction along rows may add in another order for another number of rows.
    total, count = np.zeros(values.shape[0]), np.zeros(values.shape[0])
    for column in values.T:
        known = ~np.isnan(column)
        total = total + np.where(known, column, 0.0)
        count = count + known
    return total, count


def _last_gap(demand: Numbers) -> Numbers:
    gap = np.zeros(demand.shape[0])
    for column in demand.T:
        gap = np.where(column > 0.0, 0.0, gap + ~np.isnan(column))
    return gap


def _has_trend(demand: Numbers) -> Mask:
    known = ~np.isnan(demand)
    time = np.where(known, np.arange(demand.shape[1], dtype=np.float64), np.nan)
    total, count = _sum(demand)
    times, _ = _sum(time)
    away, off = time - (times / count)[:, None], demand - (total / count)[:, None]
    spread, _ = _sum(np.square(away))
    slope = _sum(away * off)[0] / spread
    left, _ = _sum(np.square(off - slope[:, None] * away))
    error = np.sqrt(left / (count - 2.0) / spread)
    result: Mask = (count >= _LEAST_PERIODS) & (np.abs(slope) > _TREND_T * error)
    return result
