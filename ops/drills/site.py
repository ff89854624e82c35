"""A Lotwise of its own to be broken: servers, processes, and the folder where faults are asked for."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import Engine, text

from core import faults
from core.db.access.keys import create_key
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from ops.drills.aftermath import age
from ops.drills.sheets import AS_OF, Sheet, write
from ops.drills.stack import Stack
from ops.drills.waiting import NotMet, wait_for
from ops.embedded import servers
from ops.embedded.servers import Servers
from ops.root import ROOT
from ops.schema import upgrade

LEASE_SECONDS = 2.0
CHUNK_ROWS = 100
ROWS = 600
KEY = "idempotency-key"
_LAND_SECONDS = 30.0
# Longer than a worker spares files that look like a dead one's.
_OLD_SECONDS = 600.0
_READER = "core.sheets.reader"
SETTINGS: Mapping[str, str] = {
    "LOTWISE_LEASE_SECONDS": str(LEASE_SECONDS),
    "LOTWISE_CHUNK_ROWS": str(CHUNK_ROWS),
    "LOTWISE_BUILT_ROWS": str(ROWS // 2),  # so that a worker builds the workbook of the usual sheet
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What scenarios act on. `temporary` and `uploads` are where files are spooled."""

    servers: Servers
    stack: Stack
    engine: Engine
    folder: Path
    sheet: Sheet

    @property
    def faults(self) -> Path:
        """Where faults are asked for."""
        return self.folder / "faults"

    @property
    def temporary(self) -> Path:
        """The workers' folder for temporary files."""
        return self.folder / "tmp"

    @property
    def uploads(self) -> Path:
        """Where the API spools what it is sent."""
        return self.folder / "data" / "uploads"

    def arm(self, point: str, action: str) -> None:
        """Ask for a fault at a named point."""
        faults.arm(self.faults, point, action)

    def landed(self, point: str, *, seconds: float = _LAND_SECONDS) -> int:
        """Wait until the fault has taken place and tell in which process; `NotMet` where it does not."""
        return wait_for(
            lambda: faults.landed(self.faults, point), f"the fault at {point} to land", seconds=seconds
        )

    def send(self, sheet: Sheet | None = None, *, key: str = "") -> str:
        """Send the sheet as a job, with an Idempotency-Key if there is one."""
        path = (sheet or self.sheet).path
        headers = {KEY: key} if key else {}
        job: str = self.stack.upload(path, headers=headers, as_of=AS_OF.isoformat())["id"]
        return job

    def new_sheet(self, name: str, rows: int, rows_per_chunk: int = CHUNK_ROWS) -> Sheet:
        """A sheet of this site's own."""
        return write(self.folder / name, rows, rows_per_chunk)

    def attempts(self, job_id: str) -> int:
        """How often the chunk of the job that was tried most often was tried."""
        with transaction(self.engine) as connection:
            query = text("SELECT max(attempt) FROM chunk WHERE job_id = :job")
            return connection.scalar(query, {"job": job_id}) or 0

    def is_worker_alive(self, name: str = "worker-1") -> bool:
        """Whether the worker's present process has written its heartbeat."""
        query = "SELECT 1 FROM worker WHERE process_id = :pid AND stopping_at IS NULL"
        with transaction(self.engine) as connection:
            return connection.scalar(text(query), {"pid": self.stack.pid(name)}) is not None

    def family(self, name: str) -> list[psutil.Process]:
        """A process and everything it started."""
        parent = psutil.Process(self.stack.pid(name))
        return [parent, *parent.children(recursive=True)]

    def is_of(self, name: str, process: int) -> bool:
        """Whether a process is of the family of `name`."""
        return self.stack.is_running(name) and process in {one.pid for one in self.family(name)}

    def is_dead(self, process: int) -> bool:
        """Whether a process has ended with all its threads; a zombie's last ones may still be there."""
        for name in self.stack.names():
            if self.stack.pid(name) == process:
                return not self.stack.is_running(name)
        return not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE

    def freeze(self, name: str) -> None:
        """SIGSTOP a process, which then starts none any more, and those it has; one may end meanwhile."""
        parent = psutil.Process(self.stack.pid(name))
        parent.suspend()
        for child in parent.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.suspend()

    def server(self, name: str) -> subprocess.Popen[bytes]:
        """The process of PostgreSQL or Valkey."""
        return next(kept.process for kept in self.servers.kept if kept.name == name)

    def thaw(self) -> None:
        """SIGCONT everything that stands still."""
        for name in self.stack.names():
            if self.stack.is_running(name):
                for process in self.family(name):
                    with suppress(psutil.NoSuchProcess):
                        process.resume()

    def mend(self) -> None:
        """Bring back everything a scenario has broken or added."""
        for path in self.faults.iterdir():
            path.unlink()
        self.thaw()
        self.servers.revive()
        for name in self.stack.names():
            if name not in ("api", "worker-1", "beat"):
                self.stack.forget(name)
            elif not self.stack.is_running(name):
                self.stack.restart(name)
        wait_for(self.is_worker_alive, "the worker to be back")

    def clean(self) -> None:
        """Let the next reader take away what a killed one has left, as it would some time later."""
        if age(self.temporary, _OLD_SECONDS):
            self.stack.wait_for_end(self.send())

    def strays(self) -> list[str]:
        """Readers that outlived their worker."""

        def is_ours(process: psutil.Process) -> bool:
            try:
                is_here = process.environ().get("TMPDIR") == str(self.temporary)
                return is_here and _READER in process.cmdline()
            except psutil.Error:
                return False

        def found() -> list[psutil.Process]:
            # Looked up anew each time: a child in the place of a killed one starts a reader of its own.
            readers = [process for process in psutil.process_iter() if is_ours(process)]
            running = [name for name in self.stack.names() if self.stack.is_running(name)]
            family = {process.pid for name in running for process in self.family(name)}
            return [process for process in readers if process.pid not in family]

        try:
            wait_for(lambda: not found(), "readers to end", seconds=5)
        except NotMet:
            return [f"a reader has outlived its worker: process {process.pid}" for process in found()]
        return []


