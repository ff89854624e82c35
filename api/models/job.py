"""A job, as the API shows it."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.models.options import SHEET_OPTIONS
from core.db.protocol.jobs import Job
from core.job_states import JobState


class FileOut(BaseModel):
    """The uploaded file."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    size: int = Field(description="bytes")
    sha256: str


class ProgressOut(BaseModel):
    """Rows counted from the chunks that are done."""

    model_config = ConfigDict(from_attributes=True)

    rows_total: int | None = Field(description="null until the sheet is understood")
    rows_done: int
    rows_ok: int
    rows_failed: int = Field(description="rows with status `error`; `infeasible` is a decision")
    percent: float
    rows_per_second: float | None
    eta_seconds: float | None


class JobErrorOut(BaseModel):
    """Why a job failed."""

    code: str
    message: str
    remedy: str = ""


class LinksOut(BaseModel):
    """Where to go from here."""

    self: str
    decisions: str
    decisions_csv: str
    decisions_xlsx: str
    decisions_jsonl: str
    decisions_parquet: str
    orders_csv: str
    errors_csv: str
    errors_xlsx: str
    file: str
    summary: str


class JobOut(BaseModel):
    """One sheet on its way to decisions."""

    id: UUID
    kind: str = Field(description="upload, recalculation or scenario")
    state: JobState
    status_reason: str = Field(description="why the job is in this state, in words")
    name: str = Field(description="of its file, or of the catalogue it is a run over or a scenario of")
    file: FileOut | None = Field(description="null for a run over a catalogue and for a scenario")
    catalogue_id: UUID | None = Field(description="the catalogue it is a run over or a scenario of")
    compares_with: UUID | None = Field(description="the run before, that its changes are told against")
    retry_of: UUID | None = Field(description="the job this one does again with other options")
    amends: UUID | None = Field(description="the job whose sheet this one mends")
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    deleted_at: datetime | None = Field(description="since then its rows and its file are gone")
    as_of: date = Field(description="the day the decisions are for")
    options: dict[str, Any] = Field(description="how the sheet is read and what is assumed, as frozen")
    progress: ProgressOut
    understanding: dict[str, Any] | None = Field(description="what the importer made of the sheet")
    report: str | None = Field(description="the same in a sentence")
    summary: dict[str, Any] | None = Field(description="totals, once the job has ended; null in lists")
    engine_version: str
    importer_version: str
    error: JobErrorOut | None
    links: LinksOut

    @classmethod
    def of(cls, job: Job, *, root_path: str, summary: dict[str, Any] | None = None) -> Self:
        """From the job as the database knows it."""
        here = f"{root_path.rstrip('/')}/jobs/{job.id}"
        sheet: dict[str, Any] = dict(job.options.get("sheet", {}))
        understanding = job.understanding
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            status_reason=job.status_reason,
            name=job.name,
            file=FileOut.model_validate(job.file) if job.file else None,
            catalogue_id=job.catalogue_id,
            compares_with=job.compares_with,
            retry_of=job.retry_of,
            amends=job.amends,
            created_by=job.created_by,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            deleted_at=job.purged_at,
            as_of=job.as_of,
            # In the shape they are sent in, so that they can be sent again.
            options={
                **{name: sheet.get(name) for name in sorted(SHEET_OPTIONS)},
                "remember": job.options.get("remember", False),
                "defaults": job.options.get("defaults", {}),
                "as_of": job.options.get("as_of"),
                **{
                    name: job.options[name] for name in ("run", "intake", "scenario") if job.options.get(name)
                },
            },
            progress=ProgressOut.model_validate(job.progress),
            understanding=understanding,
            report=understanding.get("report") if understanding else None,
            summary=summary,
            engine_version=job.engine_version,
            importer_version=job.importer_version,
            error=JobErrorOut(**job.error) if job.error else None,
            links=LinksOut(
                self=here,
                decisions=f"{here}/decisions",
                decisions_csv=f"{here}/decisions.csv",
                decisions_xlsx=f"{here}/decisions.xlsx",
                decisions_jsonl=f"{here}/decisions.jsonl",
                decisions_parquet=f"{here}/decisions.parquet",
                orders_csv=f"{here}/orders.csv",
                errors_csv=f"{here}/errors.csv",
                errors_xlsx=f"{here}/errors.xlsx",
                file=f"{here}/file",
                summary=f"{here}/summary",
            ),
        )


class JobPageOut(BaseModel):
    """Jobs, newest first."""

    items: list[JobOut]
    next: str | None = Field(description="cursor of the next page; null on the last")
