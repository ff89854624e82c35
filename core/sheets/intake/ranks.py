"""ABC and XYZ over the whole sheet, a byte a row; skus are looked at only where they decide."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.inventory.classify import rank_codes, xyz_codes

ABC, XYZ = ("A", "B", "C"), ("X", "Y", "Z")

_MONTHS_A_YEAR = 12.0
_PERIODS_A_YEAR = {"day": 365.0, "week": 365.0 / 7.0, "month": 12.0, "quarter": 4.0, "year": 1.0}


def annual(facts: pl.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """The purchase value of a year (NaN where not known) and the XYZ code of each row.

    `facts` has demand, period, demand_std, demand_std_period, unit_cost and price_per.
    """
    period = pl.col("period").fill_null("year")
    std_period = pl.coalesce("demand_std_period", period)
    a_year = period.replace_strict(_PERIODS_A_YEAR, default=None, return_dtype=pl.Float64)
    std_a_year = std_period.replace_strict(_PERIODS_A_YEAR, default=None, return_dtype=pl.Float64)
    demand = pl.col("demand") * a_year
    value = demand * pl.col("unit_cost") / pl.col("price_per").fill_null(1.0)
    # Variance scales with time, so a deviation scales with its square root.
    monthly_std = pl.col("demand_std") * (std_a_year / _MONTHS_A_YEAR).sqrt()
    found = facts.select(
        pl.when(value.is_finite() & (demand >= 0) & (pl.col("unit_cost") >= 0)).then(value).alias("value"),
        pl.when(demand > 0).then(monthly_std / (demand / _MONTHS_A_YEAR)).alias("monthly_cv"),
    )
    return _floats(found["value"]), xyz_codes(_floats(found["monthly_cv"]))


def _floats(series: pl.Series) -> NDArray[np.float64]:
    return series.fill_null(float("nan")).to_numpy()


def abc_codes(
    value: NDArray[np.float64],
    currency: NDArray[np.int16],
    skus_of: Callable[[NDArray[np.int64]], pl.Series],
) -> NDArray[np.int8]:
    """The ABC code of each row, whatever the order of the rows.

    `skus_of` gives the skus at some positions, in their order: asked only for rows of one value that fall
    into two classes, because ties go by sku.
    """
    codes = rank_codes(value, currency)
    torn = _torn(value, currency, codes)
    if not torn.size:
        return codes
    order = np.zeros(value.size, dtype=np.int32)
    order[torn] = skus_of(torn).rank("dense").fill_null(0).to_numpy()
    return rank_codes(value, currency, order)


def _torn(
    value: NDArray[np.float64], currency: NDArray[np.int16], codes: NDArray[np.int8]
) -> NDArray[np.int64]:
    """The rows whose value occurs in more than one class of their currency."""
    found = [np.zeros(0, dtype=np.int64)]
    known = codes < len(ABC)
    for money in np.unique(currency[known]):
        own = known & (currency == money)
        for better in (0, 1):
            above, below = value[own & (codes <= better)], value[own & (codes > better)]
            if above.size and below.size and above.min() == below.max():
                found.append(np.flatnonzero(own & (value == above.min())))
    return np.unique(np.concatenate(found))
