"""Files that were taken: each is applied, once, and put away with what became of it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Engine

from core import faults
from core.db.catalogue import feeds
from core.db.catalogue.feeds import Delivery
from core.db.catalogue.inbox_folders import InboxFolder
from core.db.connect import transaction
from core.errors import (
    CatalogueNotFound,
    DatabaseUnavailable,
    IdempotencyInFlight,
    LotwiseError,
    TooManyJobs,
)
from core.ids import JobId
from core.logs import logger
from core.settings import settings
from core.sheets.limited import ReaderDied
from ops.inbox import sheets, words
from ops.inbox.copies import copied
from ops.inbox.feeding import feed
from ops.inbox.folder import Ending, Folder, NoFile
from ops.inbox.names import Kind, kept, kind_of, mark, plain

log = logger(__name__)

# What cannot be read may be so for a moment: rights are set after a file was written, memory is short.
PATIENCE_SECONDS: Final = 60.0
AGAIN_SECONDS: Final = 5.0


@dataclass(slots=True)
class _Trouble:
    since: float
    again_at: float
    holds_up: bool = False


class TakenFiles:
    """Sees to taken files. What it remembers saves reading a file again while its job is at work, no more."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: dict[tuple[str, str], JobId] = {}
        self._troubles: dict[tuple[str, str], _Trouble] = {}

    def see_to(self, folder: Folder, place: InboxFolder, name: str, now: float, today: date) -> bool:
        """Apply a file and put it away, or leave it where it has to be tried again.

        Tells whether files taken later may be seen to: not while its job is at work. Raises
        `DatabaseUnavailable`, and `OSError` where the folder cannot be written.
        """
        trouble = self._troubles.get((folder.path, name))
        if trouble is not None and now < trouble.again_at:
            return not trouble.holds_up
        try:
            return self._apply(folder, place, name, today)
        except DatabaseUnavailable:
            raise
        except CatalogueNotFound:
            return False  # deleted a moment ago: its folder is left alone
        except (TooManyJobs, IdempotencyInFlight) as error:
            log.info("inbox_file_waits", folder=folder.path, file=plain(name), reason=error.message)
            self._troubles[folder.path, name] = _Trouble(now, now + AGAIN_SECONDS, holds_up=True)
            return False
        except NoFile:
            said = "It is a link, a pipe or a device, and no file."
            self._fail(folder, place, name, said, words.reason(said, "Drop the file itself."))
        except LotwiseError as error:
            self._fail(folder, place, name, error.message, words.refusal(error))
        except (OSError, ReaderDied) as error:
            if not self._has_patience(folder, name, now, str(error)):
                said = f"It could not be read: {error}"
                remedy = "Check the rights of the file, and drop it again."
                self._fail(folder, place, name, said, words.reason(said, remedy))
        except Exception as error:
            log.exception("inbox_file_broke_us", folder=folder.path, file=plain(name))
            if not self._has_patience(folder, name, now, type(error).__name__):
                said = f"Lotwise itself failed on it ({type(error).__name__})."
                remedy = "Show whoever runs Lotwise the log."
                self._fail(folder, place, name, said, words.reason(said, remedy))
        return True

    def _has_patience(self, folder: Folder, name: str, now: float, why: str) -> bool:
        key = (folder.path, name)
        trouble = self._troubles.setdefault(key, _Trouble(now, now))
        trouble.again_at = now + AGAIN_SECONDS
        log.warning("inbox_file_not_read", folder=folder.path, file=plain(name), error=why)
        return now - trouble.since < PATIENCE_SECONDS

    def _apply(self, folder: Folder, place: InboxFolder, name: str, today: date) -> bool:
        job_id = self._jobs.get((folder.path, name))
        if job_id is None:
            kind = kind_of(plain(name))
            with (
                folder.read(name) as source,
                copied(source, plain(name), settings().max_upload_bytes) as copy,
            ):
                if kind is not Kind.SHEET:
                    fed = feed(self._engine, place, kind, name, copy, today)
                    faults.point("inbox.applied")
                    text = words.of_feed(fed.answer, fed.notes, is_new=fed.is_new)
                    self._end(folder, name, "done", text)
                    return True
                job_id = sheets.submitted(self._engine, place, name, copy, today).id
                faults.point("inbox.submitted")
            self._jobs[folder.path, name] = job_id
        ended = sheets.ended(self._engine, place, job_id)
        if ended is None:
            return False
        if ended.ending == "done":
            self._end(folder, name, "done", ended.text)
        else:
            self._fail(folder, place, name, ended.refused, ended.text)
        return True

    def _fail(self, folder: Folder, place: InboxFolder, name: str, refused: str, text: str) -> None:
        """Put a file away as failed, which is on record as what came in is."""
        kind = kind_of(plain(name))
        delivery = Delivery(
            workspace_id=place.workspace_id,
            catalogue_id=place.catalogue_id,
            kind="upload" if kind is Kind.SHEET else kind,
            received_by=f"inbox:{plain(name)}",
            key=f"inbox-failed-{mark(name)}",
            fingerprint="",
        )
        answer = {"refused": refused.replace("\x00", "\N{REPLACEMENT CHARACTER}"), "file": kept(name)}
        with transaction(self._engine, place.workspace_id) as connection:
            feeds.take(connection, delivery, lambda *_: answer)
        self._end(folder, name, "failed", text)

    def _end(self, folder: Folder, name: str, ending: Ending, text: str) -> None:
        folder.tell(name, ending, text)
        faults.point("inbox.told")
        folder.put_away(name, ending)
        self._jobs.pop((folder.path, name), None)
        self._troubles.pop((folder.path, name), None)
        log.info(f"inbox_file_{ending}", folder=folder.path, file=plain(name))
