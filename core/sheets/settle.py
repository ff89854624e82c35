"""Pass one, column by column: the decimal separator, and whether shares are written in percent."""

from dataclasses import replace

from core.sheets.decimals import Verdict, verdicts
from core.sheets.evidence import collected, is_number
from core.sheets.options import SheetOptions
from core.sheets.reading import Reading
from core.sheets.shares import shares_of, with_percent
from core.sheets.understanding import Column


def settled(reading: Reading, options: SheetOptions) -> Reading:
    """The reading with every column's decimal separator and percent reading decided, or asked about."""
    found = collected(reading)
    told = verdicts(reading.columns, found.decimals, options)
    columns: list[Column] = []
    questions, suggestions = list(reading.questions), list(reading.suggestions)
    notes = list(reading.notes)
    for column in reading.columns:
        if column.position in found.empty:
            continue
        known = column
        verdict = told.get(column.position)
        if verdict is not None and is_number(column):
            known = _with_decimal(column, verdict)
            if verdict.note:
                notes.append(verdict.note)
            if verdict.question is not None:
                questions.append(verdict.question)
        if column.position in found.shares:
            is_shown = column.position in reading.table.percent
            shares = shares_of(found.shares[column.position], known)
            known, suggestion = with_percent(known, shares, options, is_shown=is_shown)
            if suggestion is not None:
                suggestions.append(suggestion)
        columns.append(known)
    return replace(
        reading,
        columns=tuple(columns),
        questions=tuple(questions),
        suggestions=tuple(suggestions),
        notes=tuple(notes),
    )


def _with_decimal(column: Column, verdict: Verdict) -> Column:
    reason = f"{column.reason}, {verdict.reason}" if verdict.reason else column.reason
    return replace(column, decimal=verdict.decimal, reason=reason)
