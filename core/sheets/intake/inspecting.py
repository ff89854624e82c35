"""Reads a file to its end without keeping its rows: what can be told about it before a job is made of it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl

from core.inventory.fields import ITEM
from core.sheets.files.raw_names import raw_name
from core.sheets.inspection import PREVIEW_ROWS, Inspection, PreviewRow, Tally
from core.sheets.intake.read import Understood, checked_ranges, understand, understanding_of
from core.sheets.intake.reading import Reading
from core.sheets.options import SheetOptions
from core.sheets.values.cells import as_text


def inspected(path: Path, options: SheetOptions, as_of: dt.date | None, limit_rows: int | None) -> Inspection:
    """The understanding of a file and what is wrong with its cells.

    Raises:
        Refused: the file or an option is refused (`core.errors`).

    """
    understood = understand(path, options, as_of)
    understanding = understanding_of(understood)
    if understood.facts is None:
        return Inspection(understanding=understanding)
    tally, preview, seen = Tally(), tuple[PreviewRow, ...](), 0
    for part in checked_ranges(understood, understood.facts, options.rows_per_chunk):
        tally.add(part.errors, part.warnings)
        if not preview:
            preview = _preview(understood, part.raw, part.frame)
        seen += part.raw.height
        if limit_rows is not None and seen >= limit_rows:
            break
    return tally.inspection(understanding, preview)


def _preview(understood: Understood, raw: pl.DataFrame, frame: pl.DataFrame) -> tuple[PreviewRow, ...]:
    """The first rows: what stands in their cells, and what was read."""
    texts = _texts(understood.reading, raw.head(PREVIEW_ROWS))
    values = _values(frame.head(PREVIEW_ROWS))
    return tuple(
        PreviewRow(row=row, texts=own, values=read)
        for row, own, read in zip(raw["row_no"].to_list(), texts, values, strict=False)
    )


def _texts(reading: Reading, raw: pl.DataFrame) -> list[dict[str, str]]:
    columns = {column.key: as_text(raw[raw_name(column.position)]).to_list() for column in reading.columns}
    return [
        {key: cells[at] for key, cells in columns.items() if cells[at] is not None}
        for at in range(raw.height)
    ]


def _values(frame: pl.DataFrame) -> list[dict[str, Any]]:
    names = [name for name in frame.columns if name in ITEM or name.startswith("price_breaks_")]
    rows: list[dict[str, Any]] = json.loads(frame.select(names).write_json())
    return [{name: value for name, value in row.items() if value is not None} for row in rows]
