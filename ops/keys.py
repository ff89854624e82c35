"""`./lotwise key`: API keys of this installation."""

import json
from datetime import timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from core.db.access import keys, workspaces
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.record.admin_actions import Action, record
from core.ids import WorkspaceId
from core.roles import EVERYTHING
from ops import access
from ops.installation import opened, whoever

app = typer.Typer(no_args_is_help=True, help="Make, list, rotate and end API keys.", add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help="one JSON value instead of text")]


def make_key(database_url: str, pepper: str, name: str) -> keys.NewKey:
    """A new key of the default workspace."""
    with opened(database_url) as connection:
        made = keys.create_key(connection, DEFAULT_WORKSPACE, name, pepper)
        record(connection, whoever(DEFAULT_WORKSPACE), Action.KEY_CREATED, f"key:{made.id}", {"name": name})
        return made


def has_keys(database_url: str) -> bool:
    """Whether a key was ever made here."""
    with opened(database_url) as connection:
        return bool(keys.list_keys(connection, DEFAULT_WORKSPACE))


def revoke_keys_named(database_url: str, name: str) -> None:
    """End every key of that name."""
    with opened(database_url) as connection:
        for row in keys.list_keys(connection, DEFAULT_WORKSPACE):
            if row.name == name and row.revoked_at is None:
                _revoke(connection, DEFAULT_WORKSPACE, row.id)


def _revoke(connection: Connection, workspace_id: WorkspaceId, key_id: str) -> None:
    keys.revoke_key(connection, workspace_id, key_id)
    record(connection, whoever(workspace_id), Action.KEY_REVOKED, f"key:{key_id}")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="what the key is for, to recognise it by")] = "key",
    scope: Annotated[
        list[str] | None, typer.Option(help="what it may do, again for more; without: all that planners do")
    ] = None,
    expires: Annotated[float | None, typer.Option(min=0.0, help="days until it ends; without: never")] = None,
    workspace: Annotated[str, typer.Option(help="name or id; without: the first one")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a key and show it once; only its hash is kept."""
    lasts = None if expires is None else timedelta(days=expires)
    with access.database() as found, opened(found.database_url) as connection:
        here = workspaces.find(connection, workspace).id
        made = keys.create_key(connection, here, name, found.key_pepper, scope or [EVERYTHING], lasts=lasts)
        detail = {"name": name, "scopes": scope or [EVERYTHING]}
        record(connection, whoever(here), Action.KEY_CREATED, f"key:{made.id}", detail)
    _say(made, name, as_json=as_json)


@app.command()
def rotate(
    key_id: Annotated[str, typer.Argument(help="the id, as `key list` shows it")],
    overlap: Annotated[float, typer.Option(min=0.0, help="hours the old key goes on")] = 24.0,
    workspace: Annotated[str, typer.Option(help="name or id; without: the first one")] = "",
    as_json: AsJson = False,
) -> None:
    """Replace a key by a new one with the same name and scopes, shown once; the old one ends by itself."""
    with access.database() as found, opened(found.database_url) as connection:
        here = workspaces.find(connection, workspace).id
        made = keys.rotate_key(connection, here, key_id, found.key_pepper, overlap=timedelta(hours=overlap))
        detail = {"new": f"key:{made.id}", "overlap_hours": overlap}
        record(connection, whoever(here), Action.KEY_ROTATED, f"key:{key_id}", detail)
        name = keys.get_key(connection, here, made.id).name
    _say(made, name, as_json=as_json)


def _say(made: keys.NewKey, name: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"id": made.id, "name": name, "key": made.text}))
        return
    typer.echo(made.text)
    typer.echo(f"Key {made.id} ({name}). It is shown this once: keep it where secrets are kept.", err=True)


@app.command("list")
def list_(
    workspace: Annotated[str, typer.Option(help="name or id; without: the first one")] = "",
    as_json: AsJson = False,
) -> None:
    """List the keys, newest first; never their secrets."""
    with access.database() as found, opened(found.database_url) as connection:
        rows = keys.list_keys(connection, workspaces.find(connection, workspace).id)
    if as_json:
        names = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
        typer.echo(json.dumps([{name: getattr(row, name) for name in names} for row in rows], default=str))
        return
    for row in rows:
        used = f"last used {row.last_used_at:%Y-%m-%d %H:%M}" if row.last_used_at else "never used"
        state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else used
        typer.echo(f"{row.id}  {row.created_at:%Y-%m-%d %H:%M}  {state:<26}  {row.name}")
    if not rows:
        typer.echo("There are no keys yet. Make one with: ./lotwise key create NAME")


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="the id, as `key list` shows it")],
    workspace: Annotated[str, typer.Option(help="name or id; without: the first one")] = "",
) -> None:
    """End a key; requests with it are refused within five seconds."""
    with access.database() as found, opened(found.database_url) as connection:
        _revoke(connection, workspaces.find(connection, workspace).id, key_id)
    typer.echo(f"Key {key_id} is revoked.")
