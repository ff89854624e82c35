"""Reads a text table (csv, tsv) into columns of text."""

import csv
import io
import re
from itertools import islice
from pathlib import Path

import polars as pl

from core.errors import InvalidOption, NoRows, UnreadableFile
from core.sheets.encoding import decoded
from core.sheets.options import SheetOptions
from core.sheets.recognise import missing_fields, recognise
from core.sheets.source import Source, raw_name, without_blank_rows
from core.sheets.spellings import spelled

DELIMITERS = (",", ";", "\t", "|")
HEAD_ROWS = 30  # a header below row 30 is not looked for
MOST_COLUMNS = 16_384  # as in a spreadsheet

_HEAD = 256 << 10  # bytes looked at to find the delimiter and the header
_OVERFULL = "overfull"


def read_delimited(path: Path, options: SheetOptions) -> Source:
    """The table of a text file.

    Raises:
        UnreadableFile: the text cannot be decoded or is no table.
        NoRows: there is a header and nothing below it.

    """
    content, encoding = decoded(path)
    head = content[:_HEAD].decode("utf-8", errors="ignore")
    told = re.match(r'"?sep=(.)"?\r?\n', head)
    delimiter = told[1] if told else _delimiter(head, options)
    records = _head_records(head, delimiter)
    header_at = _header_row(records, options)
    if header_at >= len(records):
        raise NoRows("The file ends before its header row.", remedy="Give the header's row as `header_row`.")
    names = records[header_at]
    while names and not names[-1].strip():
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise UnreadableFile(f"The header has {len(names)} cells.", remedy="Give one header per column.")
    _refuse_open_quote(content, delimiter)
    columns = recognise(dict(enumerate(names)), options)
    width = max(len(names), 1)
    every = _parse(content, delimiter, width)
    first_row = header_at + 2
    raw = every.slice(header_at + 1).with_columns(
        pl.int_range(
            first_row, max(first_row, first_row + every.height - header_at - 1), dtype=pl.Int32
        ).alias("row_no")
    )
    full = raw.filter(pl.col(_OVERFULL).str.strip_chars().str.len_bytes() > 0)["row_no"]
    frame, blank = without_blank_rows(raw.drop(_OVERFULL), frozenset(full.to_list()))
    return Source(
        frame=frame,
        columns=columns,
        header_row=header_at + 1,
        blank_rows=blank,
        delimiter=delimiter,
        encoding=encoding,
        overfull=frozenset(full.to_list()),
    )


def _refuse_open_quote(content: bytes, delimiter: str) -> None:
    """A quote that is never closed would swallow all rows behind it without a word."""
    if content.count(b'"') % 2 == 0:
        return
    record = 0
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")
    try:
        for record, _ in enumerate(csv.reader(stream, delimiter=delimiter, strict=True), start=1):  # noqa: B007
            pass
    except csv.Error as error:
        if "expected after" not in str(error):  # that one is a stray quote inside a cell: taken as it is
            raise UnreadableFile(
                f"A quote opened in row {record + 1} is never closed.",
                remedy='Close it, or write quotes inside a cell twice ("").',
            ) from error


def _delimiter(head: str, options: SheetOptions) -> str:
    """The delimiter under which most fields are recognised, then the one that makes most columns."""
    best, best_score = ",", (-1, -1, -1)
    for delimiter in DELIMITERS:
        records = _head_records(head, delimiter)
        row = min(_header_row(records, options), len(records) - 1)
        cells = records[row] if records else []
        known = sum(spelled(cell) is not None or cell.strip() in options.mapping for cell in cells)
        widths = [len(record) for record in records if any(cell.strip() for cell in record)]
        even = sum(width == len(cells) for width in widths) if len(cells) > 1 else 0
        if (known, even, len(cells)) > best_score:
            best, best_score = delimiter, (known, even, len(cells))
    return best


def _head_records(head: str, delimiter: str) -> list[list[str]]:
    # At least one whole record is kept even if the head ends within it.
    lines = io.StringIO(head, newline="")
    try:
        return list(islice(csv.reader(lines, delimiter=delimiter), HEAD_ROWS))
    except csv.Error as error:
        raise UnreadableFile(
            "The file is not a table of text: a cell never ends.",
            remedy="Check its quotes and export it again.",
        ) from error


def _header_row(records: list[list[str]], options: SheetOptions) -> int:
    """The record (from 0) that names most fields; the first that holds anything when none does."""
    if options.header_row is not None:
        return options.header_row - 1
    best, most = next((at for at, record in enumerate(records) if any(map(str.strip, record))), 0), 0
    for at, record in enumerate(records):
        try:
            present = {name: to for name, to in options.mapping.items() if name in record}
            columns = recognise(dict(enumerate(record)), SheetOptions(mapping=present))
        except InvalidOption:  # two columns for one field: a header row all the same
            return at
        found = sum(column.field is not None for column in columns) + (not missing_fields(columns))
        if found > most:
            best, most = at, found
    return best


def _parse(content: bytes, delimiter: str, width: int) -> pl.DataFrame:
    names = [*(raw_name(at) for at in range(width)), _OVERFULL]
    schema = dict.fromkeys(names, pl.String())
    try:
        return pl.read_csv(
            content,
            has_header=False,
            separator=delimiter,
            schema=schema,
            extra_columns="ignore",
            missing_columns="insert",
            infer_schema=False,
        )
    except pl.exceptions.NoDataError as error:
        raise NoRows(remedy="Upload a sheet with at least one item below the header.") from error
    except (pl.exceptions.PolarsError, ValueError):
        return _parse_slowly(content, delimiter, names)


def _parse_slowly(content: bytes, delimiter: str, names: list[str]) -> pl.DataFrame:
    """For files whose quotes break the rules in a way the fast reader refuses."""
    columns: list[list[str | None]] = [[] for _ in names]
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")
    try:
        for record in csv.reader(stream, delimiter=delimiter):
            for at, column in enumerate(columns):
                column.append(record[at] if at < len(record) else None)
    except csv.Error as error:
        raise UnreadableFile(
            "The file is not a table of text: a cell never ends.",
            remedy="Check its quotes and export it again.",
        ) from error
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String()))
