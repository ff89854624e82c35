"""What the desk reads beside jobs over the API: one function a route. Every one raises `ApiError`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from ui.asking.client import Client, Json


def summary(client: Client, job_id: str) -> Json:
    """The totals of a job that has ended, with the data of its charts."""
    return client.ask("GET", f"/jobs/{job_id}/summary")


def row_curve(client: Client, job_id: str, row_no: int) -> Json:
    """The cost curve behind one decision of a job."""
    return client.ask("GET", f"/jobs/{job_id}/decisions/{row_no}/curve")


def item_curve(client: Client, item: Mapping[str, Any]) -> Json:
    """The cost curve of one item."""
    return client.ask("POST", "/eoq/curve", json=dict(item))


def order_templates(client: Client) -> list[Json]:
    """The lists today's orders can be written as."""
    return _items(client.ask("GET", "/order-templates"))


def calculations(client: Client, *, limit: int, cursor: str | None, wanted: Mapping[str, Any]) -> Json:
    """A page of recorded calculations, newest first."""
    asked = {"limit": limit, "cursor": cursor, **wanted}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return client.ask("GET", f"/calculations?{query}")


def mappings(client: Client) -> list[Json]:
    """How sheets are remembered to be read."""
    return _items(client.ask("GET", "/mappings"))


def forget_mapping(client: Client, signature: str) -> None:
    """Read such sheets by their headers again."""
    client.ask("DELETE", f"/mappings/{quote(signature, safe='')}")


def workers(client: Client) -> list[Json]:
    """Who works, the living first."""
    return _items(client.ask("GET", "/workers"))


def readiness(client: Client) -> Json:
    """Whether what the API needs is there."""
    return client.ask("GET", "/ready")


def _items(page: Json) -> list[Json]:
    found: list[Json] = page["items"]
    return found
