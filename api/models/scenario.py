"""Scenarios, as sent and answered."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.models.catalogue import Name
from api.models.item import AsOf
from api.models.job import ProgressOut
from core.db.protocol.jobs import Job
from core.job_states import JobState
from core.scenario import Assumptions, Scenario

_NotNegative = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
_Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
_Share = Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]
# Ten times as much and beyond is a slip of the pen; nothing of it left is another question than how much.
_Percent = Annotated[float, Field(strict=True, gt=-100, le=1_000, allow_inf_nan=False)]
_Days = Annotated[float, Field(strict=True, ge=-3_650, le=3_650, allow_inf_nan=False)]


class AssumptionsIn(BaseModel):
    """What is another way for every item: a value in place of its own, or a change; at least one."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"order_cost_percent": 50.0, "demand_percent": 10.0}]},
    )

    order_cost: _NotNegative | None = Field(
        default=None, description="what an order costs, in each item's currency [money]"
    )
    order_cost_percent: _Percent | None = Field(default=None, description="change of order costs [%]")
    holding_rate: _Positive | None = Field(
        default=None,
        description="share of the unit cost [per year]; in place of a holding cost too, where a price is",
    )
    holding_percent: _Percent | None = Field(
        default=None, description="change of holding rates and holding costs [%]"
    )
    service_level: _Share | None = Field(
        default=None, description="order cycles without a stockout [0..1]; of items without a fill rate"
    )
    fill_rate: _Share | None = Field(
        default=None, description="units from the shelf [0..1]; of items with a fill rate"
    )
    lead_time_days_add: _Days | None = Field(
        default=None, description="longer (or shorter, down to 0) by so much [days]"
    )
    lead_time_days_percent: _Percent | None = Field(
        default=None, description="change of lead times and of their variation [%]"
    )
    demand_percent: _Percent | None = Field(
        default=None, description="change of demand and of its variation [%]"
    )

    def assumptions(self) -> Assumptions:
        """As the job keeps them."""
        return Assumptions(**self.model_dump())


class ScenarioIn(BaseModel):
    """A new scenario."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    assumptions: AssumptionsIn
    as_of: AsOf | None = Field(
        default=None, description="the day both sides are decided for; default today (UTC)"
    )


class TotalOut(BaseModel):
    """One amount on both sides."""

    baseline: float
    scenario: float
    difference: float
    percent: float | None = Field(description="of the baseline; null where that is 0")


class OrderNowOut(BaseModel):
    """How many items are to be ordered now, on both sides."""

    baseline: int
    scenario: int


class ComparisonOut(BaseModel):
    """The scenario beside its baseline."""

    rows: int = Field(description="items compared")
    rows_other: int = Field(description="of these decided otherwise")
    only_baseline: int = Field(description="items with costs in the baseline only; no total has them")
    only_scenario: int = Field(description="items with costs in the scenario only; no total has them")
    order_now: OrderNowOut
    changes: dict[str, int] = Field(description="items by kind of change")
    untouched: dict[str, int] = Field(description="items an assumption cannot act on, by its name")
    totals: dict[str, dict[str, TotalOut]] = Field(description="by currency, then by amount")
    words: list[str]


class ScenarioOut(BaseModel):
    """A catalogue as assumed, beside itself as it is; a job, under the same id at /jobs."""

    id: UUID
    catalogue_id: UUID
    name: str
    assumptions: dict[str, float]
    in_words: list[str] = Field(description="the assumptions, a few words for each")
    as_of: date
    state: JobState
    status_reason: str
    progress: ProgressOut
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    comparison: ComparisonOut | None = Field(description="once the job has ended; null in lists")

    @classmethod
    def of(cls, job: Job, comparison: dict[str, Any] | None = None) -> Self:
        """From the job as the database knows it."""
        asked = Scenario.from_json(job.options["scenario"])
        assert job.catalogue_id is not None  # noqa: S101 - every scenario has one
        return cls(
            id=job.id,
            catalogue_id=job.catalogue_id,
            name=asked.name,
            assumptions=asked.assumptions.to_json(),
            in_words=asked.assumptions.words(),
            as_of=job.as_of,
            state=job.state,
            status_reason=job.status_reason,
            progress=ProgressOut.model_validate(job.progress),
            created_by=job.created_by,
            created_at=job.created_at,
            finished_at=job.finished_at,
            comparison=ComparisonOut.model_validate(comparison) if comparison else None,
        )


class ScenariosOut(BaseModel):
    """Scenarios of a catalogue, the newest first."""

    items: list[ScenarioOut]
    next: str | None = Field(description="cursor of the next page; null on the last")


class ScenarioRowsOut(BaseModel):
    """Items that are decided otherwise, those whose costs differ most first."""

    items: list[dict[str, Any]]
    next: str | None = Field(description="cursor of the next page; null on the last")
