"""Files that are sheets: each becomes a job whose rows go into the catalogue when it has ended."""

import mimetypes
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Engine

from core import queue
from core.db.catalogue import catalogues
from core.db.catalogue.inbox_folders import InboxFolder
from core.db.catalogue.run_options import options_of
from core.db.connect import transaction
from core.db.protocol import jobs, submitting, summaries
from core.db.protocol.jobs import Job
from core.db.protocol.limits import Limits
from core.ids import JobId
from core.job_options import Intake, JobOptions
from core.job_states import JobState
from core.settings import settings
from ops.inbox import words
from ops.inbox.copies import Copy
from ops.inbox.folder import Ending
from ops.inbox.names import mark

MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a job's file: where it goes, and what is said of it."""

    ending: Ending
    text: str
    refused: str = ""


def submitted(engine: Engine, place: InboxFolder, taken_as: str, copy: Copy, today: date) -> Job:
    """The job over a file that was taken under the name `taken_as`; the one there is, if there is one.

    Raises `TooManyJobs`, `StorageFull`, `IdempotencyInFlight`, `CatalogueNotFound`.
    """
    limits = settings()
    asked = submitting.Request(
        workspace_id=place.workspace_id,
        created_by=f"inbox:{copy.name}",
        key=f"inbox-{place.catalogue_id}-{mark(taken_as)}",
        fingerprint=copy.sha256,
        limits=Limits(running_jobs=limits.max_running_jobs, stored_bytes=limits.max_stored_bytes),
    )
    with transaction(engine, place.workspace_id) as connection, copy.path.open("rb") as stream:
        found = catalogues.get(connection, place.workspace_id, place.catalogue_id)
        assumed = options_of(
            connection, place.workspace_id, found.settings, as_of=today, rows_per_chunk=limits.chunk_rows
        )
        job, is_new = submitting.submit(
            connection,
            asked,
            name=copy.name,
            media_type=mimetypes.guess_type(copy.name)[0] or "application/octet-stream",
            size=copy.size,
            stream=stream,
            options=_options(assumed, place),
        )
    if is_new:
        queue.wake_up_quietly()
    return job


def _options(assumed: JobOptions, place: InboxFolder) -> JobOptions:
    mode = str(place.settings.get("inbox_mode") or MERGE)
    return replace(
        assumed,
        sheet=replace(assumed.sheet, history=True),
        run=None,
        intake=Intake(catalogue_id=str(place.catalogue_id), mode=mode),
    )


def ended(engine: Engine, place: InboxFolder, job_id: JobId) -> Ended | None:
    """What became of a job, None while it is at work; raises `JobNotFound`."""
    with transaction(engine, place.workspace_id) as connection:
        job = jobs.get(connection, place.workspace_id, job_id)
        summary = summaries.get(connection, place.workspace_id, job_id) or {}
    match job.state:
        case JobState.SUCCEEDED | JobState.PARTIALLY_SUCCEEDED:
            return Ended(ending="done", text=words.of_job(job, summary.get("intake") or {}))
        case JobState.NEEDS_ANSWER:
            asked = [one["text"] for one in (job.understanding or {}).get("questions", [])]
            said = " ".join(["Only a person can tell what the sheet says:", *asked])
            remedy = (
                f"Answer on the desk (job {job.id}): then its rows go in. Or mend the file and drop it again."
            )
            return Ended(ending="failed", text=words.reason(said, remedy), refused=said)
        case JobState.FAILED | JobState.CANCELLED:
            said = job.status_reason
            remedy = f"See the job on the desk (job {job.id}), mend the file, and drop it again."
            return Ended(ending="failed", text=words.reason(said, remedy), refused=said)
    return None
