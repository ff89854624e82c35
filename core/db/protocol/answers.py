"""Questions about a sheet: a job that waits for answers, and what the answers set going again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from core.db.protocol.jobs import Job, get
from core.db.protocol.leases import Lease, lock, mark_done
from core.db.schema.tables import chunk, job
from core.errors import FieldProblem, InvalidAnswer, InvalidOption, JobNotFound, JobNotWaiting
from core.ids import JobId, WorkspaceId
from core.job_options import JobOptions
from core.job_states import RUNNABLE, ChunkKind, JobState
from core.sheets.questions import answered
from core.sheets.understanding import IMPORTER_VERSION, Understanding


def ask(connection: Connection, held: Lease, understanding: Understanding) -> None:
    """End the read step with questions: the job waits, and nobody works on it meanwhile."""
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    state = lock(connection, held)
    mark_done(connection, held)
    if state not in RUNNABLE:
        return
    texts = [question.text for question in understanding.questions]
    more = f" (and {len(texts) - 1} more)" if len(texts) > 1 else ""
    connection.execute(
        update(job)
        .where(job.c.id == held.job_id)
        .values(
            state=JobState.NEEDS_ANSWER,
            status_reason=f"waiting for an answer: {texts[0]}{more}",
            understanding=understanding.to_json(),
            importer_version=IMPORTER_VERSION,
        )
    )


def answer(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    answers: Mapping[str, str],
    *,
    is_remembered: bool,
) -> Job:
    """Set a waiting job going again, its sheet read with what the answers add to its options.

    Raises:
        JobNotFound: there is no such job here.
        JobNotWaiting: it has no open question.
        InvalidAnswer: a question is left open, or an answer is none of its choices.

    """
    row = connection.execute(
        select(job.c.state, job.c.understanding, job.c.options)
        .where(job.c.id == job_id, job.c.workspace_id == workspace_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise JobNotFound(remedy="Look at the list of jobs: GET /jobs.")
    if row.state != JobState.NEEDS_ANSWER:
        raise JobNotWaiting(
            f"The job waits for no answer: it is {row.state}.",
            remedy="Upload the sheet again with other options to have it read differently.",
        )
    options = _with_answers(row.options, Understanding.from_json(row.understanding), answers)
    connection.execute(
        update(job)
        .where(job.c.id == job_id)
        .values(
            state=JobState.QUEUED,
            status_reason="answered; waiting for a worker",
            options=replace(options, remember=is_remembered).to_json(),
        )
    )
    last = connection.scalar(select(func.max(chunk.c.ordinal)).where(chunk.c.job_id == job_id)) or 0
    connection.execute(
        insert(chunk).values(
            workspace_id=workspace_id,
            job_id=job_id,
            ordinal=last + 1,
            kind=ChunkKind.READ,
            importer_version=IMPORTER_VERSION,
        )
    )
    return get(connection, workspace_id, job_id)


def _with_answers(
    frozen: dict[str, Any], understood: Understanding, answers: Mapping[str, str]
) -> JobOptions:
    options = JobOptions.from_json(frozen)
    asked = {question.id: question for question in (*understood.questions, *understood.suggestions)}
    open_ones = [question for question in understood.questions if question.id not in answers]
    problems = [
        FieldProblem(
            field=f"answers/{question.id}",
            value="",
            code="unanswered",
            message=question.text,
            remedy=f"Answer with one of {', '.join(repr(choice.value) for choice in question.choices)}.",
        )
        for question in open_ones
    ]
    if problems:
        raise InvalidAnswer(
            f"{len(problems)} question{'s are' if len(problems) > 1 else ' is'} not answered.",
            remedy="Answer every question of `understanding.questions`.",
            problems=problems,
        )
    try:
        sheet = answered(options.sheet, list(asked.values()), answers)
    except InvalidOption as error:
        raise InvalidAnswer(error.message, remedy=error.remedy) from error
    return replace(options, sheet=sheet)
