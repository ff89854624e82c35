"""Taking a dump: of one moment, read through once before it is called one."""

import hashlib
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ops.dumps.contents import Contents, one, opened, table_names, tables
from ops.dumps.programs import Programs, address, programs_for
from ops.refusal import Refusal

SUFFIX: Final = ".dump"
_MOST_WORDS: Final = 2_000


class DumpFailed(Refusal):
    """pg_dump or the look through its work failed; nothing is left of it."""


def dump(database_url: str, target: Path) -> Contents:
    """Write the database as it is now to `target`, and what is in it to `target` with `.json` behind.

    Neither is there under its name before it is whole and was read. Raises `Refusal`, `DatabaseUnavailable`.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with opened(database_url) as cursor:
            if "alembic_version" not in table_names(cursor):
                raise Refusal("There is nothing to dump: the database has no tables of Lotwise.")
            version = int(one(cursor, "SHOW server_version_num"))
            programs = programs_for(version // 10_000)
            snapshot = one(cursor, "SELECT pg_export_snapshot()")
            _run_pg_dump(programs, database_url, draft, snapshot)
            found = Contents(
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                server_version=version,
                schema_version=one(cursor, "SELECT version_num FROM alembic_version"),
                tables=tables(cursor),
            )
        _read_through(programs, draft)
        found = replace(found, dump_sha256=sha256(draft), dump_bytes=draft.stat().st_size)
        found.write(beside(target))
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        if not target.exists():
            beside(target).unlink(missing_ok=True)
        raise
    return found


def beside(target: Path) -> Path:
    """Where it is written what is in a dump."""
    return target.with_name(f"{target.name}.json")


def sha256(path: Path) -> str:
    """Of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run_pg_dump(programs: Programs, database_url: str, draft: Path, snapshot: str) -> None:
    plain, password = address(database_url)
    draft.touch(mode=0o600)
    # Owner and rights are those of the place it is loaded into: `./lotwise migrate` gives them.
    command = [
        programs["pg_dump"],
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
    ]
    command += [f"--file={draft}", f"--dbname={plain}"]
    done = subprocess.run(command, env={**os.environ, **password}, capture_output=True, text=True)
    if done.returncode != 0:
        raise DumpFailed(f"pg_dump failed: {done.stderr.strip()[:_MOST_WORDS]}")


def _read_through(programs: Programs, draft: Path) -> None:
    """Every byte of it as a restore would read it, into nothing."""
    done = subprocess.run(
        [programs["pg_restore"], f"--file={os.devnull}", draft], capture_output=True, text=True
    )
    if done.returncode != 0:
        raise DumpFailed(f"The dump cannot be read back: {done.stderr.strip()[:_MOST_WORDS]}")
