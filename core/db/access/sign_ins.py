"""Sign-ins: each one a family of refresh tokens, every token good once.

Who brings a token that was used before has copied it, or was copied from: nobody can tell which, so the whole
family ends and both have to sign in again.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, update

from core.callers import Caller
from core.db.access.users import User
from core.db.connect import enter
from core.db.schema.people_tables import account, refresh_token, sign_in
from core.ids import WorkspaceId
from core.roles import SCOPES, Role
from core.tokens import Claims

# However often it is refreshed: after so long the password is asked for again.
LIFE: Final = timedelta(days=14)
_PREFIX: Final = "lw_refresh_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a sign-in or a refresh gives; the text of the refresh token is not kept anywhere."""

    claims: Claims
    refresh_token: str


def start(connection: Connection, user: User) -> Granted:
    """A new sign-in of this person."""
    claims = Claims(user_id=user.id, workspace_id=user.workspace_id, sign_in_id=uuid4())
    connection.execute(
        insert(sign_in).values(
            id=claims.sign_in_id,
            workspace_id=user.workspace_id,
            account_id=user.id,
            expires_at=func.clock_timestamp() + LIFE,
        )
    )
    return Granted(claims=claims, refresh_token=_next(connection, claims))


def refresh(connection: Connection, text: str) -> Granted | None:
    """The next token for this one; None where it is unknown, ended or used before.

    Commit after a None as well: a token used before ends its family.
    """
    workspace_id = _workspace(text)
    if workspace_id is None:
        return None
    enter(connection, workspace_id)
    # The family first, so that two who bring the same token at once stand in line.
    row = connection.execute(
        select(refresh_token.c.used_at, sign_in.c.id, sign_in.c.account_id)
        .join(sign_in, sign_in.c.id == refresh_token.c.sign_in_id)
        .join(account, account.c.id == sign_in.c.account_id)
        .where(
            refresh_token.c.workspace_id == workspace_id,
            refresh_token.c.token_hash == _hash(text),
            sign_in.c.revoked_at.is_(None),
            sign_in.c.expires_at > func.clock_timestamp(),
            account.c.disabled_at.is_(None),
        )
        .with_for_update(of=[sign_in, refresh_token])
    ).one_or_none()
    if row is None:
        return None
    if row.used_at is not None:
        _end(connection, row.id)
        return None
    connection.execute(
        update(refresh_token)
        .where(refresh_token.c.token_hash == _hash(text))
        .values(used_at=func.clock_timestamp())
    )
    claims = Claims(user_id=row.account_id, workspace_id=workspace_id, sign_in_id=row.id)
    return Granted(claims=claims, refresh_token=_next(connection, claims))


def revoke(connection: Connection, workspace_id: WorkspaceId, text: str) -> UUID | None:
    """End the sign-in a refresh token is of: whose it was, or None where the workspace has none such."""
    row = connection.execute(
        select(sign_in.c.id, sign_in.c.account_id)
        .join(refresh_token, sign_in.c.id == refresh_token.c.sign_in_id)
        .where(refresh_token.c.workspace_id == workspace_id, refresh_token.c.token_hash == _hash(text))
    ).one_or_none()
    if row is None:
        return None
    _end(connection, row.id)
    return UUID(str(row.account_id))


def caller(connection: Connection, claims: Claims) -> Caller | None:
    """Who a token's bearer is now; None where the sign-in has ended or the person is disabled.

    The role is read here and not from the token, so that a change takes effect at once.
    """
    enter(connection, claims.workspace_id)
    row = connection.execute(
        select(account.c.name, account.c.role)
        .join(sign_in, sign_in.c.account_id == account.c.id)
        .where(
            account.c.id == claims.user_id,
            account.c.workspace_id == claims.workspace_id,
            account.c.disabled_at.is_(None),
            sign_in.c.id == claims.sign_in_id,
            sign_in.c.revoked_at.is_(None),
            sign_in.c.expires_at > func.clock_timestamp(),
        )
    ).one_or_none()
    if row is None:
        return None
    return Caller(
        label=f"user:{claims.user_id}",
        workspace_id=claims.workspace_id,
        name=row.name,
        scopes=SCOPES[Role(row.role)],
    )


def _end(connection: Connection, sign_in_id: UUID) -> None:
    connection.execute(
        update(sign_in)
        .where(sign_in.c.id == sign_in_id, sign_in.c.revoked_at.is_(None))
        .values(revoked_at=func.clock_timestamp())
    )


def _next(connection: Connection, claims: Claims) -> str:
    text = f"{_PREFIX}{claims.workspace_id.hex}_{secrets.token_urlsafe(32)}"
    connection.execute(
        insert(refresh_token).values(
            token_hash=_hash(text), workspace_id=claims.workspace_id, sign_in_id=claims.sign_in_id
        )
    )
    return text


def _workspace(text: str) -> WorkspaceId | None:
    """The workspace a token names; it only says where to look."""
    try:
        return WorkspaceId(UUID(hex=text.removeprefix(_PREFIX)[:32])) if text.startswith(_PREFIX) else None
    except ValueError:
        return None


def _hash(text: str) -> bytes:
    # 256 random bits need no slow hash.
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
