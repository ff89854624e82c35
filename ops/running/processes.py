"""The processes Lotwise is made of: how each is started, stopped, and seen to be ready."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from ops.running import api_counts

# Celery says it in eight lines at every start; `up` says it once, in one.
_AS_ROOT = "ignore:You're running the worker with superuser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What to run; `patience_seconds` is what it may take to finish its work when told to stop."""

    name: str
    command: tuple[str, ...]
    patience_seconds: float = 10.0
    is_ready: Callable[[], bool] | None = None
    port: int = 0  # what it listens on; 0: nothing
    variables: Mapping[str, str] = field(default_factory=dict)  # of its environment alone

    def serves(self, pid: int) -> bool:
        """Whether process `pid`, and no other program that took its port, is ready."""
        if self.port and not _listens(pid, self.port):
            return False
        return self.is_ready is None or self.is_ready()


def _listens(pid: int, port: int) -> bool:
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in connections)


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def answers(url: str) -> bool:
    """Whether a GET is answered by 200 just now."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def url_of(host: str, port: int) -> str:
    """How a browser on this machine reaches what listens on `host`."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{reachable}:{port}"


def api(host: str, port: int, *, processes: int = 1, data_dir: Path = Path()) -> Process:
    """The HTTP API, about to be started: where its processes count together, in `data_dir`, is emptied."""
    command = _python("-m", "uvicorn", "api.main:app", "--host", host, "--port", str(port))
    if processes > 1:
        command += ("--workers", str(processes))
    url = url_of(host, port)
    return Process(
        name="api",
        command=command,
        port=port,
        is_ready=lambda: answers(f"{url}/ready"),
        variables=api_counts.variables(data_dir, port, processes),
    )


def worker(number: int, processes: int, *, prefix: str = "lotwise") -> Process:
    """One Celery worker with that many children."""
    command = _python("-W", _AS_ROOT, "-m", "celery", "-A", "worker.app", "-q", "worker", "--pool", "prefork")
    command += ("-c", str(processes), "-n", f"{prefix}-{number}@%h", "--loglevel", "INFO")
    command += ("--without-gossip", "--without-mingle")
    return Process(name=f"worker-{number}", command=command, patience_seconds=30.0)


def beat(schedule: Path) -> Process:
    """Celery beat, which sends the sweep."""
    command = _python("-m", "celery", "-A", "worker.app", "-q", "beat", "-s", str(schedule), "--pidfile=")
    return Process(name="beat", command=command, patience_seconds=5.0)


def inbox() -> Process:
    """What takes in the files dropped into the inbox."""
    return Process(name="inbox", command=_python("-m", "ops.inbox"), patience_seconds=30.0)


def ui(host: str, port: int) -> Process:
    """The Streamlit desk."""
    command = _python("-m", "streamlit", "run", "ui/app.py", "--server.address", host)
    command += ("--server.port", str(port), "--server.headless", "true")
    command += ("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none")
    url = url_of(host, port)
    return Process(name="ui", command=command, port=port, is_ready=lambda: answers(f"{url}/_stcore/health"))
