"""`./lotwise migrate`: bring the database to the newest schema."""

import json
from typing import Annotated

import typer

from ops import access
from ops.schema import upgrade, versions


def migrate(
    only_check: Annotated[bool, typer.Option("--check", help="change nothing; exit 1 if behind")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of text")] = False,
) -> None:
    """Bring the database to the newest schema; nothing happens where it is there already."""
    with access.database(migrated=False) as found:
        before, newest = versions(found.database_url)
        if not only_check and before != newest:
            upgrade(found.database_url)
    if as_json:
        typer.echo(
            json.dumps({"before": before, "newest": newest, "changed": before != newest and not only_check})
        )
    elif before == newest:
        typer.echo(f"The schema is the newest one, {newest}.")
    else:
        typer.echo(f"The schema {'is' if only_check else 'was'} {before or 'empty'}; newest is {newest}.")
    raise typer.Exit(1 if only_check and before != newest else 0)
