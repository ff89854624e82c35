"""Rows sent into a catalogue: read as JSON or csv, checked one by one, applied once."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api.bodies import ROWS_BODY_BYTES
from api.models.catalogue import DeliveryOut
from api.reading import body_of, checked, parsed
from api.services import Services
from api.submitting import check_key
from core.callers import Caller
from core.db.catalogue import feeds
from core.db.catalogue.feeds import Delivery
from core.db.connect import transaction
from core.errors import InvalidOption
from core.ids import CatalogueId
from core.logs import logger
from core.sheets.catalogue.deliveries import MOST_ROWS, nothing_taken, told
from core.sheets.catalogue.given import Given

log = logger(__name__)

Answer = TypeVar("Answer", bound=DeliveryOut)

_CSV: Final = "text/csv"


class RowsIn(BaseModel):
    """Rows, each an object of fields."""

    model_config = ConfigDict(extra="forbid")

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_ROWS)


def rows_body(example: Mapping[str, Any]) -> dict[str, Any]:
    """The body of these routes, for the OpenAPI document."""
    rows = {
        "type": "object",
        "required": ["rows"],
        "properties": {"rows": {"type": "array", "maxItems": MOST_ROWS, "items": {"type": "object"}}},
        "example": {"rows": [example]},
    }
    text = "\n".join([",".join(example), ",".join(map(str, example.values()))])
    content = {
        "application/json": {"schema": rows},
        _CSV: {"schema": {"type": "string", "example": text}},
    }
    return {"requestBody": {"required": True, "content": content}}


async def delivered(
    request: Request,
    response: Response,
    at_hand: Services,
    delivery: Callable[[str], Delivery],
    check: Callable[[Sequence[Mapping[str, object]]], Given],
    apply: Callable[..., dict[str, Any]],
    answers: type[Answer] = DeliveryOut,  # type: ignore[assignment]
) -> Answer:
    """Read the body, take what is good, tell the rest.

    Raises `NothingTaken` where no row is good, and what the body or the catalogue refuses.
    """
    body = await body_of(request, most_bytes=ROWS_BODY_BYTES)
    is_csv = request.headers.get("content-type", "").partition(";")[0].strip().lower() == _CSV
    sent = None if is_csv else checked(RowsIn, parsed(request, body)).rows

    def take() -> tuple[dict[str, Any], bool]:
        from core.sheets.catalogue.given_csv import csv_rows

        rows: Sequence[Mapping[str, object]] = csv_rows(body) if sent is None else sent
        if not rows or len(rows) > MOST_ROWS:
            raise InvalidOption(
                f"{len(rows):,} rows were sent; 1 to {MOST_ROWS:,} are taken at once.",
                remedy="Send them in several requests.",
            )
        given = check(rows)
        if not given.rows:
            raise nothing_taken(given)
        with transaction(at_hand.engine, one.workspace_id) as connection:
            return feeds.take(
                connection, one, lambda inside, row: told(apply(inside, row, given.rows), given, len(rows))
            )

    one = delivery(hashlib.sha256(body).hexdigest())
    answer, is_new = await run_in_threadpool(take)
    if not is_new:
        response.headers["Idempotency-Replayed"] = "true"
    log.info("delivery_taken", kind=one.kind, catalogue_id=str(one.catalogue_id), is_new=is_new)
    return answers(**answer)


def from_caller(
    caller: Caller, catalogue_id: CatalogueId, kind: str, key: str | None
) -> Callable[[str], Delivery]:
    """The delivery of a request, once its content is known; raises `InvalidOption` for the key."""
    check_key(key)
    return lambda fingerprint: Delivery(
        workspace_id=caller.workspace_id,
        catalogue_id=catalogue_id,
        kind=kind,
        received_by=caller.label,
        key=key,
        fingerprint=fingerprint,
    )
