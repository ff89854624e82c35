"""A job's rows into a catalogue: counted first, then put in, all in one transaction or not at all."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, select, text

from core.db.catalogue import feeds
from core.db.catalogue.catalogue_items import CHANGEABLE, STOCK, move_on
from core.db.catalogue.catalogue_retention import drop_row_history
from core.db.catalogue.catalogues import hold
from core.db.catalogue.feeds import Delivery
from core.db.catalogue.given_rows import mark_fields
from core.db.protocol.leases import Lease, hold_open, lock
from core.db.schema.catalogue_tables import feed
from core.db.schema.tables import job
from core.ids import CatalogueId
from core.job_options import Intake
from core.sheets.understanding import Understanding
from core.sheets.writing.layout import KEPT_AS_WRITTEN, is_part

REPLACE, MERGE, PREVIEW = "replace", "merge", "preview"

# Rows in error keep the item they had; what an item is called by is its SKU and its location.
_ROWS: Final = """
    SELECT * FROM decision
    WHERE job_month = :job_month AND job_id = :job_id AND status <> 'error' AND sku IS NOT NULL
"""
# Each row and its item: found once, for joining texts is the dear part. A new one has its number already.
_MATCH: Final = f"""
    CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
    SELECT d.row_no, i.item_no IS NULL AS is_new, coalesce(i.item_no,
        :next - 1 + (row_number() OVER (PARTITION BY i.item_no IS NULL ORDER BY d.row_no))::integer
    ) AS item_no
    FROM ({_ROWS}) AS d
    LEFT JOIN catalogue_item i ON i.catalogue_id = :catalogue_id
        AND i.sku = d.sku AND coalesce(i.location, '') = coalesce(d.location, '')
"""  # noqa: S608 - our own names
# No row of the sheet speaks of it, not even one in error.
_GONE: Final = """
    i.catalogue_id = :catalogue_id AND NOT EXISTS (
        SELECT FROM decision d WHERE d.job_month = :job_month AND d.job_id = :job_id
            AND i.sku = d.sku AND coalesce(i.location, '') = coalesce(d.location, ''))
"""
_MATCHED: Final = f"""
    taken AS t JOIN ({_ROWS}) AS d ON d.row_no = t.row_no
    LEFT JOIN catalogue_item i ON i.catalogue_id = :catalogue_id AND i.item_no = t.item_no
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What the job's sheet has: fields that any of its rows fills, and columns no field holds."""

    fields: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def differs(self) -> str:
        """Whether a row says something else than the item."""
        return " OR ".join([*(f"i.{name} IS DISTINCT FROM d.{name}" for name in self.fields), "false"])


def take_in(connection: Connection, held: Lease, intake: Intake) -> dict[str, Any]:
    """Put the rows of the job into its catalogue as `intake` says; tells what that changed.

    A job is taken in once, however often this is tried. Raises `CatalogueNotFound`, `LeaseLost`, and
    `JobCancelled` where the job has ended meanwhile.
    """
    row = hold(connection, held.workspace_id, CatalogueId(UUID(intake.catalogue_id)))
    before = connection.scalar(
        select(feed.c.answer).where(feed.c.catalogue_id == row.id, feed.c.key == str(held.job_id))
    )
    if before is not None:
        return dict(before)
    sheet = _sheet(connection, held)
    _match(connection, held, row)
    answer: dict[str, Any] = {
        "catalogue_id": str(row.id),
        "catalogue_name": row.name,
        "mode": intake.mode,
        **_counts(connection, held, row, sheet),
    }
    if intake.mode != PREVIEW:
        _apply(connection, held, row, sheet, replaces=intake.mode == REPLACE)
        delivery = Delivery(
            workspace_id=held.workspace_id,
            catalogue_id=CatalogueId(row.id),
            kind="upload",
            received_by=_created_by(connection, held),
            key=str(held.job_id),
            fingerprint="",
        )
        feeds.put(connection, delivery, answer)
    drop_row_history(connection, held.job_id)
    lock(connection, held)
    hold_open(connection, held)
    return answer


def _created_by(connection: Connection, held: Lease) -> str:
    return str(connection.scalar(select(job.c.created_by).where(job.c.id == held.job_id)))


def _keys(held: Lease, row: Row[Any]) -> dict[str, Any]:
    return {"job_month": held.job_month, "job_id": held.job_id, "catalogue_id": row.id}


def _sheet(connection: Connection, held: Lease) -> _Sheet:
    kept = connection.scalar(select(job.c.understanding).where(job.c.id == held.job_id))
    understanding = Understanding.from_json(kept or {})
    # What the engine writes over is an input only where the sheet has a column of it.
    named = {column.field for column in understanding.written if column.field and not is_part(column)}
    asked = [name for name in CHANGEABLE if name not in KEPT_AS_WRITTEN or name in named]
    counts = ", ".join(f"count({name}) AS {name}" for name in asked)
    found = connection.execute(
        text(f"SELECT {counts} FROM ({_ROWS}) AS d"),  # noqa: S608 - our own names
        {"job_month": held.job_month, "job_id": held.job_id},
    ).one()
    others = [
        column.key
        for column in understanding.written
        if column.travels and column.field is None and column.key
    ]
    return _Sheet(
        fields=tuple(name for name in asked if getattr(found, name)), others=tuple(dict.fromkeys(others))
    )


