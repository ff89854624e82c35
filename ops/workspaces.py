"""`./lotwise workspace`: the companies, or parts of one, that must not see each other."""

import json
from typing import Annotated

import typer

from core.db.access import workspaces
from ops import access
from ops.installation import opened

app = typer.Typer(no_args_is_help=True, help="Create and list workspaces.", add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help="one JSON value instead of text")]


@app.command()
def create(name: Annotated[str, typer.Argument(help="what it is called")], as_json: AsJson = False) -> None:
    """Make an empty workspace; then let somebody in with `user create --workspace NAME`."""
    with access.database() as found, opened(found.database_url) as connection:
        made = workspaces.create(connection, name)
    typer.echo(json.dumps({"id": str(made.id), "name": made.name}) if as_json else f"{made.id}  {made.name}")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the workspaces, the oldest first."""
    with access.database() as found, opened(found.database_url) as connection:
        rows = workspaces.every(connection)
    if as_json:
        typer.echo(json.dumps([{"id": str(row.id), "name": row.name} for row in rows]))
        return
    for row in rows:
        typer.echo(f"{row.id}  {row.created_at:%Y-%m-%d %H:%M}  {row.name}")
