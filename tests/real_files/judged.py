"""Holds what the importer makes of a real file against what is written down about it."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.errors import Refused
from core.inventory.defaults import Defaults
from core.sheets.chunk import EncodedChunk
from core.sheets.compute import decide_frame
from core.sheets.intake.read import read
from core.sheets.limited import read_limited
from core.sheets.options import SheetOptions
from core.sheets.payload import decode
from core.sheets.problems import RowError
from core.sheets.understanding import Column, Understanding
from tests.real_files.expectations import Expectation, Probe

AS_OF = dt.date(2026, 1, 31)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one file: a refusal, questions, or an understanding with its rows."""

    refused: Refused | None = None
    understanding: Understanding | None = None
    chunks: tuple[EncodedChunk, ...] = ()

    @property
    def kind(self) -> str:
        if self.refused is not None:
            return "refused"
        return "asked" if self.understood.questions else "understood"

    @property
    def understood(self) -> Understanding:
        assert self.understanding is not None
        return self.understanding

    @cached_property
    def frame(self) -> pl.DataFrame:
        return pl.concat([decode(chunk.payload) for chunk in self.chunks], how="diagonal_relaxed")

    @property
    def errors(self) -> tuple[RowError, ...]:
        return tuple(error for chunk in self.chunks for error in chunk.errors)

    @property
    def said(self) -> str:
        """All that a person is told: a refusal's words, or report, reasons, questions and suggestions."""
        if self.refused is not None:
            return f"{self.refused.message} {self.refused.remedy}"
        found = self.understood
        warnings = [warning.message for chunk in self.chunks for warning in chunk.warnings]
        asked = [question.text for question in (*found.questions, *found.suggestions)]
        reasons = [f"{column.header}: {column.reason}" for column in found.columns]
        return "\n".join([found.report, *found.notes, *asked, *reasons, *warnings])


def told_in_a_line(entry: Expectation, found: Outcome) -> str:
    """A line of the table file by file."""
    if found.refused is not None:
        what = found.refused.message
    elif found.understood.questions:
        what = found.understood.questions[0].text
    else:
        rows = len({error.row for error in found.errors})
        what = f"{found.understood.rows} rows, {rows} with errors, skipped {dict(found.understood.skipped)}"
    return f"{entry.group}/{entry.name} | {found.kind} | {what}"


def outcome_of(path: Path, options: dict[str, Any] | None = None) -> Outcome:
    """Read a file: a hostile one as a job does, in its limited subprocess, others faster in this process."""
    given = SheetOptions.from_json(options or {})
    try:
        if "hostile" in path.parts:
            understanding, *chunks = read_limited(path, path.name, given, as_of=AS_OF)
        else:
            understanding, *chunks = read(path, given, AS_OF)
    except Refused as refused:
        return Outcome(refused=refused)
    assert isinstance(understanding, Understanding)
    encoded = tuple(chunk for chunk in chunks if isinstance(chunk, EncodedChunk))
    return Outcome(understanding=understanding, chunks=encoded)


def disagreements(entry: Expectation, found: Outcome) -> Iterator[str]:
    """Every way in which the outcome is not what is right for the file."""
    if found.kind not in entry.outcome:
        yield f"is {found.kind}, not {' or '.join(entry.outcome)}: {found.said[:400]}"
        return
    match found.kind:
        case "refused":
            if entry.because and not re.search(entry.because, found.said, re.IGNORECASE):
                yield f"is refused for another reason than /{entry.because}/: {found.said}"
            if entry.never_because and re.search(entry.never_because, found.said, re.IGNORECASE):
                yield f"must not be refused because of /{entry.never_because}/: {found.said}"
        case "asked":
            yield from _about_questions(entry, found.understood)
            if entry.answer:
                answered = outcome_of(entry.path, dict(entry.answer))
                if answered.kind == "understood":
                    yield from _about_reading(entry, answered)
                else:
                    yield f"answered with {dict(entry.answer)} is {answered.kind}: {answered.said[:400]}"
        case _:
            yield from _about_reading(entry, found)


def _about_questions(entry: Expectation, found: Understanding) -> Iterator[str]:
    about = {question.about for question in found.questions}
    if entry.about and not about & set(entry.about):
        yield f"asks about {sorted(about)}, not {entry.about}"
    offered = {
        text
        for question in found.questions
        for choice in question.choices
        for text in (choice.value, choice.label)
    }
    there = [any(choice in text for text in offered) for choice in entry.choices]
    if there and not (any(there) if entry.choices_any else all(there)):
        yield f"offers {sorted(offered)}, not {entry.choices}"


def _about_reading(entry: Expectation, found: Outcome) -> Iterator[str]:
    told = found.understood
    header_rows = (entry.header_row,) if isinstance(entry.header_row, int) else entry.header_row
    for name, own, right in (
        ("sheet", told.sheet, entry.sheet),
        ("delimiter", told.delimiter, entry.delimiter),
        ("encoding", told.encoding, entry.encoding),
        ("rows", told.rows, entry.rows),
        ("table", told.table == "lines", (entry.shape == "lines") if entry.mapping else None),
    ):
        if right is not None and own != right:
            yield f"{name} is {own!r}, not {right!r}"
    if header_rows and told.header_row not in header_rows:
        yield f"header_row is {told.header_row}, not {entry.header_row}"
    for kind, count in entry.skipped.items():
        if told.skipped.get(kind, 0) != count:
            yield f"skipped is {dict(told.skipped)}, not {dict(entry.skipped)}"
    yield from _about_columns(entry, told)
    for pattern in entry.says:
        if not re.search(pattern, found.said, re.IGNORECASE):
            yield f"does not say /{pattern}/: {found.said[:400]}"
    yield from _about_rows(entry, found)


