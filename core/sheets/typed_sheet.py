"""One sheet of a workbook as typed columns, by the fast parser (calamine through fastexcel)."""

import contextlib
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from core.errors import LotwiseError, UnreadableFile
from core.sheets.archive import SAVE_AGAIN, protected
from core.sheets.limits import MOST_CELL_BYTES, long_cell
from core.sheets.source import number_name, raw_name

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
_MOST_MIXED = 20  # columns that turn out to mix dates and texts; each costs another reading
# A cell that is nothing but digits and separators, so that it matters whether it was a number.
_SEPARATED = r"^\s*[-+]?[^\w\s]?\s*[0-9]+(?:[.,][0-9]+)+\s*[^\w\s]?\s*$"

# "Could not determine dtype for column ..." of an empty column is no news to a planner.
logging.getLogger("fastexcel").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSheet:
    """The rows below the header: `row_no` and a column per position that holds anything."""

    frame: pl.DataFrame
    error_cells: dict[tuple[int, int], str]


@contextlib.contextmanager
def panics_named() -> Iterator[None]:
    """The parser panics with a BaseException on some damaged files; that is a bad file, no crash."""
    try:
        yield
    except (LotwiseError, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if "password" in str(error).lower():
            raise protected() from error
        raise UnreadableFile("The workbook is damaged: it cannot be read.", remedy=SAVE_AGAIN) from error


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
        positions = [info.absolute_index for info in sheet.available_columns()]
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
    return TypedSheet(frame=_with_number_cells(reader, name, header_row, frame), error_cells=error_cells)


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
    _, found, kind = detail.partition("Error(")
    return ERROR_TEXTS.get(kind.split(")")[0], "#ERROR!") if found else "a cell of another kind"


def _with_number_cells(
    reader: fastexcel.ExcelReader, name: str, header_row: int, frame: pl.DataFrame
) -> pl.DataFrame:
    """The frame with a companion for each column of text in which some cells may be numbers.

    The parser writes the numbers of a mixed column as text with a point, so a real 1.234 and a typed
    "1.234" look alike, and only the second may mean 1234. Read as booleans, numbers become true or false
    and text becomes null. This is another reading, so only where the answer matters.
    """
    texts = frame.select(pl.col(pl.String).str.contains(_SEPARATED).any())
    mixed = [int(name[1:]) for name in texts.columns if texts[name][0]]
    if not mixed:
        return frame
    with panics_named():
        sheet = reader.load_sheet(
            name, header_row=header_row, use_columns=mixed, dtypes=dict.fromkeys(mixed, "boolean")
        )
        infos = sheet.selected_columns
        batch, _ = sheet.to_arrow_with_errors()
        cells = [
            pl.Series(number_name(info.absolute_index), batch.column(at)).is_not_null()
            for at, info in enumerate(infos)
        ]
    first_row = header_row + 2
    rows = pl.int_range(first_row, first_row + batch.num_rows, dtype=pl.Int32, eager=True).alias("row_no")
    return frame.join(pl.DataFrame([rows, *cells]), on="row_no", how="left", maintain_order="left")
