"""Holds the rows of a reading against what is written down: values, errors, answers the file holds."""

from collections.abc import Iterator

import polars as pl
import pytest

from core.inventory.defaults import Defaults
from tests.real_files.expectations import Expectation, Known, Probe, RowErrors
from tests.real_files.outcome import Outcome

_PERIODS_A_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 365.0 / 7.0, "day": 365.0}
_PLENTY = Defaults(order_cost=50.0, holding_rate=0.25, lead_time_days=14.0, service_level=0.95)


def about_rows(entry: Expectation, found: Outcome) -> Iterator[str]:
    """Every value, error or answer that is not what it should be; quantities of lines are not judged here."""
    frame = found.frame
    for probe in entry.values:
        if probe.field != "quantity":
            yield from about_value(probe, frame)
    skus = set(frame["sku"].drop_nulls().to_list())
    for text in entry.not_items:
        if text in skus:
            yield f"'{text}' is read as an item"
    if entry.last_row is not None and frame["row_no"].max() != entry.last_row:
        yield f"the last row is {frame['row_no'].max()!r}, not {entry.last_row}"
    if entry.row_errors is not None:
        yield from _about_errors(entry.row_errors, found)
    answers = [known for known in entry.known if not known.inputs]
    if answers:
        decided = found.decided(_PLENTY).frame
        for known in answers:
            yield from _about_known(known, decided)


def _about_errors(right: RowErrors, found: Outcome) -> Iterator[str]:
    decided = found.decided(Defaults(**right.defaults))
    failed = decided.frame.filter(pl.col("status") == "error")
    rows = set(failed["row_no"].to_list())
    if right.count is not None:
        if right.at_most is None and len(rows) != right.count:
            yield f"{len(rows)} rows are errors, not {right.count}: {failed['reason'].to_list()[:3]}"
        if right.at_most is not None and len(rows) > right.at_most:
            yield f"{len(rows)} rows are errors, more than {right.at_most}"
        if right.rows and not rows <= set(right.rows):
            yield f"rows {sorted(rows - set(right.rows))} must be no errors"
        if right.rows and right.at_most is None and rows < set(right.rows):
            yield f"rows {sorted(set(right.rows) - rows)} must be errors"
    told = {(error.row, error.column, error.cell) for error in (*found.errors, *decided.errors)}
    for cell in right.cells:
        if (cell["row"], cell["header"], cell["cell"]) not in told:
            yield f"no error names the cell {cell['cell']}: {sorted(told)[:5]}"


def _about_known(known: Known, decided: pl.DataFrame) -> Iterator[str]:
    rows = decided.filter(pl.col("sku") == known.sku) if known.sku else decided
    rows = rows.filter(pl.col("row_no") == known.row) if known.row else rows
    if rows.height != 1:
        yield f"{rows.height} rows for {known.sku or known.row}"
        return
    row = rows.row(0, named=True)
    annual = row["demand"] * _PERIODS_A_YEAR[row["period"] or "year"]
    own = {
        "annual_demand": annual,
        "annual_value": annual * (row["unit_cost"] or 0.0),
    }.get(known.our_field, row.get(known.our_field))
    if own != pytest.approx(known.value, rel=known.tolerance):
        yield f"row {known.row or known.sku}: {known.our_field} is {own}, the file says {known.value}"


def about_value(probe: Probe, frame: pl.DataFrame) -> Iterator[str]:
    """Whether the frame holds the probed value, and in one row only."""
    rows = frame
    if probe.row is not None and not probe.keys:
        rows = rows.filter(pl.col("row_no") == probe.row)
    if probe.sku is not None:
        rows = rows.filter(pl.col("sku") == probe.sku)
    if probe.location is not None:
        rows = rows.filter(pl.col("location") == probe.location)
    if rows.height != 1:
        yield f"{rows.height} rows for {probe.sku or probe.row}"
        return
    own = rows[probe.field][0] if probe.field in rows.columns else None
    if isinstance(probe.value, float | int) and isinstance(own, float | int):
        if own != pytest.approx(probe.value, rel=max(probe.tolerance, 1e-9)):
            yield f"row {probe.row or probe.sku}: {probe.field} is {own}, not {probe.value}"
    elif own != probe.value:
        yield f"row {probe.row or probe.sku}: {probe.field} is {own!r}, not {probe.value!r}"
    period = rows["period"][0] if "period" in rows.columns else "year"
    if probe.period is not None and probe.field == "demand" and period != probe.period:
        yield f"row {probe.row or probe.sku}: demand is per {period}, not per {probe.period}"
