"""Columns of texts and numbers mixed: which cells are numbers, and exactly which."""

from collections.abc import Sequence
from typing import Literal

import fastexcel
import polars as pl

from core.sheets.files.panics import panics_named
from core.sheets.files.raw_names import number_name, raw_name

# A cell that is nothing but digits and separators, so that it matters whether it was a number.
_SEPARATED = r"^\s*[-+]?[^\w\s]?\s*[0-9]+(?:[.,][0-9]+)+\s*[^\w\s]?\s*$"
_CUT_OFF = r"\.[0-9]{8,9}$"  # the parser writes nine decimals of a number among texts


def with_numbers_told(
    reader: fastexcel.ExcelReader, name: str, header_row: int, frame: pl.DataFrame
) -> pl.DataFrame:
    """The frame with a companion for each column of text in which some cells may be numbers.

    The parser writes the numbers of a mixed column as text with a point, so a real 1.234 and a typed
    "1.234" look alike, and only the second may mean 1234. Read as booleans, numbers become true or false
    and text becomes null. This is another reading, so only where the answer matters; and one more where
    decimals were cut off.
    """
    texts = frame.select(pl.col(pl.String).str.contains(_SEPARATED).any())
    mixed = [int(column[1:]) for column in texts.columns if texts[column][0]]
    if not mixed:
        return frame
    flags = _read_as(reader, name, header_row, mixed, "boolean")
    told = [pl.col(raw_name(at)).is_not_null().alias(number_name(at)) for at in mixed]
    frame = frame.join(flags.select("row_no", *told), on="row_no", how="left", maintain_order="left")
    numbers = frame.select(
        pl.col(raw_name(at)).str.contains(_CUT_OFF).and_(pl.col(number_name(at))).any() for at in mixed
    )
    cut = [int(column[1:]) for column in numbers.columns if numbers[column][0]]
    if not cut:
        return frame
    exact = _read_as(reader, name, header_row, cut, "float")
    return frame.join(exact, on="row_no", how="left", maintain_order="left", suffix=" exact").select(
        pl.when(pl.col(number_name(int(column[1:]))))
        .then(pl.col(f"{column} exact").cast(pl.String).str.strip_suffix(".0"))
        .otherwise(pl.col(column))
        .alias(column)
        if column.startswith("c") and int(column[1:]) in cut
        else pl.col(column)
        for column in frame.columns
    )


def _read_as(
    reader: fastexcel.ExcelReader,
    name: str,
    header_row: int,
    positions: Sequence[int],
    dtype: Literal["boolean", "float"],
) -> pl.DataFrame:
    """Those columns once more, what has no such type null."""
    with panics_named():
        sheet = reader.load_sheet(
            name, header_row=header_row, use_columns=list(positions), dtypes=dict.fromkeys(positions, dtype)
        )
        infos = sheet.selected_columns
        batch, _ = sheet.to_arrow_with_errors()
    first_row = header_row + 2
    rows = pl.int_range(first_row, first_row + batch.num_rows, dtype=pl.Int32, eager=True).alias("row_no")
    columns = (pl.Series(raw_name(info.absolute_index), batch.column(at)) for at, info in enumerate(infos))
    return pl.DataFrame([rows, *columns])
