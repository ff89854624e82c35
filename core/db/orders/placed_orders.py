"""Orders placed, not in the stock figures yet: what a run counts of them, and new figures that show them."""

from itertools import groupby
from typing import Final

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from core.ids import CatalogueId
from core.sheets.catalogue.placed import OpenOrder, PlacedLine, shown_by

# Who has done a step that nobody took: the figures themselves.
BY_FIGURES: Final = "stock figures"

# Few lines of many items: each is looked up by its key, whatever the planner believes (OFFSET 0).
_OPEN: Final = """
    FROM order_line l CROSS JOIN LATERAL (
        SELECT i.item_no, i.on_hand, i.on_order FROM catalogue_item i
        WHERE i.catalogue_id = :catalogue_id AND i.sku = l.sku AND i.location IS NOT DISTINCT FROM l.location
        OFFSET 0
    ) i
    WHERE l.catalogue_id = :catalogue_id AND l.state = 'placed'
"""
_COUNTED = text(f"""
    SELECT i.item_no, l.quantity - l.shown_quantity AS quantity, l.placed_on, l.by_name AS by {_OPEN}
    ORDER BY i.item_no, l.at, l.id
""")
_FIGURES = text(f"""
    SELECT l.id, l.quantity, l.on_hand, l.on_order, l.shown_quantity AS shown, l.claimed_quantity AS claimed,
        i.item_no, i.on_hand AS now_on_hand, i.on_order AS now_on_order {_OPEN}
    ORDER BY i.item_no, l.at, l.id
    FOR UPDATE OF l
""")
# A line that is shown to the last is closed; every step of it is kept.
_SHOW = text("""
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(:rows)
            AS r(id uuid, shown float8, claimed float8, is_more boolean, is_all boolean, said text)
    ), stepped AS (
        INSERT INTO order_line_step
            (line_id, workspace_id, by, by_name, from_state, to_state, quantity, reason)
        SELECT l.id, l.workspace_id, :by, :by, l.state,
            CASE WHEN g.is_all THEN 'shown' ELSE l.state END, g.shown, g.said
        FROM given g JOIN order_line l ON l.id = g.id WHERE g.is_more
    )
    UPDATE order_line l SET
        shown_quantity = g.shown,
        claimed_quantity = g.claimed,
        state = CASE WHEN g.is_all THEN 'shown' ELSE l.state END,
        closed_at = CASE WHEN g.is_all THEN clock_timestamp() END,
        closed_why = CASE WHEN g.is_all THEN g.said END
    FROM given g WHERE l.id = g.id
""").bindparams(bindparam("rows", type_=JSONB))


def open_orders(connection: Connection, catalogue_id: CatalogueId) -> list[OpenOrder]:
    """The orders of a catalogue's items that no figure shows wholly, asked for once a run."""
    rows = connection.execute(_COUNTED, {"catalogue_id": catalogue_id})
    return [OpenOrder(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name begins so


def show(connection: Connection, catalogue_id: CatalogueId) -> None:
    """After figures have come in, in the same transaction: what they show of the orders placed before."""
    rows = connection.execute(_FIGURES, {"catalogue_id": catalogue_id}).all()
    moved = []
    for _, own in groupby(rows, key=lambda row: row.item_no):
        lines = list(own)
        on_hand, on_order = lines[0].now_on_hand, lines[0].now_on_order
        placed = [
            PlacedLine(
                quantity=row.quantity,
                on_hand=row.on_hand,
                on_order=row.on_order,
                shown=row.shown,
                claimed=row.claimed,
            )
            for row in lines
        ]
        for row, line, (shown, claimed) in zip(
            lines, placed, shown_by(placed, on_hand, on_order), strict=True
        ):
            if shown == line.shown and claimed == line.claimed:
                continue
            after = PlacedLine(quantity=line.quantity, on_hand=None, on_order=None, shown=shown)
            moved.append(
                {
                    "id": str(row.id),
                    "shown": shown,
                    "claimed": claimed,
                    "is_more": shown > line.shown,
                    "is_all": after.rest == 0.0,
                    "said": f"{shown:.12g} of {line.quantity:.12g} are in the stock figures:"
                    f" {_figure(on_hand)} on hand, {_figure(on_order)} on order",
                }
            )
    if moved:
        connection.execute(_SHOW, {"rows": moved, "by": BY_FIGURES})


def _figure(value: float | None) -> str:
    return "nothing known" if value is None else f"{value:.12g}"
