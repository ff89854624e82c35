"""Large sheets of 12 columns, as text and as a workbook: what the importer's benchmark reads."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

HEADERS = (
    "SKU", "Description", "Supplier", "Annual demand", "Order cost", "Unit cost",
    "Holding rate", "Lead time (days)", "On hand", "Current order qty", "MOQ", "Pack size",
)  # fmt: skip
_AT_ONCE = 100_000
_SEED = 1


def write_csv(path: Path, rows: int) -> None:
    """A part at a time; the file takes its name when it is whole."""
    part = path.with_suffix(".part")
    with part.open("wb") as target:
        for at, frame in enumerate(frames(rows)):
            target.write(frame.write_csv(include_header=at == 0).encode())
    part.rename(path)


def write_xlsx(path: Path, rows: int) -> None:
    """Texts as texts, numbers as numbers, row by row."""
    part = path.with_suffix(".part")
    with xlsxwriter.Workbook(str(part), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Items")
        sheet.write_row(0, 0, HEADERS)
        at = 1
        for frame in frames(rows):
            for row in frame.iter_rows():
                sheet.write_row(at, 0, row)
                at += 1
    part.rename(path)


def frames(rows: int) -> Iterator[pl.DataFrame]:
    """The sheet in parts, always the same."""
    random = np.random.default_rng(_SEED)
    for start in range(0, rows, _AT_ONCE):
        number = np.arange(start, min(start + _AT_ONCE, rows))
        columns = (
            [f"{one:07d}" for one in number.tolist()],
            [f"Widget number {one % 977}" for one in number.tolist()],
            [f"Supplier {one % 101}" for one in number.tolist()],
            np.round(random.lognormal(6.0, 1.5, number.size)),
            np.full(number.size, 40.0),
            np.round(random.lognormal(2.0, 1.0, number.size), 2) + 0.01,
            np.full(number.size, 0.25),
            (number % 30 + 1).astype(np.float64),
            (number % 700).astype(np.float64),
            (number % 300 + 10).astype(np.float64),
            (number % 5 * 5).astype(np.float64),
            (number % 3 + 1).astype(np.float64),
        )
        yield pl.DataFrame(dict(zip(HEADERS, columns, strict=True)))
