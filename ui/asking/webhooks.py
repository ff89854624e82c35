"""Webhooks and their deliveries over the API: one function a route. Every one raises `ApiError`."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from ui.asking.client import Client, Json

# Less than the desk has patience for: a receiver may take longer, and is then looked at in the list.
_TEST_SECONDS: Final = 10


def webhooks(client: Client) -> list[Json]:
    """Every webhook of the workspace, newest first."""
    found: list[Json] = client.ask("GET", "/webhooks")["items"]
    return found


def make(client: Client, url: str, events: Sequence[str]) -> Json:
    """A new webhook, with its secret."""
    return client.ask("POST", "/webhooks", json={"url": url, "events": list(events)})


def change(
    client: Client,
    webhook_id: str,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    disabled: bool | None = None,
) -> Json:
    """Another address, other events, disabled or enabled."""
    said = {"url": url, "events": None if events is None else list(events), "disabled": disabled}
    given = {name: value for name, value in said.items() if value is not None}
    return client.ask("PATCH", f"/webhooks/{webhook_id}", json=given)


def rotate(client: Client, webhook_id: str) -> Json:
    """A new secret; the one before is signed with as well for a day."""
    return client.ask("POST", f"/webhooks/{webhook_id}/rotate")


def send_test(client: Client, webhook_id: str) -> Json:
    """Send a test now; what came of it, or the delivery as it waits."""
    return client.ask("POST", f"/webhooks/{webhook_id}/test?wait={_TEST_SECONDS}")


def delete(client: Client, webhook_id: str) -> None:
    """Take it away with its deliveries."""
    client.ask("DELETE", f"/webhooks/{webhook_id}")


def deliveries(client: Client, webhook_id: str, *, limit: int, cursor: str | None) -> Json:
    """A page of its deliveries, newest first."""
    asked = {"limit": limit, **({"cursor": cursor} if cursor else {})}
    return client.ask("GET", f"/webhooks/{webhook_id}/deliveries?{urlencode(asked)}")


def resend(client: Client, webhook_id: str, delivery_id: str) -> Json:
    """Send a delivery again."""
    return client.ask("POST", f"/webhooks/{webhook_id}/deliveries/{delivery_id}/resend")
