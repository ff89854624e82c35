"""Whose stock and demand a row is that names no location, as those of an ERP with one warehouse do not."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.api.conftest import Api

_COSTS = {"demand": 1200, "order_cost": 25, "unit_cost": 4, "holding_rate": 0.25, "lead_time_days": 14}
# SKU A at one place, B at two, C at none and at one.
_PLACES = (("A", "WH1"), ("B", "WH1"), ("B", "WH2"), ("C", None), ("C", "WH1"))


@pytest.fixture
def catalogue(api: Api) -> str:
    made = api.client.post("/catalogues", json={"name": f"places {uuid4()}"}).headers["Location"]
    rows = [{"sku": sku, "location": place, "on_hand": 1, **_COSTS} for sku, place in _PLACES]
    assert api.client.patch(f"{made}/items", json={"rows": rows}).json()["created"] == len(_PLACES)
    return str(made)


def _figures(api: Api, catalogue: str) -> dict[tuple[str, str | None], float]:
    shown = api.client.get(f"{catalogue}/items").json()["items"]
    return {(item["sku"], item.get("location")): item["on_hand"] for item in shown}


def _sent(api: Api, catalogue: str, kind: str, **row: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    answer = api.client.post(f"{catalogue}/{kind}", json={"rows": [row]})
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize(
    ("sku", "location", "meant"),
    [
        ("A", None, ("A", "WH1")),  # there once: the place goes without saying
        ("C", None, ("C", None)),  # the one that has no place either
        ("B", None, None),  # which of the two?
        ("A", "WH2", None),  # a place that is named is meant
    ],
)
def test_a_row_without_a_location_means_the_only_item(
    api: Api, catalogue: str, sku: str, location: str | None, meant: tuple[str, str | None] | None
) -> None:
    before = _figures(api, catalogue)
    told = _sent(api, catalogue, "stock", sku=sku, location=location, on_hand=50)
    assert told.get("unknown", []) == ([] if meant else [{"row": 1, "sku": sku, "location": location}])
    assert _figures(api, catalogue) == (before | {meant: 50.0} if meant else before)
    told = _sent(api, catalogue, "demand", sku=sku, location=location, date="2026-11-20", quantity=3)
    assert told.get("unknown", []) == ([] if meant else [{"row": 1, "sku": sku, "location": location}])
