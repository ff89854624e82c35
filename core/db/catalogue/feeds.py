"""What flows into a catalogue from outside: each delivery taken once, and on record with its answer."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select

from core.db.catalogue.catalogues import hold
from core.db.orders.placed_orders import show
from core.db.schema.catalogue_tables import feed
from core.errors import IdempotencyMismatch
from core.ids import CatalogueId, WorkspaceId

Answer = dict[str, Any]

_WITH_FIGURES: Final = frozenset({"items", "stock", "upload"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Who delivers what kind of thing into which catalogue, under which key (None: none)."""

    workspace_id: WorkspaceId
    catalogue_id: CatalogueId
    kind: str
    received_by: str
    key: str | None
    fingerprint: str


def fingerprint(rows: object) -> str:
    """What makes two deliveries the same."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()


def take(
    connection: Connection, delivery: Delivery, apply: Callable[[Connection, Row[Any]], Answer]
) -> tuple[Answer, bool]:
    """Apply a delivery to the catalogue, whose row `apply` gets; the answer, and whether it is new.

    The same key with the same content is answered as before, and nothing is applied. Deliveries into one
    catalogue go one by one. Raises `CatalogueNotFound`, `IdempotencyMismatch`, and what `apply` raises.
    """
    row = hold(connection, delivery.workspace_id, delivery.catalogue_id)
    if delivery.key is not None:
        before = connection.execute(
            select(feed.c.fingerprint, feed.c.answer).where(
                feed.c.catalogue_id == delivery.catalogue_id,
                feed.c.kind == delivery.kind,
                feed.c.key == delivery.key,
            )
        ).one_or_none()
        if before is not None:
            if before.fingerprint != delivery.fingerprint:
                raise IdempotencyMismatch(remedy="Use a new Idempotency-Key for other rows.")
            return dict(before.answer), False
    answer = apply(connection, row)
    put(connection, delivery, answer)
    return answer, True


def put(connection: Connection, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Keep a delivery on record; figures it has brought may show orders placed before."""
    if delivery.kind in _WITH_FIGURES:
        show(connection, delivery.catalogue_id)
    connection.execute(
        insert(feed).values(
            id=uuid4(),
            catalogue_id=delivery.catalogue_id,
            workspace_id=delivery.workspace_id,
            kind=delivery.kind,
            key=delivery.key,
            fingerprint=delivery.fingerprint,
            received_by=delivery.received_by,
            answer=dict(answer),
        )
    )


def page(
    connection: Connection, workspace_id: WorkspaceId, catalogue_id: CatalogueId, *, limit: int
) -> list[dict[str, Any]]:
    """The newest deliveries, with their answers."""
    shown = ("id", "kind", "key", "received_by", "received_at", "answer")
    query = (
        select(*(feed.c[name] for name in shown))
        .where(feed.c.catalogue_id == catalogue_id, feed.c.workspace_id == workspace_id)
        .order_by(feed.c.received_at.desc())
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
