"""A sheet as it was read, before anything is understood: raw columns with their place in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from core.sheets.understanding import Column


def raw_name(position: int) -> str:
    """The name of a raw column inside frames; headers may repeat, positions do not."""
    return f"c{position}"


def number_name(position: int) -> str:
    """The name of the companion that tells which cells of a mixed column were numbers."""
    return f"n{position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One sheet, columnar.

    `frame` holds `row_no` (int32, as in the file) and a column per position, named by `raw_name`: text of
    csv files, whatever type the cells share in workbooks. Blank rows are dropped and counted. `headers`
    are by position, as written. `error_cells` are cells with #N/A and the like: (row, position) -> text.
    `overfull` are rows with more cells than headers. A column of numbers and text mixed has a companion
    named by `number_name`, true where the cell was a number: its text has a point whatever the sheet's
    decimal separator is, so only the other cells tell the separator.
    """

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    header_row: int
    blank_rows: int
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    error_cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    overfull: frozenset[int] = frozenset()


def without_blank_rows(
    frame: pl.DataFrame, kept_anyway: frozenset[int] = frozenset()
) -> tuple[pl.DataFrame, int]:
    """The rows that hold anything at all (or are named), and how many did not."""
    filled = [
        pl.col(name).str.strip_chars().str.len_bytes().gt(0).fill_null(value=False)
        if dtype == pl.String
        else pl.col(name).is_not_null()
        for name, dtype in frame.schema.items()
        if name.startswith("c")
    ]
    if not filled:
        return frame.clear(), frame.height
    kept = frame.filter(pl.any_horizontal(filled) | pl.col("row_no").is_in(list(kept_anyway)))
    return kept, frame.height - kept.height
