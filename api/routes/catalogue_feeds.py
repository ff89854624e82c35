"""What flows into a catalogue: items, stock figures, order lines."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from api.clock import today
from api.deliveries import ANSWERS, SendingDep, rows_body
from api.models.catalogue import DeliveryOut
from api.scopes import needs
from core.db.catalogue import catalogue_items, demand_feed, stock_feed
from core.roles import Scope
from core.sheets.catalogue.deliveries import checked_items, checked_lines, checked_stock
from core.sheets.catalogue.given import Given

router = APIRouter(prefix="/catalogues/{catalogue_id}", tags=["catalogues"])

_ITEM = {"sku": "A-100", "location": "Berlin", "lead_time_days": 14, "order_multiple": 10}
_STOCK = {"sku": "A-100", "location": "Berlin", "on_hand": 40, "on_order": 0}
_LINE = {"sku": "A-100", "date": "2026-11-20", "quantity": 3, "line_id": "SO-1017/1"}


def _lines(rows: Sequence[Mapping[str, object]]) -> Given:
    return checked_lines(rows, today())


@router.patch(
    "/items",
    summary="Put items in, or change them",
    responses=ANSWERS,
    openapi_extra={**rows_body(_ITEM), **needs(Scope.JOBS_WRITE)},
)
async def put_items(sending: SendingDep) -> DeliveryOut:
    """By `sku` and `location`. Fields left out stay, null takes a value away; unknown items are made."""
    return await sending.take("items", checked_items, catalogue_items.put)


@router.post(
    "/stock",
    summary="Send stock figures",
    responses=ANSWERS,
    openapi_extra={**rows_body(_STOCK), **needs(Scope.JOBS_WRITE)},
)
async def send_stock(sending: SendingDep) -> DeliveryOut:
    """`on_hand`, `on_order`, `backorders`, `allocated` by `sku` and `location`; what is left out stays.

    Rows of items the catalogue does not have are named in `unknown`, all others taken.
    """
    return await sending.take("stock", checked_stock, stock_feed.apply)


@router.post(
    "/demand",
    summary="Send order lines",
    responses=ANSWERS,
    openapi_extra={**rows_body(_LINE), **needs(Scope.JOBS_WRITE)},
)
async def send_demand(sending: SendingDep) -> DeliveryOut:
    """What was sold: `sku`, `location`, `date`, `quantity` (returns negative), `line_id`.

    A line with a `line_id` counts once however often it is sent, and what it says last holds. Lines without
    one count each time, so send them with an Idempotency-Key.
    """
    return await sending.take("demand", _lines, demand_feed.apply)
