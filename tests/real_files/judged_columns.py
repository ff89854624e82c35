"""Holds the columns of a reading against what is written down: fields, periods, suggestions."""

from collections.abc import Iterator

from core.sheets.understanding import Column, Understanding
from tests.real_files.expectations import Expectation


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


def about_columns(entry: Expectation, told: Understanding) -> Iterator[str]:
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
        lengths = {column.period for column in told.columns if column.field == "demand"}
        if lengths != {entry.periods.period}:
            yield f"periods are of a {lengths}, not of a {entry.periods.period}"
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
