"""Suggestions and what is done about them over the API: one function a route. Every one raises `ApiError`."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ui.asking.client import Client, Json


def page(
    client: Client, catalogue_id: str, wanted: Mapping[str, Any], *, limit: int, cursor: str | None
) -> Json:
    """A page of lines, what is to do first, by `state` (a list) and `supplier`."""
    asked = {name: value for name, value in {**wanted, "limit": limit, "cursor": cursor}.items() if value}
    return client.ask("GET", f"/catalogues/{catalogue_id}/orders?{urlencode(asked, doseq=True)}")


def act(client: Client, catalogue_id: str, rows: Sequence[Mapping[str, Any]]) -> Json:
    """Do what the rows say; the answer names what was not done."""
    return client.ask("POST", f"/catalogues/{catalogue_id}/orders", json={"rows": list(rows)})


def history(client: Client, catalogue_id: str, sku: str) -> list[Json]:
    """An item's lines, the newest first, each with its steps."""
    found = client.ask("GET", f"/catalogues/{catalogue_id}/orders/history?{urlencode({'sku': sku})}")
    lines: list[Json] = found["items"]
    return lines
