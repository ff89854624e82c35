"""`./lotwise user`: people who sign in by e-mail address and password."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Connection

from core import passwords
from core.db.access import users, workspaces
from core.db.access.users import User
from core.db.record.admin_actions import Action, record
from core.roles import Role
from ops import access
from ops.installation import opened, whoever

app = typer.Typer(
    no_args_is_help=True,
    help="Let people in. The first administrator: ./lotwise user create you@company.com --role admin",
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="one JSON value instead of text")]
Email = Annotated[str, typer.Argument(help="their e-mail address")]
InWorkspace = Annotated[str, typer.Option("--workspace", help="name or id; without: the first one")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="read the password from standard input")]
Asked = Annotated[bool, typer.Option("--ask", help="ask for the password instead of making one")]


@contextmanager
def _somebody(email: str, workspace: str) -> Iterator[tuple[Connection, User]]:
    with access.database() as found, opened(found.database_url) as connection:
        here = workspaces.find(connection, workspace)
        yield connection, users.named(connection, here.id, email)


def _password(*, from_stdin: bool, asked: bool) -> tuple[str, bool]:
    """The password, and whether it was made here and must be shown."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if asked:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True)), False
    return passwords.make(), True


def _say(user: User, password: str | None, *, as_json: bool) -> None:
    if as_json:
        shown = {"id": str(user.id), "email": user.email, "role": user.role.value}
        typer.echo(json.dumps(shown | ({"password": password} if password else {})))
    elif password:
        typer.echo(password)
        typer.echo(f"The password of {user.email} ({user.role}). It is shown this once.", err=True)
    else:
        typer.echo(f"{user.email} ({user.role}): done.")


@app.command()
def create(
    email: Email,
    role: Annotated[Role, typer.Option(help="viewer, planner, or admin who lets others in")] = Role.VIEWER,
    name: Annotated[str, typer.Option(help="what they are called")] = "",
    workspace: InWorkspace = "",
    from_stdin: FromStdin = False,
    asked: Asked = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody in; without a given password one is made and shown once."""
    password, is_made = _password(from_stdin=from_stdin, asked=asked)
    with access.database() as found, opened(found.database_url) as connection:
        here = workspaces.find(connection, workspace).id
        user = users.create(connection, here, email, name=name, role=role, password=password)
        detail = {"email": user.email, "role": role.value}
        record(connection, whoever(here), Action.USER_CREATED, f"user:{user.id}", detail)
    _say(user, password if is_made else None, as_json=as_json)


@app.command("list")
def list_(workspace: InWorkspace = "", as_json: AsJson = False) -> None:
    """List the people of a workspace."""
    with access.database() as found, opened(found.database_url) as connection:
        rows = users.every(connection, workspaces.find(connection, workspace).id)
    if as_json:
        names = ("id", "email", "name", "role", "created_at", "signed_in_at", "disabled_at")
        typer.echo(json.dumps([{name: getattr(row, name) for name in names} for row in rows], default=str))
        return
    for row in rows:
        seen = f"last signed in {row.signed_in_at:%Y-%m-%d %H:%M}" if row.signed_in_at else "never signed in"
        typer.echo(f"{row.email:<32}  {row.role:<8}  {'disabled' if row.disabled_at else seen}")
    if not rows:
        typer.echo("Nobody is here yet. Begin with: ./lotwise user create you@company.com --role admin")


def _changed(
    email: str, workspace: str, action: Action, change: Callable[[Connection, User], None], **detail: str
) -> User:
    with _somebody(email, workspace) as (connection, user):
        change(connection, user)
        record(connection, whoever(user.workspace_id), action, f"user:{user.id}", detail)
        return users.get(connection, user.workspace_id, user.id)


@app.command()
def disable(email: Email, workspace: InWorkspace = "", as_json: AsJson = False) -> None:
    """Sign somebody out everywhere and let them in no more."""
    _say(_changed(email, workspace, Action.USER_DISABLED, users.disable), None, as_json=as_json)


@app.command()
def enable(email: Email, workspace: InWorkspace = "", as_json: AsJson = False) -> None:
    """Let somebody in again."""
    user = _changed(email, workspace, Action.USER_CHANGED, users.enable, is_disabled="no")
    _say(user, None, as_json=as_json)


@app.command()
def role(
    email: Email,
    role: Annotated[Role, typer.Argument(help="what they become")],
    workspace: InWorkspace = "",
    as_json: AsJson = False,
) -> None:
    """Make somebody a viewer, planner or admin."""

    def change(connection: Connection, user: User) -> None:
        users.set_role(connection, user, role)

    _say(_changed(email, workspace, Action.USER_CHANGED, change, role=role.value), None, as_json=as_json)


@app.command()
def password(
    email: Email,
    workspace: InWorkspace = "",
    from_stdin: FromStdin = False,
    asked: Asked = False,
    as_json: AsJson = False,
) -> None:
    """Give somebody a new password and sign them out everywhere."""
    new, is_made = _password(from_stdin=from_stdin, asked=asked)

    def change(connection: Connection, user: User) -> None:
        users.set_password(connection, user.id, new)

    user = _changed(email, workspace, Action.PASSWORD_SET, change)
    _say(user, new if is_made else None, as_json=as_json)
