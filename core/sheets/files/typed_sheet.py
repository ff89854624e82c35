"""One sheet of a workbook as typed columns, by the fast parser (calamine through fastexcel)."""

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from core.errors import UnreadableFile
from core.sheets.files.limits import MOST_CELL_BYTES, long_cell
from core.sheets.files.mixed_columns import with_numbers_told
from core.sheets.files.panics import panics_named
from core.sheets.files.raw_names import raw_name

ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_TEXT = re.compile(r'String\("(.*)"\)', re.DOTALL)
_MOST_MIXED = 20  # columns that turn out to mix dates and texts; each costs another reading

# "Could not determine dtype for column ..." of an empty column is no news to a planner.
logging.getLogger("fastexcel").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSheet:
    """The rows below the header: `row_no` and a column per position that holds anything."""

    frame: pl.DataFrame
    error_cells: dict[tuple[int, int], str]


def open_reader(path: Path) -> fastexcel.ExcelReader:
    """The parser, with the workbook's own parts read.

    Raises:
        UnreadableFile: it is damaged or protected.

    """
    with panics_named():
        return fastexcel.read_excel(path)


def load(
    reader: fastexcel.ExcelReader, name: str, header_row: int, as_text: Collection[int] = ()
) -> TypedSheet:
    """The sheet below `header_row` (from 0); the columns `as_text` are known to mix dates with others.

    Raises:
        UnreadableFile: it cannot be parsed.

    """
    with panics_named():
        sheet = _typed(reader, name, header_row, as_text)
        positions = [info.absolute_index for info in sheet.selected_columns]  # all of them
        batch, errors = sheet.to_arrow_with_errors()
        del sheet  # the parser's cells: a third of all memory
        first_row = header_row + 2  # as the file counts them
        rows = pl.int_range(first_row, first_row + batch.num_rows, dtype=pl.Int32, eager=True).alias("row_no")
        columns = [
            pl.Series(raw_name(position), column)
            for position, column in zip(positions, batch.columns, strict=True)
        ]
        del batch
        error_cells: dict[tuple[int, int], str] = {}
        for error in errors.errors if errors else ():
            row, column = error.offset_position
            error_cells[first_row + row, positions[column]] = _error_text(error.detail)
    frame = pl.DataFrame([rows, *columns])
    _refuse_long_cells(frame)
    return TypedSheet(frame=with_numbers_told(reader, name, header_row, frame), error_cells=error_cells)


def _refuse_long_cells(frame: pl.DataFrame) -> None:
    lengths = frame.select(pl.col(pl.String).str.len_bytes())
    longest = lengths.max().row(0) if lengths.height else ()
    for name, length in zip(lengths.columns, longest, strict=False):
        if length is not None and length > MOST_CELL_BYTES:
            raise long_cell(int(frame["row_no"][lengths[name].arg_max() or 0]))


def _typed(
    reader: fastexcel.ExcelReader, name: str, header_row: int, as_text: Collection[int]
) -> fastexcel.ExcelSheet:
    """The sheet with a type per column; a column whose types have none in common becomes text."""
    dtypes: dict[str | int, fastexcel.DType] = dict.fromkeys(as_text, "string")
    for _ in range(_MOST_MIXED):
        try:
            return reader.load_sheet(
                name, header_row=header_row, schema_sample_rows=None, dtypes=dtypes or None
            )
        except fastexcel.UnsupportedColumnTypeCombinationError as error:
            dtypes[str(error).partition("dtype for column ")[2].strip()] = "string"
    raise UnreadableFile(
        f"Many columns of the sheet {name!r} mix dates, times and other values.",
        remedy="Give each column one kind of value, or save the sheet as CSV.",
    )


def _error_text(detail: str) -> str:
    """What a cell holds that did not fit its column: an error, or a text taken for nothing ("null")."""
    _, found, kind = detail.partition("Error(")
    if found:
        return ERROR_TEXTS.get(kind.split(")")[0], "#ERROR!")
    text = _TEXT.search(detail)
    return text[1] if text else "a cell of another kind"