def _match(connection: Connection, held: Lease, row: Row[Any]) -> None:
    # Nothing is known yet of rows written a moment ago: taken for one row, a million would be looped over.
    connection.execute(text("SET LOCAL enable_nestloop = off"))
    connection.execute(text(_MATCH), {**_keys(held, row), "next": row.next_item_no})
    connection.execute(text("ANALYZE taken"))


def _counts(connection: Connection, held: Lease, row: Row[Any], sheet: _Sheet) -> dict[str, int]:
    found = connection.execute(
        text(f"""
            SELECT count(*) AS rows,
                count(*) FILTER (WHERE t.is_new) AS new,
                count(*) FILTER (WHERE NOT t.is_new AND ({sheet.differs})) AS changed,
                (SELECT count(*) FROM catalogue_item i WHERE {_GONE}) AS gone,
                (SELECT count(*) FROM decision WHERE job_month = :job_month AND job_id = :job_id
                    AND status = 'error') AS in_error
            FROM {_MATCHED}
        """),  # noqa: S608 - our own names
        _keys(held, row),
    ).one()
    return {
        "new": found.new,
        "changed": found.changed,
        "unchanged": found.rows - found.new - found.changed,
        # Those a merge keeps and a replacement takes out.
        "gone": found.gone,
        "in_error": found.in_error,
    }


def _apply(connection: Connection, held: Lease, row: Row[Any], sheet: _Sheet, *, replaces: bool) -> None:
    keys = {**_keys(held, row), "others": list(sheet.others)}
    other = (
        "(SELECT jsonb_object_agg(key, value) FROM jsonb_each(d.other)"
        " WHERE key = ANY(CAST(:others AS text[])) AND value <> 'null')"
    )
    if not sheet.others:
        other = "NULL::jsonb"
    has_stock = any(name in sheet.fields for name in STOCK)
    stamp = "stock_at = clock_timestamp()," if has_stock else ""
    sets = "".join(f"{name} = d.{name}, " for name in sheet.fields)
    if sheet.fields or sheet.others:
        connection.execute(
            text(f"""
                UPDATE catalogue_item i SET {sets} other = coalesce({other}, i.other), {stamp}
                    updated_at = clock_timestamp()
                FROM taken AS t JOIN ({_ROWS}) AS d ON d.row_no = t.row_no
                WHERE i.catalogue_id = :catalogue_id AND i.item_no = t.item_no AND NOT t.is_new
                    AND ({has_stock} OR {bool(sheet.others)} OR {sheet.differs})
            """),  # noqa: S608 - our own names
            keys,
        )
    if replaces:
        connection.execute(
            text(f"DELETE FROM catalogue_item i WHERE {_GONE}"),  # noqa: S608 - our own names
            keys,
        )
    names = "".join(f", {name}" for name in sheet.fields)
    values = "".join(f", d.{name}" for name in sheet.fields)
    made = connection.execute(
        text(f"""
            INSERT INTO catalogue_item
                (catalogue_id, item_no, workspace_id, sku, location, other, stock_at{names})
            SELECT :catalogue_id, t.item_no, :workspace_id, d.sku, nullif(d.location, ''), {other},
                {"clock_timestamp()" if has_stock else "NULL"}{values}
            FROM taken AS t JOIN ({_ROWS}) AS d ON d.row_no = t.row_no
            WHERE t.is_new
        """),  # noqa: S608 - our own names
        {**keys, "workspace_id": held.workspace_id},
    ).rowcount
    if made:
        move_on(connection, CatalogueId(row.id), row.next_item_no + made)
    mark_fields(connection, row, sheet.fields, sheet.others)
    _take_history(connection, held, row)


def _take_history(connection: Connection, held: Lease, row: Row[Any]) -> None:
    """The months the sheet tells of in place of those an earlier one told."""
    keys = _keys(held, row)
    connection.execute(
        text("""
            INSERT INTO item_history (catalogue_id, item_no, workspace_id, first_month, months)
            SELECT :catalogue_id, t.item_no, h.workspace_id, h.first_month, h.months
            FROM row_history h JOIN taken AS t ON t.row_no = h.row_no
            WHERE h.job_id = :job_id
            ON CONFLICT (catalogue_id, item_no) DO UPDATE
                SET first_month = excluded.first_month, months = excluded.months
        """),
        keys,
    )
    connection.execute(
        text("""
            UPDATE catalogue SET demand_until = greatest(demand_until, (
                SELECT max(first_month + make_interval(months => cardinality(months)))::date - 1
                FROM row_history WHERE job_id = :job_id
            )) WHERE id = :catalogue_id
        """),
        {"job_id": held.job_id, "catalogue_id": row.id},
    )
