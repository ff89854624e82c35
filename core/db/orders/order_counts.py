"""How many lines of a catalogue stand how, and how much is still to do."""

from sqlalchemy import Connection, and_, bindparam, exists, func, select, text
from sqlalchemy.dialects.postgresql import JSONB

from core.db.catalogue.last_run import LastRun
from core.db.orders.order_standing import is_current, standing
from core.db.schema.order_tables import order_line
from core.ids import CatalogueId
from core.sheets.catalogue.order_states import LineState

_line = order_line.c
# Item by item: joined all at once, a plan without statistics may read every decision.
_DUE = text("""
    SELECT count(*) FROM jsonb_to_recordset(:keys) AS g(sku text, location text)
    CROSS JOIN LATERAL (
        SELECT i.item_no FROM catalogue_item i
        WHERE i.catalogue_id = :catalogue_id AND i.sku = g.sku AND i.location IS NOT DISTINCT FROM g.location
        OFFSET 0
    ) i
    CROSS JOIN LATERAL (
        SELECT d.order_now FROM decision d
        WHERE d.job_month = :job_month AND d.job_id = :job_id AND d.row_no = i.item_no OFFSET 0
    ) d
    WHERE d.order_now
""").bindparams(bindparam("keys", type_=JSONB))


def counts(connection: Connection, catalogue_id: CatalogueId, run: LastRun | None) -> dict[str, int]:
    """How many lines stand how: `proposed` is what is still to do, of what the run's summary counts."""
    state = standing(run).label("state")
    rows = connection.execute(
        select(state, func.count().label("lines"))
        .where(_line.catalogue_id == catalogue_id, is_current(run))
        .group_by(state)
    )
    found = {row.state: row.lines for row in rows}
    if run is None:
        return {"proposed": 0, **found}
    of_run = and_(
        _line.job_id == run.id, _line.state != LineState.PROPOSED, _line.suggested_quantity.is_not(None)
    )
    settled = connection.scalar(select(func.count()).where(_line.catalogue_id == catalogue_id, of_run))
    return {"proposed": run.to_order - (settled or 0) - _asleep(connection, catalogue_id, run), **found}


def _asleep(connection: Connection, catalogue_id: CatalogueId, run: LastRun) -> int:
    """How many of the run's suggestions an earlier snooze still holds back."""
    own = order_line.alias("own")
    keys = connection.execute(
        select(_line.sku, _line.location)
        .distinct()
        .where(
            _line.catalogue_id == catalogue_id,
            _line.state == LineState.SNOOZED,
            _line.snoozed_until > run.as_of,
            _line.job_id.is_distinct_from(run.id),
            ~exists().where(
                own.c.catalogue_id == _line.catalogue_id,
                own.c.sku == _line.sku,
                own.c.location.is_not_distinct_from(_line.location),
                own.c.job_id == run.id,
                own.c.state != LineState.PROPOSED,
            ),
        )
    ).mappings()
    sent = [dict(key) for key in keys]
    if not sent:
        return 0
    of_run = {"job_month": run.job_month, "job_id": run.id}
    return connection.scalar(_DUE, {"keys": sent, "catalogue_id": catalogue_id, **of_run}) or 0
