"""The only clock the API reads for decisions; the engine has none."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day decisions are for where none is given: today in UTC, as PostgreSQL counts."""
    return datetime.now(UTC).date()
