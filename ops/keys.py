"""`./lotwise key`: API keys of this installation."""

import getpass
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import Connection

from core.db import keys
from core.db.admin_actions import Action, Actor, record
from core.db.connect import connect, transaction
from core.db.workspaces import DEFAULT_WORKSPACE
from ops import access

app = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.", add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help="one JSON value instead of text")]


@contextmanager
def _connection(database_url: str) -> Iterator[Connection]:
    engine = connect(database_url, pool_size=0)
    try:
        with transaction(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def make_key(database_url: str, pepper: str, name: str) -> keys.NewKey:
    """A new key of the default workspace."""
    with _connection(database_url) as connection:
        made = keys.create_key(connection, DEFAULT_WORKSPACE, name, pepper)
        record(connection, _whoever(), Action.KEY_CREATED, f"key:{made.id}", {"name": name})
        return made


def has_keys(database_url: str) -> bool:
    """Whether a key was ever made here."""
    with _connection(database_url) as connection:
        return bool(keys.list_keys(connection, DEFAULT_WORKSPACE))


def revoke_keys_named(database_url: str, name: str) -> None:
    """End every key of that name."""
    with _connection(database_url) as connection:
        for row in keys.list_keys(connection, DEFAULT_WORKSPACE):
            if row.name == name and row.revoked_at is None:
                _revoke(connection, row.id)


def _revoke(connection: Connection, key_id: str) -> None:
    keys.revoke_key(connection, DEFAULT_WORKSPACE, key_id)
    record(connection, _whoever(), Action.KEY_REVOKED, f"key:{key_id}")


def _whoever() -> Actor:
    """The account at the command line; a container's may have no name."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError):
        account = str(os.getuid())
    return Actor(workspace_id=DEFAULT_WORKSPACE, label=f"cli:{account}")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="what the key is for, to recognise it by")] = "key",
    as_json: AsJson = False,
) -> None:
    """Make a key and show it once; only its hash is kept."""
    with access.database() as found:
        made = make_key(found.database_url, found.key_pepper, name)
    if as_json:
        typer.echo(json.dumps({"id": made.id, "name": name, "key": made.text}))
        return
    typer.echo(made.text)
    typer.echo(f"Key {made.id} ({name}). It is shown this once: keep it where secrets are kept.", err=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the keys, newest first; never their secrets."""
    with access.database() as found, _connection(found.database_url) as connection:
        rows = keys.list_keys(connection, DEFAULT_WORKSPACE)
    if as_json:
        names = ("id", "name", "created_at", "last_used_at", "revoked_at")
        typer.echo(json.dumps([{name: getattr(row, name) for name in names} for row in rows], default=str))
        return
    for row in rows:
        used = f"last used {row.last_used_at:%Y-%m-%d %H:%M}" if row.last_used_at else "never used"
        state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else used
        typer.echo(f"{row.id}  {row.created_at:%Y-%m-%d %H:%M}  {state:<26}  {row.name}")
    if not rows:
        typer.echo("There are no keys yet. Make one with: ./lotwise key create NAME")


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="the id, as `key list` shows it")]) -> None:
    """End a key; requests with it are refused from now on."""
    with access.database() as found, _connection(found.database_url) as connection:
        _revoke(connection, key_id)
    typer.echo(f"Key {key_id} is revoked.")
