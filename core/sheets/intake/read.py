"""Reads a file in two passes: what the whole sheet says first, then chunks of clean columns."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from core.errors import NoRows
from core.sheets.chunk import EncodedChunk
from core.sheets.intake.ahead import ahead
from core.sheets.intake.check import Checker
from core.sheets.intake.facts import Facts, facts_of
from core.sheets.intake.line_items import Ahead, LineItems, items_of
from core.sheets.intake.opening import opened
from core.sheets.intake.ranks import ABC, XYZ
from core.sheets.intake.reading import Reading
from core.sheets.intake.report import report
from core.sheets.intake.row_problems import VALUES_DIFFER
from core.sheets.intake.settle import settled
from core.sheets.intake.skip_kinds import NONE
from core.sheets.options import SheetOptions
from core.sheets.payload import encode
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding
from core.sheets.values.codes import CASE_DUPLICATE, HIDDEN_ROW

_CLASSES = {"abc_class": ABC, "xyz_class": XYZ}


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Pass one done: `facts` are None where questions are open or the reading has a refusal.

    `items` are there for order lines.
    """

    reading: Reading
    facts: Facts | None = None
    items: LineItems | None = None


def read(
    path: Path, options: SheetOptions, as_of: dt.date | None = None
) -> Iterator[Understanding | EncodedChunk]:
    """One `Understanding`, then the chunks in the order of the file; with questions no chunk follows.

    `as_of` is the day to decide for: what lies ahead of it is no history.

    Raises:
        Refused: the file or an option is refused (`core.errors`), before anything is yielded.

    """
    understood = understand(path, options, as_of)
    yield understanding_of(understood)
    if understood.facts is not None:
        yield from _chunks(understood, understood.facts, options.rows_per_chunk)


def understand(path: Path, options: SheetOptions, as_of: dt.date | None) -> Understood:
    """Pass one: everything the whole sheet tells.

    Raises:
        Refused: as `read` does.

    """
    understood = attempted(path, options, as_of)
    if understood.reading.refusal is not None:
        raise understood.reading.refusal
    return understood


def attempted(path: Path, options: SheetOptions, as_of: dt.date | None) -> Understood:
    """The same, as far as it gets: other options may mend a reading with a refusal, whose columns are known.

    Raises:
        Refused: the file or an option is refused before any column is known.

    """
    reading = opened(path, options)
    if not reading.questions and reading.refusal is None:
        reading = settled(reading, options, as_of)
    if reading.questions or reading.refusal is not None:
        return Understood(reading=reading)
    items = None
    if reading.kind == "lines":
        items = items_of(reading, as_of, options.mapping, keeps_history=options.history)
    if isinstance(items, Reading):
        return Understood(reading=items)
    try:
        facts = facts_of(items.reading if items else reading, options)
    except NoRows as error:
        return Understood(reading=replace(reading, refusal=error))
    if facts.rows == 0:
        refusal = NoRows(remedy="Write at least one item below the header row.")
        return Understood(reading=replace(reading, refusal=refusal))
    return Understood(reading=items.reading if items else reading, facts=facts, items=items)


def understanding_of(understood: Understood) -> Understanding:
    """What was made of the file, for people and for the output's columns."""
    reading, facts = understood.reading, understood.facts
    found = Understanding(
        sheet=reading.sheet,
        sheet_number=reading.sheet_number,
        sheet_count=reading.sheet_count,
        sheets=reading.sheets,
        header_row=reading.header_row,
        delimiter=reading.delimiter,
        encoding=reading.encoding,
        columns=understood.items.columns if understood.items else reading.columns,
        made_columns=reading.columns if understood.items else (),
        table=reading.kind,
        parameters=tuple(parameter.to_json() for parameter in reading.parameters),
        questions=reading.questions,
        suggestions=reading.suggestions,
        notes=reading.notes,
    )
    if facts is not None:
        more = facts.resolved.suggestion
        told = understood.items or facts
        blanks = f"{facts.blanks:,} empty cells of past periods count as no sales."
        found = replace(
            found,
            rows=facts.rows,
            skipped=told.skipped,
            skipped_rows=told.skipped_rows,
            suggestions=(*reading.suggestions, *([more] if more is not None else [])),
            notes=(*reading.notes, *([blanks] if facts.blanks else [])),
            warnings=_known_warnings(reading, facts),
        )
    return replace(found, report=report(found))


def _known_warnings(reading: Reading, facts: Facts) -> dict[str, int]:
    """The doubts about whole rows; those about cells are known when the cells are read."""
    known = {
        CASE_DUPLICATE: len(facts.case_twins),
        HIDDEN_ROW: len(reading.table.hidden_rows),
        VALUES_DIFFER: len(facts.resolved.differing),
    }
    return {code: count for code, count in known.items() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRange:
    """Some rows as they were and as they are read; errors of lines left out stand before the rows' own."""

    raw: pl.DataFrame
    frame: pl.DataFrame
    errors: tuple[RowError, ...]
    warnings: tuple[RowError, ...]


def checked_ranges(understood: Understood, facts: Facts, rows: int) -> Iterator[CheckedRange]:
    """Pass two: the rows that count, so many at a time, in the order of the file."""
    reading, items = understood.reading, understood.items
    checker = Checker(reading, facts.resolved, facts.case_twins, items.doubts if items else {})
    for raw, of_lines in _ranges_with_errors(understood, facts, rows):
        yield _checked(checker, raw, of_lines, facts)


def _chunks(understood: Understood, facts: Facts, rows: int) -> Iterator[EncodedChunk]:
    reading, items = understood.reading, understood.items
    checker = Checker(reading, facts.resolved, facts.case_twins, items.doubts if items else {})

    def chunk(given: tuple[int, tuple[pl.DataFrame, tuple[RowError, ...]]]) -> EncodedChunk:
        ordinal, (raw, of_lines) = given
        part = _checked(checker, raw, of_lines, facts)
        return EncodedChunk(
            ordinal=ordinal,
            first_row=int(raw["row_no"][0]),
            last_row=int(raw["row_no"][-1]),
            rows=raw.height,
            payload=encode(part.frame, reading.columns),
            errors=part.errors,
            warnings=part.warnings,
        )

    return ahead(chunk, enumerate(_ranges_with_errors(understood, facts, rows)))


def _checked(
    checker: Checker, raw: pl.DataFrame, of_lines: tuple[RowError, ...], facts: Facts
) -> CheckedRange:
    checked = checker.check(raw)
    return CheckedRange(
        raw=raw,
        frame=_with_facts(checked.frame, raw, facts),
        errors=(*of_lines, *checked.errors),
        warnings=checked.warnings,
    )


def _ranges_with_errors(
    understood: Understood, facts: Facts, rows: int
) -> Iterator[tuple[pl.DataFrame, tuple[RowError, ...]]]:
    """The rows that count, so many at a time, and the errors of order lines left out among them."""
    of_lines = Ahead(understood.items.errors if understood.items else ())
    ranges = _ranges(understood.reading, facts, rows)
    raw = next(ranges, None)
    while raw is not None:
        following = next(ranges, None)
        before = None if following is None else int(following["row_no"][0])
        yield raw, tuple(of_lines.taken(before))
        raw = following


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
