"""Pass one, column by column: how numbers, shares and dates are written, decided or asked."""

import datetime as dt
from dataclasses import dataclass, field, replace

from core.sheets.intake.evidence import Collected, collected, is_number
from core.sheets.intake.reading import Reading
from core.sheets.options import DateOrder, SheetOptions
from core.sheets.questions import Question
from core.sheets.understanding import Column
from core.sheets.values.currencies import Signs
from core.sheets.values.date_order import date_verdict
from core.sheets.values.decimals import verdicts
from core.sheets.values.periods import Periods, arranged
from core.sheets.values.shares import shares_of, with_percent


@dataclass(slots=True)
class _Said:
    questions: list[Question] = field(default_factory=list)
    suggestions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def settled(reading: Reading, options: SheetOptions, as_of: dt.date | None = None) -> Reading:
    """The reading with everything about its columns decided that all rows together tell.

    `as_of` is the day to decide for: a period that is not over by then does not count.
    """
    found, said = collected(reading), _Said()
    kept = tuple(
        column for column in reading.columns if column.header or column.position in _used(reading, found)
    )
    columns = _with_decimals(kept, found, options, said)
    columns = tuple(_with_percent(column, found, reading, options, said) for column in columns)
    columns, date_order = _with_dates(columns, found, options, said)
    periods = _periods(columns, found, as_of, said)
    known = replace(
        reading,
        columns=columns,
        date_order=date_order,
        currency=_currency(reading, found, said),
        signed=frozenset(position for position, signs in found.signs.items() if signs.counts),
        periods=periods,
        history_first=periods.first_month if periods is not None and options.history else None,
    )
    return replace(
        known,
        questions=(*reading.questions, *said.questions),
        suggestions=(*reading.suggestions, *said.suggestions),
        notes=(*reading.notes, *said.notes),
    )


def _used(reading: Reading, found: Collected) -> set[int]:
    return found.filled | {column.position for column in reading.columns if column.field}


def _with_decimals(
    columns: tuple[Column, ...], found: Collected, options: SheetOptions, said: _Said
) -> tuple[Column, ...]:
    told = verdicts(columns, found.decimals, options)
    settled_ones = []
    for column in columns:
        known, verdict = column, told.get(column.position)
        if verdict is not None and is_number(column):
            reason = f"{column.reason}, {verdict.reason}" if verdict.reason else column.reason
            known = replace(column, decimal=verdict.decimal, reason=reason)
            said.notes += [verdict.note] if verdict.note else []
            said.questions += [verdict.question] if verdict.question is not None else []
        settled_ones.append(known)
    return tuple(settled_ones)


def _with_percent(
    column: Column, found: Collected, reading: Reading, options: SheetOptions, said: _Said
) -> Column:
    if column.position not in found.shares:
        return column
    is_shown = column.position in reading.table.percent
    shares = shares_of(found.shares[column.position], column)
    known, suggestion = with_percent(column, shares, options, is_shown=is_shown)
    said.suggestions += [suggestion] if suggestion is not None else []
    return known


def _with_dates(
    columns: tuple[Column, ...], found: Collected, options: SheetOptions, said: _Said
) -> tuple[tuple[Column, ...], DateOrder | None]:
    """The columns with the reason why the day or the month stands first in the one of dates."""
    order: DateOrder | None = None
    known = []
    for column in columns:
        if column.position in found.dates:
            told = date_verdict(column, found.dates[column.position], options)
            order = told.order
            said.notes += [told.note] if told.note else []
            said.questions += [told.question] if told.question is not None else []
            reason = f"{column.reason}, {told.reason}" if told.reason else column.reason
            known.append(replace(column, reason=reason))
        else:
            known.append(column)
    return tuple(known), order


def _currency(reading: Reading, found: Collected, said: _Said) -> str:
    """The currency of all money where no column says one: the headers', else that of the signs."""
    signs = sum(found.signs.values(), Signs())
    if "currency" in reading.by_field or reading.currency:
        return "" if "currency" in reading.by_field else reading.currency
    if signs.note:
        said.notes.append(signs.note)
    return signs.currency or ""


def _periods(
    columns: tuple[Column, ...], found: Collected, as_of: dt.date | None, said: _Said
) -> Periods | None:
    parts = [column for column in columns if column.field == "demand" and column.part is not None]
    if not parts:
        return None
    told = arranged(
        [column.part or "" for column in parts],
        parts[0].period or "month",
        filled={at for at, column in enumerate(parts) if column.position in found.filled},
        as_of=as_of,
    )
    said.notes += told.notes
    return told
