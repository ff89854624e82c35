"""`python -m ops.health api|worker|beat|inbox|ui`: whether the process of this container does its work.

Asked by Docker every few seconds, so it imports little. Status 0: yes; 1: no, with the reason.
"""

import os
import platform
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

_PATIENCE_SECONDS: Final = 4.0
# A worker writes its row every five seconds, beat its file every three minutes.
_WORKER_SECONDS: Final = 30
_BEAT_SECONDS: Final = 400.0
_WORKER: Final = """
SELECT count(*) FROM worker WHERE host = %s AND heartbeat_at > clock_timestamp() - make_interval(secs => %s)
"""


def _answers(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=_PATIENCE_SECONDS):
            return ""
    except OSError as error:
        return f"{path} does not answer: {error}"


def _api() -> str:
    """The process alone: that PostgreSQL is away is no reason to replace an API that will find it again."""
    return _answers(int(os.environ.get("LOTWISE_API_PORT", "8000")), "/ping")


def _ui() -> str:
    return _answers(int(os.environ.get("LOTWISE_UI_PORT", "8501")), "/_stcore/health")


def _worker() -> str:
    import psycopg2

    try:
        with psycopg2.connect(os.environ["LOTWISE_DATABASE_URL"], connect_timeout=4) as connection:
            cursor = connection.cursor()
            cursor.execute(_WORKER, (platform.node(), _WORKER_SECONDS))
            row = cursor.fetchone()
    except psycopg2.Error as error:
        return f"PostgreSQL: {error}".strip()
    return "" if row and row[0] else f"no heartbeat of {platform.node()} for {_WORKER_SECONDS} s"


def _beat() -> str:
    folder = Path(os.environ.get("LOTWISE_DATA_DIR", ".lotwise"))
    written = [path.stat().st_mtime for path in folder.glob("celerybeat-schedule*")]
    if not written:
        return f"beat has written nothing in {folder}"
    age = time.time() - max(written)
    return "" if age < _BEAT_SECONDS else f"beat has written nothing for {age:.0f} s"


def _inbox() -> str:
    words = (path.read_bytes().split(b"\0") for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
    return "" if any(b"ops.inbox" in command for command in words) else "no process looks after the inbox"


CHECKS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {"api": _api, "worker": _worker, "beat": _beat, "inbox": _inbox, "ui": _ui}
)


def main(arguments: list[str]) -> int:
    """Status 0 or 1; 2 for a process there is no check for."""
    if len(arguments) != 1 or arguments[0] not in CHECKS:
        sys.stderr.write(f"Name one of {', '.join(CHECKS)}.\n")
        return 2
    complaint = CHECKS[arguments[0]]()
    if complaint:
        sys.stderr.write(f"{complaint}\n")
    return 1 if complaint else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
