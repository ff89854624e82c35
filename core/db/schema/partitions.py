"""The partition of a month's decisions, made by whoever needs it first."""

from datetime import date

from sqlalchemy import Connection, func, select


def leaf(month: date) -> str:
    """Its name: workers COPY into it, since row-level security forbids COPY into the parent."""
    return f"decision_y{month:%Ym%m}"


def ensure(connection: Connection, month: date) -> None:
    """Make the partition of `month` where it is not there yet; many may ask for it at once."""
    connection.execute(select(func.ensure_decision_partition(month)))
