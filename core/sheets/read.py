"""Reads a file in two passes: what the whole sheet says first, then chunks of clean columns."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from core.errors import NoRows
from core.sheets.check import check
from core.sheets.chunk import EncodedChunk
from core.sheets.delimited import read_delimited
from core.sheets.facts import with_facts
from core.sheets.options import SheetOptions
from core.sheets.payload import encode
from core.sheets.recognise import require
from core.sheets.report import report
from core.sheets.settle import settled
from core.sheets.sniff import FileKind, kind_of
from core.sheets.source import Source
from core.sheets.understanding import Understanding
from core.sheets.workbook import read_workbook


def read(path: Path, options: SheetOptions) -> Iterator[Understanding | EncodedChunk]:
    """One `Understanding`, then the chunks in the order of the file.

    Raises:
        Refused: the file or an option is refused (`core.errors`), before anything is yielded.

    """
    source = understood(path, options)
    yield understanding_of(source)
    for ordinal, start in enumerate(range(0, source.frame.height, options.rows_per_chunk)):
        raw = source.frame.slice(start, options.rows_per_chunk)
        checked = check(raw, source)
        frame = with_period(checked.frame, source)
        yield EncodedChunk(
            ordinal=ordinal,
            first_row=int(raw["row_no"][0]),
            last_row=int(raw["row_no"][-1]),
            rows=raw.height,
            payload=encode(frame, source.columns),
            errors=checked.errors,
        )


def understood(path: Path, options: SheetOptions) -> Source:
    """Pass one: the whole sheet as raw columns, mapped, with the facts only the whole can tell."""
    kind = kind_of(path)
    source = read_workbook(path, options) if kind is FileKind.WORKBOOK else read_delimited(path, options)
    require(source.columns, f"the sheet '{source.sheet}'" if source.sheet else "the file")
    if source.frame.is_empty():
        raise NoRows(remedy="Write at least one item below the header row.")
    return with_facts(settled(source, options))


def understanding_of(source: Source) -> Understanding:
    """What was made of the file, for people and for the output's columns."""
    found = Understanding(
        sheet=source.sheet,
        header_row=source.header_row,
        delimiter=source.delimiter,
        encoding=source.encoding,
        columns=source.columns,
        rows=source.frame.height,
        skipped={"blank_rows": source.blank_rows},
    )
    return replace(found, report=report(found))


def with_period(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The periods the headers give ("Monthly demand") as columns, unless a row says its own."""
    for field, name in (("demand", "period"), ("demand_std", "demand_std_period")):
        said = next((column.period for column in source.columns if column.field == field), None)
        if said is not None and (field != "demand" or said != "year"):
            own = pl.col(name) if name in frame.columns else pl.lit(None, dtype=pl.String)
            frame = frame.with_columns(pl.coalesce(own, pl.lit(said)).alias(name))
    return frame