def _plain(header: str) -> str:
    return " ".join(header.split()).casefold()


class _Held:
    """Which fields the columns with a header hold, and what suggestions say."""

    def __init__(self, told: Understanding) -> None:
        self._columns: dict[str, list[Column]] = {}
        for column in told.columns:
            self._columns.setdefault(_plain(column.header), []).append(column)
        self.suggested = "\n".join(f"{one.column} {one.text}" for one in told.suggestions)

    def fields(self, header: str) -> set[str | None]:
        return {column.field for column in self._columns.get(_plain(header), [])}

    def taken(self, header: str) -> set[str | None]:
        return self.fields(header) - {None}


def _about_columns(entry: Expectation, told: Understanding) -> Iterator[str]:
    held = _Held(told)
    for header, name in entry.mapping.items():
        if name not in held.fields(header):
            yield f"'{header}' holds {held.fields(header)}, not {name}"
    for header in entry.unmapped_must_stay:
        if held.taken(header):
            yield f"'{header}' holds {held.fields(header)}, not nothing"
    for header, names in entry.never.items():
        if held.taken(header) & set(names):
            yield f"'{header}' must never hold {names}"
    yield from _about_suggestions(entry, held)
    if entry.periods is not None:
        parts = {_plain(column.header): column.part for column in told.columns if column.field == "demand"}
        if set(parts) != {_plain(header) for header in entry.periods.headers}:
            yield f"periods are {sorted(parts)}, not {entry.periods.headers}"
        for header, part in entry.periods.parts.items():
            if parts.get(_plain(header)) != part:
                yield f"'{header}' is the period {parts.get(_plain(header))}, not {part}"


def _about_suggestions(entry: Expectation, held: _Held) -> Iterator[str]:
    for header, name in entry.never_silently.items():
        if name in held.fields(header) and header not in held.suggested:
            yield f"'{header}' holds {name} without a word"
    for header in entry.only_with_suggestion:
        if held.taken(header) and header not in held.suggested:
            yield f"'{header}' holds {held.fields(header)} without a suggestion"
    for header in entry.suggested:
        if header not in held.suggested:
            yield f"no suggestion names '{header}'"


def _about_rows(entry: Expectation, found: Outcome) -> Iterator[str]:
    frame = found.frame
    for probe in entry.values:
        yield from _about_value(probe, frame)
    skus = set(frame["sku"].drop_nulls().to_list())
    for text in entry.not_items:
        if text in skus:
            yield f"'{text}' is read as an item"
    if entry.row_errors is not None and entry.row_errors.count is not None:
        defaults = Defaults(**entry.row_errors.defaults)
        decided = decide_frame(frame, defaults, AS_OF).frame.filter(pl.col("status") == "error")
        rows = set(decided["row_no"].to_list())
        most = entry.row_errors.at_most
        if most is None and len(rows) != entry.row_errors.count:
            why = decided["reason"].to_list()[:3]
            yield f"{len(rows)} rows are errors, not {entry.row_errors.count}: {why}"
        if entry.row_errors.rows and not rows <= set(entry.row_errors.rows):
            yield f"rows {sorted(rows - set(entry.row_errors.rows))} must be no errors"
        if entry.row_errors.rows and most is None and rows < set(entry.row_errors.rows):
            yield f"rows {sorted(set(entry.row_errors.rows) - rows)} must be errors"


def _about_value(probe: Probe, frame: pl.DataFrame) -> Iterator[str]:
    if probe.field == "quantity":  # of all lines of an item; only their monthly demand is kept
        return
    rows = frame
    if probe.row is not None and not probe.keys:
        rows = rows.filter(pl.col("row_no") == probe.row)
    if probe.sku is not None:
        rows = rows.filter(pl.col("sku") == probe.sku)
    if probe.location is not None:
        rows = rows.filter(pl.col("location") == probe.location)
    if rows.height != 1:
        yield f"{rows.height} rows for {probe.sku or probe.row}"
        return
    own = rows[probe.field][0] if probe.field in rows.columns else None
    if isinstance(probe.value, float | int) and isinstance(own, float | int):
        if own != pytest.approx(probe.value, rel=max(probe.tolerance, 1e-9)):
            yield f"row {probe.row or probe.sku}: {probe.field} is {own}, not {probe.value}"
    elif own != probe.value:
        yield f"row {probe.row or probe.sku}: {probe.field} is {own!r}, not {probe.value!r}"
    period = rows["period"][0] if "period" in rows.columns else "year"
    if probe.period is not None and probe.field == "demand" and period != probe.period:
        yield f"row {probe.row or probe.sku}: demand is per {period}, not per {probe.period}"
