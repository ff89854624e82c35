"""`./lotwise jobs`: jobs of this installation, for whoever operates it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import Connection

from core.db.connect import connect, transaction
from core.db.operation import operating
from core.db.protocol import transitions
from core.db.protocol.jobs import Job
from core.job_options import JobOptions
from core.job_states import JobState
from ops import access
from ops.refusal import Refusal

app = typer.Typer(no_args_is_help=True, help="List, show, requeue and cancel jobs.", add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help="one JSON value instead of text")]
JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="the job's id, as `jobs list` shows it")]


@contextmanager
def _connection() -> Iterator[Connection]:
    with access.database() as found:
        engine = connect(found.database_url, pool_size=0)
        try:
            with transaction(engine) as connection:
                yield connection
        finally:
            engine.dispose()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refusal(f"{text!r} is not the id of a job.", remedy="Look at: ./lotwise jobs list") from error


def _told(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "workspace_id": job.workspace_id,
        "state": job.state,
        "status_reason": job.status_reason,
        "kind": job.kind,
        "file": job.file.name if job.file else None,
        "size": job.file.size if job.file else None,
        "catalogue_id": job.catalogue_id,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "retry_of": job.retry_of,
        "amends": job.amends,
        "progress": asdict(job.progress),
        "error": job.error,
    }


def _line(job: Job) -> str:
    rows = f"{job.progress.rows_total:,} rows" if job.progress.rows_total is not None else ""
    return (
        f"{job.id}  {job.created_at:%Y-%m-%d %H:%M}  {job.state:<19}  {job.progress.percent:5.1f} %  "
        f"{rows:>16}  {job.kind:<13}  {job.name}  ({job.status_reason})"
    )


@app.command("list")
def list_(
    state: Annotated[JobState | None, typer.Option(help="only jobs in this state")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="how many")] = 20,
    as_json: AsJson = False,
) -> None:
    """List jobs of all workspaces, the newest first."""
    with _connection() as connection:
        found = operating.newest(connection, limit=limit, state=state)
    if as_json:
        typer.echo(json.dumps([_told(job) for job in found], default=str))
        return
    for job in found:
        typer.echo(_line(job))
    if not found:
        typer.echo("There are no such jobs." if state else "There are no jobs yet.")


@app.command()
def show(job_id: JobArgument, as_json: AsJson = False) -> None:
    """Show a job and its steps: which wait, which are worked on and by whom, what went wrong."""
    with _connection() as connection:
        job = operating.find(connection, _id(job_id))
        steps = operating.chunks(connection, job.id)
    if as_json:
        told = {**_told(job), "chunks": [asdict(step) for step in steps]}
        typer.echo(json.dumps(told, default=str))
        return
    typer.echo(_line(job))
    for line in _facts(job):
        typer.echo(line)
    for step in steps:
        typer.echo(_step(step))


def _facts(job: Job) -> Iterator[str]:
    """Who sent it, when it ended, what it is of, how fast it goes, what went wrong."""
    ended = f", ended {job.finished_at:%Y-%m-%d %H:%M:%S}" if job.finished_at else ""
    began = f"{job.created_at:%Y-%m-%d %H:%M:%S}"
    size = f"{job.file.size:,} bytes" if job.file else _over(job)
    yield f"sent by {job.created_by} {began}{ended} (UTC); {size}"
    for words, other in (("computes again", job.retry_of), ("mends", job.amends)):
        if other is not None:
            yield f"{words} {other}"
    found = job.progress
    if found.rows_total is not None:
        speed = f", {found.rows_per_second:,.0f} a second" if found.rows_per_second else ""
        left = f", about {found.eta_seconds:,.0f} s left" if found.eta_seconds is not None else ""
        yield (
            f"{found.rows_done:,} of {found.rows_total:,} rows done, {found.rows_failed:,} with errors"
            f"{speed}{left}"
        )
    if job.error:
        yield f"error {job.error['code']}: {job.error['message']} {job.error.get('remedy', '')}"


def _over(job: Job) -> str:
    scenario = JobOptions.from_json(job.options).scenario
    assumed = f" ({', '.join(scenario.assumptions.words())})" if scenario else ""
    return f"a {job.kind} of the catalogue {job.name}{assumed}"


def _step(step: operating.ChunkRow) -> str:
    owner = f" by {step.owner}" if step.state == "leased" else ""
    error = f"  {step.error}" if step.error else ""
    rows = f"{step.rows:,} rows" if step.rows else ""
    took = ""
    if step.started_at is not None and step.state != "pending":
        until = step.finished_at or datetime.now(UTC)
        took = f"{max(0.0, (until - step.started_at).total_seconds()):.1f} s"
    return (
        f"{step.ordinal:>6}  {step.kind:<8} {step.state:<10} {rows:>12}  {took:>9}  "
        f"attempt {step.attempt}{owner}{error}"
    )


@app.command()
def requeue(job_id: JobArgument, as_json: AsJson = False) -> None:
    """Have a job tried again: its dead steps while it runs, else a new job over the same file."""
    with _connection() as connection:
        done = operating.requeue(connection, _id(job_id))
    job = done.job
    if as_json:
        typer.echo(json.dumps({**_told(job), "is_new": done.is_new, "steps": done.steps}, default=str))
    elif done.is_new:
        typer.echo(f"What has ended changes no more. A new job does the same again: {job.id}")
    elif done.steps:
        typer.echo(f"Steps of job {job.id} that are tried again: {done.steps} ({job.status_reason})")
    else:
        typer.echo(f"No step of job {job.id} is dead or at rest; it goes on: {job.status_reason}")


@app.command()
def cancel(job_id: JobArgument, as_json: AsJson = False) -> None:
    """Cancel a job; status 2 where it has ended already."""
    with _connection() as connection:
        found = operating.find(connection, _id(job_id))
        job = transitions.cancel(connection, found.workspace_id, found.id)
    if as_json:
        typer.echo(json.dumps(_told(job), default=str))
        return
    typer.echo(f"Job {job.id} is {job.state}: {job.status_reason}")
