"""What every delivery of rows into a catalogue has in common."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, update

from core.db.catalogue_tables import catalogue


def mark_fields(
    connection: Connection, row: Row[Any], fields: Iterable[str], other_headers: Iterable[str] = ()
) -> None:
    """Note which fields, and which columns no field holds, the items of the catalogue have by now."""
    values: dict[str, list[str]] = {}
    for name, added in (("fields", fields), ("other_headers", other_headers)):
        known = list(getattr(row, name))
        new = [one for one in dict.fromkeys(added) if one not in known]
        if new:
            values[name] = known + new
    if values:
        connection.execute(update(catalogue).where(catalogue.c.id == row.id).values(**values))


def unknown_of(given: Sequence[dict[str, Any]], taken: Collection[int]) -> list[dict[str, Any]]:
    """The rows that name no item of the catalogue, as they are told."""
    return [
        {"row": one["row"], "sku": one["sku"], "location": one.get("location")}
        for one in given
        if one["row"] not in taken
    ]
