"""The real compose file under a name of its own, and a client that comes by TLS as everybody does."""

import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from ops.embedded.ports import free_port
from ops.rehearsal.project import Project
from ops.rehearsal.step import NotMet, Stage, Step
from ops.root import ROOT
from ops.secret_file import secrets_file

DOMAIN: Final = "lotwise.test"
PROJECT: Final = "rehearsal"
_AT_WORK: Final = ("postgres", "redis", "api", "worker", "beat", "inbox", "ui", "nginx")
# What this machine needs and a host of Lotwise does not: less memory, another authority.
_OVERRIDE: Final = """
services:
  certbot:
    volumes: ["{folder}/pebble.pem:/pebble.pem:ro"]
"""
_ENVIRONMENT: Final = {
    "IMAGE": "lotwise:local",
    "POSTGRES_MAJOR": "15",
    "POSTGRES_SHARED_BUFFERS": "256MB",
    "LOTWISE_WORKER_PROCESSES": "1",
    "ACME_SERVER": "https://pebble:14000/dir",
    "ACME_CA_BUNDLE": "/pebble.pem",
}


@dataclass(slots=True, kw_only=True)
class Door:
    """Where a Lotwise is reached: a port of this machine that nginx answers by TLS."""

    https: int
    key: str = ""

    def take_key(self, told: str) -> None:
        """Use the key that `key create --json` said."""
        found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
        self.key = str(found["key"])

    def client(self) -> httpx.Client:
        """As a program far away, but that nobody knows the test's authority."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.https}",
            headers={"host": DOMAIN, "x-api-key": self.key},
            verify=context,
            timeout=60,
            trust_env=False,
            event_hooks={"request": [_name]},
        )

    def get(self, path: str) -> httpx.Response:
        """One answer."""
        with self.client() as client:
            return client.get(path)


def _name(request: httpx.Request) -> None:
    request.extensions["sni_hostname"] = DOMAIN


@dataclass(slots=True, kw_only=True)
class Site(Project):
    """A running Lotwise in containers: `http` is the port of its redirects."""

    door: Door
    http: int

    def up(self) -> None:
        """Start or change everything, and wait."""
        self.compose("up", "-d")
        self.wait(*_AT_WORK)


def site(stage: Stage) -> Site:
    """The one that `up` started."""
    found: Site = stage.held["site"]
    return found


def settings_of(stage: Stage) -> dict[str, str]:
    """The lines of its .env."""
    lines = (stage.folder / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def perform(stage: Stage) -> None:
    """With nothing set but the domain and what this machine lacks."""
    folder = stage.folder
    environment = folder / "env"
    secrets_file(domain=DOMAIN, file=environment)
    override = folder / "override.yml"
    door = Door(https=free_port())
    made = Site(
        stage=stage,
        name=PROJECT,
        env_file=environment,
        files=(ROOT / "docker-compose.yml", override),
        door=door,
        http=free_port(),
    )
    made.settings = {
        **_ENVIRONMENT,
        "HTTP_PORT": f"127.0.0.1:{made.http}",
        "HTTPS_PORT": f"127.0.0.1:{door.https}",
        "GRAFANA_PORT": str(free_port()),
    }
    (folder / "pebble.pem").touch()
    override.write_text(_OVERRIDE.format(folder=folder))
    stage.held["site"] = made
    stage.closing.callback(made.compose, "down", "--volumes", "--timeout", "5")
    made.up()
    told = made.compose(
        "exec", "-T", "api", "python", "-P", "-m", "ops", "key", "create", "rehearsal", "--json"
    )
    door.take_key(told)
    ready = door.get("/api/ready").json()
    if ready != {"status": "ok", "postgresql": "ok", "redis": "ok"}:
        raise NotMet(f"/api/ready says {ready}")
    for line in stage.docker.run("ps", "--format", "{{.Names}}: {{.Image}}, {{.Status}}").splitlines():
        stage.note(line)


def sheet_of(stage: Stage, rows: int) -> Path:
    """A csv of so many items, each decidable."""
    path = stage.folder / f"sheet-{rows}.csv"
    if not path.exists():
        head = "SKU,Annual demand,Order cost,Unit cost,Holding rate,Lead time days\n"
        lines = (f"A-{at},{100 + at % 900},25,{1 + at % 40},0.2,{7 + at % 20}\n" for at in range(rows))
        path.write_text(head + "".join(lines))
    return path


STEPS: Final = (
    Step(
        name="up",
        summary="the real compose file, until everything is healthy",
        perform=perform,
        needs=("build",),
    ),
)
