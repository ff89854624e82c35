"""The items of a catalogue: looked at, downloaded, taken out."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine

from api import problems
from api.deps import CallerDep, EngineDep
from api.downloading import csv_file, file_response
from api.media_types import CSV
from api.models.catalogue import ItemsOut
from api.paging import CursorParam, LimitParam
from api.scopes import needs
from core.db.catalogue import catalogue_items, catalogues
from core.db.catalogue.catalogues import Catalogue
from core.db.connect import transaction
from core.errors import NotFound
from core.ids import CatalogueId
from core.roles import Scope

router = APIRouter(prefix="/catalogues/{catalogue_id}", tags=["catalogues"])

_ROWS = 20_000


@router.get(
    "/items",
    summary="List items",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_items(
    catalogue_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 100,
    cursor: CursorParam = None,
    sku: Annotated[str | None, Query(max_length=1_000, description="only this SKU")] = None,
    search: Annotated[str | None, Query(max_length=200, description="part of a SKU or description")] = None,
) -> ItemsOut:
    """With all their fields, in the order they came into the catalogue."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        page = catalogue_items.page(connection, found.id, limit=limit, cursor=cursor, sku=sku, search=search)
    return ItemsOut(items=page.rows, next=page.next)


@router.get(
    "/items.csv",
    summary="Download the items as csv",
    response_class=StreamingResponse,
    responses=file_response("A column a field that any item has", CSV),
    openapi_extra=needs(Scope.JOBS_READ),
)
def items_csv(catalogue_id: UUID, caller: CallerDep, engine: EngineDep) -> StreamingResponse:
    """As `PATCH .../items` takes them back."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
    return csv_file(_parts(engine, caller.workspace_id, found), f"{found.name}-items.csv")


def _parts(engine: Engine, workspace_id: object, found: Catalogue) -> Iterator[bytes]:
    from core.db.catalogue.catalogue_pages import whole_page
    from core.sheets.catalogue.pages import fields_in_use
    from core.sheets.writing.items_csv import header, lines

    fields = fields_in_use(found.fields)
    yield header(fields)
    after = 0
    while True:
        with transaction(engine, workspace_id) as connection:  # type: ignore[arg-type]
            page = whole_page(connection, found.id, fields, after=after, rows=_ROWS)
        if page.is_empty():
            return
        after = int(page["item_no"][-1])
        yield lines(page, fields)


@router.delete(
    "/items",
    status_code=204,
    summary="Take an item out",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def remove(
    catalogue_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    sku: Annotated[str, Query(min_length=1, max_length=1_000)],
    location: Annotated[str | None, Query(max_length=1_000)] = None,
) -> None:
    """With its history; the next run tells that it is gone."""
    with transaction(engine, caller.workspace_id) as connection:
        row = catalogues.hold(connection, caller.workspace_id, CatalogueId(catalogue_id))
        if not catalogue_items.remove(connection, CatalogueId(row.id), sku=sku, location=location or None):
            raise NotFound(
                "The catalogue has no such item.",
                remedy="Look at its items: GET .../items?search=, and give the location too.",
            )
