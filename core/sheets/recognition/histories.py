"""Columns that together hold the demand of past periods: Jan..Dec, 2025-01.., W0..W51, P1..P12, dates."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from core.sheets.files.book import Cell, CellKind
from core.sheets.recognition.period_headers import ALL_YEAR, PeriodHeader, period_of

_FEWEST_DATED, _FEWEST_COUNTED = 2, 3  # fewer columns are no history


@dataclass(frozen=True, slots=True)
class Periods:
    """The columns of one history: position -> part, oldest first, and what each covers."""

    kind: str
    prefix: str
    parts: Mapping[int, str]


def histories(headers: Mapping[int, Cell]) -> list[Periods]:
    """The histories among the headers of a sheet (position -> cell), the longest first."""
    families: defaultdict[tuple[str, str, bool], dict[int, PeriodHeader]] = defaultdict(dict)
    for position, cell in headers.items():
        found = period_of(cell.text, is_date=cell.kind is CellKind.DATE)
        if found is not None:
            families[(found.kind, found.prefix, bool(found.part))][position] = found
    made = []
    for (kind, prefix, is_dated), family in families.items():
        periods = _dated(kind, prefix, family) if is_dated else _counting(kind, prefix, family)
        if periods is not None:
            made.append(periods)
    return sorted(made, key=lambda periods: -len(periods.parts))


def _dated(kind: str, prefix: str, family: Mapping[int, PeriodHeader]) -> Periods | None:
    parts = {position: header.part for position, header in family.items()}
    if len(set(parts.values())) < max(_FEWEST_DATED, len(parts)):
        return None
    if kind == "day":
        kind = _spacing(sorted(dt.date.fromisoformat(part) for part in parts.values()))
        if kind in ("month", "quarter"):
            parts = {position: part[:7] for position, part in parts.items()}
        if kind == "quarter":
            parts = {at: f"{part[:4]}-Q{(int(part[5:7]) + 2) // 3}" for at, part in parts.items()}
        if kind == "year":
            parts = {position: part[:4] for position, part in parts.items()}
    return Periods(kind, prefix, _in_time(parts))


def _spacing(days: list[dt.date]) -> str:
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    usual = gaps[len(gaps) // 2]
    for kind, most in (("day", 3), ("week", 10), ("month", 45), ("quarter", 120)):
        if usual <= most:
            return kind
    return "year"


def _counting(kind: str, prefix: str, family: Mapping[int, PeriodHeader]) -> Periods | None:
    numbers = {position: header.number for position, header in family.items()}
    distinct = set(numbers.values())
    if len(distinct) < _FEWEST_COUNTED or len(distinct) < len(numbers):
        return None
    is_bare = prefix.endswith("bare")
    if is_bare and (len(numbers) < ALL_YEAR or distinct != set(range(1, ALL_YEAR + 1))):
        return None  # headers 1, 2, 3 may be anything
    if not is_bare and max(distinct) - min(distinct) >= 2 * len(distinct) + 1:
        return None  # gaps: no row of periods
    order = sorted(numbers)
    if any(header.is_month_name for header in family.values()) and _runs_on([numbers[at] for at in order]):
        ranked = {at: rank for rank, at in enumerate(order, start=1)}  # a year from April on is in order too
    else:
        first = min(distinct)
        ranked = {at: number - first + 1 for at, number in numbers.items()}
    return Periods(kind, prefix, {at: str(ranked[at]) for at in sorted(ranked, key=lambda at: ranked[at])})


def _runs_on(months: list[int]) -> bool:
    return all(later == earlier % 12 + 1 for earlier, later in pairwise(months))


def _in_time(parts: Mapping[int, str]) -> dict[int, str]:
    return dict(sorted(parts.items(), key=lambda pair: pair[1]))
