"""Rows sent into a catalogue: read as JSON or csv, checked one by one, applied once."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.bodies import ROWS_BODY_BYTES
from api.deps import CallerDep, ServicesDep
from api.models.catalogue import DeliveryOut
from api.reading import body_of, checked, parsed
from api.submitting import IdempotencyKey, check_key
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

ANSWERS: Final = problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 503)
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


@dataclass(frozen=True, slots=True)
class Sending:
    """A request that sends rows into a catalogue."""

    request: Request
    response: Response
    catalogue_id: UUID
    caller: CallerDep
    at_hand: ServicesDep
    idempotency_key: IdempotencyKey = None

    async def take(
        self,
        kind: str,
        check: Callable[[Sequence[Mapping[str, object]]], Given],
        apply: Callable[..., dict[str, Any]],
        answers: type[Answer] = DeliveryOut,  # type: ignore[assignment]
    ) -> Answer:
        """Read the body, take what is good, tell the rest.

        Raises `NothingTaken` where no row is good, and what the key, the body or the catalogue refuses.
        """
        check_key(self.idempotency_key)
        body = await body_of(self.request, most_bytes=ROWS_BODY_BYTES)
        is_csv = self.request.headers.get("content-type", "").partition(";")[0].strip().lower() == _CSV
        sent = None if is_csv else checked(RowsIn, parsed(self.request, body)).rows
        delivery = self._delivery(kind, hashlib.sha256(body).hexdigest())

        def taken() -> tuple[dict[str, Any], bool]:
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
            with transaction(self.at_hand.engine, delivery.workspace_id) as connection:
                return feeds.take(
                    connection,
                    delivery,
                    lambda inside, row: told(apply(inside, row, given.rows), given, len(rows)),
                )

        answer, is_new = await run_in_threadpool(taken)
        if not is_new:
            self.response.headers["Idempotency-Replayed"] = "true"
        log.info("delivery_taken", kind=kind, catalogue_id=str(self.catalogue_id), is_new=is_new)
        return answers(**answer)

    def _delivery(self, kind: str, fingerprint: str) -> Delivery:
        return Delivery(
            workspace_id=self.caller.workspace_id,
            catalogue_id=CatalogueId(self.catalogue_id),
            kind=kind,
            received_by=self.caller.label,
            key=self.idempotency_key,
            fingerprint=fingerprint,
        )


SendingDep = Annotated[Sending, Depends()]