@contextmanager
def opened(folder: Path, *, rows: int = ROWS, changes: Mapping[str, str] | None = None) -> Iterator[Site]:
    """A site in the empty `folder`: PostgreSQL, Valkey, API, one worker of two children, and beat."""
    for name in ("faults", "tmp", "data"):
        (folder / name).mkdir()
    chosen = {**SETTINGS, **(changes or {})}
    with servers.run(folder / "servers") as running:
        upgrade(running.database_url)
        engine = connect(running.database_url, pool_size=4, application_name="lotwise-drill")
        with transaction(engine) as connection:
            key = create_key(connection, DEFAULT_WORKSPACE, "drill", running.key_pepper).text
        stack = Stack(_environment(running, folder, chosen), folder, key, prefix="drill")
        sheet = write(folder / "skus.csv", rows, int(chosen["LOTWISE_CHUNK_ROWS"]))
        site = Site(servers=running, stack=stack, engine=engine, folder=folder, sheet=sheet)
        try:
            stack.start_api()
            stack.start_worker()
            stack.start_beat()
            wait_for(site.is_worker_alive, "the worker to be seen")
            yield site
        finally:
            site.thaw()
            stack.close()
            engine.dispose()


@contextmanager
def scratch() -> Iterator[Path]:
    """A short-lived folder the servers' account can enter."""
    with tempfile.TemporaryDirectory(prefix="lotwise-drill-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def _environment(running: Servers, folder: Path, chosen: Mapping[str, str]) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("LOTWISE_")}
    return {
        **others,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(folder / "tmp"),
        "LOTWISE_DATABASE_URL": running.database_url,
        "LOTWISE_REDIS_URL": running.redis_url,
        "LOTWISE_DATA_DIR": str(folder / "data"),
        "LOTWISE_KEY_PEPPER": running.key_pepper,
        faults.VARIABLE: str(folder / "faults"),
        **chosen,
    }
