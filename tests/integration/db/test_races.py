"""At the same moment: a password changed during a sign-in, a token used twice, two last admins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from core import passwords
from core.db.access import sign_ins, users
from core.db.access.users import User
from core.db.access.workspaces import DEFAULT_WORKSPACE, create
from core.db.connect import transaction
from core.errors import LastAdmin
from core.ids import WorkspaceId
from core.roles import Role

PASSWORD, NEW = "correct horse battery", "another long password"


def person(engine: Engine, role: Role, here: WorkspaceId = DEFAULT_WORKSPACE) -> User:
    with transaction(engine) as connection:
        email = f"{uuid4().hex}@example.com"
        return users.create(connection, here, email, name="", role=role, password=PASSWORD)


def change_password(engine: Engine, user: User) -> None:
    with transaction(engine) as connection:
        users.set_password(connection, user.id, NEW)


def disable(engine: Engine, user: User) -> None:
    with transaction(engine) as connection:
        users.disable(connection, user)


@pytest.mark.parametrize("meanwhile", [change_password, disable])
def test_no_sign_in_outlives_what_happens_while_its_password_is_checked(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Engine, User], None]
) -> None:
    someone = person(engine, Role.VIEWER)
    verify = passwords.verify

    def slowly(password: str, kept: str | None) -> tuple[bool, str | None]:
        found = verify(password, kept)
        meanwhile(engine, someone)
        return found

    monkeypatch.setattr(passwords, "verify", slowly)
    with transaction(engine) as connection:
        assert users.of_password(connection, someone.email, PASSWORD) is None


def test_a_refresh_token_used_twice_at_once_gives_one_answer_and_ends_the_sign_in(engine: Engine) -> None:
    someone = person(engine, Role.VIEWER)
    with transaction(engine) as connection:
        granted = sign_ins.start(connection, someone)
    together = Barrier(4)

    def use(_: int) -> bool:
        together.wait()
        with transaction(engine) as connection:
            return sign_ins.refresh(connection, granted.refresh_token) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]
    with transaction(engine) as connection:
        assert sign_ins.caller(connection, granted.claims) is None


def test_two_administrators_cannot_disable_each_other_at_once(engine: Engine) -> None:
    with transaction(engine) as connection:
        here = create(connection, f"two admins {uuid4()}").id
    one, other = (person(engine, Role.ADMIN, here) for _ in range(2))
    together = Barrier(2)

    def shut_out(user: User) -> bool:
        together.wait()
        try:
            disable(engine, user)
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(shut_out, (one, other))) == [False, True]
    with transaction(engine) as connection:
        assert [user.disabled_at is None for user in users.every(connection, here)].count(True) == 1
