"""Builds the files the tests read, and reads them as a job does, in this process."""

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import xlsxwriter

from core.inventory.defaults import Defaults
from core.sheets.chunk import EncodedChunk
from core.sheets.compute import decide_frame
from core.sheets.intake.read import read
from core.sheets.options import SheetOptions
from core.sheets.payload import decode
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding

AS_OF = dt.date(2026, 3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What came of a file."""

    understanding: Understanding
    frames: tuple[pl.DataFrame, ...]
    errors: tuple[RowError, ...]
    chunks: tuple[EncodedChunk, ...]

    @property
    def frame(self) -> pl.DataFrame:
        return pl.concat(self.frames, how="diagonal")

    def fields(self) -> dict[str, str | None]:
        return {column.header: column.field for column in self.understanding.columns}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A file read and decided."""

    understanding: Understanding
    frames: tuple[pl.DataFrame, ...]
    errors: tuple[RowError, ...]

    @property
    def frame(self) -> pl.DataFrame:
        return pl.concat(self.frames)


def csv_file(folder: Path, content: str | bytes, name: str = "sheet.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def xlsx_file(
    folder: Path,
    rows: Sequence[Sequence[object]],
    name: str = "sheet.xlsx",
    *,
    first_row: int = 0,
    first_column: int = 0,
    more: Mapping[str, Sequence[Sequence[object]]] | None = None,
    errors: Mapping[tuple[int, int], str] | None = None,
) -> Path:
    """Texts are written as texts, numbers as numbers; `errors` are formulas with an error as cached value."""
    path = folder / name
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, table in {"Items": rows, **(more or {})}.items():
            sheet = book.add_worksheet(title)
            for at, values in enumerate(table, start=first_row):
                for column, value in enumerate(values, start=first_column):
                    if isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif isinstance(value, dt.date):
                        sheet.write_datetime(at, column, value, day)
                    elif value is not None:
                        sheet.write(at, column, value)
            if title == "Items":
                for (row, column), text in (errors or {}).items():
                    sheet.write_formula(row, column, "=1/0", None, text)
    return path


def read_file(path: Path, **options: object) -> Read:
    understanding, *chunks = read(path, SheetOptions(**options))  # type: ignore[arg-type]
    assert isinstance(understanding, Understanding)
    encoded = tuple(chunk for chunk in chunks if isinstance(chunk, EncodedChunk))
    return Read(
        understanding=understanding,
        frames=tuple(decode(chunk.payload) for chunk in encoded),
        errors=tuple(error for chunk in encoded for error in chunk.errors),
        chunks=encoded,
    )


def decide_file(path: Path, defaults: Defaults | None = None, **options: object) -> Decided:
    found = read_file(path, **options)
    decided = [decide_frame(frame, defaults or Defaults(), AS_OF) for frame in found.frames]
    errors = [*found.errors, *(error for one in decided for error in one.errors)]
    return Decided(
        understanding=found.understanding,
        frames=tuple(one.frame for one in decided),
        errors=tuple(sorted(errors, key=lambda error: error.row)),
    )


def parsed(parts: Iterable[bytes], delimiter: str = ",") -> list[dict[str, str]]:
    """CSV bytes as a list of rows, read by the standard library."""
    import csv

    return list(csv.DictReader(io.StringIO(b"".join(parts).decode()), delimiter=delimiter))
