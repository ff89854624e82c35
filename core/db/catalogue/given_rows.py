"""What every delivery of rows into a catalogue has in common."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, update

from core.db.schema.catalogue_tables import catalogue

# Item `i` of the catalogue is the one that row `g` means: the one at its location; or, where the row leaves
# the location out (an ERP of one warehouse sends none), the only one of its SKU.
MEANT: Final = """
    i.catalogue_id = :catalogue_id AND i.sku = g.sku AND (
        i.location IS NOT DISTINCT FROM g.location
        OR g.location IS NULL AND NOT EXISTS (
            SELECT FROM catalogue_item other
            WHERE other.catalogue_id = :catalogue_id AND other.sku = g.sku AND other.item_no <> i.item_no
        )
    )
"""


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
