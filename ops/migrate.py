"""`./lotwise migrate`: bring the database to the newest schema."""

import json
import time
from typing import Annotated

import typer

from core.db.connect import connect, transaction
from core.errors import DatabaseUnavailable
from ops import access
from ops.schema import is_known, upgrade, versions

_LOOK_EVERY_SECONDS = 0.5


def migrate(
    only_check: Annotated[bool, typer.Option("--check", help="change nothing; exit 1 if behind")] = False,
    wait: Annotated[
        float, typer.Option(min=0, help="seconds to wait for a PostgreSQL that does not answer yet")
    ] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of text")] = False,
) -> None:
    """Bring the database to the newest schema; nothing happens where it is there already.

    Nor where a newer Lotwise has migrated it: after a step back to the version before, its schema stays.
    """
    with access.database(migrated=False) as found:
        _wait(found.database_url, wait)
        before, newest = versions(found.database_url)
        is_newer = before is not None and not is_known(before, found.database_url)
        is_behind = before != newest and not is_newer
        if is_behind and not only_check:
            upgrade(found.database_url)
    if as_json:
        typer.echo(json.dumps({"before": before, "newest": newest, "changed": is_behind and not only_check}))
    elif is_newer:
        typer.echo(
            f"The schema, {before}, is a newer Lotwise's; this one knows {newest}. Nothing was changed."
        )
    elif before == newest:
        typer.echo(f"The schema is the newest one, {newest}.")
    else:
        typer.echo(f"The schema {'is' if only_check else 'was'} {before or 'empty'}; newest is {newest}.")
    raise typer.Exit(1 if only_check and is_behind else 0)


def _wait(database_url: str, seconds: float) -> None:
    """Return when PostgreSQL answers; its last word is raised after so long."""
    engine = connect(database_url, pool_size=0)
    deadline = time.monotonic() + seconds
    try:
        while True:
            try:
                with transaction(engine):
                    return
            except DatabaseUnavailable:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(_LOOK_EVERY_SECONDS)
    finally:
        engine.dispose()
