"""Entries of lists: decisions as stored, calculations on record, workers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class DecisionPageOut(BaseModel):
    """Decisions of a job, what is to be ordered today first."""

    items: list[dict[str, Any]] = Field(
        description="row_no, every item field as understood, every decision field, `other` (unmapped columns)"
    )
    next: str | None = Field(description="cursor of the next page; null on the last")


class CalculationRow(BaseModel):
    """One call of /eoq as recorded."""

    id: UUID
    calculated_at: datetime
    request_id: str
    caller: str
    order_cost: float | None
    demand: float | None
    holding_cost: float | None = Field(description="as given, or holding_rate x unit_cost")
    input: dict[str, Any]
    result: dict[str, Any]
    http_status: int
    duration_ms: float
    engine_version: str


class CalculationPageOut(BaseModel):
    """Calculations, newest first."""

    items: list[CalculationRow]
    next: str | None = Field(description="cursor of the next page; null on the last")


class AdminActionRow(BaseModel):
    """Something done to this installation, or taken out of it."""

    id: UUID
    done_at: datetime
    actor: str = Field(description="who: key:ID, user:ID, or cli:ACCOUNT on the command line")
    action: str
    target: str = Field(description="what it was done to, such as job:ID")
    detail: dict[str, Any]
    request_id: str


class AdminActionPageOut(BaseModel):
    """Administrative actions, newest first."""

    items: list[AdminActionRow]
    next: str | None = Field(description="cursor of the next page; null on the last")


class WorkerOut(BaseModel):
    """A worker, known by its heartbeat."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    host: str
    process_id: int
    processes: int
    version: str
    started_at: datetime
    heartbeat_at: datetime
    is_alive: bool
    is_stopping: bool
    chunks_running: int


class WorkersOut(BaseModel):
    """Every worker heard of within a day, the living first."""

    items: list[WorkerOut]
