"""Reads a file to its end without keeping its rows: what can be told about it before a job is made of it."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from core.errors import Refused
from core.inventory.defaults import Defaults
from core.inventory.fields import ITEM
from core.sheets.files.raw_names import raw_name
from core.sheets.inspection import PREVIEW_ROWS, Inspection, Lacking, PreviewRow, Problem, Tally
from core.sheets.intake.foresight import Foresight
from core.sheets.intake.read import Understood, attempted, checked_ranges, understanding_of
from core.sheets.intake.reading import Reading
from core.sheets.intake.report import refused
from core.sheets.options import SheetOptions
from core.sheets.understanding import Understanding
from core.sheets.values.cells import as_text


def inspected(
    path: Path,
    options: SheetOptions,
    as_of: dt.date | None,
    limit_rows: int | None,
    defaults: Defaults | None = None,
) -> Inspection:
    """The understanding of a file and what is wrong with its cells; with `defaults`, with its decisions too.

    Where a job of it would fail for want of a column, say, the problem is told beside the columns there are.

    Raises:
        Refused: the file or an option is refused (`core.errors`) before any column is known.

    """
    understood = attempted(path, options, as_of)
    understanding = understanding_of(understood)
    if understood.reading.refusal is not None:
        return _refused(understood.reading, understanding, understood.reading.refusal)
    if understood.facts is None:
        return Inspection(understanding=understanding)
    tally, preview, seen = Tally(), tuple[PreviewRow, ...](), 0
    foresight = Foresight(defaults, as_of) if defaults is not None and as_of is not None else None
    for part in checked_ranges(understood, understood.facts, options.rows_per_chunk):
        tally.add(part.errors, part.warnings)
        if foresight is not None:
            tally.add(foresight.refusals(part.frame, understood.reading.columns), ())
        if not preview:
            preview = _preview(understood, part.raw, part.frame)
        seen += part.raw.height
        if limit_rows is not None and seen >= limit_rows:
            break
    lacking: tuple[Lacking, ...] = ()
    if foresight is not None:
        lacking = foresight.lacking()
        for missing in foresight.missing():
            tally.add_missing(missing.rows, missing.errors)
    return tally.inspection(understanding, preview, lacking)


def _refused(reading: Reading, understanding: Understanding, refusal: Refused) -> Inspection:
    first = next(iter(reading.table.batches()), None)
    raw = pl.DataFrame({"row_no": []}) if first is None else first.head(PREVIEW_ROWS)
    return Inspection(
        understanding=replace(understanding, report=refused(understanding, refusal.message)),
        problem=Problem(code=refusal.code, detail=refusal.message, remedy=refusal.remedy),
        preview=tuple(
            PreviewRow(row=row, texts=own, values={})
            for row, own in zip(raw["row_no"].to_list(), _texts(reading, raw), strict=True)
        ),
    )


def _preview(understood: Understood, raw: pl.DataFrame, frame: pl.DataFrame) -> tuple[PreviewRow, ...]:
    """The first rows: what stands in their cells, and what was read."""
    texts = _texts(understood.reading, raw.head(PREVIEW_ROWS))
    values = _values(frame.head(PREVIEW_ROWS))
    return tuple(
        PreviewRow(row=row, texts=own, values=read)
        for row, own, read in zip(raw["row_no"].to_list(), texts, values, strict=False)
    )


def _texts(reading: Reading, raw: pl.DataFrame) -> list[dict[str, str]]:
    columns = {
        column.key: as_text(raw[raw_name(column.position)]).to_list()
        for column in reading.columns
        if raw_name(column.position) in raw.columns
    }
    return [
        {key: cells[at] for key, cells in columns.items() if cells[at] is not None}
        for at in range(raw.height)
    ]


def _values(frame: pl.DataFrame) -> list[dict[str, Any]]:
    names = [name for name in frame.columns if name in ITEM or name.startswith("price_breaks_")]
    rows: list[dict[str, Any]] = json.loads(frame.select(names).write_json())
    return [{name: value for name, value in row.items() if value is not None} for row in rows]
