"""`./lotwise secrets`: the file `.env` that `docker compose` reads, with secrets nobody has to think of."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from ops.refusal import Refusal
from ops.root import ROOT

_LINE: Final = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$")
_HOST: Final = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)
_SECRETS: Final = (
    "POSTGRES_ADMIN_PASSWORD",
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "LOTWISE_KEY_PEPPER",
    "LOTWISE_TOKEN_SECRETS",
    "GRAFANA_PASSWORD",
)
_HEAD: Final = """# Made by ./lotwise secrets, read by docker compose. Keep a copy where secrets are kept: without its
# LOTWISE_KEY_PEPPER no API key holds, those of a restored backup neither.
"""


def secrets_file(
    domain: Annotated[
        str, typer.Option(help="the name people and programs will call, lotwise.example.com")
    ] = "",
    email: Annotated[str, typer.Option(help="where the certificate's authority writes to")] = "",
    staging: Annotated[
        bool, typer.Option("--staging", help="certificates no browser believes, to try things with")
    ] = False,
    database_url: Annotated[
        str, typer.Option(help="a PostgreSQL of your own; none is started then [LOTWISE_DATABASE_URL]")
    ] = "",
    redis_url: Annotated[
        str, typer.Option(help="a Redis of your own; none is started then [LOTWISE_REDIS_URL]")
    ] = "",
    file: Annotated[Path, typer.Option(help="the file to write")] = ROOT / ".env",
) -> None:
    """Write .env, readable by you alone. What is in it stays as it is: run it again to add what is new."""
    have = _read(file)
    if not (domain or have.get("DOMAIN")):
        raise Refusal("No domain is given.", remedy="Name it: ./lotwise secrets --domain lotwise.example.com")
    if domain and not _HOST.fullmatch(domain):
        raise Refusal(
            f"{domain!r} is no host name.", remedy="Write it in small letters, without https:// and path."
        )
    asked = {"DOMAIN": domain, "CERTBOT_EMAIL": email, "CERTBOT_STAGING": "1" if staging else ""}
    asked |= {"LOTWISE_DATABASE_URL": database_url, "LOTWISE_REDIS_URL": redis_url}
    kept = [name for name, value in asked.items() if value and have.get(name, value) != value]
    added = _added(have, asked)
    _write(file, added)
    names = ", ".join(added) or "nothing"
    typer.echo(f"{file}: added {names}.")
    for name in kept:
        typer.echo(
            f"{name} was set already and stays {_shown(name, have[name])}; change it in the file.", err=True
        )


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    found = (_LINE.match(line) for line in file.read_text().splitlines())
    return {match[1]: match[2].strip().strip("'\"") for match in found if match}


def _added(have: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """What the file lacks, in the order it is written."""
    is_own_database = bool(have.get("LOTWISE_DATABASE_URL") or asked["LOTWISE_DATABASE_URL"])
    is_own_redis = bool(have.get("LOTWISE_REDIS_URL") or asked["LOTWISE_REDIS_URL"])
    # Hex: it needs no quoting in a URL, a shell or this file.
    whole = {name: have.get(name) or secrets.token_hex(24) for name in _SECRETS}
    wanted = {
        "DOMAIN": asked["DOMAIN"],
        "CERTBOT_EMAIL": asked["CERTBOT_EMAIL"],
        "CERTBOT_STAGING": asked["CERTBOT_STAGING"] or "0",
        "COMPOSE_PROFILES": ",".join(["postgres"] * (not is_own_database) + ["redis"] * (not is_own_redis)),
        **whole,
        "LOTWISE_DATABASE_URL": asked["LOTWISE_DATABASE_URL"]
        or f"postgresql://lotwise:{whole['POSTGRES_PASSWORD']}@postgres:5432/lotwise",
        "LOTWISE_REDIS_URL": asked["LOTWISE_REDIS_URL"] or f"redis://:{whole['REDIS_PASSWORD']}@redis:6379/0",
    }
    return {name: value for name, value in wanted.items() if name not in have}


def _write(file: Path, added: Mapping[str, str]) -> None:
    """Whole or not at all, and never readable by others in between."""
    old = file.read_text() if file.exists() else _HEAD
    if old and not old.endswith("\n"):
        old += "\n"
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(old + "".join(f"{name}={value}\n" for name, value in added.items()))
        written.flush()
        os.fsync(written.fileno())
    draft.replace(file)


def _shown(name: str, value: str) -> str:
    return "as it is" if name.endswith("_URL") else value
