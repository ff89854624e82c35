"""The real compose file under a name of its own, and a client that comes by TLS as everybody does."""

import json
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from ops.embedded.ports import free_port
from ops.rehearsal.step import NotMet, Stage, Step, ran, until
from ops.root import ROOT
from ops.secret_file import secrets_file

DOMAIN: Final = "lotwise.test"
PROJECT: Final = "rehearsal"
COMPOSE: Final = "/usr/bin/docker-compose"
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
class Site:
    """A running Lotwise in containers."""

    stage: Stage
    https: int
    http: int
    key: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def compose(self, *arguments: str, stdin: str = "", seconds: float = 600.0) -> str:
        """What `docker-compose ARGUMENTS` says. Raises `NotMet`."""
        folder = self.stage.folder
        files = ["-f", str(ROOT / "docker-compose.yml"), "-f", str(folder / "override.yml")]
        where = [
            "--project-name",
            PROJECT,
            "--project-directory",
            str(ROOT),
            "--env-file",
            str(folder / "env"),
        ]
        environment = self.stage.docker.environment({**self.settings, "COMPOSE_HTTP_TIMEOUT": "600"})
        return ran([COMPOSE, *files, *where, *arguments], env=environment, stdin=stdin, seconds=seconds)

    def container(self, service: str, number: int = 1) -> str:
        """Its name."""
        return f"{PROJECT}_{service}_{number}"

    def state(self, service: str, number: int = 1) -> str:
        """Of its health, or of its process where it has no check; empty where there is none."""
        form = "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}"
        told = self.stage.docker.attempt("inspect", "--format", form, self.container(service, number))
        return told.stdout.strip()

    def wait(self, *services: str, seconds: float = 120.0) -> None:
        """Until these are healthy."""
        for service in services or _AT_WORK:
            until(
                lambda service=service: self.state(service) == "healthy",  # type: ignore[misc]
                f"{service} to be healthy, which is {self.state(service) or 'not there'}",
                seconds=seconds,
            )

    def up(self, *more: str) -> None:
        """Start or change everything, and wait."""
        self.compose("up", "-d", *more)
        self.wait()

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
    made = Site(stage=stage, https=free_port(), http=free_port())
    made.settings = {
        **_ENVIRONMENT,
        "HTTP_PORT": f"127.0.0.1:{made.http}",
        "HTTPS_PORT": f"127.0.0.1:{made.https}",
        "GRAFANA_PORT": str(free_port()),
    }
    (folder / "pebble.pem").touch()
    (folder / "override.yml").write_text(_OVERRIDE.format(folder=folder))
    stage.held["site"] = made
    stage.closing.callback(made.compose, "down", "--volumes", "--timeout", "5")
    made.compose("up", "-d")
    made.wait()
    told = made.compose(
        "exec", "-T", "api", "python", "-P", "-m", "ops", "key", "create", "rehearsal", "--json"
    )
    made.take_key(told)
    ready = made.get("/api/ready").json()
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
