"""One tree of errors; each class has one stable `code`, its docstring is the default message.

Nothing here knows HTTP: `api/errors.py` maps classes to statuses. A bad row is no exception but a value
(`core.sheets.problems.RowError`); only what stops a whole request, file or job is raised.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import getdoc
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One refused value: which field, what was given, why not, and what to do about it."""

    field: str
    value: str
    code: str
    message: str
    remedy: str = ""


class LotwiseError(Exception):
    """Something went wrong in Lotwise."""

    code: ClassVar[str] = "lotwise_error"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(
        self, message: str | None = None, *, remedy: str = "", problems: Sequence[FieldProblem] = ()
    ) -> None:
        self.message = message or (getdoc(type(self)) or "").split("\n\n")[0]
        self.remedy = remedy
        self.problems = tuple(problems)
        super().__init__(self.message)


class Refused(LotwiseError):
    """The request cannot be done as it is; the caller can mend it."""


class InvalidItem(Refused):
    """One or more fields of the item are refused."""


class InvalidOption(Refused):
    """One or more options are refused."""


class InvalidAnswer(Refused):
    """A question about the sheet is not answered, or not with one of its choices."""


class NoFile(Refused):
    """No file was sent."""


class EmptyFile(Refused):
    """The file is empty."""


class FileTooLarge(Refused):
    """The file is larger than allowed."""


class UnreadableFile(Refused):
    """The file is not a spreadsheet Lotwise can read."""


class HeaderMissing(Refused):
    """A column that is needed was not found in the sheet."""


class NoRows(Refused):
    """The sheet has a header but no rows below it."""


class SheetTooLarge(Refused):
    """Reading the sheet took more memory or time than allowed."""


class TooManyRows(Refused):
    """The sheet has more rows than are allowed."""


class NothingTaken(Refused):
    """None of the rows sent can be taken."""


class InvalidSchedule(Refused):
    """The schedule's cron expression or time zone is none."""


class FileGone(Refused):
    """The job's file was deleted, or is not whole any more."""


class AmendedJobGone(Refused):
    """The job whose sheet this one mends was deleted before this one had ended."""


class CatalogueGone(Refused):
    """The catalogue was deleted before this scenario had read its items."""


class TooManyJobs(Refused):
    """The workspace has as many jobs that have not ended as are allowed."""


class TooManyRequests(Refused):
    """More requests than are allowed at a time; try again later."""

    def __init__(self, message: str | None = None, *, retry_after_seconds: int, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after_seconds = retry_after_seconds


class StorageFull(Refused):
    """The workspace keeps as many bytes of files as are allowed."""


class NotSignedIn(LotwiseError):
    """The API key or token is missing or not valid."""


class Forbidden(LotwiseError):
    """The caller is known but may not do this."""


class NotFound(LotwiseError):
    """There is no such thing in this workspace."""


class JobNotFound(NotFound):
    """There is no such job in this workspace."""


class FileNotFound(NotFound):
    """There is no such file in this workspace."""


class UserNotFound(NotFound):
    """There is no such person in this workspace."""


class KeyNotFound(NotFound):
    """There is no such key in this workspace."""


class CatalogueNotFound(NotFound):
    """There is no such catalogue in this workspace."""


class ScenarioNotFound(NotFound):
    """There is no such scenario in this workspace."""


class ScheduleNotFound(NotFound):
    """There is no such schedule in this workspace."""


class Conflict(LotwiseError):
    """The request does not fit the present state."""


class JobNotFinished(Conflict):
    """The job has not finished yet."""


class JobAlreadyEnded(Conflict):
    """The job has ended already and does not change any more."""


class JobNotWaiting(Conflict):
    """The job waits for no answer."""


class KeyEnded(Conflict):
    """The key has ended: it was revoked or has expired."""


class UserExists(Conflict):
    """Somebody with this e-mail address is there already."""


class LastAdmin(Conflict):
    """A workspace keeps at least one administrator who can sign in."""


class CatalogueExists(Conflict):
    """A catalogue of this name is there already."""


class RunUnfinished(Conflict):
    """A run over this catalogue has not ended yet."""


class LineMoved(Conflict):
    """Somebody else has done something about the line since."""


class CatalogueEmpty(Conflict):
    """The catalogue has no items to compute."""


class IdempotencyInFlight(Conflict):
    """A request with this Idempotency-Key is still being worked on."""


class IdempotencyMismatch(Refused):
    """The Idempotency-Key was used before with other content."""


class Unavailable(LotwiseError):
    """A server Lotwise needs does not answer; try again shortly."""


class DatabaseUnavailable(Unavailable):
    """PostgreSQL does not answer; try again shortly."""


class QueueUnavailable(Unavailable):
    """Redis does not answer; the job is kept and starts when Redis is back."""


class DiskFull(Unavailable):
    """The server's disk has no room for the file; nothing of it was kept."""


class LeaseLost(LotwiseError):
    """The lease of this chunk has passed to another worker."""


class JobCancelled(LotwiseError):
    """The job was cancelled while this chunk was worked on."""
