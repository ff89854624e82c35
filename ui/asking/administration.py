"""People and keys over the API: one function a route. Every one raises `ApiError` when it is refused."""

from collections.abc import Sequence

from ui.asking.client import Client, Json


def change_password(client: Client, current: str, new: str, *, seen_from: str = "") -> None:
    """A new password of one's own; every sign-in ends."""
    client.ask("PUT", "/me/password", seen_from=seen_from, json={"current": current, "new": new})


def people(client: Client) -> list[Json]:
    """Everybody of the workspace."""
    return _items(client.ask("GET", "/users"))


def let_in(client: Client, email: str, name: str, role: str) -> Json:
    """A new person, with the password they begin with."""
    return client.ask("POST", "/users", json={"email": email, "name": name, "role": role})


def set_role(client: Client, user_id: str, role: str) -> Json:
    """Make somebody something else."""
    return client.ask("PATCH", f"/users/{user_id}", json={"role": role})


def set_disabled(client: Client, user_id: str, *, is_disabled: bool) -> Json:
    """Shut somebody out, or let them in again."""
    return client.ask("PATCH", f"/users/{user_id}", json={"is_disabled": is_disabled})


def reset_password(client: Client, user_id: str) -> str:
    """A new password of somebody's, shown this once."""
    return str(client.ask("POST", f"/users/{user_id}/password")["password"])


def keys(client: Client) -> list[Json]:
    """Every key of the workspace, newest first."""
    return _items(client.ask("GET", "/keys"))


def make_key(client: Client, name: str, scopes: Sequence[str], expires_in_days: float | None) -> Json:
    """A new key, with its text."""
    said = {"name": name, "scopes": list(scopes), "expires_in_days": expires_in_days}
    return client.ask("POST", "/keys", json=said)


def rotate_key(client: Client, key_id: str, overlap_hours: float) -> Json:
    """A new key like this one, which ends after the overlap."""
    return client.ask("POST", f"/keys/{key_id}/rotate", json={"overlap_hours": overlap_hours})


def revoke_key(client: Client, key_id: str) -> None:
    """End a key."""
    client.ask("DELETE", f"/keys/{key_id}")


def _items(page: Json) -> list[Json]:
    found: list[Json] = page["items"]
    return found
