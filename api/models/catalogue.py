"""Catalogues and what flows into them, as sent and answered."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.models.item import AsOf, storable
from api.models.options import DefaultsIn
from core.db.catalogue.catalogues import Catalogue
from core.job_options import RunOptions
from core.job_states import JobState


def _is_name(text: str) -> str:
    name = text.strip()
    if not name or any(letter in name for letter in "/\\") or not name.isprintable():
        raise ValueError("must have letters that can be seen, and no / or \\")
    return name


Name = Annotated[
    str, Field(strict=True, min_length=1, max_length=100), AfterValidator(storable), AfterValidator(_is_name)
]


class SettingsIn(BaseModel):
    """How runs over the catalogue find demand, and what they assume and tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window_months: Annotated[int, Field(strict=True, ge=3, le=120)] | None = Field(
        default=None, description="how many past months make the demand; default 24"
    )
    method: Literal["auto", "mean", "sba", "tsb"] | None = Field(
        default=None, description="how: auto chooses for each item; default auto"
    )
    demand_from: Literal["history", "given"] | None = Field(
        default=None, description="given: what the sheet says, whatever was sold; default history"
    )
    change_percent: Annotated[float, Field(strict=True, ge=0, le=1_000)] | None = Field(
        default=None, description="how far a number must move to be told as a change; default 10"
    )
    inbox_mode: Literal["merge", "replace"] | None = Field(
        default=None, description="what a sheet dropped into the inbox does; default merge"
    )
    placed_days: Annotated[int, Field(strict=True, ge=1, le=365)] | None = Field(
        default=None,
        description="how many days an order placed counts as on order until stock figures show it; default 7",
    )
    defaults: DefaultsIn | None = Field(
        default=None, description="assumed where an item says nothing, before the company's"
    )


class CatalogueIn(BaseModel):
    """A new catalogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    settings: SettingsIn = Field(default_factory=SettingsIn)


class CatalogueChangeIn(BaseModel):
    """What is to be another way; settings one by one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name | None = None
    settings: SettingsIn | None = None


class CatalogueOut(BaseModel):
    """A named set of items that is computed again and again."""

    id: UUID
    name: str
    inbox: str = Field(description="the folder of the inbox in which files for it are dropped")
    settings: dict[str, Any] = Field(description="complete: what was not set as it is assumed")
    items: int
    fields: list[str] = Field(description="what any item has")
    stock_from: datetime | None = Field(description="when the oldest stock figure came")
    stock_to: datetime | None = Field(description="when the newest stock figure came")
    demand_until: date | None = Field(description="the last day any demand is known of")
    last_run: UUID | None = Field(description="the job of the run that was started last")
    last_run_state: JobState | None = Field(description="what became of it, or how far it is")
    last_run_ended: datetime | None
    next_run: datetime | None = Field(description="when the next scheduled run begins; null: none does")
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, found: Catalogue) -> Self:
        """From the catalogue as the database knows it."""
        run = RunOptions.from_json(found.settings)
        return cls(
            id=found.id,
            name=found.name,
            inbox=found.inbox,
            settings={
                "window_months": run.window_months,
                "method": run.method,
                "demand_from": run.demand_from,
                "change_percent": run.change_percent,
                "inbox_mode": found.settings.get("inbox_mode") or "merge",
                "placed_days": run.placed_days,
                "defaults": found.settings.get("defaults") or {},
            },
            items=found.items,
            fields=found.fields,
            stock_from=found.stock_from,
            stock_to=found.stock_to,
            demand_until=found.demand_until,
            last_run=found.last_run,
            last_run_state=JobState(found.last_run_state) if found.last_run_state else None,
            last_run_ended=found.last_run_ended,
            next_run=found.next_run,
            created_by=found.created_by,
            created_at=found.created_at,
        )


class CataloguesOut(BaseModel):
    """Every catalogue, by name."""

    items: list[CatalogueOut]


class RunIn(BaseModel):
    """A run now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: AsOf | None = Field(default=None, description="the day the decisions are for; default today (UTC)")


class RowProblemOut(BaseModel):
    """Why a row was not taken."""

    model_config = ConfigDict(from_attributes=True)

    row: int = Field(description="counts the rows sent, from 1")
    field: str
    value: str
    code: str
    message: str
    remedy: str


class UnknownOut(BaseModel):
    """A row that names no item of the catalogue."""

    row: int
    sku: str
    location: str | None


class DeliveryOut(BaseModel):
    """What became of the rows: those that are good were taken, the others are named."""

    rows: int = Field(description="sent")
    taken: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = Field(default=0, description="overrides with nothing set any more")
    known: int = Field(default=0, description="order lines that were there already, word for word")
    corrected: int = Field(default=0, description="order lines whose earlier words were replaced")
    unknown: list[UnknownOut] = Field(default_factory=list, description="the first 1,000")
    unknown_total: int = 0
    errors: list[RowProblemOut] = Field(default_factory=list, description="the first 1,000")
    errors_total: int = 0


class ItemsOut(BaseModel):
    """Items, and the cursor of the next page."""

    items: list[dict[str, Any]]
    next: str | None = Field(description="cursor of the next page; null on the last")


class FeedsOut(BaseModel):
    """What came in, the newest first."""

    items: list[dict[str, Any]]


class ChangesOut(BaseModel):
    """What changed in a run against the one before."""

    run: UUID
    compares_with: UUID | None = Field(description="the run before; null for a first one")
    as_of: date
    counts: dict[str, int] = Field(description="by kind")
    words: list[str] = Field(description="the same in sentences, what asks for action first")
    items: list[dict[str, Any]]
    next: str | None = Field(description="cursor of the next page; null on the last")
