"""Raw rows turned into the fields' values, and a list of the cells that could not be read."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.sheets.files.raw_names import number_name, raw_name
from core.sheets.intake.reading import Reading
from core.sheets.understanding import Column
from core.sheets.values.cells import HAS_NUL, Cells, read_cells

PRICE_BREAK_COLUMNS = ("price_breaks_min_qty", "price_breaks_unit_cost")


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that was not read: the position of its row among these rows, its column, text and code."""

    at: int
    column: Column
    value: str
    code: str


@dataclass(slots=True, kw_only=True)
class Fields:
    """Values by field (price breaks by two names), each as long as the rows.

    `bad` cells have no value, `doubtful` ones have. `blanks` counts empty periods read as no sales.
    """

    values: dict[str, pl.Series]
    bad: list[BadCell] = field(default_factory=list)
    doubtful: list[BadCell] = field(default_factory=list)
    blanks: int = 0

    def number(self, name: str, height: int) -> NDArray[np.float64]:
        """A field's numbers, NaN where there is none."""
        if name not in self.values:
            return np.full(height, np.nan)
        return self.values[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    def note(self, column: Column, cells: Cells) -> None:
        """Take over the codes and the warnings of a column's cells."""
        if cells.codes.null_count() < len(cells.codes):
            self.bad.extend(
                BadCell(at, column, str(cells.texts[at]), cells.codes[at])
                for at in cells.codes.is_not_null().arg_true().to_list()
            )
        for places, code in cells.warnings:
            self.doubtful.extend(BadCell(at, column, str(cells.texts[at]), code) for at in places.to_list())

    def note_where(self, column: Column, texts: pl.Series, where: pl.Series, code: str) -> None:
        """Cells that are bad though they can be read; they lose their value."""
        places = where.arg_true()
        self.bad.extend(BadCell(at, column, str(texts[at]), code) for at in places.to_list())
        if len(places) and column.field in self.values:
            self.values[column.field] = self.values[column.field].scatter(places, None)

    def doubt(self, column: Column, warnings: Iterable[tuple[pl.Series, str]]) -> None:
        """Note what is doubted about whole rows, at the first of the columns that tell it."""
        for places, code in warnings:
            self.doubtful.extend(BadCell(at, column, "", code) for at in places.to_list())


class CellTexts:
    """Cells told apart by the reader (errors, formulas without a value), found by a range of rows."""

    def __init__(self, cells: Mapping[tuple[int, int], str], columns: Collection[int]) -> None:
        self._cells = sorted((row, at, text) for (row, at), text in cells.items() if at in columns)

    def between(self, first: int, last: int) -> list[tuple[int, int, str]]:
        """(row, position, text) of the cells of the rows `first` to `last`."""
        start = bisect_left(self._cells, (first,))
        return self._cells[start : bisect_left(self._cells, (last + 1,))]


def read_fields(raw: pl.DataFrame, reading: Reading, wanted: Collection[str] | None = None) -> Fields:
    """The fields of these rows, all or only those named."""
    found = Fields(values={})
    for name, column in reading.by_field.items():
        if wanted is not None and name not in wanted:
            continue
        cells = read_cells(
            raw[raw_name(column.position)],
            companion(raw, column),
            column,
            zeros=reading.table.zeros.get(column.position),
            date_order=reading.date_order,
        )
        names = PRICE_BREAK_COLUMNS if name == "price_breaks" else (name,)
        found.values.update(zip(names, cells.values, strict=True))
        found.note(column, cells)
    if wanted is None:
        _find_nul(raw, reading, found)
    return found


def _find_nul(raw: pl.DataFrame, reading: Reading, found: Fields) -> None:
    """NUL characters of columns no field holds; no database keeps them."""
    for column in reading.columns:
        cells = raw[raw_name(column.position)]
        if column.field is None and column.travels and cells.dtype == pl.String:
            for at in cells.str.contains("\x00", literal=True).fill_null(value=False).arg_true().to_list():
                found.bad.append(BadCell(at, column, cells[at], HAS_NUL))


def companion(raw: pl.DataFrame, column: Column) -> pl.Series | None:
    """Which cells of a mixed column are numbers, where the reader tells."""
    name = number_name(column.position)
    return raw[name] if name in raw.columns else None
