"""The period demand is given for: everything inside counts in years of 365 days."""

import numpy as np

from core.inventory.arrays import Numbers
from core.inventory.sheet import Sheet
from core.inventory.vocabulary import coded

DAYS_PER_YEAR = 365.0
_PERIODS = ("year", "quarter", "month", "week", "day")
_CODES = {name: code for code, name in enumerate(_PERIODS)}
# Indexed by code; the last entry is code -1, no period given, which is the year (-2, a refused word: any).
_PER_YEAR = np.array([1.0, 4.0, 12.0, DAYS_PER_YEAR / 7.0, DAYS_PER_YEAR, 1.0, 1.0])


def to_years(sheet: Sheet) -> None:
    """Convert `demand`, `production_rate` and `demand_std` of a sheet to the year, once.

    A standard deviation grows with the root of time: sigma_year = sigma_period * sqrt(periods per year).
    """
    codes = coded(sheet, "period", _CODES)
    std_codes = coded(sheet, "demand_std_period", _CODES)
    per_year: Numbers | None = None if codes is None else _PER_YEAR[codes]
    if per_year is not None:
        for name in ("demand", "production_rate"):
            if name in sheet.numbers:
                sheet.put(name, sheet.numbers[name] * per_year)
    if "demand_std" not in sheet.numbers or (per_year is None and std_codes is None):
        return
    std_per_year = np.ones(sheet.size) if per_year is None else per_year
    if std_codes is not None:
        std_per_year = np.where(std_codes == -1, std_per_year, _PER_YEAR[std_codes])
    sheet.put("demand_std", sheet.numbers["demand_std"] * np.sqrt(std_per_year))
