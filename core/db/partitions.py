"""The partition of a month's decisions, made by whoever needs it first."""

from datetime import date

from sqlalchemy import Connection, column, func, select, table

_MAKING = 7_051_971  # the advisory lock `ensure_decision_partition` takes, too
_CLASSES = table("pg_class", column("relname"), column("relnamespace"), schema="pg_catalog")


def leaf(month: date) -> str:
    """Its name."""
    return f"decision_y{month:%Ym%m}"


def ensure(connection: Connection, month: date) -> None:
    """Make the partition of `month` where it is not there yet; many may ask for it at once.

    The function in the database asks `to_regclass`, and a "no" is remembered by the session: asked again
    under the lock it may still say "no" when another session has just made the table. A query of the
    catalogue is never answered from memory, so the function is called only when it cannot be wrong.
    """
    if _is_there(connection, month):
        return
    connection.execute(select(func.pg_advisory_xact_lock(_MAKING)))
    if not _is_there(connection, month):
        connection.execute(select(func.ensure_decision_partition(month)))


def _is_there(connection: Connection, month: date) -> bool:
    here = func.to_regnamespace(func.current_schema())
    found = select(_CLASSES.c.relname).where(
        _CLASSES.c.relname == leaf(month), _CLASSES.c.relnamespace == here
    )
    return connection.scalar(found) is not None
