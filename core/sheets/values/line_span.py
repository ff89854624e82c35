"""The time order lines cover: which of its months are whole."""

import datetime as dt
import math
from calendar import monthrange
from dataclasses import dataclass

import polars as pl

# A month is over when the lines end this many days, or twice their usual gap, before its last day.
_LEAST_GAP_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days all lines together cover; the first and the last month count only if they are whole."""

    first: dt.date
    last: dt.date
    is_first_partial: bool
    is_last_partial: bool

    @classmethod
    def of(cls, days: pl.Series) -> "Span":
        """From the days that have lines.

        A month is partial if the lines begin or end further from its edge than they are usually apart.
        """
        first, last = days.min(), days.max()
        if not isinstance(first, dt.date) or not isinstance(last, dt.date):
            raise TypeError("There are no days.")
        gap = (last - first).days / max(days.n_unique() - 1, 1)
        patience = max(_LEAST_GAP_DAYS, math.ceil(2.0 * gap))
        return cls(
            first=first,
            last=last,
            is_first_partial=first.day - 1 > patience,
            is_last_partial=monthrange(last.year, last.month)[1] - last.day > patience,
        )

    @property
    def days(self) -> int:
        """From the first to the last, both counted."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        """Calendar months that have any of the days."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def first_whole_month(self) -> dt.date:
        """The first day of the first month that counts."""
        month = self.first.year * 12 + self.first.month - 1 + int(self.is_first_partial)
        return dt.date(month // 12, month % 12 + 1, 1)

    @property
    def has_months(self) -> bool:
        """Whether two whole months are left to tell a spread."""
        return self.months - self.is_first_partial - self.is_last_partial >= 2

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the lines does not count, or counts otherwise."""
        if not self.has_months:
            return (
                f"The lines cover {self.days} days, too few for months: demand is their sum scaled to a "
                "month, its spread is not known.",
            )
        partial = [
            f"{day:%Y-%m}"
            for day, is_partial in ((self.first, self.is_first_partial), (self.last, self.is_last_partial))
            if is_partial
        ]
        return (f"Months that are not whole and do not count: {' and '.join(partial)}.",) if partial else ()
