"""People: who may sign in, as what, and with which password."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from core import passwords
from core.db.connect import enter
from core.db.schema.people_tables import account, sign_in
from core.errors import FieldProblem, InvalidOption, LastAdmin, UserExists, UserNotFound
from core.ids import WorkspaceId
from core.roles import Role

_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")
_MOST_CHARACTERS: Final = 254  # RFC 5321


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person as listed: everything but the password."""

    id: UUID
    workspace_id: WorkspaceId
    email: str
    name: str
    role: Role
    created_at: datetime
    password_changed_at: datetime
    signed_in_at: datetime | None
    disabled_at: datetime | None


_SHOWN: Final = tuple(account.c[name] for name in User.__slots__)


def id_of(label: str) -> UUID:
    """The id in a caller's label `user:<id>`."""
    return UUID(label.removeprefix("user:"))


def spelled(email: str) -> str:
    """The address in the one way it is kept, whatever it is."""
    return email.strip().lower()


def address(email: str) -> str:
    """The address as it is kept; raises `InvalidOption` where it is none."""
    found = spelled(email)
    if len(found) <= _MOST_CHARACTERS and _EMAIL.fullmatch(found) and found.isprintable():
        return found
    remedy = "Write it as name@company.com."
    raise InvalidOption(
        "This is no e-mail address.",
        remedy=remedy,
        problems=[
            FieldProblem(
                field="email",
                value=email[:80],
                code="not_an_email",
                message="email: is no address",
                remedy=remedy,
            )
        ],
    )


def create(
    connection: Connection, workspace_id: WorkspaceId, email: str, *, name: str, role: Role, password: str
) -> User:
    """A new person; raises `InvalidOption`, `UserExists`."""
    kept = address(email)
    values = {
        "id": uuid4(),
        "workspace_id": workspace_id,
        "email": kept,
        "name": name.strip() or kept.split("@")[0],
        "role": role,
        "password_hash": passwords.hashed(password),
    }
    try:
        with connection.begin_nested():
            row = connection.execute(insert(account).values(**values).returning(*_SHOWN)).one()
    except IntegrityError as error:
        raise UserExists(f"{kept} is there already.", remedy="Choose another address.") from error
    return _user(row)


def every(connection: Connection, workspace_id: WorkspaceId) -> list[User]:
    """Everybody of the workspace by address."""
    rows = connection.execute(
        select(*_SHOWN).where(account.c.workspace_id == workspace_id).order_by(account.c.email)
    )
    return [_user(row) for row in rows]


def get(connection: Connection, workspace_id: WorkspaceId, user_id: UUID) -> User:
    """One person; raises `UserNotFound`."""
    row = connection.execute(
        select(*_SHOWN).where(account.c.workspace_id == workspace_id, account.c.id == user_id)
    ).one_or_none()
    if row is None:
        raise UserNotFound(remedy="List the people with: ./lotwise user list")
    return _user(row)


def named(connection: Connection, workspace_id: WorkspaceId, email: str) -> User:
    """The person with this address; raises `UserNotFound`."""
    kept = address(email)
    found = next((user for user in every(connection, workspace_id) if user.email == kept), None)
    if found is None:
        raise UserNotFound(f"There is nobody called {kept}.", remedy="List them with: ./lotwise user list")
    return found


def set_role(connection: Connection, user: User, role: Role) -> None:
    """Make somebody something else; raises `LastAdmin`."""
    if role is not Role.ADMIN:
        _check_not_last(connection, user)
    connection.execute(update(account).where(account.c.id == user.id).values(role=role))


def disable(connection: Connection, user: User) -> None:
    """Nobody signs in as them any more, and their sign-ins end; raises `LastAdmin`."""
    _check_not_last(connection, user)
    connection.execute(
        update(account)
        .where(account.c.id == user.id)
        .values(disabled_at=func.coalesce(account.c.disabled_at, func.clock_timestamp()))
    )
    end_sign_ins(connection, user.id)


def enable(connection: Connection, user: User) -> None:
    """They may sign in again, with the password they had."""
    connection.execute(update(account).where(account.c.id == user.id).values(disabled_at=None))


def set_password(connection: Connection, user_id: UUID, password: str) -> None:
    """From now on this one; every sign-in with the old one ends. Raises `InvalidOption`."""
    connection.execute(
        update(account)
        .where(account.c.id == user_id)
        .values(password_hash=passwords.hashed(password), password_changed_at=func.clock_timestamp())
    )
    end_sign_ins(connection, user_id)


def end_sign_ins(connection: Connection, user_id: UUID) -> None:
    """Every token of theirs is worthless from now on."""
    connection.execute(
        update(sign_in)
        .where(sign_in.c.account_id == user_id, sign_in.c.revoked_at.is_(None))
        .values(revoked_at=func.clock_timestamp())
    )


def of_password(connection: Connection, email: str, password: str) -> User | None:
    """Whose address and password these are; None for anything else, after the same time.

    Enters the workspace of the account, known to nobody before.
    """
    kept = spelled(email)
    found = connection.execute(text("SELECT * FROM find_account(:email)"), {"email": kept}).one_or_none()
    is_right, renewed = passwords.verify(password, None if found is None else found.password_hash)
    if found is None or not is_right or found.disabled_at is not None:
        return None
    enter(connection, found.workspace_id)
    changes = {"signed_in_at": func.clock_timestamp(), **({"password_hash": renewed} if renewed else {})}
    # Checking took its time. Who was given another password or was disabled meanwhile is refused; who will be
    # waits for this transaction, and ends the sign-in it starts.
    still = connection.execute(
        update(account)
        .where(
            account.c.id == found.id,
            account.c.password_hash == found.password_hash,
            account.c.disabled_at.is_(None),
        )
        .values(**changes)
    )
    return get(connection, found.workspace_id, found.id) if still.rowcount else None


def _check_not_last(connection: Connection, user: User) -> None:
    # Locked in one order, so that two administrators cannot disable each other at once.
    admins = connection.scalars(
        select(account.c.id)
        .where(
            account.c.workspace_id == user.workspace_id,
            account.c.role == Role.ADMIN,
            account.c.disabled_at.is_(None),
        )
        .order_by(account.c.id)
        .with_for_update()
    ).all()
    if list(admins) == [user.id]:
        raise LastAdmin(remedy="Make somebody else an administrator first.")


def _user(row: Row[tuple[object, ...]]) -> User:
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    return User(**{**values, "role": Role(values["role"])})
