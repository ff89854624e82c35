"""API keys: shown once, kept as HMAC-SHA-256 with a pepper.

A key reads `lw_live_<id>_<secret><checksum>`: the id finds the row, the checksum lets a mistyped key be
refused without a query, and the secret is only ever compared as a hash.
"""

import hmac
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy import text as sql

from core.callers import Caller
from core.db.connect import enter
from core.db.schema.tables import api_key
from core.errors import InvalidOption, KeyEnded, KeyNotFound
from core.ids import WorkspaceId
from core.roles import EVERYTHING, Scope, of_words

_PREFIX = "lw_live_"
_ID_LENGTH = 12
_SECRET_LENGTH = 43
_CHECKSUM_LENGTH = 8

# The one question that is asked before a workspace is known: a function of the owner's (migration 0005).
_FIND: Final = sql(
    "SELECT *, last_used_at > clock_timestamp() - interval '1 minute' AS was_used_lately"
    " FROM find_api_key(:id)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key just made; `text` is not kept anywhere."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A key as listed: everything but the secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


_SHOWN: Final = tuple(api_key.c[name] for name in KeyRow.__slots__)


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):0{_CHECKSUM_LENGTH}x}"


def _hash(secret: str, pepper: str) -> bytes:
    return hmac.digest(pepper.encode(), secret.encode(), "sha256")


def create_key(
    connection: Connection,
    workspace_id: WorkspaceId,
    name: str,
    pepper: str,
    scopes: Sequence[str] = (EVERYTHING,),
    *,
    lasts: timedelta | None = None,
) -> NewKey:
    """Make a key; its text is returned once and cannot be read again.

    It ends after `lasts`. Raises `InvalidOption` for scopes there are none of.
    """
    key_id = secrets.token_hex(_ID_LENGTH // 2)
    secret = secrets.token_urlsafe(32)
    body = f"{_PREFIX}{key_id}_{secret}"
    connection.execute(
        insert(api_key).values(
            id=key_id,
            workspace_id=workspace_id,
            name=name,
            secret_hash=_hash(secret, pepper),
            scopes=_checked(scopes),
            expires_at=None if lasts is None else func.clock_timestamp() + lasts,
        )
    )
    return NewKey(id=key_id, text=body + _checksum(body))


def _checked(scopes: Sequence[str]) -> list[str]:
    known = [EVERYTHING, *Scope]
    unknown = sorted(set(scopes) - set(known))
    if unknown or not scopes:
        raise InvalidOption(
            f"There is no scope {unknown[0]!r}." if unknown else "A key needs a scope.",
            remedy=f"Choose from: {', '.join(known)}.",
        )
    return [word for word in known if word in scopes]


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
    """Whom the key belongs to; None where it is mistyped, unknown, expired or revoked.

    Enters the workspace of the key, known to nobody before.
    """
    parts = _split(text)
    if parts is None:
        return None
    key_id, secret = parts
    row = connection.execute(_FIND, {"id": key_id}).one_or_none()
    if row is None or not hmac.compare_digest(bytes(row.secret_hash), _hash(secret, pepper)):
        return None
    enter(connection, row.workspace_id)
    if not row.was_used_lately:
        connection.execute(
            update(api_key).where(api_key.c.id == key_id).values(last_used_at=func.clock_timestamp())
        )
    return Caller(
        label=f"key:{key_id}",
        workspace_id=row.workspace_id,
        name=row.name,
        scopes=of_words(row.scopes),
    )


def list_keys(connection: Connection, workspace_id: WorkspaceId) -> list[KeyRow]:
    """Every key of the workspace, newest first."""
    rows = connection.execute(
        select(*_SHOWN).where(api_key.c.workspace_id == workspace_id).order_by(api_key.c.created_at.desc())
    )
    return [_row(row) for row in rows.mappings()]


def get_key(connection: Connection, workspace_id: WorkspaceId, key_id: str) -> KeyRow:
    """One key of the workspace; raises `KeyNotFound`."""
    found = connection.execute(
        select(*_SHOWN).where(api_key.c.id == key_id, api_key.c.workspace_id == workspace_id)
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise _no_key(key_id)
    return _row(row)


def revoke_key(connection: Connection, workspace_id: WorkspaceId, key_id: str) -> None:
    """End a key; raises `KeyNotFound` where the workspace has no such key."""
    result = connection.execute(
        update(api_key)
        .where(api_key.c.id == key_id, api_key.c.workspace_id == workspace_id)
        .values(revoked_at=func.coalesce(api_key.c.revoked_at, func.clock_timestamp()))
    )
    if result.rowcount == 0:
        raise _no_key(key_id)


def rotate_key(
    connection: Connection, workspace_id: WorkspaceId, key_id: str, pepper: str, *, overlap: timedelta
) -> NewKey:
    """A new key like this one, which itself ends after `overlap`: time to bring the new one everywhere.

    A key that has ended already is not continued: raises `KeyNotFound`, `KeyEnded`.
    """
    old = get_key(connection, workspace_id, key_id)
    has_expired = connection.scalar(
        select(api_key.c.expires_at <= func.clock_timestamp()).where(api_key.c.id == key_id)
    )
    if old.revoked_at is not None or has_expired:
        raise KeyEnded(remedy="Make a new key instead.")
    lasts = None if old.expires_at is None else old.expires_at - old.created_at
    made = create_key(connection, workspace_id, old.name, pepper, old.scopes, lasts=lasts)
    connection.execute(
        update(api_key)
        .where(api_key.c.id == key_id)
        # GREATEST and LEAST leave nulls out.
        .values(expires_at=func.least(api_key.c.expires_at, func.clock_timestamp() + overlap))
    )
    return made


def _row(values: RowMapping) -> KeyRow:
    return KeyRow(**{**values, "scopes": tuple(values["scopes"])})


def _no_key(key_id: str) -> KeyNotFound:
    return KeyNotFound(f"There is no key {key_id!r}.", remedy="List the keys with: ./lotwise key list")
