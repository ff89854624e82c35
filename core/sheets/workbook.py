"""Reads one sheet of an .xlsx or .xlsm workbook into columns."""

import contextlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from core.errors import InvalidOption, LotwiseError, NoRows, UnreadableFile
from core.inventory.fields import ITEM, Kind
from core.sheets.options import SheetOptions
from core.sheets.peek import SheetPeek, peek
from core.sheets.recognise import missing_fields, recognise
from core.sheets.source import Source, number_name, raw_name, without_blank_rows

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
_MOST_MIXED = 20  # each column found to be so costs another reading
_SEPARATED = r"[0-9][.,][0-9]"

# "Could not determine dtype for column ..." of an empty column is no news to a planner.
logging.getLogger("fastexcel").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the table begins: which sheet, and its header row counted from 0."""

    sheet: SheetPeek
    header_row: int


def read_workbook(path: Path, options: SheetOptions) -> Source:
    """The chosen sheet, or the only one with recognised headers.

    Raises:
        InvalidOption: the named sheet is not there, or several sheets qualify.
        UnreadableFile, NoRows: it cannot be parsed, or holds no cell at all.

    """
    with _panics_named():
        reader = fastexcel.read_excel(path)
    place = _place(peek(path), options)
    with _panics_named():
        return _load(reader, place, options)


@contextlib.contextmanager
def _panics_named() -> Iterator[None]:
    """The parser panics with a BaseException on some damaged files; that is a bad file, no crash."""
    try:
        yield
    except (LotwiseError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if "password" in str(error).lower():
            raise UnreadableFile(
                "The workbook is protected by a password.", remedy="Save it without a password."
            ) from error
        raise UnreadableFile(
            "The workbook is damaged: it cannot be read.",
            remedy="Open it in a spreadsheet program and save it again.",
        ) from error


def _place(sheets: list[SheetPeek], options: SheetOptions) -> Place:
    if options.sheet is not None:
        named = [sheet for sheet in sheets if sheet.name == options.sheet]
        if not named:
            names = ", ".join(repr(sheet.name) for sheet in sheets)
            raise InvalidOption(
                f"The workbook has no sheet {options.sheet!r}.", remedy=f"Its sheets are: {names}."
            )
        return Place(named[0], _header_row(named[0], options)[0])
    candidates = [sheet for sheet in sheets if sheet.is_visible and sheet.rows]
    if not candidates:
        raise NoRows("No visible sheet of the workbook holds any cell.", remedy="Fill a sheet with items.")
    scored = [(sheet, *_header_row(sheet, options)) for sheet in candidates]
    good = [(sheet, row) for sheet, row, _, is_complete in scored if is_complete]
    if len(good) > 1:
        names = ", ".join(repr(sheet.name) for sheet, _ in good)
        raise InvalidOption(
            f"{len(good)} sheets look like items: {names}.", remedy="Say which with the option `sheet`."
        )
    if good:
        return Place(*good[0])
    sheet, row, *_ = max(scored, key=lambda one: one[2])
    return Place(sheet, row)


def _header_row(sheet: SheetPeek, options: SheetOptions) -> tuple[int, int, bool]:
    """The row (from 0) that names most fields, how many it names, and whether sku and demand are named."""
    if not sheet.rows:
        return (options.header_row or 1) - 1, 0, False
    rows = list(sheet.rows) if options.header_row is None else [options.header_row - 1]
    best = (rows[0], 0, False)
    for row in rows:
        try:
            columns = recognise(sheet.rows.get(row, {}), SheetOptions(mapping=_present(sheet, row, options)))
        except InvalidOption:  # two columns for one field: it is a header row, and said so when it is read
            return row, 1_000, True
        found = sum(column.field is not None for column in columns)
        if found > best[1]:
            best = (row, found, not missing_fields(columns))
    return best


def _present(sheet: SheetPeek, row: int, options: SheetOptions) -> Mapping[str, str]:
    texts = {" ".join(text.split()) for text in sheet.rows.get(row, {}).values()}
    return {header: name for header, name in options.mapping.items() if header in texts}


def _load(reader: fastexcel.ExcelReader, place: Place, options: SheetOptions) -> Source:
    name, header_row = place.sheet.name, place.header_row
    if not place.sheet.rows:
        raise NoRows(f"The sheet {name!r} holds no cell.", remedy="Fill it, or name another with `sheet`.")
    sheet = _typed(reader, name, header_row)
    batch, errors = sheet.to_arrow_with_errors()
    infos = sheet.available_columns()
    positions = [info.absolute_index for info in infos]
    first_row = header_row + 2  # as the file counts them
    raw = pl.DataFrame(
        [
            pl.Series(raw_name(position), column)
            for position, column in zip(positions, batch.columns, strict=True)
        ]
    )
    raw = raw.select(
        pl.int_range(first_row, first_row + raw.height, dtype=pl.Int32).alias("row_no"), pl.all()
    )
    written = place.sheet.rows.get(header_row, {})
    headers = {
        info.absolute_index: written.get(info.absolute_index)
        or ("" if info.column_name_from == "generated" else info.name)
        for info in infos
    }
    error_cells: dict[tuple[int, int], str] = {}
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        error_cells[first_row + row, positions[column]] = _error_text(error.detail)
    frame, blank = without_blank_rows(raw, frozenset(row for row, _ in error_cells))
    empty = {
        position
        for position in positions
        if not headers[position] and frame[raw_name(position)].null_count() == frame.height
    }
    columns = recognise({at: text for at, text in headers.items() if at not in empty}, options)
    mixed = [
        column.position
        for column in columns
        if column.field
        and ITEM[column.field].kind is Kind.NUMBER
        and frame.schema[raw_name(column.position)] == pl.String
        and frame[raw_name(column.position)].str.contains(_SEPARATED).any()
    ]
    if mixed:
        frame = frame.join(
            _number_cells(reader, place, mixed), on="row_no", how="left", maintain_order="left"
        )
    return Source(
        frame=frame.drop([raw_name(position) for position in sorted(empty)]),
        columns=columns,
        header_row=header_row + 1,
        blank_rows=blank,
        sheet=name,
        error_cells=error_cells,
    )


def _typed(reader: fastexcel.ExcelReader, name: str, header_row: int) -> fastexcel.ExcelSheet:
    """The sheet with a type per column; a column whose types have none in common becomes text."""
    as_text: dict[str | int, fastexcel.DType] = {}
    for _ in range(_MOST_MIXED):
        try:
            return reader.load_sheet(
                name, header_row=header_row, schema_sample_rows=None, dtypes=as_text or None
            )
        except fastexcel.UnsupportedColumnTypeCombinationError as error:
            as_text[str(error).partition("dtype for column ")[2].strip()] = "string"
    raise UnreadableFile(
        f"Many columns of the sheet {name!r} mix dates, times and other values.",
        remedy="Give each column one kind of value, or save the sheet as CSV.",
    )


def _error_text(detail: str) -> str:
    _, found, kind = detail.partition("Error(")
    return ERROR_TEXTS.get(kind.split(")")[0], "#ERROR!") if found else "a cell of another kind"


def _number_cells(reader: fastexcel.ExcelReader, place: Place, positions: list[int]) -> pl.DataFrame:
    """Which cells of columns that mix numbers and text are numbers.

    The parser writes the numbers of a mixed column as text with a point, so a real 1.234 and a typed
    "1.234" look alike, and only the second may mean 1234. Read as booleans, numbers become true or false
    and text becomes null.
    """
    sheet = reader.load_sheet(
        place.sheet.name,
        header_row=place.header_row,
        use_columns=positions,
        dtypes=dict.fromkeys(positions, "boolean"),
    )
    batch, _ = sheet.to_arrow_with_errors()
    found = {info.absolute_index: batch.column(at) for at, info in enumerate(sheet.selected_columns)}
    cells = pl.DataFrame([pl.Series(number_name(at), column).is_not_null() for at, column in found.items()])
    first_row = place.header_row + 2
    return cells.with_columns(
        pl.int_range(first_row, first_row + cells.height, dtype=pl.Int32).alias("row_no")
    )
