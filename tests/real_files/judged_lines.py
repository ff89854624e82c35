"""Holds the order lines of a reading against what is written down, before they are summed."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from core.sheets.intake import line_items
from core.sheets.intake.read import understand
from core.sheets.options import SheetOptions
from core.sheets.values.lines import Lines
from tests.real_files.expectations import Expectation
from tests.real_files.outcome import AS_OF, Outcome


def about_lines(entry: Expectation, found: Outcome) -> Iterator[str]:
    """Lines, units or quantities that are not those of the file."""
    told = found.understood
    if told.table != "lines":
        return
    lines = lines_read(entry.path, SheetOptions.from_json(dict(entry.answer)))
    left_out = sum(count for kind, count in told.skipped.items() if kind != "blank_rows")
    refused = len({error.row for error in found.errors})
    if entry.data_rows is not None and lines.height + left_out + refused != entry.data_rows:
        yield f"{lines.height} lines, {left_out} left out and {refused} errors are not {entry.data_rows}"
    units = float(lines["quantity"].sum())
    is_whole = not found.errors  # a spoilt line is told as an error, and its units are not known
    if entry.units_in_all is not None and (
        units != entry.units_in_all if is_whole else units > entry.units_in_all
    ):
        yield f"all lines together are {units} units, not {entry.units_in_all}"
    for probe in entry.values:
        if probe.field == "quantity":
            own = lines.filter(pl.col("sku") == probe.sku)
            if own["quantity"].sum() != probe.value or own.height != (probe.count or own.height):
                yield f"{probe.sku}: {own['quantity'].to_list()} is not {probe.value} in {probe.count} lines"


def about_the_same(entry: Expectation, source: Expectation, found: Outcome) -> Iterator[str]:
    """Where the lines are not those of the file this one is a variant of."""
    if found.understood.table != "lines":
        yield f"is read as {found.understood.table}, its source as lines"
        return
    columns = ["sku", "date", "quantity"]
    own = lines_read(entry.path, SheetOptions.from_json(dict(entry.answer))).select(columns)
    theirs = lines_read(source.path, SheetOptions()).select(columns)
    if not own.equals(theirs):
        yield f"its lines are not those of {source.name}: {own.join(theirs, on=columns, how='anti').rows()}"


def lines_read(path: Path, options: SheetOptions) -> pl.DataFrame:
    """The lines the importer sums, as it hands them over."""
    seen: list[pl.DataFrame] = []

    class Seen(Lines):
        def add(self, batch: pl.DataFrame) -> None:
            seen.append(batch)
            super().add(batch)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_items, "Lines", Seen)
        understand(path, options, AS_OF)
    return pl.concat(seen, how="diagonal_relaxed")
