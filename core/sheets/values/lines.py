"""Order lines become items: their quantities summed by month, their other cells taken from the last line."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from core.inventory.arrays import Mask, Numbers
from core.inventory.history import per_month, usable
from core.sheets.values.line_span import Span
from core.sheets.values.periods import DOUBTS, outlook_of

KEY = ("sku", "location")
_CELLS_AT_ONCE = 4_000_000  # 32 MB of numbers
_PENDING_ROWS = 1_000_000  # batches are put together when they have as many
_DAYS_A_MONTH = 365.0 / 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """One row per sku and location, in the order of their first lines.

    `frame` has `row_no` (of the first line), `sku`, `location`, `demand` (a month), `demand_std`, `period`
    and the fields kept; with a `history_first`, also `history`: its whole months from there on. `warnings`
    are doubts by position; `notes` are sentences for the report.
    """

    frame: pl.DataFrame
    warnings: tuple[tuple[pl.Series, str], ...]
    notes: tuple[str, ...]
    history_first: dt.date | None = None


class Lines:
    """Takes batches of lines as they come; holds what has been sold by item and month, not the lines."""

    def __init__(
        self, kept: Sequence[str] = (), as_of: dt.date | None = None, *, keeps_history: bool = False
    ) -> None:
        """Of the fields `kept` the last value by date stays; lines after `as_of` do not count."""
        self._keeps_history = keeps_history
        self._kept = tuple(kept)
        self._as_of = as_of
        self._sold: list[pl.DataFrame] = []
        self._last: dict[str, list[pl.DataFrame]] = {name: [] for name in self._kept}
        self._days: pl.Series = pl.Series("day", [], dtype=pl.Date)
        self._lines = 0
        self._ahead = 0

    def add(self, batch: pl.DataFrame) -> None:
        """Lines with `row_no`, `sku`, `date` (Date), `quantity`, and `location` if there is one.

        Lines without a SKU, a date or a quantity are left out: the caller has reported them.
        """
        if "location" not in batch.columns:
            batch = batch.with_columns(pl.lit(None, dtype=pl.String).alias("location"))
        lines = batch.drop_nulls(["sku", "date", "quantity"])
        if self._as_of is not None:
            before = lines.height
            lines = lines.filter(pl.col("date") <= self._as_of)
            self._ahead += before - lines.height
        if lines.is_empty():
            return
        self._lines += lines.height
        self._days = pl.concat([self._days, lines["date"].alias("day")]).unique()
        month = (pl.col("date").dt.year().cast(pl.Int32) * 12 + pl.col("date").dt.month() - 1).alias("month")
        self._sold.append(
            lines.group_by(*KEY, month, maintain_order=True).agg(
                pl.col("row_no").min(), pl.col("quantity").sum()
            )
        )
        for name in self._kept:
            self._last[name].append(_latest(lines.select(*KEY, "date", pl.col(name)), name))
        if sum(part.height for part in self._sold) > _PENDING_ROWS:
            self._put_together()

    def _put_together(self) -> None:
        sold = pl.concat(self._sold)
        self._sold = [
            sold.group_by(*KEY, "month", maintain_order=True).agg(
                pl.col("row_no").min(), pl.col("quantity").sum()
            )
        ]
        for name in self._kept:
            self._last[name] = [_latest(pl.concat(self._last[name]), name)]

    def items(self) -> Items:
        """The items of all lines taken so far; none where no line counted."""
        if not self._sold:
            return Items(frame=_nothing(self._kept), warnings=(), notes=self._notes(None))
        self._put_together()
        sold = self._sold[0]
        items = (
            sold.group_by(*KEY, maintain_order=True)
            .agg(pl.col("row_no").min(), pl.col("quantity").sum().alias("total"))
            .sort("row_no")
            .with_row_index("item")
        )
        span = Span.of(self._days)
        found = sold.join(items.select("item", *KEY), on=KEY, how="left", nulls_equal=True)
        history: list[pl.Series] | None = [] if self._keeps_history and span.has_months else None
        if span.has_months:
            demand, std, doubts = _by_month(found, items.height, span, history)
        else:
            demand, std = np.full(items.height, np.nan), np.full(items.height, np.nan)
            doubts = {"short_history": np.zeros(items.height, dtype=np.bool_)}
        # What was sold in months that do not count only: its sum over all days, without a spread.
        unknown = np.isnan(demand)
        spread_out = np.maximum(items["total"].to_numpy(), 0.0) / span.days * _DAYS_A_MONTH
        demand = np.where(unknown, spread_out, demand)
        doubts["short_history"] = doubts["short_history"] | unknown
        frame = items.select("row_no", *KEY).with_columns(
            pl.Series("demand", demand, nan_to_null=True),
            pl.Series("demand_std", std, nan_to_null=True),
            pl.lit("month").alias("period"),
        )
        for name in self._kept:
            frame = frame.join(
                self._last[name][0].select(*KEY, name),
                on=KEY,
                how="left",
                nulls_equal=True,
                maintain_order="left",
            )
        warnings = tuple(
            (pl.Series(np.flatnonzero(where), dtype=pl.UInt32), code)
            for code, where in doubts.items()
            if where.any()
        )
        if history is not None:
            frame = frame.with_columns(pl.concat(history).alias("history"))
        return Items(
            frame=frame,
            warnings=warnings,
            notes=self._notes(span),
            history_first=span.first_whole_month if history is not None else None,
        )

    def _notes(self, span: Span | None) -> tuple[str, ...]:
        notes = []
        if span is not None:
            notes.append(
                f"{self._lines:,} order lines from {span.first} to {span.last} were summed by month."
            )
            notes += span.notes
        if self._ahead:
            notes.append(f"Lines that lie ahead and do not count as demand: {self._ahead:,}.")
        return tuple(notes)


def _latest(lines: pl.DataFrame, name: str) -> pl.DataFrame:
    """The last value of each item in the order of dates; of lines of one day, that of the later line."""
    known = lines.drop_nulls(name).sort("date", maintain_order=True)
    return known.group_by(*KEY, maintain_order=True).last()


def _by_month(
    sold: pl.DataFrame, items: int, span: Span, history: list[pl.Series] | None
) -> tuple[Numbers, Numbers, dict[str, Mask]]:
    """Demand a month, its deviation and the doubts of each item; their whole months go into `history`."""
    first = np.datetime64(f"{span.first:%Y-%m}", "M")
    by_item = sold.sort("item", "month")
    item = by_item["item"].to_numpy().astype(np.intp)
    month = (by_item["month"].to_numpy().astype(np.int64) - 1970 * 12).astype("datetime64[M]")
    quantity = by_item["quantity"].cast(pl.Float64).to_numpy()
    demand, std = np.full(items, np.nan), np.full(items, np.nan)
    doubts = {code: np.zeros(items, dtype=np.bool_) for code in DOUBTS.values()}
    rows = max(_CELLS_AT_ONCE // span.months, 1)
    for start in range(0, items, rows):
        stop = min(start + rows, items)
        here = slice(*np.searchsorted(item, [start, stop]))
        block = per_month(item[here] - start, month[here], quantity[here], stop - start, first, span.months)
        counted = usable(block, last_is_partial=span.is_last_partial)
        if span.is_first_partial:
            counted[:, 0] = np.nan
        if history is not None:
            whole = block[:, int(span.is_first_partial) : span.months - int(span.is_last_partial)]
            history.append(pl.Series(np.ascontiguousarray(whole)).arr.to_list())
        is_known = np.asarray((~np.isnan(counted)).any(axis=1))
        demand[start:stop], std[start:stop], found = outlook_of(counted, "month", is_known)
        for code, where in found.items():
            doubts[code][start:stop] = where
    return demand, std, doubts


def _nothing(kept: Sequence[str]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {"row_no": pl.Int32(), "sku": pl.String(), "location": pl.String()}
    schema |= {"demand": pl.Float64(), "demand_std": pl.Float64(), "period": pl.String()}
    return pl.DataFrame(schema={**schema, **dict.fromkeys(kept, pl.Null())})
