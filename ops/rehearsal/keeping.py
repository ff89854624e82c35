"""A backup on PostgreSQL 15 restored into 18; a newer image with a migration, and the step back."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from ops.rehearsal.building import IMAGE
from ops.rehearsal.images import build
from ops.rehearsal.site import PROJECT, Site, site
from ops.rehearsal.step import Stage, Step, met, until
from ops.rehearsal.working import SHEET, ended, upload

_APP: Final = ("nginx", "ui", "api", "worker", "beat", "inbox")
_NEXT: Final = "lotwise:next"
# Expand: what the version before does not know and does not mind.
_MIGRATION: Final = '''"""A column of the rehearsal."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("rehearsed", sa.Text()))


def downgrade() -> None:
    op.drop_column("workspace", "rehearsed")
'''


def to_another_postgresql(stage: Stage) -> None:
    """As ops/docs/upgrade.md says it."""
    here = site(stage)
    before = sorted(one["id"] for one in here.door.get("/api/jobs").json()["items"])
    began = time.monotonic()
    made = json.loads(
        _last(here.compose("run", "--rm", "backup", "backup", "--folder", "/srv/lotwise/backups", "--json"))
    )
    stage.note(
        f"backup while it works: {sum(made['tables'].values()):,} rows, {made['dump_bytes']:,} bytes, "
        f"PostgreSQL {made['server_version'] // 10_000}, {time.monotonic() - began:.1f} s"
    )
    here.compose("stop", *_APP)
    here.compose("rm", "--force", "--stop", "postgres")
    here.settings["POSTGRES_MAJOR"] = "18"
    here.compose("up", "-d", "--no-deps", "postgres")
    here.wait("postgres")
    began = time.monotonic()
    loaded = json.loads(_last(here.compose("run", "--rm", "backup", "restore", made["file"], "--json")))
    met(loaded["tables"] == made["tables"], f"loaded {loaded['tables']}, dumped {made['tables']}")
    version = stage.docker.run("exec", f"{PROJECT}_postgres_1", "sh", "-c", "cat $PGDATA/PG_VERSION").strip()
    met(version == "18", f"PostgreSQL {version} runs")
    stage.note(
        f"restored into PostgreSQL {version}: rows of every table equal, {time.monotonic() - began:.1f} s"
    )
    here.up()
    after = sorted(one["id"] for one in here.door.get("/api/jobs").json()["items"])
    met(after == before, f"jobs before {before}, after {after}")
    ended(here.door, upload(here.door, SHEET))
    stage.note(f"on {version}: {len(after)} jobs are there, the same API key opens, a new job succeeds")


def _last(told: str) -> str:
    return told.strip().splitlines()[-1]


def upgrade_and_back(stage: Stage) -> None:
    """A newer image brings a migration that adds; the older image works on what it left."""
    here = site(stage)
    before = json.loads(_last(here.compose("run", "--rm", "backup", "migrate", "--check", "--json")))[
        "newest"
    ]
    folder = stage.folder / "next"
    folder.mkdir()
    (folder / "9999_rehearsed.py").write_text(_MIGRATION.format(before=before))
    build(stage, _NEXT, f"FROM {IMAGE}\nCOPY 9999_rehearsed.py ops/migrations/versions/\n", folder)
    for image, words in (
        (_NEXT, f"upgraded from {before} to 9999"),
        (IMAGE, "rolled back, the schema stays 9999"),
    ):
        here.settings["IMAGE"] = image
        with _asked_all_the_time(here) as missed:
            here.up()
            until(lambda: here.door.get("/api/ready").status_code == 200, "the API")
        found = stage.docker.run("inspect", "--format", "{{.Config.Image}}", f"{PROJECT}_api_1").strip()
        met(found == image, f"{found} runs, not {image}")
        schema = json.loads(_last(here.compose("run", "--rm", "backup", "migrate", "--check", "--json")))[
            "before"
        ]
        met(schema == "9999", f"the schema is {schema}")
        job = ended(here.door, upload(here.door, SHEET))
        stage.note(f"{words}: a job {job['state']}; the API was away for {missed[0]:.1f} s in between")


@contextmanager
def _asked_all_the_time(here: Site) -> Iterator[list[float]]:
    """How long /api/ping had no answer of 200 while inside, together [s]."""
    away = [0.0]
    is_over = threading.Event()

    def ask() -> None:
        last = time.monotonic()
        while not is_over.wait(0.1):
            try:
                is_there = here.door.get("/api/ping").status_code == httpx.codes.OK
            except httpx.HTTPError:
                is_there = False
            now = time.monotonic()
            away[0] += 0 if is_there else now - last
            last = now

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield away
    finally:
        is_over.set()
        asking.join()


STEPS: Final = (
    Step(
        name="backup",
        summary="dumped from PostgreSQL 15, restored into 18",
        perform=to_another_postgresql,
        needs=("up", "job"),
    ),
    Step(
        name="upgrade",
        summary="a newer image with a migration, and back",
        perform=upgrade_and_back,
        needs=("up",),
    ),
)
