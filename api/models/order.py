"""What people did about suggestions, as answered."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.models.catalogue import DeliveryOut
from core.sheets.catalogue.order_states import LineState


class BeforeOut(BaseModel):
    """What was done last about an item that is suggested anew."""

    line_id: UUID
    state: LineState
    quantity: float | None
    suggested_quantity: float | None
    by_name: str
    at: datetime
    as_of: date | None
    reason: str | None


class OrderLineOut(BaseModel):
    """A suggestion and what was made of it; the suggestion stays beside the edit."""

    model_config = ConfigDict(from_attributes=True)

    line_id: UUID | None = Field(description="null while nobody has done anything about it")
    sku: str
    location: str | None
    description: str | None
    supplier: str | None
    state: LineState = Field(
        description="overdue: placed, and not in the stock figures in time; "
        "superseded: not placed, and a later run has decided anew"
    )
    suggested_quantity: float | None = Field(description="null where no run suggested it")
    quantity: float | None = Field(description="accepted, edited or placed")
    price: float | None = Field(description="a unit")
    value: float | None = Field(description="of the quantity, else of what is suggested")
    currency: str | None
    why: str | None = Field(description="the decision's reason")
    job_id: UUID | None = Field(description="the run that suggested it")
    as_of: date | None
    reason: str | None = Field(description="what the person said")
    snoozed_until: date | None
    by: str | None
    by_name: str | None
    at: datetime | None
    placed_on: date | None
    on_hand: float | None = Field(description="the stock figure when it was placed")
    on_order: float | None = Field(description="the stock figure when it was placed")
    shown_quantity: float | None = Field(description="what later stock figures show of it")
    closed_at: datetime | None
    closed_why: str | None
    before: BeforeOut | None = Field(default=None, description="of a suggestion: what was done last")


class OrdersOut(BaseModel):
    """Lines, what is to do first, and the cursor of the next page."""

    run: UUID | None = Field(description="the last run that ended well, whose suggestions these are")
    as_of: date | None
    counts: dict[str, int] = Field(description="by state, of the whole list; proposed is what is to do")
    suppliers: list[str] = Field(description="those with something to order in the last run")
    items: list[OrderLineOut]
    next: str | None = Field(description="cursor of the next page; null on the last")


class StepOut(BaseModel):
    """One thing that was done; nothing is ever taken out of the record."""

    at: datetime
    by: str
    by_name: str
    from_state: LineState
    to_state: LineState
    quantity: float | None
    snoozed_until: date | None
    reason: str | None


class OrderHistoryOut(OrderLineOut):
    """A line and everything that was done about it."""

    steps: list[StepOut]


class OrderHistoriesOut(BaseModel):
    """An item's lines, the newest first."""

    items: list[OrderHistoryOut]


class DoubtOut(BaseModel):
    """What was done although it breaks a limit of the item."""

    row: int
    sku: str
    message: str


class OrdersDoneOut(DeliveryOut):
    """What became of the rows: those that go were done, the others are named."""

    warnings: list[DoubtOut] = Field(default_factory=list, description="done all the same")
