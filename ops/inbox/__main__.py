"""The process that looks into the inbox: `python -m ops.inbox`, which `./lotwise inbox` becomes."""

import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from core.db.connect import connect
from core.errors import DatabaseUnavailable, LotwiseError
from core.logs import configure, logger
from core.settings import settings
from ops.inbox.looking import Inbox

log = logger(__name__)

_LOOK_SECONDS: Final = 1.0


def main() -> int:
    """Look every second until told to stop; the file at hand is finished first."""
    chosen = settings()
    configure(
        "inbox",
        data_dir=chosen.data_dir,
        level=chosen.log_level,
        most_bytes=chosen.log_file_bytes,
        keep=chosen.log_files,
    )
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    root = Path(chosen.inbox_dir or chosen.data_dir / "inbox").absolute()
    engine = connect(chosen.database_url, pool_size=1, application_name="lotwise-inbox")
    inbox = Inbox(engine, root, settle_seconds=chosen.inbox_settle_seconds)
    log.info("inbox_open", folder=str(root))
    was_away = False
    while not stopping.is_set():
        try:
            inbox.look(time.monotonic(), datetime.now(UTC), is_stopping=stopping.is_set)
            was_away = False
        except DatabaseUnavailable:
            if not was_away:
                log.warning("database_unavailable")
            was_away = True
        stopping.wait(_LOOK_SECONDS)
    engine.dispose()
    log.info("inbox_closed")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LotwiseError as error:
        sys.exit(f"{error.message} {error.remedy}")
