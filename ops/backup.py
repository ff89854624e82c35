"""`./lotwise backup` and `./lotwise restore`: the database in a file, and back."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from core.settings import settings
from ops import access
from ops.dumps.contents import Contents
from ops.dumps.dumping import SUFFIX, beside, dump
from ops.dumps.loading import load
from ops.refusal import Refusal


def backup(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="the file to write")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="write lotwise-TIME.dump there; backups in the data directory otherwise"),
    ] = None,
    keep: Annotated[
        int, typer.Option(min=0, help="afterwards keep only so many of the folder's newest; 0: all")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of text")] = False,
) -> None:
    """Dump the database as it is at one moment, while Lotwise works on; read through before it counts.

    Everything is in PostgreSQL, so this is all there is to keep, but for .env. Beside the dump stands what
    is in it (FILE.json: rows by table, sha256); keep both together.
    """
    target = _target(output, folder)
    with access.database() as found:
        contents = dump(found.database_url, target)
    removed = _thin_out(target.parent, keep) if keep and output is None else []
    if as_json:
        typer.echo(json.dumps({"file": str(target), **asdict(contents), "removed": removed}))
        return
    size = contents.dump_bytes / 2**20
    typer.echo(
        f"{target}: {contents.rows:,} rows of {len(contents.tables)} tables, {size:,.1f} MiB, read through."
    )
    for name in removed:
        typer.echo(f"removed {name}")


def _target(output: Path | None, folder: Path | None) -> Path:
    if output is not None:
        if output.exists():
            raise Refusal(f"{output} is there already.", remedy="Name another file, or a --folder.")
        return output.absolute()
    place = (folder or settings().data_dir / "backups").absolute()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place / f"lotwise-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z{SUFFIX}"


def _thin_out(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest; names begin with the time, so their order is that of age."""
    old = sorted(folder.glob(f"lotwise-*Z{SUFFIX}"))[:-keep]
    for path in old:
        path.unlink()
        beside(path).unlink(missing_ok=True)
    return [path.name for path in old]


def restore(
    file: Annotated[Path, typer.Argument(help="a dump made by ./lotwise backup")],
    replaces: Annotated[
        bool, typer.Option("--replace", help="lose what is in the database, once the dump is loaded whole")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of text")] = False,
) -> None:
    """Load a dump into the database, all or nothing, count its rows, and bring the schema to the newest.

    The server may be a newer PostgreSQL than the dumped one. Refused while Lotwise works on the database, and
    where there is data already unless --replace is said. API keys hold if LOTWISE_KEY_PEPPER is the same.
    """
    with access.database(migrated=False) as found:
        loaded, expected = load(found.database_url, file.absolute(), replaces=replaces)
    if as_json:
        typer.echo(json.dumps({"file": str(file), "tables": loaded, "compared": expected is not None}))
        return
    typer.echo(f"{sum(loaded.values()):,} rows of {len(loaded)} tables loaded, {_compared(expected)}.")


def _compared(expected: Contents | None) -> str:
    if expected is None:
        return "compared with nothing: FILE.json is not beside the dump"
    return f"as many as were dumped on {expected.made_at} from schema {expected.schema_version}"
