"""One look into the inbox: what is complete is taken, and what was taken is seen to.

A file goes dropped -> taken -> done or failed by renaming, and is applied under a key made of the name it was
taken under, or of its content. So whoever looks may be killed anywhere: the next look finds what was taken,
is answered as before, and puts it away.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from core import faults
from core.db.catalogue import inbox_folders
from core.db.connect import transaction
from core.logs import logger
from ops.inbox.folder import Dropped, Folder, opened
from ops.inbox.names import is_unfinished, plain, precedence
from ops.inbox.settling import Settling
from ops.inbox.taken import TakenFiles

log = logger(__name__)

_LOCK: Final = ".lock"


class Inbox:
    """Looks into the folders of all catalogues; knows nothing by heart that it could not find out again."""

    def __init__(self, engine: Engine, root: Path, *, settle_seconds: float) -> None:
        self._engine = engine
        self._root = root
        self._settling = Settling(settle_seconds)
        self._taken = TakenFiles(engine)
        self._told: dict[str, str] = {}

    def look(self, now: float, moment: datetime, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Look once; does nothing while another process looks.

        `now` never goes back [s], `moment` is the time in UTC. Raises `DatabaseUnavailable`.
        """
        with transaction(self._engine) as connection:
            places = inbox_folders.every(connection)
        with self._usable("."), _alone(self._root) as is_alone:
            for place in places if is_alone else ():
                with self._usable(place.path), opened(self._root, place.path) as folder:
                    self._take(folder, now, moment)
                    for name in folder.taken():
                        if is_stopping():
                            return
                        if not self._taken.see_to(folder, place, name, now, moment.date()):
                            break  # figures dropped after a sheet must not be overwritten by older ones in it

    @contextmanager
    def _usable(self, path: str) -> Iterator[None]:
        """Say what is wrong with a folder, once; the others are looked into all the same."""
        try:
            yield
        except OSError as error:
            if self._told.get(path) != str(error):
                self._told[path] = str(error)
                log.warning("inbox_folder_not_usable", folder=path, error=str(error))
        else:
            self._told.pop(path, None)

    def _take(self, folder: Folder, now: float, moment: datetime) -> None:
        found = [one for one in folder.dropped() if not is_unfinished(one.name)]
        self._settling.forget_others(folder.path, {one.name for one in found})
        whole = [one for one in found if self._is_complete(folder, one, now)]
        # Of files that come together those go first whose items the others speak of; stamps keep the order.
        for at, one in enumerate(sorted(whole, key=lambda one: (precedence(one.name), one.name))):
            if folder.take(one.name, moment + timedelta(microseconds=at)):
                log.info("inbox_file_taken", folder=folder.path, file=plain(one.name), size=one.size)
                faults.point("inbox.taken")

    def _is_complete(self, folder: Folder, one: Dropped, now: float) -> bool:
        key = (folder.path, one.name)
        return self._settling.is_complete(key, size=one.size, changed_ns=one.changed_ns, now=now)


@contextmanager
def _alone(root: Path) -> Iterator[bool]:
    """Whether nobody else looks, also on another machine that shares the folder; the lock ends with us."""
    root.mkdir(parents=True, exist_ok=True)
    handle = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)
