"""`./lotwise bench workbook`: how fast decisions become files, beside the same cells one by one."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import polars as pl

_PLAIN_ROWS = 20_000  # the slow ways are measured on fewer rows, and told per 100,000


def bench_workbook(
    rows: Annotated[int, typer.Option(min=100, help="how many SKUs")] = 100_000,
    as_json: Annotated[bool, typer.Option("--json", help="print what a program can read")] = False,
) -> None:
    """Write the same decisions as xlsx, csv, jsonl and parquet, and as xlsx cell by cell: time and ratios."""
    with tempfile.TemporaryDirectory(prefix="lotwise-bench-") as folder:
        found = measure(rows, Path(folder))
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    slow = found["xlsx, cell by cell (xlsxwriter)"]
    table = Table(title=f"{rows:,} decisions, seconds per 100,000 rows")
    for name in ("written as", "seconds", "times faster than cell by cell"):
        table.add_column(name, justify="left" if name == "written as" else "right")
    for name, seconds in found.items():
        table.add_row(name, f"{seconds:.2f}", f"{slow / seconds:.1f}")
    Console().print(table)


def measure(rows: int, folder: Path) -> dict[str, float]:
    """Seconds per 100,000 rows of each way of writing the decisions on a made-up catalogue."""
    import datetime as dt

    from core.inventory.defaults import Defaults
    from core.sheets.chunk import EncodedChunk
    from core.sheets.compute import decide_frame
    from core.sheets.limited import read_limited
    from core.sheets.options import SheetOptions
    from core.sheets.payload import decode
    from core.sheets.summary import summarise
    from core.sheets.understanding import Understanding
    from core.sheets.writing.sample import sample, write_sample
    from core.sheets.writing.write import write_csv, write_jsonl, write_parquet, write_xlsx

    sheet, as_of = folder / "catalogue.csv", dt.date(2026, 3, 2)
    write_sample(sample(rows, 3), sheet)
    understanding, frames = Understanding(), list["pl.DataFrame"]()
    for part in read_limited(sheet, sheet.name, SheetOptions()):
        if isinstance(part, Understanding):
            understanding = part
        elif isinstance(part, EncodedChunk):
            frames.append(decide_frame(decode(part.payload), Defaults(), as_of).frame)
    summary = summarise(frames)
    few = frames[0].head(_PLAIN_ROWS)
    return {
        "xlsx, as Lotwise writes it": _seconds(
            rows, lambda: write_xlsx(frames, understanding, summary, [], folder / "a.xlsx", as_of=as_of)
        ),
        "xlsx, cell by cell (xlsxwriter)": _seconds(few.height, lambda: _by_cell(few, folder / "b.xlsx")),
        "xlsx, cell by cell (openpyxl)": _seconds(few.height, lambda: _by_openpyxl(few, folder / "c.xlsx")),
        "csv": _seconds(rows, lambda: write_csv(frames, understanding, folder / "d.csv")),
        "jsonl": _seconds(rows, lambda: write_jsonl(frames, understanding, folder / "e.jsonl")),
        "parquet": _seconds(rows, lambda: write_parquet(frames, understanding, folder / "f.parquet")),
    }


def _seconds(rows: int, write: Callable[[], None]) -> float:
    start = time.perf_counter()
    write()
    return (time.perf_counter() - start) * 100_000 / rows


def _by_cell(frame: "pl.DataFrame", target: Path) -> None:
    """Typed cells with number formats, one call each, in constant memory."""
    import xlsxwriter

    from core.sheets.writing.cell_formats import Formats
    from core.sheets.writing.tables import put

    with xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False}) as book:
        formats, sheet = Formats(book), book.add_worksheet()
        for row, values in enumerate(frame.iter_rows()):
            for column, (value, name) in enumerate(zip(values, frame.columns, strict=True)):
                put(sheet, row, column, value, formats, name)


def _by_openpyxl(frame: "pl.DataFrame", target: Path) -> None:
    """Bare values, without any format."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for values in frame.iter_rows():
        sheet.append(values)
    book.save(target)
