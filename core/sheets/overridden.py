"""What is fixed in a row, told beside what would be calculated without it."""

import datetime as dt

import polars as pl

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fixed import FIXED
from core.sheets.catalogue.override_notes import completed
from core.sheets.payload import to_items

_TOLD = ("order_quantity", "reorder_point", "suggested_order")


def with_calculated(frame: pl.DataFrame, defaults: Defaults, as_of: dt.date) -> pl.DataFrame:
    """A decoded chunk whose notes of overrides say the calculated values too; few rows have any."""
    held = [name for name in FIXED if name in frame.columns]
    if not held or "row_warnings" not in frame.columns:
        return frame
    is_noted = pl.any_horizontal(pl.col(held).is_not_null()) & pl.col("row_warnings").is_not_null()
    at = frame.select(is_noted.arg_true()).to_series()
    if at.is_empty():
        return frame
    rows = frame[at]
    free = decide(to_items(rows.drop(held)), defaults=defaults, as_of=as_of).columns
    notes = [
        completed(said, {name: float(free[name][place]) for name in _TOLD})
        for place, said in enumerate(rows["row_warnings"].to_list())
    ]
    told = frame["row_warnings"].clone().scatter(at, pl.Series(notes, dtype=pl.String))
    return frame.with_columns(told.alias("row_warnings"))
