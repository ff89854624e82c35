"""Workspaces, people and keys for the tests of the doors."""

from dataclasses import dataclass
from uuid import uuid4

from core.db.access import users, workspaces
from core.db.access.keys import create_key
from core.db.access.users import User
from core.db.connect import transaction
from core.ids import WorkspaceId
from core.roles import Role
from tests.integration.api.conftest import PEPPER, Api

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can sign in."""

    user: User
    password: str = PASSWORD

    def sign_in(self, api: Api) -> dict[str, str]:
        """The answer of POST /token."""
        said = {"email": self.user.email, "password": self.password}
        answer = api.client.post("/token", json=said, headers={"x-api-key": ""})
        assert answer.status_code == 200, answer.text
        tokens: dict[str, str] = answer.json()
        return tokens

    def headers(self, api: Api) -> dict[str, str]:
        """What a signed-in person sends; it takes the place of the client's key."""
        return bearer(self.sign_in(api)["access_token"])


def bearer(token: str) -> dict[str, str]:
    return {"x-api-key": "", "authorization": f"Bearer {token}"}


def workspace(api: Api) -> WorkspaceId:
    """One of its own."""
    with transaction(api.engine) as connection:
        return workspaces.create(connection, f"workspace {uuid4()}").id


def person(api: Api, role: Role, here: WorkspaceId = workspaces.DEFAULT_WORKSPACE) -> Person:
    with transaction(api.engine) as connection:
        email = f"{uuid4().hex}@example.com"
        return Person(user=users.create(connection, here, email, name="", role=role, password=PASSWORD))


def key(api: Api, *scopes: str, here: WorkspaceId = workspaces.DEFAULT_WORKSPACE) -> dict[str, str]:
    """The header of a new key."""
    with transaction(api.engine) as connection:
        return {"x-api-key": create_key(connection, here, "test", PEPPER, scopes).text}
