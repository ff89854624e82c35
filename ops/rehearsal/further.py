"""The two other compose files, started: workers of a further host, and the one for developing."""

import socket
import time
from typing import Final

import httpx

from ops.embedded.ports import free_port
from ops.rehearsal.building import IMAGE
from ops.rehearsal.site import COMPOSE, PROJECT, settings_of, sheet_of, site
from ops.rehearsal.step import Stage, Step, met, ran, until
from ops.rehearsal.working import ended, job, upload
from ops.root import ROOT
from ops.secret_file import secrets_file

_ROWS: Final = 20_000
_WORKERS: Final = "rehearsal-workers"
_DEVELOPING: Final = "rehearsal-developing"
_MOUNTS: Final = "{{range .Mounts}}{{.Source}} {{.RW}} {{end}}"
_DEVELOPED: Final = ("postgres", "redis", "api", "worker", "beat", "ui")
_PUBLISHED: Final = (5432, 6379, 9090, 8000, 8501)
# A further host reaches the servers by the network it is on; here that is one of Docker's.
_JOINED: Final = f"""
services:
  worker:
    networks: [servers]
networks:
  servers:
    external: true
    name: {PROJECT}_data
"""
_TOLD: Final = (
    "LOTWISE_DATABASE_URL",
    "LOTWISE_REDIS_URL",
    "LOTWISE_KEY_PEPPER",
    "LOTWISE_TOKEN_SECRETS",
)


def workers_elsewhere(stage: Stage) -> None:
    """Without its own worker a job waits; one started by the file for workers does it."""
    here = site(stage)
    here.compose("stop", "worker")
    job_id = upload(here, sheet_of(stage, _ROWS))
    met(not job(here, job_id)["progress"]["rows_done"], "rows are done, and there is no worker")
    known = settings_of(stage)
    settings = {name: known[name] for name in _TOLD}
    settings |= {"IMAGE": here.settings["IMAGE"], "LOTWISE_WORKER_PROCESSES": "1", "WORKER_MEMORY": "2g"}
    folder = stage.folder / "workers"
    folder.mkdir()
    (folder / "env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    (folder / "joined.yml").write_text(_JOINED)
    words = ["--project-name", _WORKERS, "--project-directory", str(ROOT), "--env-file", str(folder / "env")]
    words += ["-f", str(ROOT / "docker-compose.worker.yml"), "-f", str(folder / "joined.yml")]
    environment = stage.docker.environment({"COMPOSE_HTTP_TIMEOUT": "600"})
    stage.closing.callback(ran, [COMPOSE, *words, "down"], env=environment)
    began = time.monotonic()
    ran([COMPOSE, *words, "up", "-d", "--scale", "worker=2"], env=environment)
    counts = ended(here, job_id)["progress"]
    met(counts["rows_ok"] == _ROWS, f"rows lost or doubled: {counts}")
    stage.note(
        f"site's worker stopped; all {_ROWS:,} rows {time.monotonic() - began:.1f} s after the others' start"
    )
    names = [f"{_WORKERS}_worker_{number}" for number in (1, 2)]
    for name in names:
        _healthy(stage, name)
    alive = [one for one in here.get("/api/workers").json()["items"] if one.get("is_alive", True)]
    met(len(alive) == len(names), f"workers: {alive}")
    began = time.monotonic()
    ran([COMPOSE, *words, "down"], env=environment)
    stage.note(f"two of them healthy and known to the API; all down in {time.monotonic() - began:.1f} s")
    here.compose("start", "worker")


def for_developing(stage: Stage) -> None:
    """The whole site's file with the one for developing over it: code of this folder, ports on 127.0.0.1."""
    folder = stage.folder / "developing"
    folder.mkdir()
    ports = {port: free_port() for port in _PUBLISHED}
    text = (ROOT / "docker-compose.dev.yml").read_text()
    for port, free in ports.items():
        met(f"127.0.0.1:{port}:{port}" in text, f"docker-compose.dev.yml does not publish {port}")
        text = text.replace(f"127.0.0.1:{port}:", f"127.0.0.1:{free}:")
    (folder / "dev.yml").write_text(text)
    secrets_file(domain="localhost", file=folder / "env")
    words = [
        "--project-name",
        _DEVELOPING,
        "--project-directory",
        str(ROOT),
        "--env-file",
        str(folder / "env"),
    ]
    words += ["-f", str(ROOT / "docker-compose.yml"), "-f", str(folder / "dev.yml")]
    environment = stage.docker.environment({"COMPOSE_HTTP_TIMEOUT": "600", "IMAGE": IMAGE})
    stage.closing.callback(ran, [COMPOSE, *words, "down", "--volumes", "--timeout", "5"], env=environment)
    began = time.monotonic()
    ran([COMPOSE, *words, "up", "-d", *_DEVELOPED], env=environment)
    for service in _DEVELOPED:
        _healthy(stage, f"{_DEVELOPING}_{service}_1")
    stage.note(f"with {_DEVELOPING}: healthy {time.monotonic() - began:.1f} s after the order")
    for port, path in ((8000, "/docs"), (8000, "/ready"), (8501, "/_stcore/health")):
        answer = httpx.get(f"http://127.0.0.1:{ports[port]}{path}", trust_env=False, timeout=20)
        met(answer.status_code == httpx.codes.OK, f"{port}{path} answers {answer.status_code}")
    for port in (5432, 6379):
        socket.create_connection(("127.0.0.1", ports[port]), timeout=5).close()
    container = f"{_DEVELOPING}_api_1"
    mounts = stage.docker.run("inspect", "--format", _MOUNTS, container)
    met(f"{ROOT} false" in mounts, f"the code is not that of this folder: {mounts}")
    stage.note(
        "docs, API, desk, PostgreSQL and Redis answer on 127.0.0.1, on free ports in the place of the file's"
    )
    ran([COMPOSE, *words, "down", "--volumes", "--timeout", "5"], env=environment)


def _healthy(stage: Stage, name: str) -> None:
    form = "{{.State.Health.Status}}"
    until(
        lambda: stage.docker.attempt("inspect", "--format", form, name).stdout.strip() == "healthy",
        f"{name} to be healthy",
        seconds=120,
    )


STEPS: Final = (
    Step(
        name="workers",
        summary="docker-compose.worker.yml: a job of the site done by workers it does not know",
        perform=workers_elsewhere,
        needs=("up",),
    ),
    Step(
        name="developing",
        summary="docker-compose.dev.yml over the whole file, healthy and reached",
        perform=for_developing,
        needs=("build",),
    ),
)
