"""Months as numbers, and the window of them that a run looks at."""

import datetime as dt
from dataclasses import dataclass


def month_number(day: dt.date) -> int:
    """The month of a day as one number; they follow each other.

    >>> month_number(dt.date(2026, 1, 31)) - month_number(dt.date(2025, 12, 1))
    1
    """
    return day.year * 12 + day.month - 1


def first_day(number: int) -> dt.date:
    """The first day of a month.

    >>> first_day(month_number(dt.date(2024, 2, 29)))
    datetime.date(2024, 2, 1)
    """
    return dt.date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The months whose demand counts: `months` of them, the first by its number."""

    first: int
    months: int

    @property
    def last(self) -> int:
        """The number of the last month."""
        return self.first + self.months - 1

    def __str__(self) -> str:
        return f"{first_day(self.first):%Y-%m} to {first_day(self.last):%Y-%m}"


def window_of(as_of: dt.date, months: int, demand_until: dt.date | None) -> Window | None:
    """The window of a run: up to the month before `as_of`, or the last one any demand is known of.

    The month `as_of` lies in is not over, also on its last day: lines of that day are still to come. None
    where no demand is known of any month.

    >>> str(window_of(dt.date(2026, 3, 31), 24, dt.date(2026, 3, 30)))
    '2024-03 to 2026-02'
    >>> str(window_of(dt.date(2026, 3, 1), 3, dt.date(2025, 12, 31)))
    '2025-10 to 2025-12'
    """
    if demand_until is None:
        return None
    last = min(month_number(as_of) - 1, month_number(demand_until))
    return Window(first=last - months + 1, months=months)
