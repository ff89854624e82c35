"""The two other compose files, started: workers of a further host, and the one for developing."""

import socket
import time
from typing import Final

import httpx

from ops.embedded.ports import free_port
from ops.rehearsal.building import IMAGE
from ops.rehearsal.project import Project
from ops.rehearsal.site import PROJECT, settings_of, sheet_of, site
from ops.rehearsal.step import Stage, Step, met
from ops.rehearsal.working import alive, ended, job, upload
from ops.root import ROOT
from ops.secret_file import secrets_file

_ROWS: Final = 20_000
_WORKERS: Final = 2
_DEVELOPING: Final = "rehearsal-developing"
_DOWN: Final = ("down", "--volumes", "--timeout", "5")
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
    job_id = upload(here.door, sheet_of(stage, _ROWS))
    met(not job(here.door, job_id)["progress"]["rows_done"], "rows are done, and there is no worker")
    known = settings_of(stage)
    settings = {name: known[name] for name in _TOLD}
    settings |= {"IMAGE": here.settings["IMAGE"], "LOTWISE_WORKER_PROCESSES": "1", "WORKER_MEMORY": "2g"}
    folder = stage.folder / "workers"
    folder.mkdir()
    (folder / "env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    (folder / "joined.yml").write_text(_JOINED)
    others = Project(
        stage=stage,
        name="rehearsal-workers",
        env_file=folder / "env",
        files=(ROOT / "docker-compose.worker.yml", folder / "joined.yml"),
    )
    stage.closing.callback(others.compose, "down")
    began = time.monotonic()
    others.compose("up", "-d", "--scale", f"worker={_WORKERS}")
    counts = ended(here.door, job_id)["progress"]
    met(counts["rows_ok"] == _ROWS, f"rows lost or doubled: {counts}")
    stage.note(
        f"site's worker stopped; all {_ROWS:,} rows {time.monotonic() - began:.1f} s after the others' start"
    )
    for number in range(1, _WORKERS + 1):
        others.wait("worker", number=number)
    met(alive(here.door) == _WORKERS, f"{alive(here.door)} workers are alive")
    began = time.monotonic()
    others.compose("down")
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
    made = Project(
        stage=stage,
        name=_DEVELOPING,
        env_file=folder / "env",
        files=(ROOT / "docker-compose.yml", folder / "dev.yml"),
        settings={"IMAGE": IMAGE},
    )
    stage.closing.callback(made.compose, *_DOWN)
    began = time.monotonic()
    made.compose("up", "-d", *_DEVELOPED)
    made.wait(*_DEVELOPED)
    stage.note(f"{', '.join(_DEVELOPED)}: healthy {time.monotonic() - began:.1f} s after the order")
    for port, path in ((8000, "/docs"), (8000, "/ready"), (8501, "/_stcore/health")):
        answer = httpx.get(f"http://127.0.0.1:{ports[port]}{path}", trust_env=False, timeout=20)
        met(answer.status_code == httpx.codes.OK, f"{port}{path} answers {answer.status_code}")
    for port in (5432, 6379):
        socket.create_connection(("127.0.0.1", ports[port]), timeout=5).close()
    mounts = stage.docker.run("inspect", "--format", _MOUNTS, made.container("api"))
    met(f"{ROOT} false" in mounts, f"the code is not that of this folder: {mounts}")
    stage.note(
        "docs, API, desk, PostgreSQL and Redis answer on 127.0.0.1, on free ports in the place of the file's"
    )
    made.compose(*_DOWN)


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
