"""Reads a file in two passes: what the whole sheet says first, then chunks of clean columns."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from core.errors import NoRows
from core.sheets.check import Checker
from core.sheets.chunk import EncodedChunk
from core.sheets.facts import Facts, facts_of
from core.sheets.opening import opened
from core.sheets.options import SheetOptions
from core.sheets.payload import encode
from core.sheets.ranks import ABC, XYZ
from core.sheets.reading import Reading
from core.sheets.report import report
from core.sheets.settle import settled
from core.sheets.skip_kinds import NONE
from core.sheets.understanding import Understanding

_CLASSES = {"abc_class": ABC, "xyz_class": XYZ}


def read(path: Path, options: SheetOptions) -> Iterator[Understanding | EncodedChunk]:
    """One `Understanding`, then the chunks in the order of the file; with questions no chunk follows.

    Raises:
        Refused: the file or an option is refused (`core.errors`), before anything is yielded.

    """
    reading = opened(path, options)
    if not reading.questions:
        reading = settled(reading, options)
    if reading.questions:
        yield understanding_of(reading, None)
        return
    facts = facts_of(reading, options)
    if facts.rows == 0:
        raise NoRows(remedy="Write at least one item below the header row.")
    yield understanding_of(reading, facts)
    yield from _chunks(reading, facts, options.rows_per_chunk)


def understanding_of(reading: Reading, facts: Facts | None) -> Understanding:
    """What was made of the file, for people and for the output's columns."""
    suggestions = reading.suggestions
    if facts is not None and facts.resolved.suggestion is not None:
        suggestions = (*suggestions, facts.resolved.suggestion)
    found = Understanding(
        sheet=reading.sheet,
        sheet_number=reading.sheet_number,
        sheet_count=reading.sheet_count,
        header_row=reading.header_row,
        delimiter=reading.delimiter,
        encoding=reading.encoding,
        columns=reading.columns,
        rows=facts.rows if facts else 0,
        skipped=facts.skipped if facts else {},
        table=reading.kind,
        skipped_rows=facts.skipped_rows if facts else (),
        parameters=tuple(parameter.to_json() for parameter in reading.parameters),
        questions=reading.questions,
        suggestions=suggestions,
        notes=reading.notes,
    )
    return replace(found, report=report(found))


def _chunks(reading: Reading, facts: Facts, rows: int) -> Iterator[EncodedChunk]:
    checker = Checker(reading, facts.resolved, facts.case_twins)
    for ordinal, raw in enumerate(_ranges(reading, facts, rows)):
        checked = checker.check(raw)
        yield EncodedChunk(
            ordinal=ordinal,
            first_row=int(raw["row_no"][0]),
            last_row=int(raw["row_no"][-1]),
            rows=raw.height,
            payload=encode(_with_facts(checked.frame, raw, facts), reading.columns),
            errors=checked.errors,
            warnings=checked.warnings,
        )


def _ranges(reading: Reading, facts: Facts, rows: int) -> Iterator[pl.DataFrame]:
    """The rows that count, so many at a time, each with the position of its facts in `at`."""
    waiting: list[pl.DataFrame] = []
    held = offset = 0
    for batch in reading.table.batches():
        kept = np.flatnonzero(facts.kind[offset : offset + batch.height] == NONE)
        raw = batch.with_columns(pl.int_range(offset, offset + batch.height, dtype=pl.Int32).alias("at"))
        offset += batch.height
        raw = raw if kept.size == raw.height else raw[kept]
        while raw.height:
            part = raw.head(rows - held)
            raw = raw.slice(part.height)
            waiting.append(part)
            held += part.height
            if held == rows:
                yield pl.concat(waiting) if len(waiting) > 1 else part
                waiting, held = [], 0
    if waiting:
        yield pl.concat(waiting)


def _with_facts(frame: pl.DataFrame, raw: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    at = raw["at"].to_numpy()
    added = []
    for (name, classes), codes in zip(_CLASSES.items(), (facts.abc, facts.xyz), strict=True):
        words = pl.Series([*classes, None], dtype=pl.String)
        added.append(words.gather(codes[at].astype(np.uint32)).alias(name))
    for name, medians in facts.medians.items():
        money = pl.Series(facts.currency[at])
        added.append(money.replace_strict(medians, default=None, return_dtype=pl.Float64).alias(name))
    return frame.with_columns(added)


def counted(warnings: Counter[str], chunk: EncodedChunk) -> None:
    """Add a chunk's warnings to the counts by code."""
    warnings.update(warning.code for warning in chunk.warnings)
