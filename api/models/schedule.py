"""Schedules as sent and answered."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.models.item import storable
from core import schedule_times
from core.db.catalogue.schedules import DueRun, Schedule

_SHOWN = 5
Cron = Annotated[
    str,
    Field(
        strict=True,
        max_length=200,
        description="minute, hour, day, month, day of week",
        examples=["0 2 * * *"],
    ),
    AfterValidator(storable),
]
Zone = Annotated[
    str,
    Field(strict=True, max_length=100, description="of the IANA database", examples=["Europe/Berlin"]),
    AfterValidator(storable),
]


class ScheduleIn(BaseModel):
    """When a catalogue is to be computed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    catalogue_id: UUID
    cron: Cron
    time_zone: Zone


class ScheduleChangeIn(BaseModel):
    """What is to be another way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cron: Cron | None = None
    time_zone: Zone | None = None
    paused: bool | None = Field(default=None, description="true: due no more until it is false again")


class DueRunOut(BaseModel):
    """What came of a time it was due."""

    model_config = ConfigDict(from_attributes=True)

    due_at: datetime
    decided_at: datetime
    job_id: UUID | None = Field(description="the run; null where it was refused")
    refused: str | None = Field(description="why there is none")
    missed: int = Field(description="due times before it that passed while everything was down")


class ScheduleOut(BaseModel):
    """When a catalogue is computed."""

    id: UUID
    catalogue_id: UUID
    catalogue_name: str
    cron: str
    in_words: str
    time_zone: str
    paused_at: datetime | None
    next_due: datetime | None
    next_times: list[datetime] = Field(description="the next five; empty while paused")
    last: DueRunOut | None = Field(description="null before it was due for the first time")
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, found: Schedule) -> Self:
        """From the schedule as the database knows it."""
        times: list[datetime] = []
        if found.next_due is not None:
            more = schedule_times.next_times(found.cron, found.time_zone, found.next_due, _SHOWN - 1)
            times = [found.next_due, *more]
        return cls(
            id=found.id,
            catalogue_id=found.catalogue_id,
            catalogue_name=found.catalogue_name,
            cron=found.cron,
            in_words=schedule_times.described(found.cron),
            time_zone=found.time_zone,
            paused_at=found.paused_at,
            next_due=found.next_due,
            next_times=times,
            last=None if found.last is None else _last(found.last),
            created_by=found.created_by,
            created_at=found.created_at,
        )


def _last(found: DueRun) -> DueRunOut:
    return DueRunOut.model_validate(found)


class SchedulesOut(BaseModel):
    """Every schedule, the one due next first."""

    items: list[ScheduleOut]


class DueRunsOut(BaseModel):
    """What came of the times it was due, the last first."""

    items: list[DueRunOut]
