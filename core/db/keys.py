"""API keys: shown once, kept as HMAC-SHA-256 with a pepper.

A key reads `lw_live_<id>_<secret><checksum>`: the id finds the row, the checksum lets a mistyped key be
refused without a query, and the secret is only ever compared as a hash.
"""

import hmac
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from core.db.tables import api_key
from core.errors import NotFound
from core.ids import WorkspaceId

_PREFIX = "lw_live_"
_ID_LENGTH = 12
_SECRET_LENGTH = 43
_CHECKSUM_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key just made; `text` is not kept anywhere."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whoever a valid key belongs to."""

    key_id: str
    workspace_id: WorkspaceId
    name: str
    scopes: tuple[str, ...]

    @property
    def label(self) -> str:
        """The caller as records name it."""
        return f"key:{self.key_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A key as listed: everything but the secret."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):0{_CHECKSUM_LENGTH}x}"


def _hash(secret: str, pepper: str) -> bytes:
    return hmac.digest(pepper.encode(), secret.encode(), "sha256")


def create_key(
    connection: Connection,
    workspace_id: WorkspaceId,
    name: str,
    pepper: str,
    scopes: tuple[str, ...] = ("*",),
) -> NewKey:
    """Make a key; its text is returned once and cannot be read again."""
    key_id = secrets.token_hex(_ID_LENGTH // 2)
    secret = secrets.token_urlsafe(32)
    body = f"{_PREFIX}{key_id}_{secret}"
    connection.execute(
        insert(api_key).values(
            id=key_id,
            workspace_id=workspace_id,
            name=name,
            secret_hash=_hash(secret, pepper),
            scopes=list(scopes),
        )
    )
    return NewKey(id=key_id, text=body + _checksum(body))


def is_well_formed(text: str) -> bool:
    """Whether the text can be a key at all: its length and its checksum. Asks no database."""
    return _split(text) is not None


def _split(text: str) -> tuple[str, str] | None:
    """The id and the secret, or None where the text cannot be a key."""
    if len(text) != len(_PREFIX) + _ID_LENGTH + 1 + _SECRET_LENGTH + _CHECKSUM_LENGTH or not text.isascii():
        return None
    body, checksum = text[:-_CHECKSUM_LENGTH], text[-_CHECKSUM_LENGTH:]
    if not hmac.compare_digest(_checksum(body), checksum):
        return None
    return body[len(_PREFIX) : len(_PREFIX) + _ID_LENGTH], body[-_SECRET_LENGTH:]


def find_key(connection: Connection, text: str, pepper: str) -> Caller | None:
    """Whom the key belongs to; None where it is mistyped, unknown, expired or revoked."""
    parts = _split(text)
    if parts is None:
        return None
    key_id, secret = parts
    row = connection.execute(
        select(api_key.c.workspace_id, api_key.c.name, api_key.c.scopes, api_key.c.secret_hash).where(
            api_key.c.id == key_id,
            api_key.c.revoked_at.is_(None),
            api_key.c.expires_at.is_(None) | (api_key.c.expires_at > func.clock_timestamp()),
        )
    ).one_or_none()
    if row is None or not hmac.compare_digest(bytes(row.secret_hash), _hash(secret, pepper)):
        return None
    connection.execute(
        update(api_key).where(api_key.c.id == key_id).values(last_used_at=func.clock_timestamp())
    )
    return Caller(key_id=key_id, workspace_id=row.workspace_id, name=row.name, scopes=tuple(row.scopes))


def list_keys(connection: Connection, workspace_id: WorkspaceId) -> list[KeyRow]:
    """Every key of the workspace, newest first."""
    rows = connection.execute(
        select(
            api_key.c.id, api_key.c.name, api_key.c.created_at, api_key.c.last_used_at, api_key.c.revoked_at
        )
        .where(api_key.c.workspace_id == workspace_id)
        .order_by(api_key.c.created_at.desc())
    )
    return [KeyRow(**row) for row in rows.mappings()]


def revoke_key(connection: Connection, workspace_id: WorkspaceId, key_id: str) -> None:
    """End a key; raises `NotFound` where the workspace has no such key."""
    result = connection.execute(
        update(api_key)
        .where(api_key.c.id == key_id, api_key.c.workspace_id == workspace_id)
        .values(revoked_at=func.coalesce(api_key.c.revoked_at, func.clock_timestamp()))
    )
    if result.rowcount == 0:
        raise NotFound(f"There is no key {key_id!r}.", remedy="List the keys with: ./lotwise key list")
