"""PostgreSQL's own programs for dumps, of a version that can speak to the server."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL, make_url

from core.settings import settings
from ops.embedded.programs import wheel_postgres
from ops.refusal import Refusal

_NEEDED: Final = ("pg_dump", "pg_restore", "psql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The folder of pg_dump, pg_restore and psql, and their major version."""

    folder: Path
    major: int

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def programs_for(server_major: int) -> Programs:
    """The oldest that is no older than the server, as pg_dump demands. Raises `Refusal`."""
    found = [one for folder in _folders() if (one := _programs_in(folder))]
    # The first of a version wins: the operator's before an installed one before the wheel, which has no TLS.
    fitting = sorted((one for one in found if one.major >= server_major), key=lambda one: one.major)
    if fitting:
        return fitting[0]
    at_hand = ", ".join(f"{one.major} in {one.folder}" for one in found) or "none"
    raise Refusal(
        f"There is no pg_dump of PostgreSQL {server_major} or newer at hand ({at_hand}).",
        remedy=f"Install one: apt-get install postgresql-client-{server_major}, or name its folder by "
        "LOTWISE_POSTGRES_BIN.",
    )


def _folders() -> Iterator[Path]:
    chosen = settings().postgres_bin
    if chosen:
        yield Path(chosen)
    on_path = shutil.which("pg_dump")
    # Debian's wrapper in /usr/bin chooses a version by itself; the versions are below.
    if on_path and not Path(on_path).resolve().name.startswith("pg_wrapper"):
        yield Path(on_path).parent
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    yield from Path("/opt/homebrew/opt").glob("postgresql@*/bin")
    wheel = wheel_postgres()
    if wheel:
        yield wheel.path


def _programs_in(folder: Path) -> Programs | None:
    if not all((folder / name).is_file() for name in _NEEDED):
        return None
    try:
        told = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    major = re.search(r"\) (\d+)", told.stdout)
    return Programs(folder=folder, major=int(major[1])) if major else None


def address(database_url: str) -> tuple[str, dict[str, str]]:
    """The URL without its password, which others could see among our arguments, and the variable with it."""
    url = make_url(database_url)
    password = {"PGPASSWORD": url.password} if url.password else {}
    plain = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=url.query,
    )
    return plain.render_as_string(), password
